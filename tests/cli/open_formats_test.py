#!/usr/bin/env python3
"""Offers, services and calendars of other people through the real binary, each of them twice.

Runs the binary named by CARTABLE_BIN on small files that each test writes itself.
"""
import csv
import io
import json
import os
import pathlib
import shutil
import sqlite3
import subprocess
import tempfile
import unittest

BIN = os.environ["CARTABLE_BIN"]

TOWN = """<?xml version='1.0' encoding='UTF-8'?>
<osm version="0.6">
  <node id="1" lat="43.7312345" lon="7.4212345"><tag k="amenity" v="library"/><tag k="name" v="Médiathèque Élise"/><tag k="opening_hours" v="Mo-Fr 10:00-18:00"/></node>
  <node id="2" lat="43.7352345" lon="7.4252345"><tag k="amenity" v="library"/><tag k="name" v="Bibliothèque du Port"/></node>
</osm>
"""
MEDIATION_COLUMNS = (
    "id,pivot,nom,commune,code_postal,code_insee,adresse,complement_adresse,latitude,longitude,typologie,telephone,"
    "courriels,site_web,horaires,presentation_resume,presentation_detail,source,itinerance,structure_parente,date_maj,"
    "services,publics_specifiquement_adresses,prise_en_charge_specifique,frais_a_charge,dispositif_programmes_nationaux,"
    "formations_labels,autres_formations_labels,modalites_acces,modalites_accompagnement,fiche_acces_libre,prise_rdv"
).split(",")
HSDS = {"id": "sv1", "name": "English evening class", "status": "active", "minimum_age": 16,
        "organization": {"id": "o1", "name": "Neighbours", "description": "We help"},
        "languages": [{"id": "l1", "name": "Arabic", "code": "ar"}],
        "cost_options": [{"id": "k1", "amount": 0, "currency": "eur"}],
        "service_at_locations": [{"id": "sl1", "location": {
            "id": "lo1", "location_type": "physical", "name": "Town Hall", "latitude": 43.74, "longitude": 7.42,
            "schedules": [{"id": "h1", "freq": "WEEKLY", "byday": "MO,TU,WE", "opens_at": "09:00", "closes_at": "17:00"}],
            "addresses": [{"id": "a1", "address_1": "12 Main Street", "city": "Town", "postal_code": "98000",
                           "country": "MC", "address_type": "physical"}]}}]}
HSDS_TABLES = {
    "organizations": "id,name,description\no1,Neighbours,We help\n",
    "services": "id,organization_id,name,status\nsv1,o1,English evening class,active\nsv2,o1,Old class,defunct\n",
    "locations": "id,location_type,name,latitude,longitude\nlo1,physical,Town Hall,43.74,7.42\n",
    "services_at_location": "id,service_id,location_id\nsl1,sv1,lo1\nsl2,sv2,lo1\n",
    "cost_options": "id,service_id,amount,currency\nk1,sv1,0,eur\n",
    "languages": "id,service_id,name,code\nl1,sv1,Arabic,ar\n",
}
INCLUSION = {
    "structures": [{"id": "s-1", "source": "dora", "siret": "12345678900011", "nom": "Maison des Tilleuls",
                    "adresse": "12 rue de la Paix", "commune": "Valmont", "code_postal": "98000", "latitude": 43.741,
                    "longitude": 7.421, "date_maj": "2026-10-01"}],
    "services": [{"id": "v-1", "source": "dora", "structure_id": "s-1", "nom": "Atelier de français",
                  "frais": "gratuit", "publics": ["personnes-exilees"],
                  "thematiques": ["apprendre-francais--suivre-formation"], "modes_accueil": ["en-presentiel"]}],
}


def event(uid, *lines):
    return "\r\n".join(["BEGIN:VEVENT", "UID:" + uid, "DTSTAMP:20261101T080000Z", *lines, "END:VEVENT"])


def calendar(*events):
    return "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//t//EN", *events, "END:VCALENDAR", ""])


