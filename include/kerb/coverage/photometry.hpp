// How much light does a luminaire send where?
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <kerb/base/message.hpp>

namespace kerb::coverage {

/// Which half or quarter of the planes was stored. C0–C180 is the plane along the road, C90–C270 that across.
enum class PhotometricSymmetry : std::uint8_t { none, axis, c0_c180, c90_c270, quadrant };

/// Luminous intensities of a luminaire on a table of planes C and angles γ from straight down (CIE 121, type C),
/// expanded by symmetry. C runs counter-clockwise seen from above: C0 along the road, C90 over the road, C270 behind
/// the pole.
struct Photometry {
    std::string name, maker;
    std::string format; ///< `EULUMDAT`, `LM-63-1986` … `LM-63-2019`
    PhotometricSymmetry symmetry = PhotometricSymmetry::none;
    std::vector<double> c_deg;     ///< ascending from 0 to 360; the plane at 360 repeats that at 0
    std::vector<double> gamma_deg; ///< ascending within 0 … 180
    std::vector<double> cd;        ///< plane by plane, c_deg.size() · gamma_deg.size()
    std::optional<double> lamp_lm; ///< rated flux of all its lamps; none for absolute photometry
    std::optional<double> power_w;
    double measured_tilt_deg = 0; ///< at which it was measured
    /// TILT=INCLUDE: factors of the intensities by the tilt of the luminaire, ascending; empty: none.
    std::vector<double> tilt_deg, tilt_factor;
    double length_m = 0, width_m = 0, height_m = 0; ///< of the luminous opening
    std::vector<Message> remarks;                   ///< what is odd about the file but was understood

    friend bool operator==(const Photometry&, const Photometry&) = default;
};

/// Reads the text of a photometric file, whichever format it is: LM-63 has a line `TILT=`. \param name names the file
/// in messages. \throws SourceError naming file, line and what was expected
[[nodiscard]] Photometry read_photometry(std::string_view text, std::string_view name);

/// IES LM-63 of 1986, 1991, 1995, 2002 and 2019, type C. Intensities are multiplied by the candela multiplier, the
/// ballast factor and, up to 1991, the ballast-lamp factor (later editions keep that place for other uses). An angle H
/// of type C is taken as C = H + 90°: H0 of a road luminaire is the street side. Types A and B, and TILT in a file of
/// its own, are refused by name. Hostile texts are safe: at most 8 MiB, 2^20 intensities. \throws SourceError \par
/// Source LM-63-1986 to LM-63-2019; parts 1 to 15 of a file as Lighting Analysts and IESNA print them
[[nodiscard]] Photometry read_ies(std::string_view text, std::string_view name);

/// EULUMDAT (.ldt), Isym 0 to 4, with decimal points or commas; cd/klm become cd by the flux of the first set of lamps
/// and the conversion factor. A negative number of lamps means absolute photometry. \throws SourceError \par Source
/// Stockmar (1990), as Lighting Analysts and DIAL print it
[[nodiscard]] Photometry read_eulumdat(std::string_view text, std::string_view name);

/// Is it a table as described above? \throws UsageError otherwise
void check(const Photometry& photometry);

/// Intensity in cd, linear in C and γ between the table's angles and exact at them; 0 at γ outside of the table. C is
/// taken modulo 360. \pre check() passes, angles are finite \par Complexity O(log n)
[[nodiscard]] double intensity(const Photometry& photometry, double c_deg, double gamma_deg);

/// Flux in lm from straight down up to an angle γ: the exact integral of what intensity() gives.
[[nodiscard]] double flux_lm(const Photometry& photometry, double up_to_gamma_deg = 180);

struct PeakIntensity {
    double cd = 0, c_deg = 0, gamma_deg = 0;
};
/// The largest intensity; on a tie the lowest C, then the lowest γ.
[[nodiscard]] PeakIntensity peak(const Photometry& photometry);

} // namespace kerb::coverage
