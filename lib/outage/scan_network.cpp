#include "scan_network.hpp"

#include <algorithm>
#include <numeric>
#include <tuple>

#include "lamp_network.hpp"
#include "scan_balls.hpp"

namespace kerb::outage {
namespace {

/// Places of a pass stand site by site, as the sites are numbered.
class NetworkSource : public BallSource {
public:
    NetworkSource(const Pass& pass, const LampNetwork::Impl& network) : pass_(pass), network_(network) {
        begin_.assign(network.lamps_at.size() + 1, 0);
        for (const auto lamp : pass.field.lamp) {
            vertex_.push_back(network.vertex_of[lamp]);
            ++begin_[vertex_.back() - network.nodes + 1];
        }
        std::partial_sum(begin_.begin(), begin_.end(), begin_.begin());
    }

    [[nodiscard]] std::vector<std::uint32_t> centres() const override {
        std::vector<std::uint32_t> made;
        for (std::size_t site = 0; site + 1 < begin_.size(); ++site) {
            if (begin_[site] < begin_[site + 1]) {
                made.push_back(begin_[site]);
            }
        }
        return made;
    }

    void near(std::span<const std::uint32_t> centres, std::span<NearList> lists) const override {
        for_each_block(centres.size(), 16, pass_.threads, [&](std::size_t begin, std::size_t end) {
            Walk walk(network_);
            std::vector<NearPlace> near;
            for (auto i = begin; i < end; ++i) {
                look_around(walk, centres[i], near);
                std::sort(near.begin(), near.end());
                lists[i].take(near, pass_.field.size, pass_.most);
            }
        });
    }

    [[nodiscard]] double metres(double distance) const override { return distance * LampNetwork::Impl::unit_m; }

private:
    /// Until the population is more than a window may have: the distance at which that happens ends the list.
    void look_around(Walk& walk, std::uint32_t centre, std::vector<NearPlace>& near) const {
        near.clear();
        Quanta size = 0;
        walk.from(vertex_[centre], [&](std::uint32_t vertex, std::int64_t distance) {
            if (size > pass_.most || metres(static_cast<double>(distance)) > pass_.most_m) {
                return false;
            }
            if (vertex >= network_.nodes) {
                const auto site = vertex - network_.nodes;
                for (auto place = begin_[site]; place < begin_[site + 1]; ++place) {
                    near.push_back({static_cast<double>(distance), place});
                    size += pass_.field.size[place];
                }
            }
            return true;
        });
    }

    const Pass& pass_;
    const LampNetwork::Impl& network_;
    std::vector<std::uint32_t> vertex_; ///< by place
    std::vector<std::uint32_t> begin_;  ///< first place of each site
};

} // namespace

std::vector<std::uint32_t> NetworkScan::order(std::span<const Quanta> sizes) const {
    const auto& vertex = network_.impl().vertex_of;
    std::vector<std::uint32_t> made(vertex.size());
    std::iota(made.begin(), made.end(), 0U);
    std::sort(made.begin(), made.end(), [&](std::uint32_t a, std::uint32_t b) {
        return std::tuple(vertex[a], sizes[a], a) < std::tuple(vertex[b], sizes[b], b);
    });
    return made;
}

PassResult NetworkScan::scan(const Pass& pass) const {
    return scan_balls(pass, NetworkSource(pass, network_.impl()));
}

} // namespace kerb::outage
