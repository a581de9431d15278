"""What other people's programs read from a server: GDAL's driver for OGC API Features, a client and a validator
from npm, without a word about this server in them; what the standard for tiles and QGIS' source ask for."""
import json
import math
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


def has_ogcapi():
    return shutil.which("gdalinfo") is not None and "OGCAPI" in subprocess.run(
        ["gdalinfo", "--formats"], capture_output=True, text=True, check=True, timeout=60).stdout


@unittest.skipUnless(has_ogcapi(), "SKIPPED: GDAL's driver OGCAPI is not there (gdal-bin 3.2 or later)")
class GdalOgcApi(unittest.TestCase):
    """The other of GDAL's two drivers, which takes a collection and reads its items."""

    def test_reads_all_items_of_a_collection(self):
        told = ogrinfo("-al", "-oo", "API=ITEMS", f"OGCAPI:http://127.0.0.1:{server.port}/api/collections/places")
        names = re.findall(r"name \(String\) = (Place number \d+)", told)
        self.assertEqual(len(names), PLACES)
        self.assertEqual(len(set(names)), PLACES)


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


VECTOR_TILESETS = "http://www.opengis.net/def/rel/ogc/1.0/tilesets-vector"
TILING_SCHEME = "http://www.opengis.net/def/rel/ogc/1.0/tiling-scheme"
MVT = "application/vnd.mapbox-vector-tile"


def ask(url, accept="application/json"):
    """A document by its address or path: the answer, and its JSON where it is some."""
    answer = server.get(url.split("//localhost", 1)[-1], headers=[f"Accept: {accept}"])
    return answer, json.loads(answer.body) if "json" in answer.headers.get("content-type", "") else None


def linked(document, rel, kind=None):
    return [link["href"] for link in document["links"] if link["rel"] == rel and (kind is None or link.get("type") == kind)]


