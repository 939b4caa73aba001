#include "swmm_rows.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <set>

#include <kerb/base/error.hpp>
#include <kerb/io/text_file.hpp>

namespace kerb::io::detail {
namespace {

constexpr std::uintmax_t most_bytes = 512U << 20;
constexpr std::size_t most_line = 1U << 20; // of SWMM itself: 1,024 characters
constexpr std::size_t most_unknown = 1000;  // sections that are told apart by their names

constexpr std::array known_sections = {
    "TITLE",       "OPTIONS",      "FILES",      "RAINGAGES",   "TEMPERATURE", "EVAPORATION", "SUBCATCHMENTS",
    "SUBAREAS",    "INFILTRATION", "AQUIFERS",   "GROUNDWATER", "GWF",         "SNOWPACKS",   "LID_CONTROLS",
    "LID_USAGE",   "JUNCTIONS",    "OUTFALLS",   "DIVIDERS",    "STORAGE",     "CONDUITS",    "PUMPS",
    "ORIFICES",    "WEIRS",        "OUTLETS",    "XSECTIONS",   "TRANSECTS",   "STREETS",     "INLETS",
    "INLET_USAGE", "LOSSES",       "CONTROLS",   "POLLUTANTS",  "LANDUSES",    "BUILDUP",     "WASHOFF",
    "COVERAGES",   "INFLOWS",      "DWF",        "PATTERNS",    "RDII",        "HYDROGRAPHS", "LOADINGS",
    "TREATMENT",   "CURVES",       "TIMESERIES", "REPORT",      "ADJUSTMENTS", "EVENTS",      "EVENT",
    "COORDINATES", "VERTICES",     "POLYGONS",   "SYMBOLS",     "LABELS",      "BACKDROP",    "MAP",
    "TAGS",        "PROFILES",
};

/// SWMM itself knows a section by its first letters: [JUNC] is [JUNCTIONS].
std::string section_named(std::string_view header) {
    const auto end = header.find(']');
    auto name = upper(header.substr(1, end == std::string_view::npos ? header.size() : end - 1));
    for (const std::string_view known : known_sections) {
        if (name == known) {
            return name;
        }
    }
    for (const std::string_view known : known_sections) {
        if (name.size() >= 4 && known.starts_with(name)) {
            return std::string(known);
        }
    }
    return {};
}

/// Takes the next word off a line without a comment.
std::optional<std::string_view> next_word(std::string_view& line) {
    const auto begin = line.find_first_not_of(" \t\f\v");
    if (begin == std::string_view::npos) {
        return std::nullopt;
    }
    line.remove_prefix(begin);
    const bool quoted = line.front() == '"';
    const auto end = quoted ? line.find('"', 1) : line.find_first_of(" \t\f\v");
    const auto word = line.substr(quoted ? 1 : 0, quoted && end != std::string_view::npos ? end - 1 : end);
    line.remove_prefix(end == std::string_view::npos ? line.size() : end + (quoted ? 1 : 0));
    return word;
}

std::string_view without_comment(std::string_view line) {
    return line.substr(0, line.find(';'));
}

class Splitter {
public:
    explicit Splitter(SwmmIssues& issues) : issues_(issues) {}

    void take(std::string_view line, std::int64_t number) {
        auto rest = without_comment(line);
        const auto first = next_word(rest);
        if (!first) {
            return;
        }
        if (first->starts_with('[')) {
            enter(*first, number);
        } else if (section_ != nullptr) {
            add(line, number);
        } else {
            auto& lost = made_.unknown[unknown_];
            ++lost.read;
            lost.skip("swmm.unknown_section");
        }
    }
    [[nodiscard]] SwmmSections finish() { return std::move(made_); }

private:
    void enter(std::string_view header, std::int64_t number) {
        const auto name = section_named(header);
        section_ = name.empty() ? nullptr : &made_.known[name];
        follows_ = false;
        if (name.empty()) {
            enter_unknown(std::string(header), number);
        }
    }

    /// One that comes again is the same section. Beyond so many names they are counted together.
    void enter_unknown(std::string name, std::int64_t number) {
        unknown_ = name;
        if (names_.contains(name)) {
            return;
        }
        issues_.add("swmm.unknown_section", "", number, name);
        if (names_.size() < most_unknown) {
            names_.insert(std::move(name));
        } else {
            unknown_ = "[…]";
        }
    }

    void add(std::string_view line, std::int64_t number) {
        auto& pieces = section_->pieces;
        if (follows_) {
            auto& text = pieces.back().text;
            text = {text.data(), static_cast<std::size_t>(line.data() + line.size() - text.data())};
        } else {
            pieces.push_back({line, number});
        }
        follows_ = true;
        ++section_->rows;
    }

    SwmmIssues& issues_;
    SwmmSections made_;
    SwmmSection* section_ = nullptr; ///< the one that rows go to
    bool follows_ = false;           ///< a row of it came after its last heading
    std::string unknown_ = "-";      ///< where rows go when no section takes them
    std::set<std::string> names_;    ///< of unknown sections
};

} // namespace

std::string_view swmm_next_line(std::string_view& rest) {
    const auto end = rest.find('\n');
    auto line = rest.substr(0, end);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    if (line.ends_with('\r')) {
        line.remove_suffix(1);
    }
    return line;
}

std::vector<std::string> swmm_words(std::string_view line) {
    std::vector<std::string> words;
    line = without_comment(line);
    for (auto word = next_word(line); word; word = next_word(line)) {
        words.emplace_back(*word);
    }
    return words;
}

SwmmSections swmm_sections(std::string_view text, const std::string& file, SwmmIssues& issues) {
    if (text.starts_with("\xEF\xBB\xBF")) {
        text.remove_prefix(3);
    }
    Splitter splitter(issues);
    for (std::int64_t number = 1; !text.empty(); ++number) {
        const auto line = swmm_next_line(text);
        if (line.size() > most_line) {
            throw SourceError({"swmm.long_line", {{"file", file}, {"line", number}}});
        }
        splitter.take(line, number);
    }
    return splitter.finish();
}

std::string swmm_file_text(const std::string& path) {
    auto text = io::text_of_file(path, most_bytes);
    if (!text) {
        throw SourceError({"swmm.no_file", {{"file", path}}});
    }
    return *std::move(text);
}

} // namespace kerb::io::detail
