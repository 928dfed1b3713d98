// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Tuples with named items: core/struct_sequence.h.
#include "runtime-lib/core/struct_sequence.h"

#include <cstring>

#include "runtime-lib/collections/dict.h"
#include "runtime-lib/numbers/int.h"
#include "runtime-lib/text/str.h"

namespace tr {

Value structRepr(Value self) {
  Type* type = typeOf(self);
  StrBuilder out;
  out.append(type->cname);
  out.append("(");
  Tuple* tuple = asTuple(self);
  const GetSetDef* field = type->getsets;
  for (uint64_t i = 0; i < tuple->length && field->name; ++i, ++field) {
    if (i)
      out.append(", ");
    out.append(field->name);
    out.append("=");
    if (!out.appendRepr(tuple->items()[i]))
      return kError;
  }
  out.append(")");
  return out.take();
}

void addFieldCounts(Type* type, unsigned fields, unsigned items) {
  ensureReady(type);
  dictSetStr(type->dict, intern("n_fields"), makeInt(fields));
  dictSetStr(type->dict, intern("n_sequence_fields"), makeInt(items));
  dictSetStr(type->dict, intern("n_unnamed_fields"), makeInt(0));
}

Value makeStruct(Type* type, const Value* items, uint64_t count) {
  ensureReady(type);
  // Hash is not inherited by itself.
  if (!type->slots.hash)
    type->slots.hash = tr_type_tuple.slots.hash;
  auto* made = newInstanceOf<Tuple>(type, count);
  made->length = count;
  unsigned fields = 0;
  while (type->getsets[fields].name)
    ++fields;
  addFieldCounts(type, fields, static_cast<unsigned>(count));
  memcpy(made->items(), items, count * sizeof(Value));
  return objectValue(made);
}

} // namespace tr
