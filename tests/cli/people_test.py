#!/usr/bin/env python3
"""People and areas on the command line: what is said, what is kept, and that no public answer has a count in it.

Runs the real binary, named by CARTABLE_BIN, on small files that each test writes itself, and on real ones where they are.
"""
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import unittest
import urllib.request

BIN = os.environ["CARTABLE_BIN"]
DATA = pathlib.Path(os.environ.get("CARTABLE_SHARED", pathlib.Path(__file__).resolve().parents[2].parent / "shared")) / "data"


def square(west, south, **properties):
    ring = [[west, south], [west + .01, south], [west + .01, south + .01], [west, south + .01], [west, south]]
    return {"type": "Feature", "properties": properties, "geometry": {"type": "Polygon", "coordinates": [ring]}}


def collection(*features):
    return json.dumps({"type": "FeatureCollection", "features": list(features)})


def run(*args, timeout=120):
    return subprocess.run([BIN, *map(str, args)], capture_output=True, text=True, timeout=timeout)


CENSUS = """Census of the town 2016,,,
,North-Side,South Side,The Town
Total population," 98,761 "," 87,652 "," 186,413 "
  Newcomers,54321,<5,54323
Median income,"$25,354","$1",$2
"""


class People(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="cartable-people-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.city = self.folder / "city.gpkg"
        self.write("wards.geojson", collection(square(7.40, 43.70, id="N", name="North Side"), square(7.41, 43.70, id="S", name="South Side")))
        self.write("census.csv", CENSUS)
        self.report("districts=" + str(self.folder / "wards.geojson"))

    def write(self, name, text):
        (self.folder / name).write_text(text, encoding="utf-8")

    def report(self, *args):
        done = run("import", *args, "--city", self.city, "--format", "json", "--no-progress")
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout.splitlines()[-1])

    def census(self, *args):
        return self.report(f"people={self.folder / 'census.csv'}", "--join", "districts", "--map", "group:migrant-families=Newcomers", *args)

    def test_a_census_is_joined_reported_and_the_same_again_changes_nothing(self):
        report = self.census()
        self.assertEqual(report["population"]["new"], 4)
        self.assertEqual(report["population"]["people"], {"everybody": 186413, "migrant-families": 54321})
        self.assertTrue(any('"North-Side" is North Side' in note for note in report["notes"]), report["notes"])
        self.assertTrue(any('"The Town" says the same' in note for note in report["notes"]), report["notes"])
        again = self.census()
        self.assertEqual((again["population"]["new"], again["population"]["changed"], again["population"]["unchanged"]), (0, 0, 4))
        self.assertEqual(again["revision"], report["revision"])

    def test_a_newer_table_renews_and_withdraws_cells(self):
        self.census()
        self.write("census.csv", CENSUS.replace("98,761", "98,762"))
        changed = self.census()
        self.assertEqual((changed["population"]["changed"], changed["population"]["unchanged"]), (1, 3))
        fewer = self.report(f"people={self.folder / 'census.csv'}", "--join", "districts")
        self.assertEqual(fewer["population"]["withdrawn"], 2)

    def test_info_shows_layers_with_intervals_and_the_three_groups_stay(self):
        self.census("--year", "2016")
        info = json.loads(run("info", "--city", self.city, "--format", "json").stdout)
        layers = {layer["group"]: layer for layer in info["population"]}
        self.assertEqual(layers[""]["people"], 186413)
        self.assertEqual((layers["migrant-families"]["hidden"], layers["migrant-families"]["people_low"], layers["migrant-families"]["people_high"]), (1, 54321, 54325))
        self.assertEqual(layers[""]["layer"], "census-2016")
        self.assertEqual(info["district_sets"], {"default": "wards", "districts": {"wards": 2}})

    def test_a_threshold_is_set_for_a_group_of_the_guidelines_and_stays(self):
        report = self.census("--threshold", "25", "--dry-run")
        self.assertTrue(any("its threshold becomes 25 instead of 11" in note for note in report["notes"]), report["notes"])
        self.census("--threshold", "25")
        revision = self.census("--threshold", "25")["revision"]
        self.assertEqual(self.census("--threshold", "25")["revision"], revision, "set once")
        self.census()
        if shutil.which("ogrinfo"):
            shown = subprocess.run(["ogrinfo", "-ro", "-q", str(self.city), "-sql", "SELECT id, threshold FROM people_group WHERE id = 'migrant-families'"],
                                   capture_output=True, text=True).stdout
            self.assertIn("threshold (Integer) = 25", shown)

    def test_a_dry_run_lists_rows_and_writes_nothing(self):
        before = self.city.read_bytes()
        done = run("import", f"people={self.folder / 'census.csv'}", "--city", self.city, "--dry-run")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("Total population (#3): 186 413", done.stderr)
        self.assertIn("Newcomers (#4): 54 321", done.stderr)
        self.assertEqual(self.city.read_bytes(), before)

    def test_a_dry_run_before_there_is_a_city_says_what_is_missing_or_what_would_be(self):
        self.city.unlink()
        done = run("import", f"people={self.folder / 'census.csv'}", "--city", self.city, "--dry-run")
        self.assertEqual(done.returncode, 1)
        self.assertIn("import them first", done.stderr)
        done = run("import", f"districts={self.folder / 'wards.geojson'}", "--city", self.city, "--dry-run")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertFalse(self.city.exists())

    def test_wrong_wishes_are_answered_in_one_line_with_what_there_is(self):
        for args, words in ((["--map", "group:x=Newcomer folk"], "Newcomers (#4)"), (["--map", "group:x=Median income"], "money"),
                            (["--map", "group:Not A Slug=Newcomers"], "slug"), (["--join", "streets"], "--join districts"),
                            (["--district-set", "zones"], "its sets are: wards"), (["--map", "colour=red"], "no field colour")):
            done = run("import", f"people={self.folder / 'census.csv'}", "--city", self.city, *args)
            self.assertNotEqual(done.returncode, 0, args)
            self.assertIn(words, done.stderr)
            self.assertEqual(len(done.stderr.strip().splitlines()), 1, done.stderr)

    def test_a_raster_needs_its_role(self):
        (self.folder / "people.tif").write_bytes(b"II*\0rest")
        done = run("import", self.folder / "people.tif", "--city", self.city)
        self.assertEqual(done.returncode, 2)
        self.assertIn("population=", done.stderr)

    def test_polygons_of_people_are_known_without_a_role(self):
        self.write("blocks.geojson", collection(square(7.40, 43.70, id="1", population=12), square(7.41, 43.70, id="2", population=30)))
        report = self.report(self.folder / "blocks.geojson")
        self.assertEqual(report["population"]["people"], {"everybody": 42})
        self.assertTrue(any("districts=" in note for note in report["notes"]))

    def test_no_public_answer_has_a_count_in_it(self):
        self.census()
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        server = subprocess.Popen([BIN, "serve", "--city", str(self.city), "--port", str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            base = f"http://127.0.0.1:{port}"
            for _ in range(100):
                try:
                    urllib.request.urlopen(base + "/api/collections", timeout=2).read()
                    break
                except OSError:
                    time.sleep(0.1)
            paths = ["/api", "/api/collections", "/api/collections/districts/items?limit=100", "/api/collections/catchments/items?limit=100",
                     "/api/at?lon=7.405&lat=43.705", "/api/within?bbox=7,43,8,44", "/api/search?q=north", "/api/openapi.json"]
            asked = 0
            for path in paths:
                try:
                    body = urllib.request.urlopen(base + path, timeout=5).read()
                except urllib.error.HTTPError as answer:
                    body = answer.read()
                asked += 1
                for count in (b"98761", b"87652", b"186413", b"54321", b"population_cell"):
                    self.assertNotIn(count, body, path)
            self.assertEqual(asked, len(paths))
            self.assertIn(b"North Side", urllib.request.urlopen(base + paths[2], timeout=5).read())
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(timeout=20)

    # Areas ------------------------------------------------------------------------------------------------------

    def test_overlaps_gaps_and_places_in_no_district_are_told(self):
        names = ("Ash", "Birch", "Cedar")
        ring = [square(x * .01, y * .01, id=f"{x}{y}", name=f"{names[x]} {names[y]}") for x in range(3) for y in range(3) if (x, y) != (1, 1)]
        ring.append(square(.005, 0, id="over", name="Overlook"))
        self.write("ring.geojson", collection(*ring))
        self.write("spots.csv", "name,lat,lon,kind\nInside,0.005,0.001,library\nMiddle,0.015,0.015,library\nFar,5,5,library\n")
        notes = " ".join(self.report(f"districts={self.folder / 'ring.geojson'}", "--default-set")["notes"])
        self.assertIn("pairs lie on each other", notes)
        self.assertIn("1 gaps lie between them", notes)
        notes = " ".join(self.report(f"places={self.folder / 'spots.csv'}")["notes"])
        self.assertIn("2 of 3 places lie in no district of ring: Middle, Far", notes)

    @unittest.skipUnless((DATA / "dresden/districts.geojson").exists(), "no Dresden files here")
    def test_nine_of_dresdens_nineteen_libraries_are_in_no_district(self):
        self.city.unlink()
        self.report("districts=" + str(DATA / "dresden/districts.geojson"))
        notes = " ".join(self.report("places=" + str(DATA / "dresden/libraries_bibliotheksfinder.geojson"))["notes"])
        self.assertIn("9 of 19 places lie in no district", notes)


if __name__ == "__main__":
    unittest.main(verbosity=2)