def run(*args):
    return subprocess.run([BIN, *map(str, args)], capture_output=True, text=True, timeout=120)


class OpenFormats(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="cartable-open-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.city = self.folder / "city.gpkg"
        self.take(self.write("town.osm", TOWN), "--timezone", "Europe/Monaco", "--region", "MC")

    def write(self, name, text):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="")
        return path

    def take(self, source, *args):
        done = run("import", source, "--city", self.city, "--format", "json", *args)
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout.splitlines()[-1])

    def take_twice(self, source, *args):
        """The report of the first time; the second time must change nothing."""
        first = self.take(source, *args)
        again = self.take(source, *args)
        self.assertTrue(again["nothing_to_do"], again)
        self.assertEqual(again["revision"], first["revision"])
        for kind in ("places", "offers", "sessions", "organisations"):
            self.assertEqual([again[kind][fate] for fate in ("new", "changed", "withdrawn")], [0, 0, 0], kind)
            self.assertGreaterEqual(again[kind]["unchanged"], first[kind]["new"], kind)
        return first

    def rows(self, table):
        with sqlite3.connect(self.city) as city:
            city.row_factory = sqlite3.Row
            found = {row["id"]: dict(row) for row in city.execute(f"SELECT * FROM {table}")}
        city.close()
        return found

    def template(self, language):
        done = run("template", "--lang", language)
        self.assertEqual(done.returncode, 0, done.stderr)
        return list(csv.reader(io.StringIO(done.stdout.lstrip("\ufeff"))))

    def test_the_template_has_the_same_columns_in_six_languages_and_its_example_is_never_an_offer(self):
        headers = {}
        for language in ("en", "fr", "es", "ar", "zh", "ru"):
            header, example = self.template(language)[:2]
            headers[language] = header
            self.assertEqual(len(header), len(example), language)
            self.assertEqual(len(set(header)), len(header), language)
        self.assertEqual(len({len(header) for header in headers.values()}), 1)
        self.assertEqual(len({header[1] for header in headers.values()}), 6)
        self.assertIn("Your number for this offer", headers["en"])
        self.assertIn("Nom de l’offre *", headers["fr"])
        for language, header in headers.items():
            rows = self.template(language)
            number, name = header[0], header[1]
            filled = [{number: "7", name: "Cours " + language}.get(column, "") for column in header]
            text = io.StringIO()
            csv.writer(text).writerows([*rows, filled])
            report = self.take_twice(self.write(f"offers-{language}.csv", text.getvalue()))
            self.assertEqual((report["offers"]["new"], report["offers"]["not_taken"]), (1, 0), language)
            mapped = {m["field"]: m["column"] for m in report["mapping"]}
            self.assertEqual((mapped["id"], mapped["name"], len(mapped)), (number, name, len(header)))
            self.assertEqual(self.rows("offer")[f"offers-{language}:7"]["name"], "Cours " + language)
        self.assertEqual(run("template", "--lang", "tlh").returncode, 2)

    def test_a_template_is_written_as_a_spreadsheet_that_comes_back_without_its_example(self):
        to = self.folder / "leer.xlsx"
        self.assertEqual(run("template", "--lang", "en", "--to", to).returncode, 0)
        self.assertTrue(to.read_bytes().startswith(b"PK"))
        done = run("import", to, "--city", self.city)
        self.assertNotIn("French for beginners", done.stderr)
        self.assertEqual(self.rows("offer"), {})

    def filled(self, *offers):
        header = self.template("fr")[0]
        text = io.StringIO()
        writer = csv.DictWriter(text, header)
        writer.writeheader()
        writer.writerows(offers)
        return self.write("offres.csv", text.getvalue())

    def test_a_filled_template_gives_offers_with_evidence_sessions_and_places(self):
        number, name, place = "Votre numéro pour cette offre", "Nom de l’offre *", "Lieu : nom"
        day, start, end = "Date d’une séance", "Début de la séance", "Fin de la séance"
        table = self.filled(
            {number: "1", name: "Français débutants", place: "Médiathèque Élise", "Coût": "gratuit",
             "Pour qui": "familles issues de l’immigration", "Langues parlées": "fr; arabe", day: "2026-12-01",
             start: "18:00", end: "20:00", "Chaque semaine jusqu’au": "2026-12-22"},
            {number: "1", name: "Français débutants", day: "2027-01-09", start: "10:00", end: "12:00"},
            {number: "2", name: "Atelier", "Lieu : son identifiant sur la carte": "osm:n2", "Coût": "payant"},
            {number: "3", name: "Couture", place: "Salle inconnue"},
            {number: "", name: "", place: "x"})
        rejects = self.folder / "rejects.csv"
        report = self.take_twice(table, "--rejects", rejects)
        self.assertEqual((report["offers"]["new"], report["sessions"]["new"], report["offers"]["not_taken"]), (3, 2, 1))
        self.assertEqual([report["place_links"][key] for key in ("certain", "doubtful", "none")], [2, 0, 1])
        offers = self.rows("offer")
        french = offers["offres:1"]
        self.assertEqual((french["place"], french["fee"]), ("osm:n1", "free"))
        self.assertEqual(json.loads(french["languages"]), ["fr", "ar"])
        self.assertEqual(json.loads(french["audiences"])["migrant-families"]["evidence"][0]["field"], "Pour qui")
        self.assertEqual((offers["offres:2"]["place"], offers["offres:2"]["fee"]), ("osm:n2", "paid"))
        self.assertIn(offers["offres:2"]["audiences"], (None, "", "{}"))  # not said is not known
        self.assertIn(offers["offres:3"]["place"], (None, ""))
        sessions = sorted(self.rows("session").values(), key=lambda one: one["starts"])
        self.assertEqual([one["starts"] for one in sessions],
                         ["2026-12-01T18:00:00+01:00", "2027-01-09T10:00:00+01:00"])
        self.assertIn("FREQ=WEEKLY", sessions[0]["rrule"])
        with rejects.open(encoding="utf-8", newline="") as text:
            kept = list(csv.DictReader(text))
        self.assertEqual([row["record"] for row in kept], ["5", "4"])
        self.assertEqual(kept[1][name], "Couture")  # the whole row, to be mended
        with sqlite3.connect(self.city) as city:  # what the city keeps of the import says it as well
            reports = [json.loads(row[0]) for row in city.execute(
                "SELECT report FROM import_run WHERE source='offres' AND report IS NOT NULL")]
        city.close()
        self.assertEqual(reports[-1]["place_links"]["listed"][0]["place"], "Salle inconnue")

    def test_a_row_that_left_the_table_is_withdrawn_and_comes_back(self):
        number, name = "Votre numéro pour cette offre", "Nom de l’offre *"
        one, two = {number: "1", name: "Couture"}, {number: "2", name: "Cuisine"}
        self.take(self.filled(one, two))
        self.assertEqual(self.take(self.filled(one))["offers"]["withdrawn"], 1)
        self.assertEqual(self.rows("offer")["offres:2"]["status"], "withdrawn")
        self.assertEqual(self.take(self.filled(one, two))["offers"]["withdrawn"], 0)
        self.assertEqual(self.rows("offer")["offres:2"]["status"], "active")

    def test_the_report_ends_however_much_there_is_to_say(self):
        number, name, place = "Votre numéro pour cette offre", "Nom de l’offre *", "Lieu : nom"
        rows = [{number: str(i), name: f"Cours {i}", place: f"Salle {i}", "Pour qui": f"mot{i}"} for i in range(60)]
        rows += [{number: f"x{i}", "Coût": "gratuit"} for i in range(60)]
        table = self.filled(*rows)
        done = run("import", table, "--city", self.city)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("and 50 more: --rejects FILE.csv has them all", done.stderr)
        self.assertIn("and 40 more rows not taken", done.stderr)
        self.assertLess(len(done.stderr.splitlines()), 100)
        again = self.take(table)
        self.assertEqual(len(again["place_links"]["listed"]), 60)

    def test_a_calendar_keeps_series_exceptions_cancelled_moved_and_vanished_sessions(self):
        course = event("course", "DTSTART;TZID=Europe/Paris:20261128T100000", "DTEND;TZID=Europe/Paris:20261128T113000",
                       "RRULE:FREQ=WEEKLY;COUNT=5", "EXDATE;TZID=Europe/Paris:20261212T100000",
                       "SUMMARY:Cours de français", "LOCATION:Médiathèque Élise")
        moved = event("course", "RECURRENCE-ID;TZID=Europe/Paris:20261205T100000",
                      "DTSTART;TZID=Europe/Paris:20261205T140000", "DTEND;TZID=Europe/Paris:20261205T153000",
                      "SUMMARY:Cours de français", "LOCATION:Médiathèque Élise")
        called_off = event("talk", "DTSTART:20261130T170000Z", "DTEND:20261130T180000Z", "STATUS:CANCELLED",
                           "SUMMARY:Conférence")
        walk = event("walk", "DTSTART:20261202T090000Z", "DTEND:20261202T100000Z", "SUMMARY:Visite")
        gone = event("gone", "DTSTART;VALUE=DATE:20261201", "SUMMARY:Porte ouverte")
        file = self.write("fete.ics", calendar(course, moved, called_off, walk, gone))
        report = self.take_twice(file)
        self.assertEqual(report["sessions"]["new"], 5)
        by_uid = lambda: {(row["uid"], bool(row["recurrence_id"])): row for row in self.rows("session").values()}
        sessions = by_uid()
        series, other = sessions["course", False], sessions["course", True]
        self.assertEqual(series["place"], "osm:n1")
        self.assertEqual((series["starts"], series["timezone"]), ("2026-11-28T10:00:00+01:00", "Europe/Paris"))
        self.assertIn("COUNT=5", series["rrule"])
        self.assertIn("20261212", series["exdates"])
        self.assertEqual((other["state"], other["starts"]), ("moved", "2026-12-05T14:00:00+01:00"))
        self.assertEqual(other["previous_starts"], "2026-12-05T10:00:00+01:00")
        self.assertEqual(sessions["talk", False]["state"], "cancelled")
        self.assertEqual(sessions["talk", False]["status"], "active")  # kept and shown
        self.write("fete.ics", calendar(course, moved, called_off, walk))
        self.assertEqual(self.take(file)["sessions"]["withdrawn"], 1)
        self.assertEqual(by_uid()["gone", False]["status"], "withdrawn")
        ids = {row["id"] for row in self.rows("session").values()}
        self.write("fete.ics", calendar(course, moved, called_off, walk.replace("T09", "T07").replace("T10", "T08"), gone))
        self.take(file)
        self.assertEqual({row["id"] for row in self.rows("session").values()}, ids)  # a session keeps its id
        now = by_uid()["walk", False]
        self.assertEqual((now["state"], now["previous_starts"], now["starts"]),
                         ("moved", "2026-12-02T10:00:00+01:00", "2026-12-02T08:00:00+01:00"))
        self.assertEqual(by_uid()["gone", False]["status"], "active")

    def days(self):
        return [span for row in self.rows("setting").values() if row["id"] == "school_calendar"
                for span in json.loads(row["setting_value"])]

    def test_days_without_school_and_closing_days_come_from_calendars_and_tables(self):
        ics = self.write("jours.ics", calendar(
            event("a", "DTSTART;VALUE=DATE:20261219", "DTEND;VALUE=DATE:20270104", "SUMMARY:Vacances de Noël"),
            event("b", "DTSTART;VALUE=DATE:20261111", "RRULE:FREQ=YEARLY;COUNT=2", "SUMMARY:Fermeture annuelle",
                  "LOCATION:Médiathèque Élise"),
            event("c", "DTSTART;VALUE=DATE:20261112", "SUMMARY:Fermeture", "LOCATION:Salle inconnue"),
            event("d", "DTSTART;VALUE=DATE:20261113", "STATUS:CANCELLED", "SUMMARY:Fermeture")))
        report = self.take("calendar=" + str(ics))
        self.assertEqual(report["calendar"], {"school": 1, "closing": 2})
        self.assertEqual([(s["kind"], s["first"], s["last"], s.get("places")) for s in self.days()],
                         [("school", "2026-12-19", "2027-01-03", None), ("closing", "2026-11-11", "2026-11-11", ["osm:n1"]),
                          ("closing", "2027-11-11", "2027-11-11", ["osm:n1"])])
        before = self.days()
        self.assertTrue(self.take("calendar=" + str(ics))["nothing_to_do"])
        self.assertEqual(self.days(), before)
        table = self.write("vacances.csv", "Description;Population;Date de début;Date de fin;Zones\n"
                           "Vacances d'hiver;-;2027-02-12T23:00:00+00:00;2027-02-28T23:00:00+00:00;Zone A\n"
                           "Vacances d'hiver;-;2027-02-20;2027-03-07;Zone B\n"
                           "Prérentrée;Enseignants;2027-08-30;2027-08-30;Zone A\n"
                           "Pont;-;hier;2027-05-08;Zone A\n")
        for args, word in (((), "--layer: Zone A, Zone B"), (("--layer", "Zone C"), "its zones are Zone A, Zone B")):
            done = run("import", "calendar=" + str(table), "--city", self.city, *args)
            self.assertEqual(done.returncode, 2)
            self.assertIn(word, done.stderr)
        rejects = self.folder / "rejects.csv"
        self.assertEqual(self.take("calendar=" + str(table), "--layer", "zone a", "--rejects", rejects)["calendar"],
                         {"school": 1})
        self.assertIn("hier", rejects.read_text(encoding="utf-8"))
        winter = [s for s in self.days() if s["source"] == "vacances"]
        self.assertEqual([(s["first"], s["last"]) for s in winter], [("2027-02-13", "2027-02-28")])
        self.assertEqual(len(self.days()), 4)  # those of the other source stay
        self.write("jours.ics", calendar(
            event("a", "DTSTART;VALUE=DATE:20261220", "DTEND;VALUE=DATE:20270104", "SUMMARY:Vacances de Noël")))
        self.take("calendar=" + str(ics))
        self.assertEqual(sorted(s["first"] for s in self.days()), ["2026-12-20", "2027-02-13"])
        empty = self.write("vide.csv", "Date de début;Date de fin\n")
        self.assertEqual(run("import", "calendar=" + str(empty), "--city", self.city).returncode, 1)

    def check_of_hsds(self, source):
        report = self.take_twice(source)
        self.assertEqual((report["organisations"]["new"], report["places"]["new"]), (1, 1))
        offer = next(o for o in self.rows("offer").values() if o["name"] == "English evening class")
        place = self.rows("place")[offer["place"]]
        self.assertEqual((place["name"], offer["fee"], json.loads(offer["languages"])), ("Town Hall", "free", ["ar"]))
        return report, place

    def test_hsds_comes_as_json(self):
        report, place = self.check_of_hsds(self.write("services.json", json.dumps(HSDS)))
        self.assertEqual(report["offers"]["new"], 1)
        self.assertEqual(place["opening_hours"], "Mo-We 09:00-17:00")

    def test_hsds_comes_as_a_folder_of_tables(self):
        for name, text in HSDS_TABLES.items():
            self.write(f"tables/{name}.csv", text)
        self.check_of_hsds(self.folder / "tables")

    def test_data_inclusion_comes_as_one_file_and_as_a_folder(self):
        one = self.write("inclusion.json", json.dumps(INCLUSION))
        for name, rows in INCLUSION.items():
            self.write(f"deux/{name}.json", json.dumps(rows))
        for source in (one, self.folder / "deux"):
            with self.subTest(source.name):
                report = self.take_twice(source)
                self.assertEqual((report["organisations"]["new"], report["offers"]["new"]), (1, 1))
        offers = [o for o in self.rows("offer").values() if o["name"] == "Atelier de français"]
        self.assertEqual([o["fee"] for o in offers], ["free", "free"])
        for offer in offers:
            self.assertIn("migrant-families", json.loads(offer["audiences"]))
            self.assertEqual(self.rows("place")[offer["place"]]["name"], "Maison des Tilleuls")

    def test_places_of_digital_help_come_with_each_service_as_an_offer(self):
        rows = [{"id": "m-1", "pivot": "12345678900011", "nom": "Médiathèque des Tilleuls", "commune": "Valmont",
                 "code_postal": "98000", "adresse": "12 rue de la Paix", "latitude": "43.742", "longitude": "7.422",
                 "typologie": "BIB", "courriels": "contact@tilleuls.example|jeanne.martin@tilleuls.example",
                 "date_maj": "2026-10-01", "frais_a_charge": "Gratuit",
                 "services": "Aide aux démarches administratives|Insertion professionnelle via le numérique"},
                {"id": "m-2"}]
        text = io.StringIO()
        writer = csv.DictWriter(text, MEDIATION_COLUMNS, restval="")
        writer.writeheader()
        writer.writerows(rows)
        report = self.take_twice(self.write("lieux.csv", text.getvalue()))
        self.assertEqual((report["places"]["new"], report["offers"]["new"]), (1, 2))
        said = {o["name"]: json.loads(o["audiences"] or "{}") for o in self.rows("offer").values()}
        self.assertIn("job-seekers", said["Insertion professionnelle via le numérique"])
        self.assertNotIn("job-seekers", said["Aide aux démarches administratives"])
        self.assertNotIn("jeanne", str(self.rows("place")))

    def a_city_with_offers(self):
        """One of everything that a round trip must keep."""
        rich = self.write("rich.osm", TOWN.replace('<tag k="opening_hours" v="Mo-Fr 10:00-18:00"/></node>', """
            <tag k="opening_hours" v="Mo-Fr 10:00-18:00; PH off"/><tag k="wheelchair" v="limited"/>
            <tag k="hearing_loop" v="yes"/><tag k="phone" v="+377 93 15 29 40"/><tag k="addr:street" v="Rue de la Paix"/>
            <tag k="addr:housenumber" v="12"/><tag k="addr:postcode" v="98000"/><tag k="addr:city" v="Monaco"/></node>
            <node id="3" lat="43.7382345" lon="7.4282345"><tag k="amenity" v="school"/><tag k="name" v="École"/>
            <tag k="opening_hours" v="Mo[1] 10:00-12:00"/></node>"""))
        self.take(rich, "--source", "town")
        header = self.template("en")[0]
        called = dict(zip("num name desc pid place paddr org topic level aud lang least most cost price mod days date start end "
                          "until seats recog booking url checked".split(), header))
        offers = [dict(num="1", name="French for beginners", desc="Talk and write", place="Médiathèque Élise", org="Neighbours",
                       topic="0231", aud="migrant families", lang="fr; ar", least="16", most="99", cost="free", mod="evening",
                       days="Tu,Th 18:00-20:00", seats="12", booking="https://example.org/sign-up",
                       url="https://example.org/", checked="2026-11-23"),
                  dict(num="2", name="Sewing", place="Bibliothèque du Port", org="Neighbours", topic="0212", cost="paid",
                       price="5 EUR", date="2026-12-05", start="10:00", end="12:00", until="2026-12-19", recog="yes"),
                  dict(num="3", name="Online maths", org="Far School", topic="0541", mod="remote", lang="en", cost="free")]
        text = io.StringIO()
        writer = csv.DictWriter(text, header)
        writer.writeheader()
        writer.writerows({called[key]: value for key, value in offer.items()} for offer in offers)
        self.take(self.write("courses.csv", text.getvalue()))

    def served(self, city, collection):
        done = run("items", "--city", city, "--collection", collection, "--limit", "100")
        self.assertEqual(done.returncode, 0, done.stderr)
        return {f["properties"]["name"]: {"at": f["geometry"] and f["geometry"]["coordinates"], **f["properties"]}
                for f in json.loads(done.stdout)["features"]}

    def differences(self, one, other, left_out):
        """What is said of the things of one city and not, or otherwise, of those of the other."""
        self.assertEqual(set(one), set(other))
        return {(name, key): (one[name].get(key), other[name].get(key)) for name in one for key in {*one[name], *other[name]}
                if key not in left_out and one[name].get(key) != other[name].get(key)}

    def export(self, name, *args):
        done = run("export", "--city", self.city, "--to", self.folder / name, *args)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stderr

    # Of another source, so of other ids, in whose own words the evidence is.
    OTHER_SOURCE = {"id", "sources", "identifiers", "offers", "place", "organisation", "audiences"}

    def test_services_of_hsds_come_back_as_they_went_and_what_cannot_be_carried_is_said(self):
        self.a_city_with_offers()
        said = self.export("services.json", "--profile", "hsds")
        self.assertIn("1 places and offers have a number of places (capacity), which HSDS cannot hold", said)
        self.assertIn("1 places have hours that are not the same every week: they are given as text", said)
        first, self.city = self.city, self.folder / "other.gpkg"
        report = self.take_twice(self.folder / "services.json", "--timezone", "Europe/Monaco", "--region", "MC")
        self.assertEqual([report[kind]["new"] for kind in ("places", "offers", "organisations")], [3, 4, 3])
        was, now = self.served(first, "offers"), self.served(self.city, "offers")
        now.pop("École")  # a place without offers is a service of its own, as HSDS knows no others
        self.assertEqual(self.differences(was, now, self.OTHER_SOURCE),
                         {("French for beginners", "capacity"): (12, None),
                          # Its session, three Saturdays, is the service's schedule.
                          ("Sewing", "schedule"): (None, "2026 Dec 05-2026 Dec 19 Sa 10:00-12:00")})
        self.assertEqual({group: claim["value"] for group, claim in now["French for beginners"]["audiences"].items()},
                         {"migrant-families": "serves"})
        places = self.served(self.city, "places")
        changed = self.differences(self.served(first, "places"), places, self.OTHER_SOURCE | {"opens_at"})
        self.assertEqual({key for key in changed}, {("Médiathèque Élise", "address")})
        address = places["Médiathèque Élise"]["address"]
        self.assertEqual({key: address[key] for key in ("street", "housenumber", "postcode", "city")},
                         {"street": "Rue de la Paix", "housenumber": "12", "postcode": "98000", "city": "Monaco"})
        self.assertEqual(places["Médiathèque Élise"]["identifiers"]["cartable"], "osm:n1")

    def test_geojson_and_csv_of_our_own_come_back_as_they_went(self):
        self.a_city_with_offers()
        for name in ("places.geojson", "places.csv"):
            self.export(name)
        self.export("offers.geojson", "--collection", "offers")
        first = self.city
        for kind in ("geojson", "csv"):
            self.city = self.folder / f"other-{kind}.gpkg"
            report = self.take_twice(self.folder / f"places.{kind}", "--timezone", "Europe/Monaco", "--region", "MC")
            self.assertEqual(report["places"]["new"], 3)
            changed = self.differences(self.served(first, "places"), self.served(self.city, "places"), self.OTHER_SOURCE)
            # A table of places has no column of needs: its report says that this one was not used.
            unread = {} if kind == "geojson" else {("Médiathèque Élise", "needs"): ({"hearing-loop": "yes"}, None)}
            self.assertEqual(changed, unread, kind)
            self.assertEqual("needs" in str(report.get("unused")), kind == "csv", report.get("unused"))
        self.city = self.folder / "other-geojson.gpkg"
        self.assertEqual(self.take_twice(self.folder / "offers.geojson")["offers"]["new"], 3)
        was, now = self.served(first, "offers"), self.served(self.city, "offers")
        self.assertEqual(self.differences(was, now, self.OTHER_SOURCE | {"organisation_name"}), {})
        self.assertEqual(now["Sewing"]["place_name"], "Bibliothèque du Port")


if __name__ == "__main__":
    unittest.main()
