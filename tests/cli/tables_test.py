#!/usr/bin/env python3
"""Tables through the real binary: what is shown, asked, taken, refused, mended and imported again."""
import base64
import csv
import json
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import tempfile
import unittest
import zlib

BIN = os.environ["CARTABLE_BIN"]
ROOT = pathlib.Path(__file__).resolve().parents[2]
SHARED = pathlib.Path(os.environ.get("CARTABLE_SHARED", ROOT.parent / "shared"))

LIBRARIES = """id;name;lat;lon;type
1;Central;48,85;2,35;Bibliothèque
2;;48,86;2,36;Bibliothèque
3;North;999;2,36;Musée
4;South;48,84;2,33;Truc
5;East;48,85;2,37;Musée;surplus
"""

# An Excel 97 workbook of one sheet with the rows of FORMATS, written by xlwt: GDAL reads these and cannot write them.
XLS = zlib.decompress(base64.b85decode(
    "c-rk)O=uHA6n?YW{Mx2TO@&q{p<vb8OZDQVT@`9CTBDbW3U<@%A>^-Y(?h&itvL#UC&f#l7cZ?M_=5_1^B`38AP7RDM^AzU4{g@>"
    "-tNX!b7(+|mid->^WK{`-_Gv5nf-aQ60I!U@2SEs7y%E|tRVOrd;&|*H6noRmPM*t2e4QY{}qA(oJgM+p0>aC(;U)#S3!Y$>PwUW"
    "pRinjX&5i$jrbPg7>_|0G=^c60`8zE4Bb4cPL@+Fcd}gO$Y(5%u;)6<VT`SabFiX~4;*%~_^i^$ZDAnZN8INFdxoG3UQrfbz9H;b"
    "FB~<~diLLJ=vCWb5pdqdjJ#p$*$TvP0vBP`iUWLeSL%zn^lz<S0Q$dg^!uCmZz?Ll99WZ_;AKq6Rgb+06Ip%Am|24a>_D3ere`{Z"
    ";dwo0U{x$l8yK6_izEwqY}SWRJ*8(bAF}DBshcHo9z^G8HizpvH#=j@=0dcI^P-PzSoH0@7}`*#po8@&FNp|l>uYzvzCD>tXcyTt"
    "#~Z!<IM_p102W-K9@sg|EqoD}qyPil;{eO6%(|QP9+okT!MZ=u<tWGJIp!L-_TzaDG2Ur=8}xmsm%p5T+*|&v?MHoSta>T7^j=$l"
    "K72f-us<F1FenDa?OTK=np+EJ>-fmB`?qZ*phTRpTh24D1J)tLYLumI(cKYsOL6X%ZF$i0)GZY))nOJ*m<2O?op`~_zPd%sG)2#G"
    "+=7`WPEh=^hnR^|X~L;6XTV{x=Q3Egh%@AHD$IGFIUg|Rh|&oUi2%3Jp9q13goK2IgoK2|wt%odE%=31bza)(_0#YC*ICC>lfOx}"
    "EzUpzk0O4UjzS)56G|=R&o1x^mrHE2kNdxnFo9<`Ap=PsN2cZc#ZMT~cs-l$82NKcsMYh=S{dhGKK~Ek``Sn"))
FORMATS = "id,name,type,lat,lon\na1,Oak,library,48.85,2.35\na2,Elm,museum,48.86,2.36\n"


def rows_of(path):
    with path.open(encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text))


def run(*args, timeout=120, **kwargs):
    return subprocess.run([BIN, *map(str, args)], capture_output=True, text=True, timeout=timeout, **kwargs)


