#!/usr/bin/env python3
"""Importing again what was imported before, through the real binary, on both engines: a file that nothing depends on any
more is not even read; one that may change something is."""
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

BIN = os.environ["CARTABLE_BIN"]
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "e2e"))
import postgres  # noqa: E402

TOWN = """<?xml version='1.0' encoding='UTF-8'?>
<osm version="0.6">
  <node id="1" lat="43.7312345" lon="7.4212345"><tag k="amenity" v="library"/><tag k="name" v="Médiathèque Élise"/></node>
  <node id="2" lat="43.7352345" lon="7.4252345"><tag k="amenity" v="library"/><tag k="name" v="Bibliothèque du Port"/></node>
  <node id="5" lat="43.7380000" lon="7.4280000"><tag k="addr:housenumber" v="12"/><tag k="addr:street" v="Rue Grimaldi"/></node>
</osm>
"""
LIBRARIES = """id,name,kind,lon,lat,operator,address
1,Mediatheque Elise,library,7.42124,43.73124,Town,
2,Port,library,7.42820,43.73580,Town,
3,Nowhere yet,library,,,Town,12 Rue Grimaldi
"""
MUSEUMS = "id,name,kind,lon,lat\nm1,Museum of Stamps,museum,7.41500,43.73100\n"


def square(code, west, east):
    return {"type": "Feature", "properties": {"code": code, "name": f"Quarter {code}"}, "geometry": {
        "type": "Polygon",
        "coordinates": [[[west, 43.72], [east, 43.72], [east, 43.75], [west, 43.75], [west, 43.72]]]}}


DISTRICTS = json.dumps({"type": "FeatureCollection", "features": [square("A", 7.40, 7.42), square("B", 7.42, 7.44)]})
CENSUS = "code,name,population\nA,Quarter A,1200\nB,Quarter B,3400\n"


def run(*args):
    return subprocess.run([BIN, *map(str, args)], capture_output=True, text=True, timeout=120)


class Again:
    """On whichever engine `address` makes a city."""

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="cartable-again-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.city = self.address()
        self.town = self.write("town.osm", TOWN)
        self.libraries = self.write("libraries.csv", LIBRARIES)
        self.museums = self.write("museums.csv", MUSEUMS)
        self.districts = self.write("districts.geojson", DISTRICTS)
        self.census = self.write("census.csv", CENSUS)

    def write(self, name, text):
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return path

    def take(self, source, *args):
        done = run("import", source, "--city", self.city, "--format", "json", *args)
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout.splitlines()[-1])

    def is_not_read(self, source, *args):
        """A report that took no time is the kept one."""
        report = self.take(source, *args)
        self.assertTrue(report["nothing_to_do"], report)
        self.assertEqual(report["seconds"], 0, f"{source} was read again")
        return report

    def is_read(self, source, *args):
        report = self.take(source, *args)
        self.assertGreater(report["seconds"], 0, f"{source} was not read")
        return report

    def decide(self, *args):
        done = run("check", "--city", self.city, *args)
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_every_kind_of_source_again_is_not_read_and_reports_what_it_did(self):
        for source, args in ((self.town, ()), (self.libraries, ()), (self.districts, ("--default-set",)),
                             (f"population={self.census}", ("--join", "districts", "--year", "2021")),
                             (f"corrections={self.write('fix.csv', 'id,opening_hours' + chr(10) + 'osm:n1,24/7')}", ())):
            first = self.is_read(source, *args)
            again = self.is_not_read(source, *args)
            self.assertEqual(again["source"], first["source"])
            for kind in ("places", "districts", "population", "streets", "addresses"):
                self.assertEqual(again[kind]["read"], first[kind]["read"], kind)
                self.assertEqual(again[kind]["not_taken"], first[kind]["not_taken"], kind)
                self.assertEqual((again[kind]["new"], again[kind]["changed"], again[kind]["withdrawn"]), (0, 0, 0), kind)
            self.assertNotIn("fingerprint", again)

    def test_what_the_city_decides_or_sets_is_asked_for(self):
        self.take(self.town)
        self.take(self.libraries)
        self.is_not_read(self.town)
        self.take(f"corrections={self.write('fix.csv', 'id,new_name' + chr(10) + 'osm:n1,Elise')}")
        for source in (self.town, self.libraries):
            self.assertTrue(self.is_read(source)["nothing_to_do"])
            self.is_not_read(source)
        self.decide("--distinct", "osm:n1", "osm:n2")
        for source in (self.town, self.libraries):
            self.assertTrue(self.is_read(source)["nothing_to_do"])
            self.is_not_read(source)
        self.decide("--order", "osm,libraries")
        for source in (self.town, self.libraries):
            self.is_read(source)
            self.is_not_read(source)

    def test_a_kept_report_that_somebody_changed_is_no_reason_not_to_read(self):
        self.take(self.libraries)
        for report in ("", "{", '{"fingerprint": 7, "state": []}', "null"):
            self.spoil(report)
            self.assertTrue(self.is_read(self.libraries)["nothing_to_do"])


