"""The mappings that kerb brings along, on files as cities write them."""
import json
import pathlib
import sqlite3
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
import gpkg  # noqa: E402
import shp  # noqa: E402
from support import kerb, run_all  # noqa: E402

FOLDER = pathlib.Path(tempfile.mkdtemp(prefix="kerb-mappings-"))


def imported(mapping, *sources, code=0, name=None):
    out = FOLDER / f"{name or pathlib.Path(sources[0]).stem}-{pathlib.Path(mapping).stem}.gpkg"
    done = kerb("import", *sources, "--mapping", mapping, "-o", out, "--overwrite", "-f", "json", code=code)
    if code:
        return out, done
    answer = json.loads(done.stdout)
    assert answer["read"] == answer["used"] + sum(s["count"] for s in answer["skipped"]), answer
    return out, answer


def rows(out, layer, columns):
    """Values row by row; None in a column that no row fills."""
    with sqlite3.connect(out) as base:
        there = [r[1] for r in base.execute(f'pragma table_info("{layer}")')]
    base.close()
    found = gpkg.rows(out, layer, [c for c in columns if c in there])
    values = [dict(zip([c for c in columns if c in there], r[2:])) for r in found]
    return [tuple(v.get(c) for c in columns) for v in values]


ROADS = ["道路名称", "道路等级", "红线宽度", "车行道宽度", "权属单位名称", "备注"]
# Rare characters (four bytes in GB18030), full-width digits, a character beyond the first plane.
NAMED = [("㐂𠮷路", "主干路", "４０", "24", "市住建局", "１２３号，㐂"), ("人民路", "背街小巷", "12", "6", "街道办", "")]
LINES = [[(114.0, 32.0), (114.01, 32.0)], [(114.0, 32.01), (114.01, 32.01)]]


def check_roads(out):
    found = rows(out, "roads", ("name_zh", "road_class", "width_m", "owner", "remark", "extra"))
    assert [f[:4] for f in found] == [("㐂𠮷路", "arterial", 24, "市住建局"), ("人民路", "lane", 6, "街道办")], found
    assert found[0][4] == "１２３号，㐂" and found[1][4] is None, found
    assert "４０" in json.loads(found[0][5]).values(), found  # the right of way is no width of the carriageway


def chinese_shapefiles_in_gb18030():
    for name, more in (("cpg", {"cpg": "GB18030"}), ("cpg936", {"cpg": "GBK"}), ("ldid", {"ldid": 0x4D})):
        source = shp.write(FOLDER / f"道路-{name}.shp", ROADS, NAMED, LINES, "gb18030", **more)
        check_roads(imported("chinese", source)[0])
    silent = shp.write(FOLDER / "道路-无.shp", ROADS, NAMED, LINES, "gb18030")
    _, done = imported("chinese", silent, code=5)
    assert "--encoding" in done.stderr, done.stderr
    check_roads(imported("chinese", silent, "--encoding", "GB18030")[0])


def chinese_shapefiles_in_utf_8_keep_three_characters():
    source = shp.write(FOLDER / "路网.shp", ROADS, NAMED, LINES, "utf-8", cpg="UTF-8")
    check_roads(imported("chinese", source)[0])


def a_cut_name_that_may_be_two_is_left_alone():
    fields = ["案件编号", "处置时限", "上报时间"]  # 处置时 in UTF-8, which 处置时间 is too
    values = [("A1", "2024年3月2日", "2024-03-01 08:30:00")]
    source = shp.write(FOLDER / "案件.shp", fields, values, [(114.0, 32.0)], "utf-8", cpg="UTF-8")
    out, answer = imported("chinese", source)
    (case,) = rows(out, "cases", ("key", "reported", "extra"))
    assert case[:2] == ("A1", "2024-03-01T08:30:00") and json.loads(case[2])["处置时"] == "2024年3月2日", case
    (unclear,) = [i for i in answer["issues"] if i["reason"] == "mapping.ambiguous_name"]
    assert unclear["layer"] == "案件", unclear
    whole = shp.write(FOLDER / "案件全.shp", fields, values, [(114.0, 32.0)], "gb18030", cpg="GB18030")
    assert rows(imported("chinese", whole)[0], "cases", ("due",)) == [("2024-03-02",)]


