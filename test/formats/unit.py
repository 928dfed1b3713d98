# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Unit tests: <area>_test.cpp is the executable unit/unit-<area> of the build folder."""

import os
import re
import subprocess

import lit.formats
from lit.Test import FAIL, PASS, Result

SECONDS = 300


class UnitFormat(lit.formats.base.FileBasedTest):
    def execute(self, test, litConfig):
        area = os.path.basename(test.getSourcePath())[: -len("_test.cpp")]
        program = os.path.join(test.config.tauro_build, "unit", "unit-" + area)
        try:
            done = subprocess.run([program, "--gtest_brief=1"], env=test.config.environment,
                                  stdin=subprocess.DEVNULL, capture_output=True, timeout=SECONDS)
        except FileNotFoundError:
            return Result(FAIL, f"{program} was not built")
        except subprocess.TimeoutExpired:
            return Result(FAIL, f"{program} did not end in {SECONDS} s")
        output = (done.stdout + done.stderr).decode("utf-8", "replace")
        if done.returncode:
            return Result(FAIL, output)
        if not re.search(r"^\[  PASSED  \] [1-9]", output, re.M):
            return Result(FAIL, "no test ran\n" + output)
        return Result(PASS, output)
