// kerb score: marks of parts that come from elsewhere.
#include <algorithm>
#include <array>
#include <map>

#include <fmt/format.h>

#include <kerb/base/error.hpp>
#include <kerb/base/units.hpp>

#include "score.hpp"

namespace kerb::tools {
namespace {

using Names = std::array<const char*, 3>;
/// How the columns may be called.
constexpr Names zone_names = {"zone", "区域", "分区"}, part_names = {"part", "分项", "来源"},
                value_names = {"value", "得分", "分数"};

const Column& column_of(const FeatureTable& table, const Names& names, const std::string& file) {
    for (const auto* name : names) {
        if (const auto* column = table.find(name)) {
            return *column;
        }
    }
    throw SourceError({"score.marks_column", {{"file", file}, {"name", std::string(names[0])}}});
}

std::string trimmed(const std::string& text) {
    const auto first = text.find_first_not_of(" \t");
    return first == std::string::npos ? "" : text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

/// Key of each zone by its key, and by those of its names that no other has.
std::map<std::string, std::string> keys_by_name(const ScoreRun& run) {
    std::map<std::string, std::string> keys;
    std::map<std::string, int> count;
    for (const auto z : run.zones) {
        const auto& about = run.read.city.zones[z].about;
        for (const auto& name : {about.name_zh.str(), about.name_en.str()}) {
            ++count[name];
            keys[name] = about.key;
        }
    }
    for (const auto& [name, times] : count) {
        if (times > 1 || name.empty()) {
            keys.erase(name);
        }
    }
    for (const auto z : run.zones) { // a key goes before another's name
        const auto& key = run.read.city.zones[z].about.key;
        keys[key] = key;
    }
    return keys;
}

std::string part_of(const ScoreRun& run, const std::string& told) {
    for (const auto& part : run.profile.external) {
        if (told == part.id || told == part.name.zh || told == part.name.en) {
            return part.id;
        }
    }
    return told;
}

std::vector<FeatureTable> tables_of(const Session& session, const std::string& file) {
    auto source = session.source_options();
    source.source_crs.reset(); // of the city; marks have no place
    auto read = io::read_layer(file, {}, source);
    if (!read.issues.empty()) {
        throw SourceError(read.issues.front().message);
    }
    return std::move(read.tables);
}

} // namespace

std::vector<scorecard::ExternalMark> read_marks(const Session& session, const std::string& file, const ScoreRun& run,
                                                const scorecard::MeasuredCity& city) {
    const auto keys = keys_by_name(run);
    std::vector<scorecard::ExternalMark> marks;
    for (const auto& table : tables_of(session, file)) {
        const auto& zone = column_of(table, zone_names, file);
        const auto& part = column_of(table, part_names, file);
        const auto& value = column_of(table, value_names, file);
        for (std::size_t row = 0; row < table.size(); ++row) {
            const auto text = trimmed(value.text_at(row)), told = trimmed(zone.text_at(row));
            const auto number = parse_number(text);
            if (!number) {
                throw SourceError({"score.marks_number", {{"file", file}, {"row", table.rows[row]}, {"value", text}}});
            }
            const auto key = keys.find(told);
            marks.push_back(
                {part_of(run, trimmed(part.text_at(row))), key == keys.end() ? told : key->second, *number});
        }
    }
    try {
        static_cast<void>(scorecard::score(run.profile, city, marks));
    } catch (const UsageError& error) {
        throw SourceError(error.message()); // it is the file that is wrong, not what was typed
    }
    return marks;
}

} // namespace kerb::tools
