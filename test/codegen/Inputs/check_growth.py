# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""usage: check_growth.py LIMIT SMALL LARGE COMMAND...

Runs COMMAND with SMALL and with LARGE in place of `@`; whether the second takes at most LIMIT times the processor
time of the first, in the best of five runs of each."""
import resource
import subprocess
import sys


def seconds(file):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([file if word == "@" else word for word in sys.argv[4:]], check=True)
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before.ru_utime


# In turns, so that what else the machine does meets both.
rounds = [(seconds(sys.argv[2]), seconds(sys.argv[3])) for _ in range(5)]
small, large = (min(times) for times in zip(*rounds))
print(f"{small:.3f} s, {large:.3f} s: {large / small:.1f} times")
sys.exit(0 if large < small * float(sys.argv[1]) else 1)
