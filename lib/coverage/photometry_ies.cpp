// Reader of IES LM-63.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include <kerb/base/ascii.hpp>
#include <kerb/base/error.hpp>

#include "photometry_table.hpp"
#include "photometry_text.hpp"

namespace kerb::coverage {
namespace {

constexpr std::size_t most_angles = 3601, most_tilts = 1000;
constexpr double feet = 0.3048;

/// The edition that the first line names; that of 1986 has no such line.
std::string edition_of(std::string_view first) {
    const auto line = ascii::upper(first);
    const auto at = line.find("LM-63-");
    auto year = at == std::string::npos ? std::string() : line.substr(at + 6, 4);
    year.erase(std::find_if(year.begin(), year.end(), [](char c) { return c < '0' || c > '9'; }), year.end());
    for (const std::string known : {"2019", "2002", "1995", "1991", "1986"}) {
        if (year == known || year == known.substr(2)) {
            return "LM-63-" + known;
        }
    }
    return line.rfind("IESNA91", 0) == 0 ? "LM-63-1991" : "LM-63-1986";
}

/// Numbers parted by blanks, commas and ends of lines, with the line of each.
class Numbers {
public:
    Numbers(std::span<const std::string_view> lines, std::size_t first_line, const Complaint& complaint)
        : lines_(lines), line_(first_line), complaint_(complaint) {}

    double next(std::string_view field) {
        const auto word = next_word();
        if (word.empty()) {
            complaint_.ended(lines_.size(), field);
        }
        const auto value = number_in(word);
        if (!value) {
            complaint_.no_number(line(), field, word);
        }
        return *value;
    }
    double at_least(double least, std::string_view field) {
        const auto value = next(field);
        if (value < least) {
            complaint_.not_allowed(line(), field, value, fmt::format("≥ {}", least));
        }
        return value;
    }
    std::size_t count(std::string_view field, std::size_t most) {
        const auto value = next(field);
        return complaint_.count(line(), field, value, most);
    }
    std::vector<double> ascending(std::string_view field, std::size_t count) {
        std::vector<double> values;
        for (std::size_t i = 0; i < count; ++i) {
            values.push_back(next(field));
            if (i > 0 && !(values[i - 1] < values[i])) {
                complaint_.not_ascending(line(), field, values[i - 1], values[i]);
            }
        }
        return values;
    }
    /// Of the number that came last, from 1.
    [[nodiscard]] std::size_t line() const { return std::min(line_ + 1, lines_.size()); }
    [[nodiscard]] bool more() { return !next_word().empty(); }

private:
    std::string_view next_word() {
        constexpr std::string_view gaps = " \t,\f\v\x1A";
        for (; line_ < lines_.size(); ++line_, at_ = 0) {
            const auto text = lines_[line_];
            const auto begin = text.find_first_not_of(gaps, at_);
            if (begin != std::string_view::npos) {
                const auto end = std::min(text.find_first_of(gaps, begin), text.size());
                at_ = end;
                return text.substr(begin, end - begin);
            }
        }
        return {};
    }

