#!/usr/bin/env python3
"""The helper that reads opening hours, through the real binary: the same bytes whatever the machine's time zone."""
import datetime
import json
import os
import subprocess
import unittest

BIN = os.environ["CARTABLE_BIN"]
CONTEXT = {"zone": "Europe/Paris", "region": "FR-IDF", "calendar": "[]", "first_day": "2026-03-27", "days": 37,
           "lon": 2.35, "lat": 48.85}
TEXTS = ["Mo-Fr 09:00-18:00; PH off", "24/7", "Sa 22:00-06:00", "Su 02:30-05:00", "sunrise-sunset", "Th 17:00+",
         "Mo-Fr 09:00-18:00; SH off", "nonsense", "Mo \"by appointment\"", "quote \" and \\ and \u2028", ""]


def answers(zone):
    environment = {key: value for key, value in os.environ.items() if key != "TZ"}
    if zone is not None:
        environment["TZ"] = zone
    lines = [json.dumps(CONTEXT), *map(json.dumps, TEXTS)]
    done = subprocess.run([BIN, "hours-worker"], input="\n".join(lines) + "\n", capture_output=True, text=True,
                          env=environment, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout


class HoursWorker(unittest.TestCase):
    def test_the_machines_zone_does_not_matter(self):
        first = answers(None)
        lines = first.splitlines()
        self.assertEqual(lines[0], "ready")
        self.assertEqual(len(lines), len(TEXTS) + 1)
        # From Friday's midnight on: opens at 09:00, closes at 18:00.
        midnight = int(datetime.datetime.fromisoformat("2026-03-27T00:00+01:00").timestamp()) // 60
        self.assertTrue(lines[1].startswith(f"none {midnight}c 540o 540c "), lines[1][:80])
        for zone in ("UTC", "America/Montevideo"):
            self.assertEqual(answers(zone), first, zone)

    def test_it_is_no_command_for_people(self):
        self.assertNotIn("hours-worker", subprocess.run([BIN, "--help"], capture_output=True, text=True).stdout)
        done = subprocess.run([BIN, "hours-worker"], input="", capture_output=True, text=True, timeout=60)
        self.assertEqual(done.returncode, 2)
        self.assertIn("part of cartable serve", done.stderr)
        done = subprocess.run([BIN, "hours-worker"], input="{}\n", capture_output=True, text=True, timeout=60)
        self.assertEqual(done.returncode, 2)
        self.assertIn("first_day", done.stderr)


if __name__ == "__main__":
    unittest.main()
