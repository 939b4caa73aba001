// Progress and cancellation: one callback, handed down by value.
#pragma once

#include <functional>
#include <string_view>

namespace kerb {

/// Called now and then with a stage (a message code) and the share done in 0…1; returns false to cancel, and the
/// running call then throws kerb::Cancelled. Called from one thread at a time. An empty function means "no progress".
using Progress = std::function<bool(std::string_view stage, double share)>;

/// Calls `progress` if there is one. \throws Cancelled when it returns false.
void report_progress(const Progress& progress, std::string_view stage, double share);

} // namespace kerb
