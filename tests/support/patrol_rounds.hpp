// Many patrols of a frame whose truth is known: how often does an interval hold it?
#pragma once

#include <array>
#include <string>
#include <vector>

#include <fmt/format.h>

#include <kerb/base/random.hpp>
#include <kerb/outage/patrol_plan.hpp>
#include <kerb/outage/rates.hpp>

namespace test {

/// One night of a city.
struct KnownNight {
    std::vector<kerb::outage::LampState> state;
    std::vector<std::uint8_t> dead_circuits; ///< by circuit
    kerb::outage::Count out;
    [[nodiscard]] double share() const { return *out.share(); }
};

/// Lamps out with a share of `rate`, those of one road alike by `correlation`: Pólya's urn, whose numbers are
/// beta-binomial. `dead` circuits of at least ten lamps are dark as a whole.
inline KnownNight known_night(const kerb::outage::LampTable& table, double rate, double correlation, std::size_t dead,
                              std::uint64_t seed) {
    using namespace kerb::outage;
    KnownNight night;
    night.state.assign(table.size(), LampState::lit);
    const auto& roads = table.groups(Level::road);
    const double alpha = rate * (1 - correlation) / correlation, all = (1 - correlation) / correlation;
    std::vector<kerb::RandomStream> streams;
    for (std::size_t r = 0; r <= roads.size(); ++r) {
        streams.emplace_back(seed, 61, r);
    }
    std::vector<Count> drawn(roads.size() + 1);
    for (std::size_t i = 0; i < table.size(); ++i) {
        const auto road = roads.of_lamp[i] == no_group ? roads.size() : roads.of_lamp[i];
        auto& urn = drawn[road];
        const bool out = streams[road].uniform() < (alpha + double(urn.out)) / (all + double(urn.of));
        ++urn.of;
        urn.out += out ? 1 : 0;
        night.state[i] = out ? LampState::out : LampState::lit;
    }
    const auto& circuits = table.groups(Level::circuit);
    night.dead_circuits.assign(circuits.size(), 0);
    std::vector<std::int64_t> lamps(circuits.size(), 0);
    for (const auto circuit : circuits.of_lamp) {
        lamps[circuit == no_group ? 0 : circuit] += circuit == no_group ? 0 : 1;
    }
    kerb::RandomStream random(seed, 62, 0);
    for (std::size_t made = 0; made < dead;) {
        const auto circuit = random.below(std::uint32_t(circuits.size()));
        if (lamps[circuit] >= 10 && night.dead_circuits[circuit] == 0) {
            night.dead_circuits[circuit] = 1;
            ++made;
        }
    }
    for (std::size_t i = 0; i < table.size(); ++i) {
        if (circuits.of_lamp[i] != no_group && night.dead_circuits[circuits.of_lamp[i]] != 0) {
            night.state[i] = LampState::out;
        }
        night.out.out += night.state[i] == LampState::out ? 1 : 0;
        ++night.out.of;
    }
    return night;
}

/// A sheet of lamps that a draw visits, all of them seen right.
struct PatrolSheet {
    std::vector<std::uint8_t> looked;
    std::vector<double> weight;
    std::vector<std::uint32_t> stratum, cluster;
};

inline PatrolSheet sheet_of(const kerb::outage::PatrolFrame& frame, const kerb::outage::PatrolSample& sample) {
    using namespace kerb::outage;
    const auto n = frame.cluster_of_lamp.size();
    PatrolSheet sheet{std::vector<std::uint8_t>(n, 0), std::vector<double>(n, 1), std::vector<std::uint32_t>(n, 0),
                      std::vector<std::uint32_t>(n, 0)};
    std::vector<double> inclusion(frame.clusters.size(), 0);
    for (const auto& one : sample.drawn) {
        inclusion[one.cluster] = one.inclusion;
    }
    for (std::size_t i = 0; i < n; ++i) {
        const auto cluster = frame.cluster_of_lamp[i];
        if (cluster != no_group && inclusion[cluster] > 0) {
            sheet.looked[i] = 1;
            sheet.weight[i] = 1 / inclusion[cluster];
            sheet.stratum[i] = frame.clusters[cluster].stratum;
            sheet.cluster[i] = cluster;
        }
    }
    return sheet;
}

/// Rounds in which an interval held the truth.
struct Held {
    int rounds = 0;
    int process = 0, night = 0;      ///< `rates`: without and with the share of roads that was drawn
    int plain = 0, plain_finite = 0; ///< `survey_share` alone, not brought to the known numbers of lamps
    int known_dead = 0;              ///< two parts, dark circuits known from cabinets
    double width = 0;                ///< mean half width of `process`
};

inline std::vector<kerb::outage::SampledLamp> lamps_of(const PatrolSheet& sheet, const KnownNight& night) {
    std::vector<kerb::outage::SampledLamp> lamps;
    for (std::size_t i = 0; i < sheet.looked.size(); ++i) {
        if (sheet.looked[i] != 0) {
            lamps.push_back({sheet.stratum[i], sheet.cluster[i], sheet.weight[i],
                             night.state[i] == kerb::outage::LampState::out, true});
        }
    }
    return lamps;
}

inline void look_once(const kerb::outage::LampTable& table, const kerb::outage::PatrolFrame& frame,
                      const KnownNight& night, const kerb::outage::PatrolSample& sample, Held& held) {
    using namespace kerb::outage;
    const auto holds = [&](const Interval& bounds) { return bounds.lo <= night.share() && night.share() <= bounds.hi; };
    const auto sheet = sheet_of(frame, sample);
    RatesInput input;
    input.table = &table;
    input.state = night.state;
    input.looked = sheet.looked;
    input.weight = sheet.weight;
    input.stratum = sheet.stratum;
    input.cluster = sheet.cluster;
    input.basis = Basis::sample;
    input.dead_circuits = night.dead_circuits;
    RatesOptions options;
    options.levels.clear();
    const auto process = rates(input, options);
    options.target = Target::night;
    held.process += holds(process.overall.bounds) ? 1 : 0;
    held.night += holds(rates(input, options).overall.bounds) ? 1 : 0;
    held.known_dead += process.two_part && holds(process.two_part->bounds) ? 1 : 0;
    held.width += (process.overall.bounds.hi - process.overall.bounds.lo) / 2;
    SurveyOptions plain;
    const auto lamps = lamps_of(sheet, night);
    held.plain += holds(survey_share(lamps, plain)->bounds) ? 1 : 0;
    plain.sampled_share = sample.sampled_share;
    held.plain_finite += holds(survey_share(lamps, plain)->bounds) ? 1 : 0;
}

inline Held rounds_of(const kerb::outage::LampTable& table, const KnownNight& night, std::int64_t clusters,
                      kerb::outage::PatrolDraw draw, int rounds) {
    using namespace kerb::outage;
    const auto frame = patrol_frame(table, Level::road, Level::road_class);
    const std::vector<double> rate(frame.strata.size(), 0.02);
    const auto take = allot_patrol(frame, rate, clusters, Allotment::by_lamps);
    Held held;
    for (int seed = 0; seed < rounds; ++seed) {
        look_once(table, frame, night, draw_patrol(frame.clusters, take, draw, std::uint64_t(seed)), held);
    }
    held.rounds = rounds;
    held.width /= rounds;
    return held;
}

inline std::string told(const std::string& name, const KnownNight& night, const Held& held) {
    const auto share = [&](int times) { return 100.0 * times / held.rounds; };
    return fmt::format(
        "{}: truth {:.2f} %, of {} rounds held: process {:.1f} %, night {:.1f} %, without known numbers {:.1f} %, "
        "finite {:.1f} %, dark circuits known {:.1f} %; half width {:.2f} points",
        name, night.share() * 100, held.rounds, share(held.process), share(held.night), share(held.plain),
        share(held.plain_finite), share(held.known_dead), held.width * 100);
}

} // namespace test
