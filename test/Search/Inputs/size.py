#!/usr/bin/env python3
"""An evaluator of quality: the larger the ONNX file, the better."""

import json
import math
import os
import sys

json.load(sys.stdin)
print(json.dumps({"quality": math.log(os.path.getsize(sys.argv[1]))}))
