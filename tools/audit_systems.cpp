#include "audit_systems.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include <kerb/base/toml.hpp>
#include <kerb/inventory/layer_view.hpp>
#include <kerb/report/envelope.hpp>
#include <kerb/report/score_report.hpp>

#include "beside.hpp"
#include "profile.hpp"

namespace kerb::tools {
namespace {

using report::json_number;
using report::json_text;
using report::number_or_null;

/// Position of an indicator in the audit's own profile, into which it is taken from the one that names it.
std::size_t taken(SystemsAudit& audit, std::map<std::string, scorecard::Profile>& profiles, const std::string& name) {
    const auto slash = name.find('/');
    const auto from = name.substr(0, slash), id = name.substr(slash + 1);
    auto [profile, fresh] = profiles.try_emplace(from);
    if (fresh) {
        profile->second = profile_named(from, "");
    }
    auto& own = audit.profile.indicators;
    const auto known = std::find_if(own.begin(), own.end(), [&id](const auto& one) { return one.id == id; });
    if (known != own.end()) {
        return static_cast<std::size_t>(known - own.begin());
    }
    own.push_back(*profile->second.find(id));
    audit.profile.zone_kinds = profile->second.zone_kinds;
    return own.size() - 1;
}

std::string label_json(const Label& label) {
    return fmt::format("\"zh\":{},\"en\":{}", json_text(label.zh), json_text(label.en));
}

std::string indicator_json(const scorecard::Indicator& indicator, const scorecard::Measured& measured) {
    const auto& value = measured.all;
    const auto threshold = std::find_if(indicator.thresholds.begin(), indicator.thresholds.end(),
                                        [](const auto& one) { return one.group.empty(); });
    const bool asked = threshold != indicator.thresholds.end();
    const std::string missing = measured.missing
                                    ? fmt::format("{{{}}}", label_json({render(*measured.missing, Language::en),
                                                                        render(*measured.missing, Language::zh)}))
                                    : "null";
    std::string worst;
    for (const auto& key : measured.worst) {
        worst += (worst.empty() ? "" : ",") + json_text(key);
    }
    return fmt::format(
        "{{\"id\":{},{},\"unit\":{},\"k_unit\":\"{}\",\"n_unit\":\"{}\",\"value\":{},\"k\":{},\"n\":{},\"low\":{},"
        "\"high\":{},"
        "\"completeness\":{},\"threshold\":{},\"better\":\"{}\",\"unverified\":{},\"source\":{},"
        "\"missing\":{},\"worst\":[{}]}}",
        json_text(indicator.id), label_json(indicator.name), json_text(indicator.unit),
        report::quantity_unit(indicator, true), report::quantity_unit(indicator, false), number_or_null(value.value),
        json_number(value.k), json_number(value.n), number_or_null(value.low), number_or_null(value.high),
        json_number(value.completeness), asked ? json_number(threshold->value) : "null",
        indicator.better == scorecard::Better::high  ? "high"
        : indicator.better == scorecard::Better::low ? "low"
                                                     : "neither",
        indicator.standing == scorecard::Standing::unverified, json_text(indicator.source), missing, worst);
}

std::string system_json(const SystemsAudit& audit, const SystemAudit& system) {
    std::string records, indicators;
    for (const auto& [layer, count] : system.records) {
        records += fmt::format("{}{{\"layer\":{},\"count\":{}}}", records.empty() ? "" : ",", json_text(layer), count);
    }
    for (const auto i : system.indicators) {
        indicators += (indicators.empty() ? "\n" : ",\n") +
                      indicator_json(audit.profile.indicators[i], audit.measured.indicators[i]);
    }
    return fmt::format("{{\"id\":{},{},\"records\":[{}],\"indicators\":[{}]}}", json_text(system.id),
                       label_json(system.name), records, indicators);
}

} // namespace

SystemsAudit measure_systems(const Inventory& city, const PointsRun* water, const AuditWaterOptions& storm,
                             const LampDataOptions& lamps, const Session& session) {
    SystemsAudit audit;
    audit.profile.id = "systems";
    std::map<std::string, scorecard::Profile> profiles;
    const auto file = parse_toml(*builtin_data("systems.toml"), "data/systems.toml");
    for (const auto& value : file.array("system")) {
        const auto& table = *value.table();
        SystemAudit system;
        system.id = table.text("id");
        system.name = {table.text("en"), table.text("zh")};
        for (const auto& layer : table.array("layers")) {
            const LayerView view(city, layer.as_text());
            system.records.emplace_back(layer.as_text(), static_cast<std::int64_t>(view.size()));
        }
        for (const auto& indicator : table.array("indicators")) {
            system.indicators.push_back(taken(audit, profiles, indicator.as_text()));
        }
        audit.systems.push_back(std::move(system));
    }
    const auto input = input_of_profile(audit.profile, city, water, storm, lamps, session);
    audit.measured = scorecard::measure(audit.profile, input, {}, session.progress());
    return audit;
}

std::string systems_json(const SystemsAudit& audit) {
    std::string text;
    for (const auto& system : audit.systems) {
        text += (text.empty() ? "\n" : ",\n") + system_json(audit, system);
    }
    return "[" + text + "]";
}

} // namespace kerb::tools
