#!/usr/bin/env python3
"""Ways through the real binary: lengths that others published, and what is said when there is no way."""
import csv
import json
import math
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

BIN = os.environ["CARTABLE_BIN"]
ROOT = pathlib.Path(__file__).resolve().parents[2]
GOLDEN = pathlib.Path(os.environ.get("CARTABLE_SHARED", ROOT.parent / "shared")) / "golden"
SPHERE = 6_371_000  # metres; the published lengths are on it


def run(*args):
    return subprocess.run([BIN, *map(str, args)], capture_output=True, text=True, timeout=120)


def length(line):
    """By haversine on the sphere, metres."""
    total = 0
    for (lon1, lat1), (lon2, lat2) in zip(line, line[1:]):
        a, b = math.radians(lat1), math.radians(lat2)
        h = math.sin((b - a) / 2) ** 2 + math.cos(a) * math.cos(b) * math.sin(math.radians(lon2 - lon1) / 2) ** 2
        total += 2 * SPHERE * math.asin(math.sqrt(h))
    return total


class City(unittest.TestCase):
    """One city, imported once."""
    source = None

    @classmethod
    def setUpClass(cls):
        path = GOLDEN / cls.source
        if not path.exists():
            raise unittest.SkipTest(f"{path} is missing: published lengths are not compared")
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="cartable-travel-"))
        cls.city = cls.folder / "city.gpkg"
        done = run("import", path, "--city", cls.city)
        assert done.returncode == 0, done.stderr

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.folder, ignore_errors=True)

    def route(self, start, end, by, *args, code=0):
        done = run("route", "--city", self.city, "--from", start, "--to", end, "--by", by, *args)
        self.assertEqual(done.returncode, code, done.stderr)
        return json.loads(done.stdout) if code == 0 else done.stderr


class MonacoOnFoot(City):
    source = "monaco_foot/monaco.osm.gz"

    def test_the_shortest_ways_are_as_long_as_published(self):
        with (GOLDEN / "monaco_foot/cases.csv").open(encoding="utf-8", newline="") as text:
            cases = list(csv.DictReader(text))
        self.assertGreater(len(cases), 0)
        for case in cases:
            with self.subTest(case):
                feature = self.route(f"{case['lon1']},{case['lat1']}", f"{case['lon2']},{case['lat2']}", "walk",
                                     "--weight", "distance")
                measured = length(feature["geometry"]["coordinates"])
                self.assertAlmostEqual(measured, float(case["expected_distance_m"]), delta=1)
                # Ours is on the ellipsoid, at most half a percent away.
                self.assertAlmostEqual(feature["properties"]["distance_m"], measured, delta=measured * 0.005)

    def test_steps_cover_the_line_and_add_up(self):
        properties = self.route("7.421288,43.730729", "7.419199,43.727697", "walk", "--lang", "fr")["properties"]
        steps = properties["steps"]
        self.assertAlmostEqual(sum(s["distance_m"] for s in steps), properties["distance_m"], places=6)
        self.assertAlmostEqual(sum(s["duration_s"] for s in steps), properties["duration_s"], places=6)
        for before, after in zip(steps, steps[1:]):
            self.assertEqual(before["to"], after["from"])
        self.assertEqual(steps[-1]["instruction"], "Vous êtes arrivé")
        self.assertIn("Avenue des Papalins", [s["name"] for s in steps])
        self.assertEqual(properties["unknown_share"], 0)

    def test_slower_people_take_longer_on_the_same_way(self):
        times = {pace: self.route("7.421288,43.730729", "7.419199,43.727697", "walk", "--weight", "distance", "--pace",
                                  pace)["properties"]["duration_s"] for pace in ("adult", "older", "child")}
        self.assertAlmostEqual(times["older"], times["adult"] * 4.8 / 3.2, delta=1)
        self.assertEqual(times["older"], times["child"])

    def test_a_point_in_the_sea_is_told_how_far_the_nearest_street_is(self):
        said = self.route("7.42,43.70", "7.419199,43.727697", "walk", code=1)
        self.assertRegex(said, r"7\.420000,43\.700000: no street for people on foot within 300 m; the nearest is "
                               r"26\d\d m away")

    def test_the_same_point_twice_is_a_way_of_no_length(self):
        feature = self.route("7.421288,43.730729", "7.421288,43.730729", "walk")
        self.assertEqual(feature["properties"]["distance_m"], 0)
        self.assertEqual(feature["properties"]["duration_s"], 0)
        self.assertEqual(len(feature["geometry"]["coordinates"]), 2)

    def test_every_mistake_is_named(self):
        said = self.route("7.42", "200,1", "walk", "--min-width", "1", "--weight", "money", code=2)
        for text in ("from=7.42: must be lon,lat", "to=200,1: must be lon,lat", "min_width=1: is of by=wheelchair",
                     "weight=money: must be one of time, distance"):
            self.assertIn(text, said)


