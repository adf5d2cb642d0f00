"""What one sees: enough pixels of the colors of each series, on a light and a dark page, wide and narrow."""

import unittest

from browser import BrowserTest, Frame, look


class PicturesTest(BrowserTest):
    def check(self, picture, colors):
        for name, (color, least) in colors.items():
            with self.subTest(name, color=color):
                self.assertGreaterEqual(picture.count(color), least)
        most = picture.width * picture.height
        self.assertGreater(picture.count(colors["page"][0], tolerance=2), most // 2)

    def test_light(self):
        # The series as in Style.css; "trial" is translucent on white.
        self.check(look(Frame("full", 1200, 900)), {
            "page": ("#ffffff", 1), "trial": ("#619ec8", 2000), "front": ("#d55e00", 1500),
            "best": ("#b3267a", 60), "target": ("#00795a", 200)})

    def test_dark_and_narrow(self):
        self.check(look(Frame("full", 400, 1000), dark=True), {
            "page": ("#14171b", 1), "trial": ("#3d789b", 1000), "front": ("#ff9d45", 700),
            "best": ("#f08fc6", 50), "target": ("#2fcf9f", 200)})

    def test_nothing_is_drawn_of_nothing(self):
        self.assertEqual(look(Frame("empty", 1200, 900)).count("#d55e00"), 0)


if __name__ == "__main__":
    unittest.main()
