#!/usr/bin/env python3
"""Opening hours of a whole city in a real server: a table of places with many distinct texts is imported and served.

    bench/hours_city.py --program build/bench/cli/cartable [--places 100000] [--texts 20000]

Measures how long until the served city knows its hours, from the line that says where it listens; the slowest answer
meanwhile; then a reload after an import that changed other things, which must read no text again, and one after which one
text is new, which must read that one alone (as the server's log says). One line of JSON on stdout.
"""
import argparse
import csv
import http.client
import json
import pathlib
import re
import subprocess
import tempfile
import time

READ = re.compile(r"opening hours: (\d+) texts read in ([\d.]+) s")


def text_of(i):
    """Weekday hours, Saturday hours, now and then a holiday: no two alike for 20 480 numbers."""
    def clock(quarter):
        return f"{quarter // 4:02}:{quarter % 4 * 15:02}"
    saturday = 40 + i // 512 % 20
    text = (f"Mo-Fr {clock(28 + i % 16)}-{clock(60 + i // 16 % 32)}; "
            f"Sa {clock(saturday)}-{clock(saturday + 8 + i // 10240)}")
    return text + "; PH off" if i % 3 == 0 else text


def write_places(path, places, texts, suffix="", new_text=""):
    with open(path, "w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(["id", "name", "kind", "longitude", "latitude", "opening_hours"])
        for i in range(places):
            hours = new_text if new_text and i == 0 else text_of(i % texts)
            out.writerow([f"p{i}", f"Library {i}{suffix}", "library", f"{-56.3 + i % 400 * 0.0005:.5f}",
                          f"{-34.95 + i // 400 * 0.0005:.5f}", hours])


def run(program, *arguments):
    subprocess.run([program, *map(str, arguments)], check=True, capture_output=True, text=True)


def answer(port, path):
    begun = time.monotonic()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", path)
    document = json.loads(connection.getresponse().read())
    connection.close()
    return document, (time.monotonic() - begun) * 1000


def wait_for(what, done, seconds=300):
    """Waits until done() gives something. \\return it"""
    begun = time.monotonic()
    while time.monotonic() - begun < seconds:
        if found := done():
            return found
        time.sleep(0.05)
    raise SystemExit(f"{what}: not within {seconds} s")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", required=True)
    parser.add_argument("--places", type=int, default=100_000)
    parser.add_argument("--texts", type=int, default=20_000)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="cartable-bench-") as name:
        folder = pathlib.Path(name)
        table, city, log = folder / "libraries.csv", folder / "city.gpkg", folder / "log"

        def bring(**how):
            write_places(table, arguments.places, arguments.texts, **how)
            run(arguments.program, "import", f"places={table}", "--city", city, "--timezone", "America/Montevideo", "--region",
                "UY", "--no-progress")

        bring()
        server = subprocess.Popen([arguments.program, "serve", "--city", city, "--port", "0", "--threads", "2", "--access-log",
                                   "off"], stderr=open(log, "wb"))
        try:
            listening = r"listening on http://127.0.0.1:(\d+)"
            port = int(wait_for("the server", lambda: re.search(listening, log.read_text())).group(1))
            begun, slowest, asked = time.monotonic(), 0, 0
            page = "/api/collections/places/items?limit=100"
            while True:
                document, took = answer(port, page)
                slowest, asked = max(slowest, took), asked + 1
                if document["features"][0]["properties"]["open"] != "unknown":
                    break
            known = time.monotonic() - begun

            def reads():
                return [int(count) for count, _ in READ.findall(log.read_text())]

            def name_of_first():
                return answer(port, page)[0]["features"][0]["properties"]["name"]

            before = reads()
            bring(suffix=" renamed")
            wait_for("the reload", lambda: name_of_first().endswith(" renamed"))
            unchanged = sum(reads()[len(before):])
            bring(suffix=" again", new_text="Mo-We 07:11-19:22")
            wait_for("the second reload", lambda: name_of_first().endswith(" again"))
            print(json.dumps({"places": arguments.places, "texts": before[0], "known_s": round(known, 1),
                              "slowest_ms": round(slowest), "asked_meanwhile": asked, "again": unchanged,
                              "one_new": sum(reads()[len(before):])}))
        finally:
            server.terminate()
            server.wait(30)


if __name__ == "__main__":
    main()
