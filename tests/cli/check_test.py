#!/usr/bin/env python3
"""`cartable check`, corrections, and places that several sources know, through the real binary.

Runs the binary named by CARTABLE_BIN on small files that each test writes itself.
"""
import csv
import io
import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

BIN = os.environ["CARTABLE_BIN"]

TOWN = """<?xml version='1.0' encoding='UTF-8'?>
<osm version="0.6">
  <node id="1" lat="43.7312345" lon="7.4212345"><tag k="amenity" v="library"/><tag k="name" v="Médiathèque Élise"/><tag k="opening_hours" v="Mo-Fr 10:00-18:00"/></node>
  <node id="2" lat="43.7352345" lon="7.4252345"><tag k="amenity" v="library"/><tag k="name" v="Bibliothèque du Port"/></node>
  <node id="5" lat="43.7380000" lon="7.4280000"><tag k="addr:housenumber" v="12"/><tag k="addr:street" v="Rue Grimaldi"/></node>
  <node id="6" lat="43.7382000" lon="7.4290000"><tag k="addr:housenumber" v="40"/><tag k="addr:street" v="Rue Grimaldi"/></node>
</osm>
"""
LIST = """key,name,kind,lon,lat,opening_hours
1,Mediatheque Elise,library,7.42124,43.73124,Mo-Sa 09:00-19:00
2,Port Hercule,library,7.42640,43.73580,Tu 10:00-12:00
"""


def run(*args):
    return subprocess.run([BIN, *map(str, args)], capture_output=True, text=True, timeout=120)


class Check(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="cartable-check-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.city = self.folder / "city.gpkg"
        self.town = self.write("town.osm", TOWN)
        self.list = self.write("libraries.csv", LIST)

    def write(self, name, text):
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return path

    def take(self, source, *args):
        done = run("import", source, "--city", self.city, "--format", "json", *args)
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout.splitlines()[-1])

    def both(self):
        self.take(self.town, "--date", "2026-11-01")
        return self.take(self.list, "--map", "id=key", "--date", "2026-11-02")

    def check(self, code=0):
        done = run("check", "--city", self.city, "--format", "json")
        self.assertEqual(done.returncode, code, done.stderr + done.stdout)
        return json.loads(done.stdout)

    def findings(self, kind):
        return [f for f in self.check()["findings"] if f["kind"] == kind]

    def items(self):
        done = run("items", "--city", self.city, "--limit", 100)
        self.assertEqual(done.returncode, 0, done.stderr)
        return {f["id"]: f["properties"] for f in json.loads(done.stdout)["features"]}

    def test_the_report_says_how_each_place_was_matched_and_check_remembers_it(self):
        report = self.both()
        across = report["across_sources"]
        self.assertEqual(across["joined"], 1)
        self.assertEqual(across["how_joined"][0]["place"], "osm:n1")
        self.assertIn("m apart", across["how_joined"][0]["how"])
        joined = self.check()["joined"]
        self.assertEqual([(j["place"], j["source"]) for j in joined], [("osm:n1", "libraries")])
        self.assertEqual(len(self.items()), 3)

    def test_a_doubtful_pair_is_decided_for_good(self):
        self.both()
        pair, = self.findings("possible-duplicate")
        self.assertEqual({pair["record"], pair["other"]}, {"osm:n2", "libraries:2"})
        self.assertIn(f"--same {pair['record']} {pair['other']}", pair["remedy"])
        self.assertIn(str(self.city), pair["remedy"])
        done = run("check", "--city", self.city, "--same", "osm:n2", "libraries:2")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(len(self.items()), 2)
        self.both()
        self.assertEqual(len(self.items()), 2)
        done = run("check", "--city", self.city, "--split", "osm:n2")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(len(self.items()), 3)
        self.assertEqual(self.findings("possible-duplicate"), [], "the city said that they are two")
        self.both()
        self.assertEqual(len(self.items()), 3)

    def test_decisions_on_what_is_not_there_are_one_clear_line(self):
        self.both()
        for args, words in ((["--split", "osm:n99"], "osm:n99"), (["--same", "osm:n1", "osm:n1"], "one place already"),
                            (["--split", "osm:n2"], "nothing to split"), (["--order", "nobody"], "nobody")):
            done = run("check", "--city", self.city, *args)
            self.assertEqual(done.returncode, 1, args)
            self.assertEqual(len(done.stderr.strip().splitlines()), 1, done.stderr)
            self.assertIn(words, done.stderr)
        self.assertEqual(run("check", "--city", self.city, "--same", "osm:n1").returncode, 2)
        self.assertEqual(run("check", "--city", self.folder / "none.gpkg").returncode, 1)

    def test_a_correction_holds_through_both_sources(self):
        self.both()
        self.assertEqual(self.items()["osm:n1"]["opening_hours"], "Mo-Sa 09:00-19:00")
        fixes = self.write("fixes.csv", "id,opening_hours,phone,fee\nlibraries:1,Mo-Su 08:00-20:00,+377 1,sometimes\nosm:n77,24/7,,\n")
        rejects = self.folder / "rejects.csv"
        report = self.take(f"corrections={fixes}", "--rejects", rejects)
        self.assertEqual(report["across_sources"]["corrected"], 2)
        rows = list(csv.DictReader(io.StringIO(rejects.read_text(encoding="utf-8"))))
        self.assertEqual([(r["record"], r["column"]) for r in rows], [("1", "fee"), ("2", "id")])
        self.write("town.osm", TOWN.replace("Mo-Fr 10:00-18:00", "24/7"))
        self.write("libraries.csv", LIST.replace("Mo-Sa 09:00-19:00", "We 09:00-10:00"))
        self.both()
        self.assertEqual(self.items()["osm:n1"]["opening_hours"], "Mo-Su 08:00-20:00")
        self.take(f"corrections={self.write('back.csv', 'id,opening_hours' + chr(10) + 'osm:n1,=' + chr(10))}")
        self.assertEqual(self.items()["osm:n1"]["opening_hours"], "We 09:00-10:00")

    def test_the_order_of_sources_is_decided_and_takes_effect_at_once(self):
        self.both()
        done = run("check", "--city", self.city, "--order", "osm,libraries")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(self.items()["osm:n1"]["opening_hours"], "Mo-Fr 10:00-18:00")

    def test_an_error_that_remains_exits_1_and_every_format_says_the_same(self):
        self.both()
        self.check(code=0)
        self.take(f"corrections={self.write('far.csv', 'id,lon,lat' + chr(10) + 'osm:n2,0,0' + chr(10))}")
        found = self.check(code=1)
        self.assertGreaterEqual(found["errors"], 1)
        text = run("check", "--city", self.city)
        self.assertEqual(text.returncode, 1)
        self.assertIn(f"{found['errors']} errors, {found['warnings']} warnings", text.stdout)
        table = list(csv.DictReader(io.StringIO(run("check", "--city", self.city, "--format", "csv").stdout)))
        self.assertEqual(len(table), len(found["findings"]))
        self.assertEqual([r["kind"] for r in table], [f["kind"] for f in found["findings"]])

    def test_importing_again_what_was_joined_changes_nothing(self):
        self.both()
        for source, args in ((self.town, ("--date", "2026-11-01")), (self.list, ("--map", "id=key", "--date", "2026-11-02"))):
            again = self.take(source, *args)
            self.assertTrue(again["nothing_to_do"], again)
            self.assertEqual(again["places"]["changed"], 0)


if __name__ == "__main__":
    unittest.main(verbosity=2)
