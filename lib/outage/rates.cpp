#include <kerb/outage/rates.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numeric>
#include <set>

#include <boost/math/distributions/normal.hpp>
#include <boost/math/special_functions/beta.hpp>

#include <kerb/outage/plan.hpp>
#include <kerb/outage/survey.hpp>

namespace kerb::outage {
namespace {

/// Do lamps of such a group count as clusters, or singly?
bool in_clusters(Level level) {
    return level == Level::city || level == Level::district || level == Level::road_class || level == Level::type ||
           level == Level::rule;
}

class Rates {
public:
    Rates(const RatesInput& input, const RatesOptions& options)
        : table_(*input.table), input_(input), options_(options) {
        survey_.confidence = options.confidence;
        survey_.usual_deff = options.usual_deff;
        choose_clusters();
        know_rules();
        draw_sample();
        split();
    }

    RatesResult made() {
        add_two_parts();
        if (input_.basis != Basis::sample) {
            made_.process = rows_of(Level::city, Target::process).front();
            made_.night = rows_of(Level::city, Target::night).front();
            made_.overall = options_.target == Target::night ? made_.night : made_.process;
        } else {
            made_.overall = rows_of(Level::city, options_.target).front();
            take_two_parts(made_.overall);
        }
        for (const auto level : options_.levels) {
            if (level != Level::city) {
                add_level(level);
            }
        }
        return std::move(made_);
    }

private:
    /// A census has no design: what fails together counts as one draw.
    void choose_clusters() {
        const bool sample = input_.basis == Basis::sample;
        made_.cluster_level = Level::city;
        for (const auto level : sample ? std::array{Level::cabinet, Level::circuit, Level::road}
                                       : std::array{Level::cabinet, Level::road, Level::circuit}) {
            const auto& of_lamp = table_.groups(level).of_lamp;
            const auto told = std::count_if(of_lamp.begin(), of_lamp.end(), [](auto g) { return g != no_group; });
            if (table_.groups(level).size() > 1 && 2 * static_cast<std::size_t>(told) >= of_lamp.size()) {
                made_.cluster_level = level;
            }
        }
    }

    [[nodiscard]] std::uint32_t cluster_of(std::uint32_t lamp) const {
        if (input_.basis == Basis::sample && !input_.cluster.empty()) {
            return input_.cluster[lamp];
        }
        const auto group =
            made_.cluster_level == Level::city ? no_group : table_.groups(made_.cluster_level).of_lamp[lamp];
        // A lamp in no group is a draw of its own.
        return group != no_group ? group : static_cast<std::uint32_t>(table_.groups(made_.cluster_level).size()) + lamp;
    }

    void know_rules() {
        if (options_.rules == nullptr) {
            return;
        }
        const auto& roads = table_.groups(Level::road);
        rule_of_road_.assign(roads.size(), no_group);
        for (std::size_t i = table_.size(); i-- > 0;) {
            if (roads.of_lamp[i] != no_group) {
                rule_of_road_[roads.of_lamp[i]] = table_.groups(Level::rule).of_lamp[i];
            }
        }
    }

    void draw_sample() {
        for (std::uint32_t i = 0; i < table_.size(); ++i) {
            if (input_.looked[i] != 0 && input_.state[i] != LampState::unknown) {
                SampledLamp one;
                one.out = input_.state[i] == LampState::out;
                one.weight = input_.weight.empty() ? 1 : input_.weight[i];
                one.stratum = input_.stratum.empty() ? 0 : input_.stratum[i];
                one.cluster = cluster_of(i);
                sample_.push_back(one);
                lamp_.push_back(i);
            }
        }
        if (!survey_.usual_deff && !sample_.empty()) {
            std::set<std::pair<std::uint32_t, std::uint32_t>> clusters;
            for (const auto& one : sample_) {
                clusters.emplace(one.stratum, one.cluster);
            }
            const double each = static_cast<double>(sample_.size()) / static_cast<double>(clusters.size());
            survey_.usual_deff = cluster_deff(std::max(each, 1.0), options_.usual_correlation);
        }
        if (input_.basis == Basis::sample) {
            know_classes();
            find_sampled_shares();
        }
    }

