// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The module _traceback: what only the runtime knows of exceptions, for traceback.tr.
#include "runtime-lib/collections/list.h"
#include "runtime-lib/collections/tuple.h"
#include "runtime-lib/control/exceptions.h"
#include "runtime-lib/control/print_exception.h"
#include "runtime-lib/control/traceback.h"
#include "runtime-lib/core/native_module.h"
#include "runtime-lib/numbers/int.h"
#include "runtime-lib/text/str.h"

namespace tr {
namespace {

Value describe(const SiteInfo* site) {
  const SourceInfo* source = site->code->source;
  StrBuilder shown;
  appendFrame(shown, site);
  Value items[] = {makeStr(source ? source->file : "<unknown>"),
                   makeInt(site->line),
                   *site->code->name,
                   makeInt(site->endLine),
                   makeInt(charColumn(site, site->line, site->column)),
                   makeInt(charColumn(site, site->endLine, site->endColumn)),
                   sourceLines(site),
                   shown.take()};
  for (Value item : items)
    if (item.isError())
      return item;
  return makeTuple(items, std::size(items));
}

// frames(traceback): a list of (description, count), count being how often the frame repeats. A
// description has file, line, name, last line, columns of begin and end, source lines, and the
// lines that a traceback shows.
Value frames(const Value* args, uint64_t) {
  Value made = makeList(nullptr, 0);
  Value at = args[0];
  if (!at.isNone() && !isExact(at, &tr_type_traceback))
    return raiseTypeError("traceback expected, got '%T'", at);
  for (; at.isObject(); at = at.as<Traceback>()->next) {
    auto* node = at.as<Traceback>();
    Value pair[] = {describe(node->site), makeInt(static_cast<int64_t>(node->repeat))};
    if (pair[0].isError())
      return pair[0];
    listAppend(asList(made), makeTuple(pair, 2));
  }
  return made;
}

// exception_only(exception, traceback): the lines that say what it is. The traceback, or None, is
// the one that it is shown with: its last frame has the names that are offered for a wrong one.
Value exceptionOnlyOf(const Value* args, uint64_t) {
  if (!isA(args[0], &tr_type_BaseException))
    return raiseTypeError("exception expected, got '%T'", args[0]);
  return exceptionOnly(args[0], args[1]);
}

const NativeDef kFunctions[] = {nativeOne("frames", frames),
                                nativePositional("exception_only", exceptionOnlyOf, 2, 2),
                                kNativeEnd};
const NativeAttribute kAttributes[] = {kAttributeEnd};

} // namespace

TR_DEFINE_MODULE(_traceback, kFunctions, kAttributes);

} // namespace tr
