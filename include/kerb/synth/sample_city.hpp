// A sample city made from a seed.
#pragma once

#include <cstdint>

#include <kerb/inventory/inventory.hpp>
#include <kerb/synth/sample_terrain.hpp>
#include <kerb/synth/truth.hpp>

namespace kerb::synth {

/// s = 10,000 roads, 33,000 streetlights on them, 16 districts, 200 parks, 10,000 buildings; xs a tenth of that, m ten
/// times, l a hundred times.
enum class Size : std::uint8_t { xs, s, m, l };

struct SampleCityOptions {
    std::uint64_t seed = 7;
    Size size = Size::s;
    bool faults = false; ///< with mistakes in the records, each of them in `Truth::faults`
};

/// A city, the ground it stands on, and what was planted in it.
struct SampleCity {
    Inventory city;
    Truth truth;
    Terrain terrain;
};

/// Jittered street blocks with road classes and names in Chinese and English and their carriageways; streetlights on
/// circuits and cabinets (15 % of the roads unlit, 5 % of the lamps out); a storm drainage of pipes that fall along the
/// streets to outfalls, with inlets, a pump at the underpass and a pond, one outfall's tree of them combined; trunk
/// sewers with their pumps and water mains; a few lanes that stop short; ground with hollows on roads, and a register
/// of waterlogging points that knows most of them and one that is none; districts with wiggly shared borders, and
/// subdistricts, communities and unit grids that tile them, cars by district; parks, four of them large, squares with
/// landscape lamps, road belts and trees; footbridges, dredging, bins beyond the grids; toilets, waste sites,
/// parking, markets; billboards, some of them in belts, illegal buildings, construction sites, public property; and
/// buildings with people. Size l does without carriageways, inlets and catchments, and has pipes, trees and bins along
/// main roads only.
///
/// Every item draws from its own random stream, so the same seed gives the same city on any machine and thread count.
/// Buildings and belts are placed by block and street and may overlap where a street is wide. Frame EPSG:4547
/// (CGCS2000 / 3-degree Gauss-Kruger CM 114E).
[[nodiscard]] SampleCity make_sample_city(const SampleCityOptions& options);

/// The same without the answers.
[[nodiscard]] Inventory sample_city(const SampleCityOptions& options);

} // namespace kerb::synth
