#include <kerb/inventory/check.hpp>

#include <algorithm>

#include <kerb/base/error.hpp>
#include <kerb/base/toml_checks.hpp>

#include "domains.hpp"
#include "findings.hpp"

namespace kerb {
namespace {

using detail::CheckContext;
using detail::Findings;
using detail::RuleCode;

const RuleCode* code_of(std::string_view id) {
    for (const auto* rules :
         {&detail::reading_rules(), &detail::geometry_rules(), &detail::relation_rules(), &detail::road_rules(),
          &detail::zone_rules(), &detail::drainage_rules(), &detail::value_rules()}) {
        for (const auto& rule : *rules) {
            if (rule.id == id) {
                return &rule;
            }
        }
    }
    return nullptr;
}

Severity severity_of(const TomlTable& table) {
    return static_cast<Severity>(detail::choice(table, "severity", {"info", "warning", "error"}));
}

CheckRule parse_rule(const std::string& id, const TomlTable& table) {
    CheckRule rule;
    rule.id = id;
    rule.severity = severity_of(table);
    for (const auto& [key, value] : table.entries()) {
        if (key == "source" || key == "status") {
            (key == "source" ? rule.source : rule.status) = table.text(key);
        } else if (key == "enabled") {
            rule.enabled = table.optional_boolean(key).value_or(true);
        } else if (const auto number = value.number()) {
            rule.limits.emplace_back(key, *number);
        } else if (value.array() != nullptr) {
            rule.lists.emplace_back(key, detail::texts(table, key));
        } else if (key != "severity") {
            detail::wrong("toml.unknown_key", table, key);
        }
    }
    return rule;
}

std::vector<CheckRule> parse_rules(const TomlTable& table) {
    detail::only(table, {"rule", "domain"});
    std::vector<CheckRule> rules;
    const auto& named = table.table("rule");
    for (const auto& [id, value] : named.entries()) {
        if (value.table() == nullptr) {
            detail::wrong("toml.not_table", named, id);
        }
        rules.push_back(parse_rule(id, *value.table()));
    }
    return rules;
}

template <class Named>
std::vector<std::string> names_of(const Named& values) {
    std::vector<std::string> names;
    names.reserve(values.size());
    for (const auto& value : values) {
        names.push_back(value.first);
    }
    return names;
}

/// What a file says of a rule replaces what is built in, value by value.
void override_rule(CheckRule& rule, const CheckRule& with, const TomlTable& table) {
    if (table.find("severity") != nullptr) {
        rule.severity = with.severity;
    }
    rule.enabled = table.find("enabled") != nullptr ? with.enabled : rule.enabled;
    const auto replace = [&table](auto& values, const auto& news) {
        for (const auto& [name, value] : news) {
            const auto known =
                std::find_if(values.begin(), values.end(), [&n = name](const auto& v) { return v.first == n; });
            if (known == values.end()) {
                detail::wrong("toml.unknown_key", table, name, {}, detail::listed(names_of(values)));
            }
            known->second = value;
        }
    };
    replace(rule.limits, with.limits);
    replace(rule.lists, with.lists);
    rule.source = with.source.empty() ? rule.source : with.source;
    rule.status = with.status.empty() ? rule.status : with.status;
}

bool asked_for(const CheckRule& rule, const CheckOptions& options) {
    return options.only.empty() ? rule.enabled
                                : std::find(options.only.begin(), options.only.end(), rule.id) != options.only.end();
}

template <class Values>
const auto& value_of(const CheckRule& rule, const Values& values, std::string_view name) {
    const auto found = std::find_if(values.begin(), values.end(), [name](const auto& v) { return v.first == name; });
    if (found == values.end()) {
        throw SourceError(Message{"toml.missing", {{"where", "rule." + rule.id}, {"key", std::string(name)}}});
    }
    return found->second;
}

} // namespace

double CheckRule::limit(std::string_view name) const {
    return value_of(*this, limits, name);
}

const std::vector<std::string>& CheckRule::list(std::string_view name) const {
    return value_of(*this, lists, name);
}

const CheckRules& CheckRules::builtin() {
    const auto table = [](const char* path) { return parse_toml(builtin_data(path).value_or(""), path); };
    static const CheckRules rules{parse_rules(table("rules/check.toml")),
                                  detail::parse_domains(table("rules/domains.toml"))};
    return rules;
}

const ValueDomain* CheckRules::domain_of(std::string_view class_name, std::string_view field) const {
    const ValueDomain* any = nullptr;
    for (const auto& domain : domains) {
        if (domain.field == field && domain.class_name == class_name) {
            return &domain;
        }
        any = domain.field == field && domain.class_name == "*" ? &domain : any;
    }
    return any;
}

CheckRules CheckRules::from_toml(const TomlTable& table) {
    CheckRules rules = builtin();
    for (const auto& with : parse_rules(table)) {
        const auto rule = std::find_if(rules.rules.begin(), rules.rules.end(),
                                       [&with](const CheckRule& r) { return r.id == with.id; });
        if (rule == rules.rules.end()) {
            std::vector<std::string> ids;
            for (const auto& known : rules.rules) {
                ids.push_back(known.id);
            }
            detail::wrong("toml.unknown_key", table.table("rule"), with.id, {}, detail::listed(ids));
        }
        override_rule(*rule, with, *table.table("rule").find(with.id)->table());
    }
    for (auto& with : detail::parse_domains(table)) {
        const auto known = std::find_if(rules.domains.begin(), rules.domains.end(), [&with](const ValueDomain& d) {
            return d.class_name == with.class_name && d.field == with.field;
        });
        if (known == rules.domains.end()) {
            rules.domains.push_back(std::move(with));
        } else {
            *known = std::move(with);
        }
    }
    return rules;
}

const CheckRule& CheckRules::find(std::string_view id) const {
    std::vector<std::string> ids;
    for (const auto& rule : rules) {
        if (rule.id == id) {
            return rule;
        }
        ids.push_back(rule.id);
    }
    throw UsageError(Message{"check.no_rule", {{"rule", std::string(id)}, {"rules", detail::listed(ids)}}});
}

CheckResult check(const Inventory& city, const CheckRules& rules, const CheckOptions& options,
                  const std::vector<Issue>& as_read, const Progress& progress) {
    for (const auto& id : options.only) {
        static_cast<void>(rules.find(id));
    }
    CheckResult result;
    const detail::SharedWork shared(city, options.threads);
    for (std::size_t i = 0; i < rules.rules.size(); ++i) {
        const auto& rule = rules.rules[i];
        report_progress(progress, "progress.checking",
                        static_cast<double>(i) / static_cast<double>(rules.rules.size()));
        Findings findings(rule);
        const auto* code = code_of(rule.id);
        if (!asked_for(rule, options)) {
            findings.not_run("check.not_asked");
        } else if (code == nullptr) {
            findings.not_run("check.no_code");
        } else {
            code->run(CheckContext{city, rule, options, as_read, shared, rules}, findings);
        }
        findings.outcome.found = static_cast<std::int64_t>(findings.issues.size());
        std::move(findings.issues.begin(), findings.issues.end(), std::back_inserter(result.issues));
        result.outcomes.push_back(std::move(findings.outcome));
    }
    return result;
}

} // namespace kerb
