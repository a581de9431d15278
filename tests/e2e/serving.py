"""A city made from OSM XML written here, and a server on a free port, for the tests beside this file."""
import os
import pathlib
import re
import signal
import socket
import subprocess
import tempfile
import time

PROGRAM = os.environ.get("CARTABLE", "cartable")


def write_osm(path, count, first=1):
    """`count` libraries on a grid near (10, 50), ids from `first`; every tenth is a school."""
    with open(path, "w", encoding="utf-8") as out:
        out.write('<?xml version="1.0"?>\n<osm version="0.6">\n')
        for i in range(first, first + count):
            kind = "school" if i % 10 == 0 else "library"
            lon, lat = 10 + (i % 40) * 0.002, 50 + (i // 40) * 0.002
            out.write(
                f'<node id="{i}" version="1" lat="{lat:.7f}" lon="{lon:.7f}">'
                f'<tag k="amenity" v="{kind}"/><tag k="name" v="Place number {i}"/></node>\n'
            )
        out.write("</osm>\n")


def run(*arguments, check=True):
    return subprocess.run([PROGRAM, *map(str, arguments)], capture_output=True, text=True, check=check, timeout=120)


class Server:
    """`cartable serve` until the end of a `with`; its log and access log are kept for looking at."""

    def __init__(self, city, *options, scheme="http", user=None):
        self.folder = tempfile.TemporaryDirectory(prefix="cartable-e2e-")
        if user is not None:
            os.chmod(self.folder.name, 0o777)
        self.log_path = pathlib.Path(self.folder.name) / "log"
        self.access_path = pathlib.Path(self.folder.name) / "access"
        self.web = pathlib.Path(self.folder.name) / "web"
        (self.web / "assets").mkdir(parents=True)
        (self.web / "index.html").write_text("<!doctype html><title>t</title>" + " " * 400)
        (self.web / "assets" / "app-DtX9a1_b.js").write_text("let x = 1;\n" * 200)
        (self.web.parent / "outside.txt").write_text("outside")
        started = time.monotonic()
        log = open(self.log_path, "wb")
        self.process = subprocess.Popen(
            [PROGRAM, "serve", "--city", str(city), "--port", "0", "--threads", "2", "--web", str(self.web),
             "--access-log", str(self.access_path), *options],
            stdout=subprocess.DEVNULL, stderr=log, user=user)
        log.close()
        while True:
            found = re.search(rf"listening on {scheme}://127.0.0.1:(\d+)", self.log())
            if found:
                break
            if self.process.poll() is not None or time.monotonic() - started > 60:
                raise RuntimeError("the server did not start: " + self.log())
            time.sleep(0.005)
        self.started_in = time.monotonic() - started
        self.port = int(found.group(1))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()
        self.folder.cleanup()

    def log(self):
        return self.log_path.read_text(errors="replace")

    def access_log(self):
        return self.access_path.read_text(errors="replace")

    def signal(self, number):
        self.process.send_signal(number)

    def stop(self):
        """SIGTERM. \\return the exit code and the seconds it took"""
        begun = time.monotonic()
        if self.process.poll() is None:
            self.signal(signal.SIGTERM)
        try:
            code = self.process.wait(40)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise
        return code, time.monotonic() - begun

    def connect(self, timeout=30):
        return Client(socket.create_connection(("127.0.0.1", self.port), timeout))

    def get(self, target, method="GET", headers=(), body=b""):
        with self.connect() as client:
            client.send(method, target, headers, body)
            return client.read(method == "HEAD")


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body


class Lost(Exception):
    """A request was sent and its answer did not come whole."""


class Client:
    """A bare HTTP/1.1 client that hides nothing."""

    def __init__(self, connection):
        self.socket, self.rest = connection, b""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def raw(self, data):
        self.socket.sendall(data)

    def send(self, method, target, headers=(), body=b""):
        lines = [f"{method} {target} HTTP/1.1", "Host: localhost", *headers]
        if body:
            lines.append(f"Content-Length: {len(body)}")
        self.raw("\r\n".join(lines).encode() + b"\r\n\r\n" + body)

    def fill(self):
        data = self.socket.recv(65536)
        if not data:
            raise Lost("the connection ended")
        self.rest += data

    def read(self, head_only=False):
        while b"\r\n\r\n" not in self.rest:
            self.fill()
        head, self.rest = self.rest.split(b"\r\n\r\n", 1)
        first, *lines = head.decode("latin-1").split("\r\n")
        status = int(first.split()[1])
        headers = {}
        for line in lines:
            name, value = line.split(": ", 1)
            headers[name.lower()] = headers.get(name.lower(), "") + value
        length = 0 if head_only or status in (204, 304) else int(headers["content-length"])
        while len(self.rest) < length:
            self.fill()
        body, self.rest = self.rest[:length], self.rest[length:]
        return Answer(status, headers, body)

    def ended(self, within):
        """Whether the server ends the connection within some seconds."""
        self.socket.settimeout(within)
        try:
            while True:
                if not self.socket.recv(65536):
                    return True
        except ConnectionError:
            return True
        except TimeoutError:
            return False
