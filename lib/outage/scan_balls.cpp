#include "scan_balls.hpp"

#include <bit>
#include <cmath>
#include <numeric>

#include "scan_block.hpp"

namespace kerb::outage {
namespace {

constexpr std::size_t replica_bytes = std::size_t{32} << 20U; ///< of cases kept at a time, twice while they are dealt

/// Blocks of centres in an order that is soon everywhere: a high ratio found early spares work later.
std::vector<std::uint32_t> scattered(std::size_t blocks) {
    auto step = std::max<std::size_t>(1, static_cast<std::size_t>(static_cast<double>(blocks) * 0.618));
    while (std::gcd(step, blocks) > 1) {
        ++step;
    }
    std::vector<std::uint32_t> order(blocks);
    for (std::size_t i = 0; i < blocks; ++i) {
        order[i] = static_cast<std::uint32_t>(i * step % blocks);
    }
    return order;
}

SizeClasses classes_of(const Pass& pass) {
    Quanta least = pass.most;
    for (const auto size : pass.field.size) {
        least = size > 0 ? std::min(least, size) : least;
    }
    return {std::max<Quanta>(least, 1), std::max<Quanta>(pass.most, 1)};
}

/// A window that ties with the greatest ratio of what was seen.
struct Found {
    std::int64_t cases = 0;
    std::uint32_t centre = 0, window = 0;
};

class BallScan {
public:
    BallScan(const Pass& pass, const BallSource& source)
        : pass_(pass),
          source_(source),
          centres_(source.centres()),
          classes_(classes_of(pass)),
          block_(pass.field.size.size(), classes_) {
        const std::vector<CasePlaces> seen = {seen_cases(pass.field)};
        seen_ = {seen, pass.field.size.size()};
    }

    PassResult scan() {
        const auto blocks = (centres_.size() + lanes - 1) / lanes;
        const auto order = scattered(blocks);
        result_.greatest.assign(pass_.replicas, 0.0);
        const auto bytes = (seen_.most_cases() + pass_.field.size.size() / CasesByStretch::stretch + 1) * 4;
        const auto batch = std::max<std::size_t>(1, replica_bytes / bytes);
        for (std::size_t first = 0; first == 0 || first < pass_.replicas; first += batch) {
            deal(first, std::min<std::size_t>(batch, pass_.replicas - first));
            for (std::size_t i = 0; i < blocks; ++i) {
                const auto replicas_done = static_cast<double>(first) / std::max(1U, pass_.replicas);
                const auto of_batch = static_cast<double>(replicas_.size()) / std::max(1U, pass_.replicas);
                report(replicas_done + of_batch * static_cast<double>(i) / static_cast<double>(blocks));
                block_.fill(source_, centres_of(order[i]));
                if (first == 0) {
                    look_at_seen();
                }
                look_at_replicas();
            }
            for (std::size_t i = 0; i < replicas_.size(); ++i) {
                result_.greatest[first + i] = replicas_[i].best;
            }
        }
        choose_clusters();
        return std::move(result_);
    }

private:
    struct Replica {
        double best = 0;
        Filter filter{};
    };

    void report(double share) const {
        report_progress(pass_.progress, "outage.scanning", pass_.done + pass_.share * share);
    }

    [[nodiscard]] std::span<const std::uint32_t> centres_of(std::size_t block) const {
        const auto from = block * lanes;
        return std::span(centres_).subspan(from, std::min(lanes, centres_.size() - from));
    }

    void deal(std::size_t first, std::size_t count) {
        std::vector<CasePlaces> cases(count);
        for_each_block(count, 16, pass_.threads, [&](std::size_t begin, std::size_t end) {
            for (auto i = begin; i < end; ++i) {
                cases[i] = pass_.dealer.deal(static_cast<std::uint32_t>(first + i));
            }
        });
        dealt_ = {cases, pass_.field.size.size()};
        replicas_.assign(count, {0, classes_.filter(pass_.ratio, 0)});
    }

    void look_at_seen() {
        CentreBlock::Scratch buffer, scratch;
        const auto rows = block_.rows(seen_, 0, buffer);
        for (std::size_t lane = 0; lane < block_.centres(); ++lane) {
            block_.windows(lane, rows, scratch, [&](std::int64_t cases, std::uint32_t window) {
                const auto ratio = pass_.ratio(cases, block_.list(lane).sizes[window]);
                if (ratio > best_) {
                    best_ = ratio;
                    found_.clear();
                }
                if (ratio == best_ && ratio > 0) {
                    found_.push_back({cases, block_.centre(lane), window});
                }
            });
        }
    }

