#include <kerb/waterlogging/conveyance.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>

#include <kerb/waterlogging/carriageways.hpp>

namespace kerb::waterlogging {
namespace {

constexpr std::uint32_t nowhere = std::numeric_limits<std::uint32_t>::max();
constexpr double least_slope = 0.0005; // gutters are not laid flatter; 2 mm of rounding would be
constexpr int slope_steps = 10;

/// The storm's highest mean intensity over a time, in m/s.
class PeakIntensity {
public:
    explicit PeakIntensity(const Rain& rain) : at_(1, 0), fallen_(1, 0) {
        for (std::size_t i = 0; i < rain.length_s.size(); ++i) {
            at_.push_back(at_.back() + rain.length_s[i]);
            fallen_.push_back(fallen_.back() + rain.fallen_m[i]);
        }
        constexpr double step_s = 60;
        for (double window = step_s; window <= at_.back(); window += step_s) {
            double most = 0;
            for (std::size_t i = 0; i < at_.size(); ++i) {
                most = std::max({most, upto(at_[i] + window) - fallen_[i], fallen_[i] - upto(at_[i] - window)});
            }
            by_minute_.push_back(most / window);
        }
    }
    [[nodiscard]] double over(double seconds) const {
        if (by_minute_.empty()) {
            return 0;
        }
        const auto minute = static_cast<std::size_t>(std::max(seconds / 60, 1.0)) - 1;
        return minute < by_minute_.size() ? by_minute_[minute] : fallen_.back() / seconds;
    }

private:
    [[nodiscard]] double upto(double t) const {
        const auto next = std::upper_bound(at_.begin(), at_.end(), t);
        if (next == at_.begin() || next == at_.end()) {
            return next == at_.begin() ? 0 : fallen_.back();
        }
        const auto i = static_cast<std::size_t>(next - at_.begin());
        return fallen_[i - 1] + (fallen_[i] - fallen_[i - 1]) * (t - at_[i - 1]) / (at_[i] - at_[i - 1]);
    }
    std::vector<double> at_, fallen_, by_minute_;
};

class Flows {
public:
    Flows(const ConveyanceInput& input, const DrainRules& rules)
        : in_(input),
          rules_(rules),
          grid_(*input.terrain),
          peak_(*input.rain),
          to_(grid_.values.size(), nowhere),
          area_(grid_.values.size()),
          way_m_(grid_.values.size()) {
        link_cells();
        link_hollows();
        place_catches();
        accumulate();
    }

    [[nodiscard]] double flow(std::size_t cell) const {
        return area_[cell] * peak_.over(rules_.street_entry_min * 60 + way_m_[cell] / rules_.street_velocity_m_s);
    }
    [[nodiscard]] double slope(std::size_t cell) const {
        double way = 0;
        auto at = static_cast<std::uint32_t>(cell);
        for (int i = 0; i < slope_steps && to_[at] != nowhere && grid_.values[to_[at]] <= grid_.values[at]; ++i) {
            way += length(at, to_[at]);
            at = to_[at];
        }
        return way > 0 ? std::max((double{grid_.values[cell]} - grid_.values[at]) / way, least_slope) : least_slope;
    }

private:
    [[nodiscard]] double length(std::uint32_t a, std::uint32_t b) const {
        const auto columns = static_cast<std::int64_t>(grid_.columns);
        const auto dc = std::int64_t{a} % columns - std::int64_t{b} % columns;
        const auto dr = std::int64_t{a} / columns - std::int64_t{b} / columns;
        return std::hypot(static_cast<double>(dc) * grid_.place.cell_width,
                          static_cast<double>(dr) * grid_.place.cell_height);
    }

    /// The lowest neighbour in the same basin, if it is lower (of equal ones the first), as in the hierarchy.
    void link_cells() {
        for (std::size_t row = 0; row < grid_.rows; ++row) {
            for (std::size_t column = 0; column < grid_.columns; ++column) {
                const auto cell = grid_.index({column, row});
                if (in_.found->basin[cell] != no_basin) {
                    to_[cell] = lowest_beside(column, row, in_.found->basin[cell], grid_.values[cell]);
                }
            }
        }
    }

    [[nodiscard]] std::uint32_t lowest_beside(std::size_t column, std::size_t row, std::uint32_t basin,
                                              float own) const {
        const auto cell = static_cast<std::uint32_t>(grid_.index({column, row}));
        auto best = nowhere;
        float least = own;
        for (auto r = row == 0 ? 0 : row - 1; r <= std::min(row + 1, grid_.rows - 1); ++r) {
            for (auto c = column == 0 ? 0 : column - 1; c <= std::min(column + 1, grid_.columns - 1); ++c) {
                const auto at = static_cast<std::uint32_t>(grid_.index({c, r}));
                const bool lower =
                    grid_.values[at] < least || (grid_.values[at] == least && at < cell && best == nowhere);
                if (at != cell && in_.found->basin[at] == basin && lower) {
                    least = grid_.values[at];
                    best = at;
                }
            }
        }
        return best;
    }

    /// What an outermost hollow at its sill cannot hold goes on beyond its outlet.
    void link_hollows() {
        const auto& tree = in_.found->tree;
        const auto root = roots_of(tree);
        for (std::uint32_t leaf = 1; leaf <= tree.leaves; ++leaf) {
            const auto& hollow = tree.nodes[root[leaf]];
            const bool full = hollow.capacity == 0 || in_.highest_m[leaf] >= double{hollow.sill_m};
            if (!full) {
                continue;
            }
            const auto pit = tree.nodes[leaf].pit;
            const auto pass = hollow.pass;
            const auto beyond = in_.found->basin[pass] == hollow.spills_to
                                    ? pass
                                    : lowest_beside(pass % grid_.columns, pass / grid_.columns, hollow.spills_to,
                                                    std::numeric_limits<float>::infinity());
            to_[pit] = beyond == pit ? nowhere : beyond;
        }
    }

