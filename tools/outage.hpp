// What the commands of `kerb outage` share: where lamps and what is told of them come from.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <kerb/inventory/late_records.hpp>
#include <kerb/io/inventory_file.hpp>
#include <kerb/outage/lamp_index.hpp>
#include <kerb/outage/outage_log.hpp>
#include <kerb/outage/sightings.hpp>
#include <kerb/outage/state_words.hpp>
#include <kerb/report/envelope.hpp>

#include "coverage.hpp"
#include "session.hpp"

namespace kerb::tools {

/// Options that every command of `kerb outage` takes.
struct OutageOptions {
    std::string command;
    std::string city; ///< an inventory; what follows adds to it, or takes the place of what it has
    std::string lamps, roads, zones, patrol, events, telemetry, tickets, mapping;
    std::string states, unit = "auto", within = "25m", zone_kind = "district", fail_if;
    bool landscape = false;
    double confidence = 0.95;
    std::uint64_t seed = 1;
    int threads = 0;
};

/// Adds them, and those about sources and output.
void add_outage_options(Command command, Session& session, OutageOptions& options);

/// Lamps as rows, and everything that was read about them. Stays where it is made: the index looks into it.
struct OutageInput {
    io::InventoryRead read;
    outage::StateWords words;
    outage::LampTable table;
    std::unique_ptr<outage::LampIndex> index;
    std::vector<outage::Round> rounds;
    double within_m = 0;
    std::string given; ///< the first of patrol, telemetry, events and tickets that has an option of its own
    const Inventory* lent = nullptr; ///< an inventory that was read already, in place of `read`'s; outlives the input

    [[nodiscard]] const Inventory& city() const { return lent != nullptr ? *lent : read.city; }
    /// Of the layers read.
    [[nodiscard]] std::vector<report::LayerAccount> accounts() const;
};

/// Reads all sources into one frame. \throws UsageError without any, SourceError, FrameError, PolicyError
[[nodiscard]] std::unique_ptr<OutageInput> load_outage(const Session& session, const OutageOptions& options);
/// The same for an inventory that was read already.
[[nodiscard]] std::unique_ptr<OutageInput> lend_outage(const Inventory& city, const OutageOptions& options);
/// A moment of an option. \throws UsageError naming it
[[nodiscard]] std::optional<Moment> moment_option(const std::string& option, const std::string& text);
/// A share such as `2%` or `0.02`. \throws UsageError naming the option
[[nodiscard]] double share_option(const std::string& option, const std::string& text);
/// \throws UsageError unless the confidence is above 0 and below 1
void check_confidence(double confidence);
/// Of events and readings; of requests where none of these has a time that is meant. None when they have no times.
[[nodiscard]] std::optional<RecordTimes> times_of_records(const Inventory& city);
/// The first one.
[[nodiscard]] std::optional<Moment> first_moment(const Inventory& city);
/// Warns about a pile of lines, each `reason × count`, of what was left out.
[[nodiscard]] std::string left_out_text(const Session& session, const OutageInput& input);

/// SVG texts by file name.
using Charts = std::vector<std::pair<std::string, std::string>>;
/// Writes them into a folder, which is made; nothing for an empty name. \throws OutputError, UsageError when one exists
void write_charts(const Session& session, const std::string& folder, const Charts& charts);

// One per file: the commands of `kerb outage`.
void add_outage_rates(Command outage, Session& session);
void add_outage_repair(Command outage, Session& session);
void add_outage_availability(Command outage, Session& session);
void add_outage_life(Command outage, Session& session);
void add_outage_change(Command outage, Session& session);
void add_outage_clusters(Command outage, Session& session);
void add_outage_plan(Command outage, Session& session);
void add_outage_unreported(Command outage, Session& session);

} // namespace kerb::tools
