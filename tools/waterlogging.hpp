// kerb waterlogging: its commands.
#pragma once

#include <CLI/CLI.hpp>

#include "session.hpp"

namespace kerb::tools {

// One function per question.
} // namespace kerb::tools
