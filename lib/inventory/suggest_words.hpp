// Which words mean a class, a field or a code.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kerb::detail {

/// Small Latin letters, without blanks, `_`, `-` and dots: names that differ only in these are the same.
[[nodiscard]] std::string plain_name(std::string_view name);

/// A field's name without the unit that stands behind it (`width_ft`, `管径(mm)`), and that unit as a mapping writes
/// it.
struct NameWithUnit {
    std::string name, unit;
};
[[nodiscard]] NameWithUnit split_unit(std::string_view name);

/// How well a word fits, and which word it was; strength 0: not at all.
struct WordMatch {
    int strength = 0;
    std::string word;
};

/// Is a word of the class in the layer's name? The strength is the length of the longest such word.
[[nodiscard]] WordMatch class_in_name(const std::string& class_name, std::string_view layer);

/// Does the name mean the field? 4: it is ours; 3: it is a label or a synonym; 2: it is one of these, cut to 10 bytes.
[[nodiscard]] WordMatch field_by_name(const std::string& field, std::string_view name);

/// Does the name end as those of keys do (`…_id`, `…No`, `…编号`)?
[[nodiscard]] bool names_a_key(std::string_view name);

/// The code that a value means, among `codes`.
[[nodiscard]] std::optional<std::string> code_by_value(const std::string& field, const std::vector<std::string>& codes,
                                                       std::string_view value);

} // namespace kerb::detail
