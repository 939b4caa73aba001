// Manual pages and shell completion: no text acts as roff or shell, and no option is left out.
#include <string>
#include <vector>

#include <kerb/report/completion.hpp>
#include <kerb/report/man_page.hpp>

#include "support/test.hpp"

using namespace kerb;
using report::CommandUsage;
using report::OptionUsage;

namespace {

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

std::size_t times(const std::string& text, const std::string& part) {
    std::size_t count = 0;
    for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + part.size())) {
        ++count;
    }
    return count;
}

OptionUsage option(std::string name, std::string text, bool takes_value = true) {
    OptionUsage made;
    made.name = std::move(name);
    made.text = std::move(text);
    made.takes_value = takes_value;
    return made;
}

OptionUsage with_words(OptionUsage made, std::vector<std::string> words, std::string otherwise) {
    made.words = std::move(words);
    made.default_value = std::move(otherwise);
    return made;
}

/// A program of two commands, one of them with another below it.
CommandUsage program() {
    CommandUsage leaf{"kerb dig deep", "Digs", {option("-d,--depth", "How deep")}, {}, "", ""};
    CommandUsage dig{"kerb dig", "Digs and fills", {option("-h,--help", "Help", false)}, {leaf}, "", ""};
    CommandUsage fill{"kerb fill",
                      "Fills",
                      {option("FILE", "What to fill"), option("-h,--help", "Help", false),
                       with_words(option("-f,--format", "Form"), {"table", "json"}, "table")},
                      {},
                      "  kerb fill pit.gpkg --format json",
                      ""};
    return {"kerb", "Of pits", {option("--version", "Version", false)}, {dig, fill}, "", ""};
}

std::string page(const CommandUsage& usage) {
    return report::man_page(usage, {"kerb"}, "1.2.3", Language::en);
}

std::string page_of_text(const std::string& text) {
    return page({"kerb fill", "Fills", {option("--with", text)}, {}, "", ""});
}

} // namespace

TEST_CASE("A page has its parts, every option with default and words, and what stands below it", "[report]") {
    const auto fill = page(program().commands[1]), dig = page(program().commands[0]);
    CHECK(fill.rfind(".TH KERB\\-FILL 1 \"\" \"kerb 1.2.3\"", 0) == 0);
    CHECK(has(fill, ".SH NAME\nkerb\\-fill \\- Fills\n"));
    CHECK(has(fill, "\\fBkerb fill\\fR [\\fIOPTION…\\fR] [\\fIFILE\\fR]\n"));
    CHECK(has(fill, ".TP\n\\fIFILE\\fR\nWhat to fill\n")); // a place has no value of its own
    CHECK(has(fill, ".TP\n\\fB\\-h\\fR, \\fB\\-\\-help\\fR\nHelp\n"));
    CHECK(has(fill,
              ".TP\n\\fB\\-f\\fR, \\fB\\-\\-format\\fR \\fIVALUE\\fR\nForm\n.br\nAllowed: \\fBtable\\fR, "
              "\\fBjson\\fR\n.br\nDefault: \\fBtable\\fR\n"));
    CHECK(has(fill, ".nf\n  kerb fill pit.gpkg \\-\\-format json\n.fi\n"));
    CHECK(has(fill, ".SH SEE ALSO\n.BR kerb (1)\n"));
    CHECK_FALSE(has(fill, ".SH COMMANDS"));
    CHECK(has(dig, ".SH COMMANDS\n.TP\n.BR kerb\\-dig\\-deep (1)\nDigs\n"));
    CHECK_FALSE(has(dig, ".SH EXAMPLES"));
    CHECK(report::man_name("kerb dig deep") == "kerb-dig-deep");
    CHECK(has(report::man_page(program(), {}, "1", Language::zh), ".SH 选\\:项\n"));
}

