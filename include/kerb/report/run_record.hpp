// Provenance of a run and description of a command, as JSON.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace kerb::report {

struct RunInput {
    std::string path, sha256;
    std::int64_t bytes = 0;
};

/// Everything needed to run the same thing again.
struct RunRecord {
    std::string version, command;
    std::vector<std::string> arguments;
    std::vector<RunInput> inputs;
    std::string frame;
    std::vector<std::pair<std::string, std::string>> libraries; ///< name → version
    std::optional<std::uint64_t> seed;
    double seconds = 0;
};

[[nodiscard]] std::string to_json(const RunRecord& run);

/// One option of a command, as `--json-usage` shows it.
struct OptionUsage {
    std::string name, text, default_value;
    bool takes_value = true;
    bool required = false;
    std::vector<std::string> words; ///< one of these is its value; empty: any text or number
    std::string range;              ///< of a number: `> 0`, `>= 0` or `0..1`; empty: any
};

struct CommandUsage {
    std::string name, text;
    std::vector<OptionUsage> options;
    std::vector<CommandUsage> commands;
    std::string examples; ///< one command a line, indented
    std::string about;    ///< a paragraph on what it does; empty: `text` says it all
};

[[nodiscard]] std::string to_json(const CommandUsage& usage);

} // namespace kerb::report
