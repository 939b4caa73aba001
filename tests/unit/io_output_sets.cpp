#include <filesystem>
#include <fstream>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/mount.h>
#include <unistd.h>

#include <kerb/io/output_set.hpp>
#include <kerb/io/sink.hpp>

#include "support/outcome.hpp"
#include "support/scratch.hpp"
#include "support/test.hpp"

using kerb::Outcome;
using kerb::io::OutputSet;
using kerb::io::write_text;
using kerb::test::bytes_of;
using kerb::test::ended;
using kerb::test::Scratch;

namespace {

namespace fs = std::filesystem;

void write_both(OutputSet& set, const std::string& text) {
    set.make([&] {
        write_text(set.place_of("page"), text, true);
        write_text(set.place_of("run"), text, true);
    });
}

/// A temporary folder as a run leaves that is killed during an exchange.
std::string interrupted(const Scratch& scratch, const std::string& inside) {
    auto room = scratch.file(".kerb-tmp-abc123");
    fs::create_directories(room + "/" + inside);
    return room;
}

} // namespace

TEST_CASE("Files of a set take their places together") {
    const Scratch scratch;
    const auto out = scratch.file("deep/out");
    {
        OutputSet set(out, {"page", "run"}, false);
        write_both(set, "old");
        CHECK_FALSE(fs::exists(out + "/page"));
        set.deliver();
    }
    CHECK(bytes_of(out + "/page") == "old");
    {
        OutputSet set(out, {"page", "run"}, true);
        write_both(set, "new");
        CHECK(bytes_of(out + "/page") == "old");
        CHECK(bytes_of(out + "/run") == "old");
        set.deliver();
    }
    CHECK(bytes_of(out + "/page") == "new");
    CHECK(bytes_of(out + "/run") == "new");
    CHECK(std::distance(fs::directory_iterator(out), {}) == 2);
    CHECK(ended([&] { OutputSet(out, {"page", "run"}, false); }).code == "sink.exists");
}

TEST_CASE("A set that is given up leaves nothing, not even its folder") {
    const Scratch scratch;
    {
        OutputSet set(scratch.file("deep/out"), {"page", "run"}, false);
        write_both(set, "new");
    }
    CHECK_FALSE(fs::exists(scratch.file("deep")));
    fs::create_directory(scratch.file("mine"));
    { OutputSet set(scratch.file("mine/out"), {"page", "run"}, false); }
    CHECK(fs::exists(scratch.file("mine")));
    CHECK_FALSE(fs::exists(scratch.file("mine/out")));
    scratch.write("file", "x");
    CHECK(ended([&] { OutputSet(scratch.file("file/out"), {"run"}, false); }).outcome == Outcome::output_not_written);
}

TEST_CASE("What fails in a set names the file by where it was to be") {
    const Scratch scratch;
    OutputSet set(scratch.file("out"), {"page", "run"}, false);
    try {
        set.make([&] {
            fs::create_directory(set.place_of("page"));
            write_text(set.place_of("page"), "x", true);
        });
        FAIL("it was written");
    } catch (const kerb::Error& error) {
        CHECK(std::string(error.what()).find("kerb-tmp") == std::string::npos);
        CHECK(std::string(error.what()).find(scratch.file("out/page")) != std::string::npos);
    }
}

TEST_CASE("An exchange that was interrupted while the old was moved away is taken back") {
    const Scratch scratch;
    const auto room = interrupted(scratch, "old");
    std::ofstream(room + "/a.shp") << "new";
    std::ofstream(room + "/old/a.shp") << "old";
    scratch.write("a.dbf", "old");
    CHECK(ended([&] { write_text(scratch.file("a.shp"), "other", false); }).code == "sink.exists");
    CHECK(bytes_of(scratch.file("a.shp")) == "old");
    CHECK(bytes_of(scratch.file("a.dbf")) == "old");
    CHECK_FALSE(fs::exists(room));
}

TEST_CASE("An exchange that was interrupted while the new was placed is ended") {
    const Scratch scratch;
    const auto room = interrupted(scratch, "replaced");
    std::ofstream(room + "/a.shp") << "new";
    std::ofstream(room + "/replaced/a.shp") << "old";
    scratch.write("a.dbf", "new");
    write_text(scratch.file("note"), "x", false);
    CHECK(bytes_of(scratch.file("a.shp")) == "new");
    CHECK_FALSE(fs::exists(room));
}

TEST_CASE("An exchange that is under way, or another user's, is left alone") {
    const Scratch scratch;
    const auto room = interrupted(scratch, "replaced");
    std::ofstream(room + "/a.shp") << "new";
    const int held = open(room.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    REQUIRE(flock(held, LOCK_EX) == 0);
    write_text(scratch.file("note"), "x", true);
    CHECK_FALSE(fs::exists(scratch.file("a.shp")));
    close(held);
    fs::permissions(room, fs::perms::all); // anybody could have put something there
    write_text(scratch.file("note"), "x", true);
    CHECK_FALSE(fs::exists(scratch.file("a.shp")));
    fs::permissions(room, fs::perms::owner_all);
    if (chown(room.c_str(), 12345, 12345) == 0) {
        write_text(scratch.file("note"), "x", true);
        CHECK_FALSE(fs::exists(scratch.file("a.shp")));
        REQUIRE(chown(room.c_str(), geteuid(), getegid()) == 0);
    }
    write_text(scratch.file("note"), "x", true);
    CHECK(bytes_of(scratch.file("a.shp")) == "new");
}

TEST_CASE("When a file of a set cannot be moved, all of the old is back") {
    const Scratch scratch;
    {
        OutputSet set(scratch.file("out"), {"page", "run"}, false);
        write_both(set, "old");
        set.deliver();
    }
    const auto stuck = scratch.file("out/page"); // cannot be renamed while something is mounted on it
    if (mount(stuck.c_str(), stuck.c_str(), "none", MS_BIND, nullptr) != 0) {
        WARN("no file that cannot be moved: mounting is not permitted here");
        return;
    }
    OutputSet set(scratch.file("out"), {"page", "run"}, true);
    write_both(set, "new");
    CHECK(ended([&] { set.deliver(); }).outcome == Outcome::output_not_written);
    REQUIRE(umount(stuck.c_str()) == 0);
    CHECK(bytes_of(scratch.file("out/page")) == "old");
    CHECK(bytes_of(scratch.file("out/run")) == "old");
}
