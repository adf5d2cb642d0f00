"""What a measurement was made on."""

import os
import re
import subprocess
from importlib.metadata import version
from pathlib import Path


def parse_cpu_name(cpuinfo: str) -> str:
    """The first model name in the text of /proc/cpuinfo."""
    match = re.search(r"^model name\s*:\s*(.+)$", cpuinfo, re.MULTILINE)
    return match.group(1).strip() if match else "unknown CPU"


def describe_cpu() -> str:
    name = parse_cpu_name(Path("/proc/cpuinfo").read_text())
    cores = len(os.sched_getaffinity(0))
    return f"{name}, {cores} cores, load average {os.getloadavg()[0]:.1f}"


def describe_versions(foveac: Path, peers: list[str]) -> str:
    """Versions of Fovea, with its commit where there is one, and of its peers."""
    output = subprocess.run([foveac, "--version"], capture_output=True, text=True, check=True)
    fovea = output.stdout.strip().removeprefix("foveac ")
    commit = subprocess.run(
        ["git", "describe", "--always", "--dirty"],
        cwd=Path(__file__).parent,
        capture_output=True,
        text=True,
    ).stdout.strip()
    names = [f"Fovea {fovea}" + (f" ({commit})" if commit else "")]
    return "; ".join(names + [f"{peer} {version(peer)}" for peer in peers])