TEST_CASE("What roff would read as its own is a character", "[report]") {
    CHECK(has(page_of_text(".so /etc/passwd"), "\n\\&.so /etc/passwd\n"));
    CHECK(has(page_of_text("one\n.so two\n'three"), "\none\n\\&.so two\n\\(aqthree\n"));
    CHECK(has(page_of_text("C:\\temp \\fBbold"), "C:\\(rstemp \\(rsfBbold\n"));
    CHECK(has(page_of_text("--to-do 'it' `now` ~ ^"), "\\-\\-to\\-do \\(aqit\\(aq \\(ganow\\(ga \\(ti \\(ha\n"));
    CHECK(has(page_of_text("1.5 m. Done."), "\n1.5 m. Done.\n")); // elsewhere a dot is a dot
    CHECK(has(page_of_text("两个词，三个"), "两\\:个\\:词，\\:三\\:个\n"));
    const auto about = page({"kerb fill", "Fills", {}, {}, "  .hidden --x\n\n  next", "first\n\n.second"});
    CHECK(has(about, "first\n.PP\n\\&.second\n"));
    CHECK(has(about, ".nf\n  .hidden \\-\\-x\n\n  next\n.fi\n")); // a blank first: no request
}

TEST_CASE("Every option and command is in each script, with the words of its value", "[report]") {
    const auto bash = report::bash_completion(program());
    CHECK(has(bash, "'kerb') commands='dig fill' options='--version' ;;"));
    CHECK(has(bash, "'kerb dig') commands='deep' options='-h --help' ;;"));
    CHECK(has(bash, "'kerb dig deep') commands='' options='-d --depth' ;;"));
    CHECK(has(bash, "'kerb fill') commands='' options='-h --help -f --format' ;;"));
    CHECK(has(bash, "'kerb fill -f'|'kerb fill --format') value=1 words='table json' ;;"));
    CHECK(has(bash, "'kerb dig deep -d'|'kerb dig deep --depth') value=1 words='' ;;"));
    CHECK_FALSE(has(bash, "'kerb fill --help'")); // a flag has no value

    const auto zsh = report::zsh_completion(program());
    CHECK(has(zsh, "'(-f --format)-f+[Form]:value:(table json)'"));
    CHECK(has(zsh, "'(-f --format)--format=[Form]:value:(table json)'"));
    CHECK(has(zsh, "'--version[Version]'"));
    CHECK(has(zsh, "--depth=[How deep]:value:_files'"));
    CHECK(times(zsh, "_kerb_dig_deep() {") == 1);
    CHECK(has(zsh, "deep) _kerb_dig_deep ;;"));

    const auto fish = report::fish_completion(program());
    CHECK(has(fish, "contains -- \"$command $word\" 'kerb' 'kerb dig' 'kerb dig deep' 'kerb fill'\n"));
    CHECK(has(fish, "'test (__kerb_command) = \"kerb fill\"' -s f -l format -x -a 'table json' -d 'Form'\n"));
    CHECK(has(fish, "'test (__kerb_command) = \"kerb dig deep\"' -s d -l depth -r -F -d 'How deep'\n"));
    CHECK(has(fish, "'test (__kerb_command) = \"kerb dig\"' -f -a deep -d 'Digs'\n"));
    CHECK_FALSE(has(fish, "FILE")); // places are not typed
}

TEST_CASE("Texts stay texts in every shell", "[report]") {
    const std::string hostile = "it's [a] $(touch x) `y` \\ a:b \"q\"";
    CommandUsage usage{"kerb", "Of pits", {option("--with", hostile)}, {{"kerb dig", hostile, {}, {}, "", ""}}, "", ""};
    usage.options.push_back(with_words(option("--as", "Form"), {"it's", "b"}, ""));
    const auto bash = report::bash_completion(usage);
    CHECK_FALSE(has(bash, "touch")); // it needs no texts
    CHECK(has(bash, R"(words='it'\''s b' ;;)"));
    const auto zsh = report::zsh_completion(usage);
    CHECK(has(zsh, R"('--with=[it'\''s \[a\] $(touch x) `y` \\ a\:b "q"]:value:_files')"));
    CHECK(has(zsh, R"('dig:it'\''s \[a\] $(touch x) `y` \\ a\:b "q"')"));
    CHECK(has(zsh, R"(:value:(it'\''s b)')"));
    const auto fish = report::fish_completion(usage);
    CHECK(has(fish, R"(-d 'it\'s [a] $(touch x) `y` \\ a:b "q"')"));
    CHECK(has(fish, R"(-x -a 'it\'s b')"));
}

TEST_CASE("The same usage gives the same bytes", "[report]") {
    CHECK(page(program()) == page(program()));
    CHECK(report::bash_completion(program()) == report::bash_completion(program()));
    CHECK(report::zsh_completion(program()) == report::zsh_completion(program()));
    CHECK(report::fish_completion(program()) == report::fish_completion(program()));
}
