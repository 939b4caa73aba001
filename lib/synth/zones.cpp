#include <algorithm>

#include <fmt/format.h>

#include "parts.hpp"

namespace kerb::synth {
namespace {

constexpr int border_steps = 12;

/// The border from lattice point (column, row) to the east or north; both neighbours use the same points.
Points border(const Plan& plan, std::uint32_t column, std::uint32_t row, bool east) {
    const auto& scale = plan.scale;
    const auto lattice = [&](std::uint32_t c, std::uint32_t r) {
        const double size = plan.extent() + 2 * margin_m;
        return Point{corner.x - margin_m + size * c / scale.district_columns,
                     corner.y - margin_m + size * r / scale.district_rows};
    };
    const auto a = lattice(column, row), b = lattice(column + (east ? 1 : 0), row + (east ? 0 : 1));
    const bool outer = east ? row == 0 || row == scale.district_rows : column == 0 || column == scale.district_columns;
    Points line = {a};
    for (int i = 1; i < border_steps; ++i) {
        auto random = plan.stream(border_line, (std::uint64_t{row} * 4096 + column) * 64 +
                                                   static_cast<std::uint64_t>(i) * 2 + (east ? 1 : 0));
        const double off = outer ? 0 : random.uniform(-50, 50), share = static_cast<double>(i) / border_steps;
        line.push_back({a.x + (b.x - a.x) * share + (east ? 0 : off), a.y + (b.y - a.y) * share + (east ? off : 0)});
    }
    line.push_back(b);
    return line;
}

} // namespace

void add_districts(const Plan& plan, Inventory& city) {
    for (std::uint32_t r = 0; r < plan.scale.district_rows; ++r) {
        for (std::uint32_t c = 0; c < plan.scale.district_columns; ++c) {
            Points ring = border(plan, c, r, true);
            const auto append = [&](Points line, bool backwards) {
                if (backwards) {
                    std::reverse(line.begin(), line.end());
                }
                ring.insert(ring.end(), line.begin() + 1, line.end());
            };
            append(border(plan, c + 1, r, false), false);
            append(border(plan, c, r + 1, true), true);
            append(border(plan, c, r, false), true);
            Zone zone;
            const auto number = r * plan.scale.district_columns + c + 1;
            zone.about.key = fmt::format("D{:04}", number);
            zone.about.name_zh = fmt::format("第{}区", number);
            zone.about.name_en = fmt::format("District {}", number);
            zone.kind = "district";
            zone.area = {{std::move(ring), {}}};
            city.zones.push_back(std::move(zone));
        }
    }
}

} // namespace kerb::synth
