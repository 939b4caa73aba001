// A command's manual page.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <kerb/base/message.hpp>
#include <kerb/report/run_record.hpp>

namespace kerb::report {

/// `kerb-coverage-length` for `kerb coverage length`.
[[nodiscard]] std::string man_name(std::string_view command);

/// The page of `usage` in section 1, as man(7) text in UTF-8: name, synopsis, description, its commands, examples,
/// options with defaults and allowed values, exit status, files, environment, see also (`related`: other pages' names).
/// Headings are of `language`, the texts of `usage` as they are. Carries no date, so the same program writes the same
/// bytes. \par Complexity O(length of the page).
[[nodiscard]] std::string man_page(const CommandUsage& usage, const std::vector<std::string>& related,
                                   std::string_view version, Language language);

} // namespace kerb::report
