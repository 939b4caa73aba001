"""Writes the beginnings of fuzzers that no file of the project is: seeds.py FOLDER makes FOLDER/TARGET/…"""
import pathlib
import sys

TESTS = pathlib.Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TESTS / "fault"), str(TESTS / "support")]
import crafted  # noqa: E402
import photometric  # noqa: E402

INP = """[TITLE]
seed
[OPTIONS]
FLOW_UNITS CMS
[JUNCTIONS]
;;name invert depth
M1 10 2 0 0 0
M2 9 2
[OUTFALLS]
O1 8 FIXED 8.5 YES
[STORAGE]
S1 7 3 0 FUNCTIONAL 0 0 120
[CONDUITS]
C1 M1 M2 100 0.013 0 0
C2 M2 O1 80 0.015 0.1 0
[PUMPS]
P1 S1 O1 * ON
[XSECTIONS]
C1 CIRCULAR 0.6 0 0 0
C2 RECT_CLOSED 0.8 1.2 0 0 2
[SUBCATCHMENTS]
A1 R1 M1 1.5 60 120 0.5 0
[INLETS]
G1 GRATE 0.6 0.4 P_BAR-50
[INLET_USAGE]
C1 G1 M1 2 25
[COORDINATES]
M1 0 0
M2 100 0
O1 180 0
[VERTICES]
C1 50 5
[Polygons]
A1 0 0
A1 10 0
A1 10 10
"""

RPT = """
  EPA STORM WATER MANAGEMENT MODEL - VERSION 5.2 (Build 5.2.4)

  Runoff Quantity Continuity     hectare-m            mm
  Continuity Error (%) .....        -0.043
  *******************
  Node Inflow Summary
  *******************

  -----------
  Node   Type   LPS      LPS  days hr:min    10^6 ltr
  -----------
  M1  JUNCTION  1000.0  1500  0  00:00  7.2  7.2  0.2

  *********************
  Node Flooding Summary
  *********************

  -----------
  Node  Flooded  LPS   days hr:min    10^6 ltr    Meters
  -----------
  M1    2.00     828      0  00:00       3.211     0.000

  *************************
  Conduit Surcharge Summary
  *************************

  -----------
  C1  0.5  0.5  0.5  0.2  0.1
"""

TEXTS = {
    "swmm/inp": INP,
    "swmm_report/rpt": RPT,
    "where/words": "kind = 'a' and not (n >= 2.5 or \"full name\" in (1, b, 'c')) or x is not null",
    "moment/iso": "%Y/%m/%d %H:%M\x002024-02-29T23:59:58+08:00",
    "moment/chinese": "%Y年%m月%d日\x002024年2月29日",
    "asset_code/code": "44030600100010200001",
    "escaping/mixed": "=cmd|' /C calc'!A0,\"</script><b>&amp;\x1b[31m\r\n积水",
    "layer/csv": "lon,lat,key,n\n114.1,22.5,a,1\n114.2,22.6,\"b,c\",x\n",
    "layer/geojson": '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"key":"a","n":1.5},'
                     '"geometry":{"type":"Point","coordinates":[114.1,22.5]}},{"type":"Feature","properties":{"key":null},'
                     '"geometry":{"type":"LineString","coordinates":[[114.1,22.5],[114.2,22.6]]}}]}',
}


def main(folder):
    for name in {name.split("/")[0] for name in TEXTS} | {"photometry", "page"}:
        (folder / name).mkdir(parents=True, exist_ok=True)
    for name, text in TEXTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    crafted.gpkg("gpkg", [(crafted.wkb_point(500000, 3000000), "a"), (None, "b")], folder=folder / "layer")
    gammas, planes = [0.0, 45.0, 90.0], [0.0, 90.0, 180.0, 270.0]
    photometric.ies(folder / "photometry" / "ies", photometric.batwing, gammas, planes)
    photometric.ldt(folder / "photometry" / "ldt", photometric.batwing, gammas, planes, 1000)
    summary = (TESTS / "golden" / "audit-summary.json").read_bytes()
    (folder / "page" / "summary").write_bytes(summary)
    crafted.FOLDER.rmdir()


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
