// Conditions on rows.
#include <kerb/io/source.hpp>

#include "io/where.hpp"
#include "support/outcome.hpp"
#include "support/test.hpp"

using kerb::CellValue;
using kerb::io::detail::Where;

namespace {

/// One row: class = 'main', width = 7.5, lanes = 2, code = '007', note null, "road name" = '人民路'.
bool taken(const std::string& text) {
    const Where where(text);
    return where.holds([&](std::size_t i) -> CellValue {
        const auto& name = where.fields()[i];
        return name == "class"       ? CellValue("main")
               : name == "width"     ? CellValue(7.5)
               : name == "lanes"     ? CellValue(std::int64_t{2})
               : name == "code"      ? CellValue("007")
               : name == "road name" ? CellValue("人民路")
                                     : CellValue{};
    });
}

bool refused(const std::string& text) {
    const auto ended = kerb::test::ended([&] { static_cast<void>(Where(text)); });
    return ended.outcome == kerb::Outcome::usage && ended.code == "source.bad_where";
}

} // namespace

TEST_CASE("Comparisons, texts as they are written, numbers as numbers") {
    for (const auto* yes : {"class = 'main'",
                            "class = main",
                            "class != 'side'",
                            "class <> side",
                            "width = 7.5",
                            "width > 7",
                            "width >= 7.5",
                            "width < 8",
                            "width <= 7.5",
                            "lanes = 2",
                            "lanes = 2.0",
                            "lanes = '2'",
                            "code = '007'",
                            "code = 7",
                            "\"road name\" = '人民路'",
                            "class in (side, 'main')",
                            "lanes in (1,2,3)",
                            "lanes not in (4)",
                            "note is null",
                            "class is not null",
                            "CLASS is NULL",
                            "class = 'main' AND (width > 8 OR lanes = 2)",
                            "not class = side",
                            "not (class = side or lanes = 3)",
                            "class = side or lanes = 2 and width > 7",
                            "class > 'Main'"}) {
        CAPTURE(yes);
        CHECK(taken(yes));
    }
    for (const auto* no : {"class = 'Main'", "class = 'mai'", "width > 7.5", "width < 7.5", "lanes = '02x'",
                           "code = '7'", "class in ('a')", "lanes not in (2)", "class is null", "note is not null",
                           "class > 'main'", "(class = side or lanes = 2) and width > 8", "width = main"}) {
        CAPTURE(no);
        CHECK_FALSE(taken(no));
    }
}

TEST_CASE("A null is neither equal nor different, nor the contrary of either") {
    for (const auto* unknown : {"note = 'a'", "note != 'a'", "not note = 'a'", "note in (a)", "note not in (a)",
                                "note < 3", "note = 'a' and class = main", "note = 'a' or class = side"}) {
        CAPTURE(unknown);
        CHECK_FALSE(taken(unknown));
    }
    CHECK(taken("note = 'a' or class = main"));
    CHECK(taken("not (note = 'a' and class = side)"));
}

TEST_CASE("What is not understood is refused and named") {
    for (const auto* bad : {"",
                            "class",
                            "class =",
                            "= main",
                            "class = 'main",
                            "class == ",
                            "class = a b",
                            "class in ()",
                            "class in (a",
                            "class in (a b)",
                            "class is",
                            "class is main",
                            "class not = a",
                            "(class = a",
                            "class = a)",
                            "class = a and",
                            "and",
                            "not",
                            "class like 'm%'",
                            "class = null",
                            "class = 'a'; DROP TABLE x",
                            "1=1)--"}) {
        CAPTURE(bad);
        CHECK(refused(bad));
    }
    CHECK(refused(std::string(5000, '(') + "a=1" + std::string(5000, ')')));
    try {
        static_cast<void>(Where("class = main && width > 3"));
        FAIL("taken");
    } catch (const kerb::UsageError& error) {
        CHECK(std::string(error.what()).find("\"&& width > 3\"") != std::string::npos);
    }
}

TEST_CASE("Quotes inside of quotes are doubled") {
    CHECK(Where("\"a\"\"b\" = 'it''s'").fields() == std::vector<std::string>{"a\"b"});
    const Where where("name = 'it''s'");
    CHECK(where.holds([](std::size_t) -> CellValue { return "it's"; }));
}
