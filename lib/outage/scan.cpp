#include <kerb/outage/scan.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>

#include <kerb/base/error.hpp>

#include "scan_circles.hpp"
#include "scan_network.hpp"
#include "scan_runs.hpp"

namespace kerb::outage {
namespace {

void need(bool sound) {
    if (!sound) {
        throw UsageError({"outage.bad_scan", {}});
    }
}

void check(const ScanCounts& counts, const ScanOptions& options, std::size_t places) {
    const bool lamps = counts.model == ScanModel::bernoulli;
    need(counts.cases.size() == places && counts.population.size() == (lamps ? 0 : places));
    need(options.most_share > 0 && options.most_share <= 1 && options.level >= 0 && options.level <= 1);
    need(!options.most_radius || options.most_radius->value() > 0);
    constexpr std::int64_t most = std::numeric_limits<std::int32_t>::max();
    need(places < static_cast<std::size_t>(most));
    std::int64_t all = 0;
    for (std::size_t i = 0; i < places; ++i) {
        const auto cases = counts.cases[i];
        need(cases >= 0 && cases <= (lamps ? 1 : most - all));
        all += cases;
        need(lamps || (counts.population[i] >= 0 && std::isfinite(counts.population[i])));
        need(lamps || cases == 0 || counts.population[i] > 0);
    }
}

/// Population in quanta of 2^-exponent of its unit.
struct Sizes {
    std::vector<Quanta> quanta;
    int exponent = 0;
    [[nodiscard]] double population(Quanta size) const { return std::ldexp(static_cast<double>(size), -exponent); }
};

// By the largest and the number of places, not by their sum: that would depend on the order.
Sizes sizes_of(const ScanCounts& counts) {
    Sizes made;
    made.quanta.assign(counts.cases.size(), 1);
    if (counts.model == ScanModel::bernoulli || counts.cases.empty()) {
        return made;
    }
    const double largest = *std::max_element(counts.population.begin(), counts.population.end());
    const int bits_of_count = std::ilogb(static_cast<double>(counts.population.size())) + 1;
    made.exponent = largest > 0 ? 58 - std::ilogb(largest) - bits_of_count : 0;
    std::transform(counts.population.begin(), counts.population.end(), made.quanta.begin(), [&](double population) {
        const auto quanta = static_cast<Quanta>(std::llround(std::ldexp(population, made.exponent)));
        return population > 0 ? std::max<Quanta>(quanta, 1) : 0;
    });
    return made;
}

Field field_of(const ScanCounts& counts, const std::vector<Quanta>& sizes, std::vector<std::uint32_t> order) {
    Field made;
    for (const auto lamp : order) {
        made.cases.push_back(counts.cases[lamp]);
        made.size.push_back(sizes[lamp]);
    }
    made.lamp = std::move(order);
    return made;
}

double chance(const std::vector<double>& greatest, double ratio) {
    const auto reached = std::count_if(greatest.begin(), greatest.end(), [&](double one) { return one >= ratio; });
    return static_cast<double>(1 + reached) / static_cast<double>(1 + greatest.size());
}

/// Upper tail of the Gumbel distribution with the mean and variance of the replicas' greatest ratios.
std::optional<double> gumbel_tail(const std::vector<double>& greatest, double ratio) {
    const auto n = static_cast<double>(greatest.size());
    const double mean = std::accumulate(greatest.begin(), greatest.end(), 0.0) / n;
    double squares = 0;
    for (const auto one : greatest) {
        squares += (one - mean) * (one - mean);
    }
    if (greatest.size() < 2 || !(squares > 0)) {
        return std::nullopt;
    }
    const double scale = std::sqrt(6 * squares / (n - 1)) / std::numbers::pi;
    const double mode = mean - std::numbers::egamma * scale;
    return -std::expm1(-std::exp(-(ratio - mode) / scale));
}

class Passes {
public:
    Passes(const WindowScan& windows, const ScanCounts& counts, const ScanOptions& options, const Progress& progress)
        : windows_(windows),
          counts_(counts),
          options_(options),
          progress_(progress),
          sizes_(sizes_of(counts)),
          field_(field_of(counts, sizes_.quanta, windows.order(sizes_.quanta))) {}

    ScanResult run() {
        total_up();
        result_.cases = cases_;
        result_.population = sizes_.population(total_);
        while (result_.clusters.size() < options_.most_clusters && cases_ > 0 && pass()) {
            total_up();
        }
        report_progress(progress_, "outage.scanning", 1);
        return std::move(result_);
    }

private:
    void total_up() {
        cases_ = std::accumulate(field_.cases.begin(), field_.cases.end(), std::int64_t{0});
        total_ = std::accumulate(field_.size.begin(), field_.size.end(), Quanta{0});
    }

