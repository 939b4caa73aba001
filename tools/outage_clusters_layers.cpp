// The layers of `kerb outage clusters`.
#include <algorithm>
#include <cmath>
#include <numbers>

#include "layer_values.hpp"
#include "outage_clusters.hpp"

namespace kerb::tools {
namespace {

using namespace outage;

/// A circle as a polygon around it, so that all that it holds lies inside. A place by itself gets 5 m.
MultiPolygon circle_about(Point centre, double radius_m) {
    constexpr int edges = 96;
    constexpr double least_m = 5;
    const double reach = std::max(radius_m, least_m) / std::cos(std::numbers::pi / edges);
    Polygon polygon;
    for (int i = 0; i < edges; ++i) {
        const double angle = 2 * std::numbers::pi * i / edges;
        polygon.outer.push_back({centre.x + reach * std::cos(angle), centre.y + reach * std::sin(angle)});
    }
    polygon.outer.push_back(polygon.outer.front());
    return {std::move(polygon)};
}

/// Figures of clusters as columns.
class ClusterColumns {
public:
    void add(const Cluster& found, const char* kind, const std::string& about, std::int64_t inside) {
        rank_.push(static_cast<std::int64_t>(found.rank));
        kind_.push(std::string(kind));
        push_text(about_, about);
        inside_.push(inside);
        out_.push(found.cases);
        expected_.push(found.expected);
        push_number(times_, found.relative_risk);
        ratio_.push(found.log_likelihood_ratio);
        push_number(p_, found.p);
        push_number(gumbel_, found.gumbel_p);
        radius_.push(found.radius_m);
    }
    void add_cause(const std::string& kind, const std::string& value) {
        push_text(cause_, kind);
        push_text(cause_value_, value);
    }
    [[nodiscard]] std::vector<Column> columns() const {
        return {rank_,  kind_, about_,  inside_, out_,   expected_,   times_,
                ratio_, p_,    gumbel_, radius_, cause_, cause_value_};
    }

private:
    Column rank_{"rank", ColumnType::integer}, kind_{"kind", ColumnType::text}, about_{"about", ColumnType::text},
        inside_{"inside", ColumnType::integer}, out_{"cases_inside", ColumnType::integer},
        expected_{"cases_expected", ColumnType::real}, times_{"relative_risk", ColumnType::real},
        ratio_{"log_likelihood_ratio", ColumnType::real}, p_{"p_cluster", ColumnType::real},
        gumbel_{"gumbel_p", ColumnType::real}, radius_{"radius_m", ColumnType::real}, cause_{"cause", ColumnType::text},
        cause_value_{"cause_value", ColumnType::text};
};

void add_row(FeatureTable& layer) {
    layer.rows.push_back(static_cast<std::int64_t>(layer.rows.size()) + 1);
}

void add_figures(ClusterColumns& columns, const LampCluster& cluster, const LampClusterRun& run) {
    const auto& table = run.input->table;
    const auto about = cluster.shape == ClusterShape::run ? table.groups(Level::circuit).keys[cluster.circuit]
                                                          : table.keys[cluster.found.centre];
    columns.add(cluster.found, report::shape_name(cluster.shape), about,
                static_cast<std::int64_t>(cluster.found.lamps.size()));
    if (cluster.causes.empty()) {
        columns.add_cause("", "");
        return;
    }
    const auto& cause = cluster.causes.front();
    columns.add_cause(cause_codes[static_cast<std::size_t>(cause.kind)],
                      run.found.traits.groups(cause.kind).keys[cause.group]);
}

FeatureTable circle_layer(const LampClusterRun& run) {
    FeatureTable layer;
    layer.name = "clusters";
    layer.frame = run.input->city().frame;
    std::vector<MultiPolygon> areas;
    ClusterColumns columns;
    for (const auto& cluster : run.found.clusters) {
        if (cluster.shape == ClusterShape::circle) {
            add_row(layer);
            areas.push_back(circle_about(run.input->table.places[cluster.found.centre], cluster.found.radius_m));
            add_figures(columns, cluster, run);
        }
    }
    layer.geometry = std::move(areas);
    layer.columns = columns.columns();
    return layer;
}

/// Of a run that stays at one pole nothing can be drawn as a line.
bool is_line(const MultiLineString& course) {
    return std::any_of(course.begin(), course.end(), [](const LineString& chain) {
        return std::any_of(chain.begin(), chain.end(), [&](Point p) { return p != chain.front(); });
    });
}

FeatureTable line_layer(const LampClusterRun& run) {
    FeatureTable layer;
    layer.name = "clusters__lines";
    layer.frame = run.input->city().frame;
    Lines lines;
    ClusterColumns columns;
    for (const auto* list : {&run.found.clusters, &run.found.runs}) {
        for (const auto& cluster : *list) {
            if (is_line(cluster.course)) {
                add_row(layer);
                lines.push(cluster.course);
                add_figures(columns, cluster, run);
            }
        }
    }
    layer.geometry = std::move(lines);
    layer.columns = columns.columns();
    return layer;
}

/// What each lamp is part of.
struct Parts {
    std::vector<std::int64_t> circle, network, run; ///< rank; 0: none
    std::vector<std::uint8_t> dark_circuit;

