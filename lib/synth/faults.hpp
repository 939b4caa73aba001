// Mistakes that people make in records, each planted where it breaks one rule and, where it can, no other.
#pragma once

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "records.hpp"

namespace kerb::synth {

/// What a random stream of the faults is for. Never renumbered.
enum FaultPurpose : std::uint32_t { fault_choice = first_fault_purpose };

/// How often a mistake is made.
constexpr std::uint32_t fault_times = 3;

/// Chooses what to spoil, nothing twice, and writes it down.
class Spoiler {
public:
    Spoiler(Inventory& the_city, Truth& truth, const SampleCityOptions& options)
        : city(the_city), truth_(truth), seed_(options.seed) {}

    /// Position of an asset that was not spoiled before and of which `fits` holds; from a random one on.
    template <class Fits>
    [[nodiscard]] std::optional<std::size_t> find(const char* layer, std::size_t count, Fits&& fits) {
        if (count == 0) {
            return std::nullopt;
        }
        const auto start = Draw(seed_, fault_choice, choices_++).below(static_cast<std::uint32_t>(count));
        for (std::size_t step = 0; step < count; ++step) {
            const auto i = (start + step) % count;
            if (!spoiled(layer, i) && fits(i)) {
                spoil(layer, i);
                return i;
            }
        }
        return std::nullopt;
    }
    /// The same, of what every sample city has enough. \throws std::logic_error where it has not.
    template <class Fits>
    [[nodiscard]] std::size_t choose(const char* layer, std::size_t count, Fits&& fits) {
        const auto found = find(layer, count, fits);
        if (!found) {
            throw std::logic_error(std::string("a sample city has too few rows to spoil in the layer ") + layer);
        }
        return *found;
    }
    [[nodiscard]] std::size_t choose(const char* layer, std::size_t count) {
        return choose(layer, count, [](std::size_t) { return true; });
    }
    void spoil(const char* layer, std::size_t i) { spoiled_.emplace_back(layer, i); }
    void note(const char* rule, const char* layer, const std::string& key) {
        truth_.faults.push_back({rule, layer, key});
    }

    Inventory& city;

private:
    [[nodiscard]] bool spoiled(const std::string& layer, std::size_t i) const;

    Truth& truth_;
    std::uint64_t seed_;
    std::uint64_t choices_ = 0;
    std::vector<std::pair<std::string, std::size_t>> spoiled_;
};

void spoil_keys_and_shapes(Spoiler& spoiler);
void spoil_relations(Spoiler& spoiler);
void spoil_lights_and_roads(Spoiler& spoiler);
void spoil_zones(Spoiler& spoiler);
void spoil_drains(Spoiler& spoiler);
void spoil_values(Spoiler& spoiler);

} // namespace kerb::synth
