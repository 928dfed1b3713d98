// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What `tauroc --explain` tells of one module: for each function its versions and loops, and which
// ops stayed generic and why. Passes fill it where they decide; without it they note nothing.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "ir/ir.h"

namespace tauro::passes {

enum class RemarkId : uint8_t {
#define REMARK(Id, weight, text) Id,
#include "passes/remarks.def"
};
enum class RemarkWeight : uint8_t { Slow, Runtime, Part };

RemarkWeight weightOf(RemarkId id);
std::string textOf(RemarkId id, std::initializer_list<std::string_view> arguments = {});

// The lines of a module's source, for quoting.
class SourceLines {
public:
  explicit SourceLines(const ir::Module& module);
  std::string_view line(uint32_t number) const; // from 1; without its line end
  // The text of a site in one short line.
  std::string quote(const ir::Site& site) const;
  // "line:column", both from 1, as compilers count.
  static std::string place(const ir::Site& site);

private:
  std::string_view text_;
  std::vector<size_t> starts_;
};

// An op that stayed generic in some versions of its function.
struct Remark {
  RemarkId id;
  ir::SiteId site = 0;
  int loop = -1; // index into FunctionRemarks::loops: the innermost around it
  std::string text;
  bool follows = false;          // from another op that stays generic
  uint32_t culprit = UINT32_MAX; // the value of the function that is not known, when it is one
  std::vector<size_t> versions;  // in which it is generic; of a function without versions, none
};

struct LoopRemarks {
  ir::Site head; // of what it goes over, or of its condition
  unsigned depth = 1;
  // How each of the function's versions does it (empty: it never comes there), in words.
  std::vector<std::string> forms;
  std::vector<std::pair<RemarkId, std::vector<ir::Site>>> exits; // that remain, by reason
};

struct VersionRemarks {
  const ir::Function* function;
  std::string signature; // "scale(rows, factor: int)"
  bool leavesAtOnce = false;
  std::vector<ir::SiteId> callers;
};

struct FunctionRemarks {
  const ir::Function* generic;
  std::string signature;
  bool isOpen = false; // code that is not seen may call it
  unsigned heat = 0;   // how many loops stand around its calls
  std::vector<VersionRemarks> versions;
  std::vector<LoopRemarks> loops; // in the order of the source
  std::vector<Remark> remarks;
  std::unordered_map<ir::SiteId, int> loopAt; // the innermost loop of the ops of a site
};

class Remarks {
public:
  std::vector<FunctionRemarks> functions; // in the order of the module
  // Notes the exits that the finished versions still have in loops.
  void findExits(const ir::Module& module);
  // All of it as text, hot places first. With a function's name (qualified, with its module or
  // without) that function's alone, unabridged; empty when there is none of the name.
  std::string report(const ir::Module& module, std::string_view only) const;
};

} // namespace tauro::passes
