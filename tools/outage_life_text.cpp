// What `kerb outage life` shows and writes.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include <kerb/report/text_table.hpp>

#include "coverage.hpp"
#include "layer_values.hpp"
#include "outage_life.hpp"

namespace kerb::tools {
namespace {

using namespace outage;
using report::count_text;
using report::TextTable;

std::string expected_text(const Forecast& ahead) {
    return fmt::format("{} ({}–{})", count_text(std::llround(ahead.mean)),
                       count_text(std::llround(ahead.prediction.lo)), count_text(std::llround(ahead.prediction.hi)));
}

std::string bounds_text(double value, const Interval& bounds) {
    return fmt::format("{:.3g} ({:.3g}–{:.3g})", value, bounds.lo, bounds.hi);
}

std::string text_of_code(const Session& session, const std::string& code, const std::string& otherwise) {
    return has_text(code, session.language) ? session.text(code) : otherwise;
}

/// Do the old fail, the young, or is there no sign of age?
std::string ageing(const Session& session, const Interval& shape) {
    return session.text(shape.lo > 1   ? "outage_life.ageing.old"
                        : shape.hi < 1 ? "outage_life.ageing.young"
                                       : "outage_life.ageing.none");
}

/// A pole of lamps of several types has a name of its own.
std::string type_name(const Session& session, const std::string& type) {
    return type == "mixed" ? session.text("outage_life.mixed")
                           : text_of_code(session, "code.source_type." + type, type);
}

std::string kind_names(const Session& session, const std::vector<std::string>& kinds) {
    std::vector<std::string> names;
    names.reserve(kinds.size());
    for (const auto& kind : kinds) {
        names.push_back(text_of_code(session, "code.kind." + kind, kind));
    }
    return fmt::format("{}", fmt::join(names, ", "));
}

std::string type_table(const Session& session, const LifeRun& run) {
    const auto column = [&](const char* name) { return session.text(std::string("outage_life.column.") + name); };
    TextTable table({session.text("outage.level.type"), session.text("outage.column.lamps"), column("failures"),
                     column("shape"), column("scale"), column("median"), column("ageing"), column("ahead")});
    for (const auto& type : run.result.types) {
        const auto name = type_name(session, type.type);
        if (!type.fit.weibull) {
            const auto why = std::string("outage_life.state.") + report::life_state_name(type.fit.state);
            table.add(
                {name, count_text(type.lamps), count_text(type.fit.failures), "–", "–", "–", session.text(why), "–"});
            continue;
        }
        const auto& weibull = *type.fit.weibull;
        const double confidence = run.result.confidence;
        table.add({name, count_text(type.lamps), count_text(type.fit.failures),
                   bounds_text(weibull.shape, weibull.shape_bounds(confidence)),
                   bounds_text(weibull.scale, weibull.scale_bounds(confidence)),
                   bounds_text(weibull.age_of(0.5), weibull.age_bounds(0.5, confidence)),
                   ageing(session, weibull.shape_bounds(confidence)), type.ahead ? expected_text(*type.ahead) : "–"});
    }
    return "\n" + table.text();
}

std::string district_table(const Session& session, const LifeRun& run) {
    auto rows = run.result.districts;
    if (rows.empty()) {
        return {};
    }
    std::stable_sort(rows.begin(), rows.end(),
                     [](const auto& a, const auto& b) { return a.ahead.mean > b.ahead.mean; });
    TextTable table({session.text("outage.level.district"), session.text("outage_life.column.burning"),
                     session.text("outage_life.column.ahead")});
    constexpr std::size_t table_rows = 20;
    for (const auto& row : std::span(rows).first(std::min(rows.size(), table_rows))) {
        const auto& name = session.language == Language::zh ? row.name_zh : row.name_en;
        table.add(
            {name.empty() ? row.unit : row.unit + " " + name, count_text(row.ahead.lamps), expected_text(row.ahead)});
    }
    auto text = "\n" + table.text();
    if (rows.size() > table_rows) {
        text += session.text(Message{"report.more", {{"count", static_cast<std::int64_t>(rows.size() - table_rows)}}}) +
                "\n";
    }
    return text;
}

std::string rest_text(const Session& session, const LifeRun& run) {
    const auto& result = run.result;
    std::string text = "\n";
    const auto line = [&](const char* what, std::int64_t count) {
        if (count > 0) {
            text +=
                session.text(Message{std::string("outage_life.rest.") + what, {{"count", count_text(count)}}}) + "\n";
        }
    };
    line("undated", result.undated);
    line("untyped", result.untyped);
    line("built_after", result.built_after);
    line("in_repair", result.in_repair);
    line("before_built", result.before_built);
    return text;
}

} // namespace

std::string life_sentence(const Session& session, const LifeRun& run) {
    const auto& result = run.result;
    const bool any = std::any_of(result.types.begin(), result.types.end(),
                                 [](const auto& type) { return type.fit.weibull.has_value(); });
    if (!any) {
        return session.text("outage_life.no_data");
    }
    return session.text(Message{"outage_life.sentence",
                                {{"days", fmt::format("{:g}", result.ahead_days)},
                                 {"expected", count_text(std::llround(result.ahead.mean))},
                                 {"confidence", fmt::format("{:g} %", result.confidence * 100)},
                                 {"lo", count_text(std::llround(result.ahead.prediction.lo))},
                                 {"hi", count_text(std::llround(result.ahead.prediction.hi))},
                                 {"lamps", count_text(result.ahead.lamps)}}});
}

std::string life_text(const Session& session, const LifeRun& run) {
    const auto& result = run.result;
    return result.summary + "\n" +
           session.text(Message{
               "outage_life.source_line",
               {{"from", result.from},
                {"to", result.to},
                {"kinds", kind_names(session, result.kinds)},
                {"lives", session.text(result.renewed ? "outage_life.lives.all" : "outage_life.lives.first")}}}) +
           "\n" + type_table(session, run) + district_table(session, run) + rest_text(session, run) +
           left_out_text(session, *run.input) + skipped_text(session, run.input->accounts());
}

std::vector<FeatureTable> life_tables(const LifeRun& run) {
    const auto& city = run.input->city();
    const KeyIndex index(city.zones);
    FeatureTable layer;
    layer.name = "expected_failures";
    layer.frame = city.frame;
    std::vector<MultiPolygon> areas;
    Column id("id", ColumnType::text), lamps("lamps", ColumnType::integer), expected("expected", ColumnType::real),
        lo("expected_lo", ColumnType::real), hi("expected_hi", ColumnType::real);
    for (const auto& row : run.result.districts) {
        if (const auto zone = index.find(row.unit); zone != no_asset) {
            areas.push_back(city.zones[zone].area);
            layer.rows.push_back(static_cast<std::int64_t>(areas.size()));
            id.push(row.unit);
            lamps.push(row.ahead.lamps);
            expected.push(row.ahead.mean);
            lo.push(row.ahead.prediction.lo);
            hi.push(row.ahead.prediction.hi);
        }
    }
    layer.geometry = std::move(areas);
    layer.columns = {id, lamps, expected, lo, hi};
    std::vector<FeatureTable> tables;
    if (layer.size() > 0) {
        tables.push_back(std::move(layer));
    }
    return tables;
}

} // namespace kerb::tools