def tile_of(lon, lat, zoom):
    across = 2 ** zoom
    column = int((lon + 180) / 360 * across)
    row = int((1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2 * across)
    return {"tileMatrix": zoom, "tileRow": row, "tileCol": column}


def filled(template, values):
    return re.sub(r"\{(\w+)\}", lambda name: str(values[name.group(1)]), template)


class Tiles(unittest.TestCase):
    """The abstract tests of OGC API Tiles 1.0 (OGC 20-057, annex A), each test here naming those it stands for, of the
    classes that the server declares."""

    def lists(self):
        """Addresses of all lists of tile sets: of the data set and of each collection."""
        yield from linked(ask("/api")[1], VECTOR_TILESETS)
        for collection in ask("/api/collections")[1]["collections"]:
            yield from linked(collection, VECTOR_TILESETS)

    def tilesets(self):
        for address in self.lists():
            for summary in ask(address)[1]["tilesets"]:
                yield address, summary

    def test_the_classes_are_declared(self):  # conformance-success of every class
        declared = ask("/api/conformance")[1]["conformsTo"]
        for name in ("core", "tileset", "tilesets-list", "dataset-tilesets", "geodata-tilesets", "mvt", "oas30"):
            self.assertIn(f"http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/{name}", declared)

    # dataset-tilesets/landingpage, geodata-tilesets/desc-links
    def test_landing_page_and_collections_lead_to_lists(self):
        self.assertEqual(len(linked(ask("/api")[1], VECTOR_TILESETS)), 1)
        having = [one["id"] for one in ask("/api/collections")[1]["collections"] if linked(one, VECTOR_TILESETS)]
        self.assertEqual(having, ["places", "events", "districts", "catchments"])

    def test_lists_name_tile_sets_with_what_must_be_said(self):  # tilesets-list/tileset-links 1-4, 6
        seen = 0
        for address, summary in self.tilesets():
            seen += 1
            self.assertEqual(summary["dataType"], "vector")
            self.assertEqual(summary["crs"], "http://www.opengis.net/def/crs/EPSG/0/3857")
            self.assertRegex(summary["tileMatrixSetURI"], r"^http://www.opengis.net/def/tilematrixset/OGC/1.0/\w+$")
            [self_link] = linked(summary, "self", "application/json")
            identifier = summary["tileMatrixSetURI"].rsplit("/", 1)[1]
            self.assertTrue(self_link.endswith(f"{address.split('/api', 1)[1]}/{identifier}"), self_link)
            self.assertEqual(len(linked(summary, TILING_SCHEME)), 1)
        self.assertEqual(seen, 5)

    def test_a_tile_set_describes_itself(self):  # tileset/description 1, 3-7
        for _, summary in self.tilesets():
            answer, tileset = ask(linked(summary, "self")[0])
            self.assertEqual(answer.status, 200)
            for name in ("dataType", "crs", "tileMatrixSetURI"):
                self.assertEqual(tileset[name], summary[name])
            scheme = ask(linked(tileset, TILING_SCHEME)[0])[1]
            self.assertEqual(scheme["id"], "WebMercatorQuad")
            self.assertEqual(scheme["uri"], tileset["tileMatrixSetURI"])
            [item] = [link for link in tileset["links"] if link["rel"] == "item"]
            self.assertIs(item["templated"], True)
            self.assertEqual(item["type"], MVT)
            for name in ("{tileMatrix}", "{tileRow}", "{tileCol}"):
                self.assertIn(name, item["href"])

    def test_the_tile_matrix_set_is_the_registered_one(self):  # tileset/description 4, with OGC 17-083r4 annex D.1
        scheme = ask("/api/tileMatrixSets/WebMercatorQuad")[1]
        self.assertEqual(scheme["crs"], "http://www.opengis.net/def/crs/EPSG/0/3857")
        self.assertGreaterEqual(len(scheme["tileMatrices"]), 17)
        half = 20037508.342789244
        for zoom, matrix in enumerate(scheme["tileMatrices"]):
            self.assertEqual(matrix["id"], str(zoom))
            self.assertAlmostEqual(matrix["scaleDenominator"] * 2 ** zoom, 559082264.028717, delta=0.001)
            self.assertAlmostEqual(matrix["cellSize"] * 2 ** zoom, 2 * half / 256, delta=1e-6)
            self.assertEqual(matrix["pointOfOrigin"], [-half, half])
            self.assertEqual((matrix["tileWidth"], matrix["tileHeight"]), (256, 256))
            self.assertEqual((matrix["matrixWidth"], matrix["matrixHeight"]), (2 ** zoom, 2 ** zoom))

    @unittest.skipUnless(shutil.which("ogrinfo"), "SKIPPED: ogrinfo (gdal-bin) is not installed")
    def test_a_tile_holds_what_lies_in_it_in_the_format_asked_for(self):  # core/tc-op, tc-success, mvt/content
        template = linked(ask("/api/collections/places/tiles/WebMercatorQuad")[1], "item")[0]
        values = tile_of(10, 50, 16)
        answer, _ = ask(filled(template, values), MVT)
        self.assertEqual((answer.status, answer.headers["content-type"]), (200, MVT))
        file = pathlib.Path(folder.name) / "tile.mvt"
        file.write_bytes(answer.body)
        told = ogrinfo("-al", "-oo", f"X={values['tileCol']}", "-oo", f"Y={values['tileRow']}", "-oo",
                       f"Z={values['tileMatrix']}", "-oo", "CLIP=YES", str(file), "places")
        side = 2 * 20037508.342789244 / 2 ** values["tileMatrix"]
        west = -20037508.342789244 + values["tileCol"] * side
        north = 20037508.342789244 - values["tileRow"] * side
        points = [(float(x), float(y)) for x, y in re.findall(r"POINT \((\S+) (\S+)\)", told)]
        inside = 0
        for i in range(1, PLACES + 1):
            lon, lat = 10 + (i % 40) * 0.002, 50 + (i // 40) * 0.002
            x = math.radians(lon) * 6378137
            y = math.asinh(math.tan(math.radians(lat))) * 6378137
            if west <= x < west + side and north - side < y <= north:
                inside += 1
                self.assertTrue(any(abs(x - a) < 0.5 and abs(y - b) < 0.5 for a, b in points), f"place {i}")
        self.assertGreater(inside, 0)
        self.assertEqual(len(points), inside)

    # core/tc-error, tc-tilematrix-definition, tc-tilerow-definition, tc-tilecol-definition
    def test_what_is_out_of_range_is_not_found_and_what_is_empty_is_empty(self):
        for _, summary in self.tilesets():
            tileset = ask(linked(summary, "self")[0])[1]
            template = linked(tileset, "item")[0]
            for wrong in ({"tileMatrix": 99}, {"tileMatrix": -1}, {"tileMatrix": "x"}, {"tileRow": 65536},
                          {"tileCol": 65536}, {"tileRow": -1}, {"tileCol": "a"}):
                values = {**tile_of(10, 50, 16), **wrong}
                self.assertIn(ask(filled(template, values), MVT)[0].status, (400, 404), values)
            for limit in tileset.get("tileMatrixSetLimits", []):
                corner = {"tileMatrix": limit["tileMatrix"], "tileRow": limit["maxTileRow"],
                          "tileCol": limit["minTileCol"]}
                self.assertIn(ask(filled(template, corner), MVT)[0].status, (200, 204), corner)
        self.assertEqual(ask("/api/collections/places/tiles/WebMercatorQuad/16/0/0", MVT)[0].status, 204)

    def test_the_description_has_every_operation_once(self):  # oas30: completeness, operationids
        described = ask("/api/openapi.json", "application/vnd.oai.openapi+json;version=3.0")[1]
        names = [operation["operationId"] for path in described["paths"].values() for operation in path.values()]
        self.assertEqual(len(names), len(set(names)))
        for path in ("/api/tiles", "/api/tiles/{tileMatrixSetId}", "/api/collections/{collectionId}/tiles",
                     "/api/tiles/{tileMatrixSetId}/{tileMatrix}/{tileRow}/{tileCol}",
                     "/api/collections/{collectionId}/tiles/{tileMatrixSetId}/{tileMatrix}/{tileRow}/{tileCol}"):
            self.assertIn("get", described["paths"][path])


class QgisRules(unittest.TestCase):
    """What QGIS' provider for OGC API Features looks for, as its source says (src/providers/wfs/oapif of 3.34 to 4.0).
    QGIS itself is not run here."""

    def test_the_landing_page_leads_on_by_the_types_it_asks_for(self):
        page = ask("/api")[1]
        self.assertEqual(len(linked(page, "service-desc", "application/vnd.oai.openapi+json;version=3.0")), 1)
        [collections] = linked(page, "data", "application/json")
        self.assertNotIn("?", collections)
        self.assertEqual(len(linked(page, "conformance")), 1)

    def test_the_description_says_how_large_a_page_may_be(self):
        described = ask("/api/openapi.json", "application/vnd.oai.openapi+json;version=3.0, application/json")[1]
        limit = described["components"]["parameters"]["limit"]
        self.assertEqual((limit["schema"]["default"], limit["schema"]["maximum"]), (10, 10000))

    def test_pages_are_followed_by_links_of_their_type_to_the_last(self):
        address, seen = "/api/collections/places/items?limit=100", []
        while address:
            answer, page = ask(address, "application/geo+json, application/json")
            self.assertEqual(answer.headers["content-type"], "application/geo+json")
            self.assertIsInstance(page["numberMatched"], int)
            for feature in page["features"]:
                self.assertIsInstance(feature["id"], str)
                seen.append(feature["id"])
            address = (linked(page, "next", "application/geo+json") or [None])[0]
        self.assertEqual(len(set(seen)), PLACES)
        self.assertEqual(len(seen), PLACES)

    def test_filters_are_sent_as_cql2_text_by_queryables(self):
        declared = ask("/api/conformance")[1]["conformsTo"]
        for name in ("spec/cql2/1.0/conf/cql2-text", "spec/cql2/1.0/conf/basic-cql2",
                     "spec/ogcapi-features-3/1.0/conf/filter", "spec/ogcapi-features-3/1.0/conf/features-filter"):
            self.assertIn(f"http://www.opengis.net/{name}", declared)
        collection = ask("/api/collections/places")[1]
        [address] = linked(collection, "http://www.opengis.net/def/rel/ogc/1.0/queryables", "application/schema+json")
        described = ask(address, "application/schema+json")[1]["properties"]
        self.assertEqual(described["name"]["type"], "string")
        asked = "limit=1&filter=%28kind%20%3D%20%27school%27%29&filter-lang=cql2-text"
        found = ask(f"/api/collections/places/items?{asked}")[1]
        self.assertEqual(found["numberMatched"], PLACES // 10)


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
