// What may end a run before its work is done: a signal, the time limit, memory.
#pragma once

#include <cstdint>
#include <string>

#include <kerb/base/error.hpp>

namespace kerb::tools {

struct Session;

/// Reads a size of memory such as `512M` or `4G`, in bytes. \throws UsageError naming `option`.
[[nodiscard]] std::int64_t memory_option(const std::string& option, const std::string& text);

/// Takes --memory and --time-limit, and from now on SIGINT, SIGTERM and the end of the time: each makes `stop_wanted`
/// true, and the running call then ends in Cancelled. One that does not look up in time is ended all the same, with
/// what it was writing left under its temporary name; a second signal ends the run at once. \throws UsageError
void guard_run(const Session& session);

/// Was the run told to stop?
[[nodiscard]] bool stop_wanted();

/// Tells why a run that ended in Cancelled did, and gives the exit code: 7 for the time limit, 128 + its number for a
/// signal.
[[nodiscard]] int report_stop(const Session& session);

/// Tells that memory ran out, and what helps; 7. Takes no memory.
[[nodiscard]] int report_memory() noexcept;

} // namespace kerb::tools
