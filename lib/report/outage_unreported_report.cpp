#include <kerb/report/outage_unreported_report.hpp>

#include <numeric>

#include <fmt/format.h>

#include <kerb/report/outage_report.hpp>
#include <kerb/report/text_table.hpp>

#include "json_parts.hpp"

namespace kerb::report {
namespace {

using namespace outage;

std::string total_json(const UnreportedRow& row) {
    const auto number = [&](auto value) { return row.total ? json_number(value(*row.total)) : std::string("null"); };
    const auto seen = static_cast<double>(row.seen());
    return fmt::format(
        "\"seen\":{},\"total\":{},\"lo\":{},\"hi\":{},\"standard_error\":{},\"unseen\":{},\"unseen_lo\":{},"
        "\"unseen_hi\":{}",
        row.seen(), number([](const auto& t) { return t.total; }), number([](const auto& t) { return t.bounds.lo; }),
        number([](const auto& t) { return t.bounds.hi; }), number([](const auto& t) { return t.standard_error; }),
        number([](const auto& t) { return t.unseen(); }), number([=](const auto& t) { return t.bounds.lo - seen; }),
        number([=](const auto& t) { return t.bounds.hi - seen; }));
}

/// What a list has of all there are.
std::optional<double> share_of(const UnreportedRow& row, std::size_t list) {
    return row.total ? std::optional(static_cast<double>(row.on_list(list)) / row.total->total) : std::nullopt;
}

std::string lists_json(const Unreported& found) {
    std::string text;
    for (std::size_t l = 0; l < found.lists.size(); ++l) {
        const auto& list = found.lists[l];
        const auto& all = found.overall;
        const auto bound = [&](double Interval::*side) {
            return all.total ? json_number(static_cast<double>(all.on_list(l)) / (all.total->bounds.*side))
                             : std::string("null");
        };
        text += fmt::format(
            "{}\n{{\"list\":\"{}\",\"records\":{},\"outages\":{},\"by_key\":{},\"by_place\":{},\"repeats\":{},"
            "\"share\":{},\"share_lo\":{},\"share_hi\":{}}}",
            l == 0 ? "" : ",", list.name, list.records, all.on_list(l), list.by_key, list.by_place, list.repeats,
            number_or_null(share_of(all, l)), bound(&Interval::hi), bound(&Interval::lo));
    }
    return text;
}

std::vector<std::string> names_of(const Unreported& found, std::size_t set) {
    std::vector<std::string> names;
    for (std::size_t l = 0; l < found.lists.size(); ++l) {
        if ((set >> l & 1U) != 0) {
            names.push_back(found.lists[l].name);
        }
    }
    return names;
}

std::string cells_json(const Unreported& found) {
    std::string text;
    for (std::size_t set = 1; set < found.overall.cells.size(); ++set) {
        text += fmt::format("{}{{\"lists\":{},\"outages\":{}}}", set == 1 ? "" : ",", texts_json(names_of(found, set)),
                            found.overall.cells[set]);
    }
    return text;
}

std::string models_json(const Unreported& found) {
    std::string text;
    for (std::size_t m = 0; found.models && m < found.models->models.size(); ++m) {
        const auto& model = found.models->models[m];
        const auto if_usable = [&](double value) { return model.usable ? json_number(value) : std::string("null"); };
        text += fmt::format(
            "{}\n{{\"pairs\":{},\"deviance\":{},\"aic\":{},\"degrees_of_freedom\":{},\"usable\":{},\"best\":{},"
            "\"total\":{}}}",
            m == 0 ? "" : ",", texts_json(model_pairs(found, model)), if_usable(model.deviance), if_usable(model.aic),
            model.degrees, model.usable, model.usable && m == found.models->best, if_usable(model.total.total));
    }
    return text;
}

std::string unit_name(const Unreported& found, const UnreportedRow& row, bool zh) {
    const auto& groups = found.table->groups(Level::district);
    const auto& names = zh ? groups.names_zh : groups.names_en;
    return row.group < names.size() ? names[row.group] : std::string();
}

std::string unit_key(const Unreported& found, const UnreportedRow& row) {
    return row.group == no_group ? std::string() : found.table->groups(Level::district).keys[row.group];
}

std::string units_json(const Unreported& found) {
    std::string text;
    for (const auto& row : found.units) {
        std::string on_lists, shares;
        for (std::size_t l = 0; l < found.lists.size(); ++l) {
            on_lists += fmt::format("{}{}", l == 0 ? "" : ",", row.on_list(l));
            shares += (l == 0 ? "" : ",") + number_or_null(share_of(row, l));
        }
        text += fmt::format(
            "{}\n{{\"level\":\"district\",\"unit\":{},\"name_zh\":{},\"name_en\":{},\"on_lists\":[{}],\"in_common\":{},"
            "{},\"share_of_list\":[{}]}}",
            text.empty() ? "" : ",", json_text(unit_key(found, row)), text_or_null(unit_name(found, row, true)),
            text_or_null(unit_name(found, row, false)), on_lists, row.in_common(), total_json(row), shares);
    }
    return text;
}

std::string warnings_json(const Unreported& found) {
    std::string text;
    for (const auto& [code, words] : found.warnings) {
        text += fmt::format("{}\n{{\"code\":\"{}\",\"text\":{}}}", text.empty() ? "" : ",", code, json_text(words));
    }
    return text;
}

std::string methods_json(const Unreported& found) {
    return fmt::format(
        "{{\"estimate\":\"{}\",\"interval\":\"log-normal for the unseen (Chao 1987)\",\"link\":\"lamp and overlapping "
        "times, else place\",\"within_m\":{},\"confidence\":{}}}",
        found.models   ? "log-linear, least AIC"
        : found.pooled ? "Chapman"
                       : "Chapman, by district",
        json_number(found.within_m), json_number(found.confidence));
}

} // namespace

std::int64_t UnreportedRow::on_list(std::size_t list) const {
    std::int64_t sum = 0;
    for (std::size_t set = 0; set < cells.size(); ++set) {
        sum += (set >> list & 1U) != 0 ? cells[set] : 0;
    }
    return sum;
}

std::int64_t UnreportedRow::seen() const {
    return std::accumulate(cells.begin(), cells.end(), std::int64_t{0});
}

std::vector<std::string> model_pairs(const Unreported& found, const ListModel& model) {
    std::vector<std::string> pairs;
    const auto add = [&](bool with, std::size_t a, std::size_t b) {
        if (with) {
            pairs.push_back(found.lists[a].name + "+" + found.lists[b].name);
        }
    };
    add(model.with_12, 0, 1);
    add(model.with_13, 0, 2);
    add(model.with_23, 1, 2);
    return pairs;
}

std::string unreported_json(const Unreported& found) {
    const auto flag = [&](bool TotalOutages::*one) { return found.overall.total && (*found.overall.total).*one; };
    return fmt::format(
        "{{\"summary\":{},\n\"lists\":[{}],\n\"window_from\":\"{}\",\"window_to\":\"{}\",\"round\":{},"
        "\"frame_lamps\":{},\n\"overall\":{{{},\"overlap\":[{}],\"few_in_common\":{},\"none_in_common\":{},"
        "\"strata\":{},\"strata_without_list\":{}}},\n\"models\":[{}],\n\"units\":[{}],\n\"whole_circuits\":"
        "{{\"outages\":{},\"requests\":{}}},\n\"warnings\":[{}],\n\"left_out\":{{\"outside_window\":{},"
        "\"not_in_frame\":{},\"other_sources\":{}}},\n\"methods\":{}}}",
        json_text(found.summary), lists_json(found), to_text(found.from), to_text(found.to), text_or_null(found.round),
        found.frame_lamps, total_json(found.overall), cells_json(found), flag(&TotalOutages::few_in_common),
        flag(&TotalOutages::none_in_common), found.strata, found.strata_without_list, models_json(found),
        units_json(found), found.wide, found.of_wide, warnings_json(found), found.outside_window, found.not_in_frame,
        found.other_sources, methods_json(found));
}

std::string unreported_csv(const Unreported& found) {
    std::string text = "level,unit";
    for (const auto& list : found.lists) {
        text += "," + list.name;
    }
    text += ",in_common,seen,total,lo,hi,unseen\r\n";
    const auto add = [&](const char* level, const std::string& unit, const UnreportedRow& row) {
        text += fmt::format("{},{}", level, csv_cell(unit));
        for (std::size_t l = 0; l < found.lists.size(); ++l) {
            text += fmt::format(",{}", row.on_list(l));
        }
        const auto cell = [&](auto value) { return row.total ? json_number(value(*row.total)) : std::string(); };
        text += fmt::format(
            ",{},{},{},{},{},{}\r\n", row.in_common(), row.seen(), cell([](const auto& t) { return t.total; }),
            cell([](const auto& t) { return t.bounds.lo; }), cell([](const auto& t) { return t.bounds.hi; }),
            cell([](const auto& t) { return t.unseen(); }));
    };
    add("city", "city", found.overall);
    for (const auto& row : found.units) {
        add("district", unit_key(found, row), row);
    }
    return text;
}

} // namespace kerb::report
