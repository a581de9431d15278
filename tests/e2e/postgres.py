"""A PostgreSQL server of the tests' own: in a temporary folder, reached by a Unix socket, with PostGIS in the database
"cities". A replica of it, too. Stopped by process id."""
import os
import pathlib
import pwd
import shutil
import signal
import subprocess
import tempfile
import time

PASSWORD = "open-sesame-4711"


def programs():
    """The newest installed server that has PostGIS; None when there is none."""
    found = [p for p in pathlib.Path("/usr/lib/postgresql").glob("*/bin")
             if (p / "initdb").exists() and (p / "postgres").exists()
             and pathlib.Path(f"/usr/share/postgresql/{p.parent.name}/extension/postgis.control").exists()]
    return max(found, key=lambda p: int(p.parent.name)) if found else None


def as_server_user():
    """The server refuses root."""
    if os.getuid() != 0:
        return {}
    user = pwd.getpwnam("postgres")
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": [user.pw_gid]}


class Postgres:
    def __init__(self, primary=None, shared_buffers="32MB"):
        self.shared_buffers = shared_buffers
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="cartable-pg-"))
        self.folder.chmod(0o755)
        if os.getuid() == 0:
            shutil.chown(self.folder, "postgres", "postgres")
        self.process = None
        if primary is None:
            self._run("initdb", "-D", self.folder / "data", "-U", "cartable", "-A", "trust", "-E", "UTF8", "--locale=C",
                      "--no-sync")
            (self.folder / "data/pg_hba.conf").write_text(
                "local all guarded scram-sha-256\nlocal all all trust\nlocal replication all trust\n")
        else:
            self._run("pg_basebackup", "-D", self.folder / "data", "-h", primary.folder, "-U", "cartable", "-R", "-N",
                      "-c", "fast")
        self.start()
        if primary is None:
            self.sql("CREATE DATABASE cities", "postgres")
            self.sql(f"CREATE EXTENSION postgis; CREATE ROLE guarded LOGIN PASSWORD '{PASSWORD}';"
                     "GRANT CREATE ON DATABASE cities TO guarded")

    def _run(self, program, *words):
        subprocess.run([programs() / program, *map(str, words)], check=True, capture_output=True, cwd=self.folder,
                       env={**os.environ, "LC_ALL": "C"}, **as_server_user())

    def start(self):
        log = open(self.folder / "log", "ab")
        self.process = subprocess.Popen(
            [programs() / "postgres", "-D", self.folder / "data", "-k", self.folder, "-c", "listen_addresses=", "-c",
             "fsync=off", "-c", f"shared_buffers={self.shared_buffers}"], stdout=log, stderr=log, cwd=self.folder, **as_server_user())
        log.close()
        for _ in range(3000):
            if self.process.poll() is not None:
                break
            try:
                self.sql("SELECT 1", "postgres")
                return
            except subprocess.CalledProcessError:
                time.sleep(0.01)
        raise RuntimeError("PostgreSQL is installed but does not start:\n" + (self.folder / "log").read_text())

    def stop(self):
        self.process.send_signal(signal.SIGINT)
        self.process.wait(60)

    def end(self):
        if self.process.poll() is None:
            self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def sql(self, statements, database="cities"):
        return subprocess.run([programs() / "psql", "-X", "-A", "-t", "-q", "-v", "ON_ERROR_STOP=1", "-h", self.folder,
                               "-U", "cartable", "-d", database, "-c", statements], check=True, capture_output=True,
                              text=True).stdout

    def address(self, schema, user="cartable", password=""):
        secret = ":" + password if password else ""
        return f"postgresql://{user}{secret}@/cities?host={self.folder}&schema={schema}"
