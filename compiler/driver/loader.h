// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Finds and parses the modules of a program: its own file, then whatever imports name, until
// nothing new is named. Searched in order: the program's folder, the -I folders, the library that
// comes with the compiler (abi/modules.def). In a folder, a package (NAME/__init__) comes before a
// module (NAME), .tr before .py; a folder without __init__ is a package when nothing else is found.
#pragma once

#include "compiler/ast/ast.h"

#include <memory>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace tauro {
class DiagnosticSink;
class Interner;
} // namespace tauro

namespace tauro::driver {

struct LoadedModule {
  std::string name; // dotted; "__main__" for the program
  std::string path; // absolute, as tracebacks and __file__ show it
  bool isPackage = false;
  std::vector<std::string> folders; // of a package: where its submodules are looked for
  std::unique_ptr<SourceBuffer> source;
  std::unique_ptr<ast::Module> ast;
};

class Loader {
public:
  Loader(std::vector<std::string> importFolders, Interner& names, DiagnosticSink& sink)
      : importFolders_(std::move(importFolders)), names_(names), sink_(sink) {}

  /// Loads a program and all that it imports from files. Errors go to the sink.
  void loadProgram(const std::string& path);
  /// Loads one module under the name given; what it imports must come with the compiler.
  void loadAlone(const std::string& path, const std::string& name);

  const std::vector<std::unique_ptr<LoadedModule>>& modules() const { return modules_; }
  /// Every module that comes with the compiler and is not loaded from a file.
  std::vector<std::string> libraryModules() const;

private:
  LoadedModule* add(std::string name, std::unique_ptr<SourceBuffer> source, std::string path,
                    bool isPackage);
  void followImports(const LoadedModule& module, bool fromFiles);
  /// Makes sure that a dotted name and its packages are loaded; false when it is nowhere.
  bool require(const std::string& dotted);
  bool requireOne(const std::string& dotted); // its parent is there
  bool find(const std::string& dotted, const std::vector<std::string>& folders);
  bool exists(const std::string& dotted) const;

  std::vector<std::string> importFolders_;
  Interner& names_;
  DiagnosticSink& sink_;
  std::string programFolder_;
  std::vector<std::unique_ptr<LoadedModule>> modules_;
  std::unordered_map<std::string, LoadedModule*> byName_;
  std::unordered_set<std::string> missing_; // looked for in vain
};

} // namespace tauro::driver
