#include <kerb/outage/patrol_plan.hpp>

#include <algorithm>
#include <cmath>
#include <map>

#include <boost/math/distributions/normal.hpp>

#include <kerb/base/error.hpp>
#include <kerb/outage/plan.hpp>

namespace kerb::outage {
namespace {

void need(bool sound) {
    if (!sound) {
        throw UsageError({"outage.bad_plan", {}});
    }
}

/// The stratum of most lamps of each cluster: its group, or `no_group`.
std::vector<std::uint32_t> strata_of(const LampTable& table, const Grouping& clusters, const Grouping& strata) {
    std::vector<std::map<std::uint32_t, std::int64_t>> lamps(clusters.size());
    for (std::size_t i = 0; i < table.size(); ++i) {
        if (clusters.of_lamp[i] != no_group) {
            ++lamps[clusters.of_lamp[i]][strata.of_lamp[i]];
        }
    }
    std::vector<std::uint32_t> most;
    for (const auto& counts : lamps) {
        const auto best = std::max_element(counts.begin(), counts.end(),
                                           [](const auto& a, const auto& b) { return a.second < b.second; });
        most.push_back(best == counts.end() ? no_group : best->first);
    }
    return most;
}

void measure(PatrolFrame& frame) {
    double squares = 0;
    for (const auto& cluster : frame.clusters) {
        frame.lamps += cluster.lamps;
        squares += static_cast<double>(cluster.lamps) * static_cast<double>(cluster.lamps);
    }
    if (frame.lamps > 0) {
        frame.mean_lamps = static_cast<double>(frame.lamps) / static_cast<double>(frame.clusters.size());
        frame.lamps_by_size = squares / static_cast<double>(frame.lamps);
    }
}

/// Known lamps of each cluster; those of none, and of circuits that are left out, do not count.
std::vector<Count> counts_of(const RatesInput& input, const PatrolFrame& frame,
                             const std::vector<std::uint8_t>& left_out) {
    std::vector<Count> counts(frame.clusters.size());
    const auto& circuits = input.table->groups(Level::circuit).of_lamp;
    for (std::size_t i = 0; i < input.table->size(); ++i) {
        const auto cluster = frame.cluster_of_lamp[i];
        const bool out_of_it = !left_out.empty() && circuits[i] != no_group && left_out[circuits[i]] != 0;
        if (cluster != no_group && !out_of_it && input.looked[i] != 0 && input.state[i] != LampState::unknown) {
            ++counts[cluster].of;
            counts[cluster].out += input.state[i] == LampState::out ? 1 : 0;
        }
    }
    return counts;
}

Count sum_of(const std::vector<Count>& counts) {
    Count all;
    for (const auto& one : counts) {
        all.out += one.out;
        all.of += one.of;
    }
    return all;
}

double inner(double rate, const Count& seen) {
    return rate > 0 && rate < 1 ? rate : likely_rate(seen, rate);
}

void add_rest(const RatesInput& input, const PatrolFrame& frame, const RatesResult& found, RoundTold& told) {
    std::vector<std::uint8_t> dead(input.table->groups(Level::circuit).size(), 0);
    for (const auto& circuit : found.faults.circuits) {
        dead[circuit.circuit] = 1;
    }
    told.dead_circuits = std::ssize(found.faults.circuits);
    const auto counts = counts_of(input, frame, dead);
    told.rest_seen = sum_of(counts);
    const double share = found.two_part ? found.two_part->rest.share : told.rest_seen.share().value_or(told.rate);
    told.rest_rate = inner(share, told.rest_seen);
    told.rest_correlation = told.rest_seen.of > 0 ? fit_spread(counts).intraclass_correlation() : 0;
}

} // namespace

PatrolFrame patrol_frame(const LampTable& table, Level clusters, Level strata) {
    PatrolFrame frame;
    frame.cluster_level = clusters;
    frame.stratum_level = strata;
    const auto& groups = table.groups(clusters);
    const auto& of_strata = table.groups(strata);
    frame.cluster_of_lamp = groups.of_lamp;
    const auto most = strata_of(table, groups, of_strata);
    std::map<std::string, std::uint32_t> number;
    const auto key_of = [&](std::uint32_t group) { return group == no_group ? std::string() : of_strata.keys[group]; };
    for (const auto group : most) {
        number.try_emplace(key_of(group), 0);
    }
    for (auto& [key, value] : number) {
        value = static_cast<std::uint32_t>(frame.strata.size());
        frame.strata.push_back(key);
    }
    for (std::size_t c = 0; c < groups.size(); ++c) {
        frame.clusters.push_back({groups.keys[c], number[key_of(most[c])], 0});
    }
    for (const auto cluster : groups.of_lamp) {
        if (cluster == no_group) {
            ++frame.not_in_frame;
        } else {
            ++frame.clusters[cluster].lamps;
        }
    }
    measure(frame);
    return frame;
}

double likely_rate(const Count& seen, double usual) {
    return seen.of == 0 ? usual : (static_cast<double>(seen.out) + 0.5) / (static_cast<double>(seen.of) + 1);
}

std::optional<RoundTold> told_by_round(const RatesInput& input, const PatrolFrame& frame) {
    RatesOptions options;
    options.levels.clear();
    const auto found = rates(input, options);
    if (!found.overall.rate) {
        return std::nullopt;
    }
    RoundTold told;
    told.seen = found.overall.seen;
    told.rate = inner(*found.overall.rate, told.seen);
    const auto counts = counts_of(input, frame, {});
    told.correlation = sum_of(counts).of > 0 ? fit_spread(counts).intraclass_correlation() : 0;
    told.strata.resize(frame.strata.size());
    for (std::size_t c = 0; c < counts.size(); ++c) {
        auto& stratum = told.strata[frame.clusters[c].stratum];
        stratum.out += counts[c].out;
        stratum.of += counts[c].of;
    }
    add_rest(input, frame, found, told);
    return told;
}

PatrolNeed patrol_need(double rate, double correlation, double half_width, const ClusterSizes& sizes,
                       double confidence) {
    need(correlation >= 0 && correlation <= 1 && sizes.mean >= 1 && sizes.by_size >= 1 && sizes.lamps >= 0 &&
         sizes.clusters >= 0);
    constexpr std::int64_t no_end = 1'000'000'000'000'000;
    const auto all = sizes.lamps > 0 ? sizes.lamps : no_end;
    PatrolNeed made;
    made.deff = cluster_deff(sizes.by_size, correlation);
    made.single_lamps = lamps_for_width(rate, half_width, 1, all, confidence);
    made.lamps = lamps_for_width(rate, half_width, made.deff, all, confidence);
    made.clusters = static_cast<std::int64_t>(std::ceil(static_cast<double>(made.lamps) / sizes.drawn() - 1e-9));
    if (sizes.clusters > 0) {
        made.clusters = std::min(made.clusters, sizes.clusters);
    }
    return made;
}

double expected_half_width(double rate, double correlation, std::int64_t clusters, const ClusterSizes& sizes,
                           double confidence) {
    need(clusters >= 1 && rate >= 0 && rate <= 1 && correlation >= 0 && correlation <= 1 && sizes.mean >= 1 &&
         sizes.by_size >= 1 && confidence > 0 && confidence < 1);
    const double z = boost::math::quantile(boost::math::normal(), 0.5 + confidence / 2);
    const double n = static_cast<double>(clusters) * sizes.drawn();
    const double left = sizes.lamps > 0 ? std::fmax(1 - n / static_cast<double>(sizes.lamps), 0.0) : 1;
    return z * std::sqrt(rate * (1 - rate) * cluster_deff(sizes.by_size, correlation) / n * left);
}

std::vector<std::int64_t> allot_patrol(const PatrolFrame& frame, std::span<const double> rate, std::int64_t total,
                                       Allotment allotment) {
    need(rate.size() == frame.strata.size());
    std::vector<PatrolStratum> strata(frame.strata.size());
    for (std::size_t h = 0; h < strata.size(); ++h) {
        strata[h].rate = rate[h];
    }
    for (const auto& cluster : frame.clusters) {
        ++strata[cluster.stratum].clusters;
        strata[cluster.stratum].lamps += cluster.lamps;
    }
    return allotment == Allotment::neyman ? allot_neyman(strata, total) : allot_by_lamps(strata, total);
}

} // namespace kerb::outage
