// The page of an audit: one file that opens offline.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include <kerb/base/message.hpp>
#include <kerb/inventory/feature_table.hpp>

namespace kerb::report {

struct PageInput {
    std::string_view summary;             ///< summary.json, whole
    std::span<const FeatureTable> layers; ///< of audit.gpkg, in its order; titles of columns are not looked at
    std::string_view city;                ///< its name
    Language language = Language::en;     ///< that the page opens in; it holds both
    std::string_view scores = {};         ///< score.json of `kerb score`, whole; empty: none
    std::string_view summary_file = "summary.json", scores_file = "score.json"; ///< as errors name them
};

/// The page as HTML: headline figures with k, N and intervals, zones, lists whose rows lead to the map and back, how
/// each figure was computed, data problems. It asks for nothing from outside (a content security policy forbids it),
/// reads without a script, in print, and in Chinese and English; every value from the data is escaped. The same bytes
/// for the same summary and layers. Of a layer with more than 50,000 points the map shows counts by square, and says
/// so. \throws SourceError when the summary is no summary of an
/// audit, or the scores are none, naming the file and what is wrong with it. \par Complexity O(vertices log vertices)
[[nodiscard]] std::string page_html(const PageInput& input);

} // namespace kerb::report
