#include <filesystem>
#include <string>

#include <sqlite3.h>
#include <unistd.h>

#include <kerb/base/error.hpp>
#include <kerb/io/source.hpp>

#include "support/test.hpp"

namespace fs = std::filesystem;

namespace {

/// A GeoPackage by name, with a view or without.
void make_file(const fs::path& path, bool with_view) {
    sqlite3* base = nullptr;
    const auto plain = path.parent_path() / "made";
    fs::remove(plain);
    REQUIRE(sqlite3_open(plain.c_str(), &base) == SQLITE_OK);
    const std::string view = with_view ? "CREATE VIEW sly AS SELECT b FROM a;" : "";
    const auto statements = "PRAGMA application_id = 0x47504B47; CREATE TABLE a (b);" + view;
    REQUIRE(sqlite3_exec(base, statements.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK);
    sqlite3_close(base);
    fs::rename(plain, path);
}

} // namespace

TEST_CASE("The gate inspects the file that is opened, whatever its name means in a URI") {
    const auto folder = fs::temp_directory_path() / ("kerb-gate-names-" + std::to_string(getpid()));
    fs::create_directories(folder);
    make_file(folder / "clean.gpkg", false);
    make_file(folder / "A.gpkg", false);
    for (const auto* name : {"clean.gpkg?.gpkg", "clean.gpkg#.gpkg", "%41.gpkg"}) {
        make_file(folder / name, true);
        INFO(name);
        CHECK_THROWS_AS(kerb::io::list_layers((folder / name).string()), kerb::PolicyError);
    }
    fs::remove_all(folder);
}
