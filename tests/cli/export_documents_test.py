"""`cartable export` to .ics and .json: what comes out is what calendars, Open Referral and search engines read, holds
nothing hidden, and says what it could not hold."""
import csv
import json
import os
import pathlib
import re
import subprocess
import tempfile
import unittest

PROGRAM = os.environ.get("CARTABLE_BIN", "cartable")

OSM = """<?xml version="1.0"?>
<osm version="0.6">
<node id="1" version="1" lat="50.0" lon="10.0"><tag k="amenity" v="library"/><tag k="name" v="Library, one"/>
<tag k="opening_hours" v="Mo-Fr 08:00-12:00; PH off"/><tag k="addr:street" v="Street"/><tag k="addr:housenumber" v="1"/>
</node>
<node id="2" version="1" lat="50.1" lon="10.1"><tag k="amenity" v="school"/><tag k="name" v="School two"/>
<tag k="opening_hours" v="Mo[1] 08:00-12:00"/></node>
</osm>
"""
CALENDAR = "\r\n".join([
    "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//test//EN", "BEGIN:VEVENT", "UID:weekly@test", "DTSTAMP:20260101T000000Z",
    "DTSTART;TZID=Europe/Berlin:20260105T180000", "DTEND;TZID=Europe/Berlin:20260105T200000",
    "RRULE:FREQ=WEEKLY;BYDAY=MO", "EXDATE;TZID=Europe/Berlin:20260112T180000", "SUMMARY:French\\, for all",
    "LOCATION:Library\\, one", "END:VEVENT", "BEGIN:VEVENT", "UID:off@test", "DTSTAMP:20260101T000000Z",
    "DTSTART:20260601T100000Z", "STATUS:CANCELLED", "SUMMARY:Not held", "LOCATION:Library\\, one", "END:VEVENT",
    "END:VCALENDAR", ""])


def run(*arguments, check=True):
    return subprocess.run([PROGRAM, *map(str, arguments)], capture_output=True, text=True, check=check, timeout=120)


class Documents(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory(prefix="cartable-documents-")
        cls.here = pathlib.Path(cls.folder.name)
        cls.city = cls.here / "town.gpkg"
        (cls.here / "town.osm").write_text(OSM)
        (cls.here / "events.ics").write_text(CALENDAR, newline="")
        run("import", cls.here / "town.osm", "--city", cls.city, "--timezone", "Europe/Berlin", "--region", "DE-BY",
            "--licence", "ODbL-1.0")
        run("import", cls.here / "events.ics", "--city", cls.city, "--licence", "CC0-1.0")

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def export(self, name, *more):
        done = run("export", "--city", self.city, "--to", self.here / name, "--force", *more)
        return (self.here / name).read_bytes(), done.stderr

    def test_a_calendar_can_be_imported_again_and_changes_nothing(self):
        data, _ = self.export("out.ics", "--profile", "public")
        self.assertTrue(all(line.endswith(b"\r") for line in data.split(b"\n")[:-1]))
        self.assertTrue(all(len(line) <= 76 for line in data.split(b"\n")))
        text = data.decode()
        for part in ("UID:weekly@test", "TZID:Europe/Berlin", "EXDATE;TZID=Europe/Berlin:20260112T180000",
                     "STATUS:CANCELLED", "SUMMARY:French\\, for all"):
            self.assertIn(part, text)
        again = self.here / "again.gpkg"
        run("import", self.here / "town.osm", "--city", again, "--timezone", "Europe/Berlin", "--licence", "ODbL-1.0")
        run("import", self.here / "out.ics", "--city", again, "--licence", "CC0-1.0", "--source", "events")
        tables = []
        for city in (self.city, again):
            run("export", "--city", city, "--to", self.here / "t.csv", "--force", "--collection", "events")
            with open(self.here / "t.csv", newline="", encoding="utf-8") as table:
                tables.append([{name: row[name] for name in row if name not in ("date", "attribution", "sequence")}
                               for row in csv.DictReader(table)])
        self.assertEqual(len(tables[0]), 2)
        self.assertEqual(tables[0], tables[1])
        self.assertTrue((self.here / "out.ics.LICENCES.txt").exists())

    def test_hsds_is_a_page_of_services(self):
        data, told = self.export("out.json", "--profile", "hsds")
        page = json.loads(data)
        self.assertEqual(page["total_items"], len(page["contents"]))
        names = {one["name"] for one in page["contents"]}
        self.assertIn("School two", names)
        uuid = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
        for one in page["contents"]:
            self.assertRegex(one["id"], uuid)
            self.assertEqual(one["status"], "active")
            self.assertRegex(one["organization"]["id"], uuid)
        self.assertIn("hours that are not the same every week", told)
        self.assertIn("cancelled events are left out", told)
        self.assertEqual(data, self.export("out.json", "--profile", "hsds")[0])

    def test_schema_org_names_places_courses_events_and_sources(self):
        data, _ = self.export("out.json", "--profile", "schema.org")
        document = json.loads(data)
        self.assertEqual(document["@context"], "https://schema.org")
        by_type = {}
        for node in document["@graph"]:
            by_type.setdefault(node["@type"], []).append(node)
        self.assertEqual(by_type["Library"][0]["name"], "Library, one")
        self.assertEqual(by_type["Library"][0]["openingHoursSpecification"][0]["opens"], "08:00")
        self.assertIn("https://schema.org/EventCancelled", [e["eventStatus"] for e in by_type["EducationEvent"]])
        self.assertIn("ODbL-1.0", [one.get("license") for one in by_type["Dataset"]])

    def test_what_is_not_said_or_does_not_go_together_is_refused_with_the_remedy(self):
        for arguments, words in ((("--to", "x.json"), "--profile hsds"),
                                 (("--to", "x.csv", "--profile", "hsds"), "FILE.json"),
                                 (("--to", "x.ics", "--collection", "places"), "leave --collection out"),
                                 (("--to", "x.json", "--profile", "nobody"), "must be public")):
            done = run("export", "--city", self.city, *arguments, check=False)
            self.assertEqual(done.returncode, 2, arguments)
            self.assertIn(words, done.stderr, arguments)


if __name__ == "__main__":
    unittest.main()
