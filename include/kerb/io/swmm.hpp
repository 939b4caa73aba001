// An input of EPA SWMM 5.2 as plain values, to text and from text.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <kerb/base/issue.hpp>
#include <kerb/geometry/types.hpp>

namespace kerb::io {

enum class SwmmNodeKind : std::uint8_t { junction, outfall, storage };
enum class SwmmLinkKind : std::uint8_t { conduit, pump };

/// A node; levels are above the datum.
struct SwmmNode {
    std::string name;
    SwmmNodeKind kind = SwmmNodeKind::junction;
    double invert_m = 0;
    double depth_m = 0;              ///< from invert to ground; 0: not said
    std::optional<double> stage_m;   ///< fixed level of the water at an outfall
    bool gate = false;               ///< of an outfall
    double area_m2 = 0;              ///< of a storage with upright walls, as it is written
    std::optional<double> volume_m3; ///< of a storage, as it was read
    std::optional<Point> place;      ///< in the units of the map
    Points outline;                  ///< of a storage; closed, or empty
    std::int64_t line = 0;           ///< of the text, when it was read
};

/// A conduit or a pump.
struct SwmmLink {
    std::string name, from, to;
    SwmmLinkKind kind = SwmmLinkKind::conduit;
    double length_m = 0, roughness = 0;
    double invert_up_m = 0, invert_down_m = 0;
    std::string shape = "CIRCULAR"; ///< SWMM's word for it
    double height_m = 0, width_m = 0;
    int barrels = 1;
    std::optional<double> capacity_m3s; ///< of a pump; none: it passes on what arrives
    Points vertices;
    std::int64_t line = 0;
};

struct SwmmSubcatchment {
    std::string name, outlet;
    double area_m2 = 0, impervious = 0; ///< share, 0 … 1
    double width_m = 0, slope = 0;      ///< m/m
    Points outline;
    std::int64_t line = 0;
};

/// Inlets along a street, of [INLET_USAGE].
struct SwmmInletUse {
    std::string link, design, node;
    std::string type; ///< of the design: GRATE, CURB, SLOTTED, …; one with grate and curb is COMBO
    double length_m = 0, width_m = 0, clogging = 0;
    int count = 1;
    std::int64_t line = 0;
};

/// A drainage model in metres, seconds and levels above the datum, whatever the units of its text.
struct SwmmModel {
    std::vector<std::string> title;
    std::vector<SwmmNode> nodes;
    std::vector<SwmmLink> links;
    std::vector<SwmmSubcatchment> subcatchments;
    std::vector<SwmmInletUse> inlets;
    std::vector<double> rain_mm_h; ///< by interval; written only
    std::int64_t interval_s = 300;
    std::int64_t duration_s = 0; ///< of the run; written only
};

/// A text that the SWMM 5.2 engine runs: CMS, dynamic wave, levels as offsets, Horton infiltration with the manual's
/// typical numbers, one rain gage. Levels have 4 decimals, places 3. \throws UsageError for a name, or a shape of a
/// section, that is none of SWMM's (is_swmm_name). \par Complexity O(size). Source: Storm Water Management Model User's
/// Manual Version 5.2 (EPA/600/R-22/030), appendix D.
[[nodiscard]] std::string swmm_text(const SwmmModel& model);

/// Can the text stand as a name in a SWMM input?
[[nodiscard]] bool is_swmm_name(std::string_view text);

struct SwmmRead {
    SwmmModel model;
    /// `layer` is the section, `row` the line. Of one reason in one section a thousand are named; one more has the
    /// `count` of the others.
    std::vector<Issue> issues;
    std::map<std::string, Accounting> sections; ///< rows by section
};

/// Reads the text of an input, US or SI. What cannot be used is an issue with its line: an unknown section, too few
/// columns, a value that is no number, a name that is there twice or is missing, a link that ends where it begins, a
/// size below 0, a conduit without a size. Of two rows for one cross-section, place, option or use of an inlet the
/// later counts, as in SWMM; of two nodes, links or subcatchments of one name the first. Of unknown sections a thousand
/// are told apart by their names, the rows of others are those of "[…]"; of the title a thousand lines are kept. \param
/// file named in errors \throws SourceError when no section makes a network, FLOW_UNITS or LINK_OFFSETS is none that
/// SWMM has, or a line is longer than 1 MiB; ResourceError for more than 2 million nodes, links, inlets, curves and
/// subcatchments together. \par Complexity O(size · log); memory O(objects + points), beside `text`
[[nodiscard]] SwmmRead parse_swmm(std::string_view text, const std::string& file);
/// The same from a file. \throws SourceError also when it cannot be read, ResourceError above 512 MiB
[[nodiscard]] SwmmRead read_swmm(const std::string& path);

} // namespace kerb::io
