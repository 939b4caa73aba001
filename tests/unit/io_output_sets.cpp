#include <chrono>
#include <filesystem>
#include <fstream>
#include <thread>

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

TEST_CASE("What somebody else writes while a set is made is not overwritten unasked") {
    for (const bool overwrite : {false, true}) {
        const Scratch scratch;
        OutputSet set(scratch.file("out"), {"page", "run"}, overwrite);
        write_both(set, "new");
        scratch.write("out/page", "theirs");
        const auto end = ended([&] { set.deliver(); });
        CHECK(end.code == (overwrite ? "" : "sink.exists"));
        CHECK(bytes_of(scratch.file("out/page")) == (overwrite ? "new" : "theirs"));
        CHECK(fs::exists(scratch.file("out/run")) == overwrite);
    }
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

TEST_CASE("Numbers in what fails in a set stay numbers") {
    const Scratch scratch;
    const OutputSet set(scratch.file("out"), {"page", "run"}, false);
    const auto end = ended([&] {
        set.make([&] {
            throw kerb::OutputError(kerb::Message{"sink.incomplete",
                                                  {{"file", set.place_of("page")},
                                                   {"layer", std::string("a")},
                                                   {"found", std::int64_t{1}},
                                                   {"count", std::int64_t{2}}}});
        });
    });
    CHECK(end.code == "sink.incomplete");
    CHECK(end.text.find(scratch.file("out/page")) != std::string::npos);
}

TEST_CASE("What a set made and cannot read is an output that is missing, an input is an input") {
    const Scratch scratch;
    const OutputSet set(scratch.file("out"), {"page", "run"}, false);
    const auto reads = [&](const std::string& path) {
        return ended([&] {
            set.make([&] { throw kerb::SourceError(kerb::Message{"gate.missing", {{"file", path}}}); });
        });
    };
    CHECK(reads(set.place_of("page")).outcome == Outcome::output_not_written);
    CHECK(reads(set.place_of("page")).text.find(scratch.file("out/page")) != std::string::npos);
    CHECK(reads("city.gpkg").outcome == Outcome::input_unusable);
    const auto refused = ended([&] {
        set.make([&] {
            throw kerb::PolicyError(kerb::Message{"gate.unknown_kind", {{"file", set.place_of("page")}}});
        });
    });
    CHECK(refused.outcome == Outcome::output_not_written);
    CHECK(ended([&] {
              set.make([&] {
                  throw kerb::ResourceError(kerb::Message{"gate.too_large", {{"file", set.place_of("page")}}});
              });
          }).outcome == Outcome::resource_limit);
    CHECK_THROWS_AS(set.make([] { throw kerb::Cancelled(); }), kerb::Cancelled);
}

TEST_CASE("What is made in a set and cannot be read, or is a room of its own, is not delivered") {
    const Scratch scratch;
    OutputSet set(scratch.file("out"), {"page", "run"}, true);
    write_both(set, "new");
    fs::create_directory(set.place_of(".kerb-tmp-inner"));
    set.deliver();
    CHECK_FALSE(fs::exists(scratch.file("out/.kerb-tmp-inner")));
    CHECK(bytes_of(scratch.file("out/run")) == "new");
    write_both(set, "newer");
    fs::remove(set.place_of("page"));
    fs::create_symlink("nowhere", set.place_of("page"));
    CHECK(ended([&] { set.deliver(); }).code == "sink.not_written");
    CHECK(bytes_of(scratch.file("out/page")) == "new");
    CHECK(bytes_of(scratch.file("out/run")) == "new");
}

TEST_CASE("A folder that appears where a file of a set was to be is not replaced") {
    const Scratch scratch;
    OutputSet set(scratch.file("out"), {"page", "run"}, true);
    write_both(set, "new");
    fs::create_directories(scratch.file("out/page/mine"));
    CHECK(ended([&] { set.deliver(); }).code == "sink.not_written");
    CHECK(fs::exists(scratch.file("out/page/mine")));
    CHECK_FALSE(fs::exists(scratch.file("out/run")));
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

TEST_CASE("An exchange that cannot be ended stays, with all that is in it") {
    const Scratch scratch;
    for (const auto* state : {"old", "replaced"}) {
        const auto room = interrupted(scratch, state);
        std::ofstream(room + (state == std::string("old") ? "/old/a.shp" : "/a.shp")) << "kept";
        fs::create_directories(scratch.file("a.shp/mine"));
        write_text(scratch.file("note"), "x", true);
        CHECK(ended([&] { write_text(scratch.file("a.shp"), "x", true); }).outcome != Outcome::done);
        CHECK(fs::exists(room));
        fs::remove_all(scratch.file("a.shp"));
        write_text(scratch.file("note"), "x", true);
        CHECK(bytes_of(scratch.file("a.shp")) == "kept");
        CHECK_FALSE(fs::exists(room));
        fs::remove(scratch.file("a.shp"));
    }
}

TEST_CASE("A name so long that nothing can lie beside it is a name") {
    const Scratch scratch;
    const auto path = scratch.file(std::string(250, 'n'));
    write_text(path, "x", false);
    CHECK(bytes_of(path) == "x");
    CHECK(ended([&] { write_text(scratch.file(std::string(300, 'n')), "x", false); }).code == "sink.not_written");
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

TEST_CASE("What is interrupted while an output is made is ended before that is delivered, not later over it") {
    const Scratch scratch;
    OutputSet set(scratch.file(""), {"page", "run"}, true);
    write_both(set, "new");
    for (const auto* state : {"old", "replaced"}) {
        const auto room = interrupted(scratch, state);
        std::ofstream(room + (state == std::string("old") ? "/old/page" : "/page")) << "other";
        set.deliver();
        CHECK_FALSE(fs::exists(room));
        write_text(scratch.file("note"), "x", true);
        CHECK(bytes_of(scratch.file("page")) == "new");
        write_both(set, "new");
    }
}

TEST_CASE("An output waits for nobody's exchange of its name that cannot be ended: it is refused") {
    const Scratch scratch;
    for (const auto* inside : {"old/page", "page", "replaced/page"}) {
        write_text(scratch.file("page"), "older", true);
        const auto room = interrupted(scratch, std::string(inside).starts_with("old") ? "old" : "replaced");
        std::ofstream(room + "/" + inside) << "other";
        const int held = open(room.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        REQUIRE(flock(held, LOCK_EX) == 0);
        CHECK(ended([&] { write_text(scratch.file("page"), "new", true); }).outcome == Outcome::output_not_written);
        CHECK(bytes_of(scratch.file("page")) == "older");
        write_text(scratch.file("note"), "x", true);
        close(held);
        write_text(scratch.file("note"), "x", true);
        CHECK(bytes_of(scratch.file("page")) == (std::string(inside).starts_with("replaced") ? "older" : "other"));
    }
    fs::create_directory_symlink("nowhere", scratch.file(".kerb-tmp-link"));
    write_text(scratch.file("page"), "new", true);
    CHECK(fs::is_symlink(scratch.file(".kerb-tmp-link")));
}

TEST_CASE("A folder for outputs may be a link") {
    const Scratch scratch;
    fs::create_directory(scratch.file("data"));
    fs::create_directory_symlink(scratch.file("data"), scratch.file("out"));
    for (const auto* text : {"old", "new"}) {
        OutputSet set(scratch.file("out"), {"page", "run"}, true);
        write_both(set, text);
        set.deliver();
        CHECK(bytes_of(scratch.file("data/run")) == text);
    }
    CHECK(fs::is_symlink(scratch.file("out")));
    CHECK(std::distance(fs::directory_iterator(scratch.file("data")), {}) == 2);
}

TEST_CASE("Who else delivers into a folder is waited for") {
    const Scratch scratch;
    const int held = open(scratch.file("").c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    REQUIRE(flock(held, LOCK_EX) == 0);
    std::thread other([held] {
        std::this_thread::sleep_for(std::chrono::milliseconds(200));
        close(held);
    });
    write_text(scratch.file("note"), "x", true);
    other.join();
    CHECK(bytes_of(scratch.file("note")) == "x");
}
