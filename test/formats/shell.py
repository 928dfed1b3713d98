# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""lit's shell tests, with a limit of time: one that does not end fails, and what it started is killed."""

import os
import signal

import lit.formats
from lit.Test import FAIL, Result

SECONDS = int(os.environ.get("TAURO_TEST_SECONDS", "900"))


def parents():
    """The parent of every process."""
    out = {}
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                with open(f"/proc/{name}/stat") as f:
                    out[int(name)] = int(f.read().rpartition(")")[2].split()[1])
            except OSError:
                pass  # it has ended
    return out


def kill_children():
    """Kills all descendants of this process: those whose chain of parents leads here."""
    known = parents()
    for process in known:
        at = process
        while at in known and at != os.getpid():
            at = known[at]
        if at == os.getpid() and process != at:
            try:
                os.kill(process, signal.SIGKILL)
            except OSError:
                pass


class ShellFormat(lit.formats.ShTest):
    def execute(self, test, litConfig):
        seconds = SECONDS * (10 if test.config.tauro_sanitize else 1)
        late = []

        def too_long(*_):
            late.append(True)
            kill_children()
            signal.alarm(1)  # for what the next line of the test starts

        before = signal.signal(signal.SIGALRM, too_long)
        signal.alarm(seconds)
        result = super().execute(test, litConfig)
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
        return Result(FAIL, f"did not end in {seconds} s") if late else result
