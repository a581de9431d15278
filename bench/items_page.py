#!/usr/bin/env python3
"""Pages of places: `cartable serve` beside PostGIS giving the same rows as a FeatureCollection of ST_AsGeoJSON.

    bench/items_page.py --program build/bench/cli/cartable --maker build/bench/bench/city_file_bench [--city CITY.gpkg]
                        [--seconds 5] [--rounds 3]

The city has a million places unless another is named. Pages of 100: in the order of the list, under a filter, and from
deep in the list; one page again and again, and each request of a run another one of many. Cartable answers wrk over HTTP on loopback, two threads;
PostgreSQL answers pgbench over a Unix socket: a prepared statement, two threads, two connections, the page found by a key
(not by an offset) in an index made for it, the table in memory, no count of what matches, and no server between it and
HTTP. The rows go from one to the other through Cartable's own answers, so that both write the same properties; a page of
each is compared member by member.

Then pages of 10 000: the memory of `serve` while four readers take them at once and while twenty take them at 10 kB/s
each, and the time to their first byte. One line of JSON on stdout. Needs wrk, PostgreSQL and PostGIS.
"""
import argparse
import http.client
import json
import pathlib
import random
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests/e2e"))
import postgres  # noqa: E402

PAGE = 100
PAGES = 500
FILTER = "kind=library&fee=free"
ITEMS = "/api/collections/places/items"
# What differs from moment to moment and is in no table.
LIVE = ("open", "open_until", "opens_at")
WRK = """
local paths = {}
for path in io.lines(os.getenv("PAGES")) do paths[#paths + 1] = path end
local at = 0
function init(arguments) math.randomseed(tonumber(tostring(arguments):match("0x(%x+)") or "7", 16) % 2147483647); at = math.random(#paths) end
function request() at = at % #paths + 1; return wrk.format("GET", paths[at]) end
"""


def say(text):
    print(f"▸ {text}", file=sys.stderr, flush=True)


class Server:
    def __init__(self, program, city, folder):
        self.log = folder / "cartable.log"
        self.process = subprocess.Popen([program, "serve", "--city", str(city), "--port", "0", "--threads", "2", "--access-log",
                                         "off"], stderr=open(self.log, "wb"))
        while not (match := re.search(r"listening on http://127.0.0.1:(\d+)", self.log.read_text())):
            if self.process.poll() is not None:
                sys.exit(self.log.read_text())
            time.sleep(0.01)
        self.port = int(match.group(1))

    def get(self, path):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request("GET", path)
        answer = connection.getresponse()
        body = answer.read()
        if answer.status != 200:
            sys.exit(f"{path}: {answer.status} {body[:300]}")
        return body

    def pages(self, query, limit):
        """Every page of a list, by its next links: (path, document)."""
        path = f"{ITEMS}?{query}{'&' if query else ''}limit={limit}"
        while path:
            page = json.loads(self.get(path))
            yield path, page
            following = next((link["href"] for link in page["links"] if link["rel"] == "next"), None)
            path = following and following[following.index("/api"):]

    def memory_mb(self):
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+)", status).group(1)) / 1024

    def stop(self):
        self.process.terminate()
        self.process.wait(30)


def copy_text(value):
    """One value for COPY in its text format."""
    if value is None:
        return r"\N"
    if isinstance(value, (list, dict)):
        value = json.dumps(value, ensure_ascii=False)
    return str(value).replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")


def fill(database, server, folder):
    """The served places as a table with a column for each property. \\return the ids in their order, those of the filter"""
    say("reading all places")
    columns, rows = {"id": "text"}, []
    for _, page in server.pages("", 10000):
        for feature in page["features"]:
            properties = {k: v for k, v in feature["properties"].items() if k not in LIVE}
            for name, value in properties.items():
                kind = "jsonb" if isinstance(value, (list, dict)) else "float8" if isinstance(value, float) else \
                    "int8" if isinstance(value, int) else "text"
                columns[name] = kind if columns.get(name, kind) == kind else "text"
            rows.append((properties, feature["geometry"]["coordinates"]))
    say(f"{len(rows)} places into PostGIS")
    names = list(columns)
    path = folder / "rows.tsv"
    with open(path, "w", encoding="utf-8") as file:
        for at, (properties, (lon, lat)) in enumerate(rows):
            file.write("\t".join([str(at)] + [copy_text(properties.get(name)) for name in names] +
                                 [f"SRID=4326;POINT({lon} {lat})"]) + "\n")
    path.chmod(0o644)
    listed = ", ".join(f'"{name}" {kind}' for name, kind in columns.items())
    # The place's number in the list stands for the key that the list is sorted by: PostGIS' pages are the same as ours.
    database.sql(f"CREATE TABLE place (number int, {listed}, geom geometry(Point, 4326))")
    database.sql(f"\\copy place FROM '{path}'")
    database.sql("CREATE UNIQUE INDEX ON place (number)")
    database.sql("CREATE INDEX ON place (number) WHERE kinds ? 'library' AND fee = 'free'")
    database.sql("CLUSTER place USING place_number_idx")
    database.sql("VACUUM ANALYZE place")
    chosen = [at for at, (properties, _) in enumerate(rows)
              if "library" in properties["kinds"] and properties.get("fee") == "free"]
    return len(rows), chosen, names


