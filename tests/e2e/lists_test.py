"""Lists as they are read from a socket: pages that are kept and how old they say they are, and long pages that are written
while they are sent, to a slow reader, too, and while the city changes."""
import http.client
import json
import pathlib
import shutil
import socket
import tempfile
import time
import unittest

from serving import Server, run

PAGE = "/api/collections/places/items?limit=100"
LONG = "/api/collections/places/items?limit=10000"


def write_osm(path, count, name="Library"):
    with open(path, "w", encoding="utf-8") as out:
        out.write('<?xml version="1.0"?>\n<osm version="0.6">\n')
        for i in range(1, count + 1):
            out.write(f'<node id="{i}" version="1" lat="{50 + i // 60 * 0.001:.7f}" lon="{10 + i % 60 * 0.001:.7f}">'
                      f'<tag k="amenity" v="library"/><tag k="name" v="{name} {i}"/><tag k="name:fr" v="Bibliothèque {i}"/>'
                      '<tag k="opening_hours" v="Mo-Su 00:10-23:50"/></node>\n')
        out.write("</osm>\n")


def get(port, path, **headers):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer, body


class Lists(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="cartable-lists-"))
        cls.city = cls.folder / "city.gpkg"
        write_osm(cls.folder / "places.osm", 3000)
        run("import", cls.folder / "places.osm", "--city", cls.city)

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.folder)

    def wait_for_hours(self, server):
        for _ in range(600):
            if json.loads(get(server.port, PAGE)[1])["features"][0]["properties"]["open"] != "unknown":
                return
            time.sleep(0.1)
        self.fail("the hours were never known")

    def test_a_page_that_is_kept_is_the_same_in_each_language_and_says_its_age(self):
        with Server(self.city) as server:
            self.wait_for_hours(server)
            seen = {}
            connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)  # one thread answers all
            self.addCleanup(connection.close)
            for turn in range(4):
                for language in ("en", "fr"):
                    connection.request("GET", PAGE, headers={"Accept-Language": language})
                    answer = connection.getresponse()
                    body = answer.read()
                    first, etag = seen.setdefault(language, (body, answer.getheader("ETag")))
                    self.assertEqual((body, answer.getheader("ETag")), (first, etag), (turn, language))
                    self.assertIn("max-age=", answer.getheader("Cache-Control"))
                    if turn == 3:
                        self.assertIn(answer.getheader("Age"), ("0", "1", "2", "3"))
            for language, name in (("en", "Library"), ("fr", "Bibliothèque")):
                first = json.loads(seen[language][0])["features"][0]["properties"]["name"]
                self.assertTrue(first.startswith(name + " "), first)
            page = get(server.port, PAGE + "&f=html")[1]
            self.assertEqual([get(server.port, PAGE + "&f=html")[1] for _ in range(3)], [page] * 3)

    def test_a_page_that_was_kept_is_new_after_an_import(self):
        city = self.folder / "changing.gpkg"
        shutil.copy(self.city, city)
        write_osm(self.folder / "changed.osm", 3000, "Renamed")
        with Server(city) as server:
            for _ in range(4):
                self.assertIn(b'"Library ', get(server.port, PAGE)[1])
            run("import", self.folder / "changed.osm", "--city", city)
            for _ in range(200):
                if b'"Renamed ' in get(server.port, PAGE)[1]:
                    break
                time.sleep(0.1)
            for _ in range(4):
                self.assertNotIn(b'"Library ', get(server.port, PAGE)[1])

    def test_a_long_page_has_its_length_and_its_etag_holds(self):
        with Server(self.city) as server:
            self.wait_for_hours(server)
            answer, body = get(server.port, LONG)
            self.assertEqual(len(json.loads(body)["features"]), 3000)
            self.assertEqual(int(answer.getheader("Content-Length")), len(body))
            self.assertEqual(get(server.port, LONG, **{"If-None-Match": answer.getheader("ETag")})[0].status, 304)
            connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
            self.addCleanup(connection.close)
            for method, expected in (("HEAD", b""), ("GET", body), ("GET", body)):  # one connection for all
                connection.request(method, LONG)
                again = connection.getresponse()
                self.assertEqual(again.getheader("ETag"), answer.getheader("ETag"))
                self.assertEqual(again.read(), expected)

    def test_a_slow_reader_gets_the_city_that_it_asked_for_while_the_city_changes(self):
        city = self.folder / "replaced.gpkg"
        shutil.copy(self.city, city)
        write_osm(self.folder / "replaced.osm", 3000, "Replaced")
        with Server(city) as server, socket.socket() as wire:
            expected = get(server.port, LONG)[1]
            wire.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            wire.settimeout(60)
            wire.connect(("127.0.0.1", server.port))
            wire.sendall(f"GET {LONG} HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\nConnection: close\r\n\r\n".encode())
            taken = wire.recv(2000)
            run("import", self.folder / "replaced.osm", "--city", city)
            for _ in range(200):
                if b'"Replaced ' in get(server.port, PAGE)[1]:
                    break
                time.sleep(0.1)
            else:
                self.fail("the import was not seen")
            while piece := wire.recv(65536):
                taken += piece
            head, body = taken.split(b"\r\n\r\n", 1)
            self.assertIn(b" 200 ", head.splitlines()[0])
            self.assertEqual(len(body), len(expected))
            self.assertNotIn(b"Replaced", body)
            self.assertEqual(json.loads(body)["numberReturned"], 3000)


if __name__ == "__main__":
    unittest.main()
