// kerb waterlogging: its commands.
#pragma once

#include <CLI/CLI.hpp>

#include "session.hpp"

namespace kerb::tools {

// One function per question.
void add_waterlogging_depressions(CLI::App& waterlogging, Session& session);
void add_waterlogging_points(CLI::App& waterlogging, Session& session);
void add_waterlogging_storm(CLI::App& waterlogging, Session& session);
void add_waterlogging_swmm(CLI::App& waterlogging, Session& session);
} // namespace kerb::tools
