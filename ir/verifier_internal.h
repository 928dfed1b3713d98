// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The verifier's parts and where they report to.
#pragma once

#include <string>
#include <string_view>

#include "ir/ir.h"

namespace tauro::ir {

class Report {
public:
  Report(const Function& function, std::string* errors) : function_(function), errors_(errors) {}
  void fail(std::string_view rule) { fail(nullptr, nullptr, rule); }
  void fail(const Block* block, const Inst* inst, std::string_view rule);
  bool failed() const { return failed_; }

private:
  static constexpr unsigned kMaxErrors = 20; // per function
  const Function& function_;
  std::string* errors_;
  unsigned count_ = 0;
  bool failed_ = false;
};

// Operands, result, attribute and kinds of edges against the op's row.
void verifyInst(const Function& function, const Inst& inst, Report& report);
// Every operand's user list holds the user once for each use, and only instructions in blocks.
void verifyUses(const Function& function, Report& report);
void verifyDominance(const Function& function, Report& report);
// What a version shares with its generic body, and how it answers.
void verifyVersion(const Function& function, Report& report);
// That exc.enter and exc.leave are paired on every path.
void verifyHandled(const Function& function, Report& report);
// A generic body's points, and that each resume comes to a point that is still valid.
void verifyResumePoints(const Function& function, Report& report);
void verifyResumes(const Function& function, Report& report);

} // namespace tauro::ir
