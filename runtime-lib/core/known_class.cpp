// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Predictions about classes, and whether they hold: core/known_class.h.
#include "runtime-lib/core/known_class.h"

#include "runtime-lib/control/function.h"
#include "runtime-lib/core/attributes.h"
#include "runtime-lib/core/heap_type.h"
#include "runtime-lib/core/shape.h"
#include "runtime-lib/text/str.h"

namespace tr {
namespace {

Type* lastKnown = nullptr; // chained by HeapType::nextKnown

// Whether reading and writing name on an instance goes to the instance's own attributes.
bool isInstanceAttribute(Type* type, Str* name) {
  Value found = lookupInType(type, name);
  if (!found.isObject())
    return true;
  Type* foundType = typeOf(found);
  ensureReady(foundType);
  return !foundType->slots.descrSet;
}

bool holds(Type* type) {
  const KnownClassInfo* info = type->heap->known;
  if (!type->heap->predictedShape || type->slots.getattr != genericGetAttr ||
      type->slots.setattr != genericSetAttr)
    return false;
  for (uint32_t i = 0; i < info->attributeCount; ++i)
    if (!isInstanceAttribute(type, asStr(info->attributes[i])))
      return false;
  return true;
}

void reviewMethod(Type* type, uint32_t index) {
  const KnownClassInfo* info = type->heap->known;
  Value found = lookupInType(type, asStr(info->methods[index]));
  bool expected =
      isExact(found, &tr_type_function) && found.as<Function>()->code == info->methodCodes[index];
  info->state->methods[index] = expected ? found.bits : 0;
}

void review(Type* type) {
  const KnownClassInfo* info = type->heap->known;
  info->state->shape = holds(type) ? type->heap->predictedShape : nullptr;
  for (uint32_t i = 0; i < info->methodCount; ++i)
    reviewMethod(type, i);
}

} // namespace

void adoptKnownClass(Type* type, const KnownClassInfo* info) {
  // The body may have run before, and the metaclass may have made anything of it.
  if (info->state->adopted || typeOf(typeValue(type)) != &tr_type_type ||
      type->attrOffset + 8 != abi::kPlainSlots)
    return;
  info->state->adopted = 1;
  type->heap->known = info;
  type->heap->nextKnown = lastKnown;
  lastKnown = type;
  predictShapes(type);
}

void predictShapes(Type* type) {
  const KnownClassInfo* info = type->heap->known;
  const Shape* shape = type->firstShape;
  if (info->attributeCount > type->inlineSlots)
    shape = nullptr;
  for (uint32_t i = 0; shape && i < info->attributeCount; ++i) {
    bool raw = info->rawAttributes >> i & 1;
    Str* name = asStr(info->attributes[i]);
    shape = raw ? shapePredictRaw(shape, name) : shapeAdd(shape, name);
    // Instances that were made while the class was may have taken another way.
    if (isRawSlot(shape, i) != raw)
      shape = nullptr;
  }
  type->heap->predictedShape = shape;
  review(type);
}

void reviewKnownClasses() {
  for (Type* type = lastKnown; type; type = type->heap->nextKnown)
    review(type);
}

void methodChanged(Type* type, const Str* name) {
  if (const KnownClassInfo* info = type->heap ? type->heap->known : nullptr)
    for (uint32_t i = 0; i < info->methodCount; ++i)
      if (strEquals(asStr(info->methods[i]), name))
        reviewMethod(type, i);
  struct Context {
    const Str* name;
  } context{name};
  forSubclasses(
      type,
      [](Type* subclass, void* context) {
        methodChanged(subclass, static_cast<Context*>(context)->name);
      },
      &context);
}

} // namespace tr
