#include <kerb/waterlogging/storm_run.hpp>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>

#include <kerb/waterlogging/pond_state.hpp>
#include <kerb/waterlogging/ponding.hpp>

namespace kerb::waterlogging {
namespace {

constexpr double piece_s = 60;

StormWater at_once(const DepressionTree& tree, RunoffSteps& runoff) {
    std::vector<Volume> poured(tree.leaves + 1);
    for (std::size_t step = 0; step < runoff.steps(); ++step) {
        const auto& now = runoff.next();
        for (std::size_t basin = 0; basin < poured.size(); ++basin) {
            poured[basin] += now[basin];
        }
    }
    const auto ponding = pour(tree, poured);
    StormWater water;
    water.highest_m = water_levels(tree, ponding);
    water.left_map = ponding.left_map;
    for (const auto sheet : sheets(tree, ponding)) {
        water.ponded += ponding.water[sheet];
    }
    return water;
}

class StormRunner {
public:
    StormRunner(const DepressionTree& tree, std::span<const Watch> watches, const PlacedInlets* inlets)
        : watches_(watches), inlets_(inlets), state_(tree), level_(tree.nodes.size()), level_in_(tree.nodes.size()) {
        water_.over_min.assign(watches.size(), 0);
        if (inlets_ != nullptr) {
            prepare_inlets(tree.leaves + 1);
        }
    }

    void step(const std::vector<Volume>& runoff, double length_s) {
        const auto pieces = inlets_ == nullptr ? std::size_t{1}
                                               : static_cast<std::size_t>(std::max(1.0, std::ceil(length_s / piece_s)));
        const auto count = static_cast<Volume>(pieces);
        each_.resize(runoff.size());
        over_.resize(runoff.size());
        inflow_.resize(runoff.size());
        for (std::size_t leaf = 0; leaf < runoff.size(); ++leaf) {
            each_[leaf] = runoff[leaf] / count;
            over_[leaf] = static_cast<std::uint32_t>(runoff[leaf] % count);
        }
        for (std::size_t k = 0; k < pieces; ++k) {
            piece(runoff, k, pieces, length_s / static_cast<double>(pieces));
        }
    }

    StormWater finish() {
        Ponding highest;
        highest.water = state_.highest();
        water_.highest_m = water_levels(state_.tree(), highest);
        water_.ponded = state_.stored();
        return std::move(water_);
    }

private:
    /// Level over a leaf basin, looked up once for each sheet until water moves.
    double level_over(std::uint32_t leaf) {
        if (state_.dry(leaf)) {
            return -std::numeric_limits<double>::infinity();
        }
        const auto sheet = state_.sheet_of(leaf);
        if (level_in_[sheet] != moment_) {
            level_in_[sheet] = moment_;
            level_[sheet] = state_.level_of(leaf);
        }
        return level_[sheet];
    }

    void prepare_inlets(std::size_t basins) {
        const auto count = inlets_->basin.size();
        water_.inlets.resize(count);
        water_.through_m3.resize(inlets_->culverts.size());
        offered_.resize(count);
        surface_.resize(count);
        wished_.resize(count);
        on_slope_.resize(count);
        slope_inlets_.resize(basins);
        taken_on_slope_.resize(basins);
        drains_ = inlets_->drains->initial();
    }

    void piece(const std::vector<Volume>& runoff, std::size_t k, std::size_t pieces, double seconds) {
        if (inlets_ != nullptr) {
            offer(runoff, pieces, seconds);
            take(seconds);
        }
        for (std::uint32_t leaf = 0; leaf < runoff.size(); ++leaf) {
            inflow_[leaf] = each_[leaf] + (k < over_[leaf] ? 1 : 0);
        }
        if (inlets_ == nullptr) {
            water_.left_map += state_.add_all(inflow_);
        } else {
            water_.left_map += state_.add_all(inflow_, [this](std::uint32_t leaf, Volume coming) {
                const auto caught = std::min(coming, taken_on_slope_[leaf]);
                water_.drained += caught;
                return caught;
            });
            draw_down();
            pass_culverts(seconds);
        }
        ++moment_;
        for (std::size_t i = 0; i < watches_.size(); ++i) {
            water_.over_min[i] += level_over(watches_[i].leaf) >= watches_[i].level_m ? seconds / 60 : 0;
        }
    }

    [[nodiscard]] double cubic_metres(Volume volume) const {
        return static_cast<double>(volume) * height_quantum_m * inlets_->cell_m2;
    }
    [[nodiscard]] Volume quanta(double cubic_metres) const {
        return std::llrint(cubic_metres / (height_quantum_m * inlets_->cell_m2));
    }

    /// What each inlet could take now.
    void offer(const std::vector<Volume>& runoff, std::size_t pieces, double seconds) {
        const auto& all = inlets_->drains->inlets();
        std::fill(slope_inlets_.begin(), slope_inlets_.end(), 0U);
        for (std::size_t i = 0; i < all.size(); ++i) {
            const auto basin = inlets_->basin[i];
            surface_[i] =
                basin == no_basin || basin == off_map ? -std::numeric_limits<double>::infinity() : level_over(basin);
            on_slope_[i] = basin != no_basin && !(surface_[i] > inlets_->ground_m[i]);
            if (on_slope_[i]) {
                ++slope_inlets_[basin];
            }
        }
        for (std::size_t i = 0; i < all.size(); ++i) {
            const auto basin = inlets_->basin[i];
            offered_[i] = 0;
            if (on_slope_[i]) {
                // What came from hollows above is known of the piece before.
                const auto came = std::max(inflow_[basin], runoff[basin] / static_cast<Volume>(pieces));
                const double arriving = cubic_metres(came) / seconds;
                offered_[i] =
                    std::min(inlet_capacity_m3s(all[i].opening, inlets_->flowing_depth_m, inlets_->clogging[i]),
                             arriving / slope_inlets_[basin]);
            } else if (basin != no_basin) {
                offered_[i] =
                    inlet_capacity_m3s(all[i].opening, surface_[i] - inlets_->ground_m[i], inlets_->clogging[i]);
            }
        }
    }