    void place_catches() {
        if (in_.inlets == nullptr || in_.inlets->drains == nullptr) {
            return;
        }
        const auto& all = in_.inlets->drains->inlets();
        for (std::size_t i = 0; i < all.size(); ++i) {
            if (in_.inlets->cell[i] != nowhere && all[i].node != DrainReach::away) {
                catches_[in_.inlets->cell[i]] +=
                    inlet_capacity_m3s(all[i].opening, in_.inlets->flowing_depth_m, in_.inlets->clogging[i]);
            }
        }
    }

    /// From the ridges down, each cell once all that run into it are done.
    void accumulate() {
        std::vector<std::uint32_t> open(to_.size());
        for (const auto to : to_) {
            if (to != nowhere) {
                ++open[to];
            }
        }
        std::vector<double> share(in_.rain->excess_m.size());
        const double fallen = std::accumulate(in_.rain->fallen_m.begin(), in_.rain->fallen_m.end(), 0.0);
        for (std::size_t c = 0; c < share.size(); ++c) {
            const auto& excess = in_.rain->excess_m[c];
            share[c] = fallen > 0 ? std::accumulate(excess.begin(), excess.end(), 0.0) / fallen : 0;
        }
        const double cell_m2 = grid_.place.cell_width * grid_.place.cell_height;
        std::vector<std::uint32_t> ready;
        for (std::uint32_t cell = 0; cell < to_.size(); ++cell) {
            if (in_.found->basin[cell] == no_basin) {
                continue;
            }
            area_[cell] +=
                static_cast<float>(cell_m2 * share[in_.surface_of_cell.empty() ? 0 : in_.surface_of_cell[cell]]);
        }
        for (std::uint32_t first = 0; first < to_.size(); ++first) {
            for (auto cell = first; cell != nowhere && open[cell] == 0; cell = pass_on(cell, open)) {
            }
        }
    }

    /// Hands a cell's water down; the next cell when that was the last it waited for.
    std::uint32_t pass_on(std::uint32_t cell, std::vector<std::uint32_t>& open) {
        open[cell] = done;
        const auto caught = catches_.find(cell);
        if (caught != catches_.end()) {
            const double q = flow(cell);
            area_[cell] *= static_cast<float>(q > 0 ? std::max(0.0, 1 - caught->second / q) : 1);
        }
        const auto to = to_[cell];
        if (to == nowhere) {
            return nowhere;
        }
        area_[to] += area_[cell];
        way_m_[to] = std::max(way_m_[to], way_m_[cell] + static_cast<float>(length(cell, to)));
        return --open[to] == 0 ? to : nowhere;
    }

    static constexpr std::uint32_t done = nowhere;
    const ConveyanceInput& in_;
    const DrainRules& rules_;
    const Grid& grid_;
    PeakIntensity peak_;
    std::vector<std::uint32_t> to_; ///< where a cell's water goes
    std::vector<float> area_;       ///< m² above, times what runs off, the cell included
    std::vector<float> way_m_;      ///< longest way above
    std::map<std::uint32_t, double> catches_;
};

} // namespace

double gutter_depth_m(double flow_m3s, double slope, double cross_slope, double roughness, double half_m) {
    if (!(flow_m3s > 0)) {
        return 0;
    }
    const double root = std::sqrt(slope);
    const double gutter = std::pow(flow_m3s * roughness * cross_slope / (0.376 * root), 3.0 / 8);
    const double brim = cross_slope * half_m;
    return gutter <= brim ? gutter : std::max(brim, std::pow(flow_m3s * roughness / (2 * half_m * root), 3.0 / 5));
}

Conveyance street_conveyance(const ConveyanceInput& input, const DrainRules& rules, double deeper_than_m) {
    const Flows flows(input, rules);
    const auto& grid = *input.terrain;
    Conveyance made;
    made.depth_m.assign(grid.values.size(), std::numeric_limits<float>::quiet_NaN());
    std::map<std::uint32_t, StreetFlow> deepest;
    for (std::size_t cell = 0; cell < grid.values.size(); ++cell) {
        const auto on = input.road_of_cell[cell];
        if (on == 0 || input.found->basin[cell] == no_basin) {
            continue;
        }
        const double half = width_of(input.roads[on - 1]) / 2;
        const double q = flows.flow(cell), slope = flows.slope(cell);
        const double depth = gutter_depth_m(q, slope, rules.street_cross_slope, rules.street_roughness, half);
        made.depth_m[cell] = static_cast<float>(std::min(depth, rules.street_brim_m));
        if (!(depth > deeper_than_m)) {
            continue;
        }
        auto& street = deepest[on - 1];
        street.road = on - 1;
        street.length_m += std::max(grid.place.cell_width, grid.place.cell_height);
        if (q > street.flow_m3s) {
            const auto place = centre_of(grid.place, {cell % grid.columns, cell / grid.columns});
            street = {
                on - 1,         place, std::min(depth, rules.street_brim_m), q, slope, depth > rules.street_brim_m,
                street.length_m};
        }
    }
    for (const auto& entry : deepest) {
        made.streets.push_back(entry.second);
    }
    std::stable_sort(made.streets.begin(), made.streets.end(), [](const auto& a, const auto& b) {
        return std::pair(a.depth_m, a.flow_m3s) > std::pair(b.depth_m, b.flow_m3s);
    });
    return made;
}

} // namespace kerb::waterlogging
