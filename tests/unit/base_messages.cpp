#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <regex>
#include <set>

#include <kerb/base/error.hpp>
#include <kerb/base/toml.hpp>

#include "support/test.hpp"

using kerb::Language;
using kerb::Message;
namespace fs = std::filesystem;

namespace {

std::string content(const fs::path& file) {
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

void collect(const kerb::TomlTable& table, const std::string& prefix, std::map<std::string, std::string>& texts) {
    for (const auto& [key, value] : table.entries()) {
        if (value.text() != nullptr) {
            const auto fresh = texts.emplace(prefix + key, *value.text()).second;
            INFO("defined twice: " << prefix + key);
            CHECK(fresh);
        } else if (value.table() != nullptr) {
            collect(*value.table(), prefix + key + '.', texts);
        }
    }
}

std::map<std::string, std::string> texts(const std::string& language) {
    std::map<std::string, std::string> all;
    for (const auto path : kerb::builtin_data_paths("messages/" + language + "/")) {
        collect(kerb::parse_toml(*kerb::builtin_data(path), path), {}, all);
    }
    return all;
}

std::set<std::string> argument_names(const std::string& text) {
    static const std::regex pattern(R"(\{([A-Za-z_]\w*)[:}])");
    std::set<std::string> names;
    for (std::sregex_iterator at(text.begin(), text.end(), pattern), end; at != end; ++at) {
        names.insert((*at)[1]);
    }
    return names;
}

/// Code → a file that uses it, for every literal in our sources that reads like a code of the catalogue (`gate.view`),
/// however it is handed on: to a Message, an issue's reason, a progress stage or a helper.
std::map<std::string, std::string> codes_in_sources() {
    static const std::regex pattern(R"re("([a-z][a-z0-9_]*)(\.[a-z0-9_]*[a-z0-9])+")re");
    static const std::set<std::string> endings = {".hpp", ".toml", ".gpkg", ".json", ".html", ".qgs", ".qml", ".csv"};
    static const std::regex message(R"re(Message\s*\{\s*"([^"\\]+)")re");
    std::set<std::string> groups;
    for (const auto& code : kerb::message_codes(Language::en)) {
        groups.insert(code.substr(0, code.find('.')));
    }
    std::map<std::string, std::string> codes;
    for (const auto* folder : {"lib", "tools", "include"}) {
        for (const auto& entry : fs::recursive_directory_iterator(fs::path(KERB_SOURCE_DIR) / folder)) {
            const auto extension = entry.path().extension();
            if (extension != ".cpp" && extension != ".hpp") {
                continue;
            }
            const auto text = content(entry.path());
            for (std::sregex_iterator at(text.begin(), text.end(), message), end; at != end; ++at) {
                codes.emplace((*at)[1], entry.path().filename().string());
            }
            for (std::sregex_iterator at(text.begin(), text.end(), pattern), end; at != end; ++at) {
                const auto literal = at->str().substr(1, at->str().size() - 2);
                if (groups.contains((*at)[1]) && !endings.contains(fs::path(literal).extension())) {
                    codes.emplace(literal, entry.path().filename().string());
                }
            }
        }
    }
    return codes;
}

} // namespace

TEST_CASE("English and Chinese have the same codes with the same arguments") {
    const auto en = texts("en"), zh = texts("zh");
    for (const auto& [code, text] : en) {
        CAPTURE(code);
        REQUIRE(zh.contains(code));
        CHECK(argument_names(text) == argument_names(zh.at(code)));
    }
    for (const auto& [code, text] : zh) {
        CAPTURE(code);
        CHECK(en.contains(code));
    }
}

TEST_CASE("Every code used in the sources has a text in both languages") {
    const auto codes = codes_in_sources();
    for (const auto* known :
         {"cancelled", "gate.view", "geometry.null", "stage.read", "tools.wrote", "osm.missing_nodes"}) {
        CHECK(codes.contains(known)); // one of each way to use a code
    }
    for (const auto& [code, file] : codes) {
        CAPTURE(code, file);
        // A rule of `kerb check` is named by its title.
        CHECK((kerb::has_text(code, Language::en) || kerb::has_text("rule." + code + ".title", Language::en)));
        CHECK((kerb::has_text(code, Language::zh) || kerb::has_text("rule." + code + ".title", Language::zh)));
    }
}

TEST_CASE("The catalogue lists its codes in order") {
    const auto codes = kerb::message_codes(Language::en);
    CHECK(std::is_sorted(codes.begin(), codes.end()));
    CHECK(std::find(codes.begin(), codes.end(), "toml.missing") != codes.end());
    CHECK(codes == kerb::message_codes(Language::zh));
    CHECK_FALSE(kerb::has_text("no.such.code", Language::en));
}

TEST_CASE("Messages are rendered with named arguments in both languages") {
    const Message message{"toml.missing", {{"key", "class"}, {"where", "osm.toml [roads]"}}};
    CHECK(kerb::render(message, Language::en) == "osm.toml [roads]: the key 'class' is missing. Add it.");
    CHECK(kerb::render(message, Language::zh) == "osm.toml [roads]：缺少键“class”，请补上。");
    CHECK(kerb::render("cancelled", Language::en) == "Cancelled; nothing was written.");
}

TEST_CASE("A message that cannot be rendered loses nothing and never throws") {
    CHECK(kerb::render(Message{"no.such.code", {{"n", std::int64_t{3}}, {"name", "x"}}}, Language::en) ==
          "no.such.code: n=3, name=x");
    CHECK(kerb::render(Message{"toml.missing", {{"key", "k"}}}, Language::en) == "toml.missing: key=k");
}

TEST_CASE("Errors carry the English text, the message and the exit code") {
    const kerb::FrameError error(Message{"toml.missing", {{"where", "a{b}"}, {"key", "k"}}});
    CHECK(std::string(error.what()) == "a{b}: the key 'k' is missing. Add it.");
    CHECK(error.outcome() == kerb::Outcome::needs_decision);
    CHECK(error.message().code == "toml.missing");
    CHECK(kerb::Cancelled().outcome() == kerb::Outcome::output_not_written);
}
