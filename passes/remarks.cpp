// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "passes/remarks.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <unordered_set>

#include "ir/analysis/loops.h"

namespace tauro::passes {

using namespace ir;

namespace {

struct Row {
  RemarkWeight weight;
  std::string_view text;
};
constexpr Row kRows[] = {
#define REMARK(Id, weight, text) {RemarkWeight::weight, text},
#include "passes/remarks.def"
};

// What the report shows at most, unless it is asked for one function.
constexpr size_t kMaxFunctions = 25, kMaxRemarks = 10, kMaxPlaces = 4;
constexpr size_t kQuoteWidth = 44;

constexpr bool isContinuation(char c) { return (c & 0xc0) == 0x80; }

// As many characters as fit, with "..." when some do not.
std::string shortened(std::string_view text, size_t width) {
  size_t characters = 0, end = 0;
  while (end < text.size()) {
    if (characters == width) {
      while (end > 0 && isContinuation(text[end]))
        end--;
      return std::string(text.substr(0, end)) + "...";
    }
    end++;
    while (end < text.size() && isContinuation(text[end]))
      end++;
    characters++;
  }
  return std::string(text);
}

size_t widthOf(std::string_view text) {
  return static_cast<size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return !isContinuation(c); }));
}

std::string padded(std::string text, size_t width) {
  size_t now = widthOf(text);
  text.append(now < width ? width - now : 0, ' ');
  return text;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t'))
    text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\r'))
    text.remove_suffix(1);
  return text;
}

// Why an op's exit is taken; Part texts. Nothing: not worth a word.
const RemarkId* exitOf(Op op) {
  static const std::map<Op, RemarkId> kExits = {
      {Op::I64Add, RemarkId::ExitOverflow},    {Op::I64Sub, RemarkId::ExitOverflow},
      {Op::I64Mul, RemarkId::ExitOverflow},    {Op::I64Neg, RemarkId::ExitOverflow},
      {Op::I64Abs, RemarkId::ExitOverflow},    {Op::I64Shl, RemarkId::ExitOverflow},
      {Op::I64Shr, RemarkId::ExitOther},       {Op::F64ToI64, RemarkId::ExitOverflow},
      {Op::ElemLoad, RemarkId::ExitIndex},     {Op::ElemStore, RemarkId::ExitIndex},
      {Op::CheckIndex, RemarkId::ExitIndex},
      {Op::ElemLoadF64, RemarkId::ExitIndex},  {Op::ElemStoreF64, RemarkId::ExitIndex},
      {Op::ElemLoadI64, RemarkId::ExitIndex},  {Op::ElemStoreI64, RemarkId::ExitIndex},
      {Op::UnboxI64, RemarkId::ExitKind},      {Op::UnboxF64, RemarkId::ExitKind},
      {Op::UnboxBool, RemarkId::ExitKind},     {Op::GuardKind, RemarkId::ExitKind},
      {Op::GuardShape, RemarkId::ExitShape},   {Op::MethodGuard, RemarkId::ExitShape},
      {Op::GuardBound, RemarkId::ExitUnbound}, {Op::I64FloorDiv, RemarkId::ExitDivision},
      {Op::I64Mod, RemarkId::ExitDivision},    {Op::I64Quot, RemarkId::ExitDivision},
      {Op::I64Rem, RemarkId::ExitDivision},    {Op::I64TrueDiv, RemarkId::ExitDivision},
      {Op::F64Div, RemarkId::ExitDivision},    {Op::F64FloorDiv, RemarkId::ExitDivision},
      {Op::F64Mod, RemarkId::ExitDivision},    {Op::F64Pow, RemarkId::ExitOther},
      {Op::F64Sqrt, RemarkId::ExitOther},      {Op::CallVersion, RemarkId::ExitAnswer},
  };
  static const RemarkId kOther = RemarkId::ExitOther;
  // What is no matter of the program's values.
  if (op == Op::PollExit || op == Op::LoopEntry)
    return nullptr;
  auto found = kExits.find(op);
  return found == kExits.end() ? &kOther : &found->second;
}

} // namespace

