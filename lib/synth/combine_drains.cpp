#include <unordered_map>

#include <kerb/geometry/measures.hpp>

#include "parts.hpp"

namespace kerb::synth {
namespace {

/// Positions of the conduits by the node that they lead to.
std::unordered_multimap<std::string, std::uint32_t> conduits_into(const Inventory& city) {
    std::unordered_multimap<std::string, std::uint32_t> into;
    for (std::uint32_t i = 0; i < city.conduits.size(); ++i) {
        into.emplace(city.conduits[i].to.str(), i);
    }
    return into;
}

} // namespace

// The old town's drains were never separated. They are a tree, so from the outfall upwards each is met once.
void combine_drains(const Plan& plan, Inventory& city, Truth& truth) {
    auto random = plan.stream(old_town, 0);
    auto& told = truth.systems;
    told.combined_outfall = city.outfalls[random.below(static_cast<std::uint32_t>(city.outfalls.size()))].about.key;
    std::unordered_map<std::string, std::uint32_t> manholes;
    for (std::uint32_t i = 0; i < city.manholes.size(); ++i) {
        manholes.emplace(city.manholes[i].about.key, i);
    }
    const auto into = conduits_into(city);
    std::vector<std::string> open = {told.combined_outfall};
    while (!open.empty()) {
        const auto node = std::move(open.back());
        open.pop_back();
        const auto [first, last] = into.equal_range(node);
        for (auto it = first; it != last; ++it) {
            auto& pipe = city.conduits[it->second];
            pipe.system = DrainSystem::combined;
            city.manholes[manholes.at(pipe.from.str())].system = DrainSystem::combined;
            open.push_back(pipe.from.str());
        }
    }
    for (const auto& pipe : city.conduits) {
        (pipe.system == DrainSystem::combined ? told.combined_m : told.storm_m) += length(pipe.course);
    }
}

} // namespace kerb::synth
