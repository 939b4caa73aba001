#include <kerb/outage/circuit_tests.hpp>

#include <algorithm>

#include <kerb/base/error.hpp>
#include <kerb/outage/small_areas.hpp>

namespace kerb::outage {
namespace {

void need(bool sound) {
    if (!sound) {
        throw UsageError({"outage_clusters.bad_input", {}});
    }
}

/// Lamps of a class on each circuit: `known[circuit · (classes + 1) + class]`, the last for lamps without one.
std::vector<std::int64_t> known_by_class(const LampTable& table, std::span<const LampState> state) {
    const auto &circuits = table.groups(Level::circuit), &classes = table.groups(Level::road_class);
    std::vector<std::int64_t> known(circuits.size() * (classes.size() + 1), 0);
    for (std::size_t i = 0; i < table.size(); ++i) {
        if (circuits.of_lamp[i] != no_group && state[i] != LampState::unknown) {
            const auto of = std::min<std::size_t>(classes.of_lamp[i], classes.size());
            ++known[circuits.of_lamp[i] * (classes.size() + 1) + of];
        }
    }
    return known;
}

std::vector<CircuitTest> counted(const LampTable& table, std::span<const LampState> state) {
    const auto& circuits = table.groups(Level::circuit);
    std::vector<CircuitTest> made(circuits.size());
    for (std::uint32_t c = 0; c < made.size(); ++c) {
        made[c].circuit = c;
    }
    for (std::size_t i = 0; i < table.size(); ++i) {
        if (circuits.of_lamp[i] != no_group) {
            auto& one = made[circuits.of_lamp[i]];
            ++one.lamps;
            one.seen.of += state[i] != LampState::unknown ? 1 : 0;
            one.seen.out += state[i] == LampState::out ? 1 : 0;
        }
    }
    return made;
}

/// Each circuit goes to the class of most of its known lamps; lamps without a class count as one more class, the last.
void find_classes(std::vector<CircuitTest>& tests, const LampTable& table, std::span<const LampState> state) {
    const auto classes = table.groups(Level::road_class).size();
    const auto known = known_by_class(table, state);
    for (auto& one : tests) {
        const auto first = known.begin() + static_cast<std::ptrdiff_t>(one.circuit * (classes + 1));
        const auto most = std::max_element(first, first + static_cast<std::ptrdiff_t>(classes + 1)) - first;
        one.road_class = static_cast<std::size_t>(most) < classes ? static_cast<std::uint32_t>(most) : no_group;
    }
}

/// All circuits of one class at once, with their common rate.
void test_class(std::span<CircuitTest*> members) {
    Count all;
    std::vector<Count> counts;
    for (const auto* one : members) {
        all.out += one->seen.out;
        all.of += one->seen.of;
        counts.push_back(one->seen);
    }
    const double rate = all.share().value_or(0);
    const auto tails = upper_tails(counts, rate);
    for (std::size_t i = 0; i < members.size(); ++i) {
        members[i]->expected = rate * static_cast<double>(members[i]->seen.of);
        members[i]->p = tails[i];
    }
}

} // namespace

std::vector<CircuitTest> test_circuits(const LampTable& table, std::span<const LampState> state,
                                       std::span<const std::uint8_t> dead) {
    need(state.size() == table.size() && dead.size() == table.groups(Level::circuit).size());
    auto tests = counted(table, state);
    find_classes(tests, table, state);
    std::erase_if(tests, [&](const CircuitTest& one) { return one.seen.of == 0 || dead[one.circuit] != 0; });
    std::vector<std::vector<CircuitTest*>> by_class(table.groups(Level::road_class).size() + 1);
    for (auto& one : tests) {
        by_class[std::min<std::size_t>(one.road_class, by_class.size() - 1)].push_back(&one);
    }
    std::for_each(by_class.begin(), by_class.end(), [](auto& members) { test_class(members); });
    std::vector<double> p;
    std::transform(tests.begin(), tests.end(), std::back_inserter(p), [](const auto& one) { return one.p; });
    const auto q = false_discovery(p);
    for (std::size_t i = 0; i < tests.size(); ++i) {
        tests[i].q = q[i];
    }
    return tests;
}

} // namespace kerb::outage
