#!/usr/bin/env python3
"""Places by minutes and areas in reach, through the real binary, against routes one by one."""
import csv
import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

BIN = os.environ["CARTABLE_BIN"]
ROOT = pathlib.Path(__file__).resolve().parents[2]
EXTRACT = pathlib.Path(os.environ.get("CARTABLE_SHARED", ROOT.parent / "shared")) / "golden/monaco_foot/monaco.osm.gz"
HERE = ("7.4204", "43.7311")


def run(*args):
    return subprocess.run([BIN, *map(str, args)], capture_output=True, text=True, timeout=120)


def inside(point, polygons):
    """Even-odd rule over all rings."""
    x, y = point
    odd = False
    for rings in polygons:
        for ring in rings:
            for (x1, y1), (x2, y2) in zip(ring, ring[1:]):
                if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
                    odd = not odd
    return odd


@unittest.skipUnless(EXTRACT.exists(), f"{EXTRACT} is missing: places by minutes are not compared with routes")
class Minutes(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="cartable-reach-"))
        cls.city = cls.folder / "city.gpkg"
        done = run("import", EXTRACT, "--city", cls.city)
        assert done.returncode == 0, done.stderr

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.folder, ignore_errors=True)

    def ask(self, command, *args, code=0):
        done = run(command, "--city", self.city, *args)
        self.assertEqual(done.returncode, code, done.stderr)
        return json.loads(done.stdout) if code == 0 else done.stderr

    def nearest(self, *args):
        return self.ask("nearest", "--lon", HERE[0], "--lat", HERE[1], *args)

    def test_the_nearest_in_minutes_are_as_far_as_their_routes(self):
        for by in ("walk", "bicycle"):
            found = self.nearest("--by", by, "--limit", 8)["features"]
            self.assertEqual(len(found), 8)
            durations = [f["properties"]["duration_s"] for f in found]
            self.assertEqual(durations, sorted(durations))
            for feature in found:
                about = feature["properties"]
                lon, lat = feature["geometry"]["coordinates"]
                way = self.ask("route", "--from", ",".join(HERE), "--to", f"{lon},{lat}", "--by", by)["properties"]
                # One number for one way: the place's position is printed to a centimetre.
                self.assertAlmostEqual(about["duration_s"], way["duration_s"], delta=0.11)
                beside = way["from_distance_m"] + way["to_distance_m"]
                self.assertAlmostEqual(about["distance_m"], way["distance_m"] + beside, delta=0.05)
                self.assertGreaterEqual(about["distance_m"] + 0.05, about["line_distance_m"])

    def test_a_place_that_is_near_as_the_crow_flies_is_not_near_where_no_way_leads(self):
        by_line = {f["id"]: f["properties"]["distance_m"] for f in self.nearest("--limit", 100)["features"]}
        by_walk = self.nearest("--limit", 100, "--by", "walk")["features"]
        self.assertNotEqual([f["id"] for f in by_walk], list(by_line)[:len(by_walk)])
        for feature in by_walk:
            if feature["id"] in by_line:
                self.assertAlmostEqual(feature["properties"]["line_distance_m"], by_line[feature["id"]], delta=0.02)

    def test_limits_count_exactly(self):
        every = self.nearest("--by", "walk", "--limit", 100)
        for minutes in (3, 6, 11):
            wanted = [f["id"] for f in every["features"] if f["properties"]["duration_s"] <= minutes * 60]
            self.assertLess(len(wanted), 100)
            few = self.nearest("--by", "walk", "--limit", 2, "--max-minutes", minutes)
            self.assertEqual(few["numberMatched"], len(wanted))
            self.assertEqual([f["id"] for f in few["features"]], wanted[:2])
            within = self.ask("within", "--lon", HERE[0], "--lat", HERE[1], "--minutes", minutes, "--by", "walk",
                              "--limit", 1000)
            self.assertEqual(within["numberMatched"], len(wanted))
            self.assertEqual({f["id"] for f in within["features"]}, set(wanted))

    def test_wheelchairs_have_two_answers(self):
        found = self.nearest("--by", "wheelchair", "--limit", 100)["features"]
        confirmed = [f for f in found if "confirmed_duration_s" in f["properties"]]
        for feature in confirmed:
            about = feature["properties"]
            self.assertGreaterEqual(about["confirmed_duration_s"] + 1, about["duration_s"])
        # Where no street is known to be fit the answer says how far the nearest one is; there, the order is by those.
        said = self.ask("nearest", "--lon", HERE[0], "--lat", HERE[1], "--by", "wheelchair", "--avoid-unknown", code=1)
        lon, lat = said.split(" at ")[1].strip().split(",")
        strict = self.ask("nearest", "--lon", lon, "--lat", lat, "--by", "wheelchair", "--limit", 100,
                          "--avoid-unknown")["features"]
        for feature in strict:
            self.assertLessEqual(feature["properties"]["duration_s"],
                                 feature["properties"]["confirmed_duration_s"] + 1)
        order = [f["properties"]["confirmed_duration_s"] for f in strict]
        self.assertEqual(order, sorted(order))

    def test_areas_hold_each_other_and_the_places_in_reach(self):
        areas = self.ask("reach", "--from", ",".join(HERE), "--minutes", "5,15,10", "--by", "walk")["features"]
        self.assertEqual([a["properties"]["minutes"] for a in areas], [15, 10, 5])
        for area in areas:
            self.assertEqual(area["geometry"]["type"], "MultiPolygon")
            self.assertTrue(inside([float(v) for v in HERE], area["geometry"]["coordinates"]))
        for larger, smaller in zip(areas, areas[1:]):
            for rings in smaller["geometry"]["coordinates"]:
                middle = [sum(p[i] for p in rings[0][:2]) / 2 for i in (0, 1)]
                # A hair inwards: borders that both share are allowed.
                centre = [sum(p[i] for p in rings[0]) / len(rings[0]) for i in (0, 1)]
                inner = [m + (c - m) * 1e-3 for m, c in zip(middle, centre)]
                if inside(inner, [rings]):
                    self.assertTrue(inside(inner, larger["geometry"]["coordinates"]))
        for feature in self.nearest("--by", "walk", "--limit", 100)["features"]:
            about = feature["properties"]
            if about["duration_s"] < 14 * 60 and about["distance_m"] - about["line_distance_m"] > 50:
                street = self.ask("route", "--from", ",".join(HERE), "--to",
                                  ",".join(map(str, feature["geometry"]["coordinates"])), "--by", "walk")
                self.assertTrue(inside(street["geometry"]["coordinates"][-1], areas[0]["geometry"]["coordinates"]))
                break

    def test_a_matrix_has_a_row_for_each_pair_in_reach(self):
        found = self.nearest("--by", "walk", "--limit", 100)["features"]
        table = self.folder / "to.csv"
        table.write_text("id,lon,lat\n" + "".join(
            '"{}",{},{}\n'.format(f["id"], *f["geometry"]["coordinates"]) for f in found) + "sea,7.6,43.5\n")
        start = self.folder / "from.csv"
        start.write_text(f"code,longitude,latitude\n007,{HERE[0]},{HERE[1]}\n")
        done = run("matrix", "--city", self.city, "--from", start, "--to", table, "--by", "walk", "--max-minutes", 10)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("1 points have no usable street within 300 m and no rows: sea", done.stderr)
        rows = list(csv.DictReader(done.stdout.splitlines()))
        self.assertEqual({row["from_id"] for row in rows}, {"007"})
        wanted = {f["id"]: f["properties"] for f in found if f["properties"]["duration_s"] <= 600}
        self.assertEqual({row["to_id"] for row in rows}, set(wanted))
        for row in rows:
            self.assertAlmostEqual(float(row["duration_s"]), wanted[row["to_id"]]["duration_s"], delta=0.05)
            self.assertAlmostEqual(float(row["distance_m"]), wanted[row["to_id"]]["distance_m"], delta=0.006)
        itself = run("matrix", "--city", self.city, "--from", start, "--to", start, "--by", "bicycle")
        self.assertEqual(itself.stdout.splitlines()[1:], ["007,007,0.0,0.00"])
        start.write_text(f"id,lon,lat\na,{HERE[0]},{HERE[1]}\nb,x,43\na,{HERE[0]},{HERE[1]}\n")
        partly = run("matrix", "--city", self.city, "--from", start, "--to", start, "--by", "walk")
        self.assertEqual(partly.stdout.splitlines()[1:], ["a,a,0.0,0.00"])
        self.assertIn("record 2 (b): lon “x”, lat “43”: must be degrees", partly.stderr)
        self.assertIn("record 3: id “a”: must be given, and only once", partly.stderr)
        start.write_text("id,lon,lat\n1,200,3\n")
        self.assertIn("record 1", self.ask("matrix", "--from", start, "--to", table, "--by", "walk", code=1))
        start.write_text("a,b\n1,2\n")
        self.assertIn("it has a, b", self.ask("matrix", "--from", start, "--to", table, "--by", "walk", code=1))

    def test_what_cannot_be_asked_is_said(self):
        self.assertIn("m away", self.ask("reach", "--from", "7.6,43.5", "--minutes", 5, "--by", "walk", code=1))
        self.assertIn("from 1 to 120", self.ask("reach", "--from", ",".join(HERE), "--minutes", "0", "--by", "walk", code=2))
        self.assertIn("walk, wheelchair, bicycle",
                      self.ask("reach", "--from", ",".join(HERE), "--minutes", "5", "--by", "car", code=2))
        self.assertIn("max_minutes", self.ask("nearest", "--lon", 7.42, "--lat", 43.73, "--max-minutes", 5, code=2))
        self.assertIn("by", self.ask("within", "--lon", 7.42, "--lat", 43.73, "--minutes", 5, code=2))


if __name__ == "__main__":
    unittest.main()
