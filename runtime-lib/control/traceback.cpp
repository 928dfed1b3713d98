// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Traceback and code objects: control/traceback.h.
#include "runtime-lib/control/traceback.h"

#include "runtime-lib/abi/entries.h"
#include "runtime-lib/abi/frameless.h"
#include "runtime-lib/collections/dict.h"
#include "runtime-lib/collections/tuple.h"
#include "runtime-lib/control/code_object.h"
#include "runtime-lib/control/exceptions.h"
#include "runtime-lib/control/frame.h"
#include "runtime-lib/core/call.h"
#include "runtime-lib/core/native.h"
#include "runtime-lib/core/thread.h"
#include "runtime-lib/memory/memory.h"
#include "runtime-lib/numbers/int.h"
#include "runtime-lib/text/str.h"

#include <cstring>

namespace tr {
namespace {

Traceback* newTraceback(Value next, const SiteInfo* site, uint64_t repeat) {
  auto* node = static_cast<Traceback*>(memory::allocate(sizeof(Traceback)));
  node->shape = &tr_shape_traceback;
  node->next = next;
  node->site = site;
  node->repeat = repeat;
  return node;
}

Value tracebackNext(Value self) {
  auto* node = self.as<Traceback>();
  if (node->repeat > 1) {
    node->next = objectValue(newTraceback(node->next, node->site, node->repeat - 1));
    node->repeat = 1;
  }
  if (node->next.isObject())
    node->next.as<Traceback>()->exposed = true;
  return node->next;
}

bool setTracebackNext(Value self, Value next) {
  if (next.isUnbound()) {
    raiseTypeError("can't delete tb_next attribute");
    return false;
  }
  if (!next.isNone() && !isExact(next, &tr_type_traceback)) {
    raiseTypeError("expected traceback object, got '%T'", next);
    return false;
  }
  for (Value at = next; at.isObject(); at = at.as<Traceback>()->next)
    if (at == self) {
      raiseValueError("traceback loop detected");
      return false;
    }
  auto* node = self.as<Traceback>();
  node->repeat = 1;
  node->next = next;
  return true;
}

Value tracebackLine(Value self) { return makeInt(self.as<Traceback>()->site->line); }
Value tracebackLast(Value self) { return makeInt(0); }
Value tracebackFrame(Value self) { return makeSiteFrame(self.as<Traceback>()->site); }

const GetSetDef kTracebackGetSets[] = {{"tb_next", tracebackNext, setTracebackNext},
                                       {"tb_lineno", tracebackLine, nullptr},
                                       {"tb_lasti", tracebackLast, nullptr},
                                       {"tb_frame", tracebackFrame, nullptr},
                                       {nullptr, nullptr, nullptr}};

Value tracebackRepr(Value self) {
  return formatText("<traceback object at %p>", static_cast<void*>(self.object()));
}

// --- code objects

const CodeInfo* infoOf(Value self) { return self.as<CodeObject>()->info; }
Value codeName(Value self) { return *infoOf(self)->name; }
Value codeQualname(Value self) { return *infoOf(self)->qualname; }
Value codeFile(Value self) {
  return makeStr(infoOf(self)->source ? infoOf(self)->source->file : "<unknown>");
}
Value codeFirstLine(Value self) { return makeInt(infoOf(self)->firstLine); }
Value codeArgCount(Value self) { return makeInt(infoOf(self)->positional); }
Value codePosOnly(Value self) { return makeInt(infoOf(self)->posOnly); }
Value codeKwOnly(Value self) { return makeInt(infoOf(self)->keywordOnly); }
uint32_t paramCount(const CodeInfo* info) {
  return info->positional + info->keywordOnly + !!(info->flags & kCodeVarArgs) +
         !!(info->flags & kCodeVarKeywords);
}
Value codeLocals(Value self) { return makeInt(paramCount(infoOf(self))); }
Value codeVarNames(Value self) { return makeTuple(infoOf(self)->params, paramCount(infoOf(self))); }
Value codeFreeVars(Value self) { return makeTuple(infoOf(self)->varNames, infoOf(self)->captures); }
Value codeFlags(Value self) {
  const CodeInfo* info = infoOf(self);
  int64_t flags = 3; // optimized, new locals
  if (info->flags & kCodeVarArgs)
    flags |= 4;
  if (info->flags & kCodeVarKeywords)
    flags |= 8;
  if (info->flags & kCodeGenerator)
    flags |= 32;
  if (info->flags & kCodeCoroutine)
    flags |= 128;
  if (info->flags & kCodeAsyncGenerator)
    flags |= 512;
  return makeInt(flags);
}
const GetSetDef kCodeGetSets[] = {{"co_name", codeName, nullptr},
                                  {"co_qualname", codeQualname, nullptr},
                                  {"co_filename", codeFile, nullptr},
                                  {"co_firstlineno", codeFirstLine, nullptr},
                                  {"co_argcount", codeArgCount, nullptr},
                                  {"co_posonlyargcount", codePosOnly, nullptr},
                                  {"co_kwonlyargcount", codeKwOnly, nullptr},
                                  {"co_nlocals", codeLocals, nullptr},
                                  {"co_varnames", codeVarNames, nullptr},
                                  {"co_freevars", codeFreeVars, nullptr},
                                  {"co_flags", codeFlags, nullptr},
                                  {nullptr, nullptr, nullptr}};

Value codeRepr(Value self) {
  return formatText("<code object %S at %p, file \"%s\", line %u>", *infoOf(self)->name,
                    static_cast<void*>(self.object()),
                    infoOf(self)->source ? infoOf(self)->source->file : "<unknown>",
                    infoOf(self)->firstLine);
}

Value codeCompare(Value left, Value right, CompareOp op) {
  if (!isExact(left, &tr_type_code) || !isExact(right, &tr_type_code))
    return kNotImplemented;
  if (op != CompareOp::Eq && op != CompareOp::NotEq)
    return kNotImplemented;
  return boolean((infoOf(left) == infoOf(right)) == (op == CompareOp::Eq));
}

int64_t codeHash(Value self, bool* ok) {
  *ok = true;
  return static_cast<int64_t>(reinterpret_cast<uint64_t>(infoOf(self)) >> 4);
}

} // namespace

Value makeCodeObject(const CodeInfo* info) {
  auto* code = static_cast<CodeObject*>(memory::allocate(sizeof(CodeObject)));
  code->shape = &tr_shape_code;
  code->info = info;
  return objectValue(code);
}

void tracebackAdd(Value exception, const SiteInfo* site) {
  auto* object = exception.as<Exception>();
  if (object->traceback.isObject()) {
    auto* head = object->traceback.as<Traceback>();
    if (head->site == site && !head->exposed) {
      ++head->repeat;
      return;
    }
  }
  object->traceback = objectValue(newTraceback(object->traceback, site, 1));
}

Value tracebackOf(Value exception) {
  Value traceback = exception.as<Exception>()->traceback;
  if (traceback.isObject())
    traceback.as<Traceback>()->exposed = true;
  return traceback;
}

// The range of a call up to its parentheses: where a method was looked up. Calls whose parentheses
// do not follow the attribute at once are compiled as two operations.
static const SiteInfo* lookupSite(const SiteInfo* call) {
  if (call->anchorEndLine == 0)
    return call;
  auto* site = static_cast<SiteInfo*>(memory::allocate(sizeof(SiteInfo)));
  if (!site)
    return call;
  *site = *call;
  site->endLine = call->anchorLine;
  site->endColumn = call->anchorColumn;
  site->anchorLine = site->anchorColumn = site->anchorEndLine = site->anchorEndColumn = 0;
  return site;
}

static bool isFrameless(const SiteInfo* site) {
  constexpr std::string_view kPrefix = tauro::abi::kFramelessPrefix;
  const SourceInfo* source = site->code->source;
  return source && std::strncmp(source->file, kPrefix.data(), kPrefix.size()) == 0;
}

void tracebackAddUnstarted(Value exception, const CodeInfo* code) {
  auto* site = static_cast<SiteInfo*>(memory::allocate(sizeof(SiteInfo)));
  if (!site)
    return;
  // The whole line, whatever its length.
  *site = {.code = code, .line = code->firstLine, .endLine = code->firstLine, .endColumn = ~0u};
  if (!isFrameless(site))
    tracebackAdd(exception, site);
}

extern "C" void tr_traceback_add(void* site) {
  Value pending = tr_thread->exception;
  auto* shown = static_cast<const SiteInfo*>(site);
  TracebackEntry entry = tr_thread->nextEntry;
  tr_thread->nextEntry = TracebackEntry::Range;
  if (entry == TracebackEntry::None)
    return;
  if (entry == TracebackEntry::Lookup)
    shown = lookupSite(shown);
  if (!pending.isObject() || isFrameless(shown))
    return;
  tracebackAdd(pending, shown);
  while (shown->code->flags & kCodeInline) {
    shown = reinterpret_cast<const InlineCodeInfo*>(shown->code)->caller;
    tracebackAdd(pending, shown);
  }
}

TR_DEFINE_TYPE(traceback, .cname = "traceback", .base = &tr_type_object,
               .instanceSize = sizeof(Traceback), .layout = Layout::Other,
               .getsets = kTracebackGetSets,
               .slots = {.repr = tracebackRepr,
                         .hash = identityHash,
                         .getattr = genericGetAttr,
                         .setattr = genericSetAttr,
                         .compare = identityCompare});
TR_DEFINE_TYPE(code, .cname = "code", .base = &tr_type_object, .instanceSize = sizeof(CodeObject),
               .layout = Layout::Other, .getsets = kCodeGetSets,
               .slots = {.repr = codeRepr,
                         .hash = codeHash,
                         .getattr = genericGetAttr,
                         .setattr = genericSetAttr,
                         .compare = codeCompare});

} // namespace tr
