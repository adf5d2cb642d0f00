"""Damages all entries of a cache of kernels: `damage.py flip|truncate FOLDER`."""

import sys
from pathlib import Path

how, folder = sys.argv[1], Path(sys.argv[2])
entries = [path for path in folder.iterdir() if path.suffix != ".timestamp"]
assert entries, "there is something to damage"
for path in entries:
    content = bytearray(path.read_bytes())
    if how == "flip":
        content[len(content) // 2] ^= 1
    else:
        del content[len(content) // 2 :]
    path.write_bytes(content)
