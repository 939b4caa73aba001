// The parts of `kerb outage life`.
#pragma once

#include <string>
#include <vector>

#include <kerb/outage/lamp_lives.hpp>
#include <kerb/report/outage_life_report.hpp>

#include "outage_faults.hpp"

namespace kerb::tools {

struct LifeCommand : OutageOptions {
    std::string window_from, window_to, kinds = "off", lives = "first", ahead = "30d";
    std::int64_t draws = 2000;
};

/// Everything that one run holds.
struct LifeRun {
    std::unique_ptr<OutageInput> input;
    outage::LampLives lives;
    report::LifeResult result;
};

/// The answer in a sentence.
[[nodiscard]] std::string life_sentence(const Session& session, const LifeRun& run);
/// The result for a terminal.
[[nodiscard]] std::string life_text(const Session& session, const LifeRun& run);
/// Layer `expected_failures` (districts); left out when empty.
[[nodiscard]] std::vector<FeatureTable> life_tables(const LifeRun& run);

} // namespace kerb::tools
