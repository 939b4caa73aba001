#include "scan_runs.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <tuple>

namespace kerb::outage {
namespace {

/// Lamps at one place of a circuit.
struct Stand {
    std::uint32_t circuit = 0;
    std::int64_t along_mm = 0;
    std::uint32_t begin = 0, end = 0; ///< places
    Quanta before = 0, after = 0;     ///< running total of the sizes
};

/// Cases at a stand.
struct Standing {
    std::uint32_t stand = 0;
    std::int64_t cases = 0;
};

struct Found {
    std::int64_t cases = 0;
    std::uint32_t first = 0, last = 0; ///< stands
};

class RunPass {
public:
    RunPass(const Pass& pass, std::span<const std::uint32_t> circuit, std::span<const std::int64_t> along_mm)
        : pass_(pass), stand_of_(pass.field.size.size()), most_mm_(pass.most_m * 1000 * (1 + 1e-12)) {
        const auto& field = pass.field;
        Quanta total = 0;
        for (std::uint32_t place = 0; place < field.size.size(); ++place) {
            const auto lamp = field.lamp[place];
            const bool same = !stands_.empty() && stands_.back().circuit == circuit[lamp] &&
                              stands_.back().along_mm == along_mm[lamp];
            if (!same) {
                stands_.push_back({circuit[lamp], along_mm[lamp], place, place, total, total});
            }
            total += field.size[place];
            least_ = field.size[place] > 0 ? std::min(least_, field.size[place]) : least_;
            stands_.back().end = place + 1;
            stands_.back().after = total;
            stand_of_[place] = static_cast<std::uint32_t>(stands_.size() - 1);
        }
    }

    PassResult scan() {
        result_.greatest.resize(pass_.replicas);
        constexpr std::size_t at_once = 256;
        for (std::size_t first = 0; first < pass_.replicas; first += at_once) {
            report_progress(pass_.progress, "outage.scanning",
                            pass_.done + pass_.share * static_cast<double>(first) / pass_.replicas);
            const auto count = std::min<std::size_t>(at_once, pass_.replicas - first);
            for_each_block(count, 8, pass_.threads, [&](std::size_t begin, std::size_t end) {
                std::vector<Standing> standing;
                for (auto i = first + begin; i < first + end; ++i) {
                    result_.greatest[i] = greatest(pass_.dealer.deal(static_cast<std::uint32_t>(i)), standing);
                }
            });
        }
        choose_clusters();
        return std::move(result_);
    }

private:
    void stand(const CasePlaces& cases, std::vector<Standing>& made) const {
        made.clear();
        for (const auto place : cases) {
            const auto at = stand_of_[place];
            if (stands_[at].circuit == LampOnCircuit::no_circuit) {
                break; // they are the last
            }
            if (made.empty() || made.back().stand != at) {
                made.push_back({at, 0});
            }
            ++made.back().cases;
        }
    }

    /// Calls `visit(cases, size, first, last)` for the runs of circuits whose number of cases `worth(cases)`.
    template <class Worth, class Visit>
    void runs(std::span<const Standing> standing, Worth&& worth, Visit&& visit) const {
        for (std::size_t from = 0; from < standing.size();) {
            const auto circuit = stands_[standing[from].stand].circuit;
            std::int64_t all = 0;
            auto to = from;
            for (; to < standing.size() && stands_[standing[to].stand].circuit == circuit; ++to) {
                all += standing[to].cases;
            }
            if (worth(all)) {
                runs_of_circuit(standing.subspan(from, to - from), visit);
            }
            from = to;
        }
    }

    template <class Visit>
    void runs_of_circuit(std::span<const Standing> standing, Visit& visit) const {
        for (std::size_t a = 0; a < standing.size(); ++a) {
            const auto& first = stands_[standing[a].stand];
            std::int64_t cases = 0;
            for (std::size_t b = a; b < standing.size(); ++b) {
                const auto& last = stands_[standing[b].stand];
                const auto size = last.after - first.before;
                if (size > pass_.most || static_cast<double>(last.along_mm - first.along_mm) > most_mm_) {
                    break;
                }
                cases += standing[b].cases;
                visit(cases, size, standing[a].stand, standing[b].stand);
            }
        }
    }

    double greatest(const CasePlaces& cases, std::vector<Standing>& standing) const {
        stand(cases, standing);
        double best = 0;
        runs(
            standing, [&](std::int64_t all) { return pass_.ratio.bound(all, least_) > best * (1 - 1e-9) - 1e-12; },
            [&](std::int64_t inside, Quanta size, auto, auto) { best = std::max(best, pass_.ratio(inside, size)); });
        return best;
    }

    /// More cases first, then by place; a run that shares a lamp with an earlier one is dropped.
    void choose_clusters() {
        std::vector<Standing> standing;
        stand(seen_cases(pass_.field), standing);
        double best = 0;
        std::vector<Found> found;
        runs(
            standing, [](auto) { return true; },
            [&](std::int64_t cases, Quanta size, std::uint32_t first, std::uint32_t last) {
                const double ratio = pass_.ratio(cases, size);
                if (ratio > best) {
                    best = ratio;
                    found.clear();
                }
                if (ratio == best && ratio > 0) {
                    found.push_back({cases, first, last});
                }
            });
        std::stable_sort(found.begin(), found.end(), [](const Found& a, const Found& b) { return a.cases > b.cases; });
        std::vector<std::uint8_t> taken(stands_.size());
        for (const auto& one : found) {
            const auto from = taken.begin() + one.first, to = taken.begin() + one.last + 1;
            if (result_.clusters.size() < pass_.clusters && std::find(from, to, 1) == to) {
                take(one, best);
                std::fill(from, to, std::uint8_t{1});
            }
        }
    }

    void take(const Found& found, double ratio) {
        const auto &first = stands_[found.first], &last = stands_[found.last];
        Window made;
        made.ratio = ratio;
        made.cases = found.cases;
        made.size = last.after - first.before;
        made.centre = first.begin;
        made.last = last.end - 1;
        made.radius_m = static_cast<double>(last.along_mm - first.along_mm) / 1000;
        made.places.resize(last.end - first.begin);
        std::iota(made.places.begin(), made.places.end(), first.begin);
        result_.clusters.push_back(std::move(made));
    }

    const Pass& pass_;
    std::vector<Stand> stands_;
    std::vector<std::uint32_t> stand_of_; ///< by place
    Quanta least_ = std::numeric_limits<Quanta>::max();
    double most_mm_;
    PassResult result_;
};

} // namespace

RunScan::RunScan(std::span<const LampOnCircuit> places) {
    for (const auto& place : places) {
        circuit_.push_back(place.circuit);
        along_mm_.push_back(place.circuit == LampOnCircuit::no_circuit ? 0 : std::llround(place.along_m * 1000));
    }
}

std::vector<std::uint32_t> RunScan::order(std::span<const Quanta> sizes) const {
    std::vector<std::uint32_t> made(circuit_.size());
    std::iota(made.begin(), made.end(), 0U);
    std::sort(made.begin(), made.end(), [&](std::uint32_t a, std::uint32_t b) {
        return std::tuple(circuit_[a], along_mm_[a], sizes[a], a) < std::tuple(circuit_[b], along_mm_[b], sizes[b], b);
    });
    return made;
}

PassResult RunScan::scan(const Pass& pass) const {
    return RunPass(pass, circuit_, along_mm_).scan();
}

} // namespace kerb::outage
