#include <kerb/waterlogging/runoff_coefficients.hpp>

#include <algorithm>

#include <fmt/format.h>

#include <kerb/base/error.hpp>
#include <kerb/base/toml_checks.hpp>

#include "toml_numbers.hpp"

namespace kerb::waterlogging {
namespace {

using kerb::detail::only;
using kerb::detail::wrong;

SurfaceRunoff parse_surface(const TomlTable& table) {
    only(table, {"id", "title", "title_zh", "low", "high"});
    SurfaceRunoff surface{table.text("id"), table.text("title"), table.text("title_zh"), detail::number(table, "low"),
                          detail::number(table, "high")};
    if (!(surface.low >= 0 && surface.low <= surface.high && surface.high <= 1)) {
        wrong("storm.bad_range", table, "low", fmt::format("{}, {}", surface.low, surface.high));
    }
    return surface;
}

} // namespace

RunoffCoefficients RunoffCoefficients::from_toml(const TomlTable& table) {
    only(table, {"source", "status", "note", "note_zh", "surface"});
    RunoffCoefficients all;
    all.source = table.text("source");
    all.note = table.optional_text("note").value_or("");
    all.note_zh = table.optional_text("note_zh").value_or(all.note);
    static_cast<void>(table.text("status"));
    all.status =
        static_cast<FormulaStatus>(kerb::detail::choice(table, "status", {"official", "secondary", "unverified"}));
    for (const auto* part : kerb::detail::tables(table, "surface")) {
        auto surface = parse_surface(*part);
        const bool known = std::any_of(all.surfaces.begin(), all.surfaces.end(),
                                       [&](const auto& other) { return other.id == surface.id; });
        if (known) {
            wrong("storm.repeated", *part, "id", surface.id);
        }
        all.surfaces.push_back(std::move(surface));
    }
    return all;
}

const RunoffCoefficients& RunoffCoefficients::builtin() {
    constexpr std::string_view path = "rules/runoff_coefficients.toml";
    static const auto all = from_toml(parse_toml(builtin_data(path).value(), path));
    return all;
}

const SurfaceRunoff& RunoffCoefficients::at(std::string_view id) const {
    std::vector<std::string> ids;
    for (const auto& surface : surfaces) {
        if (surface.id == id) {
            return surface;
        }
        ids.push_back(surface.id);
    }
    throw UsageError(
        Message{"storm.unknown_surface", {{"surface", std::string(id)}, {"allowed", kerb::detail::listed(ids)}}});
}

} // namespace kerb::waterlogging
