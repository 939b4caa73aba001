// The envelope around every result: frame, accuracy, what was read and what became of it.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <kerb/base/issue.hpp>
#include <kerb/geometry/working_frame.hpp>

namespace kerb::report {

/// What happened to the rows of one layer.
struct LayerAccount {
    std::string role; ///< `lines`, `assets`, `zones`, or the class it became
    std::string source, layer;
    Accounting accounting;
    std::vector<std::string> unmapped; ///< fields that no mapping names
};

/// How a figure was found, and how far off it may be.
struct Accuracy {
    std::string method;                   ///< stable name, e.g. `interval_union`
    std::optional<double> relative_error; ///< of the method, in its plane
};

struct Envelope {
    std::optional<WorkingFrame> frame;
    std::optional<Accuracy> accuracy;
    std::vector<LayerAccount> layers;
    std::span<const Issue> issues;
    Language language = Language::en; ///< of the issues' texts
};

/// Issues listed in the envelope; all are counted.
inline constexpr std::size_t listed_issues = 100;

/// The whole document; `result` is a JSON value already. Numbers that are not finite, and shares of nothing, are null.
[[nodiscard]] std::string to_json(const Envelope& envelope, std::string_view result);

/// All layers together.
[[nodiscard]] Accounting total(std::span<const LayerAccount> layers);

/// `{"name": count, …}`: the result of commands that make or convert an inventory.
[[nodiscard]] std::string counts_json(std::span<const std::pair<std::string, std::int64_t>> counts);

/// A text as a JSON string, quotes included; bytes that are not UTF-8 become U+FFFD.
[[nodiscard]] std::string json_text(std::string_view text);

/// A number as JSON: shortest form that reads back the same, `null` when not finite.
[[nodiscard]] std::string json_number(double value);

/// The same, `null` for what is missing or empty.
[[nodiscard]] inline std::string text_or_null(std::string_view text) {
    return text.empty() ? "null" : json_text(text);
}
[[nodiscard]] inline std::string number_or_null(const std::optional<double>& value) {
    return value ? json_number(*value) : "null";
}

} // namespace kerb::report
