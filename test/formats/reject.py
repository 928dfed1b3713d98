# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Rejected programs: tauroc NAME.tr exits with 1, leaves no output, and prints exactly NAME.diag.

The folder is written as $DIR there. tools/update-rejected records NAME.diag and compares it with
what CPython says.
"""

import os
import subprocess
import tempfile

import lit.formats
from lit.Test import FAIL, PASS, Result

from formats.program import read, show_difference


class RejectFormat(lit.formats.base.FileBasedTest):
    def execute(self, test, litConfig):
        source = test.getSourcePath()
        compiler = os.path.join(test.config.tauro_build, "bin", "tauroc")
        with tempfile.TemporaryDirectory() as scratch:
            output = os.path.join(scratch, "program")
            try:
                done = subprocess.run([compiler, os.path.basename(source), "-o", output],
                                      cwd=os.path.dirname(source), env=test.config.environment,
                                      stdin=subprocess.DEVNULL, capture_output=True, timeout=60)
            except subprocess.TimeoutExpired:
                return Result(FAIL, "the compiler did not end in 60 s")
            problems = ""
            if done.returncode != 1:
                problems += f"exit status {done.returncode}, expected 1\n"
            if os.listdir(scratch):
                problems += f"left behind: {os.listdir(scratch)}\n"
            if done.stdout:
                problems += "wrote to stdout\n"
            expected = read(os.path.splitext(source)[0] + ".diag", b"(no .diag file)\n")
            actual = done.stderr.replace(os.path.dirname(source).encode(), b"$DIR")
            if actual != expected:
                problems += show_difference("diagnostics", expected, actual)
        return Result(FAIL, problems) if problems else Result(PASS, "")
