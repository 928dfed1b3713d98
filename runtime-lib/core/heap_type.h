// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What core alone knows of classes: the part of a Type that only heap types have, and the steps of
// making and changing one.
#pragma once

#include "runtime-lib/abi/code.h"
#include "runtime-lib/core/type.h"

namespace tr {

struct HeapType {
  uint32_t membersBegin; // __slots__ words: from here to instanceSize, unbound at first
  // Names whose plain values were assigned anew after the class was made: lookups of those are not
  // cached and their assignment does not change the version. Null: none.
  Dict* volatileNames;
  // __init__ where it is a compiled function found by slots.init; unbound otherwise.
  Value initFunction;
  Value slotNames; // tuple of __slots__ as given, or unbound
  // Of classes that the compiler made predictions about (core/known_class.h); null: none.
  const KnownClassInfo* known;
  const Shape* predictedShape; // null: instances cannot have it
  Type* nextKnown;
};

// A version that no type has had.
uint32_t freshVersion();
// The namespace of type or of a base of it changed: new versions for it and all subclasses.
void typeModified(Type* type);
void addSubclass(Type* base, Type* type);
// Likewise where it may be one already.
void addSubclassOnce(Type* base, Type* type);
// Calls visit for every direct subclass. Visits may do so in turn for the subclasses: a cycle,
// which a mro() that changes bases and raises can leave behind, ends where it closes.
void forSubclasses(Type* type, void (*visit)(Type* subclass, void* context), void* context);

// C3 linearisation of type over type->bases; null with TypeError pending.
Tuple* linearize(Type* type);
// mro() of the metaclass where it defines one, else linearize; stores type->mro. Overtaken: while
// mro() ran, the class got an order by other means, which stays.
enum class MroResult { Failed, Overtaken, Stored };
MroResult computeMro(Type* type);
// Whether the metaclass has a mro() of its own, which the program may do anything in.
bool hasOwnMro(const Type* metatype);
// Whether what `base` keeps in its instances lies where instances of `type` have it, so that
// attributes and methods of `base` may be used on them.
bool fitsLayout(const Type* type, Type* base);

// The base whose layout a class of these bases has; null with TypeError pending.
Type* bestBase(const Tuple* bases);
// Whether instances of a type or of classes derived from it differ in length, as tuples, bytes and
// ints do: such have no place for weak references.
bool hasVariableSize(const Type* type);
// Whether instances have that place from a class in Python's syntax.
bool hasWeakrefSlot(const Type* type);
// Whether a class may stand where another did, as the class of an object or as a base; else
// TypeError is pending.
bool mayReplace(Type* before, Type* after, const char* attribute);
// Whether `ancestor` is reached from type: by the order, or through bases that the order does not
// have while a mro() runs that is to bring them in.
bool derivesFrom(const Type* type, const Type* ancestor);
// type.__bases__ = bases, classes that do not derive from it.
bool changeBases(Type* type, Tuple* bases);

// Sets every slot of a heap type from the dunders along its MRO.
void fillSlots(Type* type);
// The dunder `name` of type changed: updates the slots behind it, in subclasses too.
void updateSlotsFor(Type* type, Str* name);
// Puts wrappers for the slots of a builtin type into its namespace.
void addSlotWrappers(Type* type);

// type(name, bases, namespace, **keywords) once the metaclass is known.
Value makeClass(Type* metatype, Str* name, Tuple* bases, Dict* nameSpace, const Value* keywords,
                Tuple* kwnames);
// The most derived metaclass of the bases and `metatype`; null with TypeError pending.
Type* calculateMetaclass(Type* metatype, const Tuple* bases);
// A class attribute by assignment (value unbound: deletion), without looking at the metaclass.
bool typeSetOwn(Type* type, Str* name, Value value);

// __slots__ of a class to be made.
struct SlotNames {
  Tuple* names = nullptr; // null: no __slots__
  bool dict = false, weakref = false;
};
bool readSlotNames(Str* className, Type* base, Dict* nameSpace, SlotNames* out);
// Gives a new class its words: members of __slots__, the attribute area.
void layOut(Type* type, Type* base, const SlotNames& slots);
// A name of __slots__ as its descriptor is called: _Class__name for private ones, as in class
// bodies.
Str* mangleSlotName(Str* className, Str* name);
// Member descriptor of __slots__: a word of the instance.
Value makeMember(Type* owner, Str* name, uint32_t offset);
// Wrapper objects of builtin namespaces.
Value makeMethodDescriptor(Type* owner, const NativeDef* def);
Value makeGetSet(Type* owner, const GetSetDef* def);
Value makeNewWrapper(Type* owner);
// The type that a __new__ found in a namespace constructs for, or null when it is none of ours.
Type* newWrapperOwner(Value v);

} // namespace tr
