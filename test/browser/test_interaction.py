"""What the page does when it is used, and whether its texts are where they can be read."""

import unittest

from browser import STUDIES, BrowserTest, Frame, run

# Pairs of texts of one chart that lie on each other, and texts that leave the page.
FIND_CLASHES = """
const clashes = [];
for (const chart of findAll('svg.chart')) {
  const texts = [...chart.querySelectorAll('text')].map(
      t => ({text: t.textContent, isTurned: t.hasAttribute('transform'), box: t.getBoundingClientRect()}));
  texts.forEach(({text, isTurned, box}, i) => {
    if (box.left < 0 || box.right > innerWidth) clashes.push(`${chart.id}: ${text} leaves the page`);
    // The box of turned text is mostly empty.
    for (const other of isTurned ? [] : texts.slice(i + 1).filter(t => !t.isTurned)) {
      const isApart = box.right <= other.box.left || other.box.right <= box.left ||
                      box.bottom <= other.box.top + 2 || other.box.bottom <= box.top + 2;
      if (!isApart) clashes.push(`${chart.id}: ${text} / ${other.text}`);
    }
  });
}
if (document.documentElement.scrollWidth > innerWidth)
  clashes.push(`the page is ${document.documentElement.scrollWidth} wide`);
report(clashes);
"""

# What one does with the page of the full study, by test.
USES = {
    "keyboard_reaches_every_mark": """
const chart = find('#chart-pareto'), seen = new Set();
press(chart, 'Home');
for (let i = 0; i < 400; ++i) {
  seen.add(chart.getAttribute('aria-activedescendant'));
  press(chart, 'ArrowRight');
}
const ids = findAll('#chart-pareto .mark').map(m => m.id);
report({missing: ids.filter(id => !seen.has(id)), seen: seen.size, hidden: card.hidden,
        text: find('#announcement').textContent});
""",
    "pointer_shows_the_whole_architecture": """
const chart = find('#chart-pareto'), mark = find('#chart-pareto .mark.best');
const at = type => {
  const box = mark.getBoundingClientRect();
  const [clientX, clientY] = [box.x + box.width / 2, box.y + box.height / 2];
  chart.dispatchEvent(new PointerEvent(type, {clientX, clientY, bubbles: true}));
};
const before = card.hidden;
at('pointermove');
const cells = card.querySelectorAll('td').length, title = card.querySelector('h3').textContent;
const rings = findAll('.ring').filter(r => r.getAttribute('visibility') === 'visible').length;
chart.dispatchEvent(new PointerEvent('pointerleave'));
const left = card.hidden;
at('click');
chart.dispatchEvent(new PointerEvent('pointerleave'));
const pinned = !card.hidden && card.classList.contains('pinned');
const box = card.getBoundingClientRect();
const inside = box.left >= 0 && box.right <= innerWidth && box.top >= 0 && box.bottom <= innerHeight;
press(document.body, 'Escape');
report({before, cells, title, rings, left, pinned, inside, after: card.hidden, trial: mark.dataset.trial});
""",
    "table_sorts_and_filters": """
const rows = () => findAll('.trials tbody tr').map(r => Number(r.dataset.trial));
const header = name => findAll('.trials thead button').find(b => b.textContent === name);
const all = find('.more');
all.click();
const unsorted = rows();
header('Latency').click();
const ascending = rows(), state = header('Latency').parentElement.getAttribute('aria-sort');
header('Latency').click();
const descending = rows();
const filter = find('input[type=search]');
filter.value = 'Stage2.Kernel=5 resolution=192';
filter.dispatchEvent(new Event('input'));
const filtered = rows();
filter.value = '';
const [frontOnly, failedOnly] = findAll('.controls input[type=checkbox]');
frontOnly.click();
const front = rows();
frontOnly.click();
failedOnly.click();
report({unsorted, ascending, descending, filtered, front, failed: rows(), state, hidden: all.hidden,
        study: JSON.parse(find('#study').textContent)});
""",
    "convergence_over_time": """
find('input[value=time]').click();
report({marks: findAll('#chart-convergence .mark').length,
        titles: findAll('#chart-convergence .title').map(t => t.textContent)});
""",
}


class InteractionTest(BrowserTest):
    @classmethod
    def setUpClass(cls):
        # All in one browser, since most of the time is that of starting it.
        cls.frames = [Frame(study, width, script=FIND_CLASHES) for study in STUDIES for width in (1200, 400)]
        results = run(*cls.frames, *(Frame("full", script=script) for script in USES.values()))
        cls.clashes = results[:len(cls.frames)]
        cls.uses = dict(zip(USES, results[len(cls.frames):]))

    def test_texts_are_apart(self):
        for frame, clashes in zip(self.frames, self.clashes):
            with self.subTest(study=frame.study, width=frame.width):
                self.assertEqual(clashes, [])

    def test_keyboard_reaches_every_mark(self):
        result = self.uses["keyboard_reaches_every_mark"]
        self.assertEqual(result["missing"], [])
        self.assertEqual(result["seen"], 294)
        self.assertFalse(result["hidden"])
        self.assertRegex(result["text"], r"^Trial \d+\. Reward 0\.\d+, Top-1 accuracy .*, Latency .*\sms")

    def test_pointer_shows_the_whole_architecture(self):
        result = self.uses["pointer_shows_the_whole_architecture"]
        self.assertTrue(result["before"])
        self.assertEqual(result["cells"], 7 * 7)
        self.assertIn(f"#{result['trial']} ", result["title"])
        # The same trial in all five charts.
        self.assertEqual(result["rings"], 5)
        self.assertTrue(result["left"])
        self.assertTrue(result["pinned"])
        self.assertTrue(result["inside"])
        self.assertTrue(result["after"])

    def test_table_sorts_and_filters(self):
        result = self.uses["table_sorts_and_filters"]
        trials = result["study"]["trials"]
        self.assertEqual(result["unsorted"], list(range(300)))
        self.assertTrue(result["hidden"])
        self.assertEqual(result["state"], "ascending")
        succeeded = [i for i in range(300) if not trials[i]["failure"]]
        failed = [i for i in range(300) if trials[i]["failure"]]
        by_latency = sorted(succeeded, key=lambda i: trials[i]["latency"][0])
        # What has no latency is last either way.
        self.assertEqual(result["ascending"], by_latency + failed)
        self.assertEqual(result["descending"], by_latency[::-1] + failed)
        knobs = [f"{k['stage']}.{k['name']}" for k in result["study"]["knobs"]]
        kernel, resolution = knobs.index("stage2.kernel"), knobs.index(".resolution")
        matches = [i for i, t in enumerate(trials)
                   if t["architecture"][kernel] == 1 and t["architecture"][resolution] == 0]
        self.assertGreater(len(matches), 10)
        self.assertEqual(sorted(result["filtered"]), matches)
        self.assertEqual(sorted(result["front"]), sorted(result["study"]["front"]))
        self.assertEqual(result["failed"], failed)

    def test_convergence_over_time(self):
        result = self.uses["convergence_over_time"]
        self.assertEqual(result["marks"], 294)
        self.assertIn("Time since the start (min)", result["titles"])


if __name__ == "__main__":
    unittest.main()