def statement(names, where):
    listed = ", ".join(f'"{name}"' for name in names)
    return ("SELECT '{\"type\":\"FeatureCollection\",\"features\":[' || string_agg(ST_AsGeoJSON(t, 'geom', 7), ',') || ']}' "
            f"FROM (SELECT {listed}, geom FROM place WHERE number > :after{where} ORDER BY number LIMIT {PAGE}) AS t;\n")


def same(server, database, path, after, where, names):
    """A page of each, member by member; nulls are left out there as here."""
    ours = [{k: v for k, v in f["properties"].items() if k not in LIVE} for f in json.loads(server.get(path))["features"]]
    text = database.sql(statement(names, where).replace(":after", str(after)))
    theirs = [{k: v for k, v in f["properties"].items() if v is not None} for f in json.loads(text)["features"]]
    if ours != theirs:
        sys.exit(f"{path}: PostGIS' page differs:\n{ours[0]}\n{theirs[0]}")
    return len(server.get(path)), len(text)


def wrk(port, paths, seconds, folder):
    (folder / "pages.txt").write_text("\n".join(paths) + "\n")
    (folder / "pages.lua").write_text(WRK)
    out = subprocess.run(["wrk", "-t", "2", "-c", "16", "-d", f"{seconds}s", "-s", str(folder / "pages.lua"),
                          f"http://127.0.0.1:{port}"], capture_output=True, text=True, check=True,
                         env={"PAGES": str(folder / "pages.txt"), "PATH": "/usr/bin:/bin:/usr/local/bin"}).stdout
    if "Non-2xx" in out or "Socket errors" in out:
        sys.exit("wrk saw errors:\n" + out)
    return float(re.search(r"Requests/sec:\s+([\d.]+)", out).group(1))


def pgbench(database, script, seconds):
    out = subprocess.run([postgres.programs() / "pgbench", "-n", "-M", "prepared", "-c", "2", "-j", "2", "-T", str(seconds), "-f",
                          str(script), "-h", str(database.folder), "-U", "cartable", "cities"], capture_output=True, text=True,
                         check=True).stdout
    return float(re.search(r"tps = ([\d.]+) \(without", out).group(1))


