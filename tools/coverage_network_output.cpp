// What `kerb coverage network` says on a terminal.
#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>
#include <tuple>

#include <fmt/format.h>

#include <kerb/report/text_table.hpp>

#include "coverage_network.hpp"

namespace kerb::tools {
namespace {

using report::count_text;
using report::length_text;
using report::percent_text;
using report::TextTable;

constexpr std::size_t table_rows = 20, table_top = 10;

std::string metres_text(double metres) {
    return fmt::format("{:.1f} m", metres);
}

std::string amount_text(double amount) {
    return std::isnan(amount) ? "–" : count_text(std::llround(amount));
}

/// `−3.1` percentage points; a dash without data.
std::string points_text(const std::optional<double>& along, const std::optional<double>& straight) {
    return along && straight ? fmt::format("{:+.1f}", (*along - *straight) * 100) : "–";
}

std::string length_line(const Session& session, const CoverageNetworkRun& run) {
    const auto& found = run.found;
    const auto& all = found.length.all;
    const auto longest = report::longest_gap_m(found.length);
    return session.text(Message{"coverage_network.length_line",
                                {{"share", percent_text(all.share())},
                                 {"within", length_text(run.reach_options.within.value())},
                                 {"covered", length_text(all.covered_m)},
                                 {"total", length_text(all.total_m)},
                                 {"straight", percent_text(found.straight.share())},
                                 {"difference", points_text(all.share(), found.straight.share())},
                                 {"gaps", count_text(static_cast<std::int64_t>(found.length.gaps.size()))},
                                 {"longest", longest ? metres_text(*longest) : "–"}}}) +
           "\n";
}

std::string points_lines(const Session& session, const CoverageNetworkRun& run) {
    if (!run.found.points) {
        return {};
    }
    const auto& all = run.found.points->points.all;
    const auto& straight = run.found.straight_points;
    auto text = session.text(Message{"coverage_network.points_line",
                                     {{"share", percent_text(all.share())},
                                      {"served", count_text(all.served)},
                                      {"count", count_text(all.count)},
                                      {"off", count_text(run.found.points->off_streets)},
                                      {"straight", percent_text(straight.share())},
                                      {"difference", points_text(all.share(), straight.share())}}}) +
                "\n";
    if (!run.weights.empty()) {
        text += session.text(Message{"coverage_network.weight_line",
                                     {{"share", percent_text(all.weighted_share())},
                                      {"served", amount_text(all.served_weight)},
                                      {"total", amount_text(all.weight)},
                                      {"unknown", count_text(all.unknown_weight)},
                                      {"straight", percent_text(straight.weighted_share())},
                                      {"difference", points_text(all.weighted_share(), straight.weighted_share())}}}) +
                "\n";
    }
    return text;
}

std::string area_line(const Session& session, const CoverageNetworkRun& run) {
    if (!run.found.area) {
        return {};
    }
    const auto& area = *run.found.area;
    return session.text(Message{"coverage_network.area_line",
                                {{"share", percent_text(area.all.share())},
                                 {"covered", report::area_text(area.all.covered_m2)},
                                 {"total", report::area_text(area.all.total_m2)},
                                 {"strip", length_text(area.strip.value())},
                                 {"straight", percent_text(area.straight.share())},
                                 {"difference", points_text(area.all.share(), area.straight.share())}}}) +
           "\n";
}

/// Zones or groups, the lowest share of length first; what has none comes last, or not at all.
std::string shares_table(const Session& session, const CoverageNetworkRun& run, const char* heading,
                         const std::vector<coverage::Covered>& items, bool zones,
                         const std::function<std::string(std::uint32_t)>& label) {
    std::vector<std::uint32_t> order(items.size());
    std::iota(order.begin(), order.end(), 0U);
    std::stable_sort(order.begin(), order.end(),
                     [&](auto a, auto b) { return items[a].share().value_or(2) < items[b].share().value_or(2); });
    std::vector<std::string> headings = {session.text(heading), session.text("report.share"),
                                         session.text("report.covered"), session.text("report.total")};
    const bool points = zones && run.found.points;
    if (points) {
        headings.insert(headings.end(), {session.text("report.served"), session.text("report.count")});
    }
    TextTable table(headings);
    for (const auto i : std::span(order).first(std::min(order.size(), table_rows))) {
        std::vector<std::string> row = {label(i), percent_text(items[i].share()), length_text(items[i].covered_m),
                                        length_text(items[i].total_m)};
        if (points) {
            const auto& served = run.found.points->points.zones[i];
            row.insert(row.end(), {percent_text(served.share()), count_text(served.count)});
        }
        table.add(row);
    }
    auto text = "\n" + table.text();
    if (order.size() > table_rows) {
        const auto rest = static_cast<std::int64_t>(order.size() - table_rows);
        text += session.text(Message{"report.more", {{"count", rest}}}) + "\n";
    }
    return text;
}

std::string gaps_table(const Session& session, const CoverageNetworkRun& run, std::size_t top) {
    const auto& gaps = run.found.length.gaps;
    const auto count = std::min(gaps.size(), top == 0 ? table_top : top);
    if (count == 0) {
        return {};
    }
    TextTable table({session.text("report.gap_on"), session.text("report.length"), session.text("report.from"),
                     session.text("report.to"), session.text("report.zone")});
    for (const auto& gap : std::span(gaps).first(count)) {
        table.add({run.lines.id(gap.line), metres_text(gap.length_m()), metres_text(gap.from_m), metres_text(gap.to_m),
                   gap.zone == coverage::no_zone ? "–" : run.zones.id(gap.zone)});
    }
    return "\n" + table.text();
}

/// The facilities that serve most: by weight, else by points, else by length of streets.
std::string facilities_table(const Session& session, const CoverageNetworkRun& run, std::size_t top) {
    const auto& facilities = run.found.facilities;
    const auto key = [&](std::uint32_t i) {
        const auto& own = facilities[i].nearest;
        return std::tuple(-(run.weights.empty() ? 0 : own.weight), -own.points, -own.length_m);
    };
    std::vector<std::uint32_t> order(facilities.size());
    std::iota(order.begin(), order.end(), 0U);
    std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return key(a) < key(b); });
    const bool each = !facilities.empty() && facilities.front().own.has_value();
    std::vector<std::string> headings = {session.text("coverage_network.facility"),
                                         session.text("coverage_network.nearest_length"), session.text("report.count"),
                                         session.text("report.weight")};
    if (each) {
        headings.push_back(session.text("coverage_network.own_length"));
    }
    TextTable table(headings);
    for (const auto i : std::span(order).first(std::min(order.size(), top == 0 ? table_top : top))) {
        const auto& own = facilities[i];
        std::vector<std::string> row = {
            run.assets.id(i),
            own.access_m ? length_text(own.nearest.length_m) : session.text("coverage_network.off_streets"),
            run.found.points ? count_text(own.nearest.points) : "–",
            run.weights.empty() ? "–" : amount_text(own.nearest.weight)};
        if (each) {
            row.push_back(length_text(own.own->length_m));
        }
        table.add(row);
    }
    return order.empty() ? std::string() : "\n" + table.text();
}

