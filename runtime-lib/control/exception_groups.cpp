// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// BaseExceptionGroup and ExceptionGroup (PEP 654): construction, split, subgroup, derive.
#include "runtime-lib/abi/entries.h"
#include "runtime-lib/collections/common.h"
#include "runtime-lib/collections/list.h"
#include "runtime-lib/collections/tuple.h"
#include "runtime-lib/control/exception_fields.h"
#include "runtime-lib/core/call.h"
#include "runtime-lib/core/names.h"
#include "runtime-lib/core/shape.h"
#include "runtime-lib/text/str.h"

namespace tr {

Value groupConstruct(Type* type, const Value* args, uint64_t nargs, Tuple* kwnames) {
  const char* name = "BaseExceptionGroup.__new__";
  if (kwnames && kwnames->length)
    return raiseTypeError("%s() takes no keyword arguments", name);
  if (nargs != 2)
    return raiseTypeError("%s() takes exactly 2 arguments (%zu given)", name, nargs);
  if (!isStr(args[0]))
    return raiseTypeError("%s() argument 1 must be str, not %A", name, args[0]);
  Type* sequence = typeOf(args[1]);
  ensureReady(sequence);
  if (!sequence->slots.getitem || isSubtype(sequence, &tr_type_dict))
    return raiseTypeError("second argument (exceptions) must be a sequence");
  Value tuple = tupleFromIterable(args[1]);
  if (tuple.isError())
    return tuple;
  Tuple* members = asTuple(tuple);
  if (members->length == 0)
    return raiseValueError("second argument (exceptions) must be a non-empty sequence");
  bool nestedBase = false;
  for (uint64_t i = 0; i < members->length; ++i) {
    Value member = members->items()[i];
    if (!member.isObject() || !isA(member, &tr_type_BaseException))
      return raiseValueError("Item %zu of second argument (exceptions) is not an exception", i);
    if (!isA(member, &tr_type_Exception))
      nestedBase = true;
  }
  ensureReady(&tr_type_ExceptionGroup);
  if (type == &tr_type_BaseExceptionGroup) {
    if (!nestedBase)
      type = &tr_type_ExceptionGroup;
  } else if (type == &tr_type_ExceptionGroup) {
    if (nestedBase)
      return raiseTypeError("Cannot nest BaseExceptions in an ExceptionGroup");
  } else if (nestedBase && isSubtype(type, &tr_type_Exception)) {
    return raiseTypeError("Cannot nest BaseExceptions in '%N'", type);
  }
  Exception* group = newException(type, asTuple(makeTuple(args, nargs)));
  group->extra[field::message] = args[0];
  group->extra[field::exceptions] = tuple;
  return objectValue(group);
}

bool groupInit(Value self, const Value* args, uint64_t nargs, Tuple* kwnames) {
  if (kwnames && kwnames->length) {
    raiseTypeError("%T() takes no keyword arguments", self);
    return false;
  }
  self.as<Exception>()->args = asTuple(makeTuple(args, nargs));
  return true;
}

Value groupStr(Value self) {
  auto* group = self.as<Exception>();
  uint64_t count = asTuple(group->extra[field::exceptions])->length;
  return formatText("%S (%zu sub-exception%s)", group->extra[field::message], count,
                    count == 1 ? "" : "s");
}

namespace {

Tuple* membersOf(Value group) { return asTuple(group.as<Exception>()->extra[field::exceptions]); }

Value groupDerive(const Value* args, uint64_t) {
  Value words[] = {args[0].as<Exception>()->extra[field::message], args[1]};
  return call(typeValue(&tr_type_BaseExceptionGroup), words, 2);
}

// What a condition means for one exception: class or tuple of classes, or a predicate.
enum class Matcher { ByType, ByPredicate, ByIdentity };

bool isExceptionClass(Value v) {
  return v.isObject() && isType(v) && isSubtype(asType(v), &tr_type_BaseException);
}

bool readMatcher(Value condition, Matcher* out) {
  bool byType = isExceptionClass(condition);
  if (condition.isObject() && isTuple(condition)) {
    byType = true;
    for (uint64_t i = 0; i < asTuple(condition)->length; ++i)
      byType &= isExceptionClass(asTuple(condition)->items()[i]);
  }
  if (byType) {
    *out = Matcher::ByType;
    return true;
  }
  Type* type = typeOf(condition);
  if (!isType(condition) && ((type->flags & kTypeHasEntry) || type->slots.call)) {
    *out = Matcher::ByPredicate;
    return true;
  }
  raiseTypeError(
      "expected an exception type, a tuple of exception types, or a callable (other than a class)");
  return false;
}

int matches(Value exception, Value condition, Matcher matcher) {
  if (matcher == Matcher::ByIdentity) { // a list of what is kept
    if (isA(exception, &tr_type_BaseExceptionGroup))
      return 0;
    for (uint64_t i = 0; i < asList(condition)->length; ++i)
      if (asList(condition)->data[i].bits == exception.bits)
        return 1;
    return 0;
  }
  if (matcher == Matcher::ByType)
    return tr_exc_match(exception, condition);
  Value answer = call1(condition, exception);
  return answer.isError() ? -1 : truth(answer);
}

// A group like `original` around the members: same message, traceback, cause, context and notes. As
// in CPython it has been given its cause by the runtime, so the context is not shown.
Value deriveLike(Value original, Value members) {
  if (asList(members)->length == 0)
    return kNone;
  static Str* const derive = intern("derive");
  Value made = callMethod(original, derive, &members, 1);
  if (made.isError())
    return made;
  if (!made.isObject() || !isA(made, &tr_type_BaseExceptionGroup))
    return raiseTypeError("derive must return an instance of BaseExceptionGroup");
  auto *from = original.as<Exception>(), *to = made.as<Exception>();
  to->traceback = from->traceback;
  to->cause = from->cause;
  to->context = from->context;
  to->suppressContext = true;
  Value notes = getAttrOrUnbound(original, name_notes());
  if (notes.isError())
    return notes;
  if (notes.isObject() && isList(notes)) {
    Value copy = makeList(asList(notes)->data, asList(notes)->length);
    if (!setAttr(made, name_notes(), copy))
      return kError;
  }
  return made;
}

bool isGroup(Value exception) { return isA(exception, &tr_type_BaseExceptionGroup); }

// The exceptions within that are no groups, in order.
void collectLeaves(Value exception, List* leaves) {
  if (!isGroup(exception)) {
    listAppend(leaves, exception);
    return;
  }
  Tuple* members = membersOf(exception);
  for (uint64_t i = 0; i < members->length; ++i)
    collectLeaves(members->items()[i], leaves);
}

// Splits into the part that matches and the rest; either may be None.
bool split(Value exception, Value condition, Matcher matcher, Value* match, Value* rest) {
  *match = *rest = kNone;
  if (!tr_stack_check())
    return false;
  int whole = matches(exception, condition, matcher);
  if (whole < 0)
    return false;
  if (whole) {
    *match = exception;
    return true;
  }
  if (!isA(exception, &tr_type_BaseExceptionGroup)) {
    *rest = exception;
    return true;
  }
  Value matched = makeList(nullptr, 0), others = makeList(nullptr, 0);
  Tuple* members = membersOf(exception);
  for (uint64_t i = 0; i < members->length; ++i) {
    Value m, r;
    if (!split(members->items()[i], condition, matcher, &m, &r))
      return false;
    if (!m.isNone() && !listAppend(asList(matched), m))
      return false;
    if (!r.isNone() && !listAppend(asList(others), r))
      return false;
  }
  *match = deriveLike(exception, matched);
  if (match->isError())
    return false;
  *rest = deriveLike(exception, others);
  return !rest->isError();
}

Value groupSplit(const Value* args, uint64_t) {
  Matcher matcher;
  Value match, rest;
  if (!readMatcher(args[1], &matcher) || !split(args[0], args[1], matcher, &match, &rest))
    return kError;
  return tupleOf(match, rest);
}

Value groupSubgroup(const Value* args, uint64_t) {
  Matcher matcher;
  Value match, rest;
  if (!readMatcher(args[1], &matcher) || !split(args[0], args[1], matcher, &match, &rest))
    return kError;
  return match;
}

// --- except*

bool checkStarType(Value type) {
  if (type.isObject() && isTuple(type)) {
    for (uint64_t i = 0; i < asTuple(type)->length; ++i)
      if (!checkStarType(asTuple(type)->items()[i]))
        return false;
    return true;
  }
  if (!isExceptionClass(type)) {
    raiseTypeError("catching classes that do not inherit from BaseException is not allowed");
    return false;
  }
  if (isSubtype(asType(type), &tr_type_BaseExceptionGroup)) {
    raiseTypeError("catching ExceptionGroup with except* is not allowed. Use except instead.");
    return false;
  }
  return true;
}

// Whether the exception is as it was raised first: handed on, and not raised anew.
bool isHandedOn(Value exception, Value original) {
  auto *one = exception.as<Exception>(), *other = original.as<Exception>();
  return one->traceback.bits == other->traceback.bits && one->cause.bits == other->cause.bits &&
         one->context.bits == other->context.bits;
}

Value groupOf(Value exceptions) {
  Value words[] = {makeStr(""), exceptions};
  return call(typeValue(&tr_type_BaseExceptionGroup), words, 2);
}

Value getMessage(Value self) { return self.as<Exception>()->extra[field::message]; }
Value getExceptions(Value self) { return self.as<Exception>()->extra[field::exceptions]; }

} // namespace

extern "C" {

Value tr_exc_group_match(Value exception, Value type, void* out) {
  Value* rest = static_cast<Value*>(out);
  *rest = exception;
  if (!checkStarType(type))
    return kError;
  if (exception.isNone())
    return kNone;
  int whole = tr_exc_match(exception, type);
  if (whole < 0)
    return kError;
  if (whole) {
    *rest = kNone;
    return isGroup(exception) ? exception : groupOf(makeTuple(&exception, 1));
  }
  if (!isGroup(exception))
    return kNone;
  static Str* const splitName = intern("split");
  Value pair = callMethod(exception, splitName, &type, 1);
  if (pair.isError())
    return pair;
  if (!pair.isObject() || !isTuple(pair))
    return raiseTypeError("%T.split must return a tuple, not %T", exception, pair);
  if (asTuple(pair)->length < 2)
    return raiseTypeError("%T.split must return a 2-tuple, got tuple of size %zu", exception,
                          static_cast<size_t>(asTuple(pair)->length));
  *rest = asTuple(pair)->items()[1];
  return asTuple(pair)->items()[0];
}

// PEP 654, Raising exceptions in an except* block: what was handed on keeps its place in the
// original's structure, beside it stands what was raised anew.
Value tr_exc_group_finish(Value original, Value raised, Value rest) {
  List* list = asList(raised);
  if (!rest.isNone() && !listAppend(list, rest))
    return kError;
  if (list->length == 0)
    return kNone;
  if (!isGroup(original))
    return list->data[0];
  Value anew = makeList(nullptr, 0), kept = makeList(nullptr, 0);
  bool isAnyKept = false;
  for (uint64_t i = 0; i < list->length; ++i) {
    if (isHandedOn(list->data[i], original)) {
      collectLeaves(list->data[i], asList(kept));
      isAnyKept = true;
    } else if (!listAppend(asList(anew), list->data[i])) {
      return kError;
    }
  }
  Value match = kNone, others;
  if (isAnyKept && !split(original, kept, Matcher::ByIdentity, &match, &others))
    return kError;
  if (asList(anew)->length == 0)
    return match;
  if (!match.isNone() && !listAppend(asList(anew), match))
    return kError;
  return asList(anew)->length == 1 ? asList(anew)->data[0] : groupOf(anew);
}

} // extern "C"

const NativeDef kGroupMethods[] = {nativeOne("derive", groupDerive), nativeOne("split", groupSplit),
                                   nativeOne("subgroup", groupSubgroup),
                                   nativeOne("__class_getitem__", classGetItem, kNativeClass),
                                   kNativeEnd};
const GetSetDef kGroupGetSets[] = {{"message", getMessage, nullptr, true},
                                   {"exceptions", getExceptions, nullptr, true},
                                   {nullptr, nullptr, nullptr}};

} // namespace tr
