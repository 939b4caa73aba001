#include <kerb/outage/near_lamps.hpp>

#include <algorithm>
#include <cmath>
#include <tuple>

#include <kerb/base/error.hpp>

#include "lamp_network.hpp"

namespace kerb::outage {
namespace {

void need(bool sound) {
    if (!sound) {
        throw UsageError({"outage.bad_streets", {}});
    }
}

std::int64_t units(double metres) {
    return std::llround(metres / LampNetwork::Impl::unit_m);
}

void check(const StreetGraph& streets, std::span<const LampOnStreet> lamps) {
    constexpr double longest_m = 1e9;
    for (const auto& edge : streets.edges) {
        need(edge.from < streets.nodes && edge.to < streets.nodes && edge.length_m >= 0 && edge.length_m <= longest_m);
    }
    for (const auto& lamp : lamps) {
        need(lamp.edge < streets.edges.size() && lamp.offset_m >= 0 &&
             lamp.offset_m <= streets.edges[lamp.edge].length_m);
    }
}

/// Numbers of edges along a walk that leaves no street out, so that neighbours mostly come near each other.
std::vector<std::uint32_t> ranks_along_walk(const StreetGraph& streets) {
    std::vector<std::vector<std::uint32_t>> at(streets.nodes);
    for (std::uint32_t e = 0; e < streets.edges.size(); ++e) {
        at[streets.edges[e].from].push_back(e);
        at[streets.edges[e].to].push_back(e);
    }
    constexpr auto none = std::numeric_limits<std::uint32_t>::max();
    std::vector<std::uint32_t> rank(streets.edges.size(), none), open;
    std::uint32_t next = 0;
    for (std::uint32_t start = 0; start < streets.nodes; ++start) {
        for (open.push_back(start); !open.empty();) {
            const auto node = open.back();
            open.pop_back();
            for (const auto e : at[node]) {
                if (rank[e] == none) {
                    rank[e] = next++;
                    open.push_back(streets.edges[e].from == node ? streets.edges[e].to : streets.edges[e].from);
                }
            }
        }
    }
    return rank;
}

/// Builds the network: sites in order, then the pieces of streets between them.
class Builder {
public:
    Builder(const StreetGraph& streets, std::span<const LampOnStreet> lamps) : streets_(streets), lamps_(lamps) {}

    LampNetwork::Impl build() {
        made_.nodes = streets_.nodes;
        place_sites();
        cut_streets();
        link();
        return std::move(made_);
    }

private:
    struct Site {
        std::uint32_t edge;
        std::int64_t offset;
    };
    struct Piece {
        std::uint32_t from, to;
        std::int64_t length;
    };

    [[nodiscard]] std::int64_t offset_of(std::uint32_t lamp) const { return units(lamps_[lamp].offset_m); }

    void place_sites() {
        const auto rank = ranks_along_walk(streets_);
        std::vector<std::uint32_t> order(lamps_.size());
        for (std::uint32_t i = 0; i < order.size(); ++i) {
            order[i] = i;
        }
        const auto key = [&](std::uint32_t i) { return std::tuple(rank[lamps_[i].edge], offset_of(i), i); };
        std::sort(order.begin(), order.end(), [&](auto a, auto b) { return key(a) < key(b); });
        made_.vertex_of.resize(lamps_.size());
        for (const auto i : order) {
            if (sites_.empty() || sites_.back().edge != lamps_[i].edge || sites_.back().offset != offset_of(i)) {
                sites_.push_back({lamps_[i].edge, offset_of(i)});
                made_.lamps_at.emplace_back();
            }
            made_.lamps_at.back().push_back(i);
            made_.vertex_of[i] = made_.nodes + static_cast<std::uint32_t>(sites_.size() - 1);
        }
    }

    void cut_streets() {
        std::vector<std::uint8_t> has_lamps(streets_.edges.size());
        for (std::size_t s = 0; s < sites_.size();) {
            const auto e = sites_[s].edge;
            has_lamps[e] = 1;
            auto before = streets_.edges[e].from;
            std::int64_t at = 0;
            for (; s < sites_.size() && sites_[s].edge == e; ++s) {
                const auto vertex = made_.nodes + static_cast<std::uint32_t>(s);
                pieces_.push_back({before, vertex, sites_[s].offset - at});
                before = vertex;
                at = sites_[s].offset;
            }
            pieces_.push_back({before, streets_.edges[e].to, units(streets_.edges[e].length_m) - at});
        }
        for (std::uint32_t e = 0; e < streets_.edges.size(); ++e) {
            if (has_lamps[e] == 0) {
                pieces_.push_back({streets_.edges[e].from, streets_.edges[e].to, units(streets_.edges[e].length_m)});
            }
        }
    }

    void link() {
        made_.begin.assign(made_.nodes + sites_.size() + 1, 0);
        for (const auto& piece : pieces_) {
            ++made_.begin[piece.from + 1];
            ++made_.begin[piece.to + 1];
        }
        for (std::size_t v = 1; v < made_.begin.size(); ++v) {
            made_.begin[v] += made_.begin[v - 1];
        }
        auto next = made_.begin;
        made_.links.resize(2 * pieces_.size());
        for (const auto& piece : pieces_) {
            made_.links[next[piece.from]++] = {piece.to, piece.length};
            made_.links[next[piece.to]++] = {piece.from, piece.length};
        }
    }

    const StreetGraph& streets_;
    std::span<const LampOnStreet> lamps_;
    std::vector<Site> sites_;
    std::vector<Piece> pieces_;
    LampNetwork::Impl made_;
};

} // namespace

LampNetwork::LampNetwork(const StreetGraph& streets, std::span<const LampOnStreet> lamps) {
    check(streets, lamps);
    impl_ = std::make_unique<const Impl>(Builder(streets, lamps).build());
}
LampNetwork::~LampNetwork() = default;
LampNetwork::LampNetwork(LampNetwork&&) noexcept = default;
LampNetwork& LampNetwork::operator=(LampNetwork&&) noexcept = default;

std::size_t LampNetwork::size() const {
    return impl_->vertex_of.size();
}

std::vector<NearLamp> LampNetwork::near(std::uint32_t lamp, std::size_t most_lamps, double most_m) const {
    need(lamp < size() && !std::isnan(most_m));
    std::vector<NearLamp> found;
    Walk walk(*impl_);
    walk.from(impl_->vertex_of[lamp], [&](std::uint32_t vertex, std::int64_t distance) {
        const auto metres = static_cast<double>(distance) * Impl::unit_m;
        if (metres > most_m || found.size() > most_lamps) {
            return false;
        }
        if (vertex >= impl_->nodes) {
            for (const auto other : impl_->lamps_at[vertex - impl_->nodes]) {
                found.push_back({other, metres});
            }
        }
        return true;
    });
    if (found.size() > most_lamps) { // the first distance that is one too many goes as a whole
        const auto too_far = found[most_lamps].distance_m;
        std::erase_if(found, [&](const NearLamp& one) { return one.distance_m >= too_far; });
    }
    std::sort(found.begin(), found.end(), [](const NearLamp& a, const NearLamp& b) {
        return std::pair(a.distance_m, a.lamp) < std::pair(b.distance_m, b.lamp);
    });
    return found;
}

} // namespace kerb::outage
