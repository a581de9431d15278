#!/usr/bin/env python3
"""Fails on an #include against the layers, or of a third-party library outside its home.

The layers stand in docs/ARCHITECTURE.md: a folder may include itself and the folders listed for it here, and
each third-party library has one folder that includes it. Prints every offence as file:line.
"""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent

# folder → folders that it may include besides itself
MAY_INCLUDE = {
    "base": set(),
    "geo": {"base"},
    "store": {"base", "geo"},
    "importers": {"base", "geo", "store"},
    "exporters": {"base", "geo", "store"},
    "access": {"base", "geo", "store"},
    "tiles": {"base", "geo", "store"},
    "server": {"base", "geo", "store", "access", "tiles"},
    "demo": {"base", "geo", "store", "importers", "tiles"},
    "cli": {"base", "geo", "store", "importers", "exporters", "access", "tiles", "server", "demo"},
}
ANYWHERE = {"tests", "bench"}  # may include every folder and every library

# first part of an include in angle brackets → its home
HOME = {
    "fmt": {"base"}, "spdlog": {"base"}, "nlohmann": {"base"}, "tl": {"base"}, "unicode": {"base"},
    "libdeflate.h": {"base"}, "brotli": {"base"}, "zstd.h": {"base"},
    "geos": {"geo"}, "geos_c.h": {"geo"}, "gdal.h": {"geo"}, "proj.h": {"geo"}, "geodesic.h": {"geo"},
    "osmium": {"importers"}, "protozero": {"tiles"},
    "boost": {"server"}, "openssl": {"server"}, "sodium.h": {"server"}, "libical": {"store"}, "uuid": {"store"},
    "kopeninghours": {"store"}, "KHolidays": {"store"},
    "CLI": {"cli"}, "sqlite3.h": set(),
}
HOME_PREFIX = {"Q": {"store"}, "gdal": {"geo"}, "ogr": {"geo"}, "cpl_": {"geo"}}
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^">]+)[">]')


def offences(path: pathlib.Path):
    folder = path.relative_to(ROOT).parts[0]
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        match = INCLUDE.match(line)
        if not match:
            continue
        quote, name = match.groups()
        first = name.split("/")[0]
        if quote == '"':
            if folder in ANYWHERE:
                continue
            if "/" not in name:
                yield number, f'"{name}": includes are rooted at the project folder, as "geo/lonlat.hpp"'
            elif first not in MAY_INCLUDE:
                yield number, f'"{name}": {first}/ is no layer'
            elif first != folder and first not in MAY_INCLUDE[folder]:
                yield number, f'"{name}": {folder}/ may not include {first}/'
            continue
        if folder in ANYWHERE:
            continue
        homes = HOME.get(first)
        if homes is None:
            homes = next((h for prefix, h in HOME_PREFIX.items() if first.startswith(prefix)), None)
        if homes is not None and folder not in homes:
            yield number, f"<{name}>: its home is {', '.join(sorted(homes)) or 'nowhere'}/, not {folder}/"


def main() -> int:
    files = [p for folder in [*MAY_INCLUDE, *ANYWHERE] for p in sorted((ROOT / folder).rglob("*"))
             if p.suffix in {".hpp", ".cpp"} and "node_modules" not in p.parts]
    bad = 0
    for path in files:
        for number, what in offences(path):
            print(f"{path.relative_to(ROOT)}:{number}: {what}")
            bad += 1
    # A header without the once-guard compiles alone and breaks the second include.
    for path in files:
        if path.suffix == ".hpp" and not path.read_text(encoding="utf-8").startswith("#pragma once"):
            print(f"{path.relative_to(ROOT)}:1: must start with #pragma once")
            bad += 1
    print(f"layers: {len(files)} files, {bad} offences")
    return 1 if bad or not files else 0


if __name__ == "__main__":
    sys.exit(main())
