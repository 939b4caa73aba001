#include <kerb/report/siting_report.hpp>

#include <cmath>
#include <iterator>

#include <fmt/format.h>

#include <kerb/report/envelope.hpp>
#include <kerb/report/text_table.hpp>

#include "json_parts.hpp"

namespace kerb::report {
namespace {

using coverage::SitingResult;
using coverage::SitingStep;

std::string share_json(const SitingResult& result, double weight) {
    return number_or_null(result.share_of(weight));
}

std::string cost_json(const SitingAsked& asked, double cost) {
    return asked.with_costs ? json_number(cost) : "null";
}

std::string head_json(const SitingResult& result, const SitingAsked& asked) {
    const auto& goal = asked.goal;
    const auto solver = coverage::siting_solver();
    auto text = fmt::format(
        "{{\"within_m\":{},\"distance\":{},\"unit\":{},\"target_share\":{},\"count_limit\":{},"
        "\"budget\":{},\"spacing_m\":{},\n",
        json_number(asked.within_m), json_text(asked.distance), json_text(asked.unit), number_or_null(goal.share),
        goal.count ? std::to_string(*goal.count) : "null", number_or_null(goal.budget),
        number_or_null(asked.spacing_m));
    text += fmt::format(
        "\"total\":{},\"before\":{},\"before_share\":{},\"served\":{},\"share\":{},\"reachable\":{},"
        "\"reachable_share\":{},\n",
        json_number(result.total), json_number(result.before), share_json(result, result.before),
        json_number(result.served()), share_json(result, result.served()), json_number(result.reachable),
        share_json(result, result.reachable));
    const auto reached = !goal.share || !(result.total > 0) ? "null" : result.reached ? "true" : "false";
    text += fmt::format(
        "\"reached\":{},\"site_count\":{},\"cost\":{},\"bound\":{},\"bound_share\":{},\"gap\":{},"
        "\"proven\":{},\"method\":{},\"solver\":{},\n",
        reached, result.steps.size(), cost_json(asked, result.cost()), json_number(result.bound),
        goal.share ? "null" : share_json(result, result.bound), number_or_null(siting_gap(result, goal)), result.proven,
        json_text(siting_method_name(result.method)), text_or_null(solver));
    text += "\"off_streets\":";
    text += asked.off_streets
                ? fmt::format("{{\"points\":{},\"existing\":{},\"candidates\":{}}},\n", asked.off_streets->points,
                              asked.off_streets->existing, asked.off_streets->candidates)
                : std::string("null,\n");
    return text + fmt::format(
                      "\"candidates\":{{\"from\":{},\"count\":{},\"in_forbidden\":{},\"near_existing\":{},"
                      "\"without_cost\":{}}},\n",
                      json_text(asked.candidates_from), result.candidates, asked.in_forbidden,
                      asked.near_existing + static_cast<std::int64_t>(result.blocked), asked.without_cost);
}

void append_curve(std::string& text, const SitingResult& result, const SitingAsked& asked) {
    const auto row = [&](std::size_t count, double cost, double served) {
        return fmt::format("{{\"count\":{},\"cost\":{},\"served\":{},\"share\":{}}}", count, cost_json(asked, cost),
                           json_number(served), share_json(result, served));
    };
    text += "\"curve\":[" + row(0, 0, result.before);
    for (std::size_t i = 0; i < result.steps.size(); ++i) {
        text += ",\n" + row(i + 1, result.steps[i].cost, result.steps[i].served);
    }
    text += "],\n";
}

void append_sites(std::string& text, const SitingResult& result, const SitingAsked& asked, const SitingLabels& labels) {
    text += "\"sites\":[";
    for (std::size_t i = 0; i < result.steps.size(); ++i) {
        const auto& step = result.steps[i];
        const auto site = labels.site ? labels.site(step.site) : SitingPlace{};
        fmt::format_to(std::back_inserter(text),
                       "{}\n{{\"rank\":{},\"id\":{},\"line\":{},\"at_m\":{},\"x\":{},\"y\":{},\"adds\":{},"
                       "\"served\":{},\"share\":{},\"cost\":{}}}",
                       i > 0 ? "," : "", i + 1, text_or_null(site.id), text_or_null(site.line),
                       number_or_null(site.at_m), json_number(site.place.x), json_number(site.place.y),
                       json_number(step.adds), json_number(step.served), share_json(result, step.served),
                       cost_json(asked, step.cost));
    }
    text += "],\n";
}

std::size_t limited(std::size_t count, std::size_t top) {
    return top == 0 ? count : std::min(top, count);
}

void append_left(std::string& text, const SitingLabels& labels, std::size_t top) {
    const auto* lines = labels.lines_left;
    const auto* points = labels.points_left;
    const auto gaps = lines != nullptr ? lines->gaps.size() : 0;
    const auto unserved = points != nullptr ? points->unserved.size() : 0;
    text += fmt::format("\"left_count\":{},\n\"gaps\":{}", gaps + unserved, lines != nullptr ? "[" : "null");
    for (std::size_t i = 0; i < limited(gaps, top); ++i) {
        const auto& gap = lines->gaps[i];
        fmt::format_to(std::back_inserter(text), "{}\n{{\"line\":{},\"from_m\":{},\"to_m\":{},\"length_m\":{}}}",
                       i > 0 ? "," : "", name_json(labels.line, gap.line), json_number(gap.from_m),
                       json_number(gap.to_m), json_number(gap.length_m()));
    }
    text += lines != nullptr ? "],\n" : ",\n";
    text += points != nullptr ? "\"unserved\":[" : "\"unserved\":null";
    for (std::size_t k = 0; k < limited(unserved, top); ++k) {
        const auto i = points->unserved[k];
        fmt::format_to(std::back_inserter(text), "{}\n{{\"id\":{},\"distance_m\":{},\"x\":{},\"y\":{}}}",
                       k > 0 ? "," : "", name_json(labels.point, i), json_number(points->nearest[i].distance_m),
                       json_number(labels.points[i].x), json_number(labels.points[i].y));
    }
    text += points != nullptr ? "]" : "";
}

} // namespace

std::string siting_method_name(coverage::SitingMethod method) {
    switch (method) {
        case coverage::SitingMethod::greedy:
            return "greedy";
        case coverage::SitingMethod::branch_and_bound:
            return "branch_and_bound";
        case coverage::SitingMethod::line:
            return "line";
        case coverage::SitingMethod::none:
            break;
    }
    return "none";
}

std::optional<double> siting_gap(const SitingResult& result, const coverage::SitingGoal& goal) {
    if (!(result.bound > 0) || (goal.share && !result.reached)) {
        return std::nullopt; // what falls short of its goal is no choice that another could beat
    }
    return goal.share ? result.cost() / result.bound - 1 : 1 - result.served() / result.bound;
}

std::string siting_json(const SitingResult& result, const SitingAsked& asked, const SitingLabels& labels,
                        std::size_t top) {
    auto text = head_json(result, asked);
    append_curve(text, result, asked);
    append_sites(text, result, asked, labels);
    append_left(text, labels, top);
    return text + "}";
}

std::string siting_csv(const SitingResult& result, const SitingAsked& asked, const SitingLabels& labels) {
    auto text = fmt::format("count,id,x,y,adds,served,share,cost\r\n0,,,,,{},{},{}\r\n", json_number(result.before),
                            number_cell(result.share_of(result.before)), asked.with_costs ? "0" : "");
    for (std::size_t i = 0; i < result.steps.size(); ++i) {
        const auto& step = result.steps[i];
        const auto site = labels.site ? labels.site(step.site) : SitingPlace{};
        text += fmt::format("{},{},{},{},{},{},{},{}\r\n", i + 1, csv_cell(site.id), json_number(site.place.x),
                            json_number(site.place.y), json_number(step.adds), json_number(step.served),
                            number_cell(result.share_of(step.served)), asked.with_costs ? json_number(step.cost) : "");
    }
    return text;
}

} // namespace kerb::report
