# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The test suite: lit's shell tests with FileCheck, whole programs, and unit tests."""

import os
import sys

sys.path.insert(0, os.path.dirname(__file__))

from formats.shell import ShellFormat

root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
build = os.environ.get("TAURO_BUILD") or os.path.join(root, "build")
llvm = "/usr/lib/llvm-22/bin"

config.name = "tauroc"
config.test_source_root = os.path.dirname(os.path.abspath(__file__))
config.test_exec_root = os.path.join(build, "test-out")
config.test_format = ShellFormat(execute_external=False)
config.suffixes = [".tr", ".tir", ".test", ".py"]
config.excludes = ["lit.cfg.py", "run-lit.py", "summary.py", "formats", "bench", "Inputs"]

config.environment["PATH"] = os.pathsep.join([os.path.join(build, "bin"), llvm, os.environ["PATH"]])
config.environment["LC_ALL"] = "C.UTF-8"
sanitize = bool(os.environ.get("TAURO_SANITIZE"))
if sanitize:
    # What the collector owns is no leak. A report ends by a signal, which no test takes for the
    # failure it waits for.
    config.environment["ASAN_OPTIONS"] = "abort_on_error=1:detect_leaks=0:detect_stack_use_after_return=0"
    config.environment["UBSAN_OPTIONS"] = "abort_on_error=1:print_stacktrace=1:halt_on_error=1"
    config.available_features.add("sanitize")

config.tauro_root = root
config.tauro_build = build
config.tauro_sanitize = sanitize
config.tauro_check_facts = bool(os.environ.get("TAURO_CHECK_FACTS"))
config.substitutions += [
    ("%tauroc", os.path.join(build, "bin", "tauroc")),
    ("%tauro-opt", os.path.join(build, "bin", "tauro-opt")),
    ("%tauro-parse", os.path.join(build, "bin", "tauro-parse")),
    ("%tauro-ir", os.path.join(build, "bin", "tauro-ir")),
    ("%root", root),
    ("%build", build),
    ("%python", sys.executable),
]
