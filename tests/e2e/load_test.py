"""A server under the load of wrk, a load tool that knows nothing about it: while the city is imported again and again,
while it is told to reload, and while it shuts down, no request is lost and none is answered with an error.

By hand, with a city of your own and as long as you like:
    wrk -t2 -c16 -d60s -s tests/e2e/load.lua http://127.0.0.1:8080 -- '/api/nearest?lon=10&lat=50' /tiles/places/0/0/0.mvt
"""
import json
import pathlib
import re
import shutil
import signal
import subprocess
import tempfile
import time
import unittest

from serving import Server, run, write_osm

LUA = pathlib.Path(__file__).resolve().parent / "load.lua"
TARGETS = [
    "/api/collections/places/items?limit=50", "/api/nearest?lon=10&lat=50&limit=10", "/tiles/places/0/0/0.mvt",
    "/api/collections/places/items?kind=library&limit=200", "/tiles/places/14/8647/5548.mvt", "/api/search?q=place", "/",
]
IMPORTS = 10


class Wrk:
    """wrk against a server until `stop`."""

    def __init__(self, server, connections=16, seconds=60):
        self.process = subprocess.Popen(
            ["wrk", "-t", "2", "-c", str(connections), "-d", f"{seconds}s", "--timeout", "10s", "-s", str(LUA),
             f"http://127.0.0.1:{server.port}", "--", *TARGETS],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)

    def stop(self):
        self.process.send_signal(signal.SIGINT)
        told = self.process.communicate(timeout=20)[0]
        found = re.search(r"^seen (\{.*\})$", told, re.M)
        if not found:
            raise RuntimeError("wrk did not say what it saw: " + told)
        return json.loads(found.group(1))


@unittest.skipUnless(shutil.which("wrk"), "SKIPPED: wrk is not installed (scripts/install_dependencies test)")
class UnderLoad(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory(prefix="cartable-load-")
        self.addCleanup(self.folder.cleanup)
        self.city = pathlib.Path(self.folder.name) / "town.gpkg"
        self.osm = pathlib.Path(self.folder.name) / "town.osm"
        self.grow(500)

    def grow(self, places):
        write_osm(self.osm, places)
        run("import", self.osm, "--city", self.city)

    def matched(self, server):
        return json.loads(server.get("/api/collections/places/items?limit=1").body)["numberMatched"]

    def test_ten_imports_and_reloads_lose_no_request(self):
        with Server(self.city) as server:
            wrk = Wrk(server)
            for i in range(1, IMPORTS + 1):
                self.grow(500 + 10 * i)
                server.signal(signal.SIGHUP)
            deadline = time.monotonic() + 10
            while self.matched(server) != 500 + 10 * IMPORTS and time.monotonic() < deadline:
                time.sleep(0.05)
            seen = wrk.stop()
            print("imports:", seen)
            self.assertEqual(self.matched(server), 500 + 10 * IMPORTS)
            self.assertGreaterEqual(server.log().count("the city was reloaded"), 3)
            self.assertNotIn("not reloaded", server.log())
        self.assertEqual(seen["bad"], "")
        self.assertEqual([seen[error] for error in ("connect", "read", "write", "timeout")], [0, 0, 0, 0])
        self.assertGreater(seen["answers"], 1000)

    def test_a_shutdown_resets_no_connection_that_was_accepted(self):
        for _ in range(3):
            with Server(self.city) as server:
                wrk = Wrk(server)
                time.sleep(0.4)
                code, seconds = server.stop()
                seen = wrk.stop()
            print(f"shutdown in {seconds:.2f} s:", seen)
            self.assertEqual(code, 0)
            self.assertLess(seconds, 5)
            self.assertEqual(seen["bad"], "")
            # Connecting to what no longer listens is refused, which loses nothing; wrk, which writes before it looks
            # whether it is connected, calls that a write error. A connection that was reset is a read error.
            self.assertEqual([seen[error] for error in ("read", "timeout")], [0, 0])
            self.assertGreater(seen["answers"], 200)


if __name__ == "__main__":
    unittest.main()
