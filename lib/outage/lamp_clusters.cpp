#include <kerb/outage/lamp_clusters.hpp>

#include <algorithm>
#include <numeric>
#include <tuple>

#include <kerb/base/error.hpp>
#include <kerb/geometry/measures.hpp>
#include <kerb/outage/street_network.hpp>

namespace kerb::outage {
namespace {

class Finder {
public:
    Finder(const Inventory& city, const LampTable& table, std::span<const LampState> state,
           std::span<const std::uint8_t> dead, const LampClusterOptions& options, const Progress& progress)
        : city_(city),
          table_(table),
          state_(state.begin(), state.end()),
          asked_(dead),
          options_(options),
          progress_(progress) {}

    LampClusters found() {
        check();
        made_.traits = traits_of(city_, table_);
        take_out_dark_circuits();
        made_.circuits = test_circuits(table_, state_, dark_);
        choose_lamps();
        find_runs();
        if (options_.circles) {
            find_circles();
        }
        if (options_.network) {
            find_along_streets();
        }
        return std::move(made_);
    }

private:
    [[nodiscard]] const Grouping& circuits() const { return table_.groups(Level::circuit); }

    void check() const {
        if (state_.size() != table_.size() || (!asked_.empty() && asked_.size() != circuits().size())) {
            throw UsageError({"outage_clusters.bad_input", {}});
        }
        if (options_.network && city_.roads.empty()) {
            throw UsageError({"outage_clusters.no_roads", {}});
        }
    }

    void take_out_dark_circuits() {
        std::vector<LampSeen> seen(table_.size());
        for (std::size_t i = 0; i < seen.size(); ++i) {
            const auto circuit = circuits().of_lamp[i];
            seen[i] = {circuit == no_group ? LampSeen::no_circuit : circuit, table_.along[i], state_[i]};
        }
        dark_.assign(circuits().size(), 0);
        std::vector<std::uint8_t> by_lamps(circuits().size(), 0);
        for (const auto& one : split_faults(seen, circuits().size(), options_.faults).circuits) {
            dark_[one.circuit] = by_lamps[one.circuit] = 1;
        }
        for (std::size_t c = 0; c < asked_.size(); ++c) {
            dark_[c] = asked_[c] != 0 ? 1 : dark_[c];
        }
        list_dark_circuits(by_lamps);
    }

    /// Counts them, and lets their lamps be known no more.
    void list_dark_circuits(const std::vector<std::uint8_t>& by_lamps) {
        std::vector<DarkCircuit> all(circuits().size());
        for (std::size_t i = 0; i < table_.size(); ++i) {
            const auto circuit = circuits().of_lamp[i];
            if (circuit != no_group && dark_[circuit] != 0) {
                ++all[circuit].lamps;
                all[circuit].seen.of += state_[i] != LampState::unknown ? 1 : 0;
                all[circuit].seen.out += state_[i] == LampState::out ? 1 : 0;
                state_[i] = LampState::unknown;
            }
        }
        for (std::uint32_t c = 0; c < all.size(); ++c) {
            if (dark_[c] != 0) {
                all[c].circuit = c;
                all[c].by_lamps = by_lamps[c] != 0;
                made_.dark_circuits.push_back(all[c]);
            }
        }
    }

    void choose_lamps() {
        for (std::uint32_t i = 0; i < table_.size(); ++i) {
            if (state_[i] != LampState::unknown) {
                row_.push_back(i);
                out_.push_back(state_[i] == LampState::out ? 1 : 0);
            }
        }
        made_.scanned = {std::accumulate(out_.begin(), out_.end(), std::int64_t{0}),
                         static_cast<std::int64_t>(out_.size())};
    }

    [[nodiscard]] ScanCounts counts() const { return {ScanModel::bernoulli, out_, {}}; }

