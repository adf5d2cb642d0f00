"""Writes the weights scale = [1, 2, 3] and offset = [10, 20, 30], f32, as FOLDER/w.safetensors and
as FOLDER/w.npz. Needs nothing but Python."""

import json
import struct
import sys
import zipfile

folder = sys.argv[1]
weights = {"scale": [1.0, 2.0, 3.0], "offset": [10.0, 20.0, 30.0]}
data = {name: struct.pack("<3f", *values) for name, values in weights.items()}

entries = {
    name: {"dtype": "F32", "shape": [3], "data_offsets": [12 * i, 12 * i + 12]}
    for i, name in enumerate(data)
}
header = json.dumps(entries).encode()
with open(f"{folder}/w.safetensors", "wb") as file:
    file.write(struct.pack("<Q", len(header)) + header + b"".join(data.values()))

npy_header = b"{'descr': '<f4', 'fortran_order': False, 'shape': (3,), }\n"
with zipfile.ZipFile(f"{folder}/w.npz", "w") as file:
    for name, values in data.items():
        npy = b"\x93NUMPY\x01\x00" + struct.pack("<H", len(npy_header)) + npy_header
        file.writestr(f"{name}.npy", npy + values)
