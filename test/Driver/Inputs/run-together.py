"""Runs a command N times at once, with `-o OUTPUT0`, `-o OUTPUT1`, ... added:
`run-together.py N OUTPUT COMMAND...`. Fails if one of them does."""

import subprocess
import sys

output, command = sys.argv[2], sys.argv[3:]
processes = [
    subprocess.Popen([*command, "-o", f"{output}{i}"]) for i in range(int(sys.argv[1]))
]
sys.exit(any([process.wait() for process in processes]))
