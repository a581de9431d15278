#!/usr/bin/env python3
"""Stands through the real binary: worked out once, the same answers from a copy without streets, nothing hidden in it."""
import contextlib
import csv
import io
import json
import os
import pathlib
import random
import shutil
import signal
import socket
import sqlite3
import subprocess
import tempfile
import time
import unittest
import urllib.error
import urllib.request

BIN = os.environ["CARTABLE_BIN"]
ROOT = pathlib.Path(__file__).resolve().parents[2]
SOURCE = pathlib.Path(os.environ.get("CARTABLE_SHARED", ROOT.parent / "shared")) / "golden/monaco_foot/monaco.osm.gz"
KIOSK = "7.4246,43.7384"
PORT_HERCULE = "7.4206,43.7347"


def run(*args):
    return subprocess.run([BIN, *map(str, args)], capture_output=True, text=True, timeout=120)


def parts(city):
    """The bytes that are kept, by part."""
    with contextlib.closing(sqlite3.connect(city)) as db:
        return dict(db.execute("SELECT part, bytes FROM derived WHERE derived_key='stand_ways'"))


def change(city, *statements):
    """As another program might; the rowids of places stay, so no spatial index is touched."""
    with contextlib.closing(sqlite3.connect(city)) as db:
        for name, in db.execute("SELECT name FROM sqlite_master WHERE type='trigger'").fetchall():
            db.execute(f'DROP TRIGGER "{name}"')
        for statement in statements:
            db.execute(statement)
        db.commit()


def timeless(collection):
    """The features without what is open now: each server reads the hours in its own time."""
    for feature in collection["features"]:
        for name in ["open", "open_until"]:
            feature["properties"].pop(name, None)
    return collection["features"]