class Tables(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="cartable-tables-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.city = self.folder / "city.gpkg"
        self.table = self.folder / "libraries.csv"
        self.table.write_text(LIBRARIES, encoding="utf-8")
        self.rejects = self.folder / "not-taken.csv"

    def imported(self, *args, code=0):
        done = run("import", *args, "--city", self.city, "--format", "json")
        self.assertEqual(done.returncode, code, done.stderr)
        return json.loads(done.stdout.splitlines()[-1])

    def test_a_dry_run_shows_every_column_with_confidence_reason_and_samples_and_writes_nothing(self):
        report = self.imported(self.table, "--dry-run")
        mapping = {m["field"]: m for m in report["mapping"]}
        self.assertEqual({f: m["column"] for f, m in mapping.items()},
                         {"id": "id", "name": "name", "kind": "type", "lat": "lat", "lon": "lon"})
        for m in mapping.values():
            self.assertTrue(0.6 <= m["confidence"] <= 1 and m["why"] and 1 <= len(m["samples"]) <= 3, m)
        self.assertEqual(report["unknown_values"], {"kind": {"Truc": 1}})
        self.assertFalse(self.city.exists())
        shown = run("import", self.table, "--city", self.city, "--dry-run").stderr
        for word in ("name", "type", "Central", "%", "nothing is written"):
            self.assertIn(word, shown)

    def test_an_unsure_column_is_asked_about_with_the_option_to_add_and_nothing_is_imported(self):
        odd = self.folder / "odd.csv"
        odd.write_text("wibble,lat,lon\nOak house,48.85,2.35\nElm house,48.86,2.36\n", encoding="utf-8")
        done = run("import", odd, "--city", self.city)
        self.assertEqual(done.returncode, 1)
        self.assertIn('--map name="wibble"', done.stderr)
        self.assertIn("Oak house", done.stderr)
        answer = self.imported(odd, code=1)
        self.assertIn("--map name=", answer["error"])
        self.assertEqual(self.imported(odd, "--map", "name=wibble")["places"]["new"], 2)

    def test_rows_not_taken_can_be_mended_and_imported_by_themselves(self):
        report = self.imported(self.table, "--rejects", self.rejects)
        self.assertEqual((report["places"]["new"], report["places"]["not_taken"]), (2, 3))
        rows = rows_of(self.rejects)
        self.assertEqual([(r["file"], r["record"], r["line"], r["column"]) for r in rows],
                         [("libraries.csv", "2", "3", "name"), ("libraries.csv", "3", "4", "lon, lat"), ("libraries.csv", "5", "6", "type")])
        self.assertEqual(list(rows[0])[:7], ["file", "record", "line", "column", "value", "reason", "remedy"])
        for row in rows:
            self.assertTrue(row["reason"] and row["remedy"])
        rows[0]["name"] = "West"
        rows[1]["lat"] = "48,87"
        with self.rejects.open("w", encoding="utf-8", newline="") as out:
            writer = csv.DictWriter(out, rows[0].keys())
            writer.writeheader()
            writer.writerows(rows)
        again = self.imported(self.rejects, "--rejects", self.folder / "still.csv")
        self.assertEqual(again["source"], "libraries")
        self.assertEqual({k: again["places"][k] for k in ("new", "changed", "withdrawn", "not_taken")},
                         {"new": 3, "changed": 0, "withdrawn": 0, "not_taken": 0})
        self.assertEqual(self.imported(self.rejects)["places"]["unchanged"], 3)
        # The office's next file still has the broken rows: what was mended stays.
        next_one = self.imported(self.table)
        self.assertEqual(next_one["places"]["withdrawn"], 0)

    def test_a_file_with_no_good_row_fails_and_its_rows_are_kept_too(self):
        self.table.write_text("id,name,lat,lon\n1,A,999,999\n2,B,998,999\n", encoding="utf-8")
        done = run("import", self.table, "--city", self.city, "--crs", "EPSG:4326", "--rejects", self.rejects)
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertEqual(len(rows_of(self.rejects)), 2)

    def test_addresses_without_positions_are_kept_as_unplaced(self):
        self.table.write_text("name,street,house number,city\nOak,High Street,4,Elmton\nElm,Low Street,7,Elmton\nAsh,,,Elmton\n", encoding="utf-8")
        places = self.imported(self.table)["places"]
        self.assertEqual((places["new"], places["unplaced"], places["not_taken"]), (2, 2, 1))
        self.assertEqual(self.imported(self.table)["places"]["unchanged"], 2)

    def test_places_link_to_organisations_by_id_or_name(self):
        who = self.folder / "who.csv"
        who.write_text("id,name,url\no1,Redwood Learning,http://rl.example.org\no2,Peninsula Works,http://pw.example.org\n", encoding="utf-8")
        self.assertEqual(self.imported("organisations=" + str(who))["organisations"]["new"], 2)
        self.table.write_text("name,organization_id,lat,lon\nOak,o1,48.85,2.35\nElm,Peninsula works,48.86,2.36\nAsh,Nobody,48.87,2.37\n", encoding="utf-8")
        report = self.imported(self.table)
        self.assertTrue(any("1 values of organization_id" in note for note in report["notes"]), report["notes"])
        done = subprocess.run(["ogrinfo", "-ro", "-q", str(self.city), "-sql", "SELECT name, organisation FROM place ORDER BY name"], capture_output=True, text=True)
        linked = dict(zip(re.findall(r"name \(String\) = (.*)", done.stdout), re.findall(r"organisation \(String\) = (.*)", done.stdout)))
        self.assertEqual((linked["Oak"], linked["Elm"]), ("who:o1", "who:o2"))

    def test_changed_and_withdrawn_records_are_shown_by_name(self):
        self.imported(self.table)
        self.table.write_text(LIBRARIES.replace("Central;48,85", "Central;48,8501").replace("4;South", "9;Other"), encoding="utf-8")
        report = self.imported(self.table, "--dry-run")
        self.assertEqual([e["name"] for e in report["examples"]["changed"]], ["Central"])
        self.assertIn("fields", report["examples"]["changed"][0])
        self.assertEqual([e["name"] for e in report["examples"]["withdrawn"]], ["South"])
        self.assertEqual([e["name"] for e in report["examples"]["new"]], ["Other"])

    def made_of_gdal(self):
        """One file of each format, by GDAL or by hand where it only reads it, with the rows of FORMATS."""
        plain = self.folder / "plain.csv"
        plain.write_text(FORMATS, encoding="utf-8")
        rows = rows_of(plain)
        points = self.folder / "points.geojson"
        convert = ["ogr2ogr", "-q", "-oo", "X_POSSIBLE_NAMES=lon", "-oo", "Y_POSSIBLE_NAMES=lat", "-a_srs", "EPSG:4326"]
        subprocess.run([*convert, str(points), str(plain)], check=True)
        made = {"plain.csv": plain}
        for name, driver, source, *more in (
                ("a.xlsx", "XLSX", plain), ("a.ods", "ODS", plain), ("a.gpkg", "GPKG", points), ("a.fgb", "FlatGeobuf", points),
                ("a.shp", "ESRI Shapefile", points), ("a.kml", "KML", points), ("b.kml", "LIBKML", points),
                ("a.kmz", "LIBKML", points), ("a.gml", "GML", points), ("a.geojsonl", "GeoJSONSeq", points),
                ("a.tab", "MapInfo File", points), ("a.mif", "MapInfo File", points, "-dsco", "FORMAT=MIF"),
                ("a.sqlite", "SQLite", points, "-dsco", "SPATIALITE=YES"), ("a.jml", "JML", points)):
            made[name] = self.folder / name
            subprocess.run(["ogr2ogr", "-q", "-f", driver, *more, str(made[name]), str(source)], check=True)
        made["a.xls"] = self.folder / "a.xls"
        made["a.xls"].write_bytes(XLS)
        topology = {"type": "Topology", "transform": {"scale": [1e-6, 1e-6], "translate": [2, 48]}, "arcs": [], "objects": {
            "places": {"type": "GeometryCollection", "geometries": [
                {"type": "Point", "properties": {k: r[k] for k in ("id", "name", "type")},
                 "coordinates": [round((float(r["lon"]) - 2) * 1e6), round((float(r["lat"]) - 48) * 1e6)]} for r in rows]}}}
        made["a.topojson"] = self.folder / "a.topojson"
        made["a.topojson"].write_text(json.dumps(topology), encoding="utf-8")
        made["a.gpx"] = self.folder / "a.gpx"
        made["a.gpx"].write_text(
            '<?xml version="1.0"?><gpx version="1.1" creator="x" xmlns="http://www.topografix.com/GPX/1/1">' + "".join(
                f'<wpt lat="{r["lat"]}" lon="{r["lon"]}"><name>{r["name"]}</name><type>{r["type"]}</type></wpt>' for r in rows)
            + "</gpx>", encoding="utf-8")
        return made

    def test_formats_of_gdal_give_the_same_places(self):
        expected = [("Elm", ["museum"], 2.36, 48.86), ("Oak", ["library"], 2.35, 48.85)]
        for name, path in self.made_of_gdal().items():
            self.city = self.folder / f"city-{name}.gpkg"  # of its own: places of several sources become one
            self.imported(path, "--source", "s")
            features = json.loads(run("items", "--city", self.city).stdout)["features"]
            got = sorted((f["properties"]["name"], f["properties"]["kinds"], *(round(x, 6) for x in f["geometry"]["coordinates"]))
                         for f in features)
            self.assertEqual(got, expected, name)
            if name != "a.gpx":  # which has no attributes of one's own
                self.assertEqual(sorted(f["id"] for f in features), ["s:a1", "s:a2"], name)

    def test_areas_may_be_called_by_numbers_and_places_may_not(self):
        def layer(column, values, polygon):
            shape = lambda i: {"type": "Polygon", "coordinates": [[[i, 0], [i + 1, 0], [i + 1, 1], [i, 1], [i, 0]]]}
            return {"type": "FeatureCollection", "features": [
                {"type": "Feature", "properties": {column: value},
                 "geometry": shape(i) if polygon else {"type": "Point", "coordinates": [i, 0]}} for i, value in enumerate(values)]}
        numbers = self.folder / "numbers.geojson"
        for values in (["75001", "75002", "75003"], [1, 2, 3, 4], ["101.01", "101.02", "102"]):
            numbers.write_text(json.dumps(layer("name", values, True)), encoding="utf-8")
            report = self.imported(numbers, "--as", "districts", "--dry-run")
            self.assertEqual({m["field"]: m["column"] for m in report["mapping"]}["name"], "name")
            self.assertEqual(report["districts"]["new"], len(values))
        for column, values, polygon in (("name", [1, 2, 3], False), ("name", [1, 1, 1, 2], True), ("zone", [1, 2, 3], True)):
            numbers.write_text(json.dumps(layer(column, values, polygon)), encoding="utf-8")
            done = run("import", numbers, "--as", "districts" if polygon else "places", "--city", self.city, "--dry-run")
            self.assertEqual(done.returncode, 1, (column, values))
            self.assertIn(f'--map name="{column}"', done.stderr)

    def test_the_lines_of_the_documentation_import_the_real_files_with_ogrinfos_counts(self):
        if not (SHARED / "data/vancouver").exists():
            self.skipTest(f"real input is not below {SHARED}")
        text = (ROOT / "docs/data/examples.md").read_text(encoding="utf-8")
        lines = re.findall(r"^cartable (import .*)$", text, re.MULTILINE)
        self.assertEqual(len(lines), 9)
        for number, line in enumerate(lines):
            args = shlex.split(line)
            source = args[1].split("=")[-1]
            city = self.folder / f"{number}.gpkg"  # of its own: places of several sources become one
            args[args.index("--city") + 1] = str(city)
            done = run(*args, "--format", "json", cwd=SHARED / "data")
            self.assertEqual(done.returncode, 0, done.stderr)
            report = json.loads(done.stdout.splitlines()[-1])
            said = subprocess.run(["ogrinfo", "-ro", "-al", "-so", str(SHARED / "data" / source)], capture_output=True, text=True).stdout
            count = sum(int(n) for n in re.findall(r"Feature Count: (\d+)", said))
            kind = "districts" if report["districts"]["read"] else "places"
            self.assertEqual((report[kind]["read"], report[kind]["new"], report[kind]["not_taken"]), (count, count, 0), line)
            self.assertIn(f"| {count} {kind} |", text, line)


if __name__ == "__main__":
    unittest.main(verbosity=2)
