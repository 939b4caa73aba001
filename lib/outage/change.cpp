#include <kerb/outage/change.hpp>

#include <algorithm>
#include <array>
#include <cmath>

#include <boost/math/distributions/beta.hpp>
#include <boost/math/distributions/binomial.hpp>
#include <boost/math/quadrature/gauss.hpp>

#include <kerb/base/error.hpp>

namespace kerb::outage {
namespace {

namespace bm = boost::math;
using Policy = bm::policies::policy<bm::policies::promote_double<false>>;
using Gauss = bm::quadrature::gauss<double, 30>;
using Beta = bm::beta_distribution<double, Policy>;

void require(bool sound) {
    if (!sound) {
        throw UsageError({"outage.bad_change", {}});
    }
}

bool is_count(const Count& count) {
    return count.of >= 0 && count.out >= 0 && count.out <= count.of;
}
bool is_share(double value) {
    return value >= 0 && value <= 1;
}

/// Newcombe's bounds from Wilson's of two shares whose estimates go together with a correlation.
Interval hybrid(double first, const Interval& of_first, double second, const Interval& of_second, double correlation) {
    const auto off = [correlation](double a, double b) {
        return std::sqrt(std::max(a * a - 2 * correlation * a * b + b * b, 0.0));
    };
    const double difference = first - second;
    return {std::max(-1.0, difference - off(first - of_first.lo, of_second.hi - second)),
            std::min(1.0, difference + off(of_first.hi - first, second - of_second.lo))};
}

/// Newcombe's φ of a fourfold table, with his correction for continuity.
double correlation_of(const SeenTwice& c) {
    const auto e = static_cast<double>(c.still_out), f = static_cast<double>(c.newly_out);
    const auto g = static_cast<double>(c.repaired), h = static_cast<double>(c.lit);
    const double all = e + f + g + h, product = (e + f) * (g + h) * (e + g) * (f + h);
    if (!(product > 0)) {
        return 0;
    }
    const double cross = e * h - f * g;
    return (cross > 0 ? std::max(cross - all / 2, 0.0) : cross) / std::sqrt(product);
}

/// Between these points of the angle the two densities and distributions are smooth and neither is flat.
std::vector<double> pieces(const Beta& first, const Beta& second) {
    std::vector<double> at;
    for (const auto* rate : {&first, &second}) {
        for (const double tail : {1e-18, 1e-12, 1e-8, 1e-5, 1e-3, 0.02, 0.15}) {
            at.push_back(bm::quantile(*rate, tail));
            at.push_back(bm::quantile(bm::complement(*rate, tail)));
        }
        at.push_back(bm::quantile(*rate, 0.5));
    }
    for (auto& value : at) {
        value = std::asin(std::sqrt(std::clamp(value, 0.0, 1.0)));
    }
    std::sort(at.begin(), at.end());
    return at;
}

/// One lamp of a round, whatever number of rows it has.
std::vector<LampOfRound> of_round(std::span<const LampOfRound> rows, std::int64_t& repeated) {
    std::vector<LampOfRound> lamps(rows.begin(), rows.end());
    std::sort(lamps.begin(), lamps.end(), [](const LampOfRound& a, const LampOfRound& b) {
        // out > lit > unknown: the first row of a lamp is the one that counts
        return a.lamp != b.lamp ? a.lamp < b.lamp : a.state != b.state ? a.state > b.state : a.group < b.group;
    });
    const auto end = std::unique(lamps.begin(), lamps.end(),
                                 [](const LampOfRound& a, const LampOfRound& b) { return a.lamp == b.lamp; });
    repeated += lamps.end() - end;
    lamps.erase(end, lamps.end());
    std::erase_if(lamps, [](const LampOfRound& lamp) { return lamp.state == LampState::unknown; });
    return lamps;
}

void add(LampChanges& changes, const LampOfRound& before, const LampOfRound& now) {
    const bool was = before.state == LampState::out, is = now.state == LampState::out;
    const auto which =
        was ? (is ? &SeenTwice::still_out : &SeenTwice::repaired) : (is ? &SeenTwice::newly_out : &SeenTwice::lit);
    ++(changes.counts.*which);
    ++(changes.groups[now.group].*which);
    if (was || is) {
        (was ? (is ? changes.still_out : changes.repaired) : changes.newly_out).push_back(now.lamp);
    }
}

} // namespace

Interval difference_bounds(double first, double n_first, double second, double n_second, double confidence) {
    require(is_share(first) && is_share(second) && n_first >= 0 && n_second >= 0 && confidence > 0 && confidence < 1);
    if (n_first == 0 || n_second == 0) {
        return {-1, 1};
    }
    return hybrid(first, wilson(first, n_first, confidence), second, wilson(second, n_second, confidence), 0);
}

double chance_second_lower(double out_first, double n_first, double out_second, double n_second) {
    require(n_first > 0 && n_second > 0 && out_first >= 0 && out_first <= n_first && out_second >= 0 &&
            out_second <= n_second && std::isfinite(n_first) && std::isfinite(n_second));
    const double lit_first = n_first - out_first, share = out_first / n_first;
    const Beta first(out_first + 0.5, lit_first + 0.5), second(out_second + 0.5, n_second - out_second + 0.5);
    const auto ln = [](double count, double value) { return count > 0 ? count * std::log(value) : 0; };
    const double highest = ln(out_first, share) + ln(lit_first, 1 - share);
    // By the angle whose sine squared is the rate: neither end has a pole, also when nothing or all is out. Over the
    // density's own integral, as logarithms of the beta function of millions of lamps leave 1e-8 of it.
    const auto density = [&](double sine, double cosine) {
        return std::exp(ln(out_first, sine * sine) + ln(lit_first, cosine * cosine) - highest);
    };
    const auto at = pieces(first, second);
    double lower = 0, all = 0;
    for (std::size_t i = 1; i < at.size(); ++i) {
        if (at[i] > at[i - 1]) {
            lower += Gauss::integrate(
                [&](double angle) {
                    const double s = std::sin(angle), c = std::cos(angle);
                    return density(s, c) * bm::cdf(second, s * s);
                },
                at[i - 1], at[i]);
            all += Gauss::integrate([&](double angle) { return density(std::sin(angle), std::cos(angle)); }, at[i - 1],
                                    at[i]);
        }
    }
    return std::clamp(lower / all, 0.0, 1.0);
}

std::optional<RateChange> change_between(const Count& before, const Count& now, const ChangeOptions& options) {
    require(is_count(before) && is_count(now) && options.deff_before > 0 && options.deff_now > 0 &&
            std::isfinite(options.deff_before) && std::isfinite(options.deff_now) && options.confidence > 0 &&
            options.confidence < 1);
    if (before.of == 0 || now.of == 0) {
        return std::nullopt;
    }
    const double was = *before.share(), is = *now.share();
    const double n_before = static_cast<double>(before.of) / options.deff_before;
    const double n_now = static_cast<double>(now.of) / options.deff_now;
    RateChange change{before, now, is - was, difference_bounds(is, n_now, was, n_before, options.confidence), 0};
    change.chance_fell = chance_second_lower(was * n_before, n_before, is * n_now, n_now);
    return change;
}

std::optional<PairedChange> paired_change(const SeenTwice& counts, double confidence) {
    require(counts.still_out >= 0 && counts.newly_out >= 0 && counts.repaired >= 0 && counts.lit >= 0 &&
            confidence > 0 && confidence < 1);
    if (counts.lamps() == 0) {
        return std::nullopt;
    }
    const auto n = static_cast<double>(counts.lamps());
    const auto worse = static_cast<double>(counts.newly_out), better = static_cast<double>(counts.repaired);
    const double is = static_cast<double>(counts.still_out + counts.newly_out) / n;
    const double was = static_cast<double>(counts.still_out + counts.repaired) / n;
    PairedChange change;
    change.counts = counts;
    change.difference = (worse - better) / n;
    change.bounds = hybrid(is, wilson(is, n, confidence), was, wilson(was, n, confidence), correlation_of(counts));
    if (counts.newly_out + counts.repaired > 0) {
        const bm::binomial_distribution<double, Policy> even(worse + better, 0.5);
        change.p_value = std::min(1.0, 2 * bm::cdf(even, std::min(worse, better)));
    }
    change.chance_fell = bm::cdf(bm::complement(Beta(better + 0.5, worse + 0.5), 0.5));
    return change;
}

LampChanges lamp_changes(std::span<const LampOfRound> before, std::span<const LampOfRound> now, std::uint32_t groups) {
    require(std::all_of(now.begin(), now.end(), [groups](const LampOfRound& lamp) { return lamp.group < groups; }));
    LampChanges changes;
    changes.groups.resize(groups);
    const auto was = of_round(before, changes.repeated), is = of_round(now, changes.repeated);
    for (std::size_t i = 0, j = 0; i < was.size() || j < is.size();) {
        if (j == is.size() || (i < was.size() && was[i].lamp < is[j].lamp)) {
            ++changes.only_before;
            ++i;
        } else if (i == was.size() || is[j].lamp < was[i].lamp) {
            ++changes.only_now;
            ++j;
        } else {
            add(changes, was[i++], is[j++]);
        }
    }
    return changes;
}

} // namespace kerb::outage
