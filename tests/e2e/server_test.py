"""What the server promises on a real socket: it answers, refuses and ends as HTTP users expect; nobody can hold it
up; a reload and a shutdown lose no request; its log tells nothing about the people who use it."""
import gzip
import json
import pathlib
import signal
import socket
import ssl
import subprocess
import tempfile
import threading
import time
import unittest

import serving
from serving import Lost, Server, run, write_osm

NEAREST = "/api/nearest?lon=10.0123456&lat=50.0123456&limit=3"


def setUpModule():
    global folder, city
    folder = tempfile.TemporaryDirectory(prefix="cartable-e2e-city-")
    city = pathlib.Path(folder.name) / "town.gpkg"
    write_osm(pathlib.Path(folder.name) / "town.osm", 300)
    run("import", pathlib.Path(folder.name) / "town.osm", "--city", city)


def tearDownModule():
    folder.cleanup()


class Basics(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server(city)

    @classmethod
    def tearDownClass(cls):
        code, seconds = cls.server.stop()
        assert code == 0, cls.server.log()
        assert seconds < 25
        cls.server.folder.cleanup()

    def test_answers_the_nearest_places(self):
        answer = self.server.get(NEAREST)
        self.assertEqual(answer.status, 200)
        features = json.loads(answer.body)["features"]
        self.assertEqual(len(features), 3)
        self.assertEqual(answer.headers["access-control-allow-origin"], "*")
        self.assertEqual(answer.headers["x-content-type-options"], "nosniff")
        self.assertIn("GMT", answer.headers["date"])

    def test_head_has_the_headers_of_get_and_no_body(self):
        get, head = self.server.get(NEAREST), self.server.get(NEAREST, "HEAD")
        for name in ("content-length", "etag", "content-type", "vary"):
            self.assertEqual(get.headers[name], head.headers[name])
        self.assertEqual(head.body, b"")

    def test_an_unchanged_answer_is_304_without_a_body(self):
        for target in (NEAREST, "/tiles/places/0/0/0.mvt", "/", "/assets/app-DtX9a1_b.js"):
            etag = self.server.get(target).headers["etag"]
            again = self.server.get(target, headers=[f"If-None-Match: {etag}"])
            self.assertEqual((again.status, again.body), (304, b""), target)
            self.assertEqual(again.headers["etag"], etag)

    def test_a_tile_is_the_same_in_every_encoding_and_when_asked_again(self):
        plain = self.server.get("/tiles/places/0/0/0.mvt").body
        for _ in range(3):
            packed = self.server.get("/tiles/places/0/0/0.mvt", headers=["Accept-Encoding: gzip"])
            self.assertEqual(packed.headers.get("content-encoding"), "gzip")
            self.assertEqual(gzip.decompress(packed.body), plain)
            self.assertIn("Accept-Encoding", packed.headers["vary"])

    def test_pipelined_requests_are_answered_in_order(self):
        with self.server.connect() as client:
            request = "GET /api/nearest?lon=10&lat=50&limit={} HTTP/1.1\r\nHost: a\r\n\r\n"
            client.raw("".join(request.format(i) for i in range(1, 41)).encode())
            for i in range(1, 41):
                self.assertEqual(len(json.loads(client.read().body)["features"]), i)

    def test_a_polygon_may_be_posted_in_pieces_and_chunks(self):
        area = {"type": "Polygon", "coordinates": [[[9, 49], [11, 49], [11, 51], [9, 51], [9, 49]]]}
        body = json.dumps(area).encode()
        whole = self.server.get("/api/within", "POST", ["Content-Type: application/json"], body)
        self.assertEqual(json.loads(whole.body)["numberMatched"], 300)
        with self.server.connect() as client:
            client.raw(b"POST /api/within HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                       b"Transfer-Encoding: chunked\r\nExpect: 100-continue\r\n\r\n")
            while b"100 Continue" not in client.rest:
                client.fill()
            client.rest = b""
            for byte in body:
                client.raw(b"1\r\n" + bytes([byte]) + b"\r\n")
            client.raw(b"0\r\n\r\n")
            self.assertEqual(client.read().body, whole.body)

    def test_too_large_and_malformed_requests_are_refused(self):
        cases = [
            (b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"x" * 9000 + b"\r\n\r\n", 431),
            (b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"x" * 20000, 431),
            (b"GET /" + b"x" * 5000 + b" HTTP/1.1\r\nHost: a\r\n\r\n", 414),
            (b"POST /api/within HTTP/1.1\r\nHost: a\r\nContent-Length: 9999999\r\n\r\n", 413),
            (b"POST /api/within HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n", 400),
            (b"POST /api/within HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n", 400),
            (b"GET / HTTP/1.1\r\n\r\n", 400),
            (b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400),
            (b"GET / HTTP/1.1\r\nHost: evil.example/x\r\n\r\n", 400),
            (b"GET / HTTP/3.0\r\nHost: a\r\n\r\n", 505),
            (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 400),
            (b"BREW /api HTTP/1.1\r\nHost: a\r\n\r\n", 405),
        ]
        for raw, status in cases:
            with self.server.connect() as client:
                client.raw(raw)
                answer = client.read()
                self.assertEqual(answer.status, status, raw[:80])
                self.assertEqual(answer.headers["content-type"], "application/problem+json")
                if status != 405:
                    self.assertTrue(client.ended(3), raw[:80])

    def test_a_chunked_body_without_end_is_cut_at_the_limit(self):
        with self.server.connect() as client:
            client.raw(b"POST /api/within HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n")
            try:
                for _ in range(200):
                    client.raw(b"4000\r\n" + b" " * 0x4000 + b"\r\n")
            except ConnectionError:
                pass
            self.assertEqual(client.read().status, 413)

    def test_http_1_0_is_answered_and_closed(self):
        with self.server.connect() as client:
            client.raw(b"GET /livez HTTP/1.0\r\n\r\n")
            self.assertEqual(client.read().status, 200)
            self.assertTrue(client.ended(3))

    def test_the_web_client_is_served_safely(self):
        page = self.server.get("/")
        self.assertEqual(page.headers["cache-control"], "no-cache")
        policy = page.headers["content-security-policy"]
        self.assertIn("worker-src 'self' blob:", policy)
        self.assertNotIn("http", policy)
        script = self.server.get("/assets/app-DtX9a1_b.js", headers=["Accept-Encoding: br"])
        self.assertIn("immutable", script.headers["cache-control"])
        self.assertIn("javascript", script.headers["content-type"])
        for target in ("/../outside.txt", "/%2e%2e/outside.txt", "/assets/..%2f..%2foutside.txt", "/..%5coutside.txt"):
            self.assertEqual(self.server.get(target).status, 404, target)

    def test_links_use_the_host_that_was_asked(self):
        with self.server.connect() as client:
            client.raw(b"GET /tiles/places.json HTTP/1.1\r\nHost: learn.example:81\r\n\r\n")
            self.assertTrue(json.loads(client.read().body)["tiles"][0].startswith("http://learn.example:81/tiles/places/"))

    def test_metrics_count_requests(self):
        self.server.get(NEAREST)
        text = self.server.get("/metrics").body.decode()
        self.assertRegex(text, r'cartable_http_requests_total\{route="/api/nearest",status="2xx"\} [1-9]')
        self.assertRegex(text, r"cartable_places 300")

    def test_a_token_opens_its_role_and_a_wrong_one_is_401(self):
        made = run("token", "add", "--city", city, "--role", "planner").stdout
        token = next(word for word in made.split() if word.startswith("ct_"))
        for _ in range(30):  # the server sees the new token with its next poll
            answer = self.server.get(NEAREST, headers=[f"Authorization: Bearer {token}"])
            if answer.status == 200:
                break
            time.sleep(0.2)
        self.assertEqual(answer.status, 200)
        self.assertTrue(answer.headers["cache-control"].startswith("private"))
        wrong = self.server.get(NEAREST, headers=[f"Authorization: Bearer {token}x"])
        self.assertEqual(wrong.status, 401)
        self.assertEqual(wrong.headers["www-authenticate"], "Bearer")
        self.assertEqual(self.server.get(NEAREST, headers=["Authorization: Basic eA=="]).status, 401)

    def test_a_port_in_use_is_one_clear_error(self):
        second = run("serve", "--city", city, "--port", self.server.port, check=False)
        self.assertEqual(second.returncode, 1)
        self.assertIn(f"port {self.server.port}", second.stderr)
        self.assertIn("in use", second.stderr)
        self.assertEqual(len(second.stderr.strip().splitlines()), 1, second.stderr)


class Slow(unittest.TestCase):
    def test_a_slow_header_is_cut_at_its_deadline_and_holds_nobody_up(self):
        with Server(city) as server:
            dripping = [server.connect() for _ in range(50)]
            begun = time.monotonic()
            for client in dripping:
                client.raw(b"GET /api/nearest?lon=1")
            ended = set()
            slowest = 0.0
            while time.monotonic() - begun < 7 and len(ended) < len(dripping):
                for i, client in enumerate(dripping):
                    if i in ended:
                        continue
                    try:
                        client.raw(b"x")
                        client.socket.settimeout(0.001)
                        if client.socket.recv(65536)[:12] in (b"HTTP/1.1 408", b""):
                            ended.add(i)
                    except TimeoutError:
                        pass
                    except ConnectionError:
                        ended.add(i)
                start = time.monotonic()
                self.assertEqual(server.get(NEAREST).status, 200)
                slowest = max(slowest, time.monotonic() - start)
            took = time.monotonic() - begun
            self.assertEqual(len(ended), len(dripping))
            self.assertGreater(took, 4)
            self.assertLess(slowest, 2)
            for client in dripping:
                client.socket.close()

    def test_a_slow_body_is_cut_at_its_deadline(self):
        with Server(city) as server, server.connect() as client:
            client.raw(b"POST /api/within HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n{")
            begun = time.monotonic()
            self.assertEqual(client.read().status, 408)
            self.assertLess(time.monotonic() - begun, 13)


class Load(threading.Thread):
    """Asks one thing after another on kept connections until told to stop; remembers what went wrong."""

    def __init__(self, server, targets):
        super().__init__()
        self.server, self.targets = server, targets
        self.stopping = threading.Event()
        self.answers, self.lost, self.matched = 0, [], set()

    def run(self):
        client = None
        while not self.stopping.is_set():
            for target in self.targets:
                try:
                    client = client or self.server.connect()
                except OSError:
                    return  # no longer listening: nothing was sent, nothing is lost
                try:
                    client.send("GET", target)
                    answer = client.read()
                except (Lost, OSError) as broken:
                    self.lost.append(f"{target}: {broken!r}")
                    client = None
                    continue
                if answer.status not in (200, 204):
                    self.lost.append(f"{target}: {answer.status}")
                if "/items" in target:
                    self.matched.add(json.loads(answer.body)["numberMatched"])
                self.answers += 1
                if answer.headers.get("connection") == "close":
                    client.socket.close()
                    client = None


TARGETS = [NEAREST, "/tiles/places/0/0/0.mvt", "/api/collections/places/items?limit=50", "/", "/api/search?q=place"]


class Changes(unittest.TestCase):
    def test_a_shutdown_under_load_loses_no_request(self):
        for _ in range(3):
            with Server(city) as server:
                clients = [Load(server, TARGETS) for _ in range(8)]
                for client in clients:
                    client.start()
                time.sleep(0.5)
                code, seconds = server.stop()
                for client in clients:
                    client.stopping.set()
                    client.join()
                self.assertEqual(code, 0)
                self.assertLess(seconds, 25)
                self.assertEqual([lost for client in clients for lost in client.lost], [])
                self.assertGreater(sum(client.answers for client in clients), 20)

    def test_a_request_in_flight_at_the_shutdown_is_answered(self):
        with Server(city) as server, server.connect() as client:
            client.raw(b"GET /api/nearest?lon=10&lat=50 HTTP/1.1\r\n")
            time.sleep(0.2)
            server.signal(signal.SIGTERM)
            time.sleep(0.4)
            client.raw(b"Host: a\r\n\r\n")
            answer = client.read()
            self.assertEqual(answer.status, 200)
            self.assertEqual(answer.headers["connection"], "close")
            self.assertEqual(server.process.wait(25), 0)

    def test_an_import_and_reloads_under_load_lose_no_request(self):
        own = pathlib.Path(folder.name) / "growing.gpkg"
        osm = pathlib.Path(folder.name) / "growing.osm"
        write_osm(osm, 100)
        run("import", osm, "--city", own)
        with Server(own) as server:
            clients = [Load(server, TARGETS) for _ in range(4)]
            for client in clients:
                client.start()
            write_osm(osm, 250)
            run("import", osm, "--city", own)
            for _ in range(5):
                server.signal(signal.SIGHUP)
                time.sleep(0.3)
            deadline = time.monotonic() + 20
            while not all(250 in client.matched for client in clients) and time.monotonic() < deadline:
                time.sleep(0.1)
            for client in clients:
                client.stopping.set()
                client.join()
            self.assertEqual([lost for client in clients for lost in client.lost], [])
            for client in clients:
                self.assertEqual(client.matched, {100, 250}, "each answer is of one whole city")


class Log(unittest.TestCase):
    def test_the_log_is_clean_and_tells_nothing_about_people(self):
        with Server(city) as server:
            for target in (*TARGETS, "/api/at?lon=10.0123456&lat=50.0123456", "/tiles/places/14/8647/5550.mvt",
                           "/api/collections/places/items/osm:n7", "/api/search?q=secretsearch", "/nothing/10.0123456"):
                self.assertIn(server.get(target, headers=["User-Agent: SecretAgent"]).status, (200, 204, 404))
            server.stop()
            access, log = server.access_log(), server.log()
            lines = [json.loads(line) for line in access.splitlines()]
            self.assertEqual(len(lines), 10)
            self.assertEqual(set(lines[0]), {"time", "method", "route", "status", "bytes", "ms"})
            for told in ("10.0123456", "50.0123456", "127.0.0.1", "8647", "osm:n7", "secretsearch", "SecretAgent"):
                self.assertNotIn(told, access)
                self.assertNotIn(told, log.replace("http://127.0.0.1", ""))
            for word in ("error", "warning", "terminate", "Sanitizer"):
                self.assertNotIn(word, log)


class Tls(unittest.TestCase):
    def test_a_certificate_makes_it_https(self):
        cert, key = pathlib.Path(folder.name) / "cert.pem", pathlib.Path(folder.name) / "key.pem"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                        "-keyout", key, "-out", cert, "-days", "2", "-subj", "/CN=localhost",
                        "-addext", "subjectAltName=DNS:localhost"], check=True, capture_output=True)
        context = ssl.create_default_context(cafile=str(cert))
        with Server(city, "--tls-cert", str(cert), "--tls-key", str(key), scheme="https") as server:
            plain = socket.create_connection(("127.0.0.1", server.port), 10)
            with serving.Client(context.wrap_socket(plain, server_hostname="localhost")) as client:
                for _ in range(3):
                    client.send("GET", "/tiles/places.json")
                    answer = client.read()
                    self.assertTrue(json.loads(answer.body)["tiles"][0].startswith("https://localhost/"))
                client.send("GET", "/api/collections/places/items?limit=300")
                self.assertEqual(len(json.loads(client.read().body)["features"]), 300)
            self.assertEqual(server.stop()[0], 0)

    def test_a_key_that_does_not_fit_is_one_clear_error(self):
        bad = pathlib.Path(folder.name) / "bad.pem"
        bad.write_text("no key")
        failed = run("serve", "--city", city, "--port", "0", "--tls-cert", bad, "--tls-key", bad, check=False)
        self.assertEqual(failed.returncode, 1)
        self.assertIn("bad.pem", failed.stderr)


if __name__ == "__main__":
    unittest.main(verbosity=2)
