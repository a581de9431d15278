#!/usr/bin/env python3
"""Heights of the ground through the real binary: a drawn street on a hill."""
import json
import math
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

BIN = os.environ["CARTABLE_BIN"]
SOUTH, NORTH = (7.0005, 43.001), (7.0005, 43.0046)
STREET = f"""<osm version="0.6">
 <node id="1" lon="{SOUTH[0]}" lat="{SOUTH[1]}" version="1"/><node id="2" lon="{NORTH[0]}" lat="{NORTH[1]}" version="1"/>
 <way id="1" version="1"><nd ref="1"/><nd ref="2"/><tag k="highway" v="footway"/><tag k="surface" v="asphalt"/></way>
</osm>"""


def run(*args):
    return subprocess.run([BIN, *map(str, args)], capture_output=True, text=True, timeout=60)


class Hill(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="cartable-elevation-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.city = self.folder / "city.gpkg"
        (self.folder / "street.osm").write_text(STREET)
        self.good("import", self.folder / "street.osm", "--city", self.city)

    def good(self, *args):
        done = run(*args)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done

    def raster(self, slope, west=6.999):
        """Ground that rises to the north, cells of about 22 m."""
        step, side = 0.0002, 40
        rows = ["{:.3f} ".format(50 + (side - row - 0.5) * step * 111_132 * slope) * side for row in range(side)]
        file = self.folder / "ground.asc"
        file.write_text(f"ncols {side}\nnrows {side}\nxllcorner {west}\nyllcorner 42.999\ncellsize {step}\n" + "\n".join(rows))
        return file

    def seconds(self, start, end, by, *flags, code=0):
        done = run("route", "--city", self.city, "--from", "{},{}".format(*start), "--to", "{},{}".format(*end), "--by", by, *flags)
        self.assertEqual(done.returncode, code, done.stderr)
        return json.loads(done.stdout)["properties"]["duration_s"] if code == 0 else done.stderr

    def test_a_hill_is_slow_to_climb_and_too_steep_for_a_wheelchair(self):
        level = self.seconds(SOUTH, NORTH, "walk")
        wheels = self.seconds(SOUTH, NORTH, "wheelchair", "--avoid-unknown")
        done = self.good("import", f"elevation={self.raster(0.09)}", "--city", self.city, "--format", "json")
        report = json.loads(done.stdout.splitlines()[-1])
        self.assertIn("heights from", " ".join(report["notes"]))
        self.assertAlmostEqual(self.seconds(SOUTH, NORTH, "walk") / level, math.exp(3.5 * 0.09), delta=0.02)
        self.assertLess(self.seconds(NORTH, SOUTH, "walk"), self.seconds(SOUTH, NORTH, "walk"))
        self.assertGreater(self.seconds(SOUTH, NORTH, "wheelchair"), wheels)
        self.seconds(SOUTH, NORTH, "wheelchair", "--avoid-unknown", code=1)
        self.assertGreater(self.seconds(SOUTH, NORTH, "wheelchair", "--avoid-unknown", "--max-incline", "10"), wheels)

        again = json.loads(self.good("import", f"elevation={self.raster(0.09)}", "--city", self.city, "--format", "json")
                           .stdout.splitlines()[-1])
        self.assertTrue(again["nothing_to_do"])
        self.good("import", f"elevation={self.raster(0)}", "--city", self.city)
        self.assertAlmostEqual(self.seconds(SOUTH, NORTH, "walk"), level, delta=0.2)

        public = self.folder / "public.gpkg"
        self.good("import", f"elevation={self.raster(0.09)}", "--city", self.city)
        self.good("export", "--city", self.city, "--to", public, "--profile", "public")
        uphill = self.seconds(SOUTH, NORTH, "walk")
        self.city = public
        self.assertAlmostEqual(self.seconds(SOUTH, NORTH, "walk"), uphill, delta=0.11)

    def test_what_cannot_be_taken_is_said_and_changes_nothing(self):
        before = self.seconds(SOUTH, NORTH, "walk")
        far = run("import", f"elevation={self.raster(0.1, west=17)}", "--city", self.city)
        self.assertEqual(far.returncode, 1)
        self.assertIn("nothing of the city's streets", far.stderr)
        bands = run("import", f"elevation={self.raster(0.1)}", "--band", 2, "--city", self.city)
        self.assertIn("it has the bands 1 to 1", bands.stderr)
        self.assertEqual(self.seconds(SOUTH, NORTH, "walk"), before)


if __name__ == "__main__":
    unittest.main()