    [[nodiscard]] Quanta most() const {
        const auto share = static_cast<double>(total_) * options_.most_share;
        const auto most = static_cast<Quanta>(share * (1 + 1e-12));
        return counts_.model == ScanModel::bernoulli ? std::max<Quanta>(most, 1) : most;
    }

    /// Is there anything more to find?
    bool pass() {
        const LikelihoodRatio ratio(counts_.model, cases_, total_);
        const Dealer dealer(counts_.model, field_.size, cases_, {options_.seed, result_.passes});
        const auto limit_m =
            options_.most_radius ? options_.most_radius->value() : std::numeric_limits<double>::infinity();
        const auto share = 1.0 / options_.most_clusters;
        const auto left = options_.most_clusters - result_.clusters.size();
        const Pass pass{field_,    ratio,
                        dealer,    most(),
                        limit_m,   options_.replicas,
                        left,      options_.threads,
                        progress_, std::min(1 - share, share * result_.passes),
                        share};
        const auto found = windows_.scan(pass);
        ++result_.passes;
        if (found.clusters.empty()) {
            return false;
        }
        std::optional<double> p;
        if (options_.replicas > 0) {
            p = chance(found.greatest, found.clusters.front().ratio);
        }
        const bool likely = p && *p <= options_.level; // what is not tested gives no reason to go on
        if (likely || result_.clusters.empty()) {
            add(found, likely || !p ? found.clusters.size() : 1, p, ratio);
        }
        take_out(found.clusters);
        return likely;
    }

    void add(const PassResult& found, std::size_t count, std::optional<double> p, const LikelihoodRatio& ratio) {
        for (const auto& window : std::span(found.clusters).first(count)) {
            Cluster made;
            made.rank = static_cast<std::uint32_t>(result_.clusters.size() + 1);
            made.centre = field_.lamp[window.centre];
            made.last = field_.lamp[window.last];
            made.radius_m = window.radius_m;
            for (const auto place : window.places) {
                made.lamps.push_back(field_.lamp[place]);
            }
            std::sort(made.lamps.begin(), made.lamps.end());
            made.cases = window.cases;
            made.population = sizes_.population(window.size);
            made.expected = ratio.expected(window.size);
            const auto all = static_cast<double>(cases_), inside = static_cast<double>(window.cases);
            if (window.cases < cases_) {
                made.relative_risk = inside / made.expected * (all - made.expected) / (all - inside);
            }
            made.log_likelihood_ratio = window.ratio;
            made.p = p;
            made.gumbel_p = p ? gumbel_tail(found.greatest, window.ratio) : std::nullopt;
            result_.clusters.push_back(std::move(made));
        }
    }

    void take_out(const std::vector<Window>& clusters) {
        std::vector<std::uint8_t> out(field_.lamp.size());
        for (const auto& window : clusters) {
            for (const auto place : window.places) {
                out[place] = 1;
            }
        }
        std::vector<std::uint32_t> kept;
        for (std::size_t place = 0; place < out.size(); ++place) {
            if (out[place] == 0) {
                kept.push_back(field_.lamp[place]);
            }
        }
        field_ = field_of(counts_, sizes_.quanta, std::move(kept));
    }

    const WindowScan& windows_;
    const ScanCounts& counts_;
    const ScanOptions& options_;
    const Progress& progress_;
    Sizes sizes_;
    Field field_;
    std::int64_t cases_ = 0;
    Quanta total_ = 0;
    ScanResult result_;
};

} // namespace

ScanResult scan_circles(std::span<const Point> places, const ScanCounts& counts, const ScanOptions& options,
                        const Progress& progress) {
    check(counts, options, places.size());
    for (const auto& place : places) {
        need(std::isfinite(place.x) && std::isfinite(place.y));
    }
    return Passes(CircleScan(places), counts, options, progress).run();
}

ScanResult scan_network(const LampNetwork& lamps, const ScanCounts& counts, const ScanOptions& options,
                        const Progress& progress) {
    check(counts, options, lamps.size());
    return Passes(NetworkScan(lamps), counts, options, progress).run();
}

ScanResult scan_runs(std::span<const LampOnCircuit> places, const ScanCounts& counts, const ScanOptions& options,
                     const Progress& progress) {
    check(counts, options, places.size());
    for (const auto& place : places) {
        need(place.circuit == LampOnCircuit::no_circuit || std::abs(place.along_m) < 1e12);
    }
    return Passes(RunScan(places), counts, options, progress).run();
}

} // namespace kerb::outage
