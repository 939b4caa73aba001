// The light of road sections, and of one luminaire, as JSON and CSV.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <kerb/coverage/road_lighting.hpp>
#include <kerb/coverage/section_verdicts.hpp>

namespace kerb::report {

struct LightingLabels {
    std::function<std::string(std::uint32_t line)> line;
    std::function<std::string(std::uint32_t line)> road_class; ///< absent: null
};

/// What was taken for granted where the layers do not say; counts of the rows for which it was.
struct LightingAssumed {
    std::optional<double> height_m, width_m;
    std::int64_t heights = 0, widths = 0, lanes = 0, several_heads = 0;
    double arm_m = 0, tilt_deg = 0;
};

/// What the result was made of, as far as the report tells it again. All is referred to.
struct LightingAsked {
    const coverage::LightingProfile* profile = nullptr; ///< none: nothing was judged
    const coverage::LightingVerdicts* verdicts = nullptr;
    const coverage::RTable* r_table = nullptr;
    std::span<const coverage::RoadLamp> lamps;
    std::string step;
    double maintenance = 1;
    LightingAssumed assumed;
};

/// `{"profile","step","maintenance","r_table","lamps","assumed","sections","verdict","classes","list":[{"line",
/// "road_class","from_m","to_m","length_m","state","lamps","out","lanes","points","class","judged_by","met",
/// "all_lit_met","tonight":{"e_av","e_min","u_e","l_av","u_o","u_l","ti"},"all_lit","lacks":[{"figure","value",
/// "limit"}]}]}`; the list worst first. \param top at most so many sections (0: all)
[[nodiscard]] std::string lighting_json(const coverage::RoadLighting& result, const LightingAsked& asked,
                                        const LightingLabels& labels, std::size_t top = 0);

/// A row for each section, worst first.
[[nodiscard]] std::string lighting_csv(const coverage::RoadLighting& result, const LightingAsked& asked,
                                       const LightingLabels& labels);

/// `failed` figures as `e_av 12.3 < 15, u_e 0.31 < 0.4`.
[[nodiscard]] std::string lacks_text(const coverage::ClassVerdict& verdict);

[[nodiscard]] const char* state_name(coverage::SectionState state);
[[nodiscard]] const char* symmetry_name(coverage::PhotometricSymmetry symmetry);

/// The light of one luminaire at a place on the ground.
struct LuminaireSample {
    double c_deg = 0, distance_m = 0, gamma_deg = 0, cd = 0, lx = 0;
};

struct LuminaireAsked {
    double height_m = 0, tilt_deg = 0, maintenance = 1;
    std::vector<LuminaireSample> samples;
};

/// `{"file","name","maker","format","symmetry","planes","gammas","lamp_lm","power_w","flux_lm","below_share","peak",
/// "height_m","tilt_deg","maintenance","samples":[{"c_deg","distance_m","gamma_deg","cd","lx"}],"remarks"}`.
[[nodiscard]] std::string luminaire_json(const coverage::Photometry& photometry, const std::string& file,
                                         const LuminaireAsked& asked, Language language);
/// A row for each sample.
[[nodiscard]] std::string luminaire_csv(const LuminaireAsked& asked);

} // namespace kerb::report
