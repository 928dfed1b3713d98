// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Output depends on the inputs alone: no build id, no time stamps, sections in input order.
#include "compiler/driver/link.h"

#include "compiler/driver/output_file.h"
#include "runtime-lib/abi/unicode_names.h"

#include "lld/Common/Driver.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Program.h"
#include "llvm/Support/raw_ostream.h"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <thread>
#include <unistd.h>

LLD_HAS_DRIVER(elf)

using namespace llvm;

namespace tauro::driver {

namespace {

#ifdef TAURO_SANITIZED
constexpr bool kSanitized = true;
#else
constexpr bool kSanitized = false;
#define TAURO_SANITIZED ""
#endif
// Where a sanitized build's programs find the sanitizers' runtime.
constexpr const char* kSanitizerFolder = TAURO_SANITIZED;

constexpr const char* kSystemFolders[] = {"/usr/lib/x86_64-linux-gnu", "/usr/lib64", "/usr/lib",
                                          "/lib/x86_64-linux-gnu", "/lib64"};
constexpr const char* kGccFolders[] = {"/usr/lib/gcc/x86_64-linux-gnu",
                                       "/usr/lib/gcc/x86_64-redhat-linux",
                                       "/usr/lib/gcc/x86_64-pc-linux-gnu"};
constexpr const char* kDynamicLinker = "/lib64/ld-linux-x86-64.so.2";

/// Finds the files that a C toolchain brings, in the compiler's own folder first.
class Toolchain {
public:
  explicit Toolchain(const Installation& installation) {
    folders_.push_back(installation.folder);
    for (const char* folder : kSystemFolders)
      if (sys::fs::is_directory(folder))
        folders_.push_back(folder);
    for (const char* folder : kGccFolders)
      addNewestIn(folder);
  }

  /// The path of a file; notes a missing one.
  std::string file(StringRef name) {
    for (const std::string& folder : folders_) {
      std::string path = folder + "/" + name.str();
      if (sys::fs::exists(path))
        return path;
    }
    complete_ = false;
    return name.str();
  }
  bool complete() const { return complete_; }
  const std::vector<std::string>& folders() const { return folders_; }

private:
  void addNewestIn(StringRef parent) {
    std::error_code failed;
    std::vector<std::pair<int, std::string>> versions;
    for (sys::fs::directory_iterator at(parent, failed), end; !failed && at != end;
         at.increment(failed)) {
      int version = 0;
      if (!sys::path::filename(at->path()).split('.').first.getAsInteger(10, version))
        versions.push_back({version, at->path()});
    }
    std::sort(versions.rbegin(), versions.rend());
    for (auto& [version, path] : versions)
      folders_.push_back(path);
  }

  std::vector<std::string> folders_;
  bool complete_ = true;
};

/// What every linker is told. `-z pack-relative-relocs` and `--icf` are lld's alone.
std::vector<std::string> commonOptions(const LinkJob& job) {
  std::vector<std::string> options{
      "--gc-sections",  "-O1", "-z", "now", "-z", "relro", "-z", "noexecstack", "--hash-style=gnu",
      "--build-id=none"};
  if (job.stripAll)
    options.push_back("--strip-all");
  else if (!job.keepDebugInfo && !kSanitized) // reports name lines
    options.push_back("--strip-debug");
  if (job.withCharacterNames)
    options.push_back("--undefined=" + std::string(unicode::kTableSymbol));
  return options;
}

std::vector<std::string> runtimeArchives(const Installation& installation) {
  std::vector<std::string> out;
  if (!installation.modules.empty())
    out.push_back(installation.modules);
  out.push_back(installation.runtime);
  return out;
}

/// lld maps the file that it writes, and is killed when the disk turns out to be full. Into a pipe
/// it writes, and fails by no fault of the disk's.
class OutputPipe {
public:
  OutputPipe() {
    if (pipe2(ends_, O_CLOEXEC) != 0)
      return;
    path_ = "/proc/self/fd/" + std::to_string(ends_[1]);
    if (!sys::fs::exists(path_)) {
      close(ends_[0]);
      close(ends_[1]);
      path_.clear();
      return;
    }
    reader_ = std::thread([this] { readAll(); });
  }
  ~OutputPipe() { take(); }
  /// Empty where there are no pipes with names.
  const std::string& path() const { return path_; }
  /// All that was written. Once.
  std::string take() {
    if (reader_.joinable()) {
      close(ends_[1]);
      reader_.join();
      close(ends_[0]);
    }
    return std::move(contents_);
  }

private:
  void readAll() {
    char buffer[1 << 16];
    for (ssize_t count; (count = read(ends_[0], buffer, sizeof(buffer))) != 0;)
      if (count > 0)
        contents_.append(buffer, static_cast<size_t>(count));
      else if (errno != EINTR)
        break;
  }

