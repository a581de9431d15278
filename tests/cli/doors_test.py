#!/usr/bin/env python3
"""Ways to doors, on maps drawn for it: the entrance that OSM has, and private ground at the ends of ways."""
import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

BIN = os.environ["CARTABLE_BIN"]
LON, LAT = 7.0, 43.0
STEP = 0.0001  # degrees: 11.1 m north, 8.1 m east


def run(*args):
    return subprocess.run([BIN, *map(str, args)], capture_output=True, text=True, timeout=120)


class Map:
    """OSM XML; positions in steps east and north."""

    def __init__(self):
        self.lines, self.ids = [], {}

    @staticmethod
    def at(x, y):
        return f"{LON + x * STEP:.7f},{LAT + y * STEP:.7f}"

    @staticmethod
    def tags(tags):
        return "".join(f'<tag k="{k}" v="{v}"/>' for k, v in tags.items())

    def node(self, x, y, **tags):
        if (x, y) not in self.ids:
            self.ids[x, y] = len(self.ids) + 1
        if tags or not any(f'<node id="{self.ids[x, y]}"' in line for line in self.lines):
            lon, lat = self.at(x, y).split(",")
            self.lines = [line for line in self.lines if f'<node id="{self.ids[x, y]}"' not in line]
            self.lines.append(f'<node id="{self.ids[x, y]}" version="1" lon="{lon}" lat="{lat}">{self.tags(tags)}</node>')
        return self.ids[x, y]

    def way(self, points, **tags):
        refs = "".join(f'<nd ref="{self.node(*p)}"/>' for p in points)
        self.lines.append(f'<way id="{len(self.lines) + 1000}" version="1">{refs}{self.tags(tags)}</way>')

    def write(self, path):
        nodes = [line for line in self.lines if line.startswith("<node")]
        ways = [line for line in self.lines if line.startswith("<way")]
        path.write_text(f'<osm version="0.6">{"".join(nodes + ways)}</osm>', encoding="utf-8")


class Drawn(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="cartable-doors-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.map = Map()

    def load(self):
        self.map.write(self.folder / "map.osm")
        done = run("import", self.folder / "map.osm", "--city", self.folder / "city.gpkg")
        self.assertEqual(done.returncode, 0, done.stderr)

    def ask(self, command, *args):
        done = run(command, "--city", self.folder / "city.gpkg", *args)
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout)

    def nearest(self, x, y, *args):
        lon, lat = Map.at(x, y).split(",")
        return self.ask("nearest", "--lon", lon, "--lat", lat, "--by", "walk", *args)["features"]

    def route(self, start, end, by="walk", *args):
        return self.ask("route", "--from", Map.at(*start), "--to", Map.at(*end), "--by", by, *args)


class Entrances(Drawn):
    def test_a_place_is_reached_at_its_main_entrance_and_not_over_the_street_behind_it(self):
        # The building's middle is nearest to the street in the north; its main entrance is in the south.
        self.map.way([(0, 10), (40, 10)], highway="residential", name="North")
        self.map.way([(0, -10), (40, -10)], highway="residential", name="South")
        self.map.way([(0, 10), (0, -10)], highway="footway")
        self.map.node(20, -6, entrance="main")
        self.map.node(16, 9, entrance="yes")
        self.map.node(24, 9, entrance="service")
        outline = [(10, -6), (20, -6), (30, -6), (30, 9), (24, 9), (16, 9), (10, 9), (10, -6)]
        self.map.way(outline, building="yes", amenity="library", name="Library")
        self.load()
        place, = self.nearest(0, -10)
        lon, lat = map(float, Map.at(20, -6).split(","))
        self.assertAlmostEqual(place["geometry"]["coordinates"][0], lon, places=6)
        self.assertAlmostEqual(place["geometry"]["coordinates"][1], lat, places=6)
        way = self.route((0, -10), (20, -6))
        self.assertAlmostEqual(way["geometry"]["coordinates"][-1][1], LAT - 10 * STEP, places=6)
        self.assertAlmostEqual(way["properties"]["to_distance_m"], 4 * 11.1, delta=0.2)
        self.assertAlmostEqual(place["properties"]["duration_s"], way["properties"]["duration_s"], delta=0.11)

    def test_without_a_main_entrance_any_for_visitors_is_taken_and_a_service_door_never(self):
        self.map.way([(0, 10), (40, 10)], highway="residential")
        self.map.node(16, 9, entrance="yes")
        self.map.node(24, 9, entrance="service")
        self.map.way([(10, -6), (30, -6), (30, 9), (24, 9), (16, 9), (10, 9), (10, -6)], building="yes",
                     amenity="library")
        self.load()
        place, = self.nearest(0, 10)
        self.assertAlmostEqual(place["geometry"]["coordinates"][0], LON + 16 * STEP, places=6)


