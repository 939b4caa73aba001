// What files say of one storm formula.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include <kerb/base/moment.hpp>
#include <kerb/base/toml_checks.hpp>
#include <kerb/waterlogging/storm_formula.hpp>

#include "toml_numbers.hpp"

namespace kerb::waterlogging {
namespace {

using detail::number;
using detail::numbers;
using kerb::detail::choice;
using kerb::detail::only;
using kerb::detail::tables;
using kerb::detail::wrong;

FormulaRange range_of(const TomlTable& table, std::string_view key) {
    const auto ends = numbers(table, key, 2);
    if (!(ends[0] > 0 && ends[0] <= ends[1])) {
        wrong("storm.bad_range", table, key, fmt::format("{}, {}", ends[0], ends[1]));
    }
    return {ends[0], ends[1]};
}

std::array<double, 3> triple(const TomlTable& table, std::string_view key) {
    const auto x = numbers(table, key, 3);
    return {x[0], x[1], x[2]};
}

GeneralForm general_form(const TomlTable& table) {
    GeneralForm form{number(table, "a1"), 0, 0, number(table, "b"), number(table, "n")};
    const bool logarithm = table.find("c") != nullptr;
    if (logarithm == (table.find("exponent") != nullptr)) {
        wrong("storm.one_of_two", table, "c", {}, "exponent");
    }
    (logarithm ? form.c : form.exponent) = number(table, logarithm ? "c" : "exponent");
    return form;
}

IntervalForm interval_form(const TomlTable& table) {
    IntervalForm form;
    for (const auto* part : tables(table, "interval")) {
        only(*part, {"p", "a", "b", "n"});
        form.push_back({range_of(*part, "p"), triple(*part, "a"), triple(*part, "b"), triple(*part, "n")});
        if (form.size() > 1 && form[form.size() - 2].p.to != form.back().p.from) {
            wrong("storm.interval_gap", table, "interval", fmt::format("{}", form.back().p.from));
        }
    }
    return form;
}

SingleForm single_form(const TomlTable& table) {
    SingleForm form;
    for (const auto* part : tables(table, "single")) {
        only(*part, {"p", "a", "b", "n"});
        const SingleCurve curve{number(*part, "p"), number(*part, "a"), number(*part, "b"), number(*part, "n")};
        if (!(curve.p > 0) || (!form.empty() && form.back().p >= curve.p)) {
            wrong("storm.single_order", table, "single", fmt::format("{}", curve.p));
        }
        form.push_back(curve);
    }
    return form;
}

void read_law(const TomlTable& table, StormFormula& formula) {
    const auto form = static_cast<FormulaForm>(choice(table, "form", {"interval", "single", "general"}));
    if (form == FormulaForm::general) {
        formula.law = general_form(table);
        formula.p_range = range_of(table, "p_range");
        return;
    }
    const std::string key = name_of(form);
    if (table.find(key) != nullptr && table.array(key).empty()) {
        wrong("toml.missing", table, key);
    }
    if (form == FormulaForm::interval) {
        const auto intervals = interval_form(table);
        formula.p_range = {intervals.front().p.from, intervals.back().p.to};
        formula.law = intervals;
    } else {
        const auto curves = single_form(table);
        formula.p_range = {curves.front().p, curves.back().p};
        formula.law = curves;
    }
}

/// Keys that go with each form.
void only_known(const TomlTable& table) {
    std::vector<std::string> known = {
        "id",         "zone",       "zone_zh",  "edition",    "form",        "unit",     "t_range",  "ranges_stated",
        "sampling",   "document",   "source",   "status",     "note",        "note_zh",  "valid_to", "valid_from",
        "supersedes", "superseded", "open_end", "data_years", "document_zh", "source_zh"};
    const auto form = table.optional_text("form").value_or("");
    for (const auto* key : {"p_range", "a1", "c", "exponent", "b", "n"}) {
        if (form == "general") {
            known.emplace_back(key);
        }
    }
    if (form == "interval" || form == "single") {
        known.push_back(form);
    }
    only(table, known);
}

bool required_flag(const TomlTable& table, std::string_view key) {
    const auto value = table.optional_boolean(key);
    if (!value) {
        wrong("toml.missing", table, key);
    }
    return *value;
}

std::string day(const TomlTable& table, std::string_view key) {
    const auto text = table.find(key) == nullptr ? std::string() : table.find(key)->as_text();
    const auto moment = parse_moment(text);
    if (!text.empty() && (!moment || moment->has_time)) {
        wrong("storm.bad_day", table, key, text);
    }
    return moment ? to_text(*moment) : text;
}

void read_record(const TomlTable& table, StormFormula& formula) {
    formula.id = table.text("id");
    formula.zone = table.text("zone");
    formula.zone_zh = table.optional_text("zone_zh").value_or(formula.zone);
    formula.edition = table.text("edition");
    formula.document = table.text("document");
    formula.document_zh = table.optional_text("document_zh").value_or(formula.document);
    formula.source = table.text("source");
    formula.source_zh = table.optional_text("source_zh").value_or(formula.source);
    formula.note = table.optional_text("note").value_or("");
    formula.note_zh = table.optional_text("note_zh").value_or(formula.note);
    formula.valid_from = day(table, "valid_from");
    formula.valid_to = day(table, "valid_to");
    formula.supersedes = table.optional_text("supersedes").value_or("");
    formula.superseded = table.optional_boolean("superseded").value_or(false) || !formula.valid_to.empty();
    static_cast<void>(table.text("status")); // must be said, also where it is the first
    formula.status = static_cast<FormulaStatus>(choice(table, "status", {"official", "secondary", "unverified"}));
    static_cast<void>(table.text("sampling"));
    formula.sampling =
        static_cast<Sampling>(choice(table, "sampling", {"unknown", "annual_maximum", "annual_multiple"}));
    if (table.find("data_years") != nullptr) {
        const auto years = range_of(table, "data_years");
        formula.data_years = {static_cast<int>(years.from), static_cast<int>(years.to)};
    }
}

/// Return periods where the coefficients are looked at: they are monotonous between these.
std::vector<double> places(const StormFormula& formula) {
    std::vector<double> all = {formula.p_range.from, formula.p_range.to};
    if (const auto* intervals = std::get_if<IntervalForm>(&formula.law)) {
        for (const auto& interval : *intervals) {
            // The lower one's own end is only neared, where two meet.
            all.insert(all.end(), {interval.p.from, std::nextafter(interval.p.to, interval.p.from)});
        }
    } else if (const auto* curves = std::get_if<SingleForm>(&formula.law)) {
        for (const auto& curve : *curves) {
            all.push_back(curve.p);
        }
    }
    return all;
}

void insist_on_curves(const TomlTable& table, const StormFormula& formula) {
    for (const auto p : places(formula)) {
        if (!formula.covers(p)) {
            continue; // an open end
        }
        const auto curve = formula.curve(p);
        if (!(curve.a > 0 && std::isfinite(curve.a) && curve.b >= 0 && curve.n > 0 && curve.n < 1)) {
            wrong("storm.no_curve", table, "form", fmt::format("{:.6g}", p),
                  fmt::format("a = {:.6g}, b = {:.6g}, n = {:.6g}", curve.a, curve.b, curve.n));
        }
    }
}

} // namespace

StormFormula StormFormula::from_toml(const TomlTable& table) {
    static_cast<void>(table.text("form"));
    only_known(table);
    StormFormula formula;
    read_record(table, formula);
    static_cast<void>(table.text("unit"));
    formula.unit = static_cast<IntensityUnit>(choice(table, "unit", {"L/(s·ha)", "mm/min"}));
    read_law(table, formula);
    formula.t_range = range_of(table, "t_range");
    formula.ranges_stated = required_flag(table, "ranges_stated");
    formula.open_end = table.optional_boolean("open_end").value_or(false);
    insist_on_curves(table, formula);
    return formula;
}

} // namespace kerb::waterlogging
