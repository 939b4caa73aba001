// Water on a terrain that comes and goes: what `pour` does at once, step by step, with outflow in between.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include <kerb/waterlogging/depression_tree.hpp>
#include <kerb/waterlogging/ponding.hpp>

namespace kerb::waterlogging {

/// Water in every hollow at one moment. Hollows whose parts are both full act as one; they part again when their water
/// falls below the saddle. Without outflow the state is that of `pour`. Not thread-safe.
class PondState {
public:
    explicit PondState(const DepressionTree& tree);

    /// Adds water to a leaf basin; what hollows cannot hold spills on. Returns what leaves the map.
    /// \par Complexity nearly constant on average between two takes: full hollows are skipped once their way is known
    Volume add(std::uint32_t leaf, Volume volume);
    /// Adds water to all leaf basins at once, to the same end: hollows that spill come before those they spill into, so
    /// each passes on once. `inflow` (one entry per leaf basin and entry 0) becomes all that came to each, over ground
    /// and from hollows above. Returns what leaves the map. \param caught called with a leaf basin and what comes to
    /// it; returns how much of that is taken out before it ponds; empty: nothing
    /// \par Complexity linear in the leaf basins, but for nested hollows
    Volume add_all(std::vector<Volume>& inflow, const std::function<Volume(std::uint32_t, Volume)>& caught = {});

    /// Takes water out of the sheet that stands over a leaf basin, at most down to `floor_m` there; returns how much
    /// was taken. Where the sheet parts at a saddle, only the part over this leaf basin is drawn further.
    Volume take(std::uint32_t leaf, Volume volume, double floor_m);

    /// The hollow whose surface stands over a leaf basin: itself, or the uppermost that is full to its parts' saddle.
    [[nodiscard]] std::uint32_t sheet_of(std::uint32_t leaf) const;
    /// Is a leaf basin known to be dry without a look at its sheet?
    [[nodiscard]] bool dry(std::uint32_t leaf) const { return water_[leaf] == 0 && full_[leaf] == 0; }
    /// Level over a leaf basin; −∞ when dry. \par Complexity linear in the sheet's own cells
    [[nodiscard]] double level_of(std::uint32_t leaf) const;
    /// Level over a leaf basin if its sheet gained (or lost) so much, as far as the sheet stays one: not above its
    /// sill, not below the saddle of its parts.
    [[nodiscard]] double level_with(std::uint32_t leaf, Volume gained) const;
    /// Water in a hollow and all its parts, if it stands as one; else 0.
    [[nodiscard]] Volume water(std::uint32_t node) const { return water_[node]; }
    [[nodiscard]] Volume stored() const { return stored_; }
    /// The most water that each hollow has held as one sheet so far; 0 where it never was one.
    [[nodiscard]] const std::vector<Volume>& highest() const { return highest_; }
    [[nodiscard]] const DepressionTree& tree() const { return tree_; }
    /// As `pour` gives it. \param poured all that was added \param left what left the map
    [[nodiscard]] Ponding ponding(Volume poured, Volume left) const;

private:
    [[nodiscard]] Volume base_of(std::uint32_t node) const;
    std::uint32_t forward(std::uint32_t node);
    std::uint32_t taker(std::uint32_t node);
    Volume add_within(std::uint32_t& leaf, Volume volume);
    void raise(std::uint32_t node, Volume water);

    const DepressionTree& tree_;
    std::vector<Volume> water_, highest_;
    std::vector<std::uint32_t> sibling_;
    std::vector<std::uint8_t> one_;  ///< do the node's parts stand as one sheet? (a leaf always does)
    std::vector<std::uint8_t> full_; ///< and is it full?
    /// A leaf basin, and what is needed of it when it is a hollow by itself, as most are.
    struct Stop {
        std::uint32_t leaf = 0, spills_to = 0;
        Volume capacity = 0;
        bool alone = false;
    };
    std::vector<Stop> order_; ///< those of hollows that spill into others before theirs
    /// Where what reaches a full node goes on inside its outermost hollow, as far as it is known; good for one epoch,
    /// which ends when water is taken.
    std::vector<std::uint32_t> next_, known_in_;
    std::uint32_t epoch_ = 1;
    Volume stored_ = 0;
};

} // namespace kerb::waterlogging
