"""Results and how they are written."""

import json
import math
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Callable


@dataclass(frozen=True)
class Result:
    """One model on one peer. What was not asked for is None."""

    model: str
    precision: str
    batch: int
    threads: int
    peer: str
    peer_precision: str
    ratio_median: float
    ratio_low: float
    ratio_high: float
    fovea_ms: float
    peer_ms: float
    error: float
    tolerance: float
    agrees: bool
    fovea_memory_mib: float | None = None
    peer_memory_mib: float | None = None
    fovea_start_ms: float | None = None
    peer_start_ms: float | None = None
    fovea_compile_s: float | None = None
    peer_load_ms: float | None = None


@dataclass(frozen=True)
class Header:
    """What the figures depend on."""

    date: str
    cpu: str
    versions: str
    command: str


def format_number(value: float) -> str:
    """Three significant digits, without an exponent."""
    digits = 2 - math.floor(math.log10(value)) if value > 0 else 2
    return f"{value:.{max(digits, 0)}f}"


def format_agreement(result: Result) -> str:
    comparison = "<" if result.agrees else "not <"
    return f"{result.error:.1e} {comparison} {result.tolerance:.0e}"


def format_peer(result: Result) -> str:
    if result.peer_precision == result.precision:
        return result.peer
    return f"{result.peer} ({result.peer_precision})"


def format_ratio(result: Result) -> str:
    numbers = (result.ratio_median, result.ratio_low, result.ratio_high)
    return "{} ({} to {})".format(*map(format_number, numbers))


def describe(result: Result) -> str:
    """One line, as it is printed while the program runs."""
    agreement = "agree" if result.agrees else "DO NOT AGREE"
    threads = "1 thread" if result.threads == 1 else f"{result.threads} threads"
    return (
        f"{result.model}, {result.precision}, batch {result.batch}, {threads}, "
        f"{format_peer(result)}: ratio {format_ratio(result)}, "
        f"Fovea {format_number(result.fovea_ms)} ms, peer {format_number(result.peer_ms)} ms, "
        f"outputs {agreement} ({format_agreement(result)})"
    )


def number_column(field: str) -> Callable[[Result], str]:
    return lambda result: format_number(getattr(result, field))


# Heading, alignment to the right, and text of a cell.
COLUMNS: list[tuple[str, bool, Callable[[Result], str]]] = [
    ("model", False, lambda r: r.model),
    ("precision", False, lambda r: r.precision),
    ("batch", True, lambda r: str(r.batch)),
    ("threads", True, lambda r: str(r.threads)),
    ("peer", False, format_peer),
    ("Fovea ms", True, number_column("fovea_ms")),
    ("peer ms", True, number_column("peer_ms")),
    ("peer / Fovea (p10 to p90)", True, format_ratio),
    ("error", False, format_agreement),
]
OPTIONAL_COLUMNS = {
    "fovea_memory_mib": "Fovea MiB",
    "peer_memory_mib": "peer MiB",
    "fovea_start_ms": "Fovea start ms",
    "peer_start_ms": "peer start ms",
    "fovea_compile_s": "Fovea compile s",
    "peer_load_ms": "peer load ms",
}


def format_row(cells: list[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def format_markdown(header: Header, results: list[Result]) -> str:
    """A table with a row per result, under what it depends on."""
    columns = COLUMNS + [
        (title, True, number_column(field))
        for field, title in OPTIONAL_COLUMNS.items()
        if results and all(getattr(r, field) is not None for r in results)
    ]
    lines = [
        f"- {header.date}",
        f"- CPU: {header.cpu}",
        f"- Versions: {header.versions}",
        f"- Command: `{header.command}`",
        "",
        format_row([title for title, _, _ in columns]),
        format_row(["---:" if right else "---" for _, right, _ in columns]),
    ]
    lines += [format_row([cell(result) for _, _, cell in columns]) for result in results]
    return "\n".join(lines) + "\n"


def format_json(results: list[Result]) -> str:
    """A list with an object per result, without what was not asked for."""
    objects = [{k: v for k, v in asdict(r).items() if v is not None} for r in results]
    return json.dumps(objects, indent=2) + "\n"


def write_reports(
    header: Header, results: list[Result], markdown: Path | None, json_path: Path | None
) -> None:
    if markdown:
        markdown.write_text(format_markdown(header, results))
    if json_path:
        json_path.write_text(format_json(results))
