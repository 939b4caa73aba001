// kerb score: what was scored before, and the same again.
#include <algorithm>

#include <fmt/format.h>

#include <kerb/base/error.hpp>
#include <kerb/base/printable.hpp>

#include "score.hpp"

namespace kerb::tools {
namespace {

using scorecard::Difference;

constexpr std::size_t shown = 20;

std::string difference_line(const Session& session, const ScoreRun& run, const scorecard::SnapshotDifference& one) {
    const bool item = one.what == Difference::item_new || one.what == Difference::item_gone ||
                      one.what == Difference::definition || one.what == Difference::rule;
    const auto name = item ? run.item_name(session, one.id) : one.id;
    return session.text(Message{std::string("score.differs.") + report::word_of(one.what),
                                {{"id", one.id}, {"name", name}, {"then", one.then}, {"now", one.now}}});
}

/// \throws Error with Outcome::needs_decision
[[noreturn]] void refuse(const Session& session, const ScoreRun& run, const std::string& file) {
    std::vector<std::string> changes;
    for (const auto& one : std::span(run.differences).first(std::min(run.differences.size(), shown))) {
        changes.push_back(difference_line(session, run, one));
    }
    if (run.differences.size() > shown) {
        changes.emplace_back("…");
    }
    throw Error(Outcome::needs_decision,
                {"score.changed", {{"file", file}, {"changes", fmt::format("{}", fmt::join(changes, "; "))}}});
}

/// The profile that a snapshot names, of those that kerb brings: any path could stand there. \throws UsageError
std::string stored_profile(const scorecard::Snapshot& then, const std::string& file) {
    const auto ours = scorecard::builtin_profiles();
    if (std::find(ours.begin(), ours.end(), then.profile) == ours.end()) {
        throw UsageError(
            {"score.needs_profile",
             {{"file", file}, {"name", then.profile}, {"names", fmt::format("{}", fmt::join(ours, ", "))}}});
    }
    return then.profile;
}

/// What the snapshot was made with, where the command does not say it. \throws UsageError
void take_settings(const scorecard::Snapshot& then, ScoreCommand& options) {
    const auto setting = [&then](const char* name) {
        for (const auto& [key, value] : then.source.settings) {
            if (key == name) {
                return value;
            }
        }
        return std::string();
    };
    options.profile = options.profile.empty() ? stored_profile(then, options.recompute) : options.profile;
    options.as_of = setting("as_of");
    options.water.storm_city = setting("storm_city");
    if (const auto weights = setting("weights"); !weights.empty()) {
        options.weights.clear();
        for (std::size_t from = 0; from <= weights.size();) {
            const auto comma = std::min(weights.find(',', from), weights.size());
            options.weights.push_back(weights.substr(from, comma - from));
            from = comma + 1;
        }
    }
    if (options.water.dem.empty() != setting("terrain_sha256").empty()) {
        throw UsageError({options.water.dem.empty() ? "score.needs_dem" : "score.no_dem_then", {}});
    }
    if (options.lamps.any() == setting("photometry_sha256").empty()) {
        throw UsageError({options.lamps.any() ? "score.no_photometry_then" : "score.needs_photometry", {}});
    }
    if (!options.water.storm_city.empty()) {
        options.water.return_period = setting("storm_return_period");
        options.water.duration = setting("storm_duration");
        options.water.zone = setting("storm_zone");
    }
}

/// `input sha256  same` for each hash; counts those that differ. The version is told, and not counted.
std::string hashes_text(const Session& session, const scorecard::Snapshot& then, const scorecard::Snapshot& now,
                        std::size_t& differ) {
    std::string text;
    const auto line = [&](const std::string& what, const std::string& before, const std::string& after, bool counts) {
        differ += counts && before != after ? 1 : 0;
        text += session.text(Message{
                    before == after ? "score.hash_same" : "score.hash_differs",
                    {{"what", session.text(std::string("score.hash_of.") + what)}, {"then", before}, {"now", after}}}) +
                "\n";
    };
    line("input", then.source.input_sha256, now.source.input_sha256, true);
    line("profile", then.profile_sha256, now.profile_sha256, true);
    line("code", then.source.code_version, now.source.code_version, false);
    for (const auto& [name, value] : then.source.settings) {
        const auto& all = now.source.settings;
        const auto it =
            std::find_if(all.begin(), all.end(), [&key = name](const auto& one) { return one.first == key; });
        if (const auto end = name.rfind("_sha256"); end != std::string::npos) {
            line(name.substr(0, end), value, it == all.end() ? "" : it->second, true);
        }
    }
    return text;
}

std::string unequal_text(const Session& session, const std::vector<scorecard::Unequal>& found) {
    std::string text;
    for (const auto& one : std::span(found).first(std::min(found.size(), shown))) {
        text += printable(fmt::format("  {} {} {}: {} → {}", one.zone.empty() ? session.text("score.city") : one.zone,
                                      one.item, one.field, one.then, one.now)) +
                "\n";
    }
    if (found.size() > shown) {
        text +=
            session.text(Message{"report.more", {{"count", static_cast<std::int64_t>(found.size() - shown)}}}) + "\n";
    }
    return text;
}

std::int64_t numbers_in(const scorecard::Snapshot& snapshot) {
    const auto& sheet = snapshot.sheet;
    const auto rows = static_cast<std::int64_t>(sheet.zones.size());
    return (rows + 1) * static_cast<std::int64_t>(sheet.indicators.size()) +
           rows * static_cast<std::int64_t>(sheet.parts.size());
}

} // namespace

scorecard::Snapshot load_snapshot(const Session& session, const std::string& file) {
    auto source = session.source_options();
    source.source_crs.reset();
    std::vector<FeatureTable> tables;
    for (const auto& layer : io::list_layers(file, source)) {
        const auto& names = scorecard::snapshot_table_names();
        if (std::find(names.begin(), names.end(), layer.name) != names.end()) {
            io::LayerRequest request;
            request.layer = layer.name;
            auto read = io::read_layer(file, request, source);
            std::move(read.tables.begin(), read.tables.end(), std::back_inserter(tables));
        }
    }
    return scorecard::read_snapshot(tables, file);
}

std::string differences_text(const Session& session, const ScoreRun& run) {
    std::string text;
    const auto count = std::min(run.differences.size(), shown);
    for (const auto& one : std::span(run.differences).first(count)) {
        text += "  " + difference_line(session, run, one) + "\n";
    }
    if (run.differences.size() > count) {
        text += session.text(
                    Message{"report.more", {{"count", static_cast<std::int64_t>(run.differences.size() - count)}}}) +
                "\n";
    }
    return text;
}

void compare_with_previous(ScoreRun& run, const Session& session, const ScoreCommand& options) {
    run.previous = load_snapshot(session, options.previous);
    if (run.previous->profile != run.profile.id) {
        throw Error(Outcome::needs_decision,
                    {"score.other_profile_then",
                     {{"file", options.previous}, {"then", run.previous->profile}, {"now", run.profile.id}}});
    }
    run.differences = scorecard::differences(*run.previous, run.now);
    const bool matters = std::any_of(run.differences.begin(), run.differences.end(),
                                     [](const auto& one) { return one.what != Difference::code; });
    if (matters && !options.allow_changed) {
        refuse(session, run, options.previous);
    }
    const auto then = scorecard::sheet_for(*run.previous, run.now.city.zone_keys);
    run.now.sheet = scorecard::score(run.profile, run.now.city, run.now.marks, &then);
}

int recompute_score(const Session& session, ScoreCommand options) {
    const auto then = load_snapshot(session, options.recompute);
    take_settings(then, options);
    ScoreRun run{
        .read = io::read_inventory(options.city, session.frame(), session.source_options(), session.progress()),
        .profile = score_profile(options)};
    if (run.profile.id != then.profile) {
        throw UsageError({"score.other_profile_then",
                          {{"file", options.recompute}, {"then", then.profile}, {"now", run.profile.id}}});
    }
    measure_score(run, session, options, &then.marks);
    const auto found = scorecard::unequal(then, run.now);
    std::size_t differ = 0;
    const auto hashes = hashes_text(session, then, run.now, differ);
    const auto cells = numbers_in(then);
    const bool same = found.empty() && differ == 0;
    print(session.text(Message{same            ? "score.recomputed"
                               : found.empty() ? "score.recomputed_other_sources"
                                               : "score.not_recomputed",
                               {{"count", cells},
                                {"unequal", static_cast<std::int64_t>(found.size())},
                                {"id", then.id},
                                {"day", then.source.taken_on}}}) +
          "\n" + hashes + unequal_text(session, found));
    return same ? 0 : static_cast<int>(Outcome::limit_crossed);
}

} // namespace kerb::tools
