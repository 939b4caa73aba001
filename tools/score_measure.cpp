// kerb score: the profile, the marks, the water, and what is made of them.
#include <algorithm>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <iterator>
#include <map>

#include <fmt/format.h>

#include <kerb/base/error.hpp>
#include <kerb/base/version.hpp>
#include <kerb/inventory/latest_record.hpp>
#include <kerb/inventory/road_widths.hpp>
#include <kerb/io/checksum.hpp>
#include <kerb/scorecard/measure.hpp>

#include "beside.hpp"
#include "profile.hpp"
#include "score.hpp"
#include "waterlogging_points.hpp"

namespace kerb::tools {
namespace {

namespace fs = std::filesystem;

/// `light.lit=40` for an indicator or a part. \throws UsageError
void lay_weight(scorecard::Profile& profile, const std::string& text) {
    const auto sign = text.rfind('=');
    double points = -1;
    const auto refuse = [&text] { throw UsageError({"score.bad_weight", {{"value", text}}}); };
    if (sign == std::string::npos) {
        refuse();
    }
    const auto id = text.substr(0, sign);
    const auto* end = text.data() + text.size();
    const auto parsed = std::from_chars(text.data() + sign + 1, end, points);
    if (parsed.ec != std::errc() || parsed.ptr != end || !(points >= 0) || !std::isfinite(points)) {
        refuse();
    }
    bool found = false;
    const auto lay = [&](auto& items) {
        for (auto& item : items) {
            if (item.id == id) {
                item.weight = points;
                found = true;
            }
        }
    };
    lay(profile.indicators);
    lay(profile.external);
    if (!found) {
        throw UsageError({"score.unknown_item", {{"id", id}, {"profile", profile.id}}});
    }
    profile.overrides.push_back(text + " (--weights)");
}

std::optional<Moment> as_of(const ScoreCommand& options) {
    if (options.as_of.empty()) {
        return std::nullopt;
    }
    const auto moment = parse_moment(options.as_of);
    if (!moment) {
        throw UsageError({"score.bad_date", {{"value", options.as_of}}});
    }
    return moment;
}

/// The storm asked for, on the terrain; nullptr without one.
std::shared_ptr<PointsRun> pour(ScoreRun& run, const Session& session, const ScoreCommand& options) {
    if (options.water.dem.empty()) {
        return nullptr;
    }
    AuditRun audit{.read = std::move(run.read), .rules = {}};
    measure_water(audit, session, options.water, options.city);
    run.read = std::move(audit.read);
    return audit.water;
}

/// Positions of the zones in the inventory, each once.
std::vector<std::size_t> positions_of(const Inventory& city, const scorecard::MeasuredCity& measured) {
    std::multimap<std::string, std::size_t> by_key;
    for (std::size_t i = 0; i < city.zones.size(); ++i) {
        if (city.zones[i].kind == measured.zone_kind) {
            by_key.emplace(city.zones[i].about.key, i);
        }
    }
    std::vector<std::size_t> positions;
    for (const auto& key : measured.zone_keys) {
        const auto it = by_key.find(key);
        if (it == by_key.end() || key.empty()) {
            throw SourceError({"score.zone_without_key", {{"kind", measured.zone_kind}}});
        }
        positions.push_back(it->second);
        by_key.erase(it);
    }
    const auto twice = std::adjacent_find(measured.zone_keys.begin(), measured.zone_keys.end());
    if (twice != measured.zone_keys.end()) {
        throw SourceError({"score.zone_key_twice", {{"zone", *twice}}});
    }
    return positions;
}

scorecard::SnapshotSource source_of(const ScoreRun& run, const ScoreCommand& options) {
    scorecard::SnapshotSource source;
    const auto told = as_of(options);
    const auto when = told ? told : latest_record(run.read.city);
    source.taken_on = when ? to_text(*when) : "";
    source.input = fs::path(options.city).filename().string();
    source.input_sha256 = io::sha256_file(options.city);
    source.code_version = version();
    source.frame = run.read.frame.frame.name();
    auto& settings = source.settings;
    if (told) {
        settings.emplace_back("as_of", options.as_of);
    }
    if (!options.weights.empty()) {
        settings.emplace_back("weights", fmt::format("{}", fmt::join(options.weights, ",")));
    }
    if (!options.water.dem.empty()) {
        settings.emplace_back("terrain_sha256", io::sha256_file(options.water.dem));
    }
    if (!options.water.storm_city.empty()) {
        settings.emplace_back("storm_city", options.water.storm_city);
        settings.emplace_back("storm_return_period", options.water.return_period);
        settings.emplace_back("storm_duration", options.water.duration);
        settings.emplace_back("storm_zone", options.water.zone);
    }
    const auto lamps = settings_of(options.lamps);
    settings.insert(settings.end(), lamps.begin(), lamps.end());
    return source;
}

std::vector<MultiPolygon> areas_of(const ScoreRun& run) {
    std::vector<MultiPolygon> areas;
    std::transform(run.zones.begin(), run.zones.end(), std::back_inserter(areas),
                   [&run](std::size_t i) { return run.read.city.zones[i].area; });
    return areas;
}

} // namespace

scorecard::Profile score_profile(const ScoreCommand& options) {
    auto profile = profile_named(options.profile.empty() ? "cn-kaoping" : options.profile, options.over);
    for (const auto& weight : options.weights) {
        lay_weight(profile, weight);
    }
    return profile;
}

void measure_score(ScoreRun& run, const Session& session, const ScoreCommand& options,
                   const std::vector<scorecard::ExternalMark>* marks) {
    const auto water = pour(run, session, options);
    auto input = input_of_profile(run.profile, run.read.city, water.get(), options.water, options.lamps, session);
    input.now = as_of(options);
    const auto city =
        scorecard::measure(run.profile, input, {Threads(options.threads), options.strict}, session.progress());
    run.zones = positions_of(run.read.city, city);
    for (const auto& found : {odd_widths(run.read.city.roads), city.issues}) {
        run.read.issues.insert(run.read.issues.end(), found.begin(), found.end());
    }
    const auto given = marks != nullptr         ? *marks
                       : !options.marks.empty() ? read_marks(session, options.marks, run, city)
                                                : std::vector<scorecard::ExternalMark>();
    const auto sheet = scorecard::score(run.profile, city, given);
    run.now = scorecard::make_snapshot(run.profile, city, areas_of(run), sheet, given, source_of(run, options));
}

} // namespace kerb::tools
