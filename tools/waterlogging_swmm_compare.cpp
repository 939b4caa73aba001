#include "waterlogging_swmm_compare.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <unordered_map>

#include <nlohmann/json.hpp>

#include <kerb/base/error.hpp>
#include <kerb/geometry/measures.hpp>
#include <kerb/inventory/relations.hpp>
#include <kerb/io/sink.hpp>
#include <kerb/io/swmm_inventory.hpp>
#include <kerb/waterlogging/drain_model.hpp>

#include "coverage.hpp"
#include "inventory_account.hpp"
#include "toml_file.hpp"
#include "waterlogging_swmm.hpp"

namespace kerb::tools {
namespace {

using namespace waterlogging;

/// Below it a node of SWMM counts as dry: reports are in whole cubic metres, and a run's start may spill one.
constexpr double least_volume_m3 = 1;

struct CompareOptions {
    std::string rpt, inventory, dem, points, within = "50m", outfall_level;
    std::size_t top = 20;
};

Point point_of(const Place& place) {
    if (const auto* point = std::get_if<Point>(&place)) {
        return *point;
    }
    const auto* areas = std::get_if<MultiPolygon>(&place);
    return areas == nullptr ? Point{std::nan(""), std::nan("")} : bounds(*areas).centre();
}

/// The nodes that the report names, in its order, and its floodings beside them.
void list_nodes(Comparison& made, const Inventory& city, const DrainNetwork& network) {
    std::unordered_map<std::string, std::uint32_t> by_name;
    const auto names = io::swmm_node_names(city, network);
    for (std::uint32_t node = 0; node < names.size(); ++node) {
        by_name.emplace(names[node], node);
    }
    std::unordered_map<std::string, std::size_t> listed;
    const auto add = [&](const std::string& name) -> ComparedNode* {
        const auto known = by_name.find(name);
        if (known == by_name.end()) {
            return nullptr;
        }
        const auto [at, fresh] = listed.emplace(name, made.nodes.size());
        if (fresh) {
            ComparedNode node;
            node.node = name;
            node.key = key_of(city, network, known->second);
            node.place = point_of(place_of(city, network, known->second));
            made.nodes.push_back(node);
        }
        return &made.nodes[at->second];
    };
    for (const auto& inflow : made.report.inflows) {
        if (auto* node = add(inflow.node)) {
            node->lateral_m3s = inflow.lateral_m3s;
        }
    }
    for (const auto& flooding : made.report.floodings) {
        ++made.flooding.read;
        auto* node = add(flooding.node);
        if (node == nullptr) {
            Issue issue;
            issue.reason = "swmm.not_in_inventory";
            issue.layer = "Node Flooding Summary";
            issue.key = flooding.node;
            issue.message = Message{issue.reason, {{"name", flooding.node}}};
            made.issues.push_back(std::move(issue));
            made.flooding.skip("swmm.not_in_inventory");
            continue;
        }
        ++made.flooding.used;
        node->hours = flooding.hours;
        node->peak_m3s = flooding.peak_m3s;
        node->volume_m3 = flooding.volume_m3;
        node->swmm = flooding.volume_m3 >= least_volume_m3;
    }
}

std::string limit_key(const Inventory& city, const DrainLimit& limit) {
    return limit.kind == DrainLimit::Kind::pump_station ? city.pump_stations[limit.position].about.key
           : limit.kind == DrainLimit::Kind::conduit || limit.kind == DrainLimit::Kind::outfall_level
               ? city.conduits[limit.position].about.key
               : std::string();
}

const char* name_of(DrainLimit::Kind kind) {
    switch (kind) {
        case DrainLimit::Kind::conduit:
            return "conduit";
        case DrainLimit::Kind::pump_station:
            return "pump_station";
        case DrainLimit::Kind::outfall_level:
            return "outfall_level";
        case DrainLimit::Kind::no_way_out:
            return "no_way_out";
        case DrainLimit::Kind::none:
            break;
    }
    return "";
}

/// What the drains take once flows and grades have settled, without water above the inlets.
DrainModel::State settled(const DrainModel& model, const std::vector<double>& offered) {
    constexpr int calls = 40;
    auto dry = offered; // no water stands above the inlets
    std::fill(dry.begin(), dry.end(), -std::numeric_limits<double>::infinity());
    auto state = model.initial();
    for (int call = 0; call < calls; ++call) {
        static_cast<void>(model.share(offered, dry, state));
    }
    return state;
}

/// Offers each node's highest lateral inflow of SWMM to kerb's model of the same drains, as by one wide inlet at it.
void ask_drains(Comparison& made, Inventory city, const AskedTerrain& terrain, std::optional<double> tail) {
    const auto first = static_cast<std::uint32_t>(city.inlets.size());
    for (const auto& node : made.nodes) {
        Inlet wide;
        wide.position = node.place;
        wide.manhole = node.key;
        city.inlets.push_back(std::move(wide));
    }
    const DrainModel model(city, DrainRules::builtin(), terrain.heights(), tail);
    std::vector<double> offered(model.inlets().size());
    for (std::size_t i = 0; i < offered.size(); ++i) {
        const auto at = model.inlets()[i].position;
        offered[i] = at >= first ? made.nodes[at - first].lateral_m3s : 0;
    }
    const auto state = settled(model, offered);
    for (std::size_t i = 0; i < offered.size(); ++i) {
        const auto& inlet = model.inlets()[i];
        if (inlet.position < first) {
            continue;
        }
        auto& node = made.nodes[inlet.position - first];
        const double share = state.shares.share[i];
        node.excess_m3s = offered[i] * (1 - share);
        auto limit = state.shares.limit[i];
        node.kerb = offered[i] > 0 && share < 0.999;
        // Backwater stands up to the ground where nothing enters, too.
        const auto full = inlet.node == DrainReach::away ? std::nullopt : model.full_at(inlet.node, state);
        if (!node.kerb && full) {
            node.kerb = true;
            limit = *full;
        }
        if (node.kerb) {
            node.limit = name_of(limit.kind);
            node.limit_key = limit_key(city, limit);
        }
    }
    std::copy_if(model.issues().begin(), model.issues().end(), std::back_inserter(made.issues),
                 [](const Issue& issue) { return issue.layer != "inlets"; });
}

struct FoundPoint {
    std::string id;
    Point place;
};

/// The points of `kerb waterlogging points -f json`. \throws SourceError when it is no such document, UsageError in
/// another frame.
std::vector<FoundPoint> read_points(const std::string& file, const Frame& frame) {
    const auto document = nlohmann::json::parse(file_text(file), nullptr, false);
    const auto points = document.is_object() ? document.find("result") : document.end();
    if (document.is_discarded() || points == document.end() || !points->contains("points") ||
        !(*points)["points"].is_array()) {
        throw SourceError({"swmm.no_points", {{"file", file}}});
    }
    const auto stated = document.value("frame", nlohmann::json::object());
    const auto name = stated.is_object() ? stated.value("name", std::string()) : std::string();
    if (name != frame.name()) {
        throw UsageError({"swmm.points_frame", {{"file", file}, {"frame", name}, {"other", frame.name()}}});
    }
    std::vector<FoundPoint> found;
    for (const auto& point : (*points)["points"]) {
        if (!point.is_object() || !point.contains("x") || !point["x"].is_number() || !point.contains("y") ||
            !point["y"].is_number()) {
            throw SourceError({"swmm.no_points", {{"file", file}}});
        }
        const auto id = point.find("id");
        found.push_back({id != point.end() && id->is_string() ? id->get<std::string>() : std::string(),
                         {point["x"].get<double>(), point["y"].get<double>()}});
    }
    return found;
}

/// A node that floods in SWMM and a point of kerb's are one place when they are near each other.
void ask_points(Comparison& made, const std::vector<FoundPoint>& points, double within_m) {
    std::vector<bool> met(points.size());
    for (auto& node : made.nodes) {
        for (std::size_t i = 0; i < points.size(); ++i) {
            const double away = distance(points[i].place, node.place);
            if (away <= within_m && node.swmm) {
                met[i] = true;
            }
            if (!node.distance_m || away < *node.distance_m) {
                node.distance_m = away;
                node.point = points[i].id;
            }
        }
        node.kerb = node.swmm && node.distance_m && *node.distance_m <= within_m;
    }
    for (std::size_t i = 0; i < points.size(); ++i) {
        if (!met[i]) {
            ComparedNode alone;
            alone.place = points[i].place;
            alone.point = points[i].id;
            alone.kerb = true;
            made.nodes.push_back(std::move(alone));
        }
    }
}

int run_compare(const Session& session, const CompareOptions& options) {
    require("REPORT", options.rpt);
    require("--inventory", options.inventory);
    check_output(session, {options.rpt, options.inventory, options.dem, options.points});
    const auto tail = level_option("--outfall-level", options.outfall_level);
    const double within_m = length_option("--within", options.within).value();
    Comparison made;
    made.report = io::read_swmm_report(options.rpt);
    const auto terrain = ask_terrain(session, options.dem);
    auto read = swmm_inventory(session, options.inventory, terrain);
    made.issues = read.issues;
    list_nodes(made, read.city, drain_network(read.city));
    if (made.nodes.empty()) {
        throw SourceError({"swmm.other_model", {{"file", options.rpt}, {"inventory", options.inventory}}});
    }
    made.mode = options.points.empty() ? "drains" : "points";
    if (options.points.empty()) {
        ask_drains(made, std::move(read.city), terrain, tail);
    } else {
        ask_points(made, read_points(options.points, read.frame.frame), within_m);
    }
    session.summarise(made.issues);
    auto accounts = accounts_of(read.layers);
    accounts.push_back({"report", options.rpt, "Node Flooding Summary", made.flooding, {}});
    print_result(session, {read.frame, std::nullopt, accounts, made.issues, session.language},
                 {[&] { return comparison_json(made); }, [&] { return comparison_csv(made); },
                  [&] { return comparison_text(session, made, options.top); }});
    if (const auto& output = session.options.output; !output.empty()) {
        if (!session.options.dry_run) {
            io::write_text(output, comparison_csv(made), session.options.overwrite);
        }
        session.note(
            session.text(Message{session.options.dry_run ? "tools.dry_output" : "tools.wrote", {{"file", output}}}));
    }
    return 0;
}

} // namespace

void add_swmm_compare(Command swmm, Session& session) {
    auto command = swmm.add_subcommand("compare", session.text("help.swmm_compare"));
    auto options = std::make_shared<CompareOptions>();
    command.add_option("REPORT,-i,--input,--rpt", options->rpt, session.text("help.swmm_rpt"));
    command.add_option("--inventory", options->inventory, session.text("help.swmm_inventory"));
    command.add_option("--points", options->points, session.text("help.swmm_points"));
    command.add_option("--within", options->within, session.text("help.swmm_within")).capture_default_str();
    command.add_option("--dem", options->dem, session.text("help.swmm_dem"));
    command.add_option("--outfall-level", options->outfall_level, session.text("help.swmm_outfall_level"));
    command.add_option("--top", options->top, session.text("help.swmm_top"))
        .check(not_negative())
        .capture_default_str();
    add_source_options(command, session);
    add_common(command, session);
    command.callback(
        [&session, options] { session.command = [&session, options] { return run_compare(session, *options); }; });
}

} // namespace kerb::tools