    /// Metres along each circuit: from lamp to lamp in their order, so lamps of one pole enter together.
    [[nodiscard]] std::vector<LampOnCircuit> along_circuits() const {
        std::vector<std::uint32_t> order(row_.size());
        std::iota(order.begin(), order.end(), 0U);
        const auto key = [&](std::uint32_t i) { return std::pair(circuits().of_lamp[row_[i]], table_.along[row_[i]]); };
        std::sort(order.begin(), order.end(), [&](auto a, auto b) { return key(a) < key(b); });
        std::vector<LampOnCircuit> places(row_.size());
        for (std::size_t k = 0; k < order.size(); ++k) {
            const auto circuit = circuits().of_lamp[row_[order[k]]];
            if (circuit == no_group) {
                continue;
            }
            auto& place = places[order[k]];
            place.circuit = circuit;
            if (k > 0 && circuits().of_lamp[row_[order[k - 1]]] == circuit) {
                place.along_m = places[order[k - 1]].along_m +
                                distance(table_.places[row_[order[k - 1]]], table_.places[row_[order[k]]]);
            }
        }
        return places;
    }

    void find_runs() {
        auto options = options_.scan;
        options.most_radius.reset();
        const auto places = along_circuits();
        auto found = scan_runs(places, counts(), options, progress_);
        for (auto& one : found.clusters) {
            const auto circuit = places[one.centre].circuit;
            std::sort(one.lamps.begin(), one.lamps.end(), [&](auto a, auto b) {
                return std::tie(places[a].along_m, table_.keys[row_[a]], a) <
                       std::tie(places[b].along_m, table_.keys[row_[b]], b);
            });
            MultiLineString course(1);
            for (const auto lamp : one.lamps) {
                course.front().push_back(table_.places[row_[lamp]]);
            }
            add(made_.runs, ClusterShape::run, std::move(one), std::move(course));
            made_.runs.back().circuit = circuit;
        }
    }

    void find_circles() {
        Points places;
        std::transform(row_.begin(), row_.end(), std::back_inserter(places),
                       [&](auto row) { return table_.places[row]; });
        for (auto& one : scan_circles(places, counts(), options_.scan, progress_).clusters) {
            add(made_.clusters, ClusterShape::circle, std::move(one), {});
        }
    }

    void find_along_streets() {
        auto streets = streets_of(city_);
        const auto placed = put_on_streets(city_, table_, row_, streets);
        made_.off_streets = placed.off_streets;
        const LampNetwork network(streets.graph, placed.lamps);
        for (auto& one : scan_network(network, counts(), options_.scan, progress_).clusters) {
            constexpr double least_drawn_m = 5; // of a lamp by itself
            auto course =
                streets_within(city_, streets, placed.lamps[one.centre], std::max(one.radius_m, least_drawn_m));
            add(made_.clusters, ClusterShape::network, std::move(one), std::move(course));
        }
    }

    /// Positions among the lamps scanned become rows of the table.
    void add(std::vector<LampCluster>& list, ClusterShape shape, Cluster found, MultiLineString course) {
        found.centre = row_[found.centre];
        found.last = row_[found.last];
        for (auto& lamp : found.lamps) {
            lamp = row_[lamp];
        }
        LampCluster made;
        made.shape = shape;
        auto causes = options_.causes;
        if (shape == ClusterShape::run) { // its lamps are of one circuit
            causes.first = std::max(causes.first, CauseKind::install_year);
        }
        made.causes = shared_causes(made_.traits, state_, found.lamps, causes);
        if (shape != ClusterShape::run) { // a run goes along its cable; of others no order of rows shows
            std::sort(found.lamps.begin(), found.lamps.end(),
                      [&](auto a, auto b) { return std::tie(table_.keys[a], a) < std::tie(table_.keys[b], b); });
        }
        made.found = std::move(found);
        made.course = std::move(course);
        list.push_back(std::move(made));
    }

    const Inventory& city_;
    const LampTable& table_;
    std::vector<LampState> state_; ///< unknown in dark circuits
    std::span<const std::uint8_t> asked_;
    const LampClusterOptions& options_;
    const Progress& progress_;
    std::vector<std::uint8_t> dark_; ///< by circuit
    std::vector<std::uint32_t> row_; ///< of each lamp scanned
    std::vector<std::int64_t> out_;  ///< of each lamp scanned
    LampClusters made_;
};

} // namespace

LampClusters lamp_clusters(const Inventory& city, const LampTable& table, std::span<const LampState> state,
                           std::span<const std::uint8_t> dead_circuits, const LampClusterOptions& options,
                           const Progress& progress) {
    return Finder(city, table, state, dead_circuits, options, progress).found();
}

} // namespace kerb::outage
