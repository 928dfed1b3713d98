// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// OSError: two to five arguments are (errno, strerror, filename, winerror, filename2), and errno
// chooses the subclass (PEP 3151).
#include <cerrno>

#include "runtime-lib/collections/tuple.h"
#include "runtime-lib/control/exception_fields.h"
#include "runtime-lib/core/call.h"
#include "runtime-lib/numbers/int.h"
#include "runtime-lib/text/str.h"

namespace tr {
namespace {

Type* typeForErrno(int64_t errnum) {
  switch (errnum) {
  case EAGAIN:
  case EALREADY:
  case EINPROGRESS:
    return &tr_type_BlockingIOError;
  case EPIPE:
  case ESHUTDOWN:
    return &tr_type_BrokenPipeError;
  case ECHILD:
    return &tr_type_ChildProcessError;
  case ECONNABORTED:
    return &tr_type_ConnectionAbortedError;
  case ECONNREFUSED:
    return &tr_type_ConnectionRefusedError;
  case ECONNRESET:
    return &tr_type_ConnectionResetError;
  case EEXIST:
    return &tr_type_FileExistsError;
  case ENOENT:
    return &tr_type_FileNotFoundError;
  case EISDIR:
    return &tr_type_IsADirectoryError;
  case ENOTDIR:
    return &tr_type_NotADirectoryError;
  case EINTR:
    return &tr_type_InterruptedError;
  case EACCES:
  case EPERM:
    return &tr_type_PermissionError;
  case ESRCH:
    return &tr_type_ProcessLookupError;
  case ETIMEDOUT:
    return &tr_type_TimeoutError;
  default:
    return &tr_type_OSError;
  }
}

void setFields(Exception* exception, const Value* args, uint64_t nargs) {
  if (nargs < 2 || nargs > 5)
    return;
  exception->extra[field::errnum] = args[0];
  exception->extra[field::strerror] = args[1];
  if (nargs >= 3 && !args[2].isNone()) {
    if (exception->shape->type == &tr_type_BlockingIOError && isIntLike(args[2])) {
      exception->extra[field::written] = args[2];
    } else {
      exception->extra[field::filename] = args[2];
      if (nargs == 5 && !args[4].isNone())
        exception->extra[field::filename2] = args[4];
      exception->args = asTuple(makeTuple(args, 2));
    }
  }
}

} // namespace

Value osErrorConstruct(Type* type, const Value* args, uint64_t nargs, Tuple* kwnames) {
  if (type == &tr_type_OSError && !checkNoKeywords("OSError", kwnames))
    return kError;
  if (type == &tr_type_OSError && nargs >= 2 && nargs <= 5 && args[0].isInt())
    type = typeForErrno(args[0].smallInt());
  Value made = exceptionConstruct(type, args, nargs, kwnames);
  setFields(made.as<Exception>(), args, nargs);
  return made;
}

bool osErrorInit(Value self, const Value* args, uint64_t nargs, Tuple* kwnames) {
  if (!exceptionInit(self, args, nargs, kwnames))
    return false;
  setFields(self.as<Exception>(), args, nargs);
  return true;
}

Value osErrorStr(Value self) {
  auto* exception = self.as<Exception>();
  Value errnum = getField<field::errnum>(self), text = getField<field::strerror>(self);
  Value file = exception->extra[field::filename], second = exception->extra[field::filename2];
  if (!file.isUnbound()) {
    if (!second.isUnbound())
      return formatText("[Errno %S] %S: %R -> %R", errnum, text, file, second);
    return formatText("[Errno %S] %S: %R", errnum, text, file);
  }
  if (!exception->extra[field::errnum].isUnbound() &&
      !exception->extra[field::strerror].isUnbound())
    return formatText("[Errno %S] %S", errnum, text);
  return exceptionStr(self);
}

namespace {

Value getWritten(Value self) {
  Value written = self.as<Exception>()->extra[field::written];
  return written.isUnbound() ? raise(&tr_type_AttributeError, "characters_written") : written;
}

} // namespace

const GetSetDef kOSErrorGetSets[] = {
    {"errno", getField<field::errnum>, setField<field::errnum>},
    {"strerror", getField<field::strerror>, setField<field::strerror>},
    {"filename", getField<field::filename>, setField<field::filename>},
    {"filename2", getField<field::filename2>, setField<field::filename2>},
    {"characters_written", getWritten, setField<field::written>},
    {nullptr, nullptr, nullptr}};

} // namespace tr
