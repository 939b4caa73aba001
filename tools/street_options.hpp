// How lines of a layer become streets: the options that commands on networks share.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <kerb/base/parallel.hpp>
#include <kerb/network/street_graph.hpp>

#include "layers.hpp"
#include "session.hpp"

namespace kerb::tools {

struct StreetChoice {
    std::string node = "vertices", join = "0m", level_field, one_way_field;

    /// Columns that a layer of streets has to be read with; empty ones are no wish.
    [[nodiscard]] std::vector<std::string> columns() const { return {level_field, one_way_field}; }
    /// \throws UsageError naming --join.
    [[nodiscard]] network::StreetOptions options(Threads threads) const;
};

/// Adds --node, --join, --level-field and --one-way-field.
void add_street_options(CLI::App& command, Session& session, StreetChoice& choice);

/// Streets, and what else is asked about their lines.
struct LoadedStreets {
    network::Streets streets;
    std::vector<double> scale;                 ///< of each line, by which lengths were divided; empty: 1
    std::vector<network::Direction> direction; ///< of each line; empty: both
    std::vector<std::int32_t> level;           ///< of each line; empty: 0
};

/// Makes streets of a layer of lines that was read with `choice.columns()` and placed in `frame`. Words that say no
/// direction or level are issues of the layer; such a line may be walked both ways, on level 0.
[[nodiscard]] LoadedStreets make_streets(LoadedLayer& lines, const StreetChoice& choice, const WorkingFrame& frame,
                                         Threads threads, const Progress& progress);

} // namespace kerb::tools