def layers_are_known_by_a_field_that_only_they_have():
    source = shp.write(FOLDER / "数据1.shp", ["杆号", "灯具类型", "杆高", "回路编号", "所属箱号"],
                       [("L-1", "LED", "10米", "H1", "X1")], [(114.0, 32.0)], "gb18030", cpg="GB18030")
    assert rows(imported("chinese", source)[0], "streetlights", ("key", "height_m", "circuit", "cabinet")) == [
        ("L-1", 10, "H1", "X1")]
    pipes = shp.write(FOLDER / "数据2.shp", ["管径", "材质", "起点埋深", "起点井号", "终点井号", "管线类型"],
                      [("DN300", "钢筋混凝土", "1.2", "W1", "W2", "污水"), ("600×800", "HDPE双壁波纹管", "2", "W2", "W3", "YS")],
                      LINES, "gb18030", cpg="GB18030")
    out, answer = imported("chinese", pipes)
    assert rows(out, "conduits", ("diameter_m", "material", "from", "to", "system")) == [
        (0.3, "concrete", "W1", "W2", "sewage"), (None, "pe", "W2", "W3", "storm")], answer
    assert [i["reason"] for i in answer["issues"]].count("field.not_a_number") == 1, answer


def components_by_code_or_by_name():
    fields = ["ObjID", "ObjName", "DeptName1", "DeptName2", "DeptName3", "BGID", "ObjState", "ORDate", "Note"]
    by = lambda code, name, state="完好": (  # noqa: E731
        f"411502{code}000001", name, "城管局", "水务局", "养护队", "41150200100101", state, "2023-05-01", "")
    values = [by("0103", "井盖"), by("9999", "污水井盖"), by("0104", ""), by("0118", "路灯", "破损"), by("0301", "公共厕所"),
              by("0307", "广告牌匾"), by("0402", "行道树", "丢失"), by("7777", "报刊亭")]
    source = shp.write(FOLDER / "部件.shp", fields, values, [(114 + i / 100, 32.0) for i in range(8)], "gb18030", ldid=0x4D)
    out, _ = imported("chengguan", source)
    assert rows(out, "manholes", ("code", "system", "owner", "manager", "grid", "valid_from")) == [
        ("4115020103000001", "storm", "水务局", "城管局", "41150200100101", "2023-05-01"),
        ("4115029999000001", "sewage", "水务局", "城管局", "41150200100101", "2023-05-01")]
    for layer, status in (("inlets", "in_service"), ("streetlights", "in_service"), ("toilets", "in_service"),
                          ("billboards", "in_service"), ("trees", "removed"), ("component", "in_service")):
        assert rows(out, layer, ("status",)) == [(status,)], layer
    long = shp.write(FOLDER / "井盖普查.shp", ["标识码", "部件名称", "主管部门名称", "权属单位名称", "所在单元网格", "初始日期"],
                     [("4115020102000009", "污水井盖", "城管局", "水务局", "41150200100101", "2023年5月1日")], [(114.0, 32.0)],
                     "utf-8", cpg="UTF-8")
    assert rows(imported("chengguan", long)[0], "manholes", ("system", "manager", "owner", "grid", "valid_from")) == [
        ("sewage", "城管局", "水务局", "41150200100101", "2023-05-01")]


def fiware_flat_and_ngsi_ld():
    flat = {"id": "urn:ngsi-ld:Streetlight:1", "type": "Streetlight", "status": "defectiveLamp", "powerState": "off",
            "lanternHeight": 10, "circuit": "C1", "refStreetlightControlCabinet": "urn:ngsi-ld:StreetlightControlCabinet:7"}
    ld = {"type": "Streetlight", "status": {"type": "Property", "value": "ok"},
          "lanternHeight": {"type": "Property", "value": 8.5}, "circuit": {"type": "Property", "value": "C2"},
          "refStreetlightControlCabinet": {"type": "Relationship", "object": "urn:ngsi-ld:StreetlightControlCabinet:7"},
          "dateServiceStarted": {"type": "Property", "value": {"@type": "DateTime", "@value": "2019-05-01T00:00:00Z"}}}
    power = {"id": "L3", "type": "Streetlight", "powerState": "low", "lanternHeight": 6, "circuit": "C3"}
    for name, properties, expected in (("flat", flat, (flat["id"], 10, "C1", "out")), ("ld", ld, ("urn:2", 8.5, "C2", "working")),
                                       ("power", power, ("L3", 6, "C3", "working"))):
        feature = {"type": "Feature", "geometry": {"type": "Point", "coordinates": [-3.164, 40.62]}, "properties": properties}
        if name == "ld":
            feature["id"] = "urn:2"
        source = FOLDER / f"{name}.geojson"
        source.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), encoding="utf-8")
        out, _ = imported("fiware", source)
        (lamp,) = rows(out, "streetlights", ("key", "height_m", "circuit", "state"))
        assert lamp == expected, (name, lamp)
        if name == "ld":
            assert rows(out, "streetlights", ("cabinet", "build_date")) == [
                ("urn:ngsi-ld:StreetlightControlCabinet:7", "2019-05-01T00:00:00Z")]


