// Requests of kinds that are not listed as those about dark lamps: other matters, or a word that nobody listed.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include <kerb/base/issue.hpp>
#include <kerb/inventory/inventory.hpp>

namespace kerb::outage {

/// One issue for each kind, as a city has a hundred requests about other matters for one about a lamp.
class OtherKinds {
public:
    void take(const Case& request) {
        auto& [count, first] = seen_[request.kind.str()];
        first = count++ == 0 ? &request : first;
    }

    /// Each with its number of requests, and the key and place of the first one.
    void tell(std::vector<Issue>& issues) const {
        constexpr const char* reason = "fault.other_kind";
        for (const auto& [kind, seen] : seen_) {
            const auto& [count, first] = seen;
            Issue issue{Severity::info, reason, "cases", -1, first->about.key, 0, 0, false, {}};
            issue.message = {reason,
                             {{"kind", kind.empty() ? std::string("–") : kind},
                              {"count", count},
                              {"key", first->about.key.empty() ? std::string("–") : first->about.key}}};
            if (const auto* at = std::get_if<Point>(&first->place)) {
                issue.x = at->x;
                issue.y = at->y;
                issue.located = true;
            }
            issues.push_back(std::move(issue));
        }
    }

private:
    std::map<std::string, std::pair<std::int64_t, const Case*>> seen_;
};

} // namespace kerb::outage
