// Code schemes: what their files say, and what they find in codes.
#include <filesystem>
#include <set>

#include <kerb/base/error.hpp>
#include <kerb/inventory/code_scheme.hpp>

#include "support/outcome.hpp"
#include "support/test.hpp"

using kerb::CodeDictionaries;
using kerb::CodeDictionary;
using kerb::CodeFault;
using kerb::CodeFinding;
using kerb::CodePart;
using kerb::CodeScheme;
using kerb::Severity;
using kerb::SourceStatus;
using kerb::test::ended;

namespace {

CodeScheme scheme(const std::string& text, const CodeDictionaries& dictionaries = kerb::builtin_code_dictionaries()) {
    return CodeScheme::from_toml(
        kerb::parse_toml("id='t'\ntitle='t'\ntitle_zh='t'\nsource='s'\nstatus='found'\n" + text, "t.toml"),
        dictionaries);
}

CodeDictionary dictionary(const std::string& text) {
    return CodeDictionary::from_toml(
        kerb::parse_toml("name='d'\ntitle='t'\ntitle_zh='t'\nsource='s'\nstatus='secondary'\n" + text, "d.toml"));
}

std::string segment(const std::string& name, const std::string& length, const std::string& more = {}) {
    return "[[segment]]\nname='" + name + "'\ntitle='t'\ntitle_zh='t'\nalphabet='digits'\nlength=" + length + '\n' +
           more + '\n';
}

/// Fault and place of each finding; every finding has a text in both languages.
std::vector<std::pair<CodeFault, std::size_t>> faults(const std::vector<CodeFinding>& findings) {
    std::vector<std::pair<CodeFault, std::size_t>> all;
    for (const auto& finding : findings) {
        for (const auto language : {kerb::Language::en, kerb::Language::zh}) {
            const auto text = kerb::render(finding.message, language);
            CHECK(text.rfind(finding.message.code, 0) != 0);
        }
        const bool doubt = finding.fault == CodeFault::full_width || finding.fault == CodeFault::blanks ||
                           finding.fault == CodeFault::unknown_value;
        CHECK(finding.severity == (doubt ? Severity::warning : Severity::error));
        all.emplace_back(finding.fault, finding.place);
    }
    return all;
}

using Faults = std::vector<std::pair<CodeFault, std::size_t>>;
using Parts = std::vector<CodePart>;

const CodeScheme& component() {
    return kerb::builtin_code_scheme("component_16");
}

std::vector<std::string> ids(const std::vector<const CodeScheme*>& schemes) {
    std::vector<std::string> all;
    for (const auto* one : schemes) {
        all.push_back(one->id);
    }
    return all;
}

} // namespace

TEST_CASE("Every built-in scheme is read, says where it comes from, and is named like its file") {
    std::set<std::string> files, read;
    for (const auto path : kerb::builtin_data_paths("codes/")) {
        if (path.find("dictionaries/") == std::string_view::npos) {
            files.insert(std::filesystem::path(path).stem().string());
        }
    }
    for (const auto& one : kerb::builtin_code_schemes()) {
        CAPTURE(one.id);
        read.insert(one.id);
        CHECK_FALSE(one.source.empty());
        CHECK(one.title_zh != one.title);
        CHECK_FALSE(one.applies_to.empty());
        CHECK(one.id.find("_" + std::to_string(one.length())) != std::string::npos);
        CHECK((one.status == SourceStatus::found || !one.note.empty())); // what is not found says what is not known
        CHECK(one.note.empty() == one.note_zh.empty());
    }
    CHECK(read == files);
    CHECK(read == std::set<std::string>{"unit_grid_14", "unit_grid_15", "community_grid_20", "component_16",
                                        "manhole_cover_19"});
    CHECK(ended([] { static_cast<void>(kerb::builtin_code_scheme("unit_grid_13")); }).code == "code_scheme.unknown");
}

TEST_CASE("The built-in schemes have the status that their sources give them") {
    const auto status = [](const char* id) { return kerb::builtin_code_scheme(id).status; };
    CHECK(status("unit_grid_14") == SourceStatus::unverified);
    CHECK(status("unit_grid_15") == SourceStatus::found);
    CHECK(status("community_grid_20") == SourceStatus::secondary);
    CHECK(status("component_16") == SourceStatus::unverified);
    CHECK(kerb::builtin_code_scheme("manhole_cover_19").segments.size() == 1); // its division was not seen
}

