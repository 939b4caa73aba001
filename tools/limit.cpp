#include "limit.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include <kerb/base/error.hpp>

namespace kerb::tools {
namespace {

std::string trimmed(const std::string& text) {
    const auto first = text.find_first_not_of(' ');
    return first == std::string::npos ? "" : text.substr(first, text.find_last_not_of(' ') - first + 1);
}

} // namespace

Limit::Limit(const std::string& text, const std::vector<std::string>& names) {
    const auto at = std::min(text.find('<'), text.find('>'));
    bool good = at != std::string::npos;
    if (good) {
        const bool equal = at + 1 < text.size() && text[at + 1] == '=';
        name_ = trimmed(text.substr(0, at));
        comparison_ = text.substr(at, equal ? 2 : 1);
        const auto number = trimmed(text.substr(at + comparison_.size()));
        const auto* end = number.data() + number.size();
        const auto parsed = std::from_chars(number.data(), end, value_);
        good = parsed.ec == std::errc() && parsed.ptr == end && !number.empty() &&
               std::find(names.begin(), names.end(), name_) != names.end();
    }
    if (!good) {
        throw UsageError({"tools.limit", {{"value", text}, {"names", fmt::format("{}", fmt::join(names, ", "))}}});
    }
}

std::optional<double> Limit::figure(const Figures& figures) const {
    const auto it = std::find_if(figures.begin(), figures.end(), [&](const auto& f) { return f.first == name_; });
    return it == figures.end() ? std::nullopt : it->second;
}

bool Limit::has_data(const Figures& figures) const {
    return figure(figures).has_value();
}

bool Limit::crossed(const Figures& figures) const {
    const auto found = figure(figures);
    return found && (comparison_ == "<"    ? *found < value_
                     : comparison_ == "<=" ? *found <= value_
                     : comparison_ == ">"  ? *found > value_
                                           : *found >= value_);
}

} // namespace kerb::tools