def rates(server, database, folder, arguments):
    count, chosen, names = fill(database, server, folder)
    dice = random.Random(20261126)
    lists = {"plain": ("", ""), "filter": (FILTER, " AND kinds ? 'library' AND fee = 'free'"), "deep": ("", "")}
    out = {}
    for name, (query, where) in lists.items():
        # Ours are found by `next` links, which are opaque: one long page is walked to each of them.
        ordered = chosen if query else range(count)
        pages = min(PAGES, (len(ordered) - 1) // PAGE)
        first = max(0, len(ordered) - (pages + 1) * PAGE) if name == "deep" else 0
        paths, afters = [], []
        position = first // PAGE * PAGE
        path = f"{ITEMS}?{query}{'&' if query else ''}limit={PAGE}&offset={position}"
        while len(paths) < pages and path:
            page = json.loads(server.get(path))
            if len(page["features"]) < PAGE:
                break
            if "next=" in path or position == 0:
                paths.append(path)
                afters.append(ordered[position - 1] if position else -1)
            position += PAGE
            following = next((link["href"] for link in page["links"] if link["rel"] == "next"), None)
            path = following and urllib.parse.urlsplit(following)._replace(scheme="", netloc="").geturl()
        order = list(range(len(paths)))
        dice.shuffle(order)
        ours_bytes, theirs_bytes = same(server, database, paths[order[0]], afters[order[0]], where, names)
        for asked, chosen_pages in (("again", order[:1]), ("different", order)):
            # pgbench picks a key in a small table in memory, which costs it one look-up.
            table = f"after_{name}_{asked}"
            keys = ",".join(str(afters[i]) for i in chosen_pages)
            database.sql(f"CREATE TABLE {table} AS SELECT n::int - 1 AS page, a::int AS after FROM "
                         f"unnest('{{{keys}}}'::int[]) WITH ORDINALITY AS k(a, n); CREATE UNIQUE INDEX ON {table} (page)")
            database.sql(f"VACUUM ANALYZE {table}")
            script = folder / f"{table}.sql"
            script.write_text(f"\\set page random(0, {len(chosen_pages) - 1})\n" +
                              statement(names, where).replace(":after", f"(SELECT after FROM {table} WHERE page = :page)"))
            mine, theirs, paths_asked = [], [], [paths[i] for i in chosen_pages]
            wrk(server.port, paths_asked, 1, folder), pgbench(database, script, 1)  # warm up
            for _ in range(arguments.rounds):
                mine.append(wrk(server.port, paths_asked, arguments.seconds, folder))
                theirs.append(pgbench(database, script, arguments.seconds))
            ours, peer = statistics.median(mine), statistics.median(theirs)
            out[f"{name}, {asked}"] = {"cartable_per_s": round(ours), "postgis_per_s": round(peer), "ratio": round(ours / peer, 1),
                                       "bytes": ours_bytes, "postgis_bytes": theirs_bytes, "pages": len(chosen_pages)}
            say(f"{name}, {asked}: {out[f'{name}, {asked}']}")
    return out


class Peak:
    """The most memory that the server has while something goes on."""

    def __init__(self, server):
        self.server, self.most, self.stop = server, server.memory_mb(), threading.Event()
        self.thread = threading.Thread(target=self._watch)

    def _watch(self):
        while not self.stop.wait(0.005):
            self.most = max(self.most, self.server.memory_mb())

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.stop.set()
        self.thread.join()


def read_long(port, path, rate=None, seconds=None, encoding="identity"):
    """Reads one answer, all of it or for some seconds at a rate. \\return (seconds to its first byte, bytes)"""
    with socket.socket() as wire:
        if rate:
            wire.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)  # what is read slowly waits at the server
        wire.settimeout(60)
        wire.connect(("127.0.0.1", port))
        begun = time.monotonic()
        wire.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: {encoding}\r\nConnection: close\r\n\r\n".encode())
        taken = len(wire.recv(1))
        first = time.monotonic() - begun
        while True:
            piece = wire.recv(2048 if rate else 65536)
            if not piece or (seconds and time.monotonic() - begun > seconds):
                return first, taken
            taken += len(piece)
            if rate:
                time.sleep(len(piece) / rate)


def together(count, work):
    """Runs `work` in so many threads. \\return their answers"""
    answers = []
    threads = [threading.Thread(target=lambda: answers.append(work())) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def memory(server):
    path = f"{ITEMS}?limit=10000"
    read_long(server.port, path)  # what is kept for good is kept now
    out = {"at_rest_mb": round(server.memory_mb(), 1)}
    say("pages of 10 000: one by one, four at once, twenty slow readers")
    firsts, begun = [], time.monotonic()
    for _ in range(20):
        first, taken = read_long(server.port, path)
        firsts.append(first)
    out["bytes"], out["first_byte_ms"] = taken, round(statistics.median(firsts) * 1000, 2)
    out["whole_ms"] = round((time.monotonic() - begun) / 20 * 1000, 1)
    for name, encoding in (("four_readers_mb", "identity"), ("four_readers_gzip_mb", "gzip")):
        with Peak(server) as peak:
            together(4, lambda: [read_long(server.port, path, encoding=encoding) for _ in range(25)])
        out[name] = round(peak.most, 1)
    with Peak(server) as peak:
        together(20, lambda: read_long(server.port, path, rate=10_000, seconds=10))
    out["twenty_slow_readers_mb"] = round(peak.most, 1)
    return out


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", required=True)
    parser.add_argument("--maker", help="city_file_bench, which makes the city; needed without --city")
    parser.add_argument("--city", type=pathlib.Path)
    parser.add_argument("--seconds", type=int, default=5)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", choices=["rates", "memory"])
    arguments = parser.parse_args()
    if arguments.only != "memory" and postgres.programs() is None:
        sys.exit("PostgreSQL with PostGIS is not installed: scripts/install_dependencies test")
    with tempfile.TemporaryDirectory(prefix="cartable-bench-") as name:
        folder = pathlib.Path(name)
        folder.chmod(0o755)
        city = arguments.city
        if city is None:
            say("making a city of a million places")
            city = folder / "million.gpkg"
            subprocess.run([arguments.maker, "--city", city], check=True)
        server = Server(arguments.program, city, folder)
        database = None
        try:
            out = {}
            if arguments.only != "rates":
                out["memory"] = memory(server)
                say(out["memory"])
            if arguments.only != "memory":
                database = postgres.Postgres(shared_buffers="1GB")
                out["rates"] = rates(server, database, folder, arguments)
            print(json.dumps(out))
        finally:
            server.stop()
            if database is not None:
                database.end()


if __name__ == "__main__":
    main()
