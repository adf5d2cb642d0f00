"""Each chart has a mark for each trial that it is about, whatever the study is like."""

import unittest

from browser import STUDIES, BrowserTest, Frame, run

COUNT = """
const marks = {};
for (const chart of findAll('svg.chart')) marks[chart.id] = chart.querySelectorAll('.mark').length;
report({marks, failed: findAll('path.failed[data-trial]').length, rows: findAll('tr[data-trial]').length,
        architectures: findAll('article').length, study: JSON.parse(find('#study').textContent),
        text: find('main').textContent, foreign: findAll('img, i, main script').length});
"""


def count(trials, *keys):
    """The trials that succeeded and have all of these."""
    return sum(not t["failure"] and all(t[k] is not None for k in keys) for t in trials)


class MarksTest(BrowserTest):
    @classmethod
    def setUpClass(cls):
        frames = [Frame(study, script=COUNT) for study in STUDIES] + [Frame("full", 400, script=COUNT)]
        cls.pages = dict(zip([*STUDIES, "full, narrow"], run(*frames)))

    def check(self, page):
        study = page["study"]
        trials = study["trials"]
        merit = study["merit"]
        progress = next((k for k in ("reward", "quality", "latency") if count(trials, k)), None)
        expected = {
            "chart-pareto": count(trials, merit, "latency") if merit else 0,
            "chart-macs": count(trials, "macs", "latency"),
            "chart-predicted": count(trials, "predicted", "latency"),
            "chart-roofline": count(trials, "flops", "bytes", "latency"),
            "chart-convergence": count(trials, progress) if progress else 0,
        }
        marks = {chart: number for chart, number in page["marks"].items() if number}
        self.assertEqual(marks, {chart: number for chart, number in expected.items() if number})
        if progress:
            self.assertEqual(page["failed"], sum(bool(t["failure"]) for t in trials))
        self.assertEqual(page["rows"], min(len(trials), 100))
        self.assertEqual(page["architectures"], len(study["chosen"]))

    def test_every_study(self):
        self.assertGreaterEqual(len(self.pages), 8)
        for name, page in self.pages.items():
            with self.subTest(name):
                self.check(page)

    def test_full_study(self):
        charts = ("pareto", "macs", "predicted", "roofline", "convergence")
        self.assertEqual(self.pages["full"]["marks"], {f"chart-{chart}": 294 for chart in charts})
        self.assertEqual(self.pages["full"]["failed"], 6)

    def test_says_what_is_missing(self):
        self.assertIn("The study has no trials yet.", self.pages["empty"]["text"])
        self.assertIn("No trial succeeded", self.pages["failed"]["text"])
        self.assertIn("No trial has both a latency and a quality or reward", self.pages["plain"]["text"])

    def test_names_are_text(self):
        """What looks like HTML in a name is shown, and makes no elements."""
        page = self.pages["hostile"]
        for name in ("<img src=x onerror=alert(1)>", "<i>score</i>", "<head>", "second <host>"):
            self.assertTrue(name in page["text"], name)
        self.assertEqual(page["foreign"], 0)


    def test_stages_come_with_the_knobs_of_the_network(self):
        # A model that says its stages; knobs 0 and 1 belong to none.
        page = self.pages["hostile"]
        first = page["study"]["chosen"][0]["trial"]
        resolution = page["study"]["trials"][first]["architecture"][0]
        text = page["text"].split("Chosen architectures")[1].split("Trial #")[1]
        self.assertIn("resolution" + page["study"]["knobs"][0]["choices"][resolution], text)
        self.assertIn("stem3 instead of 5112×112×32", text)


if __name__ == "__main__":
    unittest.main()
