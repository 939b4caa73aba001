#include <kerb/outage/availability.hpp>

#include <cmath>
#include <limits>
#include <tuple>
#include <utility>

#include <kerb/base/error.hpp>

#include "downtime_bounds.hpp"
#include "stretches.hpp"

namespace kerb::outage {
namespace {

constexpr auto never = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t most_s = 400'000'000'000;
constexpr double year_s = 365.25 * 86400;
constexpr std::int64_t day_s = 86400;

/// Rows of one kind, by lamp and then by time.
struct LampStretch {
    std::uint32_t lamp = 0;
    Stretch stretch;
};

/// What one lamp adds to every sum.
struct Sums {
    std::uint64_t cluster = 0;
    std::int64_t lamps = 0, service = 0, down = 0, unknown = 0, known_s = 0, outages = 0, failures = 0, in_silence = 0;

    Sums& operator+=(const Sums& o) {
        lamps += o.lamps;
        service += o.service;
        down += o.down;
        unknown += o.unknown;
        known_s += o.known_s;
        outages += o.outages;
        failures += o.failures;
        in_silence += o.in_silence;
        return *this;
    }
};

bool sound(std::span<const LampInService> lamps, std::span<const LampOutage> outages,
           std::span<const LampSilence> silences, const AvailabilityOptions& options) {
    const auto known = [&lamps](const auto& row) { return row.lamp < lamps.size(); };
    const auto grouped = [&options](const auto& lamp) { return options.groups == 0 || lamp.group < options.groups; };
    // 12,000 years on either side, so that no sum of all lamps passes 64 bits.
    const auto within = [](std::int64_t s) { return s > -most_s && s < most_s; };
    const auto dated = [&within](const auto& lamp) { return within(lamp.service.from) && within(lamp.service.to); };
    return options.confidence > 0 && options.confidence < 1 && lamps.size() < 10'000'000 &&
           std::is_sorted(options.bins.begin(), options.bins.end()) &&
           (!options.usual_outage_s || (*options.usual_outage_s > 0 && std::isfinite(*options.usual_outage_s))) &&
           std::all_of(outages.begin(), outages.end(), known) && std::all_of(silences.begin(), silences.end(), known) &&
           std::all_of(lamps.begin(), lamps.end(), grouped) && std::all_of(lamps.begin(), lamps.end(), dated);
}

void by_lamp_and_time(std::vector<LampStretch>& rows) {
    std::sort(rows.begin(), rows.end(), [](const LampStretch& a, const LampStretch& b) {
        return std::tie(a.lamp, a.stretch.from, a.stretch.to) < std::tie(b.lamp, b.stretch.from, b.stretch.to);
    });
}

class Reckoning {
public:
    Reckoning(std::span<const LampInService> lamps, const AvailabilityOptions& options)
        : lamps_(lamps), options_(options), sums_(lamps.size()) {
        report_.groups.resize(options.groups);
        lay_bins(report_.all);
        for (auto& group : report_.groups) {
            lay_bins(group);
        }
    }

    AvailabilityReport run(std::span<const LampOutage> outages, std::span<const LampSilence> silences) {
        const auto out = rows_of(outages);
        const auto silent = rows_of(silences);
        std::size_t o = 0, s = 0;
        for (std::size_t i = 0; i < lamps_.size(); ++i) {
            auto lamp_out = of_lamp(out, o, i), lamp_silent = of_lamp(silent, s, i);
            report_.merged += join(lamp_out);
            join(lamp_silent);
            add(i, lamp_out, rest_of(lamps_[i].service, lamp_silent));
        }
        finish();
        return std::move(report_);
    }

private:
    void lay_bins(Availability& made) const {
        for (std::size_t b = 1; b < options_.bins.size(); ++b) {
            made.bins.push_back({{options_.bins[b - 1], options_.bins[b]}});
        }
    }

    std::vector<LampStretch> rows_of(std::span<const LampOutage> outages) {
        std::vector<LampStretch> rows;
        rows.reserve(outages.size());
        for (const auto& o : outages) {
            if (o.up && *o.up < o.down) {
                ++report_.negative;
            } else {
                rows.push_back({o.lamp, {o.down, o.up.value_or(never)}});
            }
        }
        by_lamp_and_time(rows);
        const auto same = std::unique(rows.begin(), rows.end(), [](const LampStretch& a, const LampStretch& b) {
            return a.lamp == b.lamp && a.stretch == b.stretch;
        });
        report_.duplicates = rows.end() - same;
        rows.erase(same, rows.end());
        return rows;
    }

    std::vector<LampStretch> rows_of(std::span<const LampSilence> silences) {
        std::vector<LampStretch> rows;
        for (const auto& s : silences) {
            if (s.silent.to < s.silent.from) {
                ++report_.negative_silences;
            } else if (s.silent.from < s.silent.to) {
                rows.push_back({s.lamp, s.silent});
            }
        }
        by_lamp_and_time(rows);
        return rows;
    }

    static std::vector<Stretch> of_lamp(const std::vector<LampStretch>& rows, std::size_t& next, std::size_t lamp) {
        std::vector<Stretch> own;
        for (; next < rows.size() && rows[next].lamp == lamp; ++next) {
            own.push_back(rows[next].stretch);
        }
        return own;
    }

    [[nodiscard]] std::int64_t counted(const Stretch& s) const {
        return options_.counted ? options_.counted(s.from, s.to) : s.to - s.from;
    }

