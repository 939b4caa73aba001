// kerb coverage lighting luminaire: what one luminaire gives.
#include <cmath>
#include <filesystem>
#include <numbers>

#include <fmt/format.h>

#include <kerb/base/error.hpp>
#include <kerb/coverage/illuminance.hpp>
#include <kerb/report/text_table.hpp>

#include "coverage_lighting.hpp"

namespace kerb::tools {
namespace {

struct LuminaireOptions : CoverageOptions {
    std::string file, height;
    std::vector<std::string> at;
    std::vector<double> towards;
    double tilt = 0, maintenance = 1;
};

constexpr double radian = std::numbers::pi / 180;
constexpr double usual_distances[] = {0, 0.5, 1, 2, 3}; // in heights

/// A luminaire at the origin whose C90 looks north.
report::LuminaireSample sample(const coverage::Photometry& photometry, const report::LuminaireAsked& asked,
                               double c_deg, double distance_m) {
    coverage::PlacedLuminaire luminaire;
    luminaire.height_m = asked.height_m;
    luminaire.tilt_deg = asked.tilt_deg;
    luminaire.factor = asked.maintenance;
    const std::span<const coverage::Photometry> tables(&photometry, 1);
    const std::span<const coverage::PlacedLuminaire> one(&luminaire, 1);
    report::LuminaireSample s;
    s.c_deg = c_deg;
    s.distance_m = distance_m;
    s.gamma_deg = std::atan2(distance_m, asked.height_m) / radian;
    s.lx = coverage::LightField(tables, one)
               .lux({distance_m * std::cos(c_deg * radian), distance_m * std::sin(c_deg * radian)});
    const double distance2 = asked.height_m * asked.height_m + distance_m * distance_m;
    s.cd = coverage::intensity(photometry, c_deg, s.gamma_deg);
    if (asked.tilt_deg != photometry.measured_tilt_deg || !photometry.tilt_deg.empty()) { // the light that arrives
        s.cd = s.lx / asked.maintenance * std::pow(distance2, 1.5) / asked.height_m;
    }
    return s;
}

report::LuminaireAsked asked_of(const coverage::Photometry& photometry, const LuminaireOptions& options) {
    report::LuminaireAsked asked;
    asked.height_m = length_option("--height", options.height).value();
    check_number("--height", asked.height_m, 1e-9, 1000);
    check_number("--tilt", options.tilt, -90, 90);
    check_number("--maintenance", options.maintenance, 1e-9, 1);
    asked.tilt_deg = options.tilt;
    asked.maintenance = options.maintenance;
    std::vector<double> distances;
    for (const auto& text : options.at) {
        distances.push_back(length_option("--at", text).value());
        check_number("--at", distances.back(), 0, coverage::reach_in_heights * asked.height_m);
    }
    for (const auto heights : usual_distances) {
        if (options.at.empty()) {
            distances.push_back(heights * asked.height_m);
        }
    }
    const auto planes = options.towards.empty() ? std::vector<double>{0, 90, 180, 270} : options.towards;
    for (const auto c : planes) {
        check_number("--towards", c, 0, 360);
        for (const auto d : distances) {
            asked.samples.push_back(sample(photometry, asked, c, d));
        }
    }
    return asked;
}

std::string heading(const Session& session, const coverage::Photometry& p, const std::string& file) {
    const auto strongest = coverage::peak(p);
    const double flux = coverage::flux_lm(p);
    const auto share = p.lamp_lm && *p.lamp_lm > 0
                           ? session.text(Message{"lighting_plan.luminaire_share",
                                                  {{"share", report::percent_text(flux / *p.lamp_lm)}}})
                           : std::string();
    const auto power = p.power_w
                           ? session.text(Message{"lighting_plan.watts", {{"value", fmt::format("{:g}", *p.power_w)}}})
                           : session.text("lighting_plan.no_power");
    auto text = session.text(Message{"lighting_plan.luminaire_line",
                                     {{"name", p.name.empty() ? file : p.name},
                                      {"flux", fmt::format("{:.0f}", flux)},
                                      {"share", share},
                                      {"cd", fmt::format("{:.1f}", strongest.cd)},
                                      {"c", fmt::format("{:g}", strongest.c_deg)},
                                      {"gamma", fmt::format("{:g}", strongest.gamma_deg)}}}) +
                "\n";
    text += session.text(Message{
                "lighting_plan.luminaire_about",
                {{"format", p.format},
                 {"symmetry", session.text(std::string("lighting_plan.symmetry.") + report::symmetry_name(p.symmetry))},
                 {"planes", static_cast<std::int64_t>(p.c_deg.size() - 1)},
                 {"gammas", static_cast<std::int64_t>(p.gamma_deg.size())},
                 {"power", power}}}) +
            (p.lamp_lm ? "" : " · " + session.text("lighting_plan.luminaire_absolute")) + "\n";
    if (flux > 0) {
        text += session.text(Message{"lighting_plan.below_horizontal",
                                     {{"share", report::percent_text(coverage::flux_lm(p, 90) / flux)}}}) +
                "\n";
    }
    return text + session.text("lighting_plan.luminaire_orientation") + "\n";
}

std::string text_of(const Session& session, const coverage::Photometry& p, const std::string& file,
                    const report::LuminaireAsked& asked) {
    const auto name = [&](const char* column) { return session.text(std::string("lighting_plan.column.") + column); };
    report::TextTable table({name("plane"), name("distance"), name("gamma"), name("intensity"), name("lux")});
    for (const auto& s : asked.samples) {
        table.add({fmt::format("{:g}", s.c_deg), fmt::format("{:.2f} m", s.distance_m),
                   fmt::format("{:.2f}", s.gamma_deg), fmt::format("{:.1f}", s.cd), fmt::format("{:.3f}", s.lx)});
    }
    auto text = heading(session, p, file) + "\n" + table.text();
    for (const auto& remark : p.remarks) {
        text += session.text(remark) + "\n";
    }
    return text;
}

int run_luminaire(const Session& session, const LuminaireOptions& options) {
    require("FILE", options.file);
    require("--height", options.height);
    const auto photometry = photometry_of(options.file);
    const auto asked = asked_of(photometry, options);
    const auto file = std::filesystem::path(options.file).filename().string();
    print_result(
        session, {std::nullopt, report::Accuracy{"point_by_point", 1e-9}, {}, {}, session.language},
        {[&] { return report::luminaire_json(photometry, file, asked, session.language); },
         [&] { return report::luminaire_csv(asked); }, [&] { return text_of(session, photometry, file, asked); }});
    return 0;
}

} // namespace

void add_lighting_luminaire(Command lighting, Session& session) {
    auto command = lighting.add_subcommand("luminaire", session.text("help.coverage_lighting_luminaire"));
    auto options = std::make_shared<LuminaireOptions>();
    const auto text = [&](const char* name) { return session.text(std::string("help.luminaire_") + name); };
    command.add_option("FILE", options->file, text("file"));
    command.add_option("--height", options->height, text("height"));
    command.add_option("--at", options->at, text("at"));
    command.add_option("--towards", options->towards, text("towards")).delimiter(',');
    command.add_option("--tilt", options->tilt, text("tilt")).capture_default_str();
    command.add_option("--maintenance", options->maintenance, text("maintenance")).capture_default_str();
    add_common(command, session);
    command.callback(
        [&session, options] { session.command = [&session, options] { return run_luminaire(session, *options); }; });
}

} // namespace kerb::tools
