// Help, usage as JSON, and "did you mean".
#pragma once

#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include <kerb/report/run_record.hpp>

#include "session.hpp"

namespace kerb::tools {

/// The subcommand that the parsed arguments lead to.
[[nodiscard]] const CLI::App& chosen(const CLI::App& root);
/// Examples first, then commands and options with defaults and allowed values.
[[nodiscard]] std::string help_text(const CLI::App& command, const Session& session);
/// The command with all below it, but those that the help does not list.
[[nodiscard]] report::CommandUsage usage_of(const CLI::App& command, const Session& session);
[[nodiscard]] std::string usage_json(const CLI::App& command, const Session& session);
/// The name nearest to `word`; empty when none is near.
[[nodiscard]] std::string nearest(const std::string& word, const std::vector<std::string>& names);
/// \throws UsageError with the nearest name for the first argument that `command` does not know.
[[noreturn]] void refuse_unknown(const CLI::App& root);
/// No option takes an empty text: it comes from a variable of the shell that is not set. \throws UsageError naming the
/// option, also for `--option=`, which would take the next argument for its value
void refuse_empty(const CLI::App& root, const std::vector<std::string>& arguments);

} // namespace kerb::tools
