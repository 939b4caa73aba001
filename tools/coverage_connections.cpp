// kerb coverage connections: what hangs together, where streets end, and which links would open them.
#include "coverage_connections.hpp"

#include <algorithm>
#include <unordered_set>

#include <kerb/geometry/overlay.hpp>

#include "layer_values.hpp"

namespace kerb::tools {
namespace {

const std::vector<std::string> limit_names = {"dead_end_count", "dead_end_share",   "component_count",
                                              "largest_share",  "connection_count", "joined_count"};

void load(ConnectionsRun& run, const ConnectionsCommand& options, const Session& session) {
    const auto source = session.source_options();
    run.lines = load_layer(
        {"lines", options.lines, Shape::line, options.id_field, options.where, options.choice.columns()}, source);
    run.zones = load_zones(session, options);
    for (const auto& barrier : options.barriers) {
        run.barriers.push_back(load_shapes({"barriers", barrier, Shape::none, "", "", {}, false}, source));
    }
    require_rows(run.lines);
}

void place_barriers(ConnectionsRun& run) {
    for (auto& shapes : run.barriers) {
        for (auto* layer : {&shapes.points, &shapes.lines, &shapes.areas}) {
            place(*layer, run.frame->frame);
        }
        shapes.fold_accounts();
        drop_rows(shapes.points, std::vector<std::uint8_t>(shapes.points.table.size(), 0), "tools.point_barrier");
    }
}

/// Which lines end where they should: those that the expression holds for.
std::vector<std::uint8_t> designed_lines(const ConnectionsRun& run, const ConnectionsCommand& options,
                                         const Session& session) {
    if (options.designed.empty()) {
        return {};
    }
    const auto meant = load_layer({"lines", options.lines, Shape::line, options.id_field, options.designed, {}},
                                  session.source_options());
    const std::unordered_set<std::int64_t> rows(meant.table.rows.begin(), meant.table.rows.end());
    std::vector<std::uint8_t> designed;
    for (const auto row : run.lines.table.rows) {
        designed.push_back(rows.contains(row) ? 1 : 0);
    }
    return designed;
}

void find_ends(ConnectionsRun& run, const ConnectionsCommand& options, const Session& session) {
    const auto designed = designed_lines(run, options, session);
    network::DeadEndOptions how;
    how.margin = length_option("--margin", options.margin);
    how.designed = designed;
    MultiPolygon area;
    if (const auto* zones = std::get_if<std::vector<MultiPolygon>>(&run.zones.table.geometry);
        zones != nullptr && !zones->empty()) {
        std::vector<const MultiPolygon*> all;
        std::transform(zones->begin(), zones->end(), std::back_inserter(all), [](const auto& zone) { return &zone; });
        area = united(all);
        how.area = &area;
    }
    how.line_scale = run.loaded.scale;
    run.ends = network::dead_ends(run.graph(), std::get<Lines>(run.lines.table.geometry), how);
    if (const auto zones = zone_map(run.zones)) {
        for (const auto& end : run.ends.items) {
            run.end_zone.push_back(zones->zone_of(run.graph().nodes[end.node]));
        }
    }
}

void find_links(ConnectionsRun& run, const ConnectionsCommand& options, const Session& session) {
    std::vector<MultiPolygon> areas;
    Lines lines;
    for (auto& shapes : run.barriers) {
        const auto& own = std::get<std::vector<MultiPolygon>>(shapes.areas.table.geometry);
        areas.insert(areas.end(), own.begin(), own.end());
        const auto& courses = std::get<Lines>(shapes.lines.table.geometry);
        for (std::size_t f = 0; f < courses.size(); ++f) {
            lines.push(courses.feature(f));
        }
    }
    auto how = run.how;
    how.barrier_areas = areas;
    how.barrier_lines = &lines;
    how.line_scale = run.loaded.scale;
    how.threads = Threads{options.threads};
    run.links = network::through_connections(run.graph(), std::get<Lines>(run.lines.table.geometry), run.ends, how,
                                             session.progress());
}

void measure(ConnectionsRun& run, const ConnectionsCommand& options, const Session& session) {
    run.loaded = make_streets(run.lines, options.choice, *run.frame, Threads{options.threads}, session.progress());
    run.components = network::components(run.graph());
    find_ends(run, options, session);
    find_links(run, options, session);
}

void read_options(ConnectionsRun& run, const ConnectionsCommand& options) {
    run.how.within = length_option("--within", options.within);
    run.how.walk = length_option("--walk", options.walk);
    run.how.least_detour = options.detour;
    static_cast<void>(options.choice.options(Threads{1})); // before anything is read
    static_cast<void>(length_option("--margin", options.margin));
}

Figures figures_of(const ConnectionsRun& run) {
    return {{"dead_end_count", static_cast<double>(run.ends.items.size())},
            {"dead_end_share", run.ends.share()},
            {"component_count", static_cast<double>(run.components.items.size())},
            {"largest_share", run.components.largest_share()},
            {"connection_count", static_cast<double>(run.links.size())},
            {"joined_count", static_cast<double>(run.loaded.streets.joined.size())}};
}

int run_connections(const Session& session, const ConnectionsCommand& options) {
    require("--lines", options.lines);
    ConnectionsRun run;
    read_options(run, options);
    const auto limit = limit_of(options, limit_names);
    check_output(session, {options.lines, options.zones});
    for (const auto& barrier : options.barriers) {
        check_output(session, {barrier});
    }
    load(run, options, session);
    run.frame = place_layers(session, options, {&run.lines, &run.zones});
    place_barriers(run);
    if (session.options.dry_run) {
        print(dry_run_text(session, *run.frame, run.accounts()));
        return 0;
    }
    measure(run, options, session);
    const auto issues = run.issues();
    session.summarise(issues);
    print_result(session,
                 {run.frame, report::Accuracy{"street_graph", 1e-12}, run.accounts(), issues, session.language},
                 {[&] { return report::connections_json(run.found(), run.labels(), options.top); },
                  [&] { return report::connections_csv(run.found(), run.labels()); },
                  [&] { return connections_text(session, run, options.top); }});
    if (!session.options.output.empty()) {
        write_result(session, options, *run.frame, connections_tables(run));
    }
    return exit_code(session, options, limit, figures_of(run));
}

} // namespace

report::ConnectionsLabels ConnectionsRun::labels() const {
    report::ConnectionsLabels labels;
    labels.line = [this](std::uint32_t i) { return lines.id(i); };
    if (!end_zone.empty()) {
        labels.zone = [this](std::uint32_t i) { return end_zone[i] == no_zone ? "" : zones.id(end_zone[i]); };
    }
    return labels;
}

std::vector<Issue> ConnectionsRun::issues() const {
    auto all = issues_of({&lines, &zones});
    for (const auto& shapes : barriers) {
        const auto more = issues_of({&shapes.points, &shapes.lines, &shapes.areas});
        all.insert(all.end(), more.begin(), more.end());
    }
    return all;
}

std::vector<report::LayerAccount> ConnectionsRun::accounts() const {
    auto all = accounts_of({&lines, &zones});
    for (const auto& shapes : barriers) {
        const auto more = accounts_of({&shapes.points});
        all.insert(all.end(), more.begin(), more.end());
    }
    return all;
}

void add_coverage_connections(Command coverage, Session& session) {
    auto command = coverage.add_subcommand("connections", session.text("help.coverage_connections"));
    auto options = std::make_shared<ConnectionsCommand>();
    options->command = "coverage connections";
    const auto text = [&](const char* name) { return session.text(std::string("help.connections_") + name); };
    command.add_option("--lines", options->lines, text("lines"));
    command.add_option("--where", options->where, text("where"));
    command.add_option("--id-field", options->id_field, text("id_field"));
    add_street_options(command, session, options->choice);
    command.add_option("--within", options->within, text("within")).capture_default_str();
    command.add_option("--walk", options->walk, text("walk")).capture_default_str();
    command.add_option("--detour", options->detour, text("detour")).check(between(1.0, 1e6)).capture_default_str();
    command.add_option("--barriers", options->barriers, text("barriers"));
    command.add_option("--margin", options->margin, text("margin")).capture_default_str();
    command.add_option("--designed", options->designed, text("designed"));
    add_coverage_options(command, session, *options, limit_names);
    command.callback(
        [&session, options] { session.command = [&session, options] { return run_connections(session, *options); }; });
}

} // namespace kerb::tools
