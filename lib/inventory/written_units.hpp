// Units that mappings state and that texts of foreign tables have behind their numbers.
#pragma once

#include <optional>
#include <span>
#include <string_view>

namespace kerb::detail {

/// A unit as people write it, in the one that its kind is counted in (metres, square metres, minutes, watts, …).
struct WrittenUnit {
    std::string_view word;
    double factor;
};

/// Units of one kind, which can be turned into each other.
using UnitKind = std::span<const WrittenUnit>;

/// Metres per unit that a mapping may state (m, ft, us-ft, in, cm, mm, km); nullopt for any other.
[[nodiscard]] std::optional<double> stated_unit(std::string_view unit);

/// All units of the kind that a unit of ours is of (`m`, `m2`, `m3/s`, `min`, `kW`, `t/d`, …; `1` for shares, which are
/// written as percent, too); empty for what is none.
[[nodiscard]] UnitKind kind_of(std::string_view unit);

/// What a word stands for; `KW` is read as `kW`, but where capitals tell units apart (`MW`) they count.
[[nodiscard]] std::optional<double> factor_of(UnitKind kind, std::string_view word);

/// The unit that the end of a field's name states (`depth_cm`: cm); empty when it states none.
[[nodiscard]] std::string_view unit_of_ending(std::string_view field);

} // namespace kerb::detail
