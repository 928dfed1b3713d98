// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/driver/loader.h"

#include "compiler/parse/parse.h"
#include "compiler/resolve/resolve.h"
#include "compiler/support/diagnostics.h"
#include "compiler/support/interner.h"
#include "compiler/support/stage.h"
#include "runtime-lib/abi/frameless.h"

#include <algorithm>
#include <cstdlib>
#include <sys/stat.h>

namespace tauro::driver {

namespace {

constexpr std::string_view kLibrary[] = {
#define TR_MODULE_NATIVE(name) #name,
#define TR_MODULE_TAURARO(name) #name,
#include "runtime-lib/abi/modules.def"
};
/// Those of them whose functions do not show in tracebacks.
constexpr std::string_view kFrameless[] = {
#define TR_MODULE_FRAMELESS(name) #name,
#include "runtime-lib/abi/modules.def"
};
/// Modules that are part of every Python: a file of that name is never imported in their place.
constexpr std::string_view kBuiltin[] = {"sys", "time", "builtins"};

constexpr const char* kSuffixes[] = {".tr", ".py"};

bool inLibrary(std::string_view name) {
  return std::find(std::begin(kLibrary), std::end(kLibrary), name) != std::end(kLibrary);
}

bool isBuiltin(std::string_view name) {
  return inLibrary(name) &&
         std::find(std::begin(kBuiltin), std::end(kBuiltin), name) != std::end(kBuiltin);
}

bool isFile(const std::string& path) {
  struct stat status;
  return stat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode);
}

bool isFolder(const std::string& path) {
  struct stat status;
  return stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
}

std::string folderOf(const std::string& path) {
  size_t slash = path.rfind('/');
  if (slash == std::string::npos)
    return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

std::string absolute(const std::string& path) {
  if (path.starts_with('/'))
    return path;
  char* folder = realpath(".", nullptr);
  if (!folder)
    return path;
  std::string out = folder;
  free(folder);
  std::string_view rest = path;
  while (rest.starts_with("./"))
    rest.remove_prefix(2);
  if (rest == ".")
    return out;
  return out + "/" + std::string(rest);
}

/// "a.b" of "a.b.c"; empty for a top-level name.
std::string parentOf(const std::string& dotted) {
  size_t dot = dotted.rfind('.');
  return dot == std::string::npos ? std::string() : dotted.substr(0, dot);
}

std::string lastPart(const std::string& dotted) { return dotted.substr(dotted.rfind('.') + 1); }

} // namespace

LoadedModule* Loader::add(std::string name, std::unique_ptr<SourceBuffer> source, std::string path,
                          bool isPackage) {
  auto module = std::make_unique<LoadedModule>();
  module->name = std::move(name);
  module->path = std::move(path);
  module->isPackage = isPackage;
  module->source = std::move(source);
  if (module->source && module->source->valid()) {
    StageScope stage("parse", module->source->name());
    module->ast = parse::parseSource(*module->source, names_, sink_);
  }
  LoadedModule* added = module.get();
  byName_[added->name] = added;
  modules_.push_back(std::move(module));
  return added;
}

void Loader::loadProgram(const std::string& path) {
  programFolder_ = folderOf(absolute(path));
  add("__main__", SourceBuffer::fromFile(path, sink_), absolute(path), false);
  for (size_t i = 0; i < modules_.size(); ++i)
    followImports(*modules_[i], true);
}

void Loader::loadAlone(const std::string& path, const std::string& name) {
  programFolder_ = folderOf(absolute(path));
  bool isPackage = path.ends_with("/__init__.tr");
  // Library code is shown by its name alone: where it was built says nothing to users.
  bool frameless =
      std::find(std::begin(kFrameless), std::end(kFrameless), name) != std::end(kFrameless);
  std::string shown(frameless ? abi::kFramelessPrefix : "<library>/");
  shown += path.substr(path.rfind('/') + 1);
  LoadedModule* module = add(name, SourceBuffer::fromFile(path, sink_), shown, isPackage);
  followImports(*module, false);
}

bool Loader::exists(const std::string& dotted) const {
  return byName_.count(dotted) || inLibrary(dotted);
}

bool Loader::find(const std::string& dotted, const std::vector<std::string>& folders) {
  std::string last = lastPart(dotted);
  for (const std::string& folder : folders) {
    std::string base = folder + "/" + last;
    for (bool isPackage : {true, false})
      for (const char* suffix : kSuffixes) {
        std::string path = (isPackage ? base + "/__init__" : base) + suffix;
        if (!isFile(path))
          continue;
        LoadedModule* module = add(dotted, SourceBuffer::fromFile(path, sink_), path, isPackage);
        if (isPackage)
          module->folders = {base};
        return true;
      }
  }
  if (inLibrary(dotted))
    return true;
  std::vector<std::string> parts;
  for (const std::string& folder : folders)
    if (std::string part = folder + "/" + last; isFolder(part))
      parts.push_back(std::move(part));
  if (parts.empty())
    return false;
  auto empty = SourceBuffer::fromBytes(parts[0], "", sink_);
  LoadedModule* module = add(dotted, std::move(empty), parts[0], true);
  module->folders = std::move(parts);
  return true;
}

bool Loader::require(const std::string& dotted) {
  for (size_t end = dotted.find('.');; end = dotted.find('.', end + 1)) {
    if (!requireOne(dotted.substr(0, end)))
      return false;
    if (end == std::string::npos)
      return true;
  }
}

bool Loader::requireOne(const std::string& dotted) {
  if (byName_.count(dotted) || isBuiltin(dotted))
    return true;
  if (missing_.count(dotted))
    return false;
  std::vector<std::string> folders;
  std::string parent = parentOf(dotted);
  if (parent.empty()) {
    folders.push_back(programFolder_);
    folders.insert(folders.end(), importFolders_.begin(), importFolders_.end());
  } else {
    if (auto package = byName_.find(parent); package != byName_.end())
      folders = package->second->folders;
  }
  if (find(dotted, folders))
    return true;
  missing_.insert(dotted);
  return false;
}

void Loader::followImports(const LoadedModule& module, bool fromFiles) {
  if (!module.ast || sink_.hasErrors())
    return;
  // Of a copy: loading adds modules, and a package's own name is needed after that.
  for (const resolve::Import& import : resolve::collectImports(*module.ast, names_)) {
    std::string target(import.module.valid() ? names_.text(import.module) : std::string_view());
    if (const char* why =
            resolve::relativeImportError(module.name, module.isPackage, import.level)) {
      if (!import.guarded)
        sink_.emit(diag::kRelativeImportOutside, module.source->at(import.node->range), why);
      continue;
    }
    target = resolve::absoluteName(module.name, module.isPackage, import.level, target);
    if (target == "__future__" || target == "__main__")
      continue;
    auto available = [&](const std::string& name) {
      return fromFiles ? require(name) : exists(name);
    };
    if (!available(target)) {
      if (import.guarded)
        continue;
      // CPython names the first that is missing, too.
      for (size_t dot = target.find('.'); dot != std::string::npos; dot = target.find('.', dot + 1))
        if (!available(target.substr(0, dot)))
          target.resize(dot);
      auto report = sink_.emit(diag::kModuleNotFound, module.source->at(import.node->range),
                               std::string_view(target));
      std::string parent = parentOf(target);
      if (!parent.empty() && available(parent)) {
        report.note(diag::kModuleNotInPackage, {}, std::string_view(lastPart(target)),
                    std::string_view(parent));
      } else {
        report.note(diag::kModuleSearched, {}, std::string_view(programFolder_));
        for (const std::string& folder : importFolders_)
          if (isFolder(folder))
            report.note(diag::kModuleSearched, {}, std::string_view(folder));
          else
            report.note(diag::kModuleNoFolder, {}, std::string_view(folder));
        report.note(diag::kModuleSearchedLibrary, {});
      }
      continue;
    }
    // `from package import name`: a submodule of that name is loaded too.
    auto package = byName_.find(target);
    if (package != byName_.end() ? package->second->isPackage : inLibrary(target))
      for (NameId name : import.names)
        available(target + "." + std::string(names_.text(name)));
  }
}

std::vector<std::string> Loader::libraryModules() const {
  std::vector<std::string> out;
  for (std::string_view name : kLibrary)
    if (!byName_.count(std::string(name)))
      out.emplace_back(name);
  return out;
}

} // namespace tauro::driver
