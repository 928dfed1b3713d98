# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Runs commands in turns and takes the least of their times; measure.c tells what a run took."""

import os
import subprocess
import time
from collections import namedtuple

LONG = 1.0  # seconds


class Failure(Exception):
    pass


# seconds: processor time of all threads and processes, or wall time; memory: bytes of the largest resident set or None
Run = namedtuple("Run", "seconds memory output")


def check(command, done):
    if done.returncode:
        raise Failure(f"{' '.join(map(str, command))}: exit status {done.returncode}\n"
                      + done.stderr.decode("utf-8", "replace")[-2000:])


def run(command):
    """Stdout of a command that must succeed."""
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True)
    check(command, done)
    return done.stdout


class Clock:
    def __init__(self, folder, compiler, wall):
        """Without a C compiler there is wall time alone."""
        self.wall = wall
        self.folder = folder
        self.launcher = None
        if compiler:
            self.launcher = os.path.join(folder, "measure")
            run([compiler, "-O2", os.path.join(os.path.dirname(os.path.abspath(__file__)), "measure.c"), "-o", self.launcher])

    def measure(self, command):
        noted, output = os.path.join(self.folder, "measured"), os.path.join(self.folder, "output")
        whole = [self.launcher, noted, *command] if self.launcher else command
        start = time.perf_counter()
        # Into a file: a reader at a pipe would run beside the program.
        with open(output, "wb") as out:
            done = subprocess.run(whole, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.PIPE)
        seconds, memory = time.perf_counter() - start, None
        check(command, done)
        if self.launcher:
            with open(noted) as source:
                processor, wall, kilobytes = source.read().split()
            seconds = float(wall if self.wall else processor)
            memory = int(kilobytes) * 1024
        with open(output, "rb") as source:
            return Run(seconds, memory, source.read())

    def least(self, commands, runs):
        """For each command its Run with the least time (and memory) of `runs` rounds, taken in turns. What takes long is
        less disturbed and takes part in two."""
        best = {}
        for turn in range(runs):
            for name, command in commands.items():
                if turn > 1 and best[name].seconds > LONG:
                    continue
                one = self.measure(command)
                known = best.get(name, one)
                if known.output != one.output:
                    raise Failure(f"{' '.join(command)}: two runs print different things")
                memory = None if one.memory is None else min(known.memory, one.memory)
                best[name] = Run(min(known.seconds, one.seconds), memory, one.output)
        return best


def least_start(commands, runs):
    """Wall seconds of very short programs: without pipes and launcher, which would take longer than the programs."""
    outputs = {name: run(command) for name, command in commands.items()}
    best = {}
    quiet = [(os.POSIX_SPAWN_OPEN, fd, os.devnull, os.O_RDWR, 0) for fd in (0, 1)]
    for _ in range(runs):
        for name, command in commands.items():
            start = time.perf_counter()
            os.waitpid(os.posix_spawn(command[0], command, os.environ, file_actions=quiet), 0)
            seconds = time.perf_counter() - start
            best[name] = min(best.get(name, seconds), seconds)
    return best, outputs


def same(name, outputs):
    """Fails unless all implementations printed the same."""
    if len(set(outputs.values())) != 1:
        shown = "\n".join(f"  {key}: {text[:300]!r}" for key, text in outputs.items())
        raise Failure(f"{name}: outputs differ:\n{shown}")


def heap_cells(program, argument, folder, valgrind):
    """How many cells a program asks the collector for. TAURO_GC_EVERY makes each request call the collector's entry."""
    counts = os.path.join(folder, "counts")
    done = subprocess.run([valgrind, "--tool=callgrind", "--compress-strings=no", f"--callgrind-out-file={counts}", program,
                           argument], stdin=subprocess.DEVNULL, capture_output=True,
                          env={**os.environ, "TAURO_GC_EVERY": "1000000000"})
    check([program, argument], done)
    total, ours, seen = 0, False, False
    with open(counts) as source:
        for line in source:
            if line.startswith("cfn="):
                ours = line.startswith("cfn=tr::memory::allocateSlow(")
                seen = seen or ours
            elif ours and line.startswith("calls="):
                total += int(line[6:].split()[0])
    if not seen:
        raise Failure(f"{program}: the collector's entry is not called: was it renamed?")
    return total
