// Lines to be measured and the indexes of the assets that may cover them.
#pragma once

#include <memory>
#include <span>

#include <kerb/coverage/along_lines.hpp>

#include "asset_index.hpp"
#include "shape_index.hpp"

namespace kerb::coverage {

struct PreparedLines {
    AlongLinesInput input;
    AlongLinesOptions options;
    AssetIndex points;
    std::unique_ptr<const ShapeIndex> shapes; ///< nullptr without lines and areas as assets

    /// \throws UsageError as AlongLinesPlan.
    [[nodiscard]] static std::unique_ptr<const PreparedLines> from(const AlongLinesInput& input,
                                                                   const AlongLinesOptions& options);
    [[nodiscard]] std::size_t partitions() const;
    /// First and last line (excluded) of a partition.
    [[nodiscard]] std::pair<std::size_t, std::size_t> lines_of(std::size_t partition) const;
    /// One with all zones and groups, all of no length.
    [[nodiscard]] AlongLinesSummary empty_summary() const;
};

/// The longest first, then by line and chainage.
void sort_gaps(std::vector<Gap>& gaps);

} // namespace kerb::coverage