class HeidelbergInAWheelchair(City):
    source = "heidelberg_wheelchair/heidelberg.osm.pbf"
    FLAGS = {"minimum_width": "--min-width", "maximum_incline": "--max-incline", "maximum_sloped_kerb": "--max-kerb",
             "surface_type": "--surface", "smoothness_type": "--smoothness"}

    def test_the_shortest_ways_within_a_limit_are_as_long_as_published(self):
        with (GOLDEN / "heidelberg_wheelchair/cases.csv").open(encoding="utf-8", newline="") as text:
            cases = list(csv.DictReader(text))
        self.assertGreater(len(cases), 0)
        for case in cases:
            with self.subTest(case["case"]):
                limits = []
                if case["constraint"]:
                    name, value = case["constraint"].split("=")
                    limits = [self.FLAGS[name], value]
                feature = self.route(f"{case['lon1']},{case['lat1']}", f"{case['lon2']},{case['lat2']}", "wheelchair",
                                     "--weight", "distance", *limits)
                self.assertAlmostEqual(length(feature["geometry"]["coordinates"]),
                                       float(case["expected_distance_m"]), delta=0.5)

    def test_a_road_that_is_only_said_to_be_open_to_feet_is_used_when_asked_for(self):
        ends = "8.668277,49.377836", "8.664753,49.376104"
        careful = self.route(*ends, "wheelchair", "--weight", "distance")["properties"]
        bold = self.route(*ends, "wheelchair", "--weight", "distance", "--allow-unsuitable")["properties"]
        self.assertLess(bold["distance_m"], careful["distance_m"] - 100)

    def test_what_is_known_to_be_fit_is_never_shorter_than_what_nothing_speaks_against(self):
        found = 0
        for end in ("8.667490,49.418376", "8.6726,49.4175", "8.6689,49.4190", "8.6756,49.4150"):
            properties = self.route("8.670290,49.418041", end, "wheelchair", "--weight", "distance")["properties"]
            if "confirmed_distance_m" in properties:
                found += 1
                self.assertGreaterEqual(properties["confirmed_distance_m"], properties["distance_m"])
            else:
                self.assertGreater(properties["unknown_share"], 0)
        self.assertGreater(found, 0)

    def test_both_times_are_told_and_the_one_known_to_be_fit_is_never_less(self):
        found = 0
        for end in ("8.667490,49.418376", "8.6726,49.4175", "8.6689,49.4190", "8.6756,49.4150", "8.6931,49.4126"):
            properties = self.route("8.670290,49.418041", end, "wheelchair")["properties"]
            strict = run("route", "--city", self.city, "--from", "8.670290,49.418041", "--to", end, "--by", "wheelchair",
                         "--avoid-unknown")
            if "confirmed_duration_s" in properties:
                found += 1
                self.assertGreaterEqual(properties["confirmed_duration_s"], properties["duration_s"])
                self.assertAlmostEqual(properties["confirmed_duration_s"],
                                       json.loads(strict.stdout)["properties"]["duration_s"], delta=0.05)
        self.assertGreaterEqual(found, 3)

    def test_unknown_stretches_lie_in_the_line_and_make_its_unknown_share(self):
        feature = self.route("8.686388,49.412449", "8.690858,49.413009", "wheelchair")
        line, properties = feature["geometry"]["coordinates"], feature["properties"]
        unknown = sum(length(line[first:last + 1]) for first, last in properties["unknown"])
        self.assertGreater(unknown, 0)
        self.assertAlmostEqual(unknown / length(line), properties["unknown_share"], delta=0.01)


if __name__ == "__main__":
    unittest.main()