  int ends_[2] = {-1, -1};
  std::string path_, contents_;
  std::thread reader_;
};

bool linkWithLld(const std::vector<std::string>& arguments, std::string* error) {
  SmallVector<const char*, 64> pointers;
  for (const std::string& argument : arguments)
    pointers.push_back(argument.c_str());
  std::string messages;
  raw_string_ostream out(messages);
  lld::Result result = lld::lldMain(pointers, out, out, {{lld::Gnu, &lld::elf::link}});
  if (result.retCode == 0)
    return true;
  *error = messages;
  return false;
}

std::vector<std::string> lldArguments(const Installation& installation, const LinkJob& job,
                                      Toolchain& toolchain) {
  std::vector<std::string> arguments{"ld.lld", "-m", "elf_x86_64", "-pie", "-o", job.output};
  arguments.insert(arguments.end(), {"--icf=safe", "-z", "pack-relative-relocs"});
  for (std::string& option : commonOptions(job))
    arguments.push_back(std::move(option));
  if (job.isStatic)
    arguments.insert(arguments.end(), {"-static", "--no-dynamic-linker", "-z", "text"});
  else
    arguments.insert(arguments.end(), {"-dynamic-linker", kDynamicLinker, "--as-needed"});
  arguments.push_back(toolchain.file(job.isStatic ? "rcrt1.o" : "Scrt1.o"));
  arguments.push_back(toolchain.file("crti.o"));
  arguments.push_back(toolchain.file("crtbeginS.o"));
  for (const std::string& folder : toolchain.folders())
    arguments.push_back("-L" + folder);
  arguments.insert(arguments.end(), job.objects.begin(), job.objects.end());
  arguments.push_back("--start-group");
  for (const std::string& archive : runtimeArchives(installation))
    arguments.push_back(archive);
  for (const char* archive : {"libgc.a", "libpcre2-8.a", "libpcre2-32.a", "libtomcrypt.a",
                              "libstdc++.a", "libgcc.a", "libgcc_eh.a"})
    arguments.push_back(toolchain.file(archive));
  if (job.isStatic) {
    arguments.insert(arguments.end(), {toolchain.file("libm.a"), toolchain.file("libc.a")});
    arguments.push_back("--end-group");
  } else {
    // libm.so and libc.so may be linker scripts: found by name.
    arguments.insert(arguments.end(), {"--end-group", "-lm", "-lc"});
  }
  arguments.push_back(toolchain.file("crtendS.o"));
  arguments.push_back(toolchain.file("crtn.o"));
  return arguments;
}

/// The C compiler as linker: it knows its own files, and the sanitizers' runtime.
bool linkWithClang(const Installation& installation, const LinkJob& job, std::string* error) {
  std::string program;
  for (const char* name : {"clang++-22", "clang++", "g++", "c++"})
    if (auto found = sys::findProgramByName(name)) {
      program = *found;
      break;
    }
  if (program.empty()) {
    *error = "the C library's start files (crt1.o and others) and libraries were not found, and "
             "neither was a C++ compiler that knows where they are; is the package libc6-dev "
             "installed?\n";
    return false;
  }
  std::vector<std::string> arguments{program, "-o", job.output};
  if (kSanitized) {
    arguments.insert(arguments.end(),
                     {"-fsanitize=address,undefined", "-shared-libasan", "-fuse-ld=lld", "-pie",
                      "-Wl,-rpath," + std::string(kSanitizerFolder)});
  } else {
    arguments.push_back(job.isStatic ? "-static-pie" : "-pie");
    if (!job.isStatic)
      arguments.insert(arguments.end(), {"-static-libstdc++", "-static-libgcc"});
  }
  for (const std::string& option : commonOptions(job))
    arguments.insert(arguments.end(), {"-Xlinker", option});
  arguments.push_back("-L" + installation.folder);
  arguments.insert(arguments.end(), job.objects.begin(), job.objects.end());
  arguments.push_back("-Wl,--start-group");
  for (const std::string& archive : runtimeArchives(installation))
    arguments.push_back(archive);
  arguments.insert(arguments.end(),
                   {"-lgc", "-lpcre2-8", "-lpcre2-32", "-ltomcrypt", "-Wl,--end-group", "-lm"});

  SmallVector<StringRef, 48> references(arguments.begin(), arguments.end());
  OutputFile log(temporaryFolder() + "/link.log"); // never committed: only what is temporary of it
  if (!log.open(false, error))
    return false;
  std::optional<StringRef> redirects[] = {StringRef(), StringRef(log.temporary()),
                                          StringRef(log.temporary())};
  std::string failure;
  int status = sys::ExecuteAndWait(program, references, std::nullopt, redirects, 0, 0, &failure);
  if (status != 0) {
    if (auto text = MemoryBuffer::getFile(log.temporary()))
      *error = (*text)->getBuffer().str();
    *error += failure;
  }
  return status == 0;
}

} // namespace

bool link(const Installation& installation, const LinkJob& job, std::string* program,
          std::string* error) {
  if (kSanitized || job.withClang)
    return linkWithClang(installation, job, error);
  Toolchain toolchain(installation);
  OutputPipe pipe;
  LinkJob piped = job;
  if (!pipe.path().empty())
    piped.output = pipe.path();
  std::vector<std::string> arguments = lldArguments(installation, piped, toolchain);
  if (!toolchain.complete())
    return linkWithClang(installation, job, error);
  bool linked = linkWithLld(arguments, error);
  *program = pipe.take();
  return linked;
}

} // namespace tauro::driver
