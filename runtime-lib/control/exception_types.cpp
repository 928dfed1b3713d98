// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The exception types: one definition for every row of abi/exceptions.def; families add fields,
// constructors and text by a specialisation of Family. Slots that a row leaves out come from its
// base when it is made ready.
#include "runtime-lib/collections/dict.h"
#include "runtime-lib/collections/list.h"
#include "runtime-lib/collections/tuple.h"
#include "runtime-lib/control/exception_fields.h"
#include "runtime-lib/control/traceback.h"
#include "runtime-lib/core/call.h"
#include "runtime-lib/core/instance_dict.h"
#include "runtime-lib/core/names.h"
#include "runtime-lib/core/shape.h"
#include "runtime-lib/numbers/int.h"
#include "runtime-lib/text/str.h"

namespace tr {

Exception* newException(Type* type, Tuple* args) {
  ensureReady(type);
  auto* exception = newInstanceOf<Exception>(type);
  exception->args = args;
  exception->traceback = exception->cause = exception->context = kNone;
  exception->suppressContext = exception->isContext = false;
  for (Value& word : exception->extra)
    word = kUnbound;
  return exception;
}

Value makeExceptionWith(Type* type, Value arg) {
  Tuple* args = arg.isUnbound() ? emptyTuple() : asTuple(tupleOf(arg));
  Exception* exception = newException(type, args);
  if (isSubtype(type, &tr_type_ImportError))
    exception->extra[field::msg] = arg;
  if (isSubtype(type, &tr_type_SystemExit))
    exception->extra[field::code] = arg;
  if (isSubtype(type, &tr_type_StopIteration))
    exception->extra[field::value] = arg;
  if (isSubtype(type, &tr_type_SyntaxError))
    exception->extra[field::syntaxMsg] = arg;
  return objectValue(exception);
}

Value exceptionConstruct(Type* type, const Value* args, uint64_t nargs, Tuple*) {
  return objectValue(newException(type, nargs ? asTuple(makeTuple(args, nargs)) : emptyTuple()));
}

bool exceptionInit(Value self, const Value* args, uint64_t nargs, Tuple* kwnames) {
  if (!checkNoKeywords(typeNameOf(self), kwnames))
    return false;
  auto* exception = self.as<Exception>();
  // The constructor has the same arguments nearly always.
  if (exception->args->length != nargs || (nargs && exception->args->items()[0] != args[0]))
    exception->args = nargs ? asTuple(makeTuple(args, nargs)) : emptyTuple();
  return true;
}

Value exceptionStr(Value self) {
  Tuple* args = self.as<Exception>()->args;
  if (args->length == 0)
    return makeStr("");
  return str(args->length == 1 ? args->items()[0] : objectValue(args));
}

namespace {

Value exceptionRepr(Value self) {
  Tuple* args = self.as<Exception>()->args;
  if (args->length == 1)
    return formatText("%T(%R)", self, args->items()[0]);
  return formatText("%T%R", self, objectValue(args));
}

Value keyErrorStr(Value self) {
  Tuple* args = self.as<Exception>()->args;
  return args->length == 1 ? repr(args->items()[0]) : exceptionStr(self);
}

// --- BaseException's attributes

Value getArgs(Value self) { return objectValue(self.as<Exception>()->args); }
bool setArgs(Value self, Value value) {
  if (value.isUnbound()) {
    raiseTypeError("args may not be deleted");
    return false;
  }
  Value tuple = tupleFromIterable(value);
  if (tuple.isError())
    return false;
  self.as<Exception>()->args = asTuple(tuple);
  return true;
}

Value getTraceback(Value self) { return tracebackOf(self); }
bool setTraceback(Value self, Value value) {
  if (value.isUnbound()) {
    raiseTypeError("__traceback__ may not be deleted");
    return false;
  }
  if (!value.isNone() && !isExact(value, &tr_type_traceback)) {
    raiseTypeError("__traceback__ must be a traceback or None");
    return false;
  }
  self.as<Exception>()->traceback = value;
  return true;
}

bool setLink(Value self, Value value, const char* name, Value Exception::* member) {
  if (value.isUnbound()) {
    raiseTypeError("%s may not be deleted", name);
    return false;
  }
  if (!value.isNone() && !isA(value, &tr_type_BaseException)) {
    raiseTypeError("exception %s must be None or derive from BaseException",
                   member == &Exception::cause ? "cause" : "context");
    return false;
  }
  self.as<Exception>()->*member = value;
  return true;
}
Value getCause(Value self) { return self.as<Exception>()->cause; }
bool setCause(Value self, Value value) {
  if (!setLink(self, value, "__cause__", &Exception::cause))
    return false;
  self.as<Exception>()->suppressContext = true;
  return true;
}
Value getContext(Value self) { return self.as<Exception>()->context; }
bool setContext(Value self, Value value) {
  if (!setLink(self, value, "__context__", &Exception::context))
    return false;
  linkContext(self.as<Exception>(), value);
  return true;
}
Value getSuppress(Value self) { return boolean(self.as<Exception>()->suppressContext); }
bool setSuppress(Value self, Value value) {
  if (!value.isBool()) {
    raiseTypeError(value.isUnbound() ? "can't delete numeric/char attribute"
                                     : "attribute value type must be bool");
    return false;
  }
  self.as<Exception>()->suppressContext = value == kTrue;
  return true;
}

Value withTraceback(const Value* args, uint64_t) {
  return setTraceback(args[0], args[1]) ? args[0] : kError;
}

Value addNote(const Value* args, uint64_t) {
  if (!isStr(args[1]))
    return raiseTypeError("note must be a str, not '%T'", args[1]);
  Value notes = getAttrOrUnbound(args[0], name_notes());
  if (notes.isError())
    return notes;
  if (notes.isUnbound()) {
    notes = makeList(nullptr, 0);
    if (!setAttr(args[0], name_notes(), notes))
      return kError;
  }
  if (!isList(notes))
    return raiseTypeError("Cannot add note: __notes__ is not a list");
  return listAppend(asList(notes), args[1]) ? kNone : kError;
}

// What an exception keeps in its dict; None where nothing was stored.
Value attributesOf(Value self) {
  auto* exception = self.as<Exception>();
  if (exception->shape->table && attributeArea(exception, typeOf(self)) &&
      (exception->shape->table->dictionary || exception->shape->table->count))
    return objectValue(instanceDict(exception));
  return kNone;
}

Value reduceException(const Value* args, uint64_t) {
  auto* exception = args[0].as<Exception>();
  Value arguments = objectValue(exception->args);
  if (isA(args[0], &tr_type_OSError) && exception->args->length == 2 &&
      !exception->extra[field::filename].isUnbound()) {
    const Value *two = exception->args->items(), *extra = exception->extra;
    arguments =
        extra[field::filename2].isUnbound()
            ? tupleOf(two[0], two[1], extra[field::filename])
            : tupleOf(two[0], two[1], extra[field::filename], kNone, extra[field::filename2]);
  }
  Value type = typeValue(typeOf(args[0])), state = attributesOf(args[0]);
  return state.isNone() ? tupleOf(type, arguments) : tupleOf(type, arguments, state);
}

Value setState(const Value* args, uint64_t) {
  if (args[1].isNone())
    return kNone;
  if (!isDict(args[1]))
    return raiseTypeError("state is not a dictionary");
  uint64_t position = 0;
  Value key, value;
  while (dictNext(asDict(args[1]), &position, &key, &value))
    if (isStr(key) && !setAttr(args[0], asStr(key), value))
      return kError;
  return kNone;
}

const NativeDef kBaseMethods[] = {
    nativeOne("with_traceback", withTraceback), nativeOne("add_note", addNote),
    nativeNone("__reduce__", reduceException), nativeOne("__setstate__", setState), kNativeEnd};
const GetSetDef kBaseGetSets[] = {{"args", getArgs, setArgs},
                                  {"__traceback__", getTraceback, setTraceback},
                                  {"__cause__", getCause, setCause},
                                  {"__context__", getContext, setContext},
                                  {"__suppress_context__", getSuppress, setSuppress},
                                  {"__dict__", instanceDictGet, instanceDictSet},
                                  {nullptr, nullptr, nullptr}};

// --- StopIteration, SystemExit

bool valueInit(Value self, const Value* args, uint64_t nargs, Tuple* kwnames) {
  if (!exceptionInit(self, args, nargs, kwnames))
    return false;
  self.as<Exception>()->extra[0] = nargs ? args[0] : kNone;
  return true;
}
bool exitInit(Value self, const Value* args, uint64_t nargs, Tuple* kwnames) {
  if (!exceptionInit(self, args, nargs, kwnames))
    return false;
  if (nargs)
    self.as<Exception>()->extra[0] = nargs == 1 ? args[0] : makeTuple(args, nargs);
  return true;
}
const GetSetDef kValueGetSets[] = {{"value", getField<0>, setField<0>},
                                   {nullptr, nullptr, nullptr}};
const GetSetDef kExitGetSets[] = {{"code", getField<0>, setField<0>}, {nullptr, nullptr, nullptr}};

// --- those that take keyword fields: ImportError, NameError, AttributeError

bool keywordInit(Value self, const Value* args, uint64_t nargs, Tuple* kwnames, const char* name,
                 const char* const* keywords, unsigned count, unsigned first) {
  auto* exception = self.as<Exception>();
  exception->args = nargs ? asTuple(makeTuple(args, nargs)) : emptyTuple();
  for (unsigned i = 0; i < count; ++i)
    exception->extra[first + i] = kUnbound;
  for (uint64_t k = 0; kwnames && k < kwnames->length; ++k) {
    bool known = false;
    for (unsigned i = 0; i < count && !known; ++i)
      if (utf8Of(asStr(kwnames->items()[k])) == keywords[i]) {
        exception->extra[first + i] = args[nargs + k];
        known = true;
      }
    if (!known) {
      raiseUnexpectedKeyword(name, kwnames->items()[k], keywords, count);
      return false;
    }
  }
  return true;
}

bool importInit(Value self, const Value* args, uint64_t nargs, Tuple* kwnames) {
  static const char* const names[] = {"name", "path", "name_from"};
  if (!keywordInit(self, args, nargs, kwnames, "ImportError", names, 3, field::name))
    return false;
  self.as<Exception>()->extra[field::msg] = nargs == 1 ? args[0] : kUnbound;
  return true;
}
bool nameInit(Value self, const Value* args, uint64_t nargs, Tuple* kwnames) {
  static const char* const names[] = {"name"};
  return keywordInit(self, args, nargs, kwnames, "NameError", names, 1, field::nameName);
}
bool attributeInit(Value self, const Value* args, uint64_t nargs, Tuple* kwnames) {
  static const char* const names[] = {"name", "obj"};
  return keywordInit(self, args, nargs, kwnames, "AttributeError", names, 2, field::attributeName);
}

Value importStr(Value self) {
  Value msg = self.as<Exception>()->extra[field::msg];
  return !msg.isUnbound() && isExact(msg, &tr_type_str) ? msg : exceptionStr(self);
}

// What __reduce__ adds to an exception's own attributes, as a dict; None where nothing is added and
// there are none.
Value stateWith(Value self, std::initializer_list<std::pair<const char*, Value>> fields) {
  Value own = attributesOf(self);
  Dict* state = nullptr;
  for (auto [name, value] : fields) {
    if (value.isUnbound())
      continue;
    if (!state)
      state = own.isNone() ? makeDict() : asDict(dictCopy(asDict(own)));
    dictSetStr(state, intern(name), value);
  }
  return state ? objectValue(state) : own;
}

Value reduceImport(const Value* args, uint64_t) {
  auto* exception = args[0].as<Exception>();
  const Value* extra = exception->extra;
  Value state = stateWith(args[0], {{"name", extra[field::name]},
                                    {"path", extra[field::path]},
                                    {"name_from", extra[field::nameFrom]}});
  Value type = typeValue(typeOf(args[0])), arguments = objectValue(exception->args);
  return state.isNone() ? tupleOf(type, arguments) : tupleOf(type, arguments, state);
}
const NativeDef kImportMethods[] = {nativeNone("__reduce__", reduceImport), kNativeEnd};

// The object stays out of it.
Value attributeState(const Value* args, uint64_t) {
  auto* exception = args[0].as<Exception>();
  return stateWith(args[0], {{"name", exception->extra[field::attributeName]},
                             {"args", objectValue(exception->args)}});
}
Value reduceAttribute(const Value* args, uint64_t nargs) {
  return tupleOf(typeValue(typeOf(args[0])), objectValue(args[0].as<Exception>()->args),
                 attributeState(args, nargs));
}
const NativeDef kAttributeMethods[] = {nativeNone("__reduce__", reduceAttribute),
                                       nativeNone("__getstate__", attributeState), kNativeEnd};

const GetSetDef kImportGetSets[] = {
    {"msg", getField<field::msg>, setField<field::msg>},
    {"name", getField<field::name>, setField<field::name>},
    {"path", getField<field::path>, setField<field::path>},
    {"name_from", getField<field::nameFrom>, setField<field::nameFrom>},
    {nullptr, nullptr, nullptr}};
const GetSetDef kNameGetSets[] = {{"name", getField<0>, setField<0>}, {nullptr, nullptr, nullptr}};
const GetSetDef kAttributeGetSets[] = {{"name", getField<0>, setField<0>},
                                       {"obj", getField<1>, setField<1>},
                                       {nullptr, nullptr, nullptr}};

// --- SyntaxError

bool syntaxInit(Value self, const Value* args, uint64_t nargs, Tuple* kwnames) {
  if (!exceptionInit(self, args, nargs, kwnames))
    return false;
  auto* exception = self.as<Exception>();
  if (nargs >= 1)
    exception->extra[field::syntaxMsg] = args[0];
  if (nargs != 2)
    return true;
  Value info = tupleFromIterable(args[1]);
  if (info.isError())
    return false;
  Tuple* tuple = asTuple(info);
  if (tuple->length < 4 || tuple->length > 7 || tuple->length == 5) {
    if (tuple->length == 5)
      raiseTypeError("end_offset must be provided when end_lineno is provided");
    else
      raiseTypeError("function takes %s %d arguments (%zu given)",
                     tuple->length < 4 ? "at least" : "at most", tuple->length < 4 ? 4 : 7,
                     tuple->length);
    return false;
  }
  for (uint64_t i = 0; i < tuple->length && i < 6; ++i)
    exception->extra[field::syntaxFile + i] = tuple->items()[i];
  return true;
}

Value syntaxStr(Value self) {
  auto* exception = self.as<Exception>();
  Value msg = exception->extra[field::syntaxMsg];
  if (msg.isUnbound())
    msg = kNone;
  Value file = exception->extra[field::syntaxFile];
  Value line = exception->extra[field::line];
  bool haveLine = !line.isUnbound() && isIntExact(line);
  if (!file.isUnbound() && isStr(file)) {
    std::string_view path = utf8Of(asStr(file));
    Value base = makeStr(path.substr(path.rfind('/') + 1));
    return haveLine ? formatText("%S (%S, line %S)", msg, base, line)
                    : formatText("%S (%S)", msg, base);
  }
  return haveLine ? formatText("%S (line %S)", msg, line) : str(msg);
}

const GetSetDef kSyntaxGetSets[] = {
    {"msg", getField<field::syntaxMsg>, setField<field::syntaxMsg>},
    {"filename", getField<field::syntaxFile>, setField<field::syntaxFile>},
    {"lineno", getField<field::line>, setField<field::line>},
    {"offset", getField<field::offset>, setField<field::offset>},
    {"text", getField<field::text>, setField<field::text>},
    {"end_lineno", getField<field::endLine>, setField<field::endLine>},
    {"end_offset", getField<field::endOffset>, setField<field::endOffset>},
    {"print_file_and_line", getField<field::printFile>, setField<field::printFile>},
    {nullptr, nullptr, nullptr}};

// --- families

enum ExceptionId {
#define TR_EXCEPTION(id, base) Id_##id,
#include "runtime-lib/abi/exceptions.def"
};

template <ExceptionId> struct Family {
  static constexpr const NativeDef* methods = nullptr;
  static constexpr const GetSetDef* getsets = nullptr;
  static constexpr Slots slots = {.hash = identityHash, .construct = exceptionConstruct};
};
#define TR_FAMILY(id, methodTable, getsetTable, ...)                                               \
  template <> struct Family<Id_##id> {                                                             \
    static constexpr const NativeDef* methods = methodTable;                                       \
    static constexpr const GetSetDef* getsets = getsetTable;                                       \
    static constexpr Slots slots = {__VA_ARGS__};                                                  \
  };

TR_FAMILY(BaseException, kBaseMethods, kBaseGetSets, .repr = exceptionRepr, .str = exceptionStr,
          .hash = identityHash, .getattr = genericGetAttr, .setattr = genericSetAttr,
          .compare = identityCompare, .construct = exceptionConstruct, .init = exceptionInit)
TR_FAMILY(StopIteration, nullptr, kValueGetSets, .hash = identityHash,
          .construct = exceptionConstruct, .init = valueInit)
TR_FAMILY(SystemExit, nullptr, kExitGetSets, .hash = identityHash, .construct = exceptionConstruct,
          .init = exitInit)
TR_FAMILY(KeyError, nullptr, nullptr, .str = keyErrorStr, .hash = identityHash,
          .construct = exceptionConstruct)
TR_FAMILY(ImportError, kImportMethods, kImportGetSets, .str = importStr, .hash = identityHash,
          .construct = exceptionConstruct, .init = importInit)
TR_FAMILY(NameError, nullptr, kNameGetSets, .hash = identityHash, .construct = exceptionConstruct,
          .init = nameInit)
TR_FAMILY(AttributeError, kAttributeMethods, kAttributeGetSets, .hash = identityHash,
          .construct = exceptionConstruct, .init = attributeInit)
TR_FAMILY(SyntaxError, nullptr, kSyntaxGetSets, .str = syntaxStr, .hash = identityHash,
          .construct = exceptionConstruct, .init = syntaxInit)
TR_FAMILY(OSError, nullptr, kOSErrorGetSets, .str = osErrorStr, .hash = identityHash,
          .construct = osErrorConstruct, .init = osErrorInit)
TR_FAMILY(UnicodeDecodeError, nullptr, kUnicodeErrorGetSets, .str = unicodeDecodeStr,
          .hash = identityHash, .construct = exceptionConstruct, .init = unicodeDecodeInit)
TR_FAMILY(UnicodeEncodeError, nullptr, kUnicodeErrorGetSets, .str = unicodeEncodeStr,
          .hash = identityHash, .construct = exceptionConstruct, .init = unicodeEncodeInit)
TR_FAMILY(UnicodeTranslateError, nullptr, kUnicodeErrorGetSets, .str = unicodeTranslateStr,
          .hash = identityHash, .construct = exceptionConstruct, .init = unicodeTranslateInit)
TR_FAMILY(BaseExceptionGroup, kGroupMethods, kGroupGetSets, .str = groupStr, .hash = identityHash,
          .construct = groupConstruct, .init = groupInit)
TR_FAMILY(ExceptionGroup, nullptr, nullptr, .hash = identityHash, .construct = groupConstruct)
// The subclasses of OSError construct as it does.
#define TR_OS_FAMILY(id)                                                                           \
  TR_FAMILY(id, nullptr, nullptr, .hash = identityHash, .construct = osErrorConstruct)
TR_OS_FAMILY(BlockingIOError)
TR_OS_FAMILY(ChildProcessError)
TR_OS_FAMILY(ConnectionError)
TR_OS_FAMILY(BrokenPipeError)
TR_OS_FAMILY(ConnectionAbortedError)
TR_OS_FAMILY(ConnectionRefusedError)
TR_OS_FAMILY(ConnectionResetError)
TR_OS_FAMILY(FileExistsError)
TR_OS_FAMILY(FileNotFoundError)
TR_OS_FAMILY(InterruptedError)
TR_OS_FAMILY(IsADirectoryError)
TR_OS_FAMILY(NotADirectoryError)
TR_OS_FAMILY(PermissionError)
TR_OS_FAMILY(ProcessLookupError)
TR_OS_FAMILY(TimeoutError)

} // namespace

#define TR_EXCEPTION(id, baseId)                                                                   \
  TR_DEFINE_TYPE(id, .cname = #id, .base = &tr_type_##baseId,                                      \
                 .flags = kTypeBaseable | kTypeHasDict, .instanceSize = sizeof(Exception),         \
                 .attrOffset = sizeof(Exception), .layout = Layout::Exception,                     \
                 .methods = Family<Id_##id>::methods, .getsets = Family<Id_##id>::getsets,         \
                 .slots = Family<Id_##id>::slots);                                                 \
  TR_BUILTIN_TYPE(id, id);
#include "runtime-lib/abi/exceptions.def"
TR_BUILTIN_TYPE(EnvironmentError, OSError);
TR_BUILTIN_TYPE(IOError, OSError);

} // namespace tr
