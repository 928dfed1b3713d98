// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// control/frame.h.
#include "runtime-lib/control/frame.h"

#include "runtime-lib/control/code_object.h"
#include "runtime-lib/control/exceptions.h"
#include "runtime-lib/core/call.h"
#include "runtime-lib/core/module.h"
#include "runtime-lib/core/module_dict.h"
#include "runtime-lib/core/native.h"
#include "runtime-lib/memory/memory.h"
#include "runtime-lib/text/str.h"

extern "C" {
__thread tr::FrameRecord* tr_frame_top __attribute__((tls_model("local-exec")));
}

namespace tr {
namespace {

struct Frame : Object {
  const SiteInfo* site; // seen last
  FrameRecord* record;  // null: stands still. Not to be read unless isRunning()
  Value back;           // the caller's frame, or None
  bool ended;
};
Frame* asFrame(Value v) { return v.as<Frame>(); }

// A record's memory may serve other functions by now, whose records no frame object watches or
// another one does.
bool isRunning(Frame* frame) {
  if (!frame->record || frame->ended)
    return false;
  for (FrameRecord* r = tr_frame_top; r; r = r->caller)
    if (r == frame->record && r->observer == frame)
      return true;
  frame->ended = true;
  return false;
}

const SiteInfo* siteOf(Frame* frame) {
  if (isRunning(frame))
    frame->site = frame->record->site;
  return frame->site;
}

Frame* newFrame(const SiteInfo* site, FrameRecord* record) {
  auto* frame = static_cast<Frame*>(memory::allocate(sizeof(Frame)));
  frame->shape = &tr_shape_frame;
  frame->site = site;
  frame->record = record;
  frame->back = kNone;
  return frame;
}

Value frameCode(Value self) { return makeCodeObject(siteOf(asFrame(self))->code); }
Value frameLine(Value self) { return makeInt(siteOf(asFrame(self))->line); }

Value raiseNoFrame(const char* attribute) {
  return raise(&tr_type_RuntimeError,
               "frame.%s is not supported: compiled functions do not keep it", attribute);
}

Value frameBack(Value self) {
  Frame* frame = asFrame(self);
  if (!frame->record)
    return raiseNoFrame("f_back of a traceback's frame");
  return frame->back;
}

Value frameGlobals(Value self) {
  Module* module = moduleOfSource(codeOfFrame(siteOf(asFrame(self)))->source);
  return module ? moduleDictView(module) : raiseNoFrame("f_globals");
}

Value frameLocals(Value self) {
  if (codeOfFrame(siteOf(asFrame(self)))->flags & kCodeModule)
    return frameGlobals(self);
  return raiseNoFrame("f_locals");
}
Value frameTrace(Value) { return kNone; }

Value frameRepr(Value self) {
  const SiteInfo* site = siteOf(asFrame(self));
  return formatText("<frame at %p, file '%s', line %u, code %S>", static_cast<void*>(self.object()),
                    codeOfFrame(site)->source->file, site->line, *site->code->name);
}

const GetSetDef kFrameGetSets[] = {
    {"f_code", frameCode, nullptr},     {"f_lineno", frameLine, nullptr},
    {"f_back", frameBack, nullptr},     {"f_globals", frameGlobals, nullptr},
    {"f_locals", frameLocals, nullptr}, {"f_trace", frameTrace, nullptr},
    {nullptr, nullptr, nullptr}};

} // namespace

Value makeSiteFrame(const SiteInfo* site) { return objectValue(newFrame(site, nullptr)); }

FrameRecord* callingRecord(uint64_t depth) {
  FrameRecord* record = tr_frame_top;
  for (; record && depth; depth--)
    record = record->caller;
  return record;
}

// The callers' objects are made too: they are f_back still when these functions have returned.
Value frameOf(FrameRecord* record) {
  Frame* inner = nullptr;
  for (FrameRecord* r = record; r; r = r->caller) {
    bool isNew = !r->observer;
    if (isNew)
      r->observer = newFrame(r->site, r);
    if (inner)
      inner->back = objectValue(r->observer);
    if (!isNew)
      break;
    inner = static_cast<Frame*>(r->observer);
  }
  return objectValue(record->observer);
}

const CodeInfo* codeOfFrame(const SiteInfo* site) {
  while (site->code->flags & kCodeInline)
    site = reinterpret_cast<const InlineCodeInfo*>(site->code)->caller;
  return site->code;
}

bool keepsFrames() { return tr_frame_top != nullptr; }

TR_DEFINE_TYPE(frame, .cname = "frame", .base = &tr_type_object, .instanceSize = sizeof(Frame),
               .layout = Layout::Other, .getsets = kFrameGetSets,
               .slots = {.repr = frameRepr,
                         .hash = identityHash,
                         .getattr = genericGetAttr,
                         .setattr = genericSetAttr,
                         .compare = identityCompare});

} // namespace tr
