# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""usage: interrupt.py COUNT SIGNAL PROGRAM

Starts the program with an open, empty standard input, waits for its first line, then sends the
signal COUNT times, each after another line if there are several. Prints all it wrote and how it
ended. A program that goes on for SECONDS is killed, and said to be.
"""

import os
import signal
import subprocess
import sys
import threading
import time

SECONDS = 120

count, number, program = int(sys.argv[1]), getattr(signal, sys.argv[2]), sys.argv[3]
read_end, write_end = os.pipe()
process = subprocess.Popen(
    [program], stdin=read_end, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler))
killed = []
timer = threading.Timer(SECONDS, lambda: (killed.append(1), process.kill()))
timer.start()
text = b""
for _ in range(count):
    text += process.stdout.readline()
    time.sleep(0.3)  # into the call or loop that the line announces
    process.send_signal(number)
text += process.stdout.read()
process.wait()
timer.cancel()
print(text.decode().replace(os.getcwd() + "/", ""), end="")
print("killed" if killed else f"status {process.returncode}", flush=True)