    void look_at_replicas() {
        for_each_block(replicas_.size(), 32, pass_.threads, [&](std::size_t begin, std::size_t end) {
            CentreBlock::Scratch buffer, scratch;
            for (auto i = begin; i < end; ++i) {
                raise(i, buffer, scratch);
            }
        });
    }

    void raise(std::size_t i, CentreBlock::Scratch& buffer, CentreBlock::Scratch& scratch) {
        constexpr int worth_asking_again = 8;
        const auto rows = block_.rows(dealt_, i, buffer);
        auto& replica = replicas_[i];
        double asked = replica.best;
        auto bits = may_beat(block_.classes(), rows, replica.filter);
        while (bits != 0) {
            const auto lane = static_cast<std::size_t>(std::countr_zero(bits));
            bits &= bits - 1;
            const auto& sizes = block_.list(lane).sizes;
            block_.windows(lane, rows, scratch, [&](std::int64_t cases, std::uint32_t window) {
                replica.best = std::max(replica.best, pass_.ratio(cases, sizes[window]));
            });
            const bool crowded = std::popcount(bits) > worth_asking_again;
            if (replica.best > asked && (crowded || bits == 0)) {
                asked = replica.best;
                replica.filter = classes_.filter(pass_.ratio, asked);
                bits &= crowded ? may_beat(block_.classes(), rows, replica.filter) : bits;
            }
        }
    }

    /// More cases first, then by place of the centre; a window that shares a place with an earlier one is dropped.
    void choose_clusters() {
        std::sort(found_.begin(), found_.end(), [](const Found& a, const Found& b) {
            return a.cases != b.cases ? a.cases > b.cases
                                      : std::pair(a.centre, a.window) < std::pair(b.centre, b.window);
        });
        std::vector<std::uint8_t> taken(pass_.field.size.size());
        std::vector<NearList> lists(1);
        for (const auto& found : found_) {
            if (result_.clusters.size() == pass_.clusters) {
                return;
            }
            if (taken[found.centre] != 0) {
                continue;
            }
            source_.near(std::span(&found.centre, 1), lists);
            const auto inside = std::span(lists[0].places).first(lists[0].ends[found.window]);
            if (std::none_of(inside.begin(), inside.end(), [&](auto place) { return taken[place] != 0; })) {
                take(found, lists[0], inside);
                std::for_each(inside.begin(), inside.end(), [&](auto place) { taken[place] = 1; });
            }
        }
    }

    void take(const Found& found, const NearList& list, std::span<const std::uint32_t> inside) {
        Window made;
        made.ratio = best_;
        made.cases = found.cases;
        made.size = list.sizes[found.window];
        made.centre = found.centre;
        made.last = inside.back();
        made.radius_m = source_.metres(list.distances[found.window]);
        made.places.assign(inside.begin(), inside.end());
        result_.clusters.push_back(std::move(made));
    }

    const Pass& pass_;
    const BallSource& source_;
    std::vector<std::uint32_t> centres_;
    SizeClasses classes_;
    CentreBlock block_;
    CasesByStretch seen_, dealt_;
    double best_ = 0;
    std::vector<Found> found_;
    std::vector<Replica> replicas_; ///< of the batch
    PassResult result_;
};

} // namespace

void NearList::take(std::span<const NearPlace> sorted, std::span<const Quanta> size_of, Quanta most) {
    places.clear();
    ends.clear();
    sizes.clear();
    distances.clear();
    Quanta size = 0;
    for (std::size_t i = 0; i < sorted.size();) {
        const auto from = i;
        for (; i < sorted.size() && sorted[i].distance == sorted[from].distance; ++i) {
            size += size_of[sorted[i].place];
        }
        if (size > most) {
            break;
        }
        for (auto k = from; k < i; ++k) {
            places.push_back(sorted[k].place);
        }
        ends.push_back(static_cast<std::uint32_t>(i));
        sizes.push_back(size);
        distances.push_back(sorted[from].distance);
    }
}

PassResult scan_balls(const Pass& pass, const BallSource& source) {
    return BallScan(pass, source).scan();
}

} // namespace kerb::outage
