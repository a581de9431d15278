#!/usr/bin/env python3
"""The helper that reads opening hours, through the real binary: the same bytes whatever the machine's time zone."""
import datetime
import json
import os
import shutil
import subprocess
import tempfile
import unittest

BIN = os.environ["CARTABLE_BIN"]
CONTEXT = {"zone": "Europe/Paris", "region": "FR-IDF", "calendar": "[]", "first_day": "2026-03-27", "days": 37,
           "lon": 2.35, "lat": 48.85}
TEXTS = ["Mo-Fr 09:00-18:00; PH off", "24/7", "Sa 22:00-06:00", "Su 02:30-05:00", "sunrise-sunset", "Th 17:00+",
         "Mo-Fr 09:00-18:00; SH off", "nonsense", "Mo \"by appointment\"", "quote \" and \\ and \u2028", ""]


def answers(zone):
    environment = {key: value for key, value in os.environ.items() if key != "TZ"}
    if zone is not None:
        environment["TZ"] = zone
    lines = [json.dumps(CONTEXT), *map(json.dumps, TEXTS)]
    done = subprocess.run([BIN, "hours-worker"], input="\n".join(lines) + "\n", capture_output=True, text=True,
                          env=environment, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout


class HoursWorker(unittest.TestCase):
    def test_the_machines_zone_does_not_matter(self):
        first = answers(None)
        lines = first.splitlines()
        self.assertEqual(lines[0], "ready")
        self.assertEqual(len(lines), len(TEXTS) + 1)
        # From Friday's midnight on: opens at 09:00, closes at 18:00.
        midnight = int(datetime.datetime.fromisoformat("2026-03-27T00:00+01:00").timestamp()) // 60
        self.assertTrue(lines[1].startswith(f"none {midnight}c 540o 540c "), lines[1][:80])
        for zone in ("UTC", "America/Montevideo"):
            self.assertEqual(answers(zone), first, zone)

    def test_it_is_no_command_for_people(self):
        self.assertNotIn("hours-worker", subprocess.run([BIN, "--help"], capture_output=True, text=True).stdout)
        done = subprocess.run([BIN, "hours-worker"], input="", capture_output=True, text=True, timeout=60)
        self.assertEqual(done.returncode, 2)
        self.assertIn("part of cartable serve", done.stderr)
        done = subprocess.run([BIN, "hours-worker"], input="{}\n", capture_output=True, text=True, timeout=60)
        self.assertEqual(done.returncode, 2)
        self.assertIn("first_day", done.stderr)


# Friday 25 December 2026 is a holiday in France; Saturday 28 November is none.
TOWN = """<?xml version='1.0' encoding='UTF-8'?>
<osm version="0.6">
  <node id="1" lat="48.85" lon="2.35"><tag k="amenity" v="library"/><tag k="name" v="Weekdays"/><tag k="opening_hours" v="Mo-Fr 09:00-18:00; PH off"/></node>
  <node id="2" lat="48.86" lon="2.36"><tag k="amenity" v="library"/><tag k="name" v="Saturdays"/><tag k="opening_hours" v="Sa 10:00-12:00; PH 14:00-16:00"/></node>
  <node id="3" lat="48.87" lon="2.37"><tag k="amenity" v="library"/><tag k="name" v="Words"/><tag k="opening_hours" v="samedi matin"/></node>
  <node id="4" lat="48.88" lon="2.38"><tag k="amenity" v="library"/><tag k="name" v="School"/><tag k="opening_hours" v="Sa 10:00-12:00; SH off"/></node>
  <node id="5" lat="48.89" lon="2.39"><tag k="amenity" v="library"/><tag k="name" v="Always"/><tag k="opening_hours" v="24/7"/></node>
  <node id="6" lat="48.89" lon="2.39"><tag k="amenity" v="library"/><tag k="name" v="Silent"/></node>
</osm>
"""


class City(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="cartable-hours-")
        cls.addClassCleanup(shutil.rmtree, cls.folder, ignore_errors=True)
        cls.city = os.path.join(cls.folder, "city.gpkg")
        town = os.path.join(cls.folder, "town.osm")
        with open(town, "w", encoding="utf-8") as file:
            file.write(TOWN)
        done = subprocess.run([BIN, "import", town, "--city", cls.city, "--timezone", "Europe/Paris", "--region", "FR-IDF"],
                              capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, done.stderr

    def ask(self, zone, *args):
        environment = {key: value for key, value in os.environ.items() if key != "TZ"} | ({"TZ": zone} if zone else {})
        done = subprocess.run([BIN, "items", "--city", self.city, "--kind", "library", *args], capture_output=True,
                              text=True, env=environment, timeout=120)
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout)

    def split(self, zone, time):
        answer = self.ask(zone, "--open-at", time, "--maybe", "yes", "--limit", "100")
        found = {"yes": set(), "maybe": set()}
        for feature in answer["features"]:
            found[feature["properties"]["fits"]].add(feature["properties"]["name"])
        self.assertEqual(answer["numberMatched"], answer["numberFits"] + answer["numberMaybe"])
        return found["yes"], found["maybe"]

    def test_open_closed_and_unknown_add_up_in_every_zone_of_the_machine(self):
        for zone in (None, "UTC", "America/Montevideo"):
            # Saturday morning: SH is in doubt, words and silence are unknown, weekdays are closed.
            self.assertEqual(self.split(zone, "2026-11-28T10:30"), ({"Saturdays", "Always"}, {"School", "Words", "Silent"}))
            if zone:
                continue
            self.assertEqual(self.split(zone, "2026-11-27T10:30"), ({"Weekdays", "Always"}, {"Words", "Silent"}))
            # Christmas: weekday hours do not hold, holiday hours do.
            self.assertEqual(self.split(zone, "2026-12-25T10:30"), ({"Always"}, {"Words", "Silent"}))
            self.assertEqual(self.split(zone, "2026-12-25T14:30"), ({"Saturdays", "Always"}, {"Words", "Silent"}))
            # Years away, evaluated when asked for: 14 July 2031 is a Monday.
            self.assertEqual(self.split(zone, "2031-07-14T10:30"), ({"Always"}, {"Words", "Silent"}))
            self.assertEqual(self.split(zone, "2031-07-15T10:30"), ({"Weekdays", "Always"}, {"Words", "Silent"}))

    def test_every_place_says_whether_it_is_open(self):
        places = {f["properties"]["name"]: f["properties"] for f in self.ask(None, "--limit", "100")["features"]}
        self.assertEqual(places["Always"]["open"], "open")
        self.assertNotIn("open_until", places["Always"])
        for name in ("Words", "Silent"):
            self.assertEqual(places[name]["open"], "unknown")
        self.assertEqual(places["Words"]["opening_hours"], "samedi matin")
        self.assertIn(places["Weekdays"]["open"], ("open", "closed"))

    def test_check_lists_what_cannot_be_read_and_what_the_calendar_lacks(self):
        done = subprocess.run([BIN, "check", "--city", self.city, "--format", "json"], capture_output=True, text=True,
                              timeout=120)
        findings = {finding["kind"]: finding for finding in json.loads(done.stdout)["findings"]}
        self.assertEqual(findings["unreadable-hours"]["record"], "osm:n3")
        self.assertIn("samedi matin", findings["unreadable-hours"]["message"])
        self.assertEqual(findings["no-school-calendar"]["example"], "osm:n4")

    def test_an_impossible_time_is_wrong_usage(self):
        done = subprocess.run([BIN, "nearest", "--city", self.city, "--lon", "2.3", "--lat", "48.8", "--open_at", "soon"],
                              capture_output=True, text=True, timeout=120)
        self.assertEqual(done.returncode, 2)
        self.assertIn("2026-11-23T18:30", done.stderr)


if __name__ == "__main__":
    unittest.main()
