// Requests of kinds that are not listed as those about dark lamps: other matters, or a word that nobody listed.
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include <kerb/base/issue.hpp>
#include <kerb/inventory/inventory.hpp>

namespace kerb::outage {

/// One issue for each of the twenty most frequent kinds, as a city has a hundred requests about other matters for one
/// about a lamp; another one for all further kinds, of which a column of free texts has as many as rows.
class OtherKinds {
public:
    void take(const Case& request) {
        auto& [count, first] = seen_[request.kind.str()];
        first = count++ == 0 ? &request : first;
    }

    /// Each with its number of requests, and the key and place of the first one; of equally frequent kinds by name.
    void tell(std::vector<Issue>& issues) const {
        std::vector<const Seen*> seen;
        for (const auto& one : seen_) {
            seen.push_back(&one);
        }
        std::stable_sort(seen.begin(), seen.end(),
                         [](const Seen* a, const Seen* b) { return a->second.first > b->second.first; });
        const auto named = std::min(seen.size(), most_named);
        for (std::size_t i = 0; i < named; ++i) {
            issues.push_back(issue_of(*seen[i]));
        }
        std::int64_t requests = 0;
        for (auto i = named; i < seen.size(); ++i) {
            requests += seen[i]->second.first;
        }
        if (const auto kinds = static_cast<std::int64_t>(seen.size() - named); kinds > 0) {
            issues.push_back({Severity::info, reason, "cases", -1, "", 0, 0, false, {}, kinds});
            issues.back().message = {"fault.further_kinds", {{"kinds", kinds}, {"count", requests}}};
        }
    }

private:
    using Seen = std::pair<const std::string, std::pair<std::int64_t, const Case*>>;
    static constexpr std::size_t most_named = 20;
    static constexpr const char* reason = "fault.other_kind";

    static Issue issue_of(const Seen& seen) {
        const auto& [kind, counted] = seen;
        const auto& [count, first] = counted;
        const auto shown = [](const std::string& text) { return text.empty() ? std::string("–") : text; };
        Issue issue{Severity::info, reason, "cases", -1, first->about.key, 0, 0, false, {}};
        issue.message = {reason, {{"kind", shown(kind)}, {"count", count}, {"key", shown(first->about.key)}}};
        if (const auto* at = std::get_if<Point>(&first->place)) {
            issue.x = at->x;
            issue.y = at->y;
            issue.located = true;
        }
        return issue;
    }

    std::map<std::string, std::pair<std::int64_t, const Case*>> seen_;
};

} // namespace kerb::outage
