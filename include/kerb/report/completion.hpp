// Completion of the command line in shells.
#pragma once

#include <string>

#include <kerb/report/run_record.hpp>

namespace kerb::report {

// A script for one shell that completes the commands below `root`, their options, and the values of options that take
// one of few words; elsewhere files. It asks nothing of the program when it runs. The same usage gives the same bytes.
// \par Complexity O(commands · options).

/// For bash 4 or later, with or without the package bash-completion.
[[nodiscard]] std::string bash_completion(const CommandUsage& root);
/// For zsh's compsys; a file `_kerb` in its fpath.
[[nodiscard]] std::string zsh_completion(const CommandUsage& root);
/// For fish 3 or later.
[[nodiscard]] std::string fish_completion(const CommandUsage& root);

} // namespace kerb::report
