// `--fail-if 'share<0.98'`: a limit on one figure of the result.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace kerb::tools {

/// Figures a limit may name; nullopt is "no data", which crosses no limit.
using Figures = std::vector<std::pair<std::string, std::optional<double>>>;

class Limit {
public:
    /// `name<number`, also `<=`, `>`, `>=`. \throws UsageError when it is anything else or names none of `names`.
    Limit(const std::string& text, const std::vector<std::string>& names);
    [[nodiscard]] bool crossed(const Figures& figures) const;

private:
    std::string name_, comparison_;
    double value_ = 0;
};

} // namespace kerb::tools
