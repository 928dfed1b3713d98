# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""usage: check_growth.py LIMIT SMALL LARGE COMMAND...

Runs COMMAND with SMALL and with LARGE in place of `@`; whether the second takes at most LIMIT times the processor
time of the first, in the best of three runs of each."""
import resource
import subprocess
import sys


def seconds(file):
    best = float("inf")
    for _ in range(3):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([file if word == "@" else word for word in sys.argv[4:]], check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        best = min(best, after.ru_utime - before.ru_utime)
    return best


limit, small, large = float(sys.argv[1]), seconds(sys.argv[2]), seconds(sys.argv[3])
print(f"{small:.3f} s, {large:.3f} s: {large / small:.1f} times")
sys.exit(0 if large < small * limit else 1)
