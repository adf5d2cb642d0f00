"""Pages of example studies in headless Chromium, for tests: what a script finds in them, and pictures of them."""

import dataclasses
import html
import json
import os
import pathlib
import re
import struct
import subprocess
import tempfile
import unittest
import zlib

PAGES = pathlib.Path(os.environ["FOVEA_PAGES"])
CHROMIUM = os.environ["FOVEA_CHROMIUM"]
STUDIES = sorted(path.stem for path in PAGES.glob("*.html"))

# What scripts of tests have. They call `report` once, with what they found.
PRELUDE = """
function report(result) {
  const element = parent.document.createElement('output');
  element.id = `result-${window.name}`;
  element.textContent = JSON.stringify(result);
  parent.document.body.append(element);
}
const find = selector => document.querySelector(selector);
const findAll = selector => [...document.querySelectorAll(selector)];
const press = (element, key) => element.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true}));
const card = find('#inspector');
"""


@dataclasses.dataclass
class Frame:
    """The page of a study in a frame of this size, in pixels: windows of Chromium are 500 wide at least."""

    study: str
    width: int = 1200
    height: int = 900
    script: str = ""

    def write(self, number):
        text = (PAGES / f"{self.study}.html").read_text()
        end = "</body>"
        assert text.count(end) == 1
        if self.script:
            text = text.replace(end, f"<script>(() => {{{PRELUDE}{self.script}}})();</script>{end}")
        return (f'<iframe name="{number}" srcdoc="{html.escape(text)}" '
                f'style="display: block; border: 0; width: {self.width}px; height: {self.height}px"></iframe>')


def _show(frames, folder, *options):
    """Run Chromium on a page of these frames. What their scripts write to the console is an error."""
    path = folder / "page.html"
    path.write_text('<!doctype html><meta charset="utf-8"><meta name="color-scheme" content="light dark">'
                    '<body style="margin: 0">' + "".join(f.write(i) for i, f in enumerate(frames)))
    result = subprocess.run(
        [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--enable-logging=stderr",
         f"--user-data-dir={folder / 'profile'}", *options, path.as_uri()],
        capture_output=True, text=True, timeout=200)
    messages = [line for line in result.stderr.splitlines() if "CONSOLE" in line]
    if result.returncode or messages:
        raise AssertionError(f"{CHROMIUM} ended with {result.returncode}: " + "\n".join(messages))
    return result.stdout


def run(*frames):
    """What the scripts of the frames reported."""
    with tempfile.TemporaryDirectory() as folder:
        dom = _show(frames, pathlib.Path(folder), "--dump-dom", "--window-size=1200,900")
    results = {int(number): json.loads(html.unescape(text))
               for number, text in re.findall(r'<output id="result-(\d+)">(.*?)</output>', dom, re.DOTALL)}
    missing = [frame.study for i, frame in enumerate(frames) if i not in results]
    if missing:
        raise AssertionError(f"no report from {missing}")
    return [results[i] for i in range(len(frames))]


def look(frame, dark=False):
    """A Picture of the top of the page."""
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        _show([frame], folder, f"--screenshot={folder / 'page.png'}",
              f"--window-size={max(frame.width, 500)},{frame.height}",
              f"--blink-settings=preferredColorScheme={0 if dark else 1}")
        return Picture((folder / "page.png").read_bytes())


class Picture:
    """The pixels of a PNG file of 8 bits for each of red, green and blue: what Chromium writes."""

    def __init__(self, data):
        chunks = self._chunks(data)
        self.width, self.height, depth, kind, _, _, interlaced = struct.unpack(">IIBBBBB", next(chunks)[1])
        if (depth, kind, interlaced) not in ((8, 2, 0), (8, 6, 0)):
            raise ValueError(f"PNG of kind {kind}, depth {depth}, interlaced {interlaced}")
        self.bytes_per_pixel = 3 if kind == 2 else 4
        rows = zlib.decompress(b"".join(body for name, body in chunks if name == b"IDAT"))
        self.rows = list(self._unfilter(rows))

    @staticmethod
    def _chunks(data):
        at = 8
        while at < len(data):
            length, name = struct.unpack(">I4s", data[at:at + 8])
            yield name, data[at + 8:at + 8 + length]
            at += length + 12

    def _unfilter(self, data):
        size = self.width * self.bytes_per_pixel
        above = bytes(size)
        for start in range(0, len(data), size + 1):
            above = self._unfilter_row(data[start], bytearray(data[start + 1:start + 1 + size]), above)
            yield above

    def _unfilter_row(self, kind, row, above):
        """Section 9 of the PNG specification: differences to the left, above, their mean, or Paeth's choice."""
        step = self.bytes_per_pixel
        for i in range(len(row)) if kind else ():
            left, corner = (row[i - step], above[i - step]) if i >= step else (0, 0)
            up = above[i]
            if kind == 1:
                guess = left
            elif kind == 2:
                guess = up
            elif kind == 3:
                guess = (left + up) // 2
            else:
                estimate = left + up - corner
                guess = min((left, up, corner), key=lambda value: abs(estimate - value))
            row[i] = (row[i] + guess) & 255
        return bytes(row)

    def count(self, color, tolerance=12):
        """How many pixels have a color near "#rrggbb"."""
        wanted = bytes.fromhex(color[1:])
        step = self.bytes_per_pixel
        near = {}

        def is_near(pixel):
            if pixel not in near:
                near[pixel] = all(abs(a - b) <= tolerance for a, b in zip(pixel, wanted))
            return near[pixel]

        return sum(is_near(row[i:i + 3]) for row in self.rows for i in range(0, len(row), step))


class BrowserTest(unittest.TestCase):
    """Says all of what differs, but no whole pages."""

    maxDiff = 4000
