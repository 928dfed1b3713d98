// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The table behind info(): ops.def read once, at compile time. A row whose columns are not of the
// words that ops.def describes does not compile.
#include "ir/op.h"

#include <array>
#include <unordered_map>

namespace tauro::ir {
// Not constexpr: reaching a call of it while the table is made is the compile error.
void malformedRow(const char* reason);

namespace {

using namespace tauro::abi;

struct OperandList {
  OperandKind kinds[kMaxFixedOperands] = {};
  uint8_t count = 0;
  bool variadic = false, named = false;
};

enum class Slot : uint8_t { V, B, I, F, K, P, R, VARIADIC, NAMED };

template <class... Slots> consteval OperandList operandList(Slots... slots) {
  OperandList list;
  auto add = [&](Slot slot) {
    if (list.variadic)
      malformedRow("VARIADIC and NAMED stand last");
    if (slot == Slot::VARIADIC || slot == Slot::NAMED) {
      list.variadic = true;
      list.named = slot == Slot::NAMED;
    } else
      list.kinds[list.count++] = static_cast<OperandKind>(slot);
  };
  (add(slots), ...);
  return list;
}

consteval ResultRule resultRule(std::string_view word) {
  if (word == "value")
    return ResultRule::Value;
  if (word == "bool")
    return ResultRule::Bool;
  if (word == "i64")
    return ResultRule::I64;
  if (word == "f64")
    return ResultRule::F64;
  if (word == "pack")
    return ResultRule::Pack;
  if (word == "none")
    return ResultRule::None;
  if (word == "same")
    return ResultRule::Same;
  if (word == "constant")
    return ResultRule::Constant;
  if (word == "named")
    return ResultRule::Named;
  if (word == "pointer")
    return ResultRule::Pointer;
  malformedRow("unknown result rule");
  return ResultRule::None;
}

consteval OpInfo row(std::string_view mnemonic, std::string_view result, OperandList operands,
                     uint32_t effects, AttributeKind attribute, std::string_view traits,
                     std::string_view entry) {
  OpInfo info{};
  info.mnemonic = mnemonic;
  info.result = resultRule(result);
  for (unsigned i = 0; i < operands.count; i++)
    info.operands[i] = operands.kinds[i];
  info.fixedOperands = operands.count;
  info.variadic = operands.variadic;
  info.named = operands.named;
  info.effects = effects;
  info.attribute = attribute;
  if (traits == "Terminator")
    info.terminator = true;
  else if (traits == "Done")
    info.mayDone = true;
  else if (traits == "Exit")
    info.mayExit = true;
  else if (traits == "Commutes")
    info.commutes = true;
  else if (traits != "None")
    malformedRow("unknown trait");
  info.entry = entry;
  if (info.terminator != ((effects & kLeaves) != 0))
    malformedRow("terminators, and they alone, leave the block");
  return info;
}

constexpr Slot V = Slot::V, B = Slot::B, I = Slot::I, F = Slot::F, K = Slot::K, P = Slot::P,
               R = Slot::R, VARIADIC = Slot::VARIADIC, NAMED = Slot::NAMED;

#define ENTRY(name) #name
#define CUSTOM ""
constexpr OpInfo kInfos[] = {
#define IR_OP(Id, mnemonic, Result, Operands, Effects, Attribute, Traits, Lowering)                \
  row(mnemonic, #Result, operandList Operands, Effects, AttributeKind::Attribute, #Traits,         \
      Lowering),
#include "ir/ops.def"
};
#undef ENTRY
#undef CUSTOM
static_assert(std::size(kInfos) == kOpCount);

} // namespace

const OpInfo& info(Op op) { return kInfos[static_cast<size_t>(op)]; }

bool opFromMnemonic(std::string_view mnemonic, Op* out) {
  static const auto* table = [] {
    auto* map = new std::unordered_map<std::string_view, Op>;
    for (size_t i = 0; i < kOpCount; i++)
      map->emplace(kInfos[i].mnemonic, static_cast<Op>(i));
    return map;
  }();
  auto found = table->find(mnemonic);
  if (found == table->end())
    return false;
  *out = found->second;
  return true;
}

} // namespace tauro::ir
