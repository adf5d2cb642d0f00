#!/usr/bin/env python3
"""An evaluator of quality: the wider, the better; some fail in various ways.

quality.py MODE ONNX, with the configuration as JSON on standard input.
"""

import json
import os
import sys
import time

mode, onnx = sys.argv[1], sys.argv[2]
config = json.load(sys.stdin)
if not os.path.getsize(onnx) > 1000:
    sys.exit("the ONNX file is too small")
width = int(config["width"])
if mode == "mixed":
    mode = {8: "crash", 16: "garbage", 24: "hang"}[width]
if mode == "crash":
    print("out of luck", file=sys.stderr)
    os.abort()
if mode == "garbage":
    print("quality: rather good")
    sys.exit(0)
if mode == "hang":
    time.sleep(1000)
print(json.dumps({"quality": width / 100}))
