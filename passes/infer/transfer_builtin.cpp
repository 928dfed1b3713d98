// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Transfer rules of builtin functions and types (builtins.def). Each rule gives a result only for
// forms of the call that it knows; for others the arguments escape and the result may be anything.
#include "passes/facts.h"
#include "passes/infer/solver.h"

namespace tauro::passes::infer {

using namespace ir;

namespace {

enum class Rule : uint8_t {
  Abs,
  Bool,
  Chr,
  Descriptor,
  Divmod,
  Enumerate,
  Float,
  Hash,
  Id,
  Input,
  Int,
  IsInstance,
  Iter,
  Len,
  List,
  Max,
  Min,
  Next,
  Ord,
  Print,
  Range,
  Repr,
  Reversed,
  Round,
  Sorted,
  Sum,
  Truth,
  Tuple,
  Zip,
  ModuleBool,
  ModuleFloat,
  ModuleIndex,
  ModuleInt,
  ModuleNone,
  ModuleRound,
};
struct BuiltinRow {
  std::string_view name; // of a module's functions with the module's before it
  Rule rule;
};
constexpr BuiltinRow kBuiltins[] = {
#define INFER_BUILTIN(name, rule) {#name, Rule::rule},
#include "passes/infer/builtins.def"
#define INFER_MODULE_FUNCTION(module, name, Result) {#module "." #name, Rule::Module##Result},
#define INFER_MODULE_METHOD(module, name, Result) {#module "." #name, Rule::Module##Result},
#include "passes/infer/modules.def"
};
constexpr BuiltinRow kModuleValues[] = {
#define INFER_MODULE_VALUE(module, name, Result) {#module "." #name, Rule::Module##Result},
#include "passes/infer/modules.def"
};
// Of which the value is no builtin function.
constexpr std::string_view kModuleMethods[] = {
#define INFER_MODULE_METHOD(module, name, Result) #module "." #name,
#include "passes/infer/modules.def"
};

constexpr uint32_t kWhole = kBool | kInt;
// Containers lie in memory: they hold fewer items than this.
constexpr int64_t kMaxLength = int64_t(1) << 60;
constexpr uint32_t kSized = kStr | kBytes | kList | kTuple | kDict | kSet;

// Items of range(start, stop, step).
Range rangeOf(Range start, Range stop, Range step) {
  auto below = [](int64_t v) { return v == INT64_MAX || v == INT64_MIN ? v : v - 1; };
  auto above = [](int64_t v) { return v == INT64_MAX || v == INT64_MIN ? v : v + 1; };
  Range up{start.low, below(stop.high)}, down{above(stop.low), start.high};
  Range items = step.low >= 0 ? up : step.high <= 0 ? down : joinRanges(up, down);
  // Empty in every run: any bounds do.
  return items.low <= items.high ? items
                                 : Range{start.low, start.low == INT64_MIN ? INT64_MAX : start.low};
}

} // namespace

std::string_view builtinName(unsigned row) { return kBuiltins[row].name; }

Fact Solver::builtinFact(std::string_view name) {
  for (unsigned row = 0; row < std::size(kBuiltins); row++) {
    if (kBuiltins[row].name != name)
      continue;
    auto [at, isNew] = builtinSites_.try_emplace(row, static_cast<SiteIndex>(sites_.size()));
    if (isNew) {
      sites_.push_back({kBuiltin});
      sites_.back().builtin = row;
    }
    return Fact::made(kBuiltin, at->second);
  }
  return Fact::of(kOther | kBuiltin);
}

bool Solver::isNative(std::string_view module) const {
  return !module.empty() && isNativeModule(module) && program.isOfLibrary(module) &&
         !program.mayReplaceModules();
}

std::string Solver::libraryName(const Value* module, std::string_view name) const {
  std::string imported(importedBy(bindings, module));
  if (imported.empty() || !program.isOfLibrary(imported) || program.mayReplaceModules() ||
      program.mayRebind(imported, std::string(name)))
    return {};
  return imported + "." + std::string(name);
}

bool Solver::moduleFunction(const Value* module, std::string_view name, unsigned* builtin) const {
  std::string dotted = libraryName(module, name);
  if (dotted.empty())
    return false;
  for (unsigned row = 0; row < std::size(kBuiltins); row++)
    if (kBuiltins[row].name == dotted)
      return *builtin = row, true;
  return false;
}

Fact Solver::moduleAttribute(const Value* module, std::string_view name) {
  std::string dotted = libraryName(module, name);
  if (dotted.empty())
    return Fact::anything();
  for (const BuiltinRow& row : kModuleValues)
    if (row.name == dotted)
      return row.rule == Rule::ModuleFloat ? Fact::of(kFloat) : Fact::integer(0);
  for (std::string_view method : kModuleMethods)
    if (method == dotted)
      return Fact::anything();
  Fact function = builtinFact(dotted);
  return function.isOnly(kBuiltin) ? function : Fact::anything();
}

Fact Solver::callBuiltin(Work work, unsigned builtin, const std::vector<Fact>& args,
                         const Constant* kwnames) {
  size_t count = args.size();
  if (trace_)
    trace_->builtins.push_back(builtin);
  auto giveUp = [&] {
    for (const Fact& arg : args)
      escape(arg);
    return Fact::anything();
  };
  // For results that are of their kind whatever the arguments' own code answers.
  auto whatever = [&](Fact result) {
    for (const Fact& arg : args)
      if (mayRunUser(arg, work))
        escape(arg);
    return result;
  };
  auto joined = [&](const Fact& a, const Fact& b) {
    Fact result = a;
    std::vector<SiteIndex> dropped;
    join(result, b, &dropped);
    for (SiteIndex site : dropped)
      escape(Fact::made(sites_[site].kind, site));
    return result;
  };
  // What the call makes; other builtins that the same instruction may call make their own.
  unsigned which = builtin + 1;
  auto holding = [&](Kind kind, const Fact& items) {
    SiteIndex site = siteAt(work, kind, 1, which);
    if (kind == kIter)
      for (const Fact& arg : args)
        sites_[site].runs |= !arg.isOnly(kAtoms | kList | kTuple);
    store(sites_[site].places[0], items);
    return Fact::made(kind, site);
  };
  // An iterator over tuples of these.
  auto holdingTuples = [&](const std::vector<Fact>& items) {
    SiteIndex tuple = siteAt(work, kTuple, items.size(), which);
    for (size_t i = 0; i < items.size(); i++)
      store(sites_[tuple].places[i], items[i]);
    return holding(kIter, Fact::made(kTuple, tuple));
  };

  Rule rule = kBuiltins[builtin].rule;
  if (rule == Rule::Print) {
    if (program.mayRebind("sys", "stdout"))
      noteUnseen();
    if (kwnames)
      for (const Fact& arg : args)
        escape(arg);
    return whatever(Fact::of(kNone));
  }
  if (kwnames && rule < Rule::ModuleBool)
    return giveUp();
  switch (rule) {
  case Rule::ModuleBool:
    return whatever(Fact::of(kBool));
  case Rule::ModuleFloat:
    return whatever(Fact::of(kFloat));
  case Rule::ModuleIndex:
    return whatever(Fact::integer(0));
  case Rule::ModuleInt:
    return whatever(Fact::integer());
  case Rule::ModuleNone:
    return whatever(Fact::of(kNone));
  case Rule::ModuleRound:
    if (count != 1 || kwnames || !args[0].isOnly(kNumbers))
      return giveUp();
    return args[0].mayBe(kFloat) ? Fact::integer() : Fact::integer(args[0].number());

  case Rule::Len:
    if (count != 1)
      return giveUp();
    if (args[0].isOnly(kSized | kNone | kNumbers))
      return Fact::integer(0, kMaxLength);
    if (!args[0].isOnly(kSized | kRange))
      escape(args[0]);
    return Fact::integer(0);
  case Rule::Range: {
    for (const Fact& arg : args)
      if (!arg.isOnly(kWhole))
        return giveUp();
    if (count < 1 || count > 3)
      return giveUp();
    infer::Range start = count == 1 ? infer::Range{0, 0} : args[0].number();
    infer::Range step = count == 3 ? args[2].number() : infer::Range{1, 1};
    return holding(kRange, Fact::integer(rangeOf(start, args[count > 1].number(), step)));
  }
  case Rule::Enumerate: {
    if (count < 1 || count > 2 || (count == 2 && !args[1].isOnly(kWhole)))
      return giveUp();
    infer::Range start = count == 2 ? args[1].number() : infer::Range{0, 0};
    // Of what lies in memory there are not so many.
    bool sized = args[0].isOnly(kSized);
    infer::Range index = addRanges(start, {0, sized ? kMaxLength : INT64_MAX});
    return holdingTuples({Fact::integer(index), iterated(args[0], work)});
  }
  case Rule::Zip: {
    if (count == 0 || count > 8)
      return giveUp();
    std::vector<Fact> items;
    for (const Fact& arg : args)
      items.push_back(iterated(arg, work));
    return holdingTuples(items);
  }
  case Rule::Iter:
  case Rule::Reversed:
    // iter(callable, sentinel) is another thing; __reversed__ only exists where items do.
    if (count != 1 || !args[0].isOnly(kList | kTuple | kRange | kStr | kBytes))
      return giveUp();
    return holding(kIter, iterated(args[0], work));
  case Rule::Next:
    if (count < 1 || count > 2 || !args[0].isOnly(kIter))
      return giveUp();
    return count == 2 ? joined(itemsOf(args[0], kIter, work), args[1])
                      : itemsOf(args[0], kIter, work);
  case Rule::List:
    if (count > 1)
      return giveUp();
    return holding(kList, count ? iterated(args[0], work) : Fact());
  case Rule::Tuple:
    for (const Fact& arg : args)
      escape(iterated(arg, work)); // its items are not followed
    return Fact::of(kTuple);
  case Rule::Sorted: {
    if (count != 1)
      return giveUp();
    Fact items = iterated(args[0], work);
    if (!items.isBottom() && !items.isOnly(kAtoms))
      escape(items);
    return holding(kList, items);
  }

  case Rule::Bool:
  case Rule::Truth:
    return whatever(Fact::of(kBool));
  case Rule::IsInstance:
    // Classes that are followed have no say in it.
    for (const Fact& arg : args) {
      Fact classes = arg.isOnly(kTuple) && !arg.elsewhere ? itemsOf(arg, kTuple, work) : arg;
      Fact objects = classes.without(kAtoms);
      if (!objects.isBottom() && !isFollowed(objects) && mayRunUser(arg, work))
        escape(arg);
    }
    return Fact::of(kBool);
  case Rule::Descriptor: {
    for (const Fact& arg : args)
      escape(arg);
    SiteIndex site = siteAt(work, kOther, 0, which);
    sites_[site].sort = SiteSort::Descriptor;
    return Fact::made(kOther, site);
  }
  case Rule::Chr:
    return whatever(Fact::of(kStr));
  case Rule::Ord:
    return whatever(Fact::integer(0, 0x10FFFF));
  case Rule::Hash:
    return whatever(Fact::integer());
  case Rule::Id:
    for (const Fact& arg : args)
      escape(arg);
    return Fact::integer();
  case Rule::Input:
    // sys.stdin may have been replaced.
    noteUnseen();
    return giveUp();
  case Rule::Repr:
    if (count > 1 || (count == 1 && mayRunUser(args[0], work)))
      return giveUp();
    return Fact::of(kStr);
  case Rule::Int:
    if (count == 1 && args[0].isOnly(kWhole))
      return Fact::integer(args[0].number());
    return whatever(count ? Fact::integer() : Fact::integer(0, 0));
  case Rule::Float:
    return whatever(Fact::of(kFloat));

  case Rule::Abs: {
    if (count != 1 || !args[0].isOnly(kNumbers))
      return giveUp();
    Fact result = Fact::of(args[0].kinds & kFloat);
    if (args[0].mayBe(kWhole)) {
      infer::Range range = args[0].number(), negative = negRange(range);
      if (range.low < 0)
        range = range.high <= 0 ? negative : infer::Range{0, joinRanges(range, negative).high};
      result = joined(result, Fact::integer(range));
    }
    return result;
  }
  case Rule::Min:
  case Rule::Max: {
    if (count == 1) {
      Fact items = iterated(args[0], work);
      if (!items.isBottom() && !items.isOnly(kAtoms))
        return giveUp();
      return items;
    }
    Fact result;
    bool first = true, whole = true;
    infer::Range range;
    for (const Fact& arg : args) {
      if (!arg.isOnly(kNumbers | kStr | kBytes))
        return giveUp();
      result = joined(result, arg);
      whole = whole && arg.isOnly(kInt);
      infer::Range number = arg.number();
      if (first)
        range = number;
      else if (rule == Rule::Min)
        range = {std::min(range.low, number.low), std::min(range.high, number.high)};
      else
        range = {std::max(range.low, number.low), std::max(range.high, number.high)};
      first = false;
    }
    if (whole && count)
      result.range = range;
    return result;
  }
  case Rule::Sum: {
    if (count < 1 || count > 2)
      return giveUp();
    Fact items = iterated(args[0], work), start = count == 2 ? args[1] : Fact::integer(0, 0);
    if (items.isBottom())
      return start;
    if (!items.isOnly(kNumbers) || !start.isOnly(kNumbers))
      return giveUp();
    Fact result = start; // of nothing
    if (items.mayBe(kFloat) || start.mayBe(kFloat))
      result = joined(result, Fact::of(kFloat));
    if (items.mayBe(kWhole) && start.mayBe(kWhole)) {
      infer::Range a = items.number(), b = start.number();
      result = joined(
          result, Fact::integer(a.low >= 0 ? b.low : INT64_MIN, a.high <= 0 ? b.high : INT64_MAX));
    }
    return result;
  }
  case Rule::Round: {
    if (count < 1 || count > 2 || !args[0].isOnly(kNumbers) ||
        (count == 2 && !args[1].isOnly(kWhole)))
      return giveUp();
    Fact result = args[0].mayBe(kWhole)
                      ? Fact::integer(count == 1 ? args[0].number() : infer::Range{})
                      : Fact();
    if (args[0].mayBe(kFloat))
      result = joined(result, count == 1 ? Fact::integer() : Fact::of(kFloat));
    return result;
  }
  case Rule::Divmod: {
    if (count != 2 || !args[0].isOnly(kNumbers) || !args[1].isOnly(kNumbers))
      return giveUp();
    Fact quotient, rest;
    if (args[0].mayBe(kFloat) || args[1].mayBe(kFloat))
      quotient = rest = Fact::of(kFloat);
    if (args[0].mayBe(kWhole) && args[1].mayBe(kWhole)) {
      infer::Range a = args[0].number(), b = args[1].number();
      quotient = joined(quotient, Fact::integer(floorDivRanges(a, b)));
      rest = joined(rest, Fact::integer(modRanges(a, b)));
    }
    SiteIndex tuple = siteAt(work, kTuple, 2, which);
    store(sites_[tuple].places[0], quotient);
    store(sites_[tuple].places[1], rest);
    return Fact::made(kTuple, tuple);
  }
  case Rule::Print:
    break;
  }
  return giveUp();
}

} // namespace tauro::passes::infer
