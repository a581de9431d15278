#!/usr/bin/env python3
"""A whole city imported, beside tilemaker drawing its tiles from the same extract.

    bench/import_city.py --program build/bench/cli/cartable --extract city.osm.pbf [--runs 5]

Cartable: places, streets, addresses, districts and base tiles z0–14 into a new city file, synced to disk. tilemaker: tiles z0–14
with its own example configuration (OpenMapTiles, without the coastline and land-cover files that it would like),
which is less to do but for the tiles' own layers. Both may use two threads. tilemaker stops at references to nodes
that the extract lacks, so it gets the extract without those references; Cartable gets the extract as it is.

Runs alternate; medians of the wall time and the largest peak of memory are printed as one line of JSON on stdout.
Needs tilemaker and osmium-tool.
"""
import argparse
import json
import os
import pathlib
import resource
import statistics
import subprocess
import sys
import tempfile
import time

EXAMPLES = pathlib.Path("/usr/share/doc/tilemaker/examples")


def without_missing_references(extract, folder):
    """The extract with only those node references that it has nodes for, by way of osmium's text format."""
    nodes, out = set(), folder / "whole.osm.opl"
    text = subprocess.run(["osmium", "cat", str(extract), "-f", "opl"], capture_output=True, text=True, check=True).stdout
    lines = text.splitlines()
    for line in lines:
        if line[0] == "n":
            nodes.add(line.split(" ", 1)[0][1:])
    with out.open("w", encoding="utf-8") as file:
        for line in lines:
            if line[0] == "w":
                head, _, refs = line.rpartition(" N")
                line = f"{head} N" + ",".join(ref for ref in refs.split(",") if ref[1:].split("x")[0] in nodes)
            file.write(line + "\n")
    whole = folder / "whole.osm.pbf"
    subprocess.run(["osmium", "cat", str(out), "-o", str(whole), "--overwrite"], check=True)
    return whole


def without_shapefiles(folder):
    """tilemaker's example configuration less the layers of files that Debian does not bring."""
    config = json.loads((EXAMPLES / "config-openmaptiles.json").read_text())
    config["layers"] = {name: layer for name, layer in config["layers"].items() if "source" not in layer}
    out = folder / "config.json"
    out.write_text(json.dumps(config))
    return out


def timed(command):
    """Wall seconds and peak memory in KB of a command, which must succeed."""
    begun = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    errors = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"{command[0]} failed:\n{errors.decode(errors='replace')[-2000:]}")
    return time.monotonic() - begun, usage.ru_maxrss


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", required=True)
    parser.add_argument("--extract", required=True, type=pathlib.Path)
    parser.add_argument("--runs", type=int, default=5)
    arguments = parser.parse_args()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    ours, again, theirs, memory, their_memory = [], [], [], 0, 0
    with tempfile.TemporaryDirectory(prefix="cartable-bench-") as name:
        folder = pathlib.Path(name)
        whole, config = without_missing_references(arguments.extract, folder), without_shapefiles(folder)
        for run in range(arguments.runs + 1):
            city, tiles = folder / "city.gpkg", folder / "city.mbtiles"
            for old in (city, tiles):
                old.unlink(missing_ok=True)
            command = [arguments.program, "import", str(arguments.extract), "--city", str(city), "--no-progress"]
            first, peak = timed(command)
            second, _ = timed(command)
            peer, peer_peak = timed(["tilemaker", "--threads", "2", "--input", str(whole), "--output", str(tiles),
                                     "--config", str(config), "--process",
                                     str(EXAMPLES / "process-openmaptiles.lua")])
            if run == 0:
                continue  # warms the caches of the disk
            ours.append(first), again.append(second), theirs.append(peer)
            memory, their_memory = max(memory, peak), max(their_memory, peer_peak)
    print(json.dumps({
        "extract": arguments.extract.name, "cartable_s": round(statistics.median(ours), 2),
        "again_s": round(statistics.median(again), 2), "tilemaker_s": round(statistics.median(theirs), 2),
        "ratio": round(statistics.median(theirs) / statistics.median(ours), 2),
        "again_ratio": round(statistics.median(again) / statistics.median(ours), 3),
        "cartable_mb": round(memory / 1024), "tilemaker_mb": round(their_memory / 1024)}))


if __name__ == "__main__":
    main()
