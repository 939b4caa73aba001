// Does a road get the light that its class asks for?
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <kerb/base/toml.hpp>

namespace kerb::coverage {

/// Figures that lighting classes ask for. `ti` is a most, the others are leasts.
enum class LightFigure : std::uint8_t { e_av, e_min, u_e, l_av, u_o, u_l, ti };
inline constexpr std::size_t light_figures = 7;
inline constexpr std::array<const char*, light_figures> light_figure_names = {"e_av", "e_min", "u_e", "l_av",
                                                                              "u_o",  "u_l",   "ti"};

/// Of a stretch of road: lx, lx, 1, cd/m², 1, 1, %. None: not known, or asked for by nobody.
using LightFigures = std::array<std::optional<double>, light_figures>;
[[nodiscard]] inline std::optional<double>& figure(LightFigures& figures, LightFigure f) {
    return figures[static_cast<std::size_t>(f)];
}
[[nodiscard]] inline const std::optional<double>& figure(const LightFigures& figures, LightFigure f) {
    return figures[static_cast<std::size_t>(f)];
}

struct LightingClass {
    std::string name;
    std::string step;       ///< `low` or `high` where a standard gives two; else empty
    LightFigures asks;      ///< limits
    std::string comparable; ///< the class by illuminance that stands in where luminance is not known; may be empty
    std::string status;     ///< `found`, `secondary` or `unverified`: how sure the numbers are
};

/// Lighting classes of a standard, and which one a road of each class gets.
struct LightingProfile {
    std::string title, source, status;
    std::vector<LightingClass> classes;
    std::map<std::string, std::string> of_road; ///< class of roads, or a word for it → name of a lighting class

    /// \param step of two, which; \return nullptr when there is none of that name
    [[nodiscard]] const LightingClass* find(std::string_view name, std::string_view step) const;
};

/// Reads a profile like those of data/lighting/. \throws SourceError naming the key that is missing or wrong
[[nodiscard]] LightingProfile lighting_profile_from_toml(const TomlTable& table);

struct Shortfall {
    LightFigure figure;
    double value, limit;
    friend bool operator==(const Shortfall&, const Shortfall&) = default;
};

struct ClassVerdict {
    const LightingClass* by = nullptr; ///< the class that was asked, which may be the comparable one; none: not judged
    bool by_luminance = false;
    std::vector<Shortfall> failed; ///< empty: met
    [[nodiscard]] bool met() const { return failed.empty(); }
};

/// Holds figures against a class: by luminance (L_av, U_o, U_l, TI) where L_av is known and asked for, else by
/// illuminance (E_av, E_min, U_E) of the class itself or of the comparable one. Limits are closed, with 1e-9 for
/// rounding. Figures that are not known are not held against anything. Not judged: no figure that is asked for is
/// known.
[[nodiscard]] ClassVerdict judge(const LightingProfile& profile, const LightingClass& wanted,
                                 const LightFigures& figures);

} // namespace kerb::coverage
