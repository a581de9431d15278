#!/usr/bin/env python3
"""`cartable export` as people use it: what other programs read in its files, what it refuses, and that nothing is left
half done. Runs the real binary, named by CARTABLE_BIN."""
import csv
import json
import os
import pathlib
import resource
import shutil
import signal
import subprocess
import tempfile
import threading
import unittest

BIN = os.environ["CARTABLE_BIN"]


def run(*args, timeout=120, **kwargs):
    return subprocess.run([BIN, *map(str, args)], capture_output=True, text=True, timeout=timeout, **kwargs)


def town(path, count, name="Place", district=False):
    with open(path, "w", encoding="utf-8") as out:
        out.write('<?xml version="1.0"?>\n<osm version="0.6">\n')
        for i in range(1, count + 1):
            out.write(f'<node id="{i}" version="1" lat="{50 + i // 40 * 0.002:.7f}" lon="{10 + i % 40 * 0.002:.7f}">'
                      f'<tag k="amenity" v="{"school" if i % 10 == 0 else "library"}"/><tag k="name" v="{name} {i}"/>'
                      f'<tag k="name:fr" v="Lieu, &quot;{i}&quot;"/><tag k="contact:phone" v="+49 30 {i}"/></node>\n')
        out.write("</osm>\n")


def ogr_count(path, layer):
    shown = subprocess.run(["ogrinfo", "-so", str(path), layer], capture_output=True, text=True, check=True)
    assert "ERROR" not in shown.stderr and "Warning" not in shown.stderr, shown.stderr
    return int(shown.stdout.split("Feature Count: ")[1].split()[0])