    explicit Parts(const LampClusterRun& of) {
        const auto& table = of.input->table;
        circle.assign(table.size(), 0);
        network = run = circle;
        dark_circuit.assign(table.size(), 0);
        mark(of.found.clusters);
        mark(of.found.runs);
        std::vector<std::uint8_t> dark(table.groups(Level::circuit).size(), 0);
        for (const auto& one : of.found.dark_circuits) {
            dark[one.circuit] = 1;
        }
        for (std::size_t i = 0; i < table.size(); ++i) {
            const auto at = table.groups(Level::circuit).of_lamp[i];
            dark_circuit[i] = at == no_group ? 0 : dark[at];
        }
    }
    void mark(const std::vector<LampCluster>& clusters) {
        for (const auto& cluster : clusters) {
            auto& ranks = cluster.shape == ClusterShape::circle    ? circle
                          : cluster.shape == ClusterShape::network ? network
                                                                   : run;
            for (const auto lamp : cluster.found.lamps) {
                ranks[lamp] = cluster.found.rank;
            }
        }
    }
};

void push_rank(Column& column, std::int64_t rank) {
    if (rank == 0) {
        column.push(std::monostate{});
    } else {
        column.push(rank);
    }
}

FeatureTable lamp_layer(const LampClusterRun& run) {
    const auto& table = run.input->table;
    FeatureTable layer;
    layer.name = "lamps";
    layer.frame = run.input->city().frame;
    layer.geometry = table.places;
    Column id("id", ColumnType::text), state("state", ColumnType::text), circuit("circuit", ColumnType::text),
        dark("dark_circuit", ColumnType::boolean), circle("cluster", ColumnType::integer),
        network("cluster_network", ColumnType::integer), along("cluster_run", ColumnType::integer);
    const Parts parts(run);
    const auto& circuits = table.groups(Level::circuit);
    for (std::size_t i = 0; i < table.size(); ++i) {
        const auto seen = run.evidence.state[i];
        add_row(layer);
        id.push(table.keys[i]);
        state.push(std::string(run.evidence.looked[i] == 0 ? "not_looked"
                               : seen == LampState::out    ? "out"
                               : seen == LampState::lit    ? "lit"
                                                           : "unknown"));
        push_text(circuit, circuits.of_lamp[i] == no_group ? "" : circuits.keys[circuits.of_lamp[i]]);
        dark.push(static_cast<std::int64_t>(parts.dark_circuit[i]));
        push_rank(circle, parts.circle[i]);
        push_rank(network, parts.network[i]);
        push_rank(along, parts.run[i]);
    }
    layer.columns = {id, state, circuit, dark, circle, network, along};
    return layer;
}

FeatureTable zone_layer(const ZoneClusterRun& run) {
    const auto& zones = run.input->city().zones;
    FeatureTable layer;
    layer.name = "request_zones";
    layer.frame = run.input->city().frame;
    std::vector<MultiPolygon> areas;
    std::vector<std::int64_t> rank(run.cases.zone.size(), 0);
    for (const auto& cluster : run.found.clusters) {
        for (const auto zone : cluster.lamps) {
            rank[zone] = cluster.rank;
        }
    }
    Column id("id", ColumnType::text), people("population", ColumnType::real), cases("requests", ColumnType::integer),
        expected("cases_expected", ColumnType::real), per("requests_per_1000", ColumnType::real),
        cluster("cluster", ColumnType::integer);
    for (std::size_t i = 0; i < run.cases.zone.size(); ++i) {
        const auto& zone = zones[run.cases.zone[i]];
        const auto count = static_cast<double>(run.cases.cases[i]);
        add_row(layer);
        areas.push_back(zone.area);
        id.push(zone.about.key);
        people.push(run.cases.population[i]);
        cases.push(run.cases.cases[i]);
        expected.push(static_cast<double>(run.found.cases) * run.cases.population[i] / run.found.population);
        per.push(1000 * count / run.cases.population[i]);
        push_rank(cluster, rank[i]);
    }
    layer.geometry = std::move(areas);
    layer.columns = {id, people, cases, expected, per, cluster};
    return layer;
}

} // namespace

std::vector<FeatureTable> cluster_tables(const LampClusterRun& run) {
    std::vector<FeatureTable> tables;
    for (auto* make : {circle_layer, line_layer, lamp_layer}) {
        auto table = make(run);
        if (table.size() > 0) {
            tables.push_back(std::move(table));
        }
    }
    return tables;
}

std::vector<FeatureTable> zone_cluster_tables(const ZoneClusterRun& run) {
    FeatureTable layer;
    layer.name = "clusters";
    layer.frame = run.input->city().frame;
    std::vector<MultiPolygon> areas;
    ClusterColumns columns;
    for (const auto& cluster : run.found.clusters) {
        add_row(layer);
        areas.push_back(circle_about(run.cases.centres[cluster.centre], cluster.radius_m));
        columns.add(cluster, report::shape_name(ClusterShape::circle),
                    run.input->city().zones[run.cases.zone[cluster.centre]].about.key,
                    static_cast<std::int64_t>(cluster.lamps.size()));
        columns.add_cause("", "");
    }
    layer.geometry = std::move(areas);
    layer.columns = columns.columns();
    std::vector<FeatureTable> tables;
    if (layer.size() > 0) {
        tables.push_back(std::move(layer));
    }
    tables.push_back(zone_layer(run));
    return tables;
}

} // namespace kerb::tools