TEST_CASE("The classes of components carry our classes, and all are unverified") {
    const auto& all = kerb::builtin_code_dictionaries();
    REQUIRE(all.size() == 2);
    const auto& classes = *all[0];
    REQUIRE(classes.name == "component_classes");
    CHECK(classes.entries.size() == 9);
    for (const auto& entry : classes.entries) {
        CAPTURE(entry.code);
        CHECK(entry.status == SourceStatus::unverified);
        CHECK_FALSE(entry.class_name.empty());
        CHECK_FALSE(entry.name_zh.empty());
        CHECK(entry.shape == (entry.class_name == "green_space" ? kerb::Shape::polygon : kerb::Shape::point));
        CHECK(all[1]->find(entry.code.substr(0, 2)) != nullptr);
    }
    CHECK(classes.find("0118")->class_name == "streetlight");
    CHECK(classes.find("0104")->name_zh == "雨水箅子");
    CHECK(classes.find("0105") == nullptr);
    CHECK(classes.find("") == nullptr);
    CHECK(all[1]->find("05")->name_zh == "其他");
}

TEST_CASE("A code is taken apart") {
    const auto parsed = kerb::parse(component(), "4115020118000123");
    CHECK(parsed.valid());
    CHECK(parsed.findings.empty());
    CHECK(parsed.parts == Parts{{"region", "411502"}, {"major", "01"}, {"minor", "18"}, {"serial", "000123"}});
    REQUIRE(parsed.meaning != nullptr);
    CHECK(parsed.meaning->class_name == "streetlight");
    const auto grid = kerb::parse(kerb::builtin_code_scheme("community_grid_20"), "01020341150200300400");
    CHECK(
        grid.parts ==
        Parts{{"object", "010203"}, {"region", "411502"}, {"street", "003"}, {"community", "004"}, {"sequence", "00"}});
    CHECK(grid.meaning == nullptr);
}

TEST_CASE("Faults are named with their places") {
    const auto found = [](const std::string& code) { return faults(kerb::findings(component(), code)); };
    CHECK(found("411502011800012") == Faults{{CodeFault::wrong_length, 0}});
    CHECK(found("41150201180001234") == Faults{{CodeFault::wrong_length, 0}});
    CHECK(found("411502011800O12E") == Faults{{CodeFault::not_a_digit, 13}, {CodeFault::not_a_digit, 16}});
    CHECK(found("411502-01-18-000123") == Faults{{CodeFault::wrong_length, 0}, {CodeFault::not_a_digit, 7}});
    CHECK(found("41150201180００123") == Faults{{CodeFault::full_width, 0}});
    CHECK(found("\t4115020118000123\xE3\x80\x80") == Faults{{CodeFault::blanks, 0}});
    CHECK(found(" 路４１") == Faults{{CodeFault::full_width, 0},
                                     {CodeFault::blanks, 0},
                                     {CodeFault::wrong_length, 0},
                                     {CodeFault::not_a_digit, 1}});
    const auto message = kerb::findings(component(), "411502路118000123").at(0).message;
    CHECK(kerb::render(message, kerb::Language::en) ==
          "The code '411502路118000123' (component_16): '路' at place 7 is not a digit. Check the record.");
}

TEST_CASE("A class that the list lacks is a warning, told once") {
    const auto extended = kerb::parse(component(), "4115020199000123");
    CHECK(faults(extended.findings) == Faults{{CodeFault::unknown_value, 7}});
    CHECK(extended.valid());
    CHECK(extended.parts.size() == 4);
    CHECK(extended.meaning->name_zh == "公共设施"); // what is known of it
    CHECK(kerb::render(extended.findings[0].message, kerb::Language::en).find("'0199'") != std::string::npos);
    const auto foreign = kerb::parse(component(), "4115022101000123");
    CHECK(faults(foreign.findings) == Faults{{CodeFault::unknown_value, 7}});
    CHECK(foreign.valid());
    CHECK(foreign.meaning == nullptr);
}

TEST_CASE("A code is checked but never required") {
    for (const auto* none : {"", " ", "\xE3\x80\x80\t"}) {
        CHECK(kerb::findings(component(), none).empty());
        CHECK_FALSE(kerb::parse(component(), none).valid());
    }
}

TEST_CASE("Full-width digits and blanks are read as what they mean") {
    for (const auto* written : {"４１１５０２０１１８０００１２３",
                                "\xEF\xBB\xBF"
                                "4115020118000123",
                                "\xC2\xA0 4115020118000123\r\n"}) {
        const auto parsed = kerb::parse(component(), written);
        CHECK(parsed.code == "4115020118000123");
        CHECK(parsed.valid());
        CHECK(parsed.findings.size() == 1);
    }
}

