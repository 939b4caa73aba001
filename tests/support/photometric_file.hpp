// Photometric files made of a function of C and γ.
#pragma once

#include <cmath>
#include <functional>
#include <numbers>
#include <string>
#include <vector>

#include <fmt/format.h>

#include <kerb/coverage/photometry.hpp>

namespace kerb::test {

using Distribution = std::function<double(double c_deg, double gamma_deg)>;

inline double radians(double degrees) {
    return degrees * std::numbers::pi / 180;
}

inline std::vector<double> steps(double from, double to, double step) {
    std::vector<double> values;
    for (int i = 0; from + i * step <= to + 1e-9; ++i) {
        values.push_back(from + i * step);
    }
    return values;
}

inline std::string joined(const std::vector<double>& values, const char* gap = " ", std::size_t per_line = 10) {
    std::string text;
    for (std::size_t i = 0; i < values.size(); ++i) {
        text += fmt::format("{}{}", values[i], (i + 1) % per_line == 0 ? "\r\n" : gap);
    }
    return text + "\r\n";
}

struct IesText {
    std::string first = "IESNA:LM-63-2002\r\n[TEST] 1\r\n[MANUFAC] Maker\r\n[LUMINAIRE] Lamp\r\n";
    std::string tilt = "TILT=NONE\r\n";
    double lamps = 1, lumens = -1, multiplier = 1;
    int type = 1, units = 2;
    double ballast = 1, future = 1, watts = 50;
    std::vector<double> gammas = steps(0, 90, 5), planes = {0};
    Distribution cd = [](double, double) { return 100.0; }; ///< by H, not C

    [[nodiscard]] std::string text() const {
        auto result = first + tilt;
        result += fmt::format("{} {} {} {} {} {} {} 0.3 0.6 0\r\n{} {} {}\r\n", lamps, lumens, multiplier,
                              gammas.size(), planes.size(), type, units, ballast, future, watts);
        result += joined(gammas) + joined(planes);
        for (const auto h : planes) {
            std::vector<double> values;
            for (const auto g : gammas) {
                values.push_back(cd(h, g));
            }
            result += joined(values);
        }
        return result;
    }
};

struct LdtText {
    int isym = 0;
    std::vector<double> planes = steps(0, 345, 15), gammas = steps(0, 90, 5);
    double factor = 1, tilt = 0;
    std::vector<std::string> sets = {"1\r\nLED\r\n1000\r\n3000\r\n80\r\n50\r\n"};
    Distribution cd_per_klm = [](double, double) { return 100.0; };

    /// The planes that are stored, by the format's own rule (Mc1 … Mc2).
    [[nodiscard]] std::vector<double> stored() const {
        const auto n = planes.size();
        std::size_t first = 0, count = n;
        switch (isym) {
            case 1:
                count = 1;
                break;
            case 2:
                count = n / 2 + 1;
                break;
            case 3:
                first = 3 * n / 4;
                count = n / 2 + 1;
                break;
            case 4:
                count = n / 4 + 1;
                break;
            default:
                break;
        }
        std::vector<double> result;
        for (std::size_t i = 0; i < count; ++i) {
            result.push_back(planes[(first + i) % n]);
        }
        return result;
    }
    [[nodiscard]] std::string text() const {
        std::string result =
            "Maker\r\n3\r\n" + fmt::format("{}\r\n{}\r\n0\r\n{}\r\n0\r\n", isym, planes.size(), gammas.size());
        result +=
            "report\r\nLamp\r\nnumber\r\nfile\r\ndate\r\n600\r\n300\r\n100\r\n600\r\n300\r\n0\r\n0\r\n0\r\n0\r\n100\r\n"
            "80\r\n";
        result += fmt::format("{}\r\n{}\r\n{}\r\n", factor, tilt, sets.size());
        for (const auto& set : sets) {
            result += set;
        }
        for (int i = 0; i < 10; ++i) {
            result += "0.5\r\n";
        }
        const auto one_a_line = [](const std::vector<double>& values) {
            return joined(values, "\r\n", values.size() + 1);
        };
        const auto lines = [&](const std::vector<double>& values) {
            auto text = one_a_line(values);
            return text.substr(0, text.size() - 2);
        };
        result += lines(planes) + lines(gammas);
        for (const auto c : stored()) {
            std::vector<double> values;
            for (const auto g : gammas) {
                values.push_back(cd_per_klm(c, g));
            }
            result += lines(values);
        }
        return result;
    }
};

/// A table without a file.
inline coverage::Photometry table_of(const Distribution& cd, std::vector<double> planes, std::vector<double> gammas) {
    coverage::Photometry table;
    table.name = "made up";
    table.c_deg = std::move(planes);
    table.gamma_deg = std::move(gammas);
    for (const auto c : table.c_deg) {
        for (const auto g : table.gamma_deg) {
            table.cd.push_back(cd(c, g));
        }
    }
    return table;
}

/// Equal in all directions.
inline coverage::Photometry isotropic(double cd) {
    return table_of([cd](double, double) { return cd; }, {0, 360}, {0, 180});
}

/// Broad along the road, as a road luminaire: strongest near C20 and C160, γ 65.
inline double batwing(double c, double gamma) {
    if (gamma > 90) {
        return 0;
    }
    const double along = std::abs(std::cos(radians(c))), ahead = std::sin(radians(c));
    return (200 + 800 * along * along * std::exp(-std::pow((gamma - 65) / 15, 2)) + 60 * ahead) *
           std::cos(radians(gamma * 0.98));
}

} // namespace kerb::test
