#include <kerb/report/outage_plan_report.hpp>

#include <cmath>

#include <fmt/format.h>

#include <kerb/report/text_table.hpp>

#include "json_parts.hpp"

namespace kerb::report {
namespace {

using namespace outage;

const char* level_name(Level level) {
    return level_codes[static_cast<std::size_t>(level)];
}

std::string need_json(const std::optional<PatrolNeed>& need) {
    return !need ? "null"
                 : fmt::format("{{\"single_lamps\":{},\"deff\":{},\"lamps\":{},\"clusters\":{}}}", need->single_lamps,
                               json_number(need->deff), need->lamps, need->clusters);
}

std::string told_json(const std::optional<RoundTold>& told) {
    return !told ? "null"
                 : fmt::format(
                       "{{\"n\":{},\"out\":{},\"rate\":{},\"intraclass_correlation\":{},\"dead_circuits\":{},"
                       "\"rest_n\":{},\"rest_out\":{},\"rest_rate\":{},\"rest_intraclass_correlation\":{}}}",
                       told->seen.of, told->seen.out, json_number(told->rate), json_number(told->correlation),
                       told->dead_circuits, told->rest_seen.of, told->rest_seen.out, json_number(told->rest_rate),
                       json_number(told->rest_correlation));
}

std::string frame_json(const PatrolPlan& plan) {
    if (!plan.frame) {
        return "null";
    }
    const auto& frame = *plan.frame;
    return fmt::format(
        "{{\"cluster\":\"{}\",\"strata_by\":{},\"clusters\":{},\"lamps\":{},\"not_in_frame\":{},\"mean_lamps\":{},"
        "\"lamps_by_size\":{}}}",
        level_name(frame.cluster_level),
        frame.stratum_level == Level::city ? "null" : fmt::format("\"{}\"", level_name(frame.stratum_level)),
        frame.clusters.size(), frame.lamps, frame.not_in_frame, json_number(frame.mean_lamps),
        json_number(frame.lamps_by_size));
}

/// Counts for lamps picked singly, and the same worth in clusters.
std::string rules_json(const PatrolPlan& plan) {
    const auto in_clusters = [&](std::int64_t lamps) {
        return static_cast<std::int64_t>(std::ceil(static_cast<double>(lamps) * plan.need.deff - 1e-9));
    };
    const auto all_lit = [&](double below, std::int64_t lamps) {
        return fmt::format("{{\"below\":{},\"lamps\":{},\"lamps_in_clusters\":{}}}", json_number(below), lamps,
                           in_clusters(lamps));
    };
    auto text = fmt::format("\"zero_failure\":[{},{}],\n\"two_point\":", all_lit(plan.good, plan.all_lit_good),
                            all_lit(plan.bad, plan.all_lit_bad));
    return text + (!plan.rule
                       ? "null"
                       : fmt::format("{{\"good\":{},\"bad\":{},\"lamps\":{},\"most_out\":{},\"lamps_in_clusters\":{}}}",
                                     json_number(plan.good), json_number(plan.bad), plan.rule->lamps,
                                     plan.rule->most_out, in_clusters(plan.rule->lamps)));
}

std::string strata_json(const PatrolPlan& plan) {
    std::string text;
    for (std::size_t h = 0; plan.frame && h < plan.take.size(); ++h) {
        std::int64_t clusters = 0, lamps = 0, drawn = 0, drawn_lamps = 0;
        for (const auto& cluster : plan.frame->clusters) {
            clusters += cluster.stratum == h ? 1 : 0;
            lamps += cluster.stratum == h ? cluster.lamps : 0;
        }
        for (const auto& one : plan.sample.drawn) {
            const auto& cluster = plan.frame->clusters[one.cluster];
            drawn += cluster.stratum == h ? 1 : 0;
            drawn_lamps += cluster.stratum == h ? cluster.lamps : 0;
        }
        text += fmt::format(
            "{}\n{{\"stratum\":{},\"clusters\":{},\"lamps\":{},\"rate\":{},\"take\":{},\"drawn\":{},"
            "\"drawn_lamps\":{}}}",
            text.empty() ? "" : ",", json_text(plan.frame->strata[h]), clusters, lamps,
            json_number(plan.stratum_rates[h]), plan.take[h], drawn, drawn_lamps);
    }
    return text;
}

std::string drawn_json(const PatrolPlan& plan) {
    std::string text;
    for (const auto& one : plan.sample.drawn) {
        const auto& cluster = plan.frame->clusters[one.cluster];
        text +=
            fmt::format("{}\n{{\"cluster\":{},\"stratum\":{},\"lamps\":{},\"inclusion\":{},\"weight\":{}}}",
                        text.empty() ? "" : ",", json_text(cluster.key), json_text(plan.frame->strata[cluster.stratum]),
                        cluster.lamps, json_number(one.inclusion), json_number(1 / one.inclusion));
    }
    return text;
}

const char* draw_name(PatrolDraw draw) {
    return draw == PatrolDraw::simple ? "simple" : "by_size";
}

std::string methods_json(const PatrolPlan& plan) {
    return fmt::format(
        "{{\"draw\":\"{}\",\"allocation\":\"{}\",\"size\":\"z^2 p(1-p)/h^2 deff, finite\",\"deff\":\"1 + (sum m^2/sum "
        "m "
        "- 1) rho\",\"correlation\":\"beta-binomial\",\"two_point\":\"exact binomial, both risks 5 %\"}}",
        draw_name(plan.sizes.draw), plan.allotment == Allotment::neyman ? "neyman" : "proportional");
}

} // namespace

std::int64_t PatrolPlan::drawn_lamps() const {
    std::int64_t lamps = 0;
    for (const auto& one : sample.drawn) {
        lamps += frame->clusters[one.cluster].lamps;
    }
    return lamps;
}

std::string plan_json(const PatrolPlan& plan) {
    return fmt::format(
        "{{\"summary\":{},\n\"rate\":{},\"rate_source\":\"{}\",\"intraclass_correlation\":{},"
        "\"correlation_source\":\"{}\",\"round\":{},\"as_of\":{},\"last_round\":{},\n\"frame\":{},\n"
        "\"half_width\":{},\"confidence\":{},\"need\":{},\"need_of_rest\":{},\n{},\n\"best_take\":{{\"cluster_cost\":{}"
        ","
        "\"lamp_cost\":{},\"lamps\":{}}},\n\"strata\":[{}],\n\"drawn_clusters\":{},\"drawn_lamps\":{},"
        "\"expected_half_width\":{},\n\"drawn\":[{}],\n\"seed\":{},\n\"methods\":{}}}",
        json_text(plan.summary), json_number(plan.rate), plan.rate_source, json_number(plan.correlation),
        plan.correlation_source, text_or_null(plan.round), text_or_null(plan.as_of), told_json(plan.told),
        frame_json(plan), json_number(plan.half_width), json_number(plan.confidence), need_json(plan.need),
        need_json(plan.need_of_rest), rules_json(plan), json_number(plan.cluster_cost), json_number(plan.lamp_cost),
        json_number(plan.best_take), strata_json(plan), plan.sample.drawn.size(), plan.drawn_lamps(),
        number_or_null(plan.expected_half_width), drawn_json(plan), plan.seed, methods_json(plan));
}

std::string plan_csv(const PatrolPlan& plan) {
    if (!plan.frame) {
        return fmt::format(
            "rate,intraclass_correlation,half_width,confidence,deff,single_lamps,lamps,clusters\r\n"
            "{},{},{},{},{},{},{},{}\r\n",
            json_number(plan.rate), json_number(plan.correlation), json_number(plan.half_width),
            json_number(plan.confidence), json_number(plan.need.deff), plan.need.single_lamps, plan.need.lamps,
            plan.need.clusters);
    }
    std::string text = "cluster,stratum,lamps,inclusion,weight\r\n";
    for (const auto& one : plan.sample.drawn) {
        const auto& cluster = plan.frame->clusters[one.cluster];
        text += fmt::format("{},{},{},{},{}\r\n", csv_cell(cluster.key), csv_cell(plan.frame->strata[cluster.stratum]),
                            cluster.lamps, json_number(one.inclusion), json_number(1 / one.inclusion));
    }
    return text;
}

} // namespace kerb::report