TEST_CASE("Bytes that are no UTF-8 are characters that are no digits, and the text stays readable") {
    for (const std::string bad : {"\xFF", "\x80", "\xC0", "\xED\xA0\x80", "\xE4\xBD", "\xF5"}) {
        const auto parsed = kerb::parse(component(), "411502011800012" + bad);
        CHECK_FALSE(parsed.valid());
        CHECK(parsed.code.rfind("411502011800012\xEF\xBF\xBD", 0) == 0);
    }
    const auto cut = kerb::parse(component(),
                                 "\xE4"
                                 "115020118000123");
    CHECK(cut.code ==
          "\xEF\xBF\xBD"
          "115020118000123"); // the byte that follows is a digit of its own
    const auto four = kerb::parse(component(), "411502011800012🚦");
    CHECK(faults(four.findings) == Faults{{CodeFault::not_a_digit, 16}});
    CHECK(four.code == "411502011800012🚦");
}

TEST_CASE("Schemes are told apart by length") {
    CHECK(ids(kerb::matching_schemes("41150200300412")) == std::vector<std::string>{"unit_grid_14"});
    CHECK(ids(kerb::matching_schemes(" 411502003004123")) == std::vector<std::string>{"unit_grid_15"});
    CHECK(ids(kerb::matching_schemes("4115022101000123")) == std::vector<std::string>{"component_16"});
    CHECK(kerb::matching_schemes("SL-0381").empty());
    CHECK(kerb::matching_schemes("41150200300412", std::span<const CodeScheme>{}).empty());
}

TEST_CASE("A scheme applies to its fields") {
    const auto& grid = kerb::builtin_code_scheme("unit_grid_15");
    CHECK(grid.applies("zone", "code", "grid"));
    CHECK_FALSE(grid.applies("zone", "code", "district"));
    CHECK_FALSE(grid.applies("zone", "key", "grid"));
    CHECK(grid.applies("streetlight", "grid"));
    CHECK_FALSE(grid.applies("streetlight", "code"));
    for (const auto* one : {"streetlight", "manhole", "tree", "bench"}) {
        CHECK(component().applies(one, "code"));
    }
    for (const auto* one : {"zone", "road", "luminaire"}) {
        CHECK_FALSE(component().applies(one, "code", "grid"));
    }
    CHECK(kerb::builtin_code_scheme("manhole_cover_19").applies("manhole", "code"));
    CHECK_FALSE(kerb::builtin_code_scheme("manhole_cover_19").applies("inlet", "code"));
}

TEST_CASE("A code is composed of its parts in any order") {
    CHECK(kerb::compose(component(),
                        Parts{{"serial", "000123"}, {"minor", "18"}, {"region", "411502"}, {"major", "01"}}) ==
          "4115020118000123");
    const auto refused = [](const Parts& parts) {
        const auto end = ended([&] { static_cast<void>(kerb::compose(component(), parts)); });
        CHECK(end.outcome == kerb::Outcome::usage);
        return end.code;
    };
    CHECK(refused({{"region", "411502"}, {"major", "01"}, {"minor", "18"}}) == "asset_code.segment");
    CHECK(refused({{"region", "411502"}, {"major", "1"}, {"minor", "18"}, {"serial", "000123"}}) ==
          "asset_code.segment");
    CHECK(refused({{"region", "41150x"}, {"major", "01"}, {"minor", "18"}, {"serial", "000123"}}) ==
          "asset_code.segment");
    CHECK(refused({{"major", "01"}, {"major", "01"}}) == "asset_code.segment");
    CHECK(refused({{"middle", "01"}}) == "asset_code.no_such_segment");
}

TEST_CASE("Check digits are those of the published examples") {
    const auto luhn = scheme("check_digit='luhn'\n" + segment("number", "10") + segment("check", "1"));
    CHECK(kerb::parse(luhn, "79927398713").valid());
    CHECK(kerb::compose(luhn, Parts{{"number", "7992739871"}}) == "79927398713");
    const auto iso = scheme("check_digit='mod11_10'\n" + segment("number", "4") + segment("check", "1"));
    CHECK(kerb::parse(iso, "07945").valid()); // ISO/IEC 7064
    CHECK(kerb::compose(iso, Parts{{"number", "0794"}, {"check", "5"}}) == "07945");
    const auto wrong = kerb::parse(iso, "07954");
    CHECK(faults(wrong.findings) == Faults{{CodeFault::check_digit, 5}});
    CHECK(wrong.parts.size() == 2); // it is what the code says, though it is wrong
    CHECK(ended([&] { static_cast<void>(kerb::compose(iso, wrong.parts)); }).code == "asset_code.check_digit");
}

