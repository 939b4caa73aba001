// `--fail-if 'share<0.98'`: a limit on one figure of the result.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace kerb::tools {

/// Figures a limit may name; nullopt is "no data".
using Figures = std::vector<std::pair<std::string, std::optional<double>>>;

class Limit {
public:
    /// `name<number`, also `<=`, `>`, `>=`. \throws UsageError when it is anything else or names none of `names`.
    Limit(const std::string& text, const std::vector<std::string>& names);
    /// Can it be judged? Not where its figure has no data.
    [[nodiscard]] bool has_data(const Figures& figures) const;
    [[nodiscard]] bool crossed(const Figures& figures) const;

private:
    [[nodiscard]] std::optional<double> figure(const Figures& figures) const;

    std::string name_, comparison_;
    double value_ = 0;
};

} // namespace kerb::tools
