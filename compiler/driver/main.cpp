// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// tauroc's command line. Exit status: 0, 1 when the program has errors or output failed, 2 when the
// command line is wrong, 70 when the compiler itself failed; of `tauroc run` the program's own.
#include "compiler/driver/crash.h"
#include "compiler/driver/options.h"
#include "compiler/driver/output_file.h"
#include "compiler/driver/pipeline.h"

#include <cstdio>
#include <pthread.h>

using namespace tauro::driver;

namespace {

// Syntax trees may be deep (parse::kMaxDepth), and several stages walk them recursively.
constexpr size_t kStackSize = size_t{512} << 20;

struct Job {
  const Options* options;
  int status;
};

void* work(void* argument) {
  Job& job = *static_cast<Job*>(argument);
  job.status = Compilation(*job.options).run();
  return nullptr;
}

} // namespace

int main(int argc, char** argv) {
  Options options;
  std::string error;
  if (!parseOptions(argc, argv, &options, &error)) {
    std::fprintf(stderr,
                 "tauroc: error: %s\nusage: tauroc [options] FILE [-o OUT], or tauroc run "
                 "[options] FILE [args]; tauroc --help tells more\n",
                 error.c_str());
    return kExitUsage;
  }
  if (options.help || options.helpShort || options.version) {
    if (writeStandardOutput(options.version ? versionText() : helpText(), &error))
      return kExitOk;
    std::fprintf(stderr, "tauroc: error: %s\n", error.c_str());
    return kExitErrors;
  }
  installCrashHandler();

  Job job{&options, kExitErrors};
  pthread_attr_t attributes;
  pthread_t thread;
  pthread_attr_init(&attributes);
  if (pthread_attr_setstacksize(&attributes, kStackSize) == 0 &&
      pthread_create(&thread, &attributes, work, &job) == 0)
    pthread_join(thread, nullptr);
  else
    work(&job);
  return job.status;
}
