#!/usr/bin/env python3
"""Starts a command in two processes at once and stops both, N times.

The first time after DELAY seconds, then each time a little later.

stop.py kill|interrupt N DELAY COMMAND...
"""

import signal
import subprocess
import sys
import time

how, count, delay = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
command = sys.argv[4:]
number = {"kill": signal.SIGKILL, "interrupt": signal.SIGINT}[how]
# What the process is expected to end with, unless it was quick enough.
expected = {"kill": -signal.SIGKILL, "interrupt": 130}[how]
for i in range(count):
    processes = [
        subprocess.Popen(command, stdout=subprocess.DEVNULL) for _ in range(2)
    ]
    time.sleep(delay + 0.3 * i)
    for process in processes:
        process.send_signal(number)
    for process in processes:
        code = process.wait(timeout=60)
        if code not in (0, expected):
            sys.exit(f"run {i} ended with code {code}")
