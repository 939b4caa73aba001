#include "coverage_weighted.hpp"

#include <algorithm>
#include <limits>

#include <fmt/format.h>

#include <kerb/base/error.hpp>
#include <kerb/report/envelope.hpp>
#include <kerb/report/text_table.hpp>

namespace kerb::tools {
namespace {

UsageError bad_list(const std::string& text) {
    return UsageError({"weighted.bad_list", {{"value", text}}});
}

/// `name=number` pairs, joined with commas.
std::vector<std::pair<std::string, double>> pairs_of(const std::string& text) {
    std::vector<std::pair<std::string, double>> pairs;
    for (std::size_t from = 0; from <= text.size();) {
        const auto to = std::min(text.find(',', from), text.size());
        const auto part = text.substr(from, to - from);
        const auto equals = part.rfind('=');
        const auto number = equals == std::string::npos ? std::nullopt : parse_number(part.substr(equals + 1));
        if (!number || !(*number >= 0) || *number > 1e9) {
            throw bad_list(text);
        }
        pairs.emplace_back(part.substr(0, equals), *number);
        from = to + 1;
    }
    return pairs;
}

} // namespace

void add_weight_options(Command& command, Session& session, WeightChoice& choice, const char* field_help) {
    if (field_help != nullptr) {
        command.add_option("--weight", choice.field, session.text(field_help));
    }
    command.add_option("--class-weights", choice.classes, session.text("help.weighted_classes"));
}

void add_by_field(std::vector<Weighted>& all, const WeightChoice& choice, LoadedLayer& rows, const Measured& parts) {
    if (choice.field.empty()) {
        return;
    }
    auto weights = numbers_of(rows, choice.field, "tools.bad_weight");
    weights.resize(parts.total.size(), std::numeric_limits<double>::quiet_NaN());
    all.push_back({choice.field, false, coverage::share_by_weight({parts.total, parts.covered}, weights)});
}

void add_by_class(std::vector<Weighted>& all, const WeightChoice& choice, const std::string& by,
                  const RowGroups& groups, const Measured& parts) {
    if (choice.classes.empty()) {
        return;
    }
    const auto pairs = pairs_of(choice.classes);
    if (by.empty()) {
        throw UsageError({"weighted.no_classes", {}});
    }
    std::vector<double> factors(groups.names.size(), 1);
    for (const auto& [name, factor] : pairs) {
        const auto at = std::find(groups.names.begin(), groups.names.end(), name);
        if (at == groups.names.end()) {
            throw UsageError(
                {"weighted.no_class", {{"name", name}, {"names", fmt::format("{}", fmt::join(groups.names, ", "))}}});
        }
        factors[static_cast<std::size_t>(at - groups.names.begin())] = factor;
    }
    all.push_back({by, true, coverage::share_by_factor({parts.total, parts.covered}, factors)});
}

std::string with_weighted(std::string json, std::span<const Weighted> all) {
    if (all.empty()) {
        return json;
    }
    std::string list;
    for (const auto& one : all) {
        const auto share = one.found.share();
        list += fmt::format(
            "{}{{\"by\":{},\"classes\":{},\"weight\":{},\"covered_weight\":{},\"share\":{},\"unknown\":{}}}",
            list.empty() ? "" : ",", report::json_text(one.by), one.classes, report::json_number(one.found.weight),
            report::json_number(one.found.covered), share ? report::json_number(*share) : "null", one.found.unknown);
    }
    json.erase(json.rfind('}'));
    return json + ",\n\"weighted\":[" + list + "]}";
}

std::string weighted_text(const Session& session, std::span<const Weighted> all) {
    std::string text;
    for (const auto& one : all) {
        text += session.text(Message{one.classes ? "weighted.by_class" : "weighted.by_field",
                                     {{"by", one.by},
                                      {"share", report::percent_text(one.found.share())},
                                      {"weight", fmt::format("{:.6g}", one.found.weight)},
                                      {"unknown", one.found.unknown}}}) +
                "\n";
    }
    return text;
}

std::string weighted_csv(std::span<const Weighted> all) {
    std::string text;
    for (const auto& one : all) {
        const auto share = one.found.share();
        text += fmt::format("{},{},{},{},{}\r\n", one.classes ? "class_weighted" : "weighted", report::csv_cell(one.by),
                            report::json_number(one.found.weight), report::json_number(one.found.covered),
                            share ? report::json_number(*share) : "");
    }
    return text;
}

} // namespace kerb::tools
