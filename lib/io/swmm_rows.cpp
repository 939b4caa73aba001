#include "swmm_rows.hpp"

#include <algorithm>
#include <array>

#include <kerb/base/error.hpp>
#include <kerb/io/text_file.hpp>

namespace kerb::io::detail {
namespace {

constexpr std::uintmax_t most_bytes = 512U << 20;

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

std::string_view next_line(std::string_view& rest) {
    const auto end = rest.find('\n');
    auto line = rest.substr(0, end);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    if (line.ends_with('\r')) {
        line.remove_suffix(1);
    }
    return line;
}

} // namespace

std::vector<std::string> swmm_words(std::string_view line) {
    constexpr std::string_view blank = " \t\f\v";
    std::vector<std::string> words;
    line = line.substr(0, line.find(';'));
    while (true) {
        const auto begin = line.find_first_not_of(blank);
        if (begin == std::string_view::npos) {
            return words;
        }
        line.remove_prefix(begin);
        const bool quoted = line.front() == '"';
        const auto end = quoted ? line.find('"', 1) : line.find_first_of(blank);
        words.emplace_back(line.substr(quoted ? 1 : 0, quoted && end != std::string_view::npos ? end - 1 : end));
        line.remove_prefix(end == std::string_view::npos ? line.size() : end + (quoted ? 1 : 0));
    }
}

Issue swmm_issue(const char* reason, const std::string& section, std::int64_t line, const std::string& name) {
    Issue issue;
    issue.reason = reason;
    issue.layer = "[" + section + "]";
    issue.row = line;
    issue.key = name;
    issue.message = Message{reason, {{"section", issue.layer}, {"line", line}, {"name", name}}};
    return issue;
}

SwmmSections swmm_sections(std::string_view text) {
    SwmmSections made;
    if (text.starts_with("\xEF\xBB\xBF")) {
        text.remove_prefix(3);
    }
    std::string section, unknown;
    for (std::int64_t number = 1; !text.empty(); ++number) {
        SwmmRow row{number, swmm_words(next_line(text))};
        if (row.words.empty()) {
            continue;
        }
        if (row.words.front().starts_with('[')) {
            section = section_named(row.words.front());
            unknown = section.empty() ? row.words.front() : std::string();
            if (section.empty()) {
                made.issues.push_back(swmm_issue("swmm.unknown_section", "", number, unknown));
            } else {
                made.rows[section];
            }
        } else if (!section.empty()) {
            made.rows[section].push_back(std::move(row));
        } else {
            auto& lost = made.unknown[unknown.empty() ? "-" : unknown];
            ++lost.read;
            lost.skip("swmm.unknown_section");
        }
    }
    return made;
}

std::string swmm_file_text(const std::string& path) {
    auto text = io::text_of_file(path, most_bytes);
    if (!text) {
        throw SourceError({"swmm.no_file", {{"file", path}}});
    }
    return *std::move(text);
}

} // namespace kerb::io::detail
