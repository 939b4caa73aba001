// Who answers for the roads, and what is late: the parts of an audit that its files share.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <kerb/coverage/claims_along_lines.hpp>
#include <kerb/inventory/overdue.hpp>

#include "audit.hpp"

namespace kerb::tools {

/// records = used + those without a line or an area + those not in force.
struct DutyAudit {
    DutyRule rule;
    std::int64_t records = 0, used = 0, unplaced = 0, not_in_force = 0;
    std::vector<std::uint32_t> roads; ///< position in the inventory of each line measured
    std::vector<std::string> units;   ///< names of the owners
    coverage::ClaimsAlongLinesResult found;
};

/// Assets of one layer that lie in no cell of the grid.
struct GridLess {
    std::string layer;
    std::int64_t without = 0, count = 0;
    std::vector<std::string> keys; ///< of some of them
};

struct OverdueAudit {
    std::optional<AuditRule> rule; ///< absent: not asked
    std::optional<Moment> as_of;   ///< the latest record; absent: there is none
    OverdueResult found;
    std::vector<GridLess> grid_less; ///< empty: no grid

    [[nodiscard]] bool dated() const; ///< is there anything that could be late, and a day to look at it?
    [[nodiscard]] std::int64_t overdue() const { return static_cast<std::int64_t>(found.list.size()); }
};

/// Record, place and unit of what is late.
struct OverdueRecord {
    const Attributes* about;
    const Place* place; ///< nullptr: not known
    std::string unit;
};

/// Finds them. The unit of a milestone is that of its project, and so is its place. Keep the inventory alive.
class OverdueRecords {
public:
    explicit OverdueRecords(const Inventory& city);
    [[nodiscard]] OverdueRecord of(const Overdue& overdue) const;

private:
    const Inventory& city_;
    std::map<std::string_view, const Project*> project_; // by key
};

} // namespace kerb::tools
