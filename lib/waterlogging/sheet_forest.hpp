// Which lowest places lie under one sheet of water, and how high it stands: a forest that remembers at what height its
// sets were joined, in place of the whole tree.
#pragma once

#include <cstdint>
#include <vector>

#include <kerb/waterlogging/depression_sheets.hpp>

namespace kerb::waterlogging::detail {

/// What the first pass leaves of the lowest places; entry 0 is off the map.
struct Leaves {
    std::vector<std::uint32_t> pit, cells;
    std::vector<float> pit_m;
    std::vector<std::uint8_t> state; ///< bit 0: the catchment touches the rim

    void add(std::uint32_t pit_cell, float height_m, std::uint32_t catchment, bool rim);
    [[nodiscard]] std::size_t size() const { return pit.size(); }
};

/// The deeper set goes below the other, and nothing is shortened, so a set is at most log₂ of its size deep and what
/// was joined below a height is found by climbing the links below it.
class SheetForest {
public:
    explicit SheetForest(Leaves&& leaves);

    /// \pre passes come in ascending order
    void join(std::uint64_t order, std::uint32_t here, std::uint32_t there);
    /// The sheets, not measured. \return of each leaf 1 + its sheet, 0 for none
    std::vector<std::uint32_t> finish(DepressionSheets& sheets);

    /// At the peak, for each leaf.
    static constexpr std::int64_t leaf_bytes = 4 * 7 + 1;

private:
    static constexpr std::uint8_t rim = 1, inner = 2, drained = 4, deeper = 8;

    [[nodiscard]] std::uint32_t find(std::uint32_t leaf) const;
    bool close(std::uint32_t set, float sill, std::uint32_t cell);
    void close_all();
    [[nodiscard]] std::vector<std::uint32_t> members() const;
    void number(DepressionSheets& sheets, std::vector<std::uint32_t>& sheet);
    void gather(DepressionSheets& sheets, const std::vector<std::uint32_t>& sheet);

    Leaves leaves_;
    std::vector<std::uint32_t> up_, pass_;
    std::vector<float> height_; ///< of a set's first: floor of its uppermost hollow, or its level; else of the link up
    TreeSummary summary_;
};

} // namespace kerb::waterlogging::detail
