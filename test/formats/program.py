# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Whole programs: compiled at -O0 and -O2 and run, equal to what CPython did.

A test is a program NAME.tr or NAME.py with, beside it, files that tools/update-expected makes
with CPython:
  NAME.out    what it writes to stdout
  NAME.err    what it writes to stderr; absent: nothing
  NAME.exit   its exit status; absent: 0
and, written by hand where needed:
  NAME.in     its standard input
  NAME.args   its command-line arguments, one a line
  NAME.every  under --sanitize, collect at every so manieth allocation instead of every tenth; for
              programs that make millions of objects, which would run for hours
With TAURO_CHECK_FACTS (tools/test --check-facts) it is compiled at -O2 alone, with a check of all
that the compiler infers.
Programs run in a scratch folder that holds copies of NAME.files/*, if that folder exists. The
program's own folder is written as $DIR in NAME.out and NAME.err.
"""

import os
import shutil
import subprocess
import tempfile

import lit.formats
from lit.Test import FAIL, PASS, Result

COMPILE_SECONDS = 120
RUN_SECONDS = int(os.environ.get("TAURO_TEST_SECONDS", "60"))
LEVELS = ["-O0", "-O2"]


def read(path, default=b""):
    try:
        with open(path, "rb") as f:
            return f.read()
    except FileNotFoundError:
        return default


def show_difference(what, expected, actual):
    import difflib

    lines = difflib.unified_diff(
        expected.decode("utf-8", "replace").splitlines(), actual.decode("utf-8", "replace").splitlines(),
        "expected " + what, "actual " + what, lineterm="", n=2)
    return "\n".join(list(lines)[:60]) + "\n"


class ProgramFormat(lit.formats.base.FileBasedTest):
    def getTestsInDirectory(self, testSuite, path_in_suite, litConfig, localConfig):
        for test in super().getTestsInDirectory(testSuite, path_in_suite, litConfig, localConfig):
            if os.path.exists(os.path.splitext(test.getSourcePath())[0] + ".out"):
                yield test

    def execute(self, test, litConfig):
        source = test.getSourcePath()
        base = os.path.splitext(source)[0]
        folder = os.path.dirname(source)
        expected_out = read(base + ".out")
        expected_err = read(base + ".err")
        expected_exit = int(read(base + ".exit", b"0"))
        arguments = read(base + ".args").decode().splitlines()
        environment = dict(test.config.environment)
        if test.config.tauro_sanitize:
            environment["TAURO_GC_EVERY"] = read(base + ".every", b"10").decode().strip()
        for level in ["-O2"] if test.config.tauro_check_facts else LEVELS:
            with tempfile.TemporaryDirectory() as scratch:
                if os.path.isdir(base + ".files"):
                    shutil.copytree(base + ".files", scratch, dirs_exist_ok=True)
                program = os.path.join(scratch, ".program")
                problem = self.compile(test, folder, source, level, program, environment)
                if problem:
                    return Result(FAIL, problem)
                problem = self.run(program, arguments, read(base + ".in"), scratch, folder, environment,
                                   expected_out, expected_err, expected_exit, test.config.tauro_sanitize)
                if problem:
                    return Result(FAIL, f"{os.path.basename(source)} at {level}: {problem}")
        return Result(PASS, "")

    def compile(self, test, folder, source, level, program, environment):
        compiler = os.path.join(test.config.tauro_build, "bin", "tauroc")
        command = [compiler, os.path.basename(source), level, "-o", program]
        if test.config.tauro_check_facts:
            command.append("-Xcheck-facts")
        try:
            done = subprocess.run(command, cwd=folder, env=environment, stdin=subprocess.DEVNULL,
                                  capture_output=True, timeout=COMPILE_SECONDS)
        except subprocess.TimeoutExpired:
            return f"{' '.join(command)}: did not end in {COMPILE_SECONDS} s"
        if done.returncode:
            return (f"{' '.join(command)}: exit status {done.returncode}\n"
                    + (done.stdout + done.stderr).decode("utf-8", "replace"))
        return None

    def run(self, program, arguments, stdin, scratch, folder, environment, out, err, status, sanitize):
        seconds = RUN_SECONDS * (10 if sanitize else 1)
        try:
            done = subprocess.run([program] + arguments, cwd=scratch, env=environment, input=stdin,
                                  capture_output=True, timeout=seconds)
        except subprocess.TimeoutExpired:
            return f"did not end in {seconds} s"
        problems = ""
        own = os.path.join(folder, "").encode()
        actual_out, actual_err = done.stdout.replace(own, b"$DIR/"), done.stderr.replace(own, b"$DIR/")
        if actual_out != out:
            problems += show_difference("stdout", out, actual_out)
        if actual_err != err:
            problems += show_difference("stderr", err, actual_err)
        if done.returncode != status:
            problems += f"exit status {done.returncode}, expected {status}\n"
        return problems
