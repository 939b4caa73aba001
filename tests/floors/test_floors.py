"""The floors of ARCHITECTURE hold, and a planted breach is found."""

import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import floors  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]

CLEAN = {
    "include/kerb/base/units.hpp": "#include <cmath>\n",
    "include/kerb/io/source.hpp": "#include <string>\n#include <kerb/base/units.hpp>\n",
    "include/kerb/report/table.hpp": "#pragma once\n",
    "lib/base/units.cpp": "#include <kerb/base/units.hpp>\n#include <oneapi/tbb/info.h>\n// std::cout is not for us\n",
    "lib/io/gate.hpp": "#include <gdal.h>\n",
    "lib/io/gate.cpp": '#include "gate.hpp"\n#include <sqlite3.h>\nconst char* text = "printf(stdout)";\n',
    "tools/main.cpp": "#include <CLI/CLI.hpp>\n#include <iostream>\n#include <kerb/io/source.hpp>\n",
}


class Repository(unittest.TestCase):
    def test_floors_hold(self):
        self.assertEqual([], floors.violations(ROOT))

    def test_all_modules_are_read(self):
        seen = {module for _, module, _ in floors.sources(ROOT)}
        self.assertLessEqual({"base", "geometry", "raster", "inventory", "coverage", "report", "io", "tools"}, seen)

    def test_table_has_no_circle_and_every_way_down_is_in_it(self):
        self.assertEqual([], floors.find_cycle(floors.MODULES))
        for module, below in floors.MODULES.items():
            for lower in below:
                self.assertLessEqual(set(floors.MODULES[lower]) - set(below), set(), f"{module} over {lower}")


class Planted(unittest.TestCase):
    def violations(self, changes):
        with tempfile.TemporaryDirectory() as folder:
            for name, text in {**CLEAN, **changes}.items():
                path = Path(folder, name)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
            return floors.violations(folder)

    def assert_one(self, changes, place, *words):
        found = self.violations(changes)
        self.assertEqual(1, len(found), found)
        self.assertTrue(found[0].startswith(place + ":"), found)
        for word in words:
            self.assertIn(word, found[0])

    def assert_include(self, place, line, *words):
        self.assert_one({place: line + "\n"}, place, *words)

    def test_clean_tree(self):
        self.assertEqual([], self.violations({}))

    def test_upward_include(self):
        self.assert_include("lib/base/a.cpp", "#include <kerb/report/table.hpp>", "base may not include report")
        self.assert_include("include/kerb/coverage/a.hpp", "#include <kerb/report/table.hpp>", "may not include report")
        self.assert_include("lib/report/a.cpp", "  #  include <kerb/io/source.hpp>", "report may not include io")

    def test_third_party_on_a_wrong_floor(self):
        self.assert_include("lib/coverage/a.cpp", "#include <ogrsf_frmts.h>", "private to io")
        self.assert_include("lib/io/a.cpp", "#include <geos_c.h>", "private to geometry")
        self.assert_include("lib/io/a.cpp", "#include <proj.h>", "private to geometry")
        self.assert_include("lib/geometry/a.cpp", "#include <tbb/parallel_for.h>", "private to base")
        self.assert_include("lib/report/a.cpp", "#include <CLI/CLI.hpp>", "private to tools")
        self.assert_include("lib/coverage/a.cpp", "#include <nlohmann/json.hpp>", "private to inventory, report, tools")

    def test_unknown_third_party(self):
        self.assert_include("lib/base/a.cpp", "#include <glib.h>", "no third party in the table")
        self.assert_include("lib/geometry/a.cpp", "#include <boost/geometry_extra.hpp>", "no third party")

    def test_third_party_in_a_public_header(self):
        self.assert_include("include/kerb/report/a.hpp", "#include <nlohmann/json.hpp>", "a public header")
        self.assert_include("include/kerb/base/a.hpp", "#include <fmt/format.h>", "a public header")
        self.assert_include("include/kerb/io/a.hpp", "#include <unistd.h>", "a public header")
        self.assert_include("include/kerb/io/a.hpp", '#include "source.hpp"', "a public header")

    def test_private_header_of_another_module(self):
        self.assert_include("lib/report/a.cpp", '#include "gate.hpp"', "no private header")
        self.assert_include("lib/report/a.cpp", '#include "../io/gate.hpp"', "no private header")
        self.assert_include("tools/a.cpp", '#include "../lib/io/gate.hpp"', "no private header")

    def test_header_that_is_not_there(self):
        self.assert_include("tools/a.cpp", "#include <kerb/base/nothing.hpp>", "does not exist")

    def test_include_by_macro(self):
        self.assert_include("lib/base/a.cpp", "#include KERB_HEADER", "macro KERB_HEADER")

    def test_library_that_prints(self):
        self.assert_include("lib/io/a.cpp", "#include <iostream>", "never prints")
        self.assert_include("lib/io/a.cpp", 'void f() { std::printf("a"); }', "never prints (std::printf)")
        self.assert_include("lib/io/a.cpp", 'void f() { printf("a"); }', "never prints")
        self.assert_include("lib/io/a.cpp", 'void f() { fmt::print("a"); }', "never prints (fmt::print)")
        self.assert_include("lib/io/a.cpp", 'void f() { fputs("a", stdout); }', "never prints (stdout)")

    def test_text_and_comment_are_no_code(self):
        self.assertEqual([], self.violations({"lib/base/a.cpp": '/* #include <iostream>\n*/ // puts("a")\n'}))

    def test_long_file(self):
        self.assertEqual([], self.violations({"lib/base/a.cpp": "\n" * 900}))
        self.assert_one({"lib/base/a.cpp": "\n" * 901}, "lib/base/a.cpp", "longer than 900 lines")

    def test_module_without_a_floor(self):
        self.assert_include("lib/cellar/a.cpp", "#include <string>", "module cellar is not in the table")

    def test_circle(self):
        found = self.violations({
            "include/kerb/coverage/a.hpp": "#include <kerb/report/table.hpp>\n",
            "lib/report/a.cpp": "#include <kerb/coverage/a.hpp>\n",
        })
        self.assertIn("modules in a circle: coverage → report → coverage", found)


if __name__ == "__main__":
    unittest.main()
