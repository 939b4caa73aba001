#include <kerb/waterlogging/land_cover.hpp>

#include <array>
#include <cmath>

#include <fmt/format.h>

#include <kerb/base/toml_checks.hpp>

namespace kerb::waterlogging {

using kerb::detail::only;
using kerb::detail::wrong;

LandCover LandCover::from_toml(const TomlTable& table) {
    constexpr std::array<const char*, surface_count> names = {"rest", "road", "roof", "green"};
    only(table, {"title", "source", "source_zh", "status", "surface"});
    const auto& surfaces = table.table("surface");
    only(surfaces, {names.begin(), names.end()});
    LandCover cover;
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (surfaces.find(names[i]) == nullptr) {
            continue;
        }
        for (const auto& element : surfaces.array(names[i])) {
            const double code = element.number().value_or(std::nan(""));
            if (!(code == std::nearbyint(code)) || std::abs(code) > 1e6 ||
                !cover.surface_.emplace(static_cast<int>(code), static_cast<Surface>(i)).second) {
                wrong("land_cover.bad_code", surfaces, names[i], fmt::format("{}", code));
            }
        }
    }
    return cover;
}

const LandCover& LandCover::builtin() {
    constexpr std::string_view path = "rules/land_cover.toml";
    static const auto cover = from_toml(parse_toml(builtin_data(path).value(), path));
    return cover;
}

Surface LandCover::surface_of(int code) const {
    const auto found = surface_.find(code);
    return found == surface_.end() ? Surface::rest : found->second;
}

} // namespace kerb::waterlogging
