"""D59–D66: values as they should not be. What cannot be read is listed by row and never becomes 0."""
import json
import math
import sqlite3

from crafted import CRS84, FOLDER, X, Y, gpkg, kerb, run_all, untouched, wkb_point, write

import shp  # noqa: E402

OUT = FOLDER / "out" / "city.gpkg"
OUT.parent.mkdir()
SOURCES = FOLDER / "sources"
SOURCES.mkdir()
ANY = FOLDER / "any.toml"
ANY.write_text('name="any"\n[[layer]]\nlayers="*"\nclass="streetlight"\nshape="point"\n[layer.fields]\nkey="key"\n'
               'height_m="height"\nbuild_date="built"\nluminaire_count="count"\n', encoding="utf-8")


def imported(source, *more, code=0, mapping=ANY):
    """Issues as (reason, row), and the lamps by key; nothing beside the source changes."""
    OUT.unlink(missing_ok=True)
    with untouched(SOURCES):
        done = kerb("import", source, "--mapping", mapping, "-o", OUT, "-f", "json", *more, code=code)
    if code != 0:
        assert not list(OUT.parent.iterdir()), "something was written"
        return done.stderr
    told = json.loads(done.stdout)
    assert told["read"] == told["used"] + sum(s["count"] for s in told["skipped"]), told
    issues = {}
    for issue in told["issues"]:
        issues.setdefault(issue["reason"], []).append(issue["row"])
    with sqlite3.connect(OUT) as base:
        base.row_factory = sqlite3.Row
        lamps = {row["key"]: dict(row) for row in base.execute("SELECT * FROM streetlights")}
    return {reason: sorted(r for r in rows if r is not None) for reason, rows in issues.items()}, lamps


def csv(name, head, *rows):
    path = SOURCES / name
    path.write_text("\n".join([head, *(f"{chr(65 + i)},114.0,{32 + i / 100},{row}" for i, row in enumerate(rows))]) + "\n", encoding="utf-8")
    return path


def values(lamps, field):
    return [lamp.get(field) for lamp in lamps.values()]


def d59_text_where_numbers_belong():
    rows = ["8,1", "eight,2", "8 m,x", '"8,5",1.5', ",", "0x10,0x2", "N/A,NULL", "-,1e0", " 9 , 3 "]
    issues, lamps = imported(csv("d59.csv", "key,lon,lat,height,count", *rows))
    assert values(lamps, "height_m") == [8, None, None, None, None, None, None, None, 9], lamps
    assert values(lamps, "luminaire_count") == [1, 2, None, None, None, None, None, 1, 3], lamps
    assert issues == {"field.not_a_number": [2, 3, 3, 4, 4, 6, 6, 7, 7, 8]}, issues
    assert json.loads(lamps["C"]["extra"])["height_m"] == "8 m"  # the text itself is kept


def d59_units_behind_numbers():
    """A unit of the field's kind is turned into the field's own; any other word, and digits that go on, are listed."""
    rows = [("0.5米", "1.2万平方米", "2小时"), ("500mm", "2亩", "1天"), ("30", "300", "90"), ("30cm", "0.12公顷", "1.5h"), ("0.5米深", "300米", "2小时30分"),
            ("1 200", "1，200", '"1,200"'), ('"3,5"', "1.2万", "1:30")]
    path = SOURCES / "积水点.csv"
    path.write_text("\n".join(["编号,x,y,积水深度,积水面积,积水时长", *(f"{chr(65 + i)},{500000 + i},3540000,{','.join(row)}" for i, row in enumerate(rows))])
                    + "\n", encoding="utf-8")
    OUT.unlink(missing_ok=True)
    with untouched(SOURCES):
        told = json.loads(kerb("import", path, "--mapping", "chinese", "--source-crs", "EPSG:4547", "-o", OUT, "-f", "json").stdout)
    bad = sorted(issue["row"] for issue in told["issues"] if issue["reason"] == "field.not_a_number")
    assert bad == [5, 5, 5, 6, 6, 6, 7, 7, 7], told["issues"]
    with sqlite3.connect(OUT) as base:
        taken = base.execute("SELECT depth_cm, area_m2, duration_min FROM waterlogging_points ORDER BY key").fetchall()
        extra = json.loads(base.execute("SELECT extra FROM waterlogging_points WHERE key = 'F'").fetchone()[0])
    expected = [(50, 12000, 120), (50, 4000 / 3, 1440), (30, 300, 90), (30, 1200, 90)]
    for row, (got, right) in enumerate(zip(taken, expected)):
        assert all(math.isclose(g, r, rel_tol=1e-12) for g, r in zip(got, right)), (row, got, right)
    assert taken[4:] == 3 * [(None, None, None)], taken
    assert extra["积水深度"] == "1 200" and extra["积水面积"] == "1，200" and extra["积水时长"] == "1,200", extra  # the texts are kept