    void add(std::size_t i, const std::vector<Stretch>& outages, const std::vector<Stretch>& known) {
        const auto& lamp = lamps_[i];
        auto& sums = sums_[i];
        const bool alone = lamp.circuit == LampSeen::no_circuit || options_.clusters == ClusterBy::lamp;
        sums.cluster = alone ? (std::uint64_t{1} << 32U) + i : lamp.circuit;
        std::vector<Stretch> used;
        for (const auto& o : outages) {
            if (classify(o, lamp.service)) {
                used.push_back(o);
                count_failure(o, lamp.service, known, sums);
            }
        }
        for (const auto& k : known) {
            sums.service += spread(k, lamp.group, &AvailabilityBin::service_s);
            sums.known_s += k.to - k.from;
        }
        for (const auto& o : used) {
            std::int64_t down = 0;
            for (const auto& d : both_of({o}, known)) {
                down += spread(d, lamp.group, &AvailabilityBin::down_s);
            }
            sums.down += down;
            sums.outages += down > 0 ? 1 : 0;
        }
        for (const auto& u : rest_of(lamp.service, known)) {
            sums.unknown += spread(u, lamp.group, &AvailabilityBin::unknown_s);
        }
        sums.lamps = sums.service > 0 ? 1 : 0;
    }

    /// Is an outage to be used?
    bool classify(const Stretch& outage, const Stretch& service) {
        const bool before = outage.from < service.from && outage.to <= service.from;
        const bool after = !before && outage.from >= service.to;
        report_.before += before ? 1 : 0;
        report_.after += after ? 1 : 0;
        if (before || after) {
            return false;
        }
        report_.begun_before += outage.from < service.from ? 1 : 0;
        report_.open += outage.to == never ? 1 : 0;
        return true;
    }

    static void count_failure(const Stretch& outage, const Stretch& service, const std::vector<Stretch>& known,
                              Sums& sums) {
        if (outage.from < service.from) {
            return;
        }
        const bool seen = std::any_of(known.begin(), known.end(), [&outage](const Stretch& k) {
            return k.from <= outage.from && outage.from < k.to;
        });
        ++(seen ? sums.failures : sums.in_silence);
    }

    /// Counted seconds, also entered into the bins they lie in.
    std::int64_t spread(const Stretch& s, std::uint32_t group, std::int64_t AvailabilityBin::*what) {
        const auto& edges = options_.bins;
        auto b = static_cast<std::size_t>(std::upper_bound(edges.begin(), edges.end(), s.from) - edges.begin());
        for (b = std::max<std::size_t>(b, 1); b < edges.size() && edges[b - 1] < s.to; ++b) {
            const Stretch part{std::max(s.from, edges[b - 1]), std::min(s.to, edges[b])};
            const auto seconds = part.from < part.to ? counted(part) : 0;
            report_.all.bins[b - 1].*what += seconds;
            if (options_.groups > 0) {
                report_.groups[group].bins[b - 1].*what += seconds;
            }
        }
        return counted(s);
    }

    void finish() {
        std::vector<std::size_t> everyone(lamps_.size());
        std::vector<std::vector<std::size_t>> members(options_.groups);
        for (std::size_t i = 0; i < lamps_.size(); ++i) {
            everyone[i] = i;
            if (options_.groups > 0) {
                members[lamps_[i].group].push_back(i);
            }
        }
        total(everyone, report_.all);
        for (std::size_t g = 0; g < members.size(); ++g) {
            total(members[g], report_.groups[g]);
        }
    }

    void total(std::vector<std::size_t>& members, Availability& made) const {
        std::sort(members.begin(), members.end(),
                  [this](std::size_t a, std::size_t b) { return sums_[a].cluster < sums_[b].cluster; });
        Sums all;
        std::vector<ClusterTime> clusters;
        auto last = std::uint64_t{0};
        for (const auto i : members) {
            all += sums_[i];
            if (sums_[i].lamps == 0) {
                continue;
            }
            if (clusters.empty() || last != sums_[i].cluster) {
                clusters.push_back({});
                last = sums_[i].cluster;
            }
            clusters.back().service_s += sums_[i].service;
            clusters.back().down_s += sums_[i].down;
        }
        made.lamps = all.lamps;
        made.clusters = static_cast<std::int64_t>(clusters.size());
        made.service_s = all.service;
        made.down_s = all.down;
        made.unknown_s = all.unknown;
        made.outages = all.outages;
        made.failures_in_silence = all.in_silence;
        made.failures = failure_rate(all.failures, static_cast<double>(all.known_s) / year_s, options_.confidence);
        bound_share(made, std::move(clusters), options_);
    }

    std::span<const LampInService> lamps_;
    const AvailabilityOptions& options_;
    std::vector<Sums> sums_;
    AvailabilityReport report_;
};

} // namespace

std::optional<double> AvailabilityBin::share() const {
    return service_s > 0 ? std::optional(static_cast<double>(down_s) / static_cast<double>(service_s)) : std::nullopt;
}

AvailabilityReport availability(std::span<const LampInService> lamps, std::span<const LampOutage> outages,
                                std::span<const LampSilence> silences, const AvailabilityOptions& options) {
    if (!sound(lamps, outages, silences, options)) {
        throw UsageError({"outage.bad_availability", {}});
    }
    return Reckoning(lamps, options).run(outages, silences);
}

std::vector<std::int64_t> week_edges(const Stretch& stretch) {
    constexpr std::int64_t week = 7 * day_s, monday = 4 * day_s; // 1970-01-05
    std::vector<std::int64_t> edges;
    if (stretch.to <= stretch.from) {
        return edges;
    }
    const auto into = ((stretch.from - monday) % week + week) % week;
    for (auto edge = stretch.from - into; edge < stretch.to; edge += week) {
        edges.push_back(edge);
    }
    edges.push_back(edges.back() + week);
    return edges;
}

} // namespace kerb::outage
