#include <kerb/report/outage_change_report.hpp>

#include <fmt/format.h>

#include <kerb/report/outage_report.hpp>
#include <kerb/report/text_table.hpp>

#include "json_parts.hpp"

namespace kerb::report {
namespace {

using namespace outage;

std::string rate_json(const RoundRate& rate) {
    return fmt::format("{{\"n\":{},\"out\":{},\"rate\":{},\"deff\":{},\"n_eff\":{}}}", rate.seen.of, rate.seen.out,
                       number_or_null(rate.rate), rate.rate ? json_number(rate.deff) : "null",
                       rate.rate ? json_number(rate.n_eff) : "null");
}

std::string pairs_json(const SeenTwice& pairs) {
    return fmt::format("{{\"lamps\":{},\"still_out\":{},\"newly_out\":{},\"repaired\":{},\"lit\":{}}}", pairs.lamps(),
                       pairs.still_out, pairs.newly_out, pairs.repaired, pairs.lit);
}

std::string figures_json(const ChangeRow& row) {
    return fmt::format("\"before\":{},\"now\":{},\"difference\":{},\"lo\":{},\"hi\":{},\"p_fell\":{},\"seen_twice\":{}",
                       rate_json(row.before), rate_json(row.now), number_or_null(row.difference),
                       row.difference ? json_number(row.bounds.lo) : "null",
                       row.difference ? json_number(row.bounds.hi) : "null", number_or_null(row.chance_fell),
                       pairs_json(row.pairs));
}

std::string round_json(const RoundTold& round) {
    return fmt::format("{{\"source\":\"{}\",\"round\":{},\"as_of\":{},\"basis\":\"{}\"}}", round.source,
                       text_or_null(round.round), text_or_null(round.as_of), round.basis);
}

std::string paired_json(const ChangeResult& result) {
    if (!result.paired) {
        return "null";
    }
    const auto& paired = *result.paired;
    const auto& clustered = *result.clustered;
    return fmt::format(
        "{{\"counts\":{},\"difference\":{},\"lo\":{},\"hi\":{},\"p_value\":{},\"p_fell\":{},\"only_before\":{},"
        "\"only_now\":{},\"clustered\":{{\"clusters\":{},\"standard_error\":{},\"deff\":{},\"lo\":{},\"hi\":{}}}}}",
        pairs_json(paired.counts), json_number(paired.difference), json_number(paired.bounds.lo),
        json_number(paired.bounds.hi), json_number(paired.p_value), json_number(paired.chance_fell), result.only_before,
        result.only_now, clustered.clusters, json_number(clustered.standard_error), json_number(clustered.deff),
        json_number(clustered.bounds.lo), json_number(clustered.bounds.hi));
}

std::string csv_row(const ChangeRow& row) {
    return fmt::format("{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{}\r\n", row.level, csv_cell(row.unit),
                       row.before.seen.of, row.before.seen.out, number_cell(row.before.rate), row.now.seen.of,
                       row.now.seen.out, number_cell(row.now.rate), number_cell(row.difference),
                       row.difference ? json_number(row.bounds.lo) : "",
                       row.difference ? json_number(row.bounds.hi) : "", number_cell(row.chance_fell),
                       row.pairs.newly_out, row.pairs.repaired, row.pairs.still_out, row.pairs.lit);
}

} // namespace

void compare_rates(ChangeRow& row, double confidence) {
    const auto& before = row.before;
    const auto& now = row.now;
    if (!before.rate || !now.rate || !(before.n_eff > 0) || !(now.n_eff > 0)) {
        return;
    }
    row.difference = *now.rate - *before.rate;
    row.bounds = difference_bounds(*now.rate, now.n_eff, *before.rate, before.n_eff, confidence);
    row.chance_fell = chance_second_lower(*before.rate * before.n_eff, before.n_eff, *now.rate * now.n_eff, now.n_eff);
}

std::string change_json(const ChangeResult& result) {
    std::string units;
    for (const auto& row : result.units) {
        units += fmt::format("{}{{\"level\":\"{}\",\"unit\":{},\"name_zh\":{},\"name_en\":{},{}}}",
                             units.empty() ? "\n" : ",\n", row.level, json_text(row.unit), text_or_null(row.name_zh),
                             text_or_null(row.name_en), figures_json(row));
    }
    return fmt::format(
        "{{\"summary\":{},\n\"before\":{},\n\"now\":{},\n\"overall\":{{{}}},\n\"paired\":{},\n\"units\":[{}],"
        "\n\"newly_out\":{},\n\"repaired\":{},\n\"still_out\":{},\n\"methods\":{{\"difference\":\"Newcombe, with the "
        "lamps that each round is worth\",\"chance\":\"Jeffreys\",\"paired\":\"Newcombe for pairs, McNemar exact; "
        "linearised over circuits\",\"confidence\":{}}}}}",
        json_text(result.summary), round_json(result.before), round_json(result.now), figures_json(result.overall),
        paired_json(result), units, texts_json(result.newly_out), texts_json(result.repaired),
        texts_json(result.still_out), json_number(result.confidence));
}

std::string change_csv(const ChangeResult& result) {
    std::string text =
        "level,unit,before_n,before_out,before_rate,now_n,now_out,now_rate,difference,lo,hi,p_fell,newly_out,"
        "repaired,still_out,lit\r\n" +
        csv_row(result.overall);
    for (const auto& row : result.units) {
        text += csv_row(row);
    }
    return text;
}

} // namespace kerb::report
