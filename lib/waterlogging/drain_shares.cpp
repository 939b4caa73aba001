// What a network takes of what its inlets offer.
#include <algorithm>
#include <cmath>

#include <kerb/waterlogging/drain_model.hpp>

namespace kerb::waterlogging {
namespace {

constexpr std::uint32_t none = DrainReach::away;

} // namespace

DrainModel::State DrainModel::initial() const {
    State state;
    state.flow_m3s.assign(steps_.size(), 0);
    state.grade_m = step_end_m_;
    return state;
}

double DrainModel::capacity(const Step& step, double head_m, const State& state) {
    if (!step.conduit) {
        return step.most_m3s;
    }
    const double below = state.grade_m[step.next];
    const double head = head_m - std::max(below, step.crown_down_m);
    const double pressed = head > 0 ? step.pull * std::sqrt(head) : 0;
    // Below a free end a pipe runs full by its own fall, however shallow it lies.
    return below > step.crown_down_m ? pressed : std::max(pressed, step.full_m3s);
}

/// Upstream first: each reach takes what it can of what arrives.
void DrainModel::settle_flows(State& state) const {
    state.arriving_m3s = state.offered_m3s;
    auto& arriving = state.arriving_m3s;
    for (auto i = steps_.size(); i-- > 0;) {
        const auto& step = steps_[i];
        if (step.reach == none) {
            continue;
        }
        const double flow = std::min(arriving[i], capacity(step, state.head_m[i], state));
        state.flow_m3s[i] = flow;
        state.part[i] = arriving[i] > 0 ? flow / arriving[i] : 1;
        if (step.next != i) {
            arriving[step.next] += flow;
        }
    }
}

void DrainModel::settle_grades(State& state) const {
    for (std::size_t i = 0; i < steps_.size(); ++i) {
        const auto& step = steps_[i];
        double level = step_end_m_[i];
        if (step.reach != none && step.conduit) {
            const double below = state.grade_m[step.next], q = state.flow_m3s[i];
            if (below > step.crown_down_m || q > step.full_m3s) {
                const double root = q / step.pull;
                level = std::max(below, step.crown_down_m) + root * root;
            } else {
                level = step.invert_up_m + step.height_m * (step.full_m3s > 0 ? q / step.full_m3s : 0);
            }
        }
        state.grade_m[i] = std::isfinite(state.grade_m[i]) ? (state.grade_m[i] + level) / 2 : level;
    }
}

/// Downstream first: what part of a node's water gets all the way out, and which reach holds most of it back.
void DrainModel::settle_shares(State& state) const {
    auto &total = state.total, &least = state.least;
    auto& worst = state.worst;
    total.assign(steps_.size(), 1);
    least.assign(steps_.size(), 1);
    worst.assign(steps_.size(), none);
    for (std::size_t i = 0; i < steps_.size(); ++i) {
        const auto& step = steps_[i];
        if (step.reach == none) {
            continue;
        }
        if (step.next != i) {
            total[i] = total[step.next];
            least[i] = least[step.next];
            worst[i] = worst[step.next];
        }
        total[i] *= state.part[i];
        if (state.part[i] < least[i]) {
            least[i] = state.part[i];
            worst[i] = step.reach;
        }
    }
}

DrainLimit DrainModel::limit_at(std::uint32_t step, const State& state) const {
    if (step == none) {
        return {DrainLimit::Kind::no_way_out, 0};
    }
    if (!(state.total[step] < 0.999)) {
        return {};
    }
    const auto& reach = reaches_[state.worst[step]];
    const bool held = reach.next != DrainReach::away && end_level_m_[reach.next] > reach.crown_down_m;
    return {reach.what == DrainEdgeClass::pump_station ? DrainLimit::Kind::pump_station
            : held                                     ? DrainLimit::Kind::outfall_level
                                                       : DrainLimit::Kind::conduit,
            reach.position};
}

std::optional<DrainLimit> DrainModel::full_at(std::uint32_t node, const State& state) const {
    constexpr double near_m = 0.01;
    const auto step = step_of_[node];
    if (step == none || steps_[step].reach == none || !(state.grade_m[step] >= step_rim_m_[step] - near_m)) {
        return std::nullopt;
    }
    const auto& reach = reaches_[steps_[step].reach];
    return DrainLimit{
        reach.what == DrainEdgeClass::pump_station ? DrainLimit::Kind::pump_station : DrainLimit::Kind::conduit,
        reach.position};
}

const DrainShares& DrainModel::share(std::span<const double> offered_m3s, std::span<const double> surface_m,
                                     State& state) const {
    constexpr int sweeps = 3; // each call goes on from where the last one ended
    const auto step_at = [this](const DrainInlet& inlet) { return inlet.node == none ? none : step_of_[inlet.node]; };
    state.head_m = step_rim_m_;
    state.offered_m3s.assign(steps_.size(), 0);
    state.part.assign(steps_.size(), 1);
    for (std::size_t i = 0; i < inlets_.size(); ++i) {
        const auto step = step_at(inlets_[i]);
        if (step != none) {
            state.offered_m3s[step] += offered_m3s[i];
            state.head_m[step] = std::fmax(state.head_m[step], surface_m[i]);
        }
    }
    for (int sweep = 0; sweep < sweeps; ++sweep) {
        settle_flows(state);
        settle_grades(state);
    }
    settle_shares(state);
    state.shares.share.resize(inlets_.size());
    state.shares.limit.resize(inlets_.size());
    for (std::size_t i = 0; i < inlets_.size(); ++i) {
        const auto step = step_at(inlets_[i]);
        state.shares.share[i] = step == none ? 0 : state.total[step];
        state.shares.limit[i] = limit_at(step, state);
    }
    return state.shares;
}

} // namespace kerb::waterlogging
