// The parts of `kerb score`: what is asked, what was found, and the files made of it.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <kerb/io/inventory_file.hpp>
#include <kerb/io/output_set.hpp>
#include <kerb/report/score_report.hpp>

#include "audit.hpp"
#include "beside.hpp"
#include "limit.hpp"
#include "session.hpp"

namespace kerb::tools {

struct ScoreCommand {
    std::string city, profile, over, previous, marks, as_of, recompute, fail_if;
    // An empty profile is `cn-kaoping`, or that of the snapshot that is made again.
    std::vector<std::string> weights; ///< `ID=POINTS`
    bool strict = false, bom = false, allow_changed = false;
    int threads = 0;
    AuditWaterOptions water;
    LampDataOptions lamps;
};

/// Everything that one run holds.
struct ScoreRun {
    io::InventoryRead read;
    scorecard::Profile profile;
    scorecard::Snapshot now = {};
    std::vector<std::size_t> zones = {}; ///< of the sheet, as positions in the inventory
    std::optional<scorecard::Snapshot> previous = {};
    std::vector<scorecard::SnapshotDifference> differences = {};

    [[nodiscard]] report::ScoreFound found() const {
        return {profile, now, previous ? &*previous : nullptr, differences};
    }
    [[nodiscard]] std::string zone_name(const Session& session, std::size_t zone) const;
    /// The name of an indicator or part; its id where it has none in this profile.
    [[nodiscard]] std::string item_name(const Session& session, const std::string& id) const;
};

/// The profile named (one of ours, else a file), with what is laid over it and the weights of --weights. \throws
/// SourceError, UsageError
[[nodiscard]] scorecard::Profile score_profile(const ScoreCommand& options);

/// Marks of a CSV `zone,part,value`; zones by key, else by a name that only one has. \throws SourceError naming the row
[[nodiscard]] std::vector<scorecard::ExternalMark> read_marks(const Session& session, const std::string& file,
                                                              const ScoreRun& run, const scorecard::MeasuredCity& city);

/// Measures the city and makes the snapshot. \param marks nullptr: those of the options' file
/// \param previous the sheet that it is compared with
void measure_score(ScoreRun& run, const Session& session, const ScoreCommand& options,
                   const std::vector<scorecard::ExternalMark>* marks = nullptr);
/// Holds the run against its previous snapshot. \throws Error with Outcome::needs_decision when they measure different
/// things and --allow-changed was not given
void compare_with_previous(ScoreRun& run, const Session& session, const ScoreCommand& options);

/// The snapshot of a GeoPackage that `kerb score` wrote. \throws SourceError
[[nodiscard]] scorecard::Snapshot load_snapshot(const Session& session, const std::string& file);
/// Makes an old snapshot's numbers again. Returns the exit code.
int recompute_score(const Session& session, ScoreCommand options);

/// What is new in words, a line for each difference.
[[nodiscard]] std::string differences_text(const Session& session, const ScoreRun& run);

/// Figures of --fail-if.
[[nodiscard]] Figures score_figures(const ScoreRun& run);
/// The result for a terminal.
[[nodiscard]] std::string score_text(const Session& session, const ScoreRun& run);

struct ScoreFiles {
    std::string layers, json, csv, run;
    std::unique_ptr<io::OutputSet> set; ///< not for a dry run
};
/// Makes score.gpkg, score.json, score.csv and run.json, which are delivered later.
void make_score_files(const Session& session, const ScoreCommand& options, const ScoreRun& run, const ScoreFiles& files,
                      const std::string& json);

void add_score(Command root, Session& session);

} // namespace kerb::tools
