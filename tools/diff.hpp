// The parts of `kerb diff`: what is asked, what was found, and how it is shown.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <kerb/report/diff_report.hpp>

#include "audit.hpp"
#include "coverage.hpp"

namespace kerb::tools {

struct DiffCommand : CoverageOptions {
    std::string before, now, within = "2m", moved = "0.5m", match = "key", rules;
    std::vector<std::string> only, ignore;
    bool extra = false, no_indicators = false;
};

/// Everything that one run holds.
struct DiffRun {
    AuditRun before, now; ///< of the latter everything is in the former's frame
    DiffOptions options;
    InventoryDiff diff;
    InventoryDiff whole; ///< roads, green spaces and zones, whatever was asked for
    std::vector<report::GroundSum> ground;
    std::vector<report::DiffIndicator> indicators;
    std::optional<report::LitChange> lit;

    [[nodiscard]] report::DiffFound found() const {
        return {before.read.city, now.read.city, diff, options, ground, indicators, lit ? &*lit : nullptr};
    }
    [[nodiscard]] const ClassDiff* part(const std::string& layer) const; ///< of `whole`; nullptr when there is none
    [[nodiscard]] bool asked(const std::string& layer) const;
    [[nodiscard]] std::vector<Issue> issues() const;
    [[nodiscard]] std::vector<report::LayerAccount> accounts() const;
};

/// Roads and green spaces by the ground they lie on.
void measure_ground(DiffRun& run, const Session& session);
/// Lit stretches along the roads of both dates.
void measure_lit_change(DiffRun& run, const Session& session);
/// Figures of an audit on both dates.
void measure_indicators(DiffRun& run, const Session& session);

/// Layers of diff_tables(), gained and lost.
[[nodiscard]] std::vector<FeatureTable> diff_layers(const DiffRun& run);
/// The result for a terminal.
[[nodiscard]] std::string diff_text(const Session& session, const DiffRun& run, std::size_t top);

/// kerb diff
void add_diff(Command root, Session& session);

} // namespace kerb::tools
