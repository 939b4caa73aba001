#include "siting_swaps.hpp"

#include <algorithm>

#include "siting_greedy.hpp"

namespace kerb::coverage::detail {
namespace {

constexpr std::uint32_t nobody = 0xffffffff;

/// A choice, with what each site outside would add and what each inside serves alone kept up to date. By Teitz & Bart
/// (1968): a site is put in, and the one inside that is least needed then goes out.
class Swaps {
public:
    Swaps(const SitingCore& core, const Choice& choice, std::size_t work)
        : core_(core),
          times_(core.demands()),
          excluded_(core.sites()),
          chosen_(core.sites()),
          gain_(core.sites()),
          alone_(core.sites()),
          work_left_(work) {
        for (std::uint32_t s = 0; s < core.sites(); ++s) {
            for (const auto d : core.serves.of(s)) {
                gain_[s] += core.weight[d];
            }
        }
        for (const auto s : choice.sites) {
            add(s);
        }
    }

    [[nodiscard]] std::int64_t served() const { return served_; }
    [[nodiscard]] Choice choice() const {
        Choice made;
        for (std::uint32_t s = 0; s < core_.sites(); ++s) {
            if (chosen_[s] != 0) {
                made.sites.push_back(s);
            }
        }
        order_by_gain(core_, made);
        return made;
    }

    /// Gives up the site that serves least alone for its cost.
    void give_up() {
        const auto least = *std::min_element(inside_.begin(), inside_.end(), [this](auto a, auto b) {
            const auto x = static_cast<double>(alone_[a]) / core_.cost[a],
                       y = static_cast<double>(alone_[b]) / core_.cost[b];
            return x != y ? x < y : a < b;
        });
        remove(least);
    }

    /// One round over the sites outside; exchanges where that serves more, until `enough` is served. Did any?
    /// \param room by how much cost may rise
    bool exchange(double& room, std::int64_t enough) {
        bool any = false;
        for (std::uint32_t s = 0; s < core_.sites() && served_ < enough && work_left_ > 0; ++s) {
            if (chosen_[s] != 0 || excluded_[s] > 0 || gain_[s] == 0) {
                continue;
            }
            const auto gained = gain_[s];
            add(s);
            const auto out = least_needed(s, core_.cost[s] - room);
            if (out != nobody && alone_[out] < gained) {
                room -= core_.cost[s] - core_.cost[out];
                remove(out);
                any = true;
            } else {
                remove(s);
            }
        }
        return any;
    }
    [[nodiscard]] bool works() const { return work_left_ > 0 && !inside_.empty(); }

private:
    [[nodiscard]] std::uint32_t least_needed(std::uint32_t but, double least_cost) const {
        auto least = nobody;
        for (const auto s : inside_) {
            if (s != but && core_.cost[s] >= least_cost &&
                (least == nobody || alone_[s] < alone_[least] || (alone_[s] == alone_[least] && s < least))) {
                least = s;
            }
        }
        return least;
    }

    void spend(std::size_t entries) { work_left_ -= std::min(work_left_, entries); }

    void add(std::uint32_t site) {
        chosen_[site] = 1;
        alone_[site] = 0;
        for (const auto d : core_.serves.of(site)) {
            const auto weight = core_.weight[d];
            if (++times_[d] == 1) {
                served_ += weight;
                alone_[site] += weight;
                each_server(d, [&](std::uint32_t s) { gain_[s] -= weight; });
            } else if (times_[d] == 2) {
                each_server(d, [&](std::uint32_t s) { alone_[s] -= chosen_[s] != 0 && s != site ? weight : 0; });
            }
        }
        for (const auto other : core_.too_close.of(site)) {
            ++excluded_[other];
        }
        inside_.push_back(site);
        spend(core_.serves.of(site).size() + inside_.size());
    }

    void remove(std::uint32_t site) {
        chosen_[site] = 0;
        for (const auto d : core_.serves.of(site)) {
            const auto weight = core_.weight[d];
            if (--times_[d] == 0) {
                served_ -= weight;
                each_server(d, [&](std::uint32_t s) { gain_[s] += weight; });
            } else if (times_[d] == 1) {
                each_server(d, [&](std::uint32_t s) { alone_[s] += chosen_[s] != 0 ? weight : 0; });
            }
        }
        for (const auto other : core_.too_close.of(site)) {
            --excluded_[other];
        }
        inside_.erase(std::find(inside_.begin(), inside_.end(), site));
        spend(core_.serves.of(site).size() + inside_.size());
    }

    template <class Visit>
    void each_server(std::uint32_t demand, Visit&& visit) {
        const auto servers = core_.served_by.of(demand);
        std::for_each(servers.begin(), servers.end(), visit);
        spend(servers.size());
    }

    const SitingCore& core_;
    std::vector<std::uint32_t> times_, excluded_, inside_;
    std::vector<std::uint8_t> chosen_;
    std::vector<std::int64_t> gain_;  // of each site: weight of its demands that nobody serves
    std::vector<std::int64_t> alone_; // of each chosen site: weight that only it serves
    std::int64_t served_ = 0;
    std::size_t work_left_;
};

} // namespace

void swap_for_need(const SitingCore& core, const SitingLimits& limits, Choice& choice, std::size_t work) {
    Swaps swaps(core, choice, work);
    while (swaps.served() >= limits.need) {
        if (auto made = swaps.choice(); cheaper(made, choice)) {
            choice = std::move(made);
        }
        if (!swaps.works()) {
            return;
        }
        swaps.give_up();
        double room = 0;
        while (swaps.served() < limits.need && swaps.exchange(room, limits.need)) {
        }
    }
}

void swap_for_limits(const SitingCore& core, const SitingLimits& limits, Choice& choice, std::size_t work) {
    Swaps swaps(core, choice, work);
    auto room = limits.budget - choice.cost;
    while (swaps.works() && swaps.exchange(room, core.open)) {
    }
    if (auto made = swaps.choice(); serves_more(made, choice) && made.cost <= limits.budget) {
        choice = std::move(made);
    }
}

} // namespace kerb::coverage::detail
