"""What other people's programs read from a server: GDAL's driver for OGC API Features, a client and a validator
from npm, without a word about this server in them."""
import json
import pathlib
import re
import shutil
import subprocess
import tempfile
import time
import unittest
import xml.etree.ElementTree

from serving import Server, run, write_osm

PLACES = 437


def setUpModule():
    global folder, server
    folder = tempfile.TemporaryDirectory(prefix="cartable-ogc-")
    city = pathlib.Path(folder.name) / "town.gpkg"
    write_osm(pathlib.Path(folder.name) / "town.osm", PLACES)
    run("import", pathlib.Path(folder.name) / "town.osm", "--city", city)
    server = Server(city)


def tearDownModule():
    server.stop()
    server.folder.cleanup()
    folder.cleanup()


def ogrinfo(*arguments):
    return subprocess.run(["ogrinfo", "-ro", *arguments], capture_output=True, text=True, check=True, timeout=120).stdout


def asked_lists():
    """How often a list of records was asked for so far; the log is written a moment after the answer."""
    time.sleep(0.5)
    return sum('"route":"/api/collections/{collectionId}/items"' in line for line in server.access_log().splitlines())


@unittest.skipUnless(shutil.which("ogrinfo"), "SKIPPED: ogrinfo (gdal-bin) is not installed")
class Gdal(unittest.TestCase):
    def source(self):
        return f"OAPIF:http://127.0.0.1:{server.port}/api"

    def test_finds_the_collections(self):
        listed = ogrinfo(self.source())
        for name in ("places", "offers", "events", "districts", "catchments"):
            self.assertRegex(listed, rf"\d+: {name}\b")

    def test_reads_all_places_with_paging(self):
        before = asked_lists()
        told = ogrinfo("-al", "-oo", "PAGE_SIZE=50", self.source(), "places")
        names = re.findall(r"name \(String\) = (Place number \d+)", told)
        self.assertEqual(len(names), PLACES)
        self.assertEqual(len(set(names)), PLACES)
        self.assertGreaterEqual(asked_lists() - before, PLACES // 50)
        self.assertEqual(len(re.findall(r"POINT \(10\.\d+ 50\.\d+\)", told)), PLACES)

    def test_counts_and_reads_as_many_as_it_is_told(self):
        self.assertIn(f"Feature Count: {PLACES}", ogrinfo("-so", self.source(), "places"))

    def test_asks_for_a_box(self):
        inside = ogrinfo("-al", "-spat", "10", "50", "10.0101", "50.0041", self.source(), "places")
        expected = sum(1 for i in range(1, PLACES + 1) if i % 40 <= 5 and i // 40 <= 2)
        self.assertEqual(len(re.findall(r"name \(String\) = Place", inside)), expected)


PEER = pathlib.Path(__file__).resolve().parent.parent / "ogc_peer"


@unittest.skipUnless((PEER / "node_modules").is_dir(), "SKIPPED: run `npm ci` in tests/ogc_peer")
class OgcClient(unittest.TestCase):
    def test_reads_the_api_and_its_description_is_valid(self):
        root = f"http://127.0.0.1:{server.port}/api"
        out = subprocess.run(["node", PEER / "read.mjs", root], capture_output=True, text=True, check=True, timeout=120)
        told = json.loads(out.stdout)
        self.assertEqual(told["openapi"], [])
        self.assertEqual(told["features"], ["places", "offers", "events", "districts", "catchments"])
        self.assertEqual(told["tiles"], ["places", "events", "districts", "catchments"])
        self.assertIn("application/geo+json", told["formats"])
        self.assertEqual(told["items"], 7)
        self.assertEqual(told["tileSet"], f"{root}/collections/places/tiles/WebMercatorQuad")


class Pages(unittest.TestCase):
    def test_the_site_map_leads_to_a_page_of_every_place(self):
        answer = server.get("/sitemap.xml")
        self.assertEqual(answer.headers["content-type"], "application/xml")
        found = [one.text for one in xml.etree.ElementTree.fromstring(answer.body).iter()
                 if one.tag == "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"]
        self.assertEqual(len(set(found)), PLACES)
        for url in found[::100]:
            page = server.get(url.split("localhost", 1)[1])
            self.assertEqual(page.status, 200)
            text = page.body.decode()
            data = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', text, re.S).group(1))
            self.assertIn(data["@graph"][0]["@type"], ("Library", "School"))
            self.assertEqual(text.count("<script"), 1)
        self.assertIn(b"Sitemap: http://localhost/sitemap.xml", server.get("/robots.txt").body)

    def test_a_page_that_is_not_there_is_a_page_for_people(self):
        answer = server.get("/places/nowhere", headers=["Accept: text/html", "Accept-Language: fr"])
        self.assertEqual((answer.status, answer.headers["content-type"]), (404, "text/html; charset=utf-8"))
        self.assertIn("existe pas", answer.body.decode())


if __name__ == "__main__":
    unittest.main()
