// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The public face of code generation: one ir::Module, or a part of one (partition.h), in, one
// llvm::Module out, and from that an optimised module and a file for the target.
//
// Input must be verified IR after the passes that every level runs (locals, generators lowered).
// A row of ops.def that cannot reach this stage, or an attribute that contradicts its row, is a
// bug of an earlier stage: it ends in llvm::report_fatal_error, never in wrong code.
#pragma once

#include <memory>
#include <string>

#include "ir/ir.h"

namespace llvm {
class LLVMContext;
class Module;
class TargetMachine;
class raw_pwrite_stream;
} // namespace llvm

namespace tauro::codegen {

struct Part;

/// How much work code is worth.
enum class Effort : uint8_t {
  Once,     // straight code that runs once: compiled fast rather than well
  Large,    // longer than LLVM's machine passes can bear, which take quadratic time in blocks
  Words,    // functions without loops that compute on words: calls, most of all
  Straight, // functions without loops that compute on raw values
  Loops,    // loops over words: the runtime's hot bodies are inlined
  Kernels,  // loops over raw values: everything LLVM has
};

enum class OptLevel : uint8_t { O0, O1, O2, O3, Os };

/// What code is made for. Functions carry the processor and features of the runtime's bitcode
/// where there is one: LLVM refuses to inline across a difference.
struct Target {
  std::string triple;
  std::string cpu = "generic";
  std::string features;
};

struct EmitOptions {
  OptLevel level = OptLevel::O2;
  bool debugInfo = false;   // DWARF lines and functions
  bool sanitize = false;    // AddressSanitizer
  bool mainProgram = false; // also define `main`, which runs this module as __main__
  bool frames = false;      // functions keep records of their frames (abi/frames.h)
  bool forceExit = false;   // every exit may be forced while the program runs (tools/force-exits)
  /// Bitcode of the runtime's hot entries (entries.def, TR_HOT), linked in to be inlined at O1 and
  /// up. Empty: none, every entry is an out-of-line call.
  std::string hotBitcode;
};

/// Registers the targets that tauroc makes code for. Call once.
void initialiseTargets();

/// The machine of a target, which makes code as well as the level and the effort ask for. Null with
/// `error` set when the target is not one of ours.
std::unique_ptr<llvm::TargetMachine> createMachine(const Target& target, OptLevel level,
                                                   Effort effort, std::string* error);

/// Lowers a part of a module. Null with `error` set when the hot bitcode cannot be read. Several
/// threads may lower parts at once, each with a context and a machine of its own.
std::unique_ptr<llvm::Module> emit(const Part& part, llvm::LLVMContext& context,
                                   llvm::TargetMachine& machine, const EmitOptions& options,
                                   std::string* error);

/// Optimises in place: LLVM's own pipeline for the level where that is worth its time, short ones
/// for code that has been optimised as our IR before it came here.
void optimise(llvm::Module& module, llvm::TargetMachine& machine, const EmitOptions& options,
              Effort effort);

enum class FileKind : uint8_t { Object, Assembly };

/// False when the target cannot make such a file.
bool writeFile(llvm::Module& module, llvm::TargetMachine& machine, FileKind kind,
               llvm::raw_pwrite_stream& out);

/// The link-time symbol of a module's ModuleInfo.
std::string moduleSymbol(std::string_view dottedName);

} // namespace tauro::codegen