class Server:
    def __init__(self, city):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.process = subprocess.Popen([BIN, "serve", "--city", str(city), "--port", str(self.port), "--no-totals"],
                                        stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        for _ in range(200):
            try:
                if self.get("/readyz")[0] == 200:
                    return
            except OSError:
                time.sleep(0.05)
        raise AssertionError("the server did not start")

    def get(self, target):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{target}", timeout=20) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as error:
            return error.code, error.read()

    def json(self, target):
        status, body = self.get(target)
        assert status == 200, (target, status, body)
        return json.loads(body)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(timeout=30)


class Stands(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        if not SOURCE.exists():
            raise unittest.SkipTest(f"{SOURCE} is missing: stands are not tried on a real city")
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="cartable-stands-"))
        cls.original = cls.folder / "original.gpkg"
        done = run("import", SOURCE, "--city", cls.original)
        assert done.returncode == 0, done.stderr

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.folder, ignore_errors=True)

    def setUp(self):
        self.city = self.folder / f"{self.id().rsplit('.', 1)[-1]}.gpkg"
        shutil.copy(self.original, self.city)

    def stands(self, *args, code=0):
        done = run("stands", "--city", self.city, *args)
        self.assertEqual(done.returncode, code, done.stderr)
        return done

    def table(self, *args):
        return json.loads(self.stands(*args, "--json").stdout)

    def test_a_second_run_works_nothing_out_and_an_import_of_other_names_neither(self):
        first = self.table("--add", f"kiosk-1={KIOSK},Casino, Place du")
        self.assertTrue(first["written"])
        self.assertEqual(first["stands"][0]["name"], "Casino, Place du")
        self.assertEqual([(w["by"], w["avoid_unknown"]) for w in first["stands"][0]["ways"]],
                         [("walk", False), ("wheelchair", False), ("wheelchair", True), ("bicycle", False)])
        walk = first["stands"][0]["ways"][0]
        self.assertGreater(walk["places"], 5)
        kept = parts(self.city)
        self.assertEqual(sorted(kept), ["kiosk-1/bicycle", "kiosk-1/walk", "kiosk-1/wheelchair",
                                        "kiosk-1/wheelchair-confirmed"])
        again = self.table()
        self.assertFalse(again["written"])
        self.assertFalse(any(w["new"] or w["stale"] for w in again["stands"][0]["ways"]))
        # A place's name is no matter of ways; that there is a place fewer is.
        change(self.city, "UPDATE place SET name='another' WHERE fid=(SELECT min(fid) FROM place)",
               "UPDATE revision SET counter=counter+1 WHERE part='places'")
        self.assertFalse(self.table()["written"])
        change(self.city, "UPDATE place SET status='closed' WHERE fid=(SELECT min(fid) FROM place)",
               "UPDATE revision SET counter=counter+1 WHERE part='places'")
        self.assertTrue(all(w["stale"] for w in self.table("--list")["stands"][0]["ways"]))
        self.assertEqual(parts(self.city), kept)
        after = self.table()["stands"][0]["ways"]
        self.assertTrue(all(w["new"] and not w["stale"] for w in after))
        self.assertEqual(after[0]["places"] + after[0]["beyond"], walk["places"] + walk["beyond"] - 1)

    def test_stands_survive_an_import_and_wishes_are_kept(self):
        self.stands("--add", f"kiosk-1={KIOSK}", "--by", "walk", "--max-minutes", "20")
        self.assertEqual(sorted(parts(self.city)), ["kiosk-1/walk"])
        self.assertEqual(run("import", SOURCE, "--city", self.city).returncode, 0)
        kept = self.table()
        self.assertFalse(kept["written"])
        self.assertEqual((kept["by"], kept["max_minutes"]), (["walk"], 20))
        more = self.table("--by", "bicycle,walk", "--max-minutes", "30")
        self.assertEqual((more["by"], more["max_minutes"]), (["walk", "bicycle"], 30))
        self.assertEqual(sorted(parts(self.city)), ["kiosk-1/bicycle", "kiosk-1/walk"])
        self.assertTrue(self.table("--remove", "kiosk-1")["written"])
        self.assertEqual(parts(self.city), {})

    def test_a_table_of_stands(self):
        rows = self.folder / "stands.csv"
        rows.write_text(f"ID;Name;Longitude;Latitude\nb;Port;{PORT_HERCULE.replace(',', ';')}\n"
                        f"a;Casino;{KIOSK.replace(',', ';')}\n", encoding="utf-8")
        found = self.table("--from", rows, "--by", "walk")
        self.assertEqual([(s["id"], s["name"]) for s in found["stands"]], [("a", "Casino"), ("b", "Port")])
        lines = list(csv.DictReader(io.StringIO(self.stands("--list", "--format", "csv").stdout)))
        self.assertEqual([line["stand"] for line in lines], ["a", "b"])
        self.assertFalse(self.table("--from", rows)["written"], "the same table again changes nothing")

    def test_what_is_wrong_names_value_rule_and_remedy(self):
        self.stands("--add", f"kiosk-1={KIOSK}", "--by", "walk")
        before = self.city.read_bytes()
        for args, code, words in [
                (["--add", "nonsense"], 2, ["nonsense", "ID=LON,LAT"]),
                (["--add", "a=200,43.7"], 2, ["a=200,43.7", "longitude, then latitude"]),
                (["--add", "a=x,43.7"], 2, ["a=x,43.7"]),
                (["--add", "ä=7.4,43.7"], 2, ["ä", "A-Z a-z 0-9"]),
                (["--add", "a=43.7384,7.4246"], 1, ["a: ", "within 300 m; the nearest is ", " m away"]),
                (["--add", f"a={KIOSK}", "--add", f"a={PORT_HERCULE}"], 1, ["a: ", "more than once"]),
                (["--add", f"kiosk-1={PORT_HERCULE}"], 1, ["kiosk-1", "already", "--remove kiosk-1"]),
                (["--remove", "none"], 1, ["none", "--list"]),
                (["--by", "car"], 2, ["car", "walk, wheelchair, bicycle"]),
                (["--max-minutes", "0"], 2, ["--max-minutes 0", "1 to 1440"]),
                (["--list", "--remove", "kiosk-1"], 2, ["--list"]),
                (["--from", self.folder / "missing.csv"], 1, ["missing.csv"])]:
            with self.subTest(args):
                done = self.stands(*args, code=code)
                for word in words:
                    self.assertIn(word, done.stderr)
                self.assertEqual(self.city.read_bytes(), before)
        both = self.stands("--add", "a=1", "--add", "b=2", code=2).stderr
        self.assertIn("a=1", both)
        self.assertIn("b=2", both)

    def test_a_city_without_streets_or_stands_says_so(self):
        self.assertIn("has no stands", self.stands().stderr)
        change(self.city, "DELETE FROM street")
        self.assertIn("has no streets", self.stands("--add", f"kiosk-1={KIOSK}", code=1).stderr)

    def test_a_copy_without_streets_answers_as_the_city_does(self):
        self.stands("--add", f"kiosk-1={KIOSK},Casino")
        copy = self.folder / "kiosk.gpkg"
        done = run("export", "--city", self.city, "--to", copy, "--profile", "public")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertNotIn("left out", done.stderr)
        change(copy, "DELETE FROM street", "DELETE FROM street_node")
        lon, lat = KIOSK.split(",")
        with Server(self.city) as whole, Server(copy) as offline:
            self.assertEqual(offline.get(f"/api/nearest?lon={lon}&lat={lat}&by=walk")[0], 404)
            for by in ["by=walk", "by=wheelchair", "by=wheelchair&avoid_unknown=true", "by=bicycle"]:
                target = f"/api/nearest?lon={lon}&lat={lat}&limit=100&max_minutes=60&{by}"
                status, body = whole.get(target)
                if status != 200:
                    self.assertEqual(offline.get(f"/api/stands/kiosk-1?limit=100&{by}"), (status, body))
                    continue
                near = json.loads(body)
                kept = offline.json(f"/api/stands/kiosk-1?limit=100&{by}")
                self.assertEqual(timeless(near), timeless(kept))
                self.assertEqual(near["numberMatched"], kept["numberMatched"])
                self.assertFalse(kept["stale"])
                for place in near["features"][::3]:
                    to = ",".join(str(x) for x in place["geometry"]["coordinates"])
                    for language in ["en", "ar"]:
                        way = whole.json(f"/api/route?from={KIOSK}&to={to}&lang={language}&{by}")
                        same = offline.json(f"/api/stands/kiosk-1/ways/{place['id']}?lang={language}&{by}")
                        for more in ["stand", "stand_name", "place", "computed", "stale", "max_minutes"]:
                            del same["properties"][more]
                        self.assertEqual(way, same)
            filtered = "kind=library&maybe=yes&wheelchair=yes"
            self.assertEqual(
                timeless(whole.json(f"/api/nearest?lon={lon}&lat={lat}&by=walk&max_minutes=60&{filtered}")),
                timeless(offline.json(f"/api/stands/kiosk-1?{filtered}")))

    def test_a_running_server_follows_and_says_what_is_out_of_date(self):
        with Server(self.city) as server:
            self.assertEqual(server.json("/api/stands")["numberMatched"], 0)
            self.stands("--add", f"kiosk-1={KIOSK}")
            for _ in range(100):
                if server.json("/api/stands")["numberMatched"] == 1:
                    break
                time.sleep(0.1)
            self.assertIn("computed", server.json("/api/stands/kiosk-1"))
            change(self.city, "UPDATE place SET visibility='staff' WHERE fid=(SELECT min(fid) FROM place)",
                   "UPDATE revision SET counter=counter+1 WHERE part='places'")
            for _ in range(100):
                if server.json("/api/stands")["features"][0]["properties"]["ways"][0]["stale"]:
                    break
                time.sleep(0.1)
            live = server.json("/api/stands/kiosk-1?limit=100")
            self.assertNotIn("computed", live)
            self.assertFalse(live["stale"])

    def test_the_public_edition_holds_no_way_to_a_hidden_place(self):
        self.stands("--add", f"kiosk-1={KIOSK}")
        with contextlib.closing(sqlite3.connect(self.city)) as db:
            hidden, = db.execute("SELECT id FROM place ORDER BY fid LIMIT 1").fetchone()
        change(self.city, f"UPDATE place SET visibility='staff' WHERE id='{hidden}'")
        copy = self.folder / "hidden.gpkg"
        done = run("export", "--city", self.city, "--to", copy, "--profile", "public")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("minutes and ways from stands were left out", done.stderr)
        self.assertEqual(parts(copy), {})
        self.assertNotIn(hidden.encode(), copy.read_bytes())
        # Worked out anew, they are in it, and the place is not.
        self.stands()
        again = self.folder / "again.gpkg"
        done = run("export", "--city", self.city, "--to", again, "--profile", "public")
        self.assertNotIn("left out", done.stderr)
        self.assertEqual(len(parts(again)), 4)
        self.assertNotIn(hidden.encode(), again.read_bytes())
        # The copy works them out by itself, too, to the same bytes but for the moment.
        worked = json.loads(run("stands", "--city", copy, "--json").stdout)
        self.assertTrue(worked["written"])
        self.assertEqual({part: len(data) for part, data in parts(copy).items()},
                         {part: len(data) for part, data in parts(again).items()})

    def test_killed_at_any_moment_the_city_is_as_before_or_as_after(self):
        begin = time.monotonic()
        self.stands("--add", f"kiosk-1={KIOSK}", "--max-minutes", "30")
        undisturbed = time.monotonic() - begin
        before = parts(self.city)
        draw = random.Random(20261126)
        wholes = 0
        for i in range(8):
            process = subprocess.Popen([BIN, "stands", "--city", str(self.city), "--add", f"other-{i}={PORT_HERCULE}"],
                                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            time.sleep(draw.uniform(0, 1.2 * undisturbed))
            process.send_signal(signal.SIGKILL)
            process.wait(timeout=30)
            listed = self.table("--list")["stands"]
            now = parts(self.city)
            for stand in listed:
                self.assertEqual(len(stand["ways"]), 4, "a stand without its ways")
            self.assertEqual(len(now), 4 * len(listed))
            self.assertEqual({part: data for part, data in now.items() if part.startswith("kiosk-1/")}, before)
            wholes += any(stand["id"] == f"other-{i}" for stand in listed)
        print(f"{wholes} of 8 were quicker than their end")


if __name__ == "__main__":
    unittest.main()
