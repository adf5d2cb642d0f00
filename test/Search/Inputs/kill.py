#!/usr/bin/env python3
"""Starts a command and kills it with SIGKILL, N times, each time a little later.

kill.py N COMMAND...
"""

import signal
import subprocess
import sys
import time

for i in range(int(sys.argv[1])):
    process = subprocess.Popen(sys.argv[2:], stdout=subprocess.DEVNULL)
    time.sleep(0.3 + 0.3 * i)
    process.send_signal(signal.SIGKILL)
    code = process.wait()
    # It may have been quick enough.
    if code not in (0, -signal.SIGKILL):
        sys.exit(f"run {i} ended with code {code}")
