"""--allow-network: PROJ fetches a grid that this machine lacks, from a server on loopback; without it nobody is called;
when the grid is not to be had, exit 8 and no output."""
import contextlib
import http.server
import json
import os
import pathlib
import re
import shutil
import sys
import tempfile
import threading

from support import kerb, run_all

PROJ = pathlib.Path("/usr/share/proj")
GRID = PROJ / "nzgd2kgrid0005.gsb"  # from the old frame of New Zealand to the new
PUBLISHED = "/nz_linz_nzgd2kgrid0005.tif"  # its name in the registry of PROJ
if not (GRID.exists() and (PROJ / "proj.db").exists()):
    print(f"skipped: {GRID} is not installed")
    sys.exit(77)
FOLDER = pathlib.Path(tempfile.mkdtemp(prefix="kerb-network-"))
BARE = FOLDER / "proj"
BARE.mkdir()
for name in ("proj.db", "proj.ini"):
    shutil.copy(PROJ / name, BARE)


class Grids(http.server.BaseHTTPRequestHandler):
    """Hands out ranges of the one grid, as cdn.proj.org does."""
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.server.asked.append(self.path)
        data = GRID.read_bytes() if self.path == PUBLISHED and self.server.has_grid else None
        wanted = re.match(r"bytes=(\d+)-(\d+)", self.headers.get("Range", ""))
        if data is None or not wanted or (int(wanted[1]) > 0 and not self.server.to_the_end):
            self.send_error(404)
            return
        first, last = int(wanted[1]), min(int(wanted[2]), len(data) - 1)
        self.send_response(206)
        for header, value in (("Content-Range", f"bytes {first}-{last}/{len(data)}"), ("Content-Length", last - first + 1),
                              ("ETag", '"1"'), ("Last-Modified", "Mon, 01 Jan 2024 00:00:00 GMT")):
            self.send_header(header, str(value))
        self.end_headers()
        self.wfile.write(data[first:last + 1])

    def log_message(self, *_):
        pass


@contextlib.contextmanager
def grid_server(has_grid=True, to_the_end=True):
    """PROJ without grids of its own, and where to fetch them; `asked` is what it was asked for."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Grids)
    server.asked, server.has_grid, server.to_the_end = [], has_grid, to_the_end
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    before = dict(os.environ)
    os.environ.update(PROJ_DATA=str(BARE), PROJ_LIB=str(BARE), HOME=str(FOLDER), no_proxy="*",
                      PROJ_NETWORK_ENDPOINT=f"http://127.0.0.1:{server.server_port}")
    try:
        yield server
    finally:
        os.environ.clear()
        os.environ.update(before)
        server.shutdown()
        thread.join()
        server.server_close()


def streets():
    """A street through Auckland, measured in the plane of the old frame."""
    file = FOLDER / "streets.geojson"
    line = {"type": "LineString", "coordinates": [[174.7, -36.9], [174.8, -36.9], [174.9, -36.8]]}
    lamp = {"type": "Point", "coordinates": [174.8, -36.9]}
    for path, shape in ((file, line), (FOLDER / "lamps.geojson", lamp)):
        path.write_text(json.dumps({"type": "FeatureCollection", "crs": {"type": "name", "properties": {"name": "EPSG:4167"}}, "features": [
            {"type": "Feature", "properties": {}, "geometry": shape}]}), encoding="utf-8")
    return ["coverage", "length", "--lines", file, "--assets", FOLDER / "lamps.geojson", "--within", "30m",
            "--frame", "EPSG:27200", "-f", "json"]


def answer(*more):
    """The length in the old frame, to the last digit."""
    return json.loads(kerb(*streets(), *more).stdout)["result"]["total_m"]


def nobody_is_called_unless_allowed():
    with grid_server() as server:
        answer()
        os.environ["PROJ_NETWORK"] = "ON"  # what PROJ itself would obey
        answer()
    assert not server.asked, server.asked


def fetched_grids_give_what_local_ones_give():
    local = answer()
    with grid_server() as server:
        without = answer()
        fetched = answer("--allow-network")
    assert set(server.asked) == {PUBLISHED}, server.asked
    assert fetched == local
    assert without != local
    assert not list(FOLDER.rglob("cache.db")), "nothing of it is kept"


def a_grid_that_is_not_to_be_had():
    """Not at all, or its beginning only: PROJ would take another way for these places."""
    for less in ({"has_grid": False}, {"to_the_end": False}):
        with grid_server(**less) as server:
            done = kerb(*streets(), "-o", FOLDER / "out.gpkg", "--allow-network", code=8)
        assert server.asked and not done.stdout and not list(FOLDER.glob("*out.gpkg*")), less
        assert "--allow-network" in done.stderr and "cannot be fetched" in done.stderr, done.stderr


run_all([nobody_is_called_unless_allowed, fetched_grids_give_what_local_ones_give, a_grid_that_is_not_to_be_had])
