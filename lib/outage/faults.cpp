#include <kerb/outage/faults.hpp>

#include <algorithm>

namespace kerb::outage {
namespace {

/// Positions of lamps with a circuit, circuit by circuit and along each.
std::vector<std::uint32_t> in_order(std::span<const LampSeen> lamps) {
    std::vector<std::uint32_t> order;
    for (std::uint32_t i = 0; i < lamps.size(); ++i) {
        if (lamps[i].circuit != LampSeen::no_circuit) {
            order.push_back(i);
        }
    }
    std::stable_sort(order.begin(), order.end(), [&lamps](std::uint32_t a, std::uint32_t b) {
        return lamps[a].circuit != lamps[b].circuit ? lamps[a].circuit < lamps[b].circuit
                                                    : lamps[a].along < lamps[b].along;
    });
    return order;
}

class Splitter {
public:
    Splitter(std::span<const LampSeen> lamps, std::size_t circuits, const FaultOptions& options)
        : lamps_(lamps), options_(options), dead_(circuits), taken_(lamps.size()) {}

    Faults split() {
        find_dead(in_order(lamps_));
        count_rest();
        if (faults_.least_run > 0) {
            find_runs();
        }
        for (std::uint32_t i = 0; i < lamps_.size(); ++i) {
            if (lamps_[i].state == LampState::out && taken_[i] == 0) {
                faults_.sporadic.push_back(i);
            }
        }
        return std::move(faults_);
    }

private:
    struct Tally {
        std::int64_t lit = 0, out = 0, unknown = 0;
    };

    void find_dead(const std::vector<std::uint32_t>& order) {
        std::vector<Tally> tally(dead_.size());
        for (const auto i : order) {
            auto& t = tally[lamps_[i].circuit];
            ++(lamps_[i].state == LampState::out ? t.out : lamps_[i].state == LampState::lit ? t.lit : t.unknown);
        }
        for (std::uint32_t c = 0; c < tally.size(); ++c) {
            dead_[c] = tally[c].lit == 0 && tally[c].out >= options_.least_circuit ? 1 : 0;
            if (dead_[c] != 0) {
                faults_.circuits.push_back({c, tally[c].out, tally[c].unknown});
            }
        }
        for (const auto i : order) {
            if (dead_[lamps_[i].circuit] != 0) {
                taken_[i] = 1;
            } else if (lamps_[i].state != LampState::unknown) {
                known_.push_back(i);
            }
        }
    }

    /// The rate of what is left, and how long a run has to be.
    void count_rest() {
        const auto is_out = [this](std::uint32_t i) { return lamps_[i].state == LampState::out; };
        const auto out = std::count_if(known_.begin(), known_.end(), is_out);
        faults_.rest = {out, static_cast<std::int64_t>(known_.size())};
        for (std::uint32_t i = 0; i < lamps_.size(); ++i) {
            if (lamps_[i].circuit == LampSeen::no_circuit && lamps_[i].state != LampState::unknown) {
                ++faults_.rest.of;
                faults_.rest.out += is_out(i) ? 1 : 0;
            }
        }
        if (out == 0 || out == static_cast<std::ptrdiff_t>(known_.size())) {
            return;
        }
        const auto m = static_cast<double>(known_.size()), p = static_cast<double>(out) / m;
        double expected = m * p * (1 - p);
        faults_.least_run = 1;
        while (expected >= options_.chance) {
            expected *= p;
            ++faults_.least_run;
        }
        faults_.least_run = std::max<std::int64_t>(faults_.least_run, 2); // one lamp is no run
    }

    void find_runs() {
        for (std::size_t begin = 0; begin < known_.size();) {
            auto end = begin;
            while (end < known_.size() && lamps_[known_[end]].state == LampState::out &&
                   lamps_[known_[end]].circuit == lamps_[known_[begin]].circuit) {
                ++end;
            }
            if (static_cast<std::int64_t>(end - begin) >= faults_.least_run) {
                FaultRun run;
                run.circuit = lamps_[known_[begin]].circuit;
                run.lamps.assign(known_.begin() + static_cast<std::ptrdiff_t>(begin),
                                 known_.begin() + static_cast<std::ptrdiff_t>(end));
                for (const auto i : run.lamps) {
                    taken_[i] = 1;
                }
                faults_.runs.push_back(std::move(run));
            }
            begin = std::max(end, begin + 1);
        }
    }

    std::span<const LampSeen> lamps_;
    const FaultOptions& options_;
    std::vector<std::uint8_t> dead_;   ///< by circuit
    std::vector<std::uint8_t> taken_;  ///< by lamp: part of a dead circuit or a run
    std::vector<std::uint32_t> known_; ///< lamps of living circuits that were seen, in order
    Faults faults_;
};

} // namespace

Faults split_faults(std::span<const LampSeen> lamps, std::size_t circuits, const FaultOptions& options) {
    return Splitter(lamps, circuits, options).split();
}

} // namespace kerb::outage
