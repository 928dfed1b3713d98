// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Making files by calls of their classes, and passing on what is asked of them: io/delegate.h.
#include "runtime-lib/io/delegate.h"

#include <cstring>

#include "runtime-lib/collections/dict.h"
#include "runtime-lib/collections/tuple.h"
#include "runtime-lib/control/exceptions.h"
#include "runtime-lib/core/call.h"
#include "runtime-lib/core/instance_dict.h"
#include "runtime-lib/core/shape.h"
#include "runtime-lib/memory/memory.h"

TR_NAME(closed, "closed")
TR_NAME(name, "name")
TR_NAME(close, "close")
TR_NAME(flush, "flush")
TR_NAME(mode, "mode")
TR_NAME(next, "__next__")

namespace tr {

Value fileMakers[kFileKinds] = {kUnbound, kUnbound, kUnbound, kUnbound, kUnbound};
Value fileHooks[kFileKinds] = {kUnbound, kUnbound, kUnbound, kUnbound, kUnbound};

namespace {

struct KindRow {
  Type* type;
  const char* name;
  const char* params;
};
const KindRow kKinds[kFileKinds] = {
    {&tr_type_textFile, "TextIOWrapper",
     "buffer, encoding=, errors=, newline=, line_buffering=, write_through="},
    {&tr_type_binaryReader, "BufferedReader", "raw, buffer_size="},
    {&tr_type_binaryWriter, "BufferedWriter", "raw, buffer_size="},
    {&tr_type_binaryRandom, "BufferedRandom", "raw, buffer_size="},
    {&tr_type_fileIO, "FileIO", "file, mode=, closefd=, opener="},
};
constexpr unsigned kMaxParams = 6;

FileKind kindOf(Value file) {
  unsigned kind = 0;
  while (!isA(file, kKinds[kind].type))
    kind++;
  return static_cast<FileKind>(kind);
}

File* asFile(Value v) { return v.as<File>(); }

// What `from` is, `to` is from now on: two objects of one class of the runtime's own.
void moveFile(Object* to, Object* from) {
  const Type* type = from->shape->type;
  memcpy(reinterpret_cast<char*>(to) + sizeof(Object),
         reinterpret_cast<char*>(from) + sizeof(Object), type->instanceSize - sizeof(Object));
  if (type != &tr_type_textFile)
    binaryMoved(static_cast<BinaryFile*>(to), static_cast<BinaryFile*>(from));
}

// What a file without a delegate is becomes another object's; null with the exception pending.
Object* moveOut(Value self) {
  Object* other = newInstance(typeOf(self));
  if (other)
    moveFile(other, self.object());
  return other;
}

// The instance hears of its own methods from now on.
bool patch(Value self, const char* name) {
  File* file = asFile(self);
  if (!hasDelegate(self)) {
    auto* binary = isExact(self, &tr_type_textFile) ? nullptr : self.as<BinaryFile>();
    if (binary && (binary->underText || (binary->isRaw && !binary->raw.isUnbound())))
      return raise(&tr_type_NotImplementedError,
                   "setting %s of a file that another is written through", name),
             false;
    Object* inner = moveOut(self);
    if (!inner)
      return false;
    file->delegate = objectValue(inner);
  }
  file->patched = true;
  return true;
}

bool initWith(FileKind kind, Value self, const Value* args, uint64_t nargs, Tuple* kwnames) {
  const KindRow& row = kKinds[kind];
  if (fileMakers[kind].isUnbound())
    return raise(&tr_type_NotImplementedError, "%s() in a program that does not import io",
                 row.type->cname),
           false;
  Value given[kMaxParams];
  int64_t size;
  bool buffered = kind != kTextKind && kind != kRawKind;
  if (!bindNative(row.name, row.params, args, nargs, kwnames, given) ||
      (buffered && !given[1].isUnbound() && !toSsize(given[1], &size)))
    return false;
  for (unsigned i = 1; kind == kTextKind && i <= 2; i++) // encoding, errors
    if (isStr(given[i]) && !codecArgument(given[i]))
      return false;
  // The open file that it was before becomes one that nobody has any more.
  if (!hasDelegate(self) && !moveOut(self))
    return false;
  asFile(self)->delegate = kNone;
  Value made = call(fileMakers[kind], args, nargs, kwnames);
  if (made.isError())
    return false;
  if (isExact(self, row.type) && isExact(made, row.type) && !hasDelegate(made))
    moveFile(self.object(), made.object()); // makes the delegate unbound
  else
    asFile(self)->delegate = made;
  return kind != kRawKind || instanceSet(self.object(), name_name(), given[0]);
}

// The delegate; error before __init__.
Value delegateOf(Value self) {
  Value delegate = asFile(self)->delegate;
  return delegate.isNone() ? raiseValueError("I/O operation on uninitialized object") : delegate;
}

// The hook for a method of an instance that may have methods of its own, or unbound.
Value hookOf(Value self, Str* name) {
  Value hooks = typeOf(self)->heap || asFile(self)->patched ? fileHooks[kindOf(self)] : kUnbound;
  return hooks.isUnbound() ? kUnbound : dictGetStr(hooks.as<Dict>(), name);
}

// A FileIO that no file was opened for is a closed one.
bool isBlankRaw(Value self) {
  return asFile(self)->delegate.isNone() && isA(self, &tr_type_fileIO);
}

} // namespace

Value constructFile(Type* type, const Value*, uint64_t, Tuple*) {
  auto* file = newInstanceOf<File>(type);
  if (!file)
    return kError;
  file->delegate = kNone;
  return objectValue(file);
}

template <FileKind kind>
bool initFile(Value self, const Value* args, uint64_t nargs, Tuple* kwnames) {
  return initWith(kind, self, args, nargs, kwnames);
}
template bool initFile<kTextKind>(Value, const Value*, uint64_t, Tuple*);
template bool initFile<kReaderKind>(Value, const Value*, uint64_t, Tuple*);
template bool initFile<kWriterKind>(Value, const Value*, uint64_t, Tuple*);
template bool initFile<kRandomKind>(Value, const Value*, uint64_t, Tuple*);
template bool initFile<kRawKind>(Value, const Value*, uint64_t, Tuple*);

bool setFileAttribute(Value self, Value name, Value value) {
  bool isMethod = isExact(lookupInType(typeOf(self), asStr(name)), &tr_type_methodDescriptor);
  if (isMethod && !asFile(self)->patched && !patch(self, utf8Of(asStr(name)).data()))
    return false;
  return genericSetAttr(self, name, value);
}

Value getTextFileDict(Value self) {
  return patch(self, "__dict__") ? instanceDictGet(self) : kError;
}

Value callDelegate(const char* text, const Value* args, uint64_t nargs) {
  Str* name = intern(text);
  if (isBlankRaw(args[0]))
    return name == name_close()   ? kNone
           : name == name_flush() ? raiseValueError("I/O operation on closed file.")
                                  : raiseValueError("I/O operation on closed file");
  Value delegate = delegateOf(args[0]);
  if (delegate.isError())
    return kError;
  Value hook = hookOf(args[0], name);
  if (hook.isUnbound())
    return callMethod(delegate, name, args + 1, nargs - 1);
  Tuple* all = allocateTuple(nargs + 1);
  if (!all)
    return kError;
  all->items()[0] = args[0];
  all->items()[1] = delegate;
  std::copy(args + 1, args + nargs, all->items() + 2);
  return call(hook, all->items(), nargs + 1);
}

Value getFromDelegate(const char* text, Value self, Before before) {
  Str* name = intern(text);
  if (isBlankRaw(self))
    return name == name_mode() ? makeStr("wb") : kTrue; // closed, closefd
  if (before != Before::Raises && asFile(self)->delegate.isNone())
    return before == Before::None ? kNone : kFalse;
  Value delegate = delegateOf(self);
  return delegate.isError() ? kError : getAttr(delegate, name);
}

Value selfUnlessClosed(Value self) {
  Value closed = getAttr(self, name_closed());
  int is = closed.isError() ? -1 : truth(closed);
  if (is < 0)
    return kError;
  return is ? raiseValueError("I/O operation on closed file.") : self;
}

Value checkClosed(const Value* args, uint64_t) {
  return selfUnlessClosed(args[0]).isError() ? kError : kNone;
}

namespace {

Value check(Value self, const char* name, const char* otherwise) {
  Value able = callMethod(self, intern(name));
  int is = able.isError() ? -1 : truth(able);
  if (is < 0)
    return kError;
  return is ? kTrue : raiseUnsupported(otherwise);
}

} // namespace

Value checkReadable(const Value* args, uint64_t) {
  return check(args[0], "readable", "File or stream is not readable.");
}
Value checkWritable(const Value* args, uint64_t) {
  return check(args[0], "writable", "File or stream is not writable.");
}
Value checkSeekable(const Value* args, uint64_t) {
  return check(args[0], "seekable", "File or stream is not seekable.");
}

Value closeDropped(const Value* args, uint64_t) {
  Value closed = getAttr(args[0], name_closed());
  int is = closed.isError() ? -1 : truth(closed);
  if (is == 0 && !callMethod(args[0], name_close()).isError())
    return kNone;
  if (is <= 0)
    clearPending();
  return kNone;
}

Value nextOfDelegate(Value self) {
  if (isBlankRaw(self))
    return raiseValueError("I/O operation on closed file");
  Value delegate = delegateOf(self);
  if (delegate.isError())
    return kError;
  // CPython asks only instances of derived classes for lines where the class iterates itself.
  bool iterates = kindOf(self) != kRawKind && kindOf(self) != kWriterKind;
  Value hook = iterates && !typeOf(self)->heap ? kUnbound : hookOf(self, name_next());
  if (hook.isUnbound())
    return next(delegate);
  // It answers a line, empty at the end.
  Value line = call2(hook, self, delegate);
  int64_t size = line.isError() ? -1 : length(line);
  return size < 0 ? kError : size ? line : kDone;
}

Value attributeForRepr(Value self, const char* name) {
  Value found = getAttrOrUnbound(self, intern(name));
  if (!found.isError() || !pendingIs(&tr_type_ValueError))
    return found;
  clearPending();
  return kUnbound;
}

} // namespace tr
