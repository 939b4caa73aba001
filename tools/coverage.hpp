// What the commands of `kerb coverage` share: layers in one plane, zones, accounts, the file written.
#pragma once

#include <functional>
#include <initializer_list>
#include <optional>
#include <string>
#include <vector>

#include <kerb/geometry/working_frame.hpp>
#include <kerb/geometry/zone_map.hpp>
#include <kerb/report/envelope.hpp>

#include "layers.hpp"
#include "limit.hpp"
#include "session.hpp"

namespace kerb::tools {

/// Options that every command of `kerb coverage` takes.
struct CoverageOptions {
    std::string command; ///< as typed, `coverage length`
    std::string zones, zone_id, zones_where, measure = "grid", fail_if;
    int threads = 0;
    std::size_t top = 0;
};

/// Adds --zones, --zone-id, --zones-where, --measure, --threads, --top and --fail-if, and the options about sources and
/// output. \param limits figures that --fail-if may name \param zones whether the command takes zones
void add_coverage_options(Command command, Session& session, CoverageOptions& options,
                          const std::vector<std::string>& limits, bool zones = true);
/// Adds --fail-if, and the options about sources and output.
void add_result_options(Command command, Session& session, CoverageOptions& options,
                        const std::vector<std::string>& limits);
/// Refuses an output that may not be written or that is one of the sources (`F::layer`; empty ones are ignored).
void check_output(const Session& session, std::initializer_list<std::string> sources);
[[nodiscard]] std::optional<Limit> limit_of(const CoverageOptions& options, const std::vector<std::string>& names);

/// Zones, or an empty layer when none were asked for. \param columns to be read with them
[[nodiscard]] LoadedLayer load_zones(const Session& session, const CoverageOptions& options,
                                     std::vector<std::string> columns = {});
/// Chooses the plane by the first layer that has rows (and by --frame), warns of its scale, and places all layers in
/// it. \throws SourceError when none has rows.
[[nodiscard]] WorkingFrame place_layers(const Session& session, const CoverageOptions& options,
                                        std::initializer_list<LoadedLayer*> layers);
/// Zones ranked by their keys; nullopt without any.
[[nodiscard]] std::optional<ZoneMap> zone_map(const LoadedLayer& zones);

[[nodiscard]] std::vector<Issue> issues_of(std::initializer_list<const LoadedLayer*> layers);
/// Of the layers that were read.
[[nodiscard]] std::vector<report::LayerAccount> accounts_of(std::initializer_list<const LoadedLayer*> layers);
/// What --dry-run says.
[[nodiscard]] std::string dry_run_text(const Session& session, const WorkingFrame& frame,
                                       const std::vector<report::LayerAccount>& accounts);
/// A line for each reason why rows were left out.
[[nodiscard]] std::string skipped_text(const Session& session, const std::vector<report::LayerAccount>& accounts);
/// Writes the result in the form of -f to stdout; `forms.json` is without the envelope.
void print_result(const Session& session, const report::Envelope& envelope, const ResultForms& forms);
/// Writes the layers to -o, if it was given, with styles, titles and the record of the run.
void write_result(const Session& session, const CoverageOptions& options, const WorkingFrame& frame,
                  const std::vector<FeatureTable>& tables);
/// The exit code: that of a limit that is crossed or has no data to be judged by, which is told; else 0.
[[nodiscard]] int exit_code(const Session& session, const CoverageOptions& options, const std::optional<Limit>& limit,
                            const Figures& figures);

// One per file: the commands of `kerb coverage`.
void add_coverage_length(Command coverage, Session& session);
void add_coverage_area(Command coverage, Session& session);
void add_coverage_points(Command coverage, Session& session);
void add_coverage_density(Command coverage, Session& session);
void add_coverage_spacing(Command coverage, Session& session);
void add_coverage_conflicts(Command coverage, Session& session);
void add_coverage_lighting(Command coverage, Session& session);
void add_coverage_connections(Command coverage, Session& session);
void add_coverage_network(Command coverage, Session& session);
void add_coverage_siting(Command coverage, Session& session);

} // namespace kerb::tools
