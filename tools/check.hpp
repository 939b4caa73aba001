// The parts of `kerb check`: what is asked, what was found, and how it is shown and kept.
#pragma once

#include <string>
#include <vector>

#include <kerb/inventory/check.hpp>
#include <kerb/io/inventory_file.hpp>

#include "session.hpp"

namespace kerb::tools {

/// Everything that one run holds.
struct CheckRun {
    io::InventoryRead read;
    CheckRules rules;
    CheckOptions options;
    CheckResult result;
};

/// The rules for a terminal.
[[nodiscard]] std::string rules_text(const Session& session, const CheckRules& rules);
/// The result for a terminal. \param shown at most so many findings are told one by one
[[nodiscard]] std::string check_text(const Session& session, const CheckRun& run, const std::string& city,
                                     std::size_t shown);
/// The result in the envelope.
[[nodiscard]] std::string check_document(const Session& session, const CheckRun& run);
/// Writes the issues: a GeoPackage with the layers `issues` and `issues_unlocated`, a CSV file with all of them, or one
/// layer of the located ones in any other format.
void write_issues(const Session& session, const CheckRun& run, const std::string& city);

} // namespace kerb::tools