def d60_full_width_digits():
    path = csv("d60.csv", "key,lon,lat,height,count", "１２,１", "１２．５,２", "8,1")
    path.write_text(path.read_text(encoding="utf-8").replace("C,114.0", "C,１１４.0"), encoding="utf-8")
    issues, lamps = imported(path)
    assert set(lamps) == {"A", "B"} and not any(v for f in ("height_m", "luminaire_count") for v in values(lamps, f)), lamps
    assert issues == {"field.not_a_number": [1, 1, 2, 2], "geometry.not_a_number": [3]}, issues


def d61_mixed_types_in_a_column():
    rows = [("A", 8, 1), (7, "9.5", "2"), (None, True, [1]), ("D", {"a": 1}, 1.5), ("E", None, 2**70)]
    features = [{"type": "Feature", "properties": {"key": k, "height": h, "count": c},
                 "geometry": {"type": "Point", "coordinates": [114.0, 32 + i / 100]}} for i, (k, h, c) in enumerate(rows)]
    issues, lamps = imported(write("d61.geojson", features, crs=CRS84))
    assert values(lamps, "height_m") == [8, 9.5, None, None, None] and values(lamps, "luminaire_count") == [1, 2, None, None, None], lamps
    assert sorted(issues["field.not_a_number"]) == [2, 2, 3, 3, 4] and "asset.no_key" in issues, issues


def d61_types_stated_beside_a_table():
    """A .csvt says what columns hold; what they do hold counts."""
    rows = ["8,1", "eight,2", "9.5,x"]
    expected = imported(csv("d61.csv", "key,lon,lat,height,count", *rows))
    for types in ("String,Real,Real,Real,Integer", "String,CoordX,CoordY,Integer,Integer", "Integer", "WKT,Date,Time,DateTime,Integer(Boolean)"):
        beside = SOURCES / "d61.csvt"
        beside.write_text(types, encoding="ascii")
        try:
            assert imported(csv("d61.csv", "key,lon,lat,height,count", *rows)) == expected, types
        finally:
            beside.unlink()


def d62_bad_dates():
    texts = ["2024-02-29", "2023-02-29", "2024-13-01", "0000-00-00", "31/12/2020", "2024/1/5", "20240105", "1900-02-29", "2024-02-30T25:00:00",
             "昨天", "9999-99-99", "2024年1月5日"]
    issues, lamps = imported(csv("d62.csv", "key,lon,lat,built", *texts))
    bad = [i for i in range(len(texts)) if i not in (0, 5, 6, 11)]
    assert [i for i, v in enumerate(values(lamps, "build_date")) if v is None] == bad, lamps
    assert issues == {"field.not_a_date": [i + 1 for i in bad]}, issues
    rows = [(wkb_point(X + i, Y), str(i), d) for i, d in enumerate(["2024-02-29", "2023-02-29", "2024-13-01", "garbage", 5, None])]
    issues, lamps = imported(gpkg("d62.gpkg", rows, columns=(("key", "TEXT"), ("built", "DATE")), folder=SOURCES))
    assert values(lamps, "build_date") == ["2024-02-29"] + 5 * [None], lamps
    told = {row for rows in issues.values() for row in rows}
    assert told == {2, 3, 4, 5}, issues


