#include <kerb/outage/patrol_sample.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include <kerb/base/error.hpp>
#include <kerb/base/random.hpp>

namespace kerb::outage {
namespace {

constexpr std::uint32_t patrol_purpose = 0x9a70;

void need(bool sound) {
    if (!sound) {
        throw UsageError({"outage.bad_patrol", {}});
    }
}

using Positions = std::vector<std::uint32_t>;

/// Positions of each stratum's clusters, by key.
std::vector<Positions> by_stratum(std::span<const PatrolCluster> clusters, std::size_t strata) {
    std::vector<Positions> members(strata);
    for (std::uint32_t c = 0; c < clusters.size(); ++c) {
        need(clusters[c].stratum < strata && clusters[c].lamps >= 0);
        members[clusters[c].stratum].push_back(c);
    }
    for (auto& of_stratum : members) {
        std::sort(of_stratum.begin(), of_stratum.end(),
                  [&](std::uint32_t a, std::uint32_t b) { return clusters[a].key < clusters[b].key; });
        need(std::adjacent_find(of_stratum.begin(), of_stratum.end(), [&](std::uint32_t a, std::uint32_t b) {
                 return clusters[a].key == clusters[b].key;
             }) == of_stratum.end());
    }
    return members;
}

/// The first `take` of a shuffled order (Fisher & Yates, Durstenfeld 1964).
void shuffle(Positions& members, std::size_t take, RandomStream& random) {
    for (std::size_t k = 0; k < take; ++k) {
        std::swap(members[k], members[k + random.below(static_cast<std::uint32_t>(members.size() - k))]);
    }
}

/// One stratum's draw in the making.
struct Drawing {
    std::span<const PatrolCluster> clusters;
    PatrolSample* sample;
    void set(std::uint32_t cluster, double inclusion) const { sample->inclusion[cluster] = inclusion; }
    void take(std::uint32_t cluster) const { sample->drawn.push_back({cluster, sample->inclusion[cluster]}); }
};

void draw_simple(const Drawing& drawing, Positions members, std::size_t take, RandomStream& random) {
    for (const auto c : members) {
        drawing.set(c, static_cast<double>(take) / static_cast<double>(members.size()));
    }
    shuffle(members, take, random);
    std::for_each(members.begin(), members.begin() + static_cast<std::ptrdiff_t>(take),
                  [&](std::uint32_t c) { drawing.take(c); });
}

/// Takes those whose size is at least the step between two draws, as long as there are any; what is left of `take`.
std::size_t draw_large(const Drawing& drawing, Positions& members, std::size_t take, std::uint64_t& total) {
    for (bool again = true; again;) {
        again = false;
        for (std::size_t k = 0; k < members.size() && take > 0;) {
            const auto lamps = static_cast<std::uint64_t>(drawing.clusters[members[k]].lamps);
            if (lamps * take < total) {
                ++k;
                continue;
            }
            drawing.set(members[k], 1);
            drawing.take(members[k]);
            members.erase(members.begin() + static_cast<std::ptrdiff_t>(k));
            total -= lamps;
            --take;
            again = true;
        }
    }
    return take;
}

void draw_by_size(const Drawing& drawing, Positions members, std::size_t take, RandomStream& random) {
    std::erase_if(members, [&](std::uint32_t c) { return drawing.clusters[c].lamps == 0; });
    std::uint64_t total = 0;
    for (const auto c : members) {
        total += static_cast<std::uint64_t>(drawing.clusters[c].lamps);
        need(total <= std::numeric_limits<std::uint32_t>::max());
    }
    take = draw_large(drawing, members, std::min(take, members.size()), total);
    if (take == 0) {
        return;
    }
    for (const auto c : members) {
        const auto share = static_cast<double>(static_cast<std::uint64_t>(drawing.clusters[c].lamps) * take);
        drawing.set(c, share / static_cast<double>(total));
    }
    // A cluster has [before, before + lamps · take) of a line of total · take; every total-th place of it is drawn.
    shuffle(members, members.size(), random);
    std::uint64_t place = random.below(static_cast<std::uint32_t>(total)), end = 0;
    for (const auto c : members) {
        end += static_cast<std::uint64_t>(drawing.clusters[c].lamps) * take;
        if (place < end) {
            drawing.take(c);
            place += total;
        }
    }
}

/// Largest remainders of `total` by `size`, within bounds that are given first: strata that would pass a bound stay at
/// it, and the others share what is left.
std::vector<std::int64_t> allot(std::span<const PatrolStratum> strata, const std::vector<double>& size,
                                std::int64_t total) {
    std::int64_t all = 0, least = 0;
    for (const auto& s : strata) {
        need(s.clusters >= 0 && s.lamps >= 0 && s.rate >= 0 && s.rate <= 1);
        all += s.clusters;
        least += std::min<std::int64_t>(2, s.clusters);
    }
    need(total >= 0 && total <= all);
    std::vector<std::int64_t> take(strata.size());
    for (std::size_t h = 0; h < strata.size() && least <= total; ++h) {
        take[h] = std::min<std::int64_t>(2, strata[h].clusters);
    }
    std::int64_t left = total - std::accumulate(take.begin(), take.end(), std::int64_t{0});
    const double sum = std::accumulate(size.begin(), size.end(), 0.0);
    while (left > 0) {
        // One at a time to the stratum furthest below its share: the largest remainder, with bounds.
        std::size_t next = strata.size();
        double furthest = 0;
        for (std::size_t h = 0; h < strata.size(); ++h) {
            const double wanted = sum > 0 ? static_cast<double>(total) * size[h] / sum : 0;
            const double below = wanted - static_cast<double>(take[h]);
            if (take[h] < strata[h].clusters && (next == strata.size() || below > furthest)) {
                next = h;
                furthest = below;
            }
        }
        ++take[next];
        --left;
    }
    return take;
}

} // namespace

PatrolSample draw_patrol(std::span<const PatrolCluster> clusters, std::span<const std::int64_t> take, PatrolDraw draw,
                         std::uint64_t seed) {
    const auto members = by_stratum(clusters, take.size());
    PatrolSample sample;
    sample.inclusion.assign(clusters.size(), 0);
    sample.sampled_share.assign(take.size(), 0);
    const Drawing drawing{clusters, &sample};
    for (std::size_t h = 0; h < take.size(); ++h) {
        need(take[h] >= 0 && take[h] <= std::ssize(members[h]));
        RandomStream random(seed, patrol_purpose, h);
        const auto number = static_cast<std::size_t>(take[h]), begin = sample.drawn.size();
        if (draw == PatrolDraw::by_size) {
            draw_by_size(drawing, members[h], number, random);
        } else if (!members[h].empty()) {
            draw_simple(drawing, members[h], number, random);
            sample.sampled_share[h] = static_cast<double>(number) / static_cast<double>(members[h].size());
        }
        std::sort(sample.drawn.begin() + static_cast<std::ptrdiff_t>(begin), sample.drawn.end(),
                  [&](const DrawnCluster& a, const DrawnCluster& b) {
                      return clusters[a.cluster].key < clusters[b.cluster].key;
                  });
    }
    return sample;
}

std::vector<std::int64_t> allot_by_lamps(std::span<const PatrolStratum> strata, std::int64_t total) {
    std::vector<double> size;
    for (const auto& s : strata) {
        size.push_back(static_cast<double>(s.lamps));
    }
    return allot(strata, size, total);
}

std::vector<std::int64_t> allot_neyman(std::span<const PatrolStratum> strata, std::int64_t total) {
    std::vector<double> size;
    for (const auto& s : strata) {
        size.push_back(static_cast<double>(s.lamps) * std::sqrt(std::max(s.rate * (1 - s.rate), 0.0)));
    }
    return allot(strata, size, total);
}

} // namespace kerb::outage
