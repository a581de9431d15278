"""What the daily totals promise: they are exact, servers and restarts add up, a kill costs a minute at most, nothing of
a visitor is in them, and a city that cannot be written is served all the same."""
import csv
import io
import json
import os
import pathlib
import signal
import sqlite3
import tempfile
import time
import unittest

from serving import Server, run, write_osm


class DailyTotals(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory(prefix="cartable-e2e-usage-")
        self.addCleanup(self.folder.cleanup)
        self.city = pathlib.Path(self.folder.name) / "town.gpkg"
        self.state = pathlib.Path(self.folder.name) / "state"
        os.environ["XDG_STATE_HOME"] = str(self.state)
        os.environ.pop("STATE_DIRECTORY", None)
        write_osm(pathlib.Path(self.folder.name) / "town.osm", 40)
        run("import", pathlib.Path(self.folder.name) / "town.osm", "--city", self.city, "--timezone", "Europe/Berlin")

    def totals(self):
        """(view, language, kind) → count over all days."""
        out = {}
        text = run("info", "--city", self.city, "--totals", "--format", "csv").stdout
        for row in csv.DictReader(io.StringIO(text)):
            key = (row["view"], row["language"], row["kind"])
            out[key] = out.get(key, 0) + int(row["count"])
        return out

    @staticmethod
    def look(server, times=1):
        for _ in range(times):
            server.get("/", headers=["Accept-Language: fr-FR,fr;q=0.9"])
            server.get("/api/nearest?lon=10.0123&lat=50.0123&kind=library", headers=["Accept-Language: ar"])
            server.get("/api/search?q=SECRETNEED&lang=en", headers=["User-Agent: SECRETDEVICE"])
            server.get("/api/collections/places/items/osm:n1?lang=es")
            server.get("/tiles/places/0/0/0.mvt")
            server.get("/api/nearest?lon=10")
            server.get("/assets/app-DtX9a1_b.js")

    def expected(self, times):
        return {("page", "fr", ""): times, ("nearest", "ar", ""): times, ("nearest", "", "library"): times,
                ("search", "en", ""): times, ("place", "es", ""): times, ("place", "", "library"): times}

    def test_they_are_exact_after_a_drain_and_restarts_add_up(self):
        with Server(self.city) as server:
            self.look(server, 7)
        self.assertEqual(self.totals(), self.expected(7))
        with Server(self.city) as server:
            self.look(server, 3)
        self.assertEqual(self.totals(), self.expected(10))
        stored = self.city.read_bytes()
        for secret in (b"SECRETNEED", b"SECRETDEVICE", b"10.0123", b"127.0.0.1"):
            self.assertNotIn(secret, stored)

    def test_two_servers_of_one_city_add_up_and_neither_reloads(self):
        with Server(self.city) as one, Server(self.city) as two:
            self.look(one, 4)
            self.look(two, 5)
            one.stop()
            time.sleep(1.5)  # the other one polls each second
            self.look(two, 1)
            self.assertNotIn("reloaded", two.log())
        self.assertEqual(self.totals(), self.expected(10))

    def test_a_page_that_the_browser_kept_is_a_view_and_a_head_is_none(self):
        with Server(self.city) as server:
            etag = server.get("/").headers["etag"]
            self.assertEqual(server.get("/", headers=[f"If-None-Match: {etag}"]).status, 304)
            server.get("/", "HEAD")
            server.get("/api/nearest?lon=10&lat=50", "HEAD")
        self.assertEqual(self.totals(), {("page", "other", ""): 2})

    def test_searches_in_vain_are_counted_and_a_name_or_a_phone_number_is_in_no_byte(self):
        names = "q=Juana+Perez+Gonzalez&lon=10&lat=50", "q=juana%20perez%20gonzalez", "q=%D9%85%D8%B1%D9%8A%D9%85%20%D8%A7%D9%84%D8%B9%D9%84%D9%8A"
        with Server(self.city) as server:
            for query in (*names, "q=%2B598+99+123+456", "q=veterinary", "q=veterin"):
                self.assertEqual(server.get(f"/api/search?{query}").status, 200)
            server.stop()
            logs = server.log() + server.access_path.read_text()
        rows = sqlite3.connect(self.city).execute("SELECT source, words, topic, people FROM need").fetchall()
        by_source = {}
        for source, _, _, people in rows:
            by_source[source] = by_source.get(source, 0) + people
        # "veterin" was typed on; each text that nobody knows yet is one hashed row of one day.
        self.assertEqual(by_source, {"search": 1, "search-hashed": 2, "search-other": 4})
        self.assertIn(("search", "veterinary"), {(source, words) for source, words, *_ in rows})
        key = (self.state / "cartable" / "search-key").read_text().split()[1]
        for path in pathlib.Path(self.folder.name).iterdir():
            stored = path.read_bytes() if path.is_file() and path.suffix != ".osm" else b""
            for secret in (b"uana", b"erez", b"99 123", b"99123456", "مريم".encode(), bytes.fromhex(key), key.encode()):
                self.assertNotIn(secret, stored)
        for secret in ("uana", "erez", "99123456", "veterinary"):
            self.assertNotIn(secret, logs)

    def test_days_can_be_chosen_and_come_as_json_too(self):
        with Server(self.city) as server:
            self.look(server)
        everything = json.loads(run("info", "--city", self.city, "--totals", "--format", "json").stdout)
        self.assertEqual(sum(row["count"] for row in everything), 6)
        day = everything[0]["date"]
        chosen = run("info", "--city", self.city, "--totals", "--from", day, "--to", day, "--format", "json").stdout
        self.assertEqual(json.loads(chosen), everything)
        none = run("info", "--city", self.city, "--totals", "--to", "2020-01-01")
        self.assertIn("no daily totals", none.stdout)
        wrong = run("info", "--city", self.city, "--totals", "--from", "yesterday", check=False)
        self.assertEqual(wrong.returncode, 2)
        self.assertIn("2026-11-26", wrong.stderr)

    def test_no_totals_keeps_none(self):
        before = self.city.read_bytes()
        with Server(self.city, "--no-totals") as server:
            self.look(server)
        self.assertEqual(self.city.read_bytes(), before)

    def test_while_somebody_writes_answers_go_on_and_the_totals_wait(self):
        with Server(self.city) as server:
            self.look(server, 2)
            writer = sqlite3.connect(self.city, isolation_level=None)
            writer.execute("BEGIN IMMEDIATE")
            try:
                server.signal(signal.SIGTERM)
                time.sleep(0.6)
            finally:
                writer.execute("ROLLBACK")
                writer.close()
            self.assertEqual(server.process.wait(20), 0)
        self.assertEqual(self.totals(), self.expected(2))

    def test_a_read_only_city_is_served_and_the_trouble_said_once(self):
        os.chmod(self.city, 0o444)
        os.chmod(self.folder.name, 0o555)
        self.addCleanup(os.chmod, self.folder.name, 0o755)
        nobody = 65534 if os.geteuid() == 0 else None  # root may write everything
        with Server(self.city, user=nobody) as server:
            self.look(server)
            self.assertEqual(server.stop()[0], 0)
            self.assertEqual(server.log().count("daily totals are not kept"), 1, server.log())
            self.assertIn("cannot be written", server.log())
        self.assertEqual(self.totals(), {})

    def test_a_kill_costs_what_was_counted_since_the_last_full_minute_at_most(self):
        # Not across the minute, so that what is stored and what is lost are known.
        if time.time() % 60 > 45:
            time.sleep(60.5 - time.time() % 60)
        with Server(self.city) as server:
            self.look(server, 2)
            deadline = time.monotonic() + 75
            while not self.totals() and time.monotonic() < deadline:
                time.sleep(0.5)
            self.assertEqual(self.totals(), self.expected(2))
            self.look(server, 1)
            server.process.kill()
            server.process.wait()
        self.assertEqual(self.totals(), self.expected(2))


if __name__ == "__main__":
    unittest.main()
