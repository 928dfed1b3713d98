// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/driver/run.h"

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

namespace tauro::driver {

bool execute(const std::string& file, const std::string& name,
             const std::vector<std::string>& arguments, std::string* error) {
  int program = open(file.c_str(), O_RDONLY | O_CLOEXEC);
  if (program < 0) {
    *error = file + ": " + std::strerror(errno);
    return false;
  }
  unlink(file.c_str());
  std::vector<char*> argv;
  argv.push_back(const_cast<char*>(name.c_str()));
  for (const std::string& argument : arguments)
    argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  // Handlers do not outlive this; what is ignored would. The program ignores SIGXFSZ itself.
  std::signal(SIGXFSZ, SIG_DFL);
  std::fflush(stderr);
  fexecve(program, argv.data(), environ);
  *error = "cannot run the program: " + std::string(std::strerror(errno)) + " (does " +
           file.substr(0, file.rfind('/')) +
           " allow programs? TMPDIR names another "
           "folder)";
  close(program);
  return false;
}

} // namespace tauro::driver