TEST_CASE("A file of a scheme that is not right is refused, with the place and the key named") {
    const auto refused = [](const std::string& text) { return ended([&] { static_cast<void>(scheme(text)); }).code; };
    const auto good = segment("a", "2");
    CHECK(refused(good).empty());
    CHECK(refused("") == "toml.missing");
    CHECK(refused("segment=[]") == "toml.missing");
    CHECK(refused("segment=[1]") == "toml.not_table");
    CHECK(refused("colour='red'\n" + good) == "toml.unknown_key");
    CHECK(refused(good + "colour='red'") == "toml.unknown_key");
    CHECK(refused(good + "[[applies_to]]\nlayer='zone'\n") == "toml.unknown_key");
    CHECK(refused(good + "[[applies_to]]\nfield='code'\n") == "toml.missing");
    CHECK(refused(good + good) == "code_scheme.repeated");
    for (const auto* length : {"0", "65", "1.5", "-2", "nan"}) {
        CHECK(refused(segment("a", length)) == "toml.bad_value");
    }
    CHECK(refused(segment("a", "'6'")) == "toml.not_number");
    CHECK(refused("[[segment]]\nname='a'\ntitle='t'\ntitle_zh='t'\nlength=2\n") == "toml.missing");
    CHECK(refused("[[segment]]\nname='a'\ntitle='t'\ntitle_zh='t'\nlength=2\nalphabet='letters'\n") ==
          "toml.bad_value");
    CHECK(refused(segment("a", "2", "lookup='nothing'")) == "toml.bad_value");
    CHECK(refused(segment("a", "2", "lookup_from='a'")) == "toml.missing");
    CHECK(refused(segment("a", "2", "lookup='component_major_classes'\nlookup_from='b'")) == "toml.bad_value");
    CHECK(refused(segment("a", "3", "lookup='component_major_classes'")) == "code_scheme.key_length");
    CHECK(refused("check_digit='mod97'\n" + good) == "toml.bad_value");
    CHECK(refused("check_digit='luhn'\n" + good + segment("check", "2")) == "code_scheme.check_segment");
    CHECK(refused("check_digit='luhn'\n" + segment("check", "1")) == "code_scheme.check_segment");
    try {
        static_cast<void>(scheme(good + segment("b", "2", "colour='red'")));
        FAIL("not refused");
    } catch (const kerb::SourceError& error) {
        CHECK(std::string(error.what()).rfind("t.toml [segment[1]]: the key 'colour' is not known here.", 0) == 0);
    }
}

TEST_CASE("A file of a scheme must say its status, and one that there is") {
    const std::string head = "id='t'\ntitle='t'\ntitle_zh='t'\nsource='s'\n", tail = segment("a", "2");
    const auto refused = [&](const std::string& status) {
        return ended([&] { static_cast<void>(CodeScheme::from_toml(kerb::parse_toml(head + status + tail, "t"))); })
            .code;
    };
    CHECK(refused("") == "toml.missing");
    CHECK(refused("status='certain'\n") == "toml.bad_value");
    CHECK(refused("status='secondary'\n").empty());
}

TEST_CASE("A city brings dictionaries of its own") {
    auto own = dictionary(
        "[[entry]]\ncode='7'\nzh='亭'\nen='kiosk'\nclass='kiosk'\nstatus='found'\n"
        "[[entry]]\ncode='3'\nzh='椅'\nen='bench'\n");
    CHECK(own.find("3")->status == SourceStatus::secondary); // the dictionary's, where it says none
    CHECK(own.find("7")->status == SourceStatus::found);
    const CodeDictionaries all = {std::make_shared<const CodeDictionary>(own)};
    const auto city = scheme(segment("kind", "1", "lookup='d'") + segment("number", "2"), all);
    CHECK(kerb::parse(city, "701").meaning->class_name == "kiosk");
    CHECK(faults(kerb::findings(city, "801")) == Faults{{CodeFault::unknown_value, 1}});
    const auto refused = [](const std::string& text) {
        return ended([&] { static_cast<void>(dictionary(text)); }).code;
    };
    const std::string entry = "[[entry]]\ncode='7'\nzh='亭'\nen='kiosk'\n";
    CHECK(refused("") == "toml.missing");
    CHECK(refused(entry + entry) == "code_scheme.repeated");
    CHECK(refused(entry + "keep=true") == "toml.unknown_key");
    CHECK(refused("colour=1\n" + entry) == "toml.unknown_key");
    CHECK(refused(entry + "geometry='sphere'") == "toml.bad_value");
    CHECK(refused("[[entry]]\ncode=7\nzh='亭'\nen='kiosk'\n") == "toml.not_text");
}
