// Reader of EULUMDAT, and of either format.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include <kerb/base/ascii.hpp>
#include <kerb/base/error.hpp>

#include "photometry_table.hpp"
#include "photometry_text.hpp"

namespace kerb::coverage {
namespace {

constexpr std::size_t most_planes = 1441, most_gammas = 721, most_sets = 20, set_lines = 6, direct_ratios = 10;
constexpr std::size_t first_set = 26; // lines before the sets of lamps

/// Lines by their number, from 1.
class NumberedLines {
public:
    NumberedLines(std::string_view text, std::string_view name, const Complaint& complaint)
        : lines_(lines_of(text, name)), complaint_(complaint) {}

    [[nodiscard]] std::string_view text(std::size_t line, std::string_view field) const {
        if (line > lines_.size()) {
            complaint_.ended(lines_.size(), field);
        }
        return trimmed(lines_[line - 1]);
    }
    [[nodiscard]] double number(std::size_t line, std::string_view field) const {
        const auto found = text(line, field);
        const auto value = number_in(found, /*comma=*/true);
        if (!value) {
            complaint_.no_number(line, field, found);
        }
        return *value;
    }
    [[nodiscard]] double at_least(std::size_t line, double least, std::string_view field) const {
        const auto value = number(line, field);
        if (value < least) {
            complaint_.not_allowed(line, field, value, fmt::format("≥ {}", least));
        }
        return value;
    }
    [[nodiscard]] std::size_t count(std::size_t line, std::string_view field, std::size_t most) const {
        return complaint_.count(line, field, number(line, field), most);
    }
    [[nodiscard]] std::vector<double> ascending(std::size_t line, std::size_t count, std::string_view field,
                                                double most) const {
        std::vector<double> values;
        for (std::size_t i = 0; i < count; ++i) {
            values.push_back(number(line + i, field));
            if (i > 0 && !(values[i - 1] < values[i])) {
                complaint_.not_ascending(line + i, field, values[i - 1], values[i]);
            }
            if (values[i] < 0 || values[i] > most) {
                complaint_.not_allowed(line + i, field, values[i], fmt::format("0 … {}", most));
            }
        }
        return values;
    }
    [[nodiscard]] std::size_t size() const { return lines_.size(); }
    [[nodiscard]] bool is_number(std::size_t line) const {
        return line <= lines_.size() && number_in(lines_[line - 1], /*comma=*/true).has_value();
    }
    /// Is anything written from this line on?
    [[nodiscard]] bool more(std::size_t line) const {
        return std::any_of(lines_.begin() + static_cast<std::ptrdiff_t>(std::min(line - 1, lines_.size())),
                           lines_.end(), [](std::string_view text) { return !trimmed(text).empty(); });
    }

private:
    std::vector<std::string_view> lines_;
    const Complaint& complaint_;
};

/// Which of the planes are stored: from `first`, `count` of them, running on over the last to the first.
struct Stored {
    std::size_t first, count;
};

Stored stored_planes(PhotometricSymmetry symmetry, std::size_t planes, const Complaint& complaint) {
    const auto need = [&](std::size_t factor) {
        if (planes % factor != 0) {
            complaint.not_allowed(4, "Mc", static_cast<double>(planes), fmt::format("{}n", factor));
        }
    };
    switch (symmetry) {
        case PhotometricSymmetry::axis:
            return {0, 1};
        case PhotometricSymmetry::c0_c180:
            need(2);
            return {0, planes / 2 + 1};
        case PhotometricSymmetry::c90_c270:
            need(4);
            return {3 * planes / 4, planes / 2 + 1};
        case PhotometricSymmetry::quadrant:
            need(4);
            return {0, planes / 4 + 1};
        default:
            return {0, planes};
    }
}

PhotometricSymmetry symmetry_of(const NumberedLines& lines, const Complaint& complaint) {
    using enum PhotometricSymmetry;
    constexpr PhotometricSymmetry by_number[] = {none, axis, c0_c180, c90_c270, quadrant};
    const auto isym = lines.number(3, "Isym");
    if (!(isym >= 0 && isym <= 4 && isym == std::floor(isym))) {
        complaint.not_allowed(3, "Isym", isym, "0, 1, 2, 3, 4");
    }
    return by_number[static_cast<std::size_t>(isym)];
}

/// The first set of lamps. Its six lines stand together, or, with several sets, each line for all sets: whichever way
/// numbers stand where they must.
struct Lamps {
    double count, flux_lm, power_w;
};

Lamps lamps_of(const NumberedLines& lines, std::size_t sets) {
    const std::size_t number = 1, flux = 3, watts = 6;
    const auto numeric = [&](std::size_t step, std::size_t begin) {
        const auto of = [&](std::size_t k) { return lines.is_number(first_set + begin + (k - 1) * step + 1); };
        return of(number) && of(flux) && of(watts);
    };
    bool together = true;
    for (std::size_t s = 0; s < sets; ++s) {
        together = together && numeric(1, s * set_lines);
    }
    const std::size_t step = together || !numeric(sets, 0) ? 1 : sets;
    const auto line = [&](std::size_t k) { return first_set + (k - 1) * step + 1; };
    return {lines.number(line(number), "number of lamps"), lines.number(line(flux), "total luminous flux"),
            lines.number(line(watts), "wattage")};
}

void read_heading(Photometry& photometry, const NumberedLines& lines) {
    photometry.format = "EULUMDAT";
    photometry.maker = lines.text(1, "company");
    photometry.name = lines.text(9, "luminaire name");
    photometry.length_m = lines.number(16, "length of the luminous area") / 1000;
    photometry.width_m = lines.number(17, "width of the luminous area") / 1000;
    photometry.height_m = lines.number(18, "height of the luminous area") / 1000;
    photometry.measured_tilt_deg = lines.number(25, "tilt during measurement");
}

/// Factor from cd/klm to cd.
double read_lamps(Photometry& photometry, const NumberedLines& lines, std::size_t sets, const Complaint& complaint) {
    const auto lamps = lamps_of(lines, sets);
    if (!(lamps.flux_lm > 0)) {
        complaint.other("photometry.no_flux", first_set + 3);
    }
    if (lamps.count > 0) {
        photometry.lamp_lm = lamps.flux_lm;
    }
    if (lamps.power_w > 0) {
        photometry.power_w = lamps.power_w;
    }
    if (sets > 1) {
        photometry.remarks.push_back(
            complaint.remark("photometry.remark.more_sets", first_set, static_cast<double>(sets)));
    }
    return lamps.flux_lm / 1000 * lines.at_least(24, 0, "conversion factor");
}

} // namespace

Photometry read_eulumdat(std::string_view text, std::string_view name) {
    const Complaint complaint(name);
    const NumberedLines lines(text, name, complaint);
    Photometry photometry;
    photometry.symmetry = symmetry_of(lines, complaint);
    const auto planes = lines.count(4, "Mc", most_planes);
    const auto gammas = lines.count(6, "Ng", most_gammas);
    if (gammas < 2) {
        complaint.not_allowed(6, "Ng", static_cast<double>(gammas), "≥ 2");
    }
    const auto stored = stored_planes(photometry.symmetry, planes, complaint);
    read_heading(photometry, lines);
    const auto sets = lines.count(first_set, "number of sets of lamps", most_sets);
    const auto factor = read_lamps(photometry, lines, sets, complaint);
    auto line = first_set + sets * set_lines + direct_ratios + 1;
    const auto c_angles = lines.ascending(line, planes, "C angle", 360);
    photometry.gamma_deg = lines.ascending(line + planes, gammas, "G angle", 180);
    line += planes + gammas;
    std::vector<StoredPlane> table;
    for (std::size_t i = 0; i < stored.count; ++i) {
        table.push_back({c_angles[(stored.first + i) % planes], {}});
        for (std::size_t j = 0; j < gammas; ++j, ++line) {
            table.back().cd.push_back(lines.at_least(line, 0, "luminous intensity") * factor);
            if (!std::isfinite(table.back().cd.back())) {
                complaint.not_allowed(line, "luminous intensity", table.back().cd.back(), "< 1e308");
            }
        }
    }
    expand(photometry, std::move(table));
    for (auto rest = line; rest <= lines.size(); ++rest) { // by a wrong count all numbers before stand in wrong places
        if (lines.is_number(rest)) {
            complaint.other("photometry.too_many_numbers", rest);
        }
    }
    if (lines.more(line)) {
        photometry.remarks.push_back(complaint.remark("photometry.remark.more_numbers", line));
    }
    compare_flux(photometry, complaint);
    return photometry;
}

Photometry read_photometry(std::string_view text, std::string_view name) {
    for (const auto line : lines_of(text, name)) {
        if (ascii::upper(trimmed(line).substr(0, 4)) == "TILT" && line.find('=') != std::string_view::npos) {
            return read_ies(text, name);
        }
    }
    return read_eulumdat(text, name);
}

} // namespace kerb::coverage
