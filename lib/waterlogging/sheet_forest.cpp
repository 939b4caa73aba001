#include "sheet_forest.hpp"

#include <numeric>
#include <tuple>
#include <utility>

#include "height_key.hpp"
#include "let_go.hpp"

namespace kerb::waterlogging::detail {

void Leaves::add(std::uint32_t pit_cell, float height_m, std::uint32_t catchment, bool rim) {
    pit.push_back(pit_cell);
    pit_m.push_back(height_m);
    cells.push_back(catchment);
    state.push_back(rim ? 1 : 0);
}

SheetForest::SheetForest(Leaves&& leaves)
    : leaves_(std::move(leaves)), up_(leaves_.size()), pass_(leaves_.size()), height_(leaves_.pit_m) {
    std::iota(up_.begin(), up_.end(), 0U);
    leaves_.state[off_map] |= drained;
}

std::uint32_t SheetForest::find(std::uint32_t leaf) const {
    while (up_[leaf] != leaf) {
        leaf = up_[leaf];
    }
    return leaf;
}

/// The uppermost hollow of a set has its sill now. True when it or one inside has relief.
bool SheetForest::close(std::uint32_t set, float sill, std::uint32_t cell) {
    const bool own = height_[set] < sill, has_inner = (leaves_.state[set] & inner) != 0;
    if (own) {
        pass_[set] = cell;
        ++summary_.nodes;
        summary_.innermost += has_inner ? 0 : 1;
    }
    return own || has_inner;
}

void SheetForest::join(std::uint64_t order, std::uint32_t here, std::uint32_t there) {
    auto a = find(here), b = find(there);
    auto& state = leaves_.state;
    const bool a_drains = (state[a] & drained) != 0, b_drains = (state[b] & drained) != 0;
    if (a == b || (a_drains && b_drains)) {
        return;
    }
    const auto height = height_of(key_in(order));
    const auto cell = static_cast<std::uint32_t>(order);
    if (a_drains || b_drains) {
        const auto closed = a_drains ? b : a;
        close(closed, height, cell);
        height_[closed] = height;
        state[closed] |= drained;
        return;
    }
    const bool relief_a = close(a, height, cell), relief_b = close(b, height, cell);
    if (state[a] / deeper < state[b] / deeper) {
        std::swap(a, b);
    }
    state[a] = static_cast<std::uint8_t>(state[a] + (state[a] / deeper == state[b] / deeper ? deeper : 0));
    state[a] = static_cast<std::uint8_t>((state[a] & ~inner) | (relief_a || relief_b ? inner : 0));
    up_[b] = a;
    height_[a] = height_[b] = height;
}

/// Hollows from which no water leaves the map have no sill; they stand at their floor.
void SheetForest::close_all() {
    for (std::uint32_t leaf = 1; leaf < up_.size(); ++leaf) {
        if (up_[leaf] == leaf && (leaves_.state[leaf] & drained) == 0) {
            ++summary_.nodes;
            summary_.innermost += (leaves_.state[leaf] & inner) != 0 ? 0 : 1;
        }
    }
}

/// Of each leaf the first of those that are joined with it below the level of the whole set; 0 where no water stands.
std::vector<std::uint32_t> SheetForest::members() const {
    std::vector<std::uint32_t> sheet(up_.size());
    for (std::uint32_t leaf = 1; leaf < up_.size(); ++leaf) {
        const auto level = height_[find(leaf)];
        if (!(leaves_.pit_m[leaf] < level)) {
            continue;
        }
        auto at = leaf;
        while (up_[at] != at && height_[at] < level) {
            at = up_[at];
        }
        sheet[leaf] = at;
    }
    return sheet;
}

void SheetForest::number(DepressionSheets& sheets, std::vector<std::uint32_t>& sheet) {
    for (std::uint32_t leaf = 1; leaf < sheet.size(); ++leaf) {
        summary_.outermost += sheet[leaf] == leaf ? 1 : 0;
    }
    sheets.sill_m.reserve(summary_.outermost);
    sheets.pass.reserve(summary_.outermost);
    for (std::uint32_t leaf = 1; leaf < sheet.size(); ++leaf) {
        if (sheet[leaf] == leaf) {
            sheets.sill_m.push_back(height_[find(leaf)]);
            sheets.pass.push_back(pass_[leaf]);
        }
    }
    let_go(height_);
    let_go(pass_);
    std::uint32_t numbers = 0;
    for (std::uint32_t leaf = 1; leaf < sheet.size(); ++leaf) {
        if (sheet[leaf] == leaf) {
            up_[leaf] = ++numbers; // from here on, the number of a sheet
        }
    }
    for (auto& first : sheet) {
        first = first == 0 ? 0 : up_[first];
    }
    let_go(up_);
}

void SheetForest::gather(DepressionSheets& sheets, const std::vector<std::uint32_t>& sheet) {
    const auto rank = [this](std::uint32_t leaf) { return std::tuple(leaves_.pit_m[leaf], leaves_.pit[leaf]); };
    std::vector<std::uint32_t> lowest(sheets.size());
    for (std::uint32_t leaf = 1; leaf < sheet.size(); ++leaf) {
        if (sheet[leaf] != 0) {
            auto& known = lowest[sheet[leaf] - 1];
            known = known == 0 || rank(leaf) < rank(known) ? leaf : known;
        }
    }
    for (const auto leaf : lowest) {
        sheets.pit.push_back(leaves_.pit[leaf]);
        sheets.pit_m.push_back(leaves_.pit_m[leaf]);
    }
    let_go(lowest);
    let_go(leaves_.pit);
    let_go(leaves_.pit_m);
    sheets.catchment_cells.resize(sheets.size());
    sheets.touches_rim.resize(sheets.size());
    for (std::uint32_t leaf = 1; leaf < sheet.size(); ++leaf) {
        if (sheet[leaf] != 0) {
            sheets.catchment_cells[sheet[leaf] - 1] += leaves_.cells[leaf];
            auto& touches = sheets.touches_rim[sheet[leaf] - 1];
            touches = touches != 0 || (leaves_.state[leaf] & rim) != 0 ? 1 : 0;
        }
    }
}

std::vector<std::uint32_t> SheetForest::finish(DepressionSheets& sheets) {
    close_all();
    auto sheet = members();
    number(sheets, sheet);
    sheets.pit.reserve(sheets.size());
    sheets.pit_m.reserve(sheets.size());
    gather(sheets, sheet);
    leaves_ = {};
    sheets.summary = summary_;
    sheets.leaves = sheet.size() - 1;
    return sheet;
}

} // namespace kerb::waterlogging::detail
