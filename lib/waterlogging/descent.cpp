#include "descent.hpp"

#include <algorithm>
#include <array>

namespace kerb::waterlogging::detail {
namespace {

constexpr std::uint32_t own_place = 4; ///< among the nine directions: the cell is a pit
constexpr std::uint32_t leaves_map = 9;
constexpr std::uint32_t beyond_tile = 10;

/// Heights of one row; cells without a value get `without`.
void load_row(const float* from, std::size_t count, const TileCells& cells, HeightKey without, HeightKey* to) {
    const bool marked = cells.nodata.has_value() && std::isfinite(*cells.nodata);
    const HeightKey marker = marked ? key_of(*cells.nodata) : highest_key;
    for (std::size_t i = 0; i < count; ++i) {
        const auto bits = std::bit_cast<std::uint32_t>(from[i]);
        const auto key = key_of(from[i]);
        const bool has_value = ((bits & 0x7f800000U) != 0x7f800000U) & (key != marker);
        to[i] = has_value ? key : without;
    }
}

HeightKey outside_key(Edge edge) {
    return edge == Edge::open ? lowest_key : highest_key;
}

} // namespace

Descent::Descent(const DepressionPlan& plan, std::size_t tile, const TileCells& cells)
    : plan_(plan), own_(plan.own(tile)), seen_(plan.seen(tile)) {
    const auto size = stride() * (own_.rows + 2);
    key.assign(size, outside_key(plan.rim().edge));
    basin.assign(size, none);
    const auto across = static_cast<std::ptrdiff_t>(stride());
    offsets = {-across - 1, -across, -across + 1, -1, 0, 1, across - 1, across, across + 1};
    ends = {0}; // off the map
    end_m = {std::numeric_limits<float>::quiet_NaN()};
    load(cells);
}

std::uint32_t Descent::cell(std::size_t at) const {
    const auto row = own_.row + at / stride(), column = own_.column + at % stride();
    return static_cast<std::uint32_t>((row - 1) * plan_.columns() + column - 1);
}

void Descent::load(const TileCells& cells) {
    const auto without = plan_.rim().voids == Voids::open ? lowest_key : highest_key;
    const auto left = own_.column - seen_.column, top = own_.row - seen_.row; // 1 where there is a cell before the tile
    for (std::size_t row = 0; row < seen_.rows; ++row) {
        auto* to = key.data() + (row + 1 - top) * stride() + (1 - left);
        load_row(cells.first + row * cells.stride, seen_.columns, cells, without, to);
        auto* mark = basin.data() + (to - key.data());
        const bool inside_row = row >= top && row < top + own_.rows;
        for (std::size_t column = 0; column < seen_.columns; ++column) {
            const bool inside = inside_row && column >= left && column < left + own_.columns;
            const bool valued = to[column] != lowest_key && to[column] != highest_key;
            mark[column] = valued ? unknown | (inside ? own_place : beyond_tile) : none;
        }
    }
}

void Descent::point(std::size_t row) {
    const auto begin = at(0, row);
    const HeightKey* k = key.data() + begin;
    std::uint32_t* b = basin.data() + begin;
    const auto width = own_.columns;
    const auto* up = k + offsets[1];
    const auto* down = k + offsets[7];
    for (std::size_t c = 0; c < width; ++c) {
        HeightKey lowest = up[static_cast<std::ptrdiff_t>(c) - 1];
        std::uint32_t way = 0;
        const auto try_lower = [&lowest, &way](HeightKey height, std::uint32_t direction) {
            const bool lower = height < lowest;
            lowest = lower ? height : lowest;
            way = lower ? direction : way;
        };
        try_lower(up[c], 1);
        try_lower(up[c + 1], 2);
        try_lower(k[static_cast<std::ptrdiff_t>(c) - 1], 3);
        try_lower(k[c], own_place);
        try_lower(k[c + 1], 5);
        try_lower(down[static_cast<std::ptrdiff_t>(c) - 1], 6);
        try_lower(down[c], 7);
        try_lower(down[c + 1], 8);
        way = lowest == lowest_key ? leaves_map : way;
        b[c] = b[c] == none ? none : unknown | way;
    }
}

void Descent::drain_edge() {
    const auto water = key_of(static_cast<float>(plan_.rim().level_m));
    const auto drain = [this, water](std::size_t place) {
        if (basin[place] != none && key[place] >= water) {
            basin[place] = unknown | leaves_map;
        }
    };
    for (std::size_t row = 0; row < own_.rows; ++row) {
        for (std::size_t column = 0; column < own_.columns; ++column) {
            if (at_edge(column, row)) {
                drain(at(column, row));
            }
        }
    }
}

std::uint32_t Descent::new_basin(std::size_t at) {
    basin[at] = static_cast<std::uint32_t>(ends.size());
    ends.push_back(cell(at));
    end_m.push_back(height_of(key[at]));
    return basin[at];
}

std::uint32_t Descent::beyond(std::size_t at) {
    return basin[at] == (unknown | beyond_tile) ? new_basin(at) : basin[at];
}

void Descent::follow(std::size_t start) {
    path_.clear();
    auto at = start;
    while ((basin[at] & unknown) != 0) {
        const auto way = basin[at] & ~unknown;
        if (way == leaves_map) {
            basin[at] = off_map;
        } else if (way == own_place) {
            new_basin(at);
        } else if (way == beyond_tile) {
            beyond(at);
        } else {
            path_.push_back(at);
            at = static_cast<std::size_t>(static_cast<std::ptrdiff_t>(at) + offsets[way]);
        }
    }
    for (const auto passed : path_) {
        basin[passed] = basin[at];
    }
}

void Descent::run() {
    for (std::size_t row = 0; row < own_.rows; ++row) {
        point(row);
    }
    if (plan_.rim().edge == Edge::level) {
        drain_edge();
    }
    for (std::size_t row = 0; row < own_.rows; ++row) {
        for (std::size_t column = 0; column < own_.columns; ++column) {
            if ((basin[at(column, row)] & unknown) != 0) {
                follow(at(column, row));
            }
        }
    }
}

} // namespace kerb::waterlogging::detail