def reports_of_cities():
    cases = {
        "open311": ("service_request_id,status,service_code,service_name,requested_datetime,updated_datetime,lat,long,address\n"
                    "638344,closed,006,Street light out,2010-04-14T06:37:38-08:00,,37.76,-122.43,8TH AVE \n",
                    ("638344", "006", "2010-04-14T06:37:38-08:00", None, "closed", "8TH AVE")),
        "nyc": ("Unique Key,Created Date,Closed Date,Agency,Complaint Type,Status,Incident Address,Borough,"
                "X Coordinate (State Plane),Latitude,Longitude\n"
                "57,01/02/2024 03:04:05 PM,,DOT,Street Light Condition,In Progress,5 AVENUE,QUEENS,1010,40.7,-73.9\n",
                ("57", "Street Light Condition", "2024-01-02T15:04:05", None, "dispatched", "5 AVENUE")),
        "chicago": ("Creation Date,Status,Completion Date,Service Request Number,Type of Service Request,Street Address,"
                    "X,Y,Latitude,Longitude\n"
                    "04/01/2012,Completed - Dup,04/19/2012,12-0070,Street Lights - All/Out,5931 N ROCKWELL,1157924,1939298,41.9,-87.6\n",
                    ("12-0070", "Street Lights - All/Out", "2012-04-01", "2012-04-19", "duplicate", "5931 N ROCKWELL")),
    }
    for name, (text, expected) in cases.items():
        source = FOLDER / f"{name}.csv"
        source.write_text(text, encoding="utf-8")
        out, _ = imported("open311", source)
        assert rows(out, "cases", ("key", "kind", "reported", "closed", "state", "address")) == [expected], name


def a_csv_in_gb18030_has_chinese_names():
    source = FOLDER / "案件表.csv"
    source.write_bytes("案件编号,问题类型,立案时间,案件状态,经度,纬度\n20240001,路灯不亮,2024/3/1 8:30:00,已结案,114.0,32.0\n".encode("gb18030"))
    out, _ = imported("chinese", source, "--encoding", "GB18030")
    assert rows(out, "cases", ("key", "kind", "filed", "state")) == [
        ("20240001", "路灯不亮", "2024-03-01T08:30:00", "closed")]


def a_draft_is_a_mapping():
    source = shp.write(FOLDER / "未知.shp", ["灯杆编号", "杆高(m)", "所属回路", "亮灯状态", "照度"],
                       [("L1", "10.5", "H1", "正常", "3"), ("L2", "9", "H1", "不亮", "2")], [(114.0, 32.0), (114.01, 32.0)],
                       "gb18030", cpg="GB18030")
    draft = FOLDER / "draft.toml"
    for language in ("en", "zh"):
        kerb("import", "--suggest", source, "-o", draft, "--overwrite", "--lang", language)
        out, answer = imported(draft, source, name="drafted")
        assert rows(out, "streetlights", ("key", "height_m", "circuit", "state")) == [
            ("L1", 10.5, "H1", "working"), ("L2", 9, "H1", "out")], draft.read_text(encoding="utf-8")
        assert not answer["issues"], answer
    printed = kerb("import", "--suggest", source, "--lang", "zh").stdout
    assert printed == draft.read_text(encoding="utf-8")
    again = kerb("import", "--suggest", source, "-o", draft, code=2)
    assert "--overwrite" in again.stderr and draft.read_text(encoding="utf-8") == printed
    kerb("import", "--suggest", code=2)
    kerb("import", "--suggest", "/nowhere/a.shp", code=3)


run_all([chinese_shapefiles_in_gb18030, chinese_shapefiles_in_utf_8_keep_three_characters,
         a_cut_name_that_may_be_two_is_left_alone, layers_are_known_by_a_field_that_only_they_have,
         components_by_code_or_by_name, fiware_flat_and_ngsi_ld, reports_of_cities, a_csv_in_gb18030_has_chinese_names, a_draft_is_a_mapping])