class Export(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.base = pathlib.Path(tempfile.mkdtemp(prefix="cartable-export-"))
        town(cls.base / "town.osm", 300)
        done = run("import", cls.base / "town.osm", "--city", cls.base / "city.gpkg")
        assert done.returncode == 0, done.stderr
        areas = {"type": "FeatureCollection", "features": [
            {"type": "Feature", "properties": {"name": f"Quarter {i}", "code": f"0{i}"},
             "geometry": {"type": "Polygon", "coordinates": [[[10 + i, 50], [10.5 + i, 50], [10.5 + i, 51], [10 + i, 50]]]}}
            for i in range(3)]}
        (cls.base / "quarters.geojson").write_text(json.dumps(areas))
        done = run("import", cls.base / "quarters.geojson", "--city", cls.base / "city.gpkg", "--licence", "CC-BY-4.0",
                   "--attribution", "© Town", "--date", "2026-01-02")
        assert done.returncode == 0, done.stderr
        (cls.base / "staff.csv").write_text("id,name,kind,lon,lat\n1,Staff room,library,10.01,50.01\n")
        done = run("import", cls.base / "staff.csv", "--city", cls.base / "city.gpkg", "--visibility", "staff")
        assert done.returncode == 0, done.stderr

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.base, ignore_errors=True)

    def setUp(self):
        self.city = self.base / "city.gpkg"
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="out-", dir=self.base))

    def export(self, name, *args, code=0, **kwargs):
        done = run("export", "--city", self.city, "--to", f"{self.folder}/{name}", *args, **kwargs)
        self.assertEqual(done.returncode, code, done.stderr)
        return done

    def names(self):
        return sorted(path.name for path in self.folder.iterdir())

    def test_gdal_counts_the_rows_that_the_report_says(self):
        for name in ("a.gpkg", "a.geojson", "a.csv"):
            report = json.loads(self.export(name, "--format", "json").stdout)
            self.assertEqual(report["files"][0]["rows"]["places"], 301)
            self.assertEqual(report["not_public"], 1)
            layer = "a" if name.endswith(".csv") else "places"
            self.assertEqual(ogr_count(self.folder / name, layer), 301)
        self.assertEqual(ogr_count(self.folder / "a.gpkg", "districts"), 3)
        self.export("d.csv", "--collection", "districts", "--profile", "public")
        shown = subprocess.run(["ogrinfo", "-so", self.folder / "d.csv", "d"], capture_output=True, text=True).stdout
        self.assertIn("Feature Count: 3", shown)
        whole = subprocess.run(["ogrinfo", "-al", self.folder / "d.csv"], capture_output=True, text=True).stdout
        self.assertEqual(whole.count("  MULTIPOLYGON ((("), 3)  # read as geometries, not only as text

    def test_csv_is_rfc_4180_and_a_folder_holds_all_collections(self):
        self.export("tables/", "--profile", "public")
        self.assertEqual(sorted(p.name for p in (self.folder / "tables").iterdir()),
                         ["LICENCES.txt", "catchments.csv", "districts.csv", "events.csv", "offers.csv", "organisations.csv",
                          "places.csv"])
        raw = (self.folder / "tables" / "places.csv").read_bytes()
        self.assertEqual(raw.count(b"\n"), raw.count(b"\r\n"))
        rows = list(csv.DictReader(raw.decode("utf-8").splitlines(keepends=True), strict=True))
        self.assertEqual(len(rows), 300)
        first = next(row for row in rows if row["id"] == "osm:n1")
        self.assertEqual(first["name:fr"], 'Lieu, "1"')
        self.assertEqual(first["phone"], "+49 30 1")
        self.assertEqual((first["lon"], first["lat"]), ("10.002", "50"))
        self.assertEqual((first["source"], first["licence"], first["attribution"]),
                         ("osm", "ODbL-1.0", "© OpenStreetMap contributors"))
        self.assertNotIn(b"Staff room", raw)

    def test_geojson_is_rfc_7946(self):
        self.export("p.geojson", "--kind", "school")
        document = json.loads((self.folder / "p.geojson").read_text(encoding="utf-8"))
        self.assertEqual(document["type"], "FeatureCollection")
        self.assertNotIn("crs", document)
        self.assertEqual(len(document["features"]), 30)
        for feature in document["features"]:
            self.assertEqual(feature["id"], feature["properties"]["id"])
            self.assertEqual(feature["geometry"]["type"], "Point")
            self.assertTrue(feature["properties"]["source"])

    def test_the_public_edition_is_served_and_is_a_city(self):
        done = self.export("open.gpkg", "--profile", "public")
        self.assertIn("public edition", done.stderr)
        items = json.loads(run("items", "--city", self.folder / "open.gpkg", "--limit", "1").stdout)
        self.assertEqual(items["numberMatched"], 300)
        info = json.loads(run("info", "--city", self.folder / "open.gpkg", "--format", "json").stdout)
        self.assertEqual([s["licence"] for s in info["sources"]], ["ODbL-1.0", "CC-BY-4.0"])
        self.assertNotIn(b"Staff room", (self.folder / "open.gpkg").read_bytes())
        self.assertIn("share alike", (self.folder / "open.gpkg.LICENCES.txt").read_text())

    def test_one_source_alone(self):
        self.export("one.gpkg", "--source", "quarters")
        self.assertEqual(ogr_count(self.folder / "one.gpkg", "places"), 0)
        self.assertEqual(ogr_count(self.folder / "one.gpkg", "districts"), 3)
        text = (self.folder / "one.gpkg.LICENCES.txt").read_text()
        self.assertIn("© Town", text)
        self.assertNotIn("OpenStreetMap", text)

    def test_refusals_are_one_clear_sentence_and_leave_nothing(self):
        cases = [(("x.pmtiles",), 2, ".pmtiles"), (("x.xlsx",), 2, ".gpkg, .geojson, .csv, .ics or .json"),
                 (("x.json",), 2, "--profile hsds"),
                 (("x",), 2, "end the name"), (("x.csv", "--collection", "cats"), 2, "there are places, offers"),
                 (("x.csv", "--collection", "places,offers"), 2, "holds one collection"),
                 (("x.csv", "--collection", "population", "--profile", "public"), 2, "--profile planner"),
                 (("x.csv", "--collection", "offers", "--kind", "library"), 2, "choose places"),
                 (("x.csv", "--fee", "cheap"), 2, "free, paid or unknown"), (("x.csv", "--bbox", "1,2,3"), 2, "WEST,SOUTH"),
                 (("no/such/x.csv",), 1, "there is no folder")]
        for args, code, words in cases:
            done = self.export(*args, code=code)
            self.assertIn(words, done.stderr, args)
            self.assertEqual(done.stderr.count("\n"), 1, done.stderr)
            self.assertEqual(self.names(), [])
        missing = run("export", "--city", self.base / "none.gpkg", "--to", self.folder / "x.csv")
        self.assertEqual(missing.returncode, 1)
        self.assertEqual(self.names(), [])

    def test_a_file_is_replaced_only_with_force(self):
        (self.folder / "p.csv").write_text("mine")
        self.assertIn("--force", self.export("p.csv", code=1).stderr)
        self.assertEqual((self.folder / "p.csv").read_text(), "mine")
        self.export("p.csv", "--force")
        self.assertEqual(self.names(), ["p.csv", "p.csv.LICENCES.txt"])

    def test_when_the_room_ends_nothing_is_left_and_the_old_file_is_whole(self):
        def small():
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (20000, 20000))

        for name in ("p.geojson", "p.csv", "p.gpkg", "tables/"):
            done = self.export(name, code=1, preexec_fn=small)
            self.assertEqual(done.stderr.count("\n"), 1, done.stderr)
            self.assertEqual(self.names(), [], name)
        self.export("p.geojson")
        before = (self.folder / "p.geojson").read_bytes()
        self.export("p.geojson", "--force", code=1, preexec_fn=small)
        self.assertEqual((self.folder / "p.geojson").read_bytes(), before)
        self.assertEqual(self.names(), ["p.geojson", "p.geojson.LICENCES.txt"])

    def test_exports_while_imports_run_hold_one_state(self):
        city = self.folder / "live.gpkg"
        for name in ("even", "odd"):
            town(self.folder / f"{name}.osm", 400, name)
        self.assertEqual(run("import", self.folder / "even.osm", "--city", city).returncode, 0)
        stop = threading.Event()
        trouble = []

        def importing():
            turn = 0
            while not stop.is_set():
                turn += 1
                done = run("import", self.folder / ("odd.osm" if turn % 2 else "even.osm"), "--city", city)
                if done.returncode != 0:
                    trouble.append(done.stderr)

        thread = threading.Thread(target=importing)
        thread.start()
        try:
            seen = set()
            for i in range(12):
                to = self.folder / f"{i}.geojson"
                done = run("export", "--city", city, "--to", to)
                self.assertEqual(done.returncode, 0, done.stderr)
                names = {f["properties"]["name"].split()[0] for f in json.loads(to.read_text())["features"]}
                self.assertEqual(len(names), 1, names)
                seen |= names
        finally:
            stop.set()
            thread.join()
        self.assertEqual(trouble, [])
        self.assertEqual(seen, {"even", "odd"})


if __name__ == "__main__":
    unittest.main()