    void take(double seconds) {
        const auto& shares = inlets_->drains->share(offered_, surface_, drains_);
        std::fill(taken_on_slope_.begin(), taken_on_slope_.end(), 0);
        for (std::size_t i = 0; i < offered_.size(); ++i) {
            auto& inlet = water_.inlets[i];
            const double offered = offered_[i] * seconds;
            wished_[i] = offered * shares.share[i];
            inlet.offered_m3 += offered;
            if (offered > wished_[i] && shares.limit[i].kind != DrainLimit::Kind::none) {
                inlet.held_back_m3 += offered - wished_[i];
                inlet.limit = shares.limit[i];
            }
            if (on_slope_[i]) {
                taken_on_slope_[inlets_->basin[i]] += quanta(wished_[i]);
                inlet.taken_m3 += wished_[i];
            }
        }
    }

    /// Inlets under water, after the rain of this piece has come.
    void draw_down() {
        for (std::size_t i = 0; i < offered_.size(); ++i) {
            const auto basin = inlets_->basin[i];
            if (on_slope_[i] || basin == no_basin || basin == off_map || !(wished_[i] > 0)) {
                continue;
            }
            const auto taken = state_.take(basin, quanta(wished_[i]), inlets_->ground_m[i]);
            water_.drained += taken;
            water_.inlets[i].taken_m3 += cubic_metres(taken);
        }
    }

    /// Through each culvert, from where water stands higher, until it does no longer.
    void pass_culverts(double seconds) {
        for (std::size_t i = 0; i < inlets_->culverts.size(); ++i) {
            const auto& culvert = inlets_->culverts[i];
            const double level[] = {level_at(culvert, 0, 0), level_at(culvert, 1, 0)};
            const std::size_t from = level[0] >= level[1] ? 0 : 1, to = 1 - from;
            if (culvert.basin[from] == off_map || !(level[from] > culvert.ground_m[from])) {
                continue;
            }
            const double flow = flow_under_head_m3s(culvert.conveyance_m3s, level[from] - level[to], culvert.length_m);
            const auto most = until_level(culvert, from, quanta(flow * seconds));
            const auto moved = state_.take(culvert.basin[from], most, std::max(culvert.ground_m[from], level[to]));
            water_.left_map += culvert.basin[to] == off_map ? moved : state_.add(culvert.basin[to], moved);
            water_.through_m3[i] += cubic_metres(moved);
        }
    }

    /// Of the water at an end of a culvert, or its bed, if so much came to it.
    [[nodiscard]] double level_at(const Culvert& culvert, std::size_t end, Volume gained) const {
        const auto basin = culvert.basin[end];
        return basin == off_map ? culvert.ground_m[end]
                                : std::max(culvert.ground_m[end], state_.level_with(basin, gained));
    }

    /// As much of `volume` as leaves the lower end no higher than the upper one.
    [[nodiscard]] Volume until_level(const Culvert& culvert, std::size_t from, Volume volume) const {
        const auto fits = [&](Volume moved) {
            return level_at(culvert, 1 - from, moved) <= level_at(culvert, from, -moved);
        };
        if (fits(volume)) {
            return volume;
        }
        Volume low = 0, high = volume; // `low` fits
        while (high - low > 1) {
            const auto middle = low + (high - low) / 2;
            (fits(middle) ? low : high) = middle;
        }
        return low;
    }

    std::span<const Watch> watches_;
    const PlacedInlets* inlets_;
    PondState state_;
    std::vector<double> level_; ///< of a sheet, by node
    std::vector<std::uint32_t> level_in_;
    std::uint32_t moment_ = 1;
    StormWater water_;
    std::vector<Volume> each_;        ///< runoff of a step in each of its pieces,
    std::vector<std::uint32_t> over_; ///< and in how many first ones a quantum more
    std::vector<Volume> inflow_;
    DrainModel::State drains_;
    std::vector<double> offered_, surface_, wished_;
    std::vector<bool> on_slope_;
    std::vector<std::uint32_t> slope_inlets_;
    std::vector<Volume> taken_on_slope_;
};

} // namespace

double StormWater::balance_error() const {
    return rain == 0
               ? 0
               : static_cast<double>(std::llabs(rain - lost - left_map - drained - ponded)) / static_cast<double>(rain);
}

StormWater run_storm(const DepressionTree& tree, const Surfaces& surfaces, const Rain& rain,
                     std::span<const Watch> watches, const PlacedInlets* inlets) {
    RunoffSteps runoff(surfaces, rain);
    StormWater water;
    if (rain.length_s.empty() || (watches.empty() && inlets == nullptr)) {
        water = at_once(tree, runoff);
    } else {
        StormRunner runner(tree, watches, inlets);
        for (const auto length_s : rain.length_s) {
            runner.step(runoff.next(), length_s);
        }
        water = runner.finish();
    }
    water.rain = runoff.fallen();
    water.lost = runoff.lost();
    return water;
}

} // namespace kerb::waterlogging
