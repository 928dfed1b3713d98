# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Starts the lit that comes with LLVM's tools package."""

import os
import shutil
import sys

lit = shutil.which("lit", path="/usr/lib/llvm-22/bin" + os.pathsep + os.environ["PATH"])
if not lit:
    sys.exit("test: lit is not installed (package llvm-22-tools)")
os.execv(sys.executable, [sys.executable, lit] + sys.argv[1:])
