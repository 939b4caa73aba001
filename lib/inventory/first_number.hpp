// Numbers out of texts: `approx. 3.5 m`, `DN300`, `1.2万平方米`.
#pragma once

#include <optional>
#include <string_view>

#include <kerb/inventory/mapping.hpp>

#include "written_units.hpp"

namespace kerb::detail {

/// What numbers of a field are measured in, where their texts say it and where they do not.
struct NumberUnit {
    UnitKind kind;     ///< units that may stand behind a number; empty for counts, whose words say what is counted
    double usual = 1;  ///< that of a number without one
    double own = 1;    ///< that of the answer
    double factor = 1; ///< what the answer is multiplied by
};

/// How a rule reads the numbers in texts of its field, whose own unit is `own` (empty for none). A factor of the rule
/// that only turns a unit into the field's own is the unit of numbers without one.
[[nodiscard]] NumberUnit number_unit(const FieldRule& rule, std::string_view own);

/// The first number of a text, turned by the unit behind it: in metres `10 ft` is 3.048. Nothing where another word
/// stands there, or where the digits go on in a way that can be meant otherwise: `3,5`, `1 200`, `3–5`, `600×800`,
/// `5 ft 10 in`. The words of a count do not matter: `3 lamps` is 3, `1.2万人` 12000.
[[nodiscard]] std::optional<double> first_number(std::string_view text, const NumberUnit& unit);

/// The number that a mapping fixes for a field, in the field's own unit; nothing where it is none.
[[nodiscard]] std::optional<double> fixed_number(std::string_view text);

} // namespace kerb::detail
