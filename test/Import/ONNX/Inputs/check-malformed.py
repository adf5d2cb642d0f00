#!/usr/bin/env python3
"""Compile what fovea-mutate-onnx wrote: check-malformed.py FOLDER COMPILER...

Of each malformed file, the compiler must print a message that names the file and holds the part
that expected.txt gives, end with exit code 1 and leave no output. The good models, of which the
malformed ones were made, must compile (to MLIR, which is enough to know that they are good).
"""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

TIMEOUT_SECONDS = 60
SIGNS_OF_A_CRASH = ("Assertion", "PLEASE submit a bug report", "Stack dump", "Sanitizer")


def compile_model(compiler, model, output):
    """Exit code and what the compiler printed."""
    command = [*compiler, str(model), "-o", str(output)]
    try:
        done = subprocess.run(command, capture_output=True, timeout=TIMEOUT_SECONDS)
    except subprocess.TimeoutExpired:
        return None, f"took more than {TIMEOUT_SECONDS} s"
    return done.returncode, (done.stdout + done.stderr).decode(errors="replace")


def check_malformed(compiler, model, expected):
    """What is wrong with how the compiler refuses a file, and what it printed."""
    output = model.with_suffix(".out")
    code, text = compile_model(compiler, model, output)
    faults = [f"prints '{sign}'" for sign in SIGNS_OF_A_CRASH if sign in text]
    if code != 1:
        faults.append(f"exit code is {code}, expected 1")
    if str(model) not in text or "error: " not in text:
        faults.append("expected an error that names the file")
    if expected not in text:
        faults.append(f"expected '{expected}' in the message")
    left = [str(path) for path in model.parent.glob(output.name + "*")]
    if left:
        faults.append(f"leaves {', '.join(left)}")
    return faults, text


def check_good(compiler, model):
    code, text = compile_model([*compiler, "--emit=mlir"], model, model.with_suffix(".out"))
    return [] if code == 0 else [f"exit code is {code}, expected 0"], text


def main():
    folder, compiler = Path(sys.argv[1]), sys.argv[2:]
    checks = [(check_good, compiler, model) for model in sorted(folder.glob("good/*.onnx"))]
    for line in (folder / "expected.txt").read_text().splitlines():
        name, expected = line.split("\t")
        checks.append((check_malformed, compiler, folder / name, expected))

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        results = list(pool.map(lambda check: check[0](*check[1:]), checks))
    failures = 0
    for check, (faults, text) in zip(checks, results):
        if faults:
            failures += 1
            print(f"{check[2]}: {'; '.join(faults)}\n{text}")
    print(f"{len(checks)} files, {failures} failed")
    return failures > 0


if __name__ == "__main__":
    sys.exit(main())