/// What was left out: facilities and points off the streets, ends joined, parts without length.
std::string left_out_text(const Session& session, const CoverageNetworkRun& run) {
    const auto& found = run.found;
    std::string text;
    const auto add = [&](const char* code, std::int64_t count, std::size_t of) {
        if (count > 0) {
            text += session.text(Message{code,
                                         {{"count", count_text(count)},
                                          {"of", count_text(static_cast<std::int64_t>(of))},
                                          {"snap", length_text(run.snap.value())}}}) +
                    "\n";
        }
    };
    add("coverage_network.facilities_off", found.facilities_off_streets(), found.facilities.size());
    add("coverage_network.points_off", found.points ? found.points->off_streets : 0, run.places.size());
    const auto& streets = found.streets;
    text += session.text(Message{"coverage_network.streets",
                                 {{"nodes", count_text(streets.nodes)},
                                  {"edges", count_text(streets.edges)},
                                  {"joined", count_text(streets.joined)},
                                  {"empty", count_text(streets.without_length)},
                                  {"splits", count_text(static_cast<std::int64_t>(found.split_points.size()))}}}) +
            "\n";
    return text;
}

} // namespace

std::string network_text(const Session& session, const CoverageNetworkRun& run, std::size_t top) {
    const auto& length = run.found.length;
    auto text = session.text(describe(*run.frame)) + "\n" + length_line(session, run) + points_lines(session, run) +
                area_line(session, run) + weighted_text(session, run.weighted);
    const auto labels = run.labels();
    if (!length.zones.empty()) {
        text += shares_table(session, run, "report.zone", length.zones, true, labels.length.zone);
        if (length.outside_zones.total_m > 0) {
            text += session.text(Message{"report.outside",
                                         {{"share", percent_text(length.outside_zones.share())},
                                          {"total", length_text(length.outside_zones.total_m)}}}) +
                    "\n";
        }
    }
    if (!run.groups.names.empty()) {
        text += shares_table(session, run, "report.class", length.groups, false,
                             [&](std::uint32_t i) { return run.groups.names[i].empty() ? "–" : run.groups.names[i]; });
    }
    text += gaps_table(session, run, top) + facilities_table(session, run, top);
    return text + "\n" + left_out_text(session, run) + skipped_text(session, run.accounts());
}

} // namespace kerb::tools
