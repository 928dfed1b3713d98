# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The implementations that programs run on: which of them are here, and their command for a program."""

import os
import shutil
import sys

from measure import run

# Implementations that take a source as it is: name, executable, ending of the source.
INTERPRETERS = [("pypy", "pypy3", ".tr"), ("node", "node", ".js"), ("luajit", "luajit", ".lua")]


# Variables that change what an interpreter does: with PYTHONUNBUFFERED each print is a system call.
SETTINGS = ("PYTHON", "PYPY", "NODE_", "LUA_")


def forget_settings():
    for name in list(os.environ):
        if name.startswith(SETTINGS):
            del os.environ[name]


class Peers:
    def __init__(self, tauroc, python, here, folder):
        self.tauroc = tauroc
        self.here = here
        self.folder = folder
        self.clang = shutil.which("clang-22") or shutil.which("clang")
        self.python = shutil.which(python) if python else None
        if self.python:
            # The interpreter itself: what was given may be a script that looks for it.
            self.python = run([self.python, "-c", "import sys; print(sys.executable)"]).decode().strip()
        self.interpreters = []
        if not self.clang:
            print("skipped: C, since there is no clang; memory, too", file=sys.stderr)
        if not self.python:
            print("skipped: CPython, since none was given (--python PATH)", file=sys.stderr)
        if self.python:
            self.interpreters.append(("cpython", self.python, ".tr"))
        for name, program, ending in INTERPRETERS:
            found = shutil.which(program)
            if found:
                self.interpreters.append((name, found, ending))
            else:
                print(f"skipped: {program} is not installed", file=sys.stderr)

    def source(self, path, ending):
        """The file of a program in that language, or None."""
        file = os.path.join(self.here, path + ending)
        return file if os.path.exists(file) else None

    def built(self, path):
        return os.path.join(self.folder, path.replace("/", "-"))

    def compiled(self, path):
        """The command of a program as tauroc compiles it."""
        run([self.tauroc, self.source(path, ".tr"), "-O2", "-o", self.built(path)])
        return [self.built(path)]

    def in_c(self, path):
        """The command of the program's version in C or C++, or None."""
        if not self.clang:
            return None
        for ending, options in ((".c", []), (".cpp", ["--driver-mode=g++", "-std=c++20"])):
            if file := self.source(path, ending):
                run([self.clang, *options, "-O2", "-ffp-contract=off", file, "-o", self.built(path) + "-c", "-lm"])
                return [self.built(path) + "-c"]
        return None

    def commands(self, path, own=None, without=()):
        """Commands for a program by implementation; `own`: of the version that tauroc compiles, if not of that path."""
        commands = {"tauroc": self.compiled(own or path)}
        if c := self.in_c(path):
            commands["c"] = c
        for name, program, ending in self.interpreters:
            file = self.source(own or path if ending == ".tr" else path, ending)
            if file and name not in without:
                commands[name] = [program, file]
        return commands
