#!/usr/bin/env python3
"""Checks that a study has each of the trials 0 to N - 1 once, all of them successful.

check-numbers.py STUDY N
"""

import json
import subprocess
import sys

study, count = sys.argv[1], int(sys.argv[2])
summary = json.loads(
    subprocess.check_output(["fovea-nas", "show", study, "--json", f"--top={count + 1}"])
)
numbers = sorted(entry["number"] for entry in summary["best"])
if numbers != list(range(count)):
    sys.exit(f"expected the trials 0 to {count - 1}, found {numbers}")
