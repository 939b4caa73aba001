"""A database server for one test: made in a folder of its own, stopped and gone at the end."""
import atexit
import glob
import os
import pathlib
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading

SKIPPED = 77  # what ctest takes for "skipped"
PASSWORD = "geheim42"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """PostgreSQL with PostGIS on a socket in its folder (no password) and on loopback (user planner, PASSWORD)."""

    def __init__(self):
        programs = sorted(glob.glob("/usr/lib/postgresql/*/bin/initdb"))
        if not programs or not glob.glob("/usr/share/postgresql/*/extension/postgis.control"):
            print("skipped: PostgreSQL or PostGIS is not installed")
            sys.exit(SKIPPED)
        self.programs = pathlib.Path(programs[-1]).parent
        # The server refuses to run as root.
        self.user = "postgres" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="kerb-pg-"))
        self.data, self.port = self.folder / "data", free_port()
        if os.geteuid() == 0:
            shutil.chown(self.folder, self.user)
        atexit.register(self.stop)
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
        self.program("initdb", "-D", self.data, "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync",
                     "--auth-local=trust", "--auth-host=scram-sha-256")
        with open(self.data / "postgresql.conf", "a", encoding="utf-8") as settings:
            settings.write(f"listen_addresses='127.0.0.1'\nport={self.port}\nunix_socket_directories='{self.folder}'\n"
                           "fsync=off\ndeadlock_timeout=200ms\n")
        self.program("pg_ctl", "-D", self.data, "-w", "-l", self.folder / "log", "start")
        self.sql(f"CREATE ROLE planner LOGIN PASSWORD '{PASSWORD}'", database="postgres")
        self.sql("CREATE DATABASE city OWNER planner", database="postgres")
        self.sql("CREATE EXTENSION postgis")

    def program(self, name, *arguments):
        who = {"user": self.user, "group": pwd.getpwnam(self.user).pw_gid} if os.geteuid() == 0 else {}
        done = subprocess.run([self.programs / name, *map(str, arguments)], cwd="/", stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE if name != "pg_ctl" else subprocess.DEVNULL,
                              stderr=subprocess.STDOUT, text=True, check=False, **who)
        assert done.returncode == 0, f"{name}: {done.stdout}"

    def stop(self):
        if (self.data / "postmaster.pid").exists():
            self.program("pg_ctl", "-D", self.data, "-m", "immediate", "-w", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)

    def words(self, database="city"):
        """How the socket is named, without a password."""
        return f"host={self.folder} port={self.port} user=postgres dbname={database}"

    def address(self, port=None, password=PASSWORD):
        return f"postgresql://planner:{password}@127.0.0.1:{port or self.port}/city"

    def log(self):
        """What the server said last, for a test that fails."""
        return (self.folder / "log").read_text(encoding="utf-8", errors="replace")[-2000:]

    def psql(self, database="city"):
        return [self.programs / "psql", "-X", "-q", "-A", "-t", "-F", "\t", "-v", "ON_ERROR_STOP=1", self.words(database)]

    def sql(self, text, database="city"):
        """Runs SQL as administrator; the rows as lists of text."""
        done = subprocess.run(self.psql(database), input=text, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return [line.split("\t") for line in done.stdout.splitlines()]

    def session(self):
        return Session(self.psql())


class Session:
    """A session that stays open, as another user's would."""

    def __init__(self, command):
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def sql(self, text):
        """Runs SQL to its end; the lines it gave."""
        self.process.stdin.write(f"{text};\n\\echo --done\n")
        self.process.stdin.flush()
        lines = []
        while (line := self.process.stdout.readline().rstrip("\n")) != "--done":
            assert self.process.poll() is None, text
            lines.append(line)
        return lines

    def close(self):
        self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()


class Cut:
    """A wire to the server that breaks after so many bytes in one direction."""

    def __init__(self, port, sent=None, received=None, address="127.0.0.1"):
        self.server, self.left = port, {"sent": sent, "received": received}
        self.listener = socket.create_server((address, 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            server = socket.create_connection(("127.0.0.1", self.server))
            for way, source, target in (("sent", client, server), ("received", server, client)):
                threading.Thread(target=self.pump, args=(way, source, target), daemon=True).start()

    def pump(self, way, source, target):
        try:
            while data := source.recv(4096):
                if self.left[way] is not None:
                    self.left[way] -= len(data)
                    if self.left[way] < 0:
                        break
                target.sendall(data)
        except OSError:
            pass
        for end in (source, target):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def close(self):
        self.listener.close()
