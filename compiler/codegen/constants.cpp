// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/codegen/constants.h"

#include "compiler/codegen/module_state.h"
#include "compiler/codegen/value_layout.h"

#include "llvm/ADT/APInt.h"

#include <bit>

using namespace llvm;

namespace tauro::codegen {

namespace {

/// Decodes literal text, which is valid but for surrogates that stand as 3-byte sequences.
SmallVector<uint32_t, 0> codePoints(std::string_view text) {
  SmallVector<uint32_t, 0> out;
  out.reserve(text.size());
  for (size_t i = 0; i < text.size();) {
    auto byte = [&](size_t k) -> uint32_t {
      return i + k < text.size() ? static_cast<unsigned char>(text[i + k]) & 0x3f : 0;
    };
    uint32_t lead = static_cast<unsigned char>(text[i]);
    if (lead < 0x80) {
      out.push_back(lead);
      i += 1;
    } else if (lead < 0xe0) {
      out.push_back((lead & 0x1f) << 6 | byte(1));
      i += 2;
    } else if (lead < 0xf0) {
      out.push_back((lead & 0x0f) << 12 | byte(1) << 6 | byte(2));
      i += 3;
    } else {
      out.push_back((lead & 0x07) << 18 | byte(1) << 12 | byte(2) << 6 | byte(3));
      i += 4;
    }
  }
  return out;
}

unsigned hexDigit(char c) {
  if (c <= '9')
    return c - '0';
  return (c | 0x20) - 'a' + 10;
}

} // namespace

bool Constants::isLate(const ir::Constant* constant) {
  if (constant->kind == ir::ConstantKind::FrozenSet)
    return true;
  if (constant->kind != ir::ConstantKind::Tuple)
    return false;
  if (auto known = late_.find(constant); known != late_.end())
    return known->second;
  bool late = false;
  for (const ir::Constant* item : constant->items)
    late |= isLate(item);
  return late_[constant] = late;
}

Constant* Constants::word(const ir::Constant* constant) {
  if (auto known = words_.find(constant); known != words_.end())
    return known->second;
  Constant* word = immediate(constant);
  if (!word) {
    GlobalVariable* object = makeObject(constant);
    // One object in the whole module, whichever parts name it: `is` can tell.
    if (module_.part().shared)
      module_.shareMerged(object, "constant." + Twine(constant->id));
    word = layout::objectWord(object);
  }
  return words_[constant] = word;
}

Constant* Constants::immediate(const ir::Constant* constant) {
  auto bits = [&](uint64_t word) { return layout::word(module_.context(), word); };
  switch (constant->kind) {
  case ir::ConstantKind::None:
    return bits(abi::kNone);
  case ir::ConstantKind::False:
    return bits(abi::kFalse);
  case ir::ConstantKind::True:
    return bits(abi::kTrue);
  case ir::ConstantKind::Ellipsis:
    return bits(abi::kEllipsis);
  case ir::ConstantKind::NotImplemented:
    return bits(abi::kNotImplemented);
  case ir::ConstantKind::Unbound:
    return bits(abi::kUnbound);
  case ir::ConstantKind::Int:
    return abi::fitsInt(constant->integer) ? bits(abi::intWord(constant->integer)) : nullptr;
  case ir::ConstantKind::Float: {
    uint64_t real = std::bit_cast<uint64_t>(constant->real);
    return abi::fitsDouble(real) ? bits(abi::doubleWord(real)) : nullptr;
  }
  default:
    return nullptr;
  }
}

GlobalVariable* Constants::makeObject(const ir::Constant* constant) {
  LLVMContext& context = module_.context();
  switch (constant->kind) {
  case ir::ConstantKind::Int: {
    int64_t value = constant->integer;
    uint64_t limb = value < 0 ? 0 - static_cast<uint64_t>(value) : static_cast<uint64_t>(value);
    return makeBigInt(limb, value < 0);
  }
  case ir::ConstantKind::BigInt:
    return makeBigInt(constant->text);
  case ir::ConstantKind::Float:
    return object("float", ConstantFP::get(context, APFloat(constant->real)), "float", true);
  case ir::ConstantKind::Complex:
    static_assert(abi::kComplexReal == 8 && abi::kComplexImaginary == 16);
    return object("complex",
                  {ConstantFP::get(context, APFloat(constant->real)),
                   ConstantFP::get(context, APFloat(constant->imaginary))},
                  "complex", true);
  case ir::ConstantKind::Str:
    return str(constant->text);
  case ir::ConstantKind::Bytes:
    return makeBytes(constant->text);
  case ir::ConstantKind::Tuple:
    if (!isLate(constant))
      return makeTuple(constant);
    [[fallthrough]];
  case ir::ConstantKind::FrozenSet:
    internalError("a constant that the runtime builds is no static word");
  default:
    internalError("a singleton is no object");
  }
}

GlobalVariable* Constants::object(StringRef type, ArrayRef<Constant*> fields, const Twine& name,
                                  bool isConstant) {
  SmallVector<Constant*, 8> all{module_.shape(type)};
  all.append(fields.begin(), fields.end());
  return module_.define(ConstantStruct::getAnon(all), isConstant, name);
}

GlobalVariable* Constants::makeStr(std::string_view text) {
  LLVMContext& context = module_.context();
  SmallVector<uint32_t, 0> points = codePoints(text);
  uint32_t largest = 0;
  for (uint32_t point : points)
    largest = std::max(largest, point);
  uint64_t meta = static_cast<uint64_t>(points.size()) << abi::kStrLengthShift;
  points.push_back(0);

  Constant* units;
  if (largest < 0x100) {
    if (largest < 0x80)
      meta |= abi::kStrAscii;
    SmallVector<uint8_t, 0> narrow(points.begin(), points.end());
    units = ConstantDataArray::get(context, narrow);
  } else if (largest < 0x10000) {
    meta |= 1;
    SmallVector<uint16_t, 0> narrow(points.begin(), points.end());
    units = ConstantDataArray::get(context, narrow);
  } else {
    meta |= 2;
    units = ConstantDataArray::get(context, points);
  }

  // The text's address is a field of the object, so the object is made first and filled after.
  static_assert(abi::kStrHash == 8 && abi::kStrMeta == 16 && abi::kStrData == 24 &&
                abi::kStrInline == 32);
  auto* type = StructType::get(context, {module_.pointer(), module_.i64(), module_.i64(),
                                         module_.pointer(), units->getType()});
  auto* str = module_.define(ConstantAggregateZero::get(type), false, "str");
  Constant* data = layout::offset(str, abi::kStrInline);
  str->setInitializer(
      ConstantStruct::get(type, {module_.shape("str"), ConstantInt::get(module_.i64(), 0),
                                 ConstantInt::get(module_.i64(), meta), data, units}));
  return str;
}

GlobalVariable* Constants::makeBytes(std::string_view bytes) {
  static_assert(abi::kBytesHash == 8 && abi::kBytesLength == 16 && abi::kBytesData == 24);
  auto* data = ConstantDataArray::getString(module_.context(), StringRef(bytes), true);
  return object(
      "bytes",
      {ConstantInt::get(module_.i64(), 0), ConstantInt::get(module_.i64(), bytes.size()), data},
      "bytes", false);
}

GlobalVariable* Constants::makeBigInt(ArrayRef<uint64_t> limbs, bool negative) {
  static_assert(abi::kBigCount == 8 && abi::kBigLimbs == 16);
  int64_t count = static_cast<int64_t>(limbs.size());
  return object("int",
                {ConstantInt::getSigned(module_.i64(), negative ? -count : count),
                 ConstantDataArray::get(module_.context(), limbs)},
                "int", true);
}

GlobalVariable* Constants::makeBigInt(std::string_view text) {
  bool negative = text.starts_with('-');
  if (negative)
    text.remove_prefix(1);
  SmallVector<uint64_t, 16> limbs;
  if (text.starts_with("0x")) {
    text.remove_prefix(2);
    for (size_t end = text.size(); end > 0; end -= std::min<size_t>(end, 16)) {
      uint64_t limb = 0;
      for (size_t i = end - std::min<size_t>(end, 16); i < end; ++i)
        limb = limb << 4 | hexDigit(text[i]);
      limbs.push_back(limb);
    }
  } else {
    // At most 4300 digits: the language's limit for decimal literals.
    unsigned width = static_cast<unsigned>(text.size() * 10 / 3 + 64);
    APInt value(width, StringRef(text), 10);
    limbs.assign(value.getRawData(), value.getRawData() + value.getNumWords());
  }
  while (!limbs.empty() && limbs.back() == 0)
    limbs.pop_back();
  if (limbs.empty() || (limbs.size() == 1 && limbs[0] <= static_cast<uint64_t>(abi::kIntMax)))
    internalError("a big int constant fits the word");
  return makeBigInt(limbs, negative);
}

GlobalVariable* Constants::makeTuple(const ir::Constant* tuple) {
  static_assert(abi::kTupleLength == 8 && abi::kTupleItems == 16);
  SmallVector<Constant*, 8> items;
  items.reserve(tuple->items.size());
  for (const ir::Constant* item : tuple->items)
    items.push_back(word(item));
  auto* words = ConstantArray::get(ArrayType::get(module_.i64(), items.size()), items);
  return object("tuple", {ConstantInt::get(module_.i64(), items.size()), words}, "tuple", true);
}

Constant* Constants::tupleObject(const ir::Constant* tuple) {
  if (isLate(tuple))
    internalError("names are no frozen sets");
  // The word is address + tag.
  Constant* asWord = word(tuple);
  Constant* address =
      ConstantExpr::getSub(asWord, layout::word(module_.context(), abi::kObjectTag));
  return ConstantExpr::getIntToPtr(address, module_.pointer());
}

GlobalVariable* Constants::str(std::string_view text) {
  GlobalVariable*& known = strs_[StringRef(text.data(), text.size())];
  if (!known)
    known = makeStr(text);
  return known;
}

Constant* Constants::strWord(std::string_view text) { return layout::objectWord(str(text)); }

Constant* Constants::addressOf(Constant* word) {
  Constant*& known = addresses_[word];
  if (!known)
    known = module_.define(word, true, "word");
  return known;
}

GlobalVariable* Constants::array(ArrayRef<Constant*> words, const Twine& name) {
  auto* type = ArrayType::get(module_.i64(), words.size());
  return module_.define(ConstantArray::get(type, words), true, name);
}

Constant* Constants::cString(std::string_view text) {
  GlobalVariable*& known = texts_[StringRef(text)];
  if (known)
    return known;
  auto* data = ConstantDataArray::getString(module_.context(), StringRef(text), true);
  known = module_.define(data, true, "text");
  known->setAlignment(Align(1));
  return known;
}

GlobalVariable* Constants::slot(const ir::Constant* constant) {
  if (GlobalVariable* known = slots_.lookup(constant))
    return known;
  std::string name = "late." + std::to_string(constant->id);
  if (!module_.part().primary)
    return slots_[constant] = module_.sharedElsewhere(name);
  for (const ir::Constant* item : constant->items)
    if (isLate(item))
      slot(item);
  auto* made = module_.define(layout::word(module_.context(), abi::kUnbound), false, "constant");
  if (module_.part().shared)
    module_.share(made, name);
  slots_[constant] = made;
  slotOrder_.push_back(constant);
  return made;
}

Function* Constants::emitLate() {
  if (slotOrder_.empty())
    return nullptr;
  LLVMContext& context = module_.context();
  Function* function = module_.createFunction(FunctionType::get(Type::getInt1Ty(context), false),
                                              GlobalValue::InternalLinkage,
                                              mangle(module_.source().name()) + ".<constants>");
  function->addFnAttr(Attribute::Cold);
  Builder b(BasicBlock::Create(context, "", function));
  auto* failed = BasicBlock::Create(context, "failed", function);
  size_t longest = 1;
  for (const ir::Constant* constant : slotOrder_)
    longest = std::max(longest, constant->items.size());
  Value* words = b.CreateAlloca(ArrayType::get(module_.i64(), longest));
  for (const ir::Constant* constant : slotOrder_) {
    for (size_t i = 0; i < constant->items.size(); ++i) {
      const ir::Constant* item = constant->items[i];
      Value* itemWord =
          isLate(item) ? b.CreateLoad(module_.i64(), slot(item)) : static_cast<Value*>(word(item));
      b.CreateStore(itemWord, b.CreateConstInBoundsGEP1_64(module_.i64(), words, i));
    }
    bool isSet = constant->kind == ir::ConstantKind::FrozenSet;
    Value* made = b.CreateCall(module_.entry(isSet ? Entry::make_frozenset : Entry::make_tuple),
                               {words, b.getInt64(constant->items.size())});
    auto* next = BasicBlock::Create(context, "", function, failed);
    b.CreateCondBr(b.CreateICmpEQ(made, b.getInt64(abi::kError)), failed, next);
    b.SetInsertPoint(next);
    b.CreateStore(made, slot(constant));
  }
  b.CreateRet(b.getTrue());
  b.SetInsertPoint(failed);
  b.CreateRet(b.getFalse());
  return function;
}

} // namespace tauro::codegen