class OnAFile(Again, unittest.TestCase):
    """With what does not depend on the engine."""

    def address(self):
        return self.folder / "city.gpkg"

    def test_the_parts_of_a_city_one_after_the_other_and_all_of_them_again(self):
        lines = ((self.town,), (self.libraries,), (self.districts, "--default-set"),
                 (f"population={self.census}", "--join", "districts", "--year", "2021"))
        for line in lines:
            self.is_read(*line)
        self.is_not_read(*lines[0])
        for line in lines[1:]:  # what came later may have changed what they are compared with: once
            self.assertTrue(self.take(*line)["nothing_to_do"])
        for line in lines:
            self.is_not_read(*line)

    def test_other_bytes_names_options_and_parts_are_read(self):
        self.take(self.libraries)
        self.is_not_read(self.libraries)
        self.is_read(self.libraries, "--licence", "CC0-1.0")
        self.is_not_read(self.libraries, "--licence", "CC0-1.0")
        self.is_read(self.libraries)  # the other licence was newer
        mapping = self.write("mapping.json", '{"values": {"kind": {"library": "library"}}}')
        self.is_read(self.libraries, "--mapping", mapping)
        self.is_not_read(self.libraries, "--mapping", mapping)
        self.write("mapping.json", '{"values": {"kind": {"library": "museum"}}}')
        self.assertEqual(self.is_read(self.libraries, "--mapping", mapping)["places"]["changed"], 3)
        self.write("libraries.csvt", '"String","String","String","Real","Real","String","String"')
        self.is_read(self.libraries, "--mapping", mapping)
        self.write("libraries.csv", LIBRARIES.replace("Port", "Harbour"))
        self.assertEqual(self.is_read(self.libraries, "--mapping", mapping)["places"]["changed"], 1)
        self.assertFalse(self.take(self.libraries, "--mapping", mapping, "--dry-run")["seconds"] == 0)

    def test_an_earlier_file_of_a_source_is_read_after_a_later_one(self):
        self.take(self.libraries)
        self.write("libraries.csv", LIBRARIES.replace("Port", "Harbour"))
        self.take(self.libraries)
        self.write("libraries.csv", LIBRARIES)
        self.assertEqual(self.is_read(self.libraries)["places"]["changed"], 1)
        other = self.write("newer.csv", LIBRARIES.replace("Port", "Quay"))
        self.take(other, "--source", "libraries")
        self.assertEqual(self.is_read(self.libraries)["places"]["changed"], 1)

    def test_what_a_table_finds_in_the_city_is_looked_for_again(self):
        self.take(self.libraries)
        self.assertEqual(self.is_not_read(self.libraries)["places"]["unplaced"], 1)
        self.assertEqual(self.take(self.town)["across_sources"]["unplaced_found"], 1)
        again = self.is_read(self.libraries)
        self.assertEqual((again["places"]["unplaced"], again["places"]["changed"]), (0, 0))
        self.take(self.museums)
        self.assertTrue(self.is_read(self.libraries)["nothing_to_do"])
        self.is_not_read(self.libraries)
        self.is_not_read(self.town)

    def test_counts_are_joined_again_when_districts_changed(self):
        self.take(self.districts)
        population = (f"population={self.census}", "--join", "districts", "--year", "2021")
        self.take(*population)
        self.take(self.libraries)
        self.is_not_read(*population)
        self.write("districts.geojson", DISTRICTS.replace("43.75", "43.74"))
        self.take(self.districts)
        self.assertEqual(self.is_read(*population)["population"]["changed"], 2)

    def spoil(self, report):
        import sqlite3
        with sqlite3.connect(self.city) as city:
            city.execute("UPDATE import_run SET report=?", (report,))


@unittest.skipIf(postgres.programs() is None, "PostgreSQL with PostGIS is not installed: scripts/install_dependencies test")
class OnPostgres(Again, unittest.TestCase):
    cities = 0

    @classmethod
    def setUpClass(cls):
        cls.server = postgres.Postgres()

    @classmethod
    def tearDownClass(cls):
        cls.server.end()

    def address(self):
        OnPostgres.cities += 1
        self.schema = f"again{OnPostgres.cities}"
        return self.server.address(self.schema)

    def spoil(self, report):
        self.server.sql(f"UPDATE {self.schema}.import_run SET report='{report}'")


if __name__ == "__main__":
    unittest.main(verbosity=2)
