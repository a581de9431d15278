#!/usr/bin/env python3
"""A hot tile: `cartable serve` beside nginx serving the same bytes as a static file.

    bench/http_hot_tile.py --program build/release/cli/cartable --city city.gpkg [--tile basemap/14/X/Y] [--seconds 5]

Both serve gzip to the same wrk on loopback, one after the other in turns, so that a busy machine hurts both alike; the
ratio of the medians is printed as one line of JSON on stdout. nginx: two workers, sendfile, open_file_cache, keep-alive
without an end, no log. Needs wrk and nginx.
"""
import argparse
import gzip
import http.client
import json
import os
import pathlib
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time

NGINX = """
worker_processes {threads};
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 1024; }}
http {{
  access_log off;
  sendfile on; tcp_nopush on; tcp_nodelay on;
  keepalive_timeout 65; keepalive_requests 100000000;
  open_file_cache max=1000 inactive=600s; open_file_cache_valid 600s;
  gzip_static always;
  types {{ application/vnd.mapbox-vector-tile mvt; }}
  client_body_temp_path {folder}/b; proxy_temp_path {folder}/p; fastcgi_temp_path {folder}/f;
  uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  server {{ listen 127.0.0.1:{port} reuseport; root {folder}/root; add_header Cache-Control no-cache; }}
}}
"""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def get(port, path):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
    answer = connection.getresponse()
    return answer.status, answer.read(), answer.getheader("Content-Encoding")


def wrk(port, path, arguments):
    out = subprocess.run(
        ["wrk", "-t", str(arguments.threads), "-c", str(arguments.connections), "-d", f"{arguments.seconds}s",
         "-H", "Accept-Encoding: gzip", f"http://127.0.0.1:{port}{path}"], capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in out or "Socket errors" in out:
        sys.exit("wrk saw errors:\n" + out)
    return float(re.search(r"Requests/sec:\s+([\d.]+)", out).group(1))


def cpu_seconds(pids):
    total = 0.0
    for pid in pids:
        fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        total += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return total


def children(pid):
    found = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True).stdout.split()
    return [int(one) for one in found]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", required=True)
    parser.add_argument("--city", required=True)
    parser.add_argument("--tile", help="layers/z/x/y; default: the base map's middle at z14")
    parser.add_argument("--seconds", type=int, default=5)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--connections", type=int, default=64)
    parser.add_argument("--access-log", action="store_true", help="leave Cartable's access log on")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="cartable-bench-") as name:
        folder = pathlib.Path(name)
        log = folder / "cartable.log"
        access = str(folder / "access") if arguments.access_log else "off"
        begun = time.monotonic()
        ours = subprocess.Popen([arguments.program, "serve", "--city", arguments.city, "--port", "0", "--threads",
                                 str(arguments.threads), "--access-log", access], stderr=open(log, "wb"))
        theirs = None
        try:
            while not (match := re.search(r"listening on http://127.0.0.1:(\d+)", log.read_text())):
                if ours.poll() is not None:
                    sys.exit(log.read_text())
                time.sleep(0.002)
            started_ms = (time.monotonic() - begun) * 1000
            port = int(match.group(1))
            tile = arguments.tile
            if tile is None:
                import math
                bounds = json.loads(gzip.decompress(get(port, "/tiles/basemap.json")[1]))["bounds"]
                lon, lat = (bounds[0] + bounds[2]) / 2, math.radians((bounds[1] + bounds[3]) / 2)
                x = int((lon + 180) / 360 * 2**14)
                y = int((1 - math.asinh(math.tan(lat)) / math.pi) / 2 * 2**14)
                tile = f"basemap/14/{x}/{y}"
            path = f"/tiles/{tile}.mvt"
            status, bytes_, encoding = get(port, path)
            if status != 200:
                sys.exit(f"{path}: {status}")
            file = folder / "root" / path[1:]
            file.parent.mkdir(parents=True)
            pathlib.Path(str(file) + ".gz").write_bytes(bytes_ if encoding == "gzip" else gzip.compress(bytes_))
            file.write_bytes(gzip.decompress(bytes_) if encoding == "gzip" else bytes_)
            os.chmod(folder, 0o755)
            for part in [folder / "root", *(folder / "root").rglob("*")]:
                os.chmod(part, 0o755)
            nginx_port = free_port()
            config = folder / "nginx.conf"
            config.write_text(NGINX.format(folder=folder, port=nginx_port, threads=arguments.threads))
            theirs = subprocess.Popen([shutil.which("nginx") or "/usr/sbin/nginx", "-c", str(config)],
                                      stderr=subprocess.DEVNULL)
            time.sleep(0.5)
            if get(nginx_port, path) != (status, bytes_, encoding):
                sys.exit("nginx does not serve the same bytes")
            rates, cpu = {"cartable": [], "nginx": []}, {"cartable": [], "nginx": []}
            wrk(port, path, arguments), wrk(nginx_port, path, arguments)  # warm up
            for _ in range(arguments.rounds):
                for who, where, pids in (("cartable", port, [ours.pid]), ("nginx", nginx_port, children(theirs.pid))):
                    before = cpu_seconds(pids)
                    rate = wrk(where, path, arguments)
                    rates[who].append(rate)
                    cpu[who].append((cpu_seconds(pids) - before) / (rate * arguments.seconds) * 1e6)
            median = {who: statistics.median(values) for who, values in rates.items()}
            micros = {who: statistics.median(values) for who, values in cpu.items()}
            print(json.dumps({
                "tile": tile, "bytes": len(bytes_), "encoding": encoding, "start_ms": round(started_ms),
                "cartable_per_s": round(median["cartable"]), "nginx_per_s": round(median["nginx"]),
                "ratio": round(median["cartable"] / median["nginx"], 3),
                "cartable_cpu_us": round(micros["cartable"], 2), "nginx_cpu_us": round(micros["nginx"], 2),
                "rounds": rates}))
        finally:
            ours.terminate()
            ours.wait(30)
            if theirs is not None:
                theirs.terminate()
                theirs.wait(30)


if __name__ == "__main__":
    main()