    /// The inventory is the frame: weights are brought to its lamps of each road class.
    void know_classes() {
        const auto& classes = table_.groups(Level::road_class);
        const auto cell_of = [&](std::uint32_t lamp) {
            return classes.of_lamp[lamp] == no_group ? static_cast<std::uint32_t>(classes.size())
                                                     : classes.of_lamp[lamp];
        };
        std::vector<double> totals(classes.size() + 1, 0);
        for (std::uint32_t i = 0; i < table_.size(); ++i) {
            ++totals[cell_of(i)];
        }
        std::vector<std::uint8_t> met(totals.size(), 0);
        for (const auto lamp : lamp_) {
            survey_.cell.push_back(cell_of(lamp));
            met[cell_of(lamp)] = 1;
        }
        for (std::size_t c = 0; c < totals.size(); ++c) {
            made_.not_covered += met[c] == 0 ? static_cast<std::int64_t>(totals[c]) : 0;
        }
        survey_.cell_totals = totals;
    }

    /// The share of a stratum's clusters that was drawn is 1 over their weight; weights that differ say nothing.
    void find_sampled_shares() {
        std::map<std::uint32_t, std::pair<double, double>> range;
        for (const auto& one : sample_) {
            auto [found, fresh] = range.try_emplace(one.stratum, one.weight, one.weight);
            found->second.first = std::min(found->second.first, one.weight);
            found->second.second = std::max(found->second.second, one.weight);
        }
        for (const auto& [stratum, weights] : range) {
            if (weights.first == weights.second && weights.first > 1) {
                shares_.resize(std::max<std::size_t>(shares_.size(), stratum + 1), 0);
                shares_[stratum] = 1 / weights.first;
            }
        }
    }

    void split() {
        const auto& circuits = table_.groups(Level::circuit);
        std::vector<LampSeen> seen(table_.size());
        for (std::size_t i = 0; i < seen.size(); ++i) {
            const auto circuit = circuits.of_lamp[i];
            seen[i] = {circuit == no_group ? LampSeen::no_circuit : circuit, table_.along[i],
                       input_.looked[i] != 0 ? input_.state[i] : LampState::unknown};
        }
        made_.faults = split_faults(seen, circuits.size(), options_.faults);
        dead_.assign(circuits.size(), 0);
        for (const auto& circuit : made_.faults.circuits) {
            dead_[circuit.circuit] = 1;
        }
        made_.rest_rate = made_.faults.rest.share();
    }

    /// All groups of a level, lamps counted in one pass.
    std::vector<RateRow> rows_of(Level level, Target target) {
        std::vector<RateRow> rows(table_.groups(level).size());
        for (std::uint32_t g = 0; g < rows.size(); ++g) {
            rows[g].level = level;
            rows[g].group = g;
        }
        const auto& of_lamp = table_.groups(level).of_lamp;
        for (std::size_t i = 0; i < of_lamp.size(); ++i) {
            if (of_lamp[i] != no_group) {
                count(rows[of_lamp[i]], i);
            }
        }
        if (in_clusters(level) && !sample_.empty()) {
            survey(level, target);
        }
        for (auto& one : rows) {
            bound(one, target);
        }
        return rows;
    }

    void count(RateRow& one, std::size_t lamp) const {
        ++one.lamps;
        if (input_.looked[lamp] != 0) {
            const auto state = input_.state[lamp];
            one.unknown += state == LampState::unknown ? 1 : 0;
            one.seen.of += state != LampState::unknown ? 1 : 0;
            one.seen.out += state == LampState::out ? 1 : 0;
        }
    }

    void bound(RateRow& one, Target target) {
        if (one.seen.of == 0) {
            return;
        }
        if (target == Target::night && (input_.basis != Basis::sample || !in_clusters(one.level))) {
            bound_finite(one);
        } else if (in_clusters(one.level) && (input_.basis == Basis::sample || made_.cluster_level != Level::city)) {
            bound_clusters(one);
        } else {
            bound_single(one);
        }
        if (input_.reported_only) {
            one.bounds.hi = one.exact.hi = 1;
        }
        judge(one);
    }

    void bound_finite(RateRow& one) const {
        one.method = RateMethod::finite;
        one.rate = one.seen.share();
        one.bounds = one.exact = finite_interval(one.seen, std::max(one.lamps, one.seen.of), options_.confidence);
        one.n_eff = static_cast<double>(one.seen.of);
    }

    void bound_single(RateRow& one) const {
        one.method = RateMethod::binomial;
        one.rate = one.seen.share();
        one.bounds = interval(one.seen, options_.method, options_.confidence);
        one.exact = interval(one.seen, IntervalMethod::clopper_pearson, options_.confidence);
        one.n_eff = static_cast<double>(one.seen.of);
    }

    /// Shares of all groups of a level in one pass.
    void survey(Level level, Target target) {
        const auto& groups = table_.groups(level);
        std::vector<std::uint32_t> group;
        group.reserve(lamp_.size());
        for (const auto lamp : lamp_) {
            group.push_back(groups.of_lamp[lamp]);
        }
        survey_.sampled_share = target == Target::night ? shares_ : std::vector<double>();
        surveyed_ = survey_shares(sample_, group, groups.size(), survey_);
    }

