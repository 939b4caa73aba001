// Which values a field may have: the tables of data/rules/domains.toml.
#pragma once

#include <string>
#include <vector>

#include <kerb/inventory/check.hpp>

namespace kerb::detail {

/// The tables `[domain."CLASS.field"]`. \throws SourceError naming a class, field or key that is none, and bounds that
/// leave no room.
[[nodiscard]] std::vector<ValueDomain> parse_domains(const TomlTable& table);

/// Can a value be right? Not a number cannot.
[[nodiscard]] bool possible(const ValueDomain& domain, double value);
/// Is a possible value usual?
[[nodiscard]] bool usual(const ValueDomain& domain, double value);
/// `> 0 … 100`, `≥ 0`, `≤ 5`: what can be.
[[nodiscard]] std::string possible_text(const ValueDomain& domain);
[[nodiscard]] std::string usual_text(const ValueDomain& domain);

} // namespace kerb::detail
