// The parts of an indicator's table: which assets, held against what, with which lengths.
#pragma once

#include <string_view>
#include <vector>

#include <kerb/base/toml.hpp>
#include <kerb/scorecard/profile.hpp>

namespace kerb::scorecard {

/// `{ zh = "…", en = "…" }`; empty when the key is absent.
[[nodiscard]] Label read_label(const TomlTable& table, std::string_view key);
/// One selection, or a list of them. \throws SourceError naming an unknown layer, field, code, or a value of another
/// kind than the field's.
[[nodiscard]] std::vector<Selection> read_selections(const TomlTable& table, std::string_view key);
/// Keys of `Parameters` in an indicator's table.
[[nodiscard]] const std::vector<std::string>& parameter_keys();
[[nodiscard]] Parameters read_parameters(const TomlTable& table);
/// A number or numbers by group; those of `%` become shares.
[[nodiscard]] std::vector<Threshold> read_thresholds(const TomlTable& table, std::string_view unit);
[[nodiscard]] std::optional<Scoring> read_scoring(const TomlTable& table, std::string_view unit);

} // namespace kerb::scorecard