def d63_duplicate_ids():
    path = csv("d63.csv", "key,lon,lat,height", "8", "9", "10")
    path.write_text(path.read_text(encoding="utf-8").replace("B,", "A,"), encoding="utf-8")
    issues, _ = imported(path)
    assert issues == {"asset.duplicate_key": [2]}, issues
    with sqlite3.connect(OUT) as base:
        assert base.execute("SELECT key, height_m FROM streetlights ORDER BY fid").fetchall() == [("A", 8), ("A", 9), ("C", 10)]
    told = json.loads(kerb("check", OUT, "--only", "asset.duplicate_key", "-f", "json").stdout)
    assert [i["key"] for i in told["result"]["issues"]] == ["A"], told["result"]["issues"]


def d64_numbers_beyond_64_and_32_bits():
    issues, lamps = imported(csv("d64.csv", "key,lon,lat,count,height", "9223372036854775808,1", "99999999999999999999,1e400", "2147483648,2"))
    assert values(lamps, "luminaire_count") == [None] * 3 and values(lamps, "height_m") == [1, None, 2], lamps
    assert issues == {"field.not_a_number": [1, 2, 2, 3]}, issues
    wide = [(2**63 - 1, 8.0), (-2**63, math.inf), (2**31, 9.0), (1, 10.0)]
    for kind, fits in (("INTEGER", 1), ("MEDIUMINT", 1), ("SMALLINT", 1), ("TINYINT", 1)):
        more = [(70000, 11.0), (2**40, 12.0), (2**32 + 3, 13.0)]
        rows = [(wkb_point(X + i, Y), str(i), c, h) for i, (c, h) in enumerate(wide + more)]
        columns = (("key", "TEXT"), ("count", kind), ("height", "REAL"))
        issues, lamps = imported(gpkg("d64.gpkg", rows, columns=columns, folder=SOURCES))
        counts = values(lamps, "luminaire_count")
        assert counts[:3] == [None] * 3 and counts[3] == fits and counts[4] in (70000, None) and counts[5:] == [None] * 2, (kind, counts)
        told = {row for rows in issues.values() for row in rows}
        assert told >= {1, 2, 3, 6, 7} | ({5} if counts[4] is None else set()) and 4 not in told, (kind, issues)


def named(**more):
    names = [["灯一号", "人民路"], ["灯二号", "解放路"], ["灯三号", "中山路"]]
    path = shp.write(SOURCES / "d65.shp", ["key", "路名"], names, [(114.0, 32.0), (114.01, 32.0), (114.02, 32.0)], **more)
    if "cpg" not in more:
        path.with_suffix(".cpg").unlink(missing_ok=True)
    return path


def d65_gbk_without_and_with_a_wrong_cpg():
    right = {"灯一号", "灯二号", "灯三号"}
    for more in ({"cpg": "GBK"}, {"cpg": "GB18030"}, {"ldid": 0x4D}):
        assert set(imported(named(encoding="gb18030", **more))[1]) == right
    # Nothing is said, or UTF-8, or nonsense, or the code page of whichever machine it was.
    for more in ({}, {"cpg": "UTF-8"}, {"cpg": "nonsense"}, {"ldid": 0x57}):
        path = named(encoding="gb18030", **more)
        assert "--encoding" in imported(path, code=5), more
        assert set(imported(path, "--encoding", "GB18030")[1]) == right, more
    # Another code page that is stated wins, until --encoding says better.
    for encoding, more in (("gb18030", {"cpg": "ISO-8859-1"}), ("utf-8", {"cpg": "GBK"}), ("utf-8", {"ldid": 0x4D})):
        path = named(encoding=encoding, **more)
        assert set(imported(path, "--encoding", "GB18030" if encoding == "gb18030" else "UTF-8")[1]) == right, (encoding, more)
    table = SOURCES / "d65.csv"
    table.write_bytes("key,lon,lat,路名\n灯一号,114.0,32.0,人民路\n".encode("gb18030"))
    assert "--encoding" in imported(table, code=5)
    assert set(imported(table, "--encoding", "GB18030")[1]) == {"灯一号"}