RemarkWeight weightOf(RemarkId id) { return kRows[static_cast<size_t>(id)].weight; }

std::string textOf(RemarkId id, std::initializer_list<std::string_view> arguments) {
  std::string out;
  std::string_view text = kRows[static_cast<size_t>(id)].text;
  for (size_t i = 0; i < text.size(); i++) {
    if (text[i] == '{' && i + 2 < text.size() && text[i + 2] == '}') {
      out += arguments.begin()[text[i + 1] - '0'];
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

// --- Source

SourceLines::SourceLines(const Module& module) : text_(module.source) {
  starts_.push_back(0);
  for (size_t i = 0; i < text_.size(); i++)
    if (text_[i] == '\n')
      starts_.push_back(i + 1);
}

std::string_view SourceLines::line(uint32_t number) const {
  if (number == 0 || number > starts_.size())
    return {};
  size_t start = starts_[number - 1];
  size_t end = number < starts_.size() ? starts_[number] - 1 : text_.size();
  return text_.substr(start, end - start);
}

std::string SourceLines::quote(const Site& site) const {
  std::string_view first = line(site.line);
  size_t begin = std::min<size_t>(site.column, first.size());
  size_t end =
      site.endLine > site.line ? first.size() : std::min<size_t>(site.endColumn, first.size());
  std::string text(trimmed(first.substr(begin, end > begin ? end - begin : 0)));
  if (site.endLine > site.line)
    text += " ...";
  return shortened(text, kQuoteWidth);
}

std::string SourceLines::place(const Site& site) {
  return std::to_string(site.line) + ":" + std::to_string(site.column + 1);
}

// --- Exits

void Remarks::findExits(const Module& module) {
  std::unordered_map<const Function*, FunctionRemarks*> of;
  for (FunctionRemarks& function : functions)
    of[function.generic] = &function;
  for (const auto& function : module.functions()) {
    auto owner = of.find(function->versionOf);
    if (owner == of.end() || function->versionAt >= 0)
      continue;
    Cfg cfg(*function);
    Dominators dominators(cfg);
    Loops loops(cfg, dominators);
    for (Block* block : cfg.order())
      for (const Inst* inst : *block) {
        if (!loops.innermost(block))
          continue; // it never was, or was moved out
        const RemarkId* id = inst->edge(EdgeKind::Exit) ? exitOf(inst->op()) : nullptr;
        auto at = owner->second->loopAt.find(inst->site());
        if (!id || at == owner->second->loopAt.end() || at->second < 0)
          continue;
        auto& exits = owner->second->loops[static_cast<size_t>(at->second)].exits;
        auto row = std::find_if(exits.begin(), exits.end(),
                                [&](const auto& exit) { return exit.first == *id; });
        if (row == exits.end())
          row = exits.insert(exits.end(), {*id, {}});
        const Site& site = module.site(inst->site());
        if (std::find(row->second.begin(), row->second.end(), site) == row->second.end())
          row->second.push_back(site);
      }
  }
}

// --- The report

namespace {

bool isEarlier(const Site& a, const Site& b) {
  return std::tie(a.line, a.column, a.endLine, a.endColumn) <
         std::tie(b.line, b.column, b.endLine, b.endColumn);
}

class Report {
public:
  Report(const Module& module, const Remarks& remarks, std::string_view only)
      : module_(module), remarks_(remarks), only_(only), lines_(module) {}
  std::string run();

private:
  bool isAskedFor(const FunctionRemarks& function) const;
  unsigned depthOf(const FunctionRemarks& function, const Remark& remark) const {
    return function.heat +
           (remark.loop < 0 ? 0 : function.loops[static_cast<size_t>(remark.loop)].depth);
  }
  // Slow ones, hottest first; without those that run once, unless all is asked for.
  std::vector<const Remark*> slow(const FunctionRemarks& function) const;
  void tellFunction(const FunctionRemarks& function);
  void tellVersions(const FunctionRemarks& function);
  void tellLoops(const FunctionRemarks& function);
  void tellRemarks(const FunctionRemarks& function);
  std::string versionsOf(const FunctionRemarks& function, const std::vector<size_t>& some) const;
  std::string headText(const Site& head) const;
  std::string places(std::vector<Site> sites) const;
  size_t most(size_t usual) const { return only_.empty() ? usual : SIZE_MAX; }

  const Module& module_;
  const Remarks& remarks_;
  std::string_view only_;
  SourceLines lines_;
  std::string out_;
};

bool Report::isAskedFor(const FunctionRemarks& function) const {
  std::string_view name = function.generic->qualname
                              ? std::string_view(function.generic->qualname->text)
                              : function.generic->symbol();
  return name == only_ || std::string(module_.name()) + "." + std::string(name) == only_ ||
         function.generic->symbol() == only_;
}

std::vector<const Remark*> Report::slow(const FunctionRemarks& function) const {
  std::vector<const Remark*> list;
  for (const Remark& remark : function.remarks)
    if (weightOf(remark.id) == RemarkWeight::Slow &&
        (!only_.empty() || depthOf(function, remark) > 0))
      list.push_back(&remark);
  std::sort(list.begin(), list.end(), [&](const Remark* a, const Remark* b) {
    unsigned left = depthOf(function, *a), right = depthOf(function, *b);
    if (left != right)
      return left > right;
    const Site &first = module_.site(a->site), &second = module_.site(b->site);
    return first == second ? a < b : isEarlier(first, second);
  });
  return list;
}

// What a loop begins with may stand inside of it, when its condition is folded: then the line that
// the loop hangs on is the nearest above with less indentation.
std::string Report::headText(const Site& head) const {
  auto indentation = [&](uint32_t line) {
    return std::min(lines_.line(line).find_first_not_of(" \t"), lines_.line(line).size());
  };
  auto startsLoop = [](std::string_view text) {
    return text.starts_with("for ") || text.starts_with("while ") || text.starts_with("while(") ||
           text.starts_with("async for ");
  };
  std::string_view text = trimmed(lines_.line(head.line));
  if (!startsLoop(text) && text.find(" for ") == std::string_view::npos) {
    uint32_t above = head.line - (head.line > 0);
    while (above > 0 &&
           (trimmed(lines_.line(above)).empty() || indentation(above) >= indentation(head.line)))
      above--;
    if (startsLoop(trimmed(lines_.line(above))))
      text = trimmed(lines_.line(above));
  }
  return shortened(text, kQuoteWidth);
}

std::string Report::places(std::vector<Site> sites) const {
  std::sort(sites.begin(), sites.end(), isEarlier);
  std::vector<std::string> names;
  for (const Site& site : sites)
    if (std::string name = SourceLines::place(site); names.empty() || names.back() != name)
      names.push_back(std::move(name));
  std::string text;
  for (size_t i = 0; i < names.size() && i < most(kMaxPlaces); i++)
    text += (i ? ", " : "") + names[i];
  if (names.size() > most(kMaxPlaces))
    text += " and " + std::to_string(names.size() - kMaxPlaces) + " more";
  return text;
}

std::string Report::versionsOf(const FunctionRemarks& function,
                               const std::vector<size_t>& some) const {
  std::string text;
  for (size_t version : some)
    text += (text.empty() ? "" : ", ") + function.versions[version].signature;
  return text;
}

void Report::tellVersions(const FunctionRemarks& function) {
  if (function.versions.empty()) {
    out_ += "  generic code alone\n";
    return;
  }
  size_t width = 0;
  for (const VersionRemarks& version : function.versions)
    width = std::max(width, widthOf(version.signature));
  for (const VersionRemarks& version : function.versions) {
    bool runsOnce = version.function->kind == FunctionKind::Module;
    std::vector<Site> callers;
    for (SiteId site : version.callers)
      callers.push_back(module_.site(site));
    out_ += "  version " + (runsOnce ? version.signature : padded(version.signature, width));
    if (version.leavesAtOnce)
      out_ += function.isOpen ? "  generic code, for callers that are not seen"
                              : "  generic code, for calls that pass something else";
    else if (!callers.empty())
      out_ += "  called at " + places(callers);
    else if (!runsOnce && version.function->kind != FunctionKind::Step)
      out_ += function.isOpen ? "  for callers that are not seen" : "  called by generic code";
    out_ += "\n";
  }
}

void Report::tellLoops(const FunctionRemarks& function) {
  size_t numbers = 0, heads = 0;
  auto numberOf = [](const LoopRemarks& loop) {
    return std::string(2 * (loop.depth - 1), ' ') + std::to_string(loop.head.line);
  };
  for (const LoopRemarks& loop : function.loops) {
    numbers = std::max(numbers, numberOf(loop).size());
    heads = std::max(heads, widthOf(headText(loop.head)));
  }
  for (const LoopRemarks& loop : function.loops) {
    out_ += "  loop " + padded(numberOf(loop), numbers) + "  " + padded(headText(loop.head), heads);
    std::string indent = "\n" + std::string(numbers + heads + 11, ' ');
    // Versions that do it alike share a line.
    std::vector<std::pair<std::string, std::vector<size_t>>> forms;
    for (size_t v = 0; v < loop.forms.size(); v++) {
      if (loop.forms[v].empty())
        continue;
      auto known = std::find_if(forms.begin(), forms.end(),
                                [&](const auto& form) { return form.first == loop.forms[v]; });
      if (known == forms.end())
        forms.push_back({loop.forms[v], {v}});
      else
        known->second.push_back(v);
    }
    for (size_t i = 0; i < forms.size(); i++) {
      out_ += (i ? indent : "  ") + forms[i].first;
      if (forms.size() > 1)
        out_ += "  [" + versionsOf(function, forms[i].second) + "]";
    }
    if (forms.empty())
      out_ += "  generic";
    for (size_t i = 0; i < loop.exits.size(); i++)
      out_ += indent + (i ? "       " : "leaves ") + "for " + textOf(loop.exits[i].first) + ": " +
              places(loop.exits[i].second);
    out_ += "\n";
  }
}

void Report::tellRemarks(const FunctionRemarks& function) {
  std::vector<const Remark*> all = slow(function), list;
  // In short: once for each place and each value, and without what follows from others.
  std::unordered_set<uint32_t> told, culprits;
  for (const Remark* remark : all) {
    bool isNew = remark->culprit == UINT32_MAX || culprits.insert(remark->culprit).second;
    if (!only_.empty() || (isNew && !remark->follows && told.insert(remark->site).second))
      list.push_back(remark);
  }
  size_t followers = 0;
  for (const Remark* remark : all)
    followers += only_.empty() && told.insert(remark->site).second;
  size_t shown = std::min(list.size(), most(kMaxRemarks));
  size_t places = 0, quotes = 0, usual = 0;
  for (const VersionRemarks& version : function.versions)
    usual += !version.leavesAtOnce;
  for (size_t i = 0; i < shown; i++) {
    const Site& site = module_.site(list[i]->site);
    places = std::max(places, SourceLines::place(site).size());
    quotes = std::max(quotes, widthOf(lines_.quote(site)));
  }
  for (size_t i = 0; i < shown; i++) {
    const Site& site = module_.site(list[i]->site);
    out_ += "  " + padded(SourceLines::place(site), places) + "  " +
            padded(lines_.quote(site), quotes) + "  " + list[i]->text;
    if (list[i]->versions.size() < usual)
      out_ += "  [" + versionsOf(function, list[i]->versions) + "]";
    out_ += "\n";
  }
  if (shown < list.size())
    out_ += "  and " + std::to_string(list.size() - shown) + " more\n";
  if (followers)
    out_ += "  " + std::to_string(followers) + (followers == 1 ? " more follows" : " more follow") +
            " from these\n";
  // What the runtime does in loops, in one line.
  std::vector<std::pair<std::string, std::vector<Site>>> done;
  for (const Remark& remark : function.remarks) {
    if (weightOf(remark.id) != RemarkWeight::Runtime ||
        (only_.empty() && depthOf(function, remark) == 0))
      continue;
    const Site& site = module_.site(remark.site);
    std::string quote = lines_.quote(site);
    auto known =
        std::find_if(done.begin(), done.end(), [&](const auto& row) { return row.first == quote; });
    if (known == done.end())
      known = done.insert(done.end(), {quote, {}});
    if (std::find(known->second.begin(), known->second.end(), site) == known->second.end())
      known->second.push_back(site);
  }
  std::sort(done.begin(), done.end(), [](const auto& a, const auto& b) {
    return isEarlier(a.second.front(), b.second.front());
  });
  for (size_t i = 0; i < done.size() && i < most(2 * kMaxPlaces); i++)
    out_ += (i ? ", " : "  the runtime does ") + this->places(done[i].second) + " `" +
            done[i].first + "`";
  if (done.size() > most(2 * kMaxPlaces))
    out_ += " and " + std::to_string(done.size() - 2 * kMaxPlaces) + " more";
  if (!done.empty())
    out_ += "\n";
}

void Report::tellFunction(const FunctionRemarks& function) {
  out_ += "\n" + function.signature + "  line " + std::to_string(function.generic->firstLine);
  if (function.heat)
    out_ += function.heat == 1 ? ", called in a loop"
                               : ", called in loops " + std::to_string(function.heat) + " deep";
  out_ += "\n";
  tellVersions(function);
  tellLoops(function);
  tellRemarks(function);
}

std::string Report::run() {
  std::vector<const FunctionRemarks*> order;
  size_t loops = 0, slowLoops = 0, straight = 0;
  for (const FunctionRemarks& function : remarks_.functions) {
    if (!only_.empty() ? !isAskedFor(function) : function.loops.empty() && slow(function).empty()) {
      straight++;
      continue;
    }
    order.push_back(&function);
    std::vector<bool> isSlow(function.loops.size());
    for (const Remark* remark : slow(function))
      if (remark->loop >= 0)
        isSlow[static_cast<size_t>(remark->loop)] = true;
    loops += isSlow.size();
    slowLoops += static_cast<size_t>(std::count(isSlow.begin(), isSlow.end(), true));
  }
  if (!only_.empty() && order.empty())
    return {};
  auto heatOf = [&](const FunctionRemarks& function) {
    std::vector<const Remark*> list = slow(function);
    return list.empty() ? 0 : depthOf(function, *list.front());
  };
  std::vector<std::pair<unsigned, const FunctionRemarks*>> hot;
  for (const FunctionRemarks* function : order)
    hot.emplace_back(heatOf(*function), function);
  std::sort(hot.begin(), hot.end(), [](const auto& a, const auto& b) {
    return a.first != b.first ? a.first > b.first : a.second < b.second;
  });
  out_ += module_.file;
  if (only_.empty())
    out_ += ": " + std::to_string(loops) + (loops == 1 ? " loop, " : " loops, ") +
            std::to_string(slowLoops) +
            " with operations that stay generic and need not: each time, they look at what they "
            "work on";
  out_ += "\n";
  size_t shown = std::min(hot.size(), most(kMaxFunctions));
  for (size_t i = 0; i < shown; i++)
    tellFunction(*hot[i].second);
  if (shown < hot.size())
    out_ += "\nand " + std::to_string(hot.size() - shown) + " functions more\n";
  if (only_.empty() && straight)
    out_ += "\n" + std::to_string(straight) +
            (straight == 1 ? " other function has no loop and is"
                           : " other functions have no loop and are") +
            " called in none, or " + (straight == 1 ? "has" : "have") + " nothing generic\n";
  return std::move(out_);
}

} // namespace

std::string Remarks::report(const Module& module, std::string_view only) const {
  return Report(module, *this, only).run();
}

} // namespace tauro::passes
