import os
import sys

import lit.formats

config.name = "Fovea"
config.test_format = lit.formats.ShTest(execute_external=False)
config.suffixes = [".mlir", ".onnxtxt", ".test"]
config.test_source_root = os.path.dirname(__file__)
config.excludes = ["unit", "models", "Inputs"]
config.environment["PATH"] = os.pathsep.join(
    [config.fovea_bin_dir, config.llvm_tools_dir, os.environ["PATH"]]
)
# What the user's cache keeps must not change what is tested.
config.environment["FOVEA_CACHE_DIR"] = os.path.join(config.test_exec_root, "cache")

# Not the user's cache of kernels.
config.environment["FOVEA_CACHE_DIR"] = os.path.join(
    config.test_exec_root, "kernel-cache"
)

config.substitutions.append(("%python", sys.executable))
config.substitutions.append(("%fovea_lib_dir", config.fovea_lib_dir))

# The reference lowering all the way to a run, in MLIR's own runner: for tests
# of what an op computes that need nothing but the op's lowering.
runner_libs = ",".join(
    os.path.join(config.llvm_lib_dir, name)
    for name in ("libmlir_runner_utils.so", "libmlir_c_runner_utils.so")
)
reference_passes = ",".join(
    [
        "convert-fovea-to-linalg",
        "one-shot-bufferize{bufferize-function-boundaries}",
        "func.func(convert-linalg-to-loops)",
        "math-expand-ops{ops=ipowi,fpowi}",
        "arith-emulate-unsupported-floats{source-types=bf16,f16 target-type=f32}",
        "expand-strided-metadata",
        "lower-affine",
        "convert-scf-to-cf",
        "arith-expand{include-bf16=true}",
        "convert-math-to-llvm{approximate-log1p=false}",
        "convert-math-to-libm",
        "convert-to-llvm",
        "reconcile-unrealized-casts",
    ]
)


def run_passes(passes):
    return (
        f"fovea-opt --pass-pipeline='builtin.module({passes})' %s | "
        "mlir-runner -e main -entry-point-result=void "
        f"-shared-libs={runner_libs}"
    )


config.substitutions.append(("%run_reference", run_passes(reference_passes)))
# The same after the folders of ops on constants, which have to agree.
config.substitutions.append(
    ("%run_folded", run_passes(f"func.func(canonicalize),{reference_passes}"))
)