def d66_cut_names_and_text_in_a_column_of_numbers():
    """A name that a Shapefile cut is matched when it can be only one, else said; a text in an INTEGER column is no number."""
    two = FOLDER / "two.toml"
    two.write_text('name="two"\n[[layer]]\nlayers="*"\nclass="streetlight"\n[layer.fields]\nkey="key"\nluminaire_count="luminaire_count"\n'
                   'height_m="luminaire_height"\nbuild_date="construction_date"\n', encoding="utf-8")
    path = shp.write(SOURCES / "d66.shp", ["key", "luminaire_", "constructi"], [["A", "2", "2020-01-01"]], [(114.0, 32.0)])
    issues, lamps = imported(path, mapping=two)
    assert "mapping.ambiguous_name" in issues and json.loads(lamps["A"]["extra"])["luminaire_"] == "2", (issues, lamps)
    assert lamps["A"]["build_date"] == "2020-01-01" and "height_m" not in lamps["A"], lamps
    rows = [(wkb_point(X, Y), "A", "two", 8.0), (wkb_point(X + 1, Y), "B", b"\x01\x02", "tall"), (wkb_point(X + 2, Y), "C", 3, "９")]
    columns = (("key", "TEXT"), ("count", "INTEGER"), ("height", "REAL"))
    issues, lamps = imported(gpkg("d66.gpkg", rows, columns=columns, folder=SOURCES))
    assert values(lamps, "luminaire_count") == [None, None, 3] and values(lamps, "height_m") == [8, None, None], lamps
    assert issues == {"field.unread": [1, 2, 2, 3]}, issues


def cut_within_a_character(encoding, name):
    """Keys of the lamps and their heights, of a field that a writer of bytes called by the first ten of its name."""
    path = shp.write(SOURCES / "d66.shp", ["key", "0123456789"], [["灯", "8"]], [(114.0, 32.0)], encoding=encoding,
                     cpg="UTF-8" if encoding == "utf-8" else "GBK")
    table = path.with_suffix(".dbf")
    table.write_bytes(table.read_bytes().replace(b"0123456789", name.encode(encoding)[:10]))
    mapping = FOLDER / "cut.toml"
    mapping.write_text(f'name="cut"\n[[layer]]\nlayers="*"\nclass="streetlight"\n[layer.fields]\nkey="key"\nheight_m="{name}"\n', encoding="utf-8")
    _, lamps = imported(path, mapping=mapping)
    return {key: lamp["height_m"] for key, lamp in lamps.items()}


def d66_gbk_names_cut_within_a_character():
    for name in ("路灯安装高度米", "a路灯安装高度"):
        assert cut_within_a_character("gb18030", name) == {"灯": 8}, name


def d66_utf_8_names_cut_within_a_character():
    assert cut_within_a_character("utf-8", "路灯安装高度米") == {"灯": 8}


run_all([d59_text_where_numbers_belong, d59_units_behind_numbers, d60_full_width_digits, d61_mixed_types_in_a_column, d62_bad_dates, d63_duplicate_ids,
         d64_numbers_beyond_64_and_32_bits, d65_gbk_without_and_with_a_wrong_cpg, d66_cut_names_and_text_in_a_column_of_numbers,
         d66_gbk_names_cut_within_a_character, d61_types_stated_beside_a_table, d66_utf_8_names_cut_within_a_character])
