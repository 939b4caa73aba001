// Which storm a command is about: options, and what they choose.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <kerb/report/envelope.hpp>
#include <kerb/waterlogging/design_storm.hpp>

#include "session.hpp"
#include "waterlogging_storm.hpp"

namespace kerb::tools {

struct StormOptions {
    std::string city, return_period, duration, step = "5min", zone, form, id, formula_file, hyetograph;
    std::string shape = "chicago", factor = "167";
    std::optional<double> peak_ratio;
    bool allow_unverified = false;

    [[nodiscard]] waterlogging::RateFactor rate_factor() const {
        return factor == "exact" ? waterlogging::RateFactor::exact : waterlogging::RateFactor::rounded;
    }
};

/// Adds --city, --return-period, --duration, --step, --zone, --form, --id, --formula, --hyetograph, --peak-ratio,
/// --shape,
/// --factor and --allow-unverified.
void add_storm_options(Command command, Session& session, StormOptions& given);

/// A storm, and what was read for it.
struct ChosenStorm {
    ShownStorm shown;
    std::shared_ptr<const waterlogging::StormCity> city; ///< that `shown` points to
    std::vector<report::LayerAccount> accounts;
    std::vector<Issue> issues;
};

/// \throws UsageError for options that exclude each other.
void check_storm_usage(const StormOptions& options);
/// The cities that the options name; with `all`, every built-in one when they name none. \throws UsageError,
/// SourceError
[[nodiscard]] std::vector<waterlogging::StormCity> storm_cities(const Session& session, const StormOptions& options,
                                                                bool all = false);
/// What the formula is asked for. \throws UsageError for what is no time or number of years.
[[nodiscard]] waterlogging::StormWish storm_wish(const StormOptions& options);
/// The storm of a city's formula, or the hyetograph that was given. \throws UsageError, SourceError, FrameError
[[nodiscard]] ChosenStorm choose_storm(const Session& session, const StormOptions& options);

} // namespace kerb::tools
