"""fovea-bench: compares Fovea with other runtimes on this machine's CPU.

Started by the script fovea-bench, which installs what this file imports.
"""

import argparse
import shlex
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

from engines import EngineSpec, get_precision
from machine import describe_cpu, describe_versions
from models import (
    Cache,
    Model,
    ModelError,
    compile_model,
    export_builtin,
    read_file,
    time_compilation,
)
from options import parse_options
from report import Header, Result, describe, write_reports
from rounds import Worker, WorkerError, alternate, largest_error, measure_loads
from worker import Job


def make_job(
    options: argparse.Namespace, model: Model, engine: str, path: Path, threads: int
) -> Job:
    spec = EngineSpec(engine, path, threads, get_precision(engine, options.precision))
    return Job(spec, model.inputs, options.cores[:threads])


def measure_extras(options: argparse.Namespace, fovea: Job, peer: Job) -> dict[str, float]:
    """The optional fields of a result that come from loading the model in new processes."""
    if not (options.memory or options.startup or options.compile_time):
        return {}
    ours, theirs = measure_loads(fovea, peer, options.repeats)
    extras = {}
    if options.memory:
        extras |= {"fovea_memory_mib": ours.memory_mib, "peer_memory_mib": theirs.memory_mib}
    if options.startup:
        extras |= {"fovea_start_ms": ours.start_ms, "peer_start_ms": theirs.start_ms}
    if options.compile_time:
        extras |= {"peer_load_ms": theirs.load_ms}
    return extras


def compare(
    options: argparse.Namespace, model: Model, library: Path, peer_name: str, threads: int
) -> Result:
    fovea_job = make_job(options, model, "fovea", library, threads)
    peer_job = make_job(options, model, peer_name, model.onnx, threads)
    extras = measure_extras(options, fovea_job, peer_job)
    with Worker(fovea_job) as fovea, Worker(peer_job) as peer:
        error = largest_error(fovea.load().outputs, peer.load().outputs)
        summary = alternate(fovea, peer, options.rounds, options.seconds)
    return Result(
        model=model.name,
        precision=options.precision,
        batch=model.batch,
        threads=threads,
        peer=peer_name,
        peer_precision=peer_job.spec.precision,
        error=error,
        tolerance=options.tolerance,
        agrees=error < options.tolerance,
        **vars(summary),
        **extras,
    )


def complain(text: object) -> None:
    print(f"fovea-bench: error: {text}", file=sys.stderr, flush=True)


def list_models(options: argparse.Namespace, cache: Cache) -> list[Callable[[], Model]]:
    """What makes each of the models, so that each is made when its turn comes."""
    files = [partial(read_file, cache, path, options.shapes) for path in options.files]
    return files + [
        partial(export_builtin, cache, options.foveac, name, batch)
        for name in options.models
        for batch in options.batch
    ]


def run_model(
    options: argparse.Namespace, cache: Cache, make_model: Callable[[], Model]
) -> Iterator[Result | None]:
    """The comparisons of one model; None for one that failed, which is said."""
    try:
        model = make_model()
        library = compile_model(cache, options.foveac, model, options.precision)
        seconds = None
        if options.compile_time:
            seconds = time_compilation(options.foveac, model, options.precision)
    except ModelError as error:
        complain(error)
        yield None
        return
    for threads in options.threads:
        for peer in options.peers:
            try:
                result = compare(options, model, library, peer, threads)
                yield replace(result, fovea_compile_s=seconds)
            except WorkerError as error:
                complain(f"{model.name}: {error}")
                yield None


def run_all(options: argparse.Namespace, header: Header) -> bool:
    """Runs all comparisons, and writes the reports after each, so that an end loses nothing; true
    if none failed and all outputs agree."""
    cache = Cache(options.cache)
    results: list[Result] = []
    failed = False
    for make_model in list_models(options, cache):
        for result in run_model(options, cache, make_model):
            if result is None:
                failed = True
                continue
            print(describe(result), flush=True)
            results.append(result)
            write_reports(header, results, options.markdown, options.json)
    return not failed and all(result.agrees for result in results)


def main() -> int:
    options = parse_options(sys.argv[1:])
    try:
        header = Header(
            date=time.strftime("%Y-%m-%d"),
            cpu=describe_cpu(),
            versions=describe_versions(options.foveac, options.peers),
            command=shlex.join(["fovea-bench", *sys.argv[1:]]),
        )
    except (OSError, subprocess.SubprocessError) as error:
        complain(error)
        return 1
    try:
        return 0 if run_all(options, header) else 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
