#!/usr/bin/env python3
"""The helper that reads opening hours, through the real binary: the same bytes whatever the machine's time zone."""
import csv
import datetime
import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

BIN = os.environ["CARTABLE_BIN"]
SHARED = pathlib.Path(os.environ.get("CARTABLE_SHARED", pathlib.Path(__file__).resolve().parents[2].parent / "shared"))
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


# As tables of other people have them: words, what they mean, and whether that is sure.
WORDS = [("du lundi au vendredi, 9h-12h", "Mo-Fr 09:00-12:00"),
         ("Monday to Friday 9am - 5pm, Saturday 10 am to 1:30 pm", "Mo-Fr 09:00-17:00; Sa 10:00-13:30"),
         ("Lunes a viernes 8:30 a 12:30 y 14:00 a 18:00. Sábados 9:00 a 12:00",
          "Mo-Fr 08:30-12:30,14:00-18:00; Sa 09:00-12:00"),
         ("Пн-Пт 9:00–18:00, Сб 10:00–16:00, Вс выходной", "Mo-Fr 09:00-18:00; Sa 10:00-16:00; Su off"),
         ("من الاثنين إلى الخميس من 9:00 إلى 17:00", "Mo-Th 09:00-17:00"),
         ("周一至周五上午9:00至下午5:30，周六、周日休息", "Mo-Fr 09:00-17:30; Sa,Su off"),
         ("Mo-Fr 09:00-18:00; PH off", None), ("Mon-Fri 9-5", None), ("samedi matin", None), ("", None)]


