// The layers of `kerb outage rates`.
#include <algorithm>
#include <map>

#include <kerb/geometry/measures.hpp>
#include <kerb/inventory/relations.hpp>

#include "layer_values.hpp"
#include "outage_rates.hpp"

namespace kerb::tools {
namespace {

using namespace outage;

const char* state_name(LampState state) {
    return state == LampState::lit ? "lit" : state == LampState::out ? "out" : "unknown";
}

/// To which crew a dark lamp goes.
std::vector<const char*> crews_of(const RatesRun& run) {
    std::vector<const char*> crews(run.input->table.size(), "");
    const auto& faults = run.result.faults;
    for (const auto lamp : faults.sporadic) {
        crews[lamp] = "single";
    }
    for (const auto& one : faults.runs) {
        for (const auto lamp : one.lamps) {
            crews[lamp] = "run";
        }
    }
    std::vector<std::uint8_t> dead(run.input->table.groups(Level::circuit).size(), 0);
    for (const auto& circuit : faults.circuits) {
        dead[circuit.circuit] = 1;
    }
    const auto& circuits = run.input->table.groups(Level::circuit).of_lamp;
    for (std::size_t i = 0; i < crews.size(); ++i) {
        if (circuits[i] != no_group && dead[circuits[i]] != 0 && run.evidence.state[i] == LampState::out) {
            crews[i] = "circuit";
        }
    }
    return crews;
}

FeatureTable lamp_layer(const RatesRun& run) {
    const auto& table = run.input->table;
    FeatureTable layer;
    layer.name = "lamps";
    layer.frame = run.input->city().frame;
    layer.geometry = table.places;
    Column id("id", ColumnType::text), state("state", ColumnType::text), crew("crew", ColumnType::text);
    std::vector<Column> groups;
    constexpr std::array levels = {Level::district, Level::road, Level::circuit, Level::cabinet};
    groups.reserve(levels.size());
    for (const auto level : levels) {
        groups.emplace_back(level_codes[static_cast<std::size_t>(level)], ColumnType::text);
    }
    const auto crews = crews_of(run);
    for (std::size_t i = 0; i < table.size(); ++i) {
        layer.rows.push_back(static_cast<std::int64_t>(i) + 1);
        id.push(table.keys[i]);
        state.push(std::string(run.evidence.looked[i] == 0 ? "not_looked" : state_name(run.evidence.state[i])));
        push_text(crew, crews[i]);
        for (std::size_t g = 0; g < levels.size(); ++g) {
            const auto& of = table.groups(levels[g]);
            push_text(groups[g], of.of_lamp[i] == no_group ? "" : of.keys[of.of_lamp[i]]);
        }
    }
    layer.columns = {id, state, crew};
    layer.columns.insert(layer.columns.end(), groups.begin(), groups.end());
    return layer;
}

/// Figures of rows as columns; hatch where `n_eff` is small.
class RateColumns {
public:
    void add(const RateRow& row, const std::string& key) {
        id_.push(key);
        lamps_.push(row.lamps);
        seen_.push(row.seen.of);
        out_.push(row.seen.out);
        push_number(rate_, row.rate);
        push_number(lo_, row.seen.of > 0 ? std::optional(row.bounds.lo) : std::nullopt);
        push_number(hi_, row.seen.of > 0 ? std::optional(row.bounds.hi) : std::nullopt);
        push_number(likely_, row.shrunk ? std::optional(row.shrunk->rate) : std::nullopt);
        push_number(n_eff_, row.n_eff);
        push_number(chance_, row.chance_met);
        push_text(verdict_, row.dead_circuit ? "dark" : row.limit ? report::verdict_name(row.verdict) : "");
        push_number(q_, row.q);
    }
    [[nodiscard]] std::vector<Column> columns() const {
        return {id_, lamps_, seen_, out_, rate_, lo_, hi_, likely_, n_eff_, chance_, verdict_, q_};
    }

private:
    Column id_{"id", ColumnType::text}, lamps_{"lamps", ColumnType::integer}, seen_{"n", ColumnType::integer},
        out_{"out", ColumnType::integer}, rate_{"rate", ColumnType::real}, lo_{"lo", ColumnType::real},
        hi_{"hi", ColumnType::real}, likely_{"shrunk_rate", ColumnType::real}, n_eff_{"n_eff", ColumnType::real},
        chance_{"p_meets", ColumnType::real}, verdict_{"verdict", ColumnType::text}, q_{"q", ColumnType::real};
};

template <class Geometry, class Take>
FeatureTable rate_layer(const RatesRun& run, Level level, const char* name, const Take& take) {
    FeatureTable layer;
    layer.name = name;
    layer.frame = run.input->city().frame;
    Geometry geometry;
    RateColumns columns;
    for (const auto& row : run.result.rows) {
        const auto& key = run.input->table.groups(row.level).keys[row.group];
        if (row.level == level && row.seen.of > 0 && take(row, key, geometry)) {
            layer.rows.push_back(static_cast<std::int64_t>(layer.rows.size()) + 1);
            columns.add(row, key);
        }
    }
    layer.geometry = std::move(geometry);
    layer.columns = columns.columns();
    return layer;
}

/// A circuit's course: its cable where surveyed, else from lamp to lamp in their order, not across town.
std::map<std::uint32_t, MultiLineString> courses_of(const RatesRun& run) {
    constexpr double farthest_m = 300;
    const auto& table = run.input->table;
    const auto& circuits = table.groups(Level::circuit);
    std::map<std::uint32_t, std::vector<std::uint32_t>> lamps;
    for (std::uint32_t i = 0; i < table.size(); ++i) {
        if (circuits.of_lamp[i] != no_group) {
            lamps[circuits.of_lamp[i]].push_back(i);
        }
    }
    std::map<std::uint32_t, MultiLineString> courses;
    for (auto& [circuit, members] : lamps) {
        std::sort(members.begin(), members.end(), [&](auto a, auto b) { return table.along[a] < table.along[b]; });
        MultiLineString course;
        for (const auto lamp : members) {
            const auto place = table.places[lamp];
            if (course.empty() || distance(course.back().back(), place) > farthest_m) {
                course.emplace_back();
            }
            course.back().push_back(place);
        }
        std::erase_if(course, [](const auto& chain) { return chain.size() < 2; });
        if (!course.empty()) {
            courses.emplace(circuit, std::move(course));
        }
    }
    return courses;
}

FeatureTable circuit_layer(const RatesRun& run) {
    const auto courses = courses_of(run);
    const KeyIndex records(run.input->city().circuits);
    return rate_layer<Lines>(
        run, Level::circuit, "circuits", [&](const RateRow& row, const std::string& key, Lines& lines) {
            const auto record = records.find(key);
            const auto* cable =
                record == no_asset ? nullptr : std::get_if<MultiLineString>(&run.input->city().circuits[record].place);
            const auto found = courses.find(row.group);
            if (cable == nullptr && found == courses.end()) {
                return false;
            }
            lines.push(cable != nullptr ? *cable : found->second);
            return true;
        });
}

FeatureTable road_layer(const RatesRun& run) {
    const auto& roads = run.input->city().roads;
    const KeyIndex index(roads);
    return rate_layer<Lines>(run, Level::road, "roads", [&](const RateRow&, const std::string& key, Lines& lines) {
        const auto at = index.find(key);
        if (at == no_asset) {
            return false;
        }
        lines.push(roads[at].centreline);
        return true;
    });
}

FeatureTable district_layer(const RatesRun& run) {
    const auto& zones = run.input->city().zones;
    const KeyIndex index(zones);
    return rate_layer<std::vector<MultiPolygon>>(run, Level::district, "districts",
                                                 [&](const RateRow&, const std::string& key, auto& areas) {
                                                     const auto at = index.find(key);
                                                     if (at == no_asset) {
                                                         return false;
                                                     }
                                                     areas.push_back(zones[at].area);
                                                     return true;
                                                 });
}

} // namespace

std::vector<FeatureTable> rates_tables(const RatesRun& run) {
    std::vector<FeatureTable> tables;
    for (auto* make : {lamp_layer, circuit_layer, road_layer, district_layer}) {
        auto table = make(run);
        if (table.size() > 0) {
            tables.push_back(std::move(table));
        }
    }
    return tables;
}

} // namespace kerb::tools
