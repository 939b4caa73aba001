#include "domains.hpp"

#include <algorithm>
#include <limits>

#include <fmt/format.h>

#include <kerb/base/toml_checks.hpp>
#include <kerb/inventory/tables.hpp>

namespace kerb::detail {
namespace {

bool is_numeric(const FieldDescription* field) {
    return field != nullptr && (field->type == ColumnType::real || field->type == ColumnType::integer);
}

/// Has the class, or for `*` any class, a field of numbers of this name?
bool known(const ValueDomain& domain) {
    const auto& classes = asset_classes();
    return std::any_of(classes.begin(), classes.end(), [&domain](const ClassDescription& c) {
        return (domain.class_name == "*" || domain.class_name == c.class_name) && is_numeric(c.find(domain.field));
    });
}

ValueDomain parse_domain(const std::string& name, const TomlTable& table) {
    only(table, {"least", "above", "most", "usual_least", "usual_most", "source", "status"});
    ValueDomain domain;
    const auto dot = name.find('.');
    domain.class_name = name.substr(0, dot);
    domain.field = dot == std::string::npos ? "" : name.substr(dot + 1);
    domain.least = table.optional_number("least");
    if (const auto above = table.optional_number("above")) {
        domain.least = above;
        domain.least_excluded = true;
    }
    domain.most = table.optional_number("most");
    domain.usual_least = table.optional_number("usual_least");
    domain.usual_most = table.optional_number("usual_most");
    domain.source = table.optional_text("source").value_or("");
    domain.status = table.optional_text("status").value_or("");
    return domain;
}

std::string range_text(std::optional<double> least, bool excluded, std::optional<double> most) {
    if (least && most) {
        return fmt::format("{}{} … {}", excluded ? "> " : "", *least, *most);
    }
    return least ? fmt::format("{} {}", excluded ? ">" : "≥", *least) : most ? fmt::format("≤ {}", *most) : "–";
}

bool within(std::optional<double> least, std::optional<double> most, double value) {
    return value >= least.value_or(-std::numeric_limits<double>::infinity()) &&
           value <= most.value_or(std::numeric_limits<double>::infinity());
}

} // namespace

std::vector<ValueDomain> parse_domains(const TomlTable& table) {
    std::vector<ValueDomain> domains;
    const auto& named = table.table("domain");
    for (const auto& [name, value] : named.entries()) {
        if (value.table() == nullptr) {
            wrong("toml.not_table", named, name);
        }
        domains.push_back(parse_domain(name, *value.table()));
        const auto& domain = domains.back();
        if (!known(domain)) {
            wrong("check.no_field", named, name);
        }
        if (domain.least && domain.most && *domain.least >= *domain.most) {
            wrong("toml.bad_value", *value.table(), "most", fmt::format("{}", *domain.most),
                  fmt::format("> {}", *domain.least));
        }
    }
    return domains;
}

bool possible(const ValueDomain& domain, double value) {
    return within(domain.least, domain.most, value) && !(domain.least_excluded && value == *domain.least);
}

bool usual(const ValueDomain& domain, double value) {
    return within(domain.usual_least, domain.usual_most, value);
}

std::string possible_text(const ValueDomain& domain) {
    return range_text(domain.least, domain.least_excluded, domain.most);
}

std::string usual_text(const ValueDomain& domain) {
    return range_text(domain.usual_least, false, domain.usual_most);
}

} // namespace kerb::detail
