#include <kerb/coverage/r_table.hpp>

#include <algorithm>
#include <cmath>

#include <kerb/base/error.hpp>
#include <kerb/base/toml_checks.hpp>

namespace kerb::coverage {
namespace {

std::vector<double> numbers(const TomlTable& table, std::string_view key, const TomlArray& array) {
    std::vector<double> values;
    for (const auto& value : array) {
        const auto number = value.number();
        if (!number || !std::isfinite(*number) || *number < 0) {
            kerb::detail::wrong("photometry.rtable.no_number", table, key, value.as_text());
        }
        values.push_back(*number);
    }
    return values;
}

std::vector<double> ascending(const TomlTable& table, std::string_view key, double last) {
    auto values = numbers(table, key, table.array(key));
    const bool rises = std::adjacent_find(values.begin(), values.end(), std::greater_equal<>()) == values.end();
    if (values.size() < 2 || !rises || values.front() != 0 || (last > 0 && values.back() != last)) {
        kerb::detail::wrong("photometry.rtable.not_ascending", table, key);
    }
    return values;
}

std::size_t cell(const std::vector<double>& angles, double at) {
    const auto above = std::upper_bound(angles.begin(), angles.end(), at) - angles.begin();
    return std::min(static_cast<std::size_t>(above), angles.size() - 1) - 1;
}

} // namespace

RTable r_table_from_toml(const TomlTable& table) {
    kerb::detail::only(table, {"name", "source", "status", "beta_deg", "tan_eps", "factor", "q0_printed", "q0", "r"});
    RTable result;
    result.name = table.text("name");
    result.source = table.text("source");
    result.status = table.text("status");
    result.beta_deg = ascending(table, "beta_deg", 180);
    result.tan_eps = ascending(table, "tan_eps", 0);
    const double factor = table.optional_number("factor").value_or(1e-4) * table.optional_number("q0").value_or(1) /
                          table.optional_number("q0_printed").value_or(table.optional_number("q0").value_or(1));
    if (!(factor > 0 && std::isfinite(factor))) {
        kerb::detail::wrong("photometry.rtable.no_number", table, "factor");
    }
    for (const auto& row : table.array("r")) {
        const auto* values = std::get_if<TomlArray>(&row.data());
        if (values == nullptr || values->size() != result.beta_deg.size()) {
            kerb::detail::wrong("photometry.rtable.row_size", table, "r");
        }
        for (const auto value : numbers(table, "r", *values)) {
            result.r.push_back(value * factor);
        }
    }
    if (result.r.size() != result.beta_deg.size() * result.tan_eps.size()) {
        kerb::detail::wrong("photometry.rtable.row_size", table, "r");
    }
    return result;
}

double reduced_luminance(const RTable& table, double beta_deg, double tan_eps) {
    if (!(tan_eps <= table.tan_eps.back())) {
        return 0;
    }
    const auto i = cell(table.tan_eps, tan_eps), j = cell(table.beta_deg, beta_deg);
    const auto* low = table.r.data() + i * table.beta_deg.size() + j;
    const auto* high = low + table.beta_deg.size();
    const double s = (beta_deg - table.beta_deg[j]) / (table.beta_deg[j + 1] - table.beta_deg[j]);
    const double t = (tan_eps - table.tan_eps[i]) / (table.tan_eps[i + 1] - table.tan_eps[i]);
    const double a = low[0] + (low[1] - low[0]) * s, b = high[0] + (high[1] - high[0]) * s;
    return a + (b - a) * t;
}

} // namespace kerb::coverage
