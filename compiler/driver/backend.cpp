// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/driver/backend.h"

#include "compiler/support/stage.h"

#include "llvm/ADT/SmallVector.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/Target/TargetMachine.h"

#include <algorithm>
#include <atomic>
#include <numeric>
#include <thread>

namespace tauro::driver {

namespace {

bool compilePart(const BackendJob& job, const codegen::Target& target, codegen::EmitOptions options,
                 BackendOutput output, std::string* contents, std::string* error) {
  options.mainProgram = job.mainProgram;
  if (job.part.effort == codegen::Effort::Once)
    options.level = codegen::OptLevel::O0;
  auto machine = codegen::createMachine(target, options.level, job.part.effort, error);
  if (!machine)
    return false;
  const std::string& name = job.part.module->name();
  const char* effort = codegen::nameOf(job.part.effort);
  llvm::LLVMContext context;
  context.setDiscardValueNames(output != BackendOutput::Llvm); // nobody sees them
  std::unique_ptr<llvm::Module> module;
  {
    StageScope stage("emit LLVM IR", name, effort);
    module = codegen::emit(job.part, context, *machine, options, error);
  }
  if (!module)
    return false;
  {
    StageScope stage("LLVM passes", name, effort);
    codegen::optimise(*module, *machine, options, job.part.effort);
  }
  if (output == BackendOutput::Llvm) {
    llvm::raw_string_ostream out(*contents);
    module->print(out, nullptr);
    return true;
  }
  StageScope stage("machine code", name, effort);
  llvm::SmallVector<char, 0> bytes;
  llvm::raw_svector_ostream out(bytes);
  auto kind =
      output == BackendOutput::Assembly ? codegen::FileKind::Assembly : codegen::FileKind::Object;
  if (!codegen::writeFile(*module, *machine, kind, out)) {
    *error = "no such output for " + target.triple;
    return false;
  }
  contents->assign(bytes.data(), bytes.size());
  return true;
}

} // namespace

bool runBackend(const std::vector<BackendJob>& jobs, const codegen::Target& target,
                const codegen::EmitOptions& options, BackendOutput output,
                std::vector<std::string>* contents, std::string* error) {
  contents->assign(jobs.size(), "");
  std::vector<std::string> errors(jobs.size());
  // The longest first, so that no core is left with one at the end.
  std::vector<size_t> order(jobs.size());
  std::iota(order.begin(), order.end(), 0);
  std::sort(order.begin(), order.end(), [&](size_t a, size_t b) {
    uint64_t costA = jobs[a].part.cost, costB = jobs[b].part.cost;
    return costA != costB ? costA > costB : a < b;
  });
  std::atomic<size_t> next = 0;
  auto work = [&] {
    for (size_t at; (at = next.fetch_add(1)) < order.size();) {
      size_t i = order[at];
      compilePart(jobs[i], target, options, output, &(*contents)[i], &errors[i]);
    }
  };
  size_t count = std::min<size_t>(jobs.size(), std::max(1u, std::thread::hardware_concurrency()));
  std::vector<std::thread> threads;
  for (size_t i = 1; i < count; ++i)
    threads.emplace_back(work);
  work();
  for (std::thread& thread : threads)
    thread.join();
  for (std::string& text : errors)
    if (!text.empty()) {
      *error = std::move(text);
      return false;
    }
  return true;
}

} // namespace tauro::driver
