// What is said of the rows of a SWMM input, in bounded memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <kerb/base/issue.hpp>

namespace kerb::io::detail {

/// Names the first findings of each reason in each section, and counts the others in one more: an input may have a
/// finding every two bytes, and an issue takes hundreds.
class SwmmIssues {
public:
    static constexpr std::int64_t most_named = 1000; ///< of one reason in one section

    /// \param issues must outlive this, and get no other issues meanwhile than at its end
    explicit SwmmIssues(std::vector<Issue>& issues) : issues_(issues) {}
    void add(const char* reason, std::string_view section, std::int64_t line, const std::string& name,
             Severity severity = Severity::warning);

private:
    struct Found {
        std::int64_t named = 0;
        std::size_t last = 0; ///< the issue that counts those that are not named
    };
    using ByReason = std::map<std::string, Found, std::less<>>;
    std::vector<Issue>& issues_;
    std::map<std::string, ByReason, std::less<>> found_; ///< by section
};

} // namespace kerb::io::detail