    void bound_clusters(RateRow& one) const {
        const auto estimate = surveyed_.groups[one.group].value();
        one.method = RateMethod::korn_graubard;
        one.rate = estimate.share;
        one.bounds = one.exact = estimate.bounds;
        one.deff = estimate.deff;
        one.n_eff = estimate.n_eff;
        one.degrees = estimate.degrees;
        one.clusters = estimate.clusters;
        one.lonely_strata = estimate.lonely_strata;
        one.capped = estimate.capped;
    }

    /// The limit of a road is that of the rule of its class; none where its class has none.
    void find_limit(RateRow& one) const {
        one.limit = options_.most_out;
        if (options_.rules == nullptr || (one.level != Level::rule && one.level != Level::road)) {
            return;
        }
        const auto r = one.level == Level::rule ? one.group : rule_of_road_[one.group];
        one.limit.reset();
        if (r == no_group) {
            return;
        }
        const auto& rule = options_.rules->rules[r];
        one.limit = one.level == Level::rule ? std::optional(rule.most_out) : rule.road_most_out;
        if (const auto* band = rule.band(one.lamps); one.level == Level::road && band != nullptr) {
            one.most_lamps_out = band->most_out;
            one.limit = std::min(1.0, static_cast<double>(band->most_out) / static_cast<double>(one.lamps));
        }
    }

    static Verdict by_figures(const RateRow& one) {
        const bool met = one.most_lamps_out ? one.seen.out <= *one.most_lamps_out : *one.rate <= *one.limit;
        return met ? Verdict::met : Verdict::not_met;
    }

    void judge(RateRow& one) const {
        find_limit(one);
        one.verdict = Verdict::cannot_tell;
        if (!one.limit) {
            return;
        }
        one.by_figures = input_.reported_only ? Verdict::no_data : by_figures(one);
        const double limit = *one.limit;
        one.verdict = verdict_of(one.seen, one.exact, limit);
        if (input_.reported_only) {
            return;
        }
        if (one.method == RateMethod::finite) {
            one.chance_met = chance_of_night(one, limit);
            return;
        }
        one.chance_met = kerb::outage::chance_met(*one.rate * one.n_eff, one.n_eff, limit);
        if (one.verdict == Verdict::cannot_tell) {
            if (const auto more = more_to_tell(*one.rate * one.n_eff, one.n_eff, limit, options_.confidence)) {
                const double each = static_cast<double>(one.seen.of) / std::max(one.n_eff, 1.0);
                one.more_lamps = std::llround(std::ceil(static_cast<double>(*more) * std::max(each, 1.0)));
            }
        }
    }

    /// Of a finite number of lamps: those not known are out as the known ones are, by Jeffreys' prior.
    static double chance_of_night(const RateRow& one, double limit) {
        const auto most = static_cast<std::int64_t>(std::floor(limit * static_cast<double>(one.lamps) + 1e-9));
        return chance_met_of_all(one.seen, one.lamps - one.seen.of, most);
    }

    void add_level(Level level) {
        const auto first = made_.rows.size();
        const auto found = rows_of(level, options_.target);
        made_.rows.insert(made_.rows.end(), found.begin(), found.end());
        const auto rows = std::span(made_.rows).subspan(first);
        mark_dead(level, rows);
        add_shrunk(level, rows);
        add_smooth(level, rows);
        if (level == Level::road || level == Level::circuit || level == Level::cabinet) {
            add_tests(rows);
        }
    }

    void mark_dead(Level level, std::span<RateRow> rows) const {
        for (auto& one : rows) {
            one.dead_circuit = level == Level::circuit && dead_[one.group] != 0;
        }
    }

    void add_shrunk(Level level, std::span<RateRow> rows) {
        std::vector<Count> counts;
        std::vector<std::size_t> alive;
        for (std::size_t i = 0; i < rows.size(); ++i) {
            if (!rows[i].dead_circuit && rows[i].seen.of > 0) {
                counts.push_back(rows[i].seen);
                alive.push_back(i);
            }
        }
        if (counts.size() < 2) {
            return;
        }
        const auto spread = fit_spread(counts);
        const auto shrunk = shrink(counts, spread, 1, options_.confidence);
        const auto likely = posteriors(counts, spread);
        const auto ranks = rank_groups(counts, spread, options_.ranks);
        for (std::size_t i = 0; i < alive.size(); ++i) {
            auto& row = rows[alive[i]];
            row.shrunk = shrunk[i];
            if (row.limit && *row.limit < 1) { // each group has its own
                row.shrunk->above_limit =
                    *row.limit <= 0 ? 1 : boost::math::ibetac(likely[i].alpha, likely[i].beta, *row.limit);
            }
            row.rank = ranks[i];
        }
        made_.spreads.emplace_back(level, spread);
    }