class PrivateGround(Drawn):
    def draw(self, length):
        """A street, and a private drive of `length` steps north from its middle, with a library at its end."""
        self.map.way([(0, 0), (20, 0), (40, 0)], highway="residential", name="Street")
        self.map.way([(20, 0), (20, length)], highway="service", access="private")
        self.map.node(20, length + 0.5, amenity="library", name="Library")
        self.load()

    def test_the_last_metres_may_be_private_and_are_said_to_be(self):
        self.draw(4)  # 44 m
        for by in ("walk", "bicycle", "wheelchair"):
            with self.subTest(by):
                feature = self.route((0, 0), (20, 4.5), by)
                about = feature["properties"]
                self.assertAlmostEqual(about["private_m"], 44.4, delta=0.3)
                self.assertAlmostEqual(about["distance_m"], 20 * 8.14 + 44.4, delta=1)
                self.assertAlmostEqual(about["to_distance_m"], 5.6, delta=0.2)
                last = len(feature["geometry"]["coordinates"]) - 1
                self.assertEqual(about["private"], [[last - 1, last]])
                if by != "bicycle":
                    self.assertTrue(about["steps"][-2]["private"])
                    self.assertNotIn("private", about["steps"][0])
                    self.assertAlmostEqual(sum(s["duration_s"] for s in about["steps"]), about["duration_s"], places=6)
        place, = self.nearest(0, 0)
        walk = self.route((0, 0), (20, 4.5))["properties"]
        self.assertAlmostEqual(place["properties"]["duration_s"], walk["duration_s"], delta=0.11)
        back = self.route((20, 4.5), (0, 0))["properties"]
        self.assertAlmostEqual(back["duration_s"], walk["duration_s"], delta=0.11)
        self.assertEqual(back["private"], [[0, 1]])
        # The shortest way is one over public streets, as others publish it.
        self.assertNotIn("private_m", self.route((0, 0), (20, 4.5), "walk", "--weight", "distance")["properties"])

    def test_more_than_fifty_metres_of_private_ground_are_not_entered(self):
        self.draw(6)  # 67 m
        about = self.route((0, 0), (20, 6.5))["properties"]
        self.assertNotIn("private_m", about)
        self.assertAlmostEqual(about["to_distance_m"], 6.5 * 11.1, delta=0.3)

    def test_nothing_leads_through_private_ground(self):
        self.map.way([(0, 0), (4, 0)], highway="residential")
        self.map.way([(0, 3), (4, 3)], highway="residential")
        self.map.way([(4, 0), (4, 3)], highway="service", access="private")  # 33 m
        self.map.way([(0, 0), (-30, 0), (-30, 3), (0, 3)], highway="residential")
        self.load()
        about = self.route((4, 0), (4, 3))["properties"]
        self.assertGreater(about["distance_m"], 500)
        self.assertNotIn("private_m", about)
        # Whoever stands on it goes either way.
        self.assertLess(self.route((4, 1.5), (0, 0))["properties"]["distance_m"], 60)
        self.assertLess(self.route((4, 1.5), (0, 3))["properties"]["distance_m"], 60)


if __name__ == "__main__":
    unittest.main()
