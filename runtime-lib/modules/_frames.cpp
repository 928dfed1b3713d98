// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The module _frames: where the program calls from, for warnings.tr, logging.tr and traceback.tr.
// What they see are the program's own frames: those of the library keep no records.
#include "runtime-lib/collections/list.h"
#include "runtime-lib/collections/tuple.h"
#include "runtime-lib/control/exceptions.h"
#include "runtime-lib/control/frame.h"
#include "runtime-lib/core/call.h"
#include "runtime-lib/core/module.h"
#include "runtime-lib/core/native_module.h"
#include "runtime-lib/text/str.h"

namespace tr {
namespace {

// place(depth): file, line, function and module of the frame `depth` calls up from the innermost
// one of the program; None when there is none, or when the program keeps no records.
Value place(const Value* args, uint64_t) {
  int64_t depth;
  if (!toSsize(args[0], &depth))
    return kError;
  FrameRecord* record = callingRecord(depth < 0 ? 0 : static_cast<uint64_t>(depth));
  if (!record)
    return kNone;
  const CodeInfo* code = codeOfFrame(record->site);
  Module* module = moduleOfSource(code->source);
  Value name = module ? moduleGet(module, intern("__name__")) : kUnbound;
  return tupleOf(makeStr(code->source->file), makeInt(record->site->line), *code->name,
                 name.isUnbound() ? kNone : name);
}

// stack(): the frames, the innermost first.
Value stack(const Value*, uint64_t) {
  Value made = makeList(nullptr, 0);
  for (FrameRecord* record = callingRecord(0); record; record = record->caller)
    if (!listAppend(asList(made), frameOf(record)))
      return kError;
  return made;
}

// kept(): whether the program keeps records.
Value kept(const Value*, uint64_t) { return boolean(keepsFrames()); }

const NativeDef kFunctions[] = {nativeOne("place", place), nativeNone("stack", stack),
                                nativeNone("kept", kept), kNativeEnd};
const NativeAttribute kAttributes[] = {kAttributeEnd};

} // namespace

TR_DEFINE_MODULE(_frames, kFunctions, kAttributes);

} // namespace tr