    std::span<const std::string_view> lines_;
    std::size_t line_, at_ = 0;
    const Complaint& complaint_;
};

struct Heading {
    std::string name, maker;
    std::size_t tilt_line = 0; // from 0
    std::string tilt;          // what follows TILT=
};

/// What follows `TILT=`, however it is spaced and spelled; none on other lines.
std::optional<std::string_view> tilt_of(std::string_view line) {
    const auto text = trimmed(line);
    if (ascii::upper(text.substr(0, 4)) != "TILT") {
        return std::nullopt;
    }
    const auto rest = trimmed(text.substr(4));
    return !rest.empty() && rest.front() == '=' ? std::optional(trimmed(rest.substr(1))) : std::nullopt;
}

std::string keyword(std::string_view line, std::string_view word) {
    const auto text = trimmed(line);
    return ascii::upper(text.substr(0, word.size())) == word ? std::string(trimmed(text.substr(word.size())))
                                                             : std::string();
}

Heading heading_of(std::span<const std::string_view> lines, const Complaint& complaint) {
    Heading heading;
    std::string catalogue, label;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        if (const auto tilt = tilt_of(lines[i])) {
            heading.tilt_line = i;
            heading.tilt = *tilt;
            heading.name = !heading.name.empty() ? heading.name : !catalogue.empty() ? catalogue : label;
            return heading;
        }
        const auto take = [&](std::string& to, std::string_view word) {
            if (to.empty()) {
                to = keyword(lines[i], word);
            }
        };
        take(heading.name, "[LUMINAIRE]");
        take(catalogue, "[LUMCAT]");
        take(heading.maker, "[MANUFAC]");
        const auto text = trimmed(lines[i]);
        if (label.empty() && !text.empty() && text.front() != '[' && ascii::upper(text).rfind("IES", 0) != 0) {
            label = text;
        }
    }
    complaint.other("photometry.no_tilt", lines.size());
}

void read_tilt(Photometry& photometry, const Heading& heading, Numbers& numbers, const Complaint& complaint) {
    const auto word = ascii::upper(heading.tilt);
    if (word == "NONE") {
        return;
    }
    if (word != "INCLUDE") {
        complaint.other("photometry.tilt_elsewhere", heading.tilt_line + 1, heading.tilt);
    }
    (void)numbers.count("lamp-to-luminaire geometry", 3);
    const auto pairs = numbers.count("number of tilt angles", most_tilts);
    photometry.tilt_deg = numbers.ascending("tilt angle", pairs);
    for (std::size_t i = 0; i < pairs; ++i) {
        photometry.tilt_factor.push_back(numbers.at_least(0, "tilt factor"));
    }
}

/// The ten numbers of the luminaire and the three of its ballast.
struct Figures {
    double lamps, lumens, multiplier;
    std::size_t gammas, planes;
};

Figures read_figures(Photometry& photometry, Numbers& numbers, const Complaint& complaint) {
    Figures f{};
    f.lamps = numbers.at_least(0, "number of lamps");
    f.lumens = numbers.next("lumens per lamp");
    f.multiplier = numbers.at_least(0, "candela multiplier");
    f.gammas = numbers.count("number of vertical angles", most_angles);
    f.planes = numbers.count("number of horizontal angles", most_angles);
    const auto type = numbers.next("photometric type");
    if (type == 2 || type == 3) {
        complaint.other("photometry.type_refused", numbers.line(), type == 2 ? "B" : "A");
    }
    if (type != 1) {
        complaint.not_allowed(numbers.line(), "photometric type", type, "1 (C), 2 (B), 3 (A)");
    }
    const auto unit = numbers.next("units type");
    if (unit != 1 && unit != 2) {
        complaint.not_allowed(numbers.line(), "units type", unit, "1 (feet), 2 (metres)");
    }
    const double metres = unit == 1 ? feet : 1;
    photometry.width_m = numbers.next("width") * metres;
    photometry.length_m = numbers.next("length") * metres;
    photometry.height_m = numbers.next("height") * metres;
    f.multiplier *= numbers.at_least(0, "ballast factor");
    const auto third = numbers.at_least(0, "ballast-lamp factor");
    if (photometry.format == "LM-63-1986" || photometry.format == "LM-63-1991") {
        f.multiplier *= third;
    }
    photometry.power_w = numbers.at_least(0, "input watts");
    if (f.lumens >= 0) {
        photometry.lamp_lm = f.lamps * f.lumens;
    }
    if (f.gammas < 2 || f.gammas * f.planes > most_intensities) {
        complaint.not_allowed(numbers.line(), "number of intensities", static_cast<double>(f.gammas * f.planes),
                              fmt::format("≤ {}, 2 vertical angles at least", most_intensities));
    }
    return f;
}

/// Symmetry by the first and last of the horizontal angles, in planes C = H + 90.
PhotometricSymmetry symmetry_of(const std::vector<double>& h, const Numbers& numbers, const Complaint& complaint) {
    const double first = h.front(), last = h.back();
    if (first == 0 && h.size() == 1) {
        return PhotometricSymmetry::axis;
    }
    if (first == 0 && last == 90) {
        return PhotometricSymmetry::quadrant;
    }
    if (first == 0 && last == 180) {
        return PhotometricSymmetry::c90_c270;
    }
    if (first == 90 && last == 270) {
        return PhotometricSymmetry::c0_c180;
    }
    if (first == 0 && last > 180 && last <= 360) {
        return PhotometricSymmetry::none;
    }
    complaint.other("photometry.no_symmetry", numbers.line(), fmt::format("{} .. {}", first, last));
}

void read_intensities(Photometry& photometry, const Figures& f, Numbers& numbers, const Complaint& complaint) {
    photometry.gamma_deg = numbers.ascending("vertical angle", f.gammas);
    if (photometry.gamma_deg.front() < 0 || photometry.gamma_deg.back() > 180) {
        complaint.not_allowed(
            numbers.line(), "vertical angle",
            photometry.gamma_deg.front() < 0 ? photometry.gamma_deg.front() : photometry.gamma_deg.back(), "0 … 180");
    }
    const auto angles = numbers.ascending("horizontal angle", f.planes);
    photometry.symmetry = symmetry_of(angles, numbers, complaint);
    std::vector<StoredPlane> planes;
    for (const auto h : angles) {
        planes.push_back({turned(h + 90), {}});
        for (std::size_t j = 0; j < f.gammas; ++j) {
            planes.back().cd.push_back(numbers.at_least(0, "candela") * f.multiplier);
            if (!std::isfinite(planes.back().cd.back())) {
                complaint.not_allowed(numbers.line(), "candela", planes.back().cd.back(), "< 1e308");
            }
        }
    }
    expand(photometry, std::move(planes));
}

} // namespace

Photometry read_ies(std::string_view text, std::string_view name) {
    const Complaint complaint(name);
    const auto lines = lines_of(text, name);
    const auto heading = heading_of(lines, complaint);
    Photometry photometry;
    photometry.format = edition_of(lines.front());
    photometry.name = heading.name;
    photometry.maker = heading.maker;
    Numbers numbers(lines, heading.tilt_line + 1, complaint);
    read_tilt(photometry, heading, numbers, complaint);
    const auto figures = read_figures(photometry, numbers, complaint);
    read_intensities(photometry, figures, numbers, complaint);
    if (numbers.more()) {
        photometry.remarks.push_back(complaint.remark("photometry.remark.more_numbers", numbers.line()));
    }
    compare_flux(photometry, complaint);
    return photometry;
}

} // namespace kerb::coverage
