// The ground as the parts of the city need it.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include <kerb/synth/sample_terrain.hpp>
#include <kerb/synth/truth.hpp>

#include "parts.hpp"

namespace kerb::synth {

/// A paraboloid with a level rim, sunk into the ground.
struct Hollow {
    Point centre;
    double level = 0;  ///< of the rim, and of the water when it runs over
    double depth = 0;  ///< at the centre, below the rim
    double radius = 0; ///< of the rim
    std::uint32_t road = 0;
    [[nodiscard]] double floor_at(Point p) const;
};

/// Where one road dips below another.
struct Dip {
    std::uint32_t column = 0, row = 0;       ///< node of the crossing; the road along the column dips
    std::array<std::uint32_t, 2> roads = {}; ///< south and north of the node
    std::uint32_t road_above = 0;
    double level = 0, depth = 0, volume = 0, area = 0; ///< of the water when it runs over
};

class Ground {
public:
    explicit Ground(const Plan& plan);

    [[nodiscard]] double elevation(Point p) const { return at(p, along_x(p.x), along_y(p.y)); }
    [[nodiscard]] Grid grid(Threads threads) const;
    [[nodiscard]] double cell_size() const { return cell_; }
    [[nodiscard]] const std::vector<Hollow>& hollows() const { return hollows_; }
    [[nodiscard]] const std::optional<Dip>& dip() const { return dip_; }
    /// Level of the river's bed, and the river's axis.
    [[nodiscard]] static double river_bed(double x);
    [[nodiscard]] static double river_axis(double x);

private:
    /// Parts of the hills that depend on one coordinate only, so that a grid computes them once a row and a column.
    using Waves = std::array<double, 3>;
    struct Section {
        std::array<Point, 4> line;
        double half_width = 0;
        bool street = false; ///< or only a trough
    };

    [[nodiscard]] Waves along_x(double x) const;
    [[nodiscard]] Waves along_y(double y) const;
    [[nodiscard]] double at(Point p, const Waves& x, const Waves& y) const;
    [[nodiscard]] double plain(Point p, double base) const;
    [[nodiscard]] double plain(Point p) const;
    [[nodiscard]] std::size_t edge(std::int64_t column, std::int64_t row, bool east) const;
    void list_sections(const Plan& plan);
    void lower(double& z, Point p, double base, const Section& section, std::size_t edge) const;
    [[nodiscard]] double dip_below(std::size_t edge, double chainage, double whole) const;
    void choose_dip(const Plan& plan);
    void measure_dip();
    [[nodiscard]] std::vector<std::uint32_t> road_of_edge(const Plan& plan) const;
    void choose_hollows(const Plan& plan);
    [[nodiscard]] bool fits_hollow(const Plan& plan, std::uint32_t road) const;
    void add_hollow(const Plan& plan, std::uint32_t road);
    void fill_row(Grid& grid, std::size_t row, const std::vector<Waves>& columns) const;

    std::uint32_t nodes_;
    double cell_;
    std::array<double, 8> phase_ = {};
    std::vector<Section> sections_; ///< by edge of the lattice
    std::vector<Section> southern_; ///< by column: from its southernmost node to the river
    std::vector<Hollow> hollows_;
    std::vector<std::vector<std::uint32_t>> hollows_at_; ///< by block
    std::optional<Dip> dip_;
    std::array<std::size_t, 2> dip_edges_ = {};
};

} // namespace kerb::synth