    void add_smooth(Level level, std::span<RateRow> rows) const {
        const auto found = std::find_if(input_.neighbours.begin(), input_.neighbours.end(),
                                        [&](const auto& pairs) { return pairs.first == level; });
        if (!options_.neighbours || found == input_.neighbours.end()) {
            return;
        }
        std::vector<Count> counts;
        for (const auto& one : rows) {
            counts.push_back(one.dead_circuit ? Count{} : one.seen);
        }
        NeighbourOptions options;
        options.model = *options_.neighbours;
        options.limit = options_.most_out.value_or(1);
        options.confidence = options_.confidence;
        if (const auto fit = fit_neighbours(counts, found->second, options)) {
            for (std::size_t i = 0; i < rows.size(); ++i) {
                rows[i].smooth = fit->rates[i];
            }
        }
    }

    /// P(as many out by chance), at the rate of the known lamps outside of dead circuits.
    void add_tests(std::span<RateRow> rows) const {
        if (!made_.rest_rate) {
            return;
        }
        std::vector<Count> counts;
        std::vector<std::size_t> told;
        for (std::size_t i = 0; i < rows.size(); ++i) {
            if (rows[i].seen.of > 0) {
                counts.push_back(rows[i].seen);
                told.push_back(i);
            }
        }
        const auto p = upper_tails(counts, *made_.rest_rate);
        const auto q = false_discovery(p);
        for (std::size_t i = 0; i < told.size(); ++i) {
            rows[told[i]].p = p[i];
            rows[told[i]].q = q[i];
        }
    }

    /// Dead circuits are rare and large: apart from the rest, each part has an interval that holds what it promises.
    void add_two_parts() {
        if (input_.reported_only || sample_.empty() || table_.groups(Level::circuit).size() == 0) {
            return;
        }
        const bool asked = !input_.dead_circuits.empty();
        const auto is_dead = [&](std::uint32_t lamp) {
            const auto circuit = table_.groups(Level::circuit).of_lamp[lamp];
            return circuit != no_group && (dead_[circuit] != 0 || (asked && input_.dead_circuits[circuit] != 0));
        };
        std::vector<bool> in_dead;
        for (const auto lamp : lamp_) {
            in_dead.push_back(is_dead(lamp));
        }
        survey_.sampled_share.clear();
        if (input_.basis == Basis::sample && !asked) {
            const bool any = std::find(in_dead.begin(), in_dead.end(), true) != in_dead.end();
            made_.two_part = any ? two_part_share(sample_, in_dead, survey_) : std::nullopt;
            return;
        }
        Count dead{0, static_cast<std::int64_t>(table_.size())};
        for (std::uint32_t i = 0; i < table_.size(); ++i) {
            dead.out += is_dead(i) ? 1 : 0;
        }
        made_.two_part = two_part_share(dead, sample_, in_dead, survey_);
    }

    /// The city's interval where dead circuits are known from the sample alone.
    void take_two_parts(RateRow& one) {
        const auto& parts = made_.two_part;
        if (!parts || parts->covers != PartsCovered::both || one.seen.of == 0) {
            return;
        }
        const double z = boost::math::quantile(boost::math::normal(), 0.5 + options_.confidence / 2);
        const double p = parts->share, half = (parts->bounds.hi - parts->bounds.lo) / (2 * z);
        made_.one_part = one;
        one.method = RateMethod::two_part;
        one.rate = p;
        one.bounds = one.exact = parts->bounds;
        one.n_eff = half > 0 && p > 0 && p < 1 ? std::clamp(p * (1 - p) / (half * half), 1.0, one.n_eff) : one.n_eff;
        one.deff = static_cast<double>(one.seen.of) / one.n_eff;
        one.more_lamps.reset();
        judge(one);
    }

    const LampTable& table_;
    const RatesInput& input_;
    const RatesOptions& options_;
    RatesResult made_;
    std::vector<SampledLamp> sample_;
    std::vector<std::uint32_t> lamp_; ///< of each of the sample
    SurveyOptions survey_;
    SurveyShares surveyed_;
    std::vector<double> shares_;
    std::vector<std::uint8_t> dead_;
    std::vector<std::uint32_t> rule_of_road_;
};

} // namespace

RatesResult rates(const RatesInput& input, const RatesOptions& options) {
    return Rates(input, options).made();
}

} // namespace kerb::outage