class Folder(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="cartable-words-")
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.city = os.path.join(self.folder, "city.gpkg")

    def run_it(self, *args):
        done = subprocess.run([BIN, *args, "--city", self.city], capture_output=True, text=True, timeout=120)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done

    def write(self, name, header, rows):
        path = os.path.join(self.folder, name)
        with open(path, "w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(header)
            writer.writerows(rows)
        return path



class InWords(Folder):
    def take(self, file, *args):
        done = self.run_it("import", file, "--timezone", "Europe/Paris", "--region", "FR-IDF", "--format", "json", *args)
        return json.loads(done.stdout.splitlines()[-1]), done.stderr

    def places(self, *args):
        answer = json.loads(self.run_it("items", "--limit", "100", *args).stdout)
        return {f["properties"]["name"]: f["properties"] for f in answer["features"]}

    def test_hours_in_words_are_taken_where_they_are_sure_and_the_words_are_kept(self):
        table = self.write("libraries.csv", ["id", "name", "kind", "lon", "lat", "opening_hours"],
                           [[str(i), f"Library {i}", "library", 2.3 + i / 100, 48.8, words]
                            for i, (words, _) in enumerate(WORDS)])
        report, _ = self.take(table)
        self.assertEqual(report["hours_in_words"]["taken"], 6)
        taken = {one["words"]: one["opening_hours"] for one in report["hours_in_words"]["texts"]}
        self.assertEqual(taken, {words: osm for words, osm in WORDS if osm})
        places = self.places()
        for i, (words, osm) in enumerate(WORDS):
            self.assertEqual(places[f"Library {i}"].get("opening_hours", ""), osm or words)
        # Friday, half past eleven.
        is_open = set(self.places("--open-at", "2026-11-27T11:30"))
        self.assertLessEqual({f"Library {i}" for i in (0, 1, 2, 3, 5, 6)}, is_open)
        self.assertFalse({"Library 4", "Library 8", "Library 9"} & is_open)
        found = json.loads(self.run_it("check", "--format", "json").stdout)["findings"]
        words = {f["words"]: f["value"] for f in found if f["kind"] == "hours-from-words"}
        self.assertEqual(words, taken)
        unread = [f["value"] for f in found if f["kind"] == "unreadable-hours"]
        self.assertEqual(sorted(unread), ["Mon-Fri 9-5", "samedi matin"])
        with open(table, "a", encoding="utf-8") as file:  # another file, so that it is read again
            file.write("\n")
        again, _ = self.take(table)
        self.assertEqual((again["places"]["unchanged"], again["places"]["changed"]), (10, 0), again)
        self.assertEqual(again["hours_in_words"], report["hours_in_words"])
        self.assertIn("“du lundi au vendredi, 9h-12h” as Mo-Fr 09:00-12:00",
                      self.run_it("import", table, "--dry-run", "--timezone", "Europe/Paris").stderr)

    def test_the_days_and_hours_of_offers_too(self):
        header = next(csv.reader(self.run_template("en").splitlines()))
        number, name, when = header[0], header[1], next(h for h in header if h.startswith("Days and"))
        rows = [{number: "1", name: "Reading", when: "Tuesdays and Thursdays 18:00 to 20:00"},
                {number: "2", name: "Sewing", when: "Tu,Th 18:00-20:00"},
                {number: "3", name: "Cooking", when: "jeudi 14h-16h, fermé les jours fériés"}]
        table = self.write("offers.csv", header, [[row.get(h, "") for h in header] for row in rows])
        report, _ = self.take(table)
        self.assertEqual(report["hours_in_words"]["taken"], 2)
        answer = json.loads(self.run_it("items", "--collection", "offers", "--limit", "10").stdout)
        schedules = {f["properties"]["name"]: f["properties"]["schedule"] for f in answer["features"]}
        self.assertEqual(schedules["Reading"], 'Tu,Th 18:00-20:00 open "Tuesdays and Thursdays 18:00 to 20:00"')
        self.assertEqual(schedules["Sewing"], "Tu,Th 18:00-20:00")
        self.assertEqual(schedules["Cooking"], 'Th 14:00-16:00; PH off "jeudi 14h-16h, fermé les jours fériés"')
        for time, expected in (("2026-12-03T15:00", {"Cooking"}), ("2026-12-03T19:00", {"Reading", "Sewing"}),
                               ("2026-05-14T15:00", set()),  # Ascension Day, a Thursday
                               ("2026-12-02T19:00", set())):
            answer = json.loads(self.run_it("items", "--collection", "offers", "--limit", "10", "--open-at", time).stdout)
            self.assertEqual({f["properties"]["name"] for f in answer["features"]}, expected, time)
        found = json.loads(self.run_it("check", "--format", "json").stdout)["findings"]
        self.assertEqual({f["words"] for f in found if f["kind"] == "hours-from-words"}, {rows[0][when], rows[2][when]})
        with open(table, "a", encoding="utf-8") as file:
            file.write("\n")
        again = self.take(table)[0]
        self.assertEqual((again["offers"]["unchanged"], again["offers"]["changed"]), (3, 0), again)

    def run_template(self, language):
        return subprocess.run([BIN, "template", "--as", "offers", "--lang", language], capture_output=True, text=True,
                              check=True).stdout


# What the cities' libraries would hand in beside the real extracts; whose hours nobody knows are left as they are.
VANCOUVER_HOURS = [
    ("Britannia", 49.2756, -123.0738, "Monday to Thursday 9am - 9pm, Friday 9am to 6pm, Saturday and Sunday 10:00 to 17:00, closed on holidays"),
    ("Kensington", 49.2491, -123.0753, "Tu-Sa 10:00-18:00; PH off"),
    ("Mount Pleasant", 49.2643, -123.1002, "Mo-Fr 10:00-18:00"),
    ("Oakridge", 49.2327, -123.1172, "Sa 10:30-12:00; Nov 28 off"),
    ("Hastings", 49.2809, -123.05, "Mo-Su,PH 10:00-10:30"),
    ("Kitsilano", 49.2647, -123.1687, "Sa \"by appointment\"; Fr 10:00-12:00"),
    ("Renfrew", 49.2524, -123.043, "weekends, ask the janitor"),
    ("Marpole", 49.2104, -123.14, "Sa 10:00+; PH 10:00-14:00"),
    ("Strathcona", 49.2798, -123.0915, "Mo-Sa 09:00-17:00; SH off"),
]
# Saturday 28 November, Christmas (a Friday) and New Year's Day (a Friday), at half past ten: by the texts above and the
# extract's own (Vancouver Public Library: Mo-Th 10:00-21:00;Fr 10:00-18:00;Sa 10:00-18:00;Su 11:00-18:00, not a word of
# holidays; Firehall: Tu-we 1pm-8pm;th-sa 11am-6pm).
VANCOUVER_OPEN = {
    "2026-11-28T10:30": ({"Britannia", "Kensington", "Vancouver Public Library"},
                         {"Mount Pleasant", "Oakridge", "Hastings", "Firehall"}),
    "2026-12-25T10:30": ({"Mount Pleasant", "Vancouver Public Library", "Kitsilano", "Marpole"},
                         {"Britannia", "Kensington", "Oakridge", "Hastings", "Firehall"}),
    "2027-01-01T10:30": ({"Mount Pleasant", "Vancouver Public Library", "Kitsilano", "Marpole"},
                         {"Britannia", "Kensington", "Oakridge", "Hastings", "Firehall"}),
    "2026-11-30T10:30": ({"Britannia", "Mount Pleasant", "Vancouver Public Library"},
                         {"Kensington", "Oakridge", "Hastings", "Firehall", "Kitsilano", "Marpole"}),
}
DUITAMA_HOURS = [
    ("Biblioteca piedra y cielo", 5.8315515, -73.0382438, "Lunes a viernes de 8:00 a 12:00 y de 14:00 a 18:00, sábados 9:00 a 12:00, festivos cerrado"),
    ("Biblioteca Comfaboy", 5.8305527, -73.0340086, "Mo-Fr 08:00-20:00; PH 10:00-12:00"),
    ("Biblioteca La Trinidad", 5.8201, -73.0402, "lunes a sábado 10am - 1pm"),
    ("Biblioteca El Milagro", 5.8252, -73.0301, "Sa off; Mo 08:00-12:00"),
]
# Holidays in Colombia: 8 December (a Tuesday), Christmas, and the Epiphany, which is kept on the Monday after it.
DUITAMA_OPEN = {
    "2026-11-28T10:30": ({"Biblioteca piedra y cielo", "Biblioteca La Trinidad"},
                         {"Biblioteca Comfaboy", "Biblioteca El Milagro"}),
    "2026-12-08T10:30": ({"Biblioteca Comfaboy", "Biblioteca La Trinidad"},
                         {"Biblioteca piedra y cielo", "Biblioteca El Milagro"}),
    "2026-12-08T15:00": (set(), {"Biblioteca piedra y cielo", "Biblioteca Comfaboy", "Biblioteca La Trinidad",
                                 "Biblioteca El Milagro"}),
    "2026-12-09T15:00": ({"Biblioteca piedra y cielo", "Biblioteca Comfaboy"},
                         {"Biblioteca La Trinidad", "Biblioteca El Milagro"}),
    "2027-01-11T08:30": ({"Biblioteca El Milagro"},
                         {"Biblioteca piedra y cielo", "Biblioteca Comfaboy", "Biblioteca La Trinidad"}),
    "2027-01-06T08:30": ({"Biblioteca piedra y cielo", "Biblioteca Comfaboy"},
                         {"Biblioteca La Trinidad", "Biblioteca El Milagro"}),
}


@unittest.skipUnless((SHARED / "data/osm/vancouver-20150501.osm.pbf").exists(), f"no extracts below {SHARED}")
class RealCities(Folder):
    def libraries(self, *args):
        answer = json.loads(self.run_it("items", "--kind", "library", "--limit", "1000", *args).stdout)
        return answer, {f["properties"]["name"]: f["properties"].get("fits") for f in answer["features"]}

    def check_city(self, extract, tables, hours, expected):
        for source in (SHARED / "data" / extract, *(SHARED / "data" / table for table in tables)):
            self.run_it("import", str(source))
        table = self.write("hours.csv", ["id", "name", "kind", "lon", "lat", "opening_hours"],
                           [[str(i), name, "library", lon, lat, text] for i, (name, lat, lon, text) in enumerate(hours)])
        self.run_it("import", table)
        count = self.libraries()[0]["numberMatched"]
        everything = set(self.libraries()[1])
        for time, (is_open, is_closed) in expected.items():
            answer, fits = self.libraries("--open-at", time, "--maybe", "yes")
            sure = {name for name, fit in fits.items() if fit == "yes"}
            unknown = {name for name, fit in fits.items() if fit == "maybe"}
            closed = everything - sure - unknown
            self.assertEqual(answer["numberFits"] + answer["numberMaybe"], answer["numberMatched"])
            self.assertEqual((len(sure), len(unknown)), (answer["numberFits"], answer["numberMaybe"]))
            self.assertEqual(len(sure) + len(closed) + len(unknown), count)
            self.assertEqual((sure, closed), (is_open, is_closed), time)
            self.assertEqual(self.libraries("--open-at", time)[0]["numberMatched"], len(sure))
        return count, unknown

    def test_vancouver_splits_into_open_closed_and_unknown(self):
        count, unknown = self.check_city("osm/vancouver-20150501.osm.pbf", ["vancouver/libraries.csv"], VANCOUVER_HOURS,
                                         VANCOUVER_OPEN)
        self.assertGreater(count, 25)
        self.assertIn("Renfrew", unknown)  # words that nobody can read
        self.assertIn("Joe Fortes", unknown)  # says nothing

    def test_duitama_keeps_the_holidays_of_colombia(self):
        count, unknown = self.check_city("duitama/duitama-20210921.osm.pbf", [], DUITAMA_HOURS, DUITAMA_OPEN)
        self.assertEqual((count, unknown), (4, set()))


if __name__ == "__main__":
    unittest.main()
