#include "swmm_issues.hpp"

namespace kerb::io::detail {
namespace {

/// Without a copy of the key where it is there already, as it mostly is.
template <class Map>
typename Map::mapped_type& at_key(Map& map, std::string_view key) {
    const auto found = map.find(key);
    return found != map.end() ? found->second : map[std::string(key)];
}

Issue issue_of(const char* reason, std::string_view section, std::int64_t line, const std::string& name) {
    Issue issue;
    issue.reason = reason;
    issue.layer = "[" + std::string(section) + "]";
    issue.row = line;
    issue.key = name;
    issue.message = Message{reason, {{"section", issue.layer}, {"line", line}, {"name", name}}};
    return issue;
}

} // namespace

void SwmmIssues::add(const char* reason, std::string_view section, std::int64_t line, const std::string& name,
                     Severity severity) {
    auto& found = at_key(at_key(found_, section), reason);
    if (found.named > most_named) {
        ++issues_[found.last].count;
        return;
    }
    ++found.named;
    found.last = issues_.size();
    issues_.push_back(issue_of(reason, section, line, name));
    issues_.back().severity = severity;
}

} // namespace kerb::io::detail
