// truth.json: what was planted in a sample city, for tests and for people who try an analysis.
#pragma once

#include <string>

#include <nlohmann/json.hpp>

#include <kerb/synth/sample_city.hpp>

namespace kerb::tools {

/// The text of the file. Keys come in a fixed order, numbers in their shortest exact form.
[[nodiscard]] std::string truth_text(const synth::SampleCity& made);
/// Its member `systems`.
[[nodiscard]] nlohmann::ordered_json to_json(const synth::SystemTruth& told);
/// Its member `records`.
[[nodiscard]] nlohmann::ordered_json to_json(const synth::RecordTruth& records);

} // namespace kerb::tools
