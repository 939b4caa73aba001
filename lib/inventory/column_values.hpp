// What a cell of a column says, whichever type the column has.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include <kerb/base/text.hpp>
#include <kerb/inventory/feature_table.hpp>

namespace kerb::detail {

/// Texts of one column, so that rows that say the same share it.
class SharedTexts {
public:
    [[nodiscard]] Text get(std::string_view text);

private:
    static constexpr std::size_t most = 65536; // a column with more is one of keys, where none share
    std::unordered_map<std::string_view, Text> texts_;
    Text last_; // neighbours often say the same
};

/// Neither null, nor blank, nor NaN?
[[nodiscard]] bool has_value(const Column& column, std::size_t row);
/// What Column::text_at says, in the column itself where that holds texts, else in `scratch`.
[[nodiscard]] const std::string& text_in(const Column& column, std::size_t row, std::string& scratch);
/// A finite number, also one that is written as a text.
[[nodiscard]] std::optional<double> number_in(const Column& column, std::size_t row);
/// 0 or 1, no or yes, false or true.
[[nodiscard]] std::optional<bool> boolean_in(const Column& column, std::size_t row);

} // namespace kerb::detail
