// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The start and end of a program: own stack, collector, thread, streams, signals; __main__; then
// what is left of an exception, flushed streams, the exit status.
#include "runtime-lib/core/start.h"

#include <csignal>
#include <cstdlib>
#include <unistd.h>

#include "runtime-lib/abi/entries.h"
#include "runtime-lib/collections/dict.h"
#include "runtime-lib/control/exception_fields.h"
#include "runtime-lib/control/exceptions.h"
#include "runtime-lib/control/interrupts.h"
#include "runtime-lib/control/print_exception.h"
#include "runtime-lib/control/traceback.h"
#include "runtime-lib/core/call.h"
#include "runtime-lib/core/finalise.h"
#include "runtime-lib/core/hooks.h"
#include "runtime-lib/core/module.h"
#include "runtime-lib/core/thread.h"
#include "runtime-lib/io/streams.h"
#include "runtime-lib/memory/stack.h"
#include "runtime-lib/numbers/int.h"
#include "runtime-lib/text/str.h"

namespace tr {

int programArgc = 0;
char** programArgv = nullptr;
ModuleInfo* mainModule = nullptr;

int finishUncaught(bool* interrupted) {
  Value exception = tr_take_exception();
  if (isA(exception, &tr_type_SystemExit)) {
    Value code = getField<field::code>(exception);
    ioFlushStdout();
    if (code.isNone())
      return 0;
    if (isIntLike(code)) {
      int64_t status;
      code = plainInt(code);
      // As C's exit takes a long: what does not fit is -1.
      if (!intToInt64(code, &status))
        status = -1;
      return static_cast<int>(status & 0xff);
    }
    Value text = str(code);
    if (text.isError()) {
      clearPending();
    } else {
      ioWriteStderr(utf8Of(asStr(text)));
      ioWriteStderr("\n");
    }
    return 1;
  }
  *interrupted = isExact(exception, &tr_type_KeyboardInterrupt);
  ioFlushStdout();
  if (exceptHook.isUnbound() || exceptHook == defaultExceptHook()) {
    printUncaught(exception);
    return 1;
  }
  Value args[] = {typeValue(typeOf(exception)), exception, tracebackOf(exception)};
  if (call(exceptHook, args, 3).isError()) {
    ioWriteStderr("Error in sys.excepthook:\n");
    printUncaught(takePending());
    ioWriteStderr("\nOriginal exception was:\n");
    printUncaught(exception);
  }
  return 1;
}

namespace {

int runProgram(const memory::StackBounds& bounds, void*) {
  startRuntime(bounds.low, bounds.high);
  ioStart();
  installInterrupts();
  bool interrupted = false;
  int status = 0;
  if (!runModule(mainModule))
    status = finishUncaught(&interrupted);
  if (!exitHook.isUnbound() && call(exitHook, nullptr, 0).isError())
    clearPending();
  runFinalisersAtExit();
  if (int flushed = ioFinish())
    status = flushed;
  if (interrupted) {
    signal(SIGINT, SIG_DFL);
    kill(getpid(), SIGINT);
  }
  // Nothing else is to be torn down: the system takes the memory back at once.
  _exit(status);
}

} // namespace

extern "C" uint32_t tr_main(uint32_t argc, void* argv, void* module) {
  programArgc = static_cast<int>(argc);
  programArgv = static_cast<char**>(argv);
  mainModule = static_cast<ModuleInfo*>(module);
  return static_cast<uint32_t>(memory::runOnOwnStack(runProgram, nullptr));
}

} // namespace tr
