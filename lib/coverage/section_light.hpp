// The light on one section of a road.
#pragma once

#include <span>
#include <vector>

#include <kerb/base/exact_sum.hpp>
#include <kerb/coverage/road_lighting.hpp>
#include <kerb/geometry/point_grid.hpp>

#include "lamp_rays.hpp"
#include "line_chain.hpp"

namespace kerb::coverage {

/// All heads of all lamps that give light, in the plane's own metres; light counts per square metre of the ground.
struct Heads {
    std::vector<PlacedLuminaire> luminaires;
    std::vector<std::uint8_t> out;
    std::vector<std::uint32_t> line;        ///< that each stands by
    std::vector<std::uint32_t> first = {0}; ///< head of each lamp; lamps + 1
    bool any_out = false;
    [[nodiscard]] double highest() const;
};
[[nodiscard]] Heads heads_of(const RoadLightingInput& input, std::span<const AssetPlace> places,
                             std::span<const LineChain> chains);

/// A lamp of a road by its chainage.
struct LampOnLine {
    double at_m;
    std::uint32_t lamp;
};

/// Measures sections; buffers are reused, so one object per thread.
class SectionLight {
public:
    /// What all sections have in common.
    struct City {
        const RoadLightingInput& input;
        const RoadLightingOptions& options;
        const Heads& heads;
        const LampRays& rays;
        const PointGrid& grid;
        double reach; ///< of the highest luminaire
    };
    explicit SectionLight(const City& city) : city_(city) {}

    /// Fills in the grid and the figures. \param lamps of the line, by chainage \param points gets the grid, if wanted
    void measure(RoadSection& section, const LineChain& chain, std::span<const LampOnLine> lamps,
                 std::vector<GridPoint>* points);

private:
    struct Frame { // of the section, in metres of the plane where not said otherwise
        double scale, width, lane, step;
        const LineChain* chain;
    };
    struct Observer {
        Point eye;
        Point view; ///< unit vector
        std::uint32_t lane;
        bool forward;
    };
    struct Light { // by point; luminance by observer, then by point
        std::vector<double> lux, luminance;
    };
    struct Sums { // of one point
        ExactSum lux;
        std::vector<ExactSum> luminance; // by observer
    };

    void lay_out(RoadSection& section, const LineChain& chain);
    void place_observers(const RoadSection& section);
    [[nodiscard]] double offset(double lane) const { return frame_.width / 2 - (lane + 0.5) * frame_.lane; }
    void measure_point(std::size_t index);
    void add_luminance(Point p, double h, const Ray& ray, bool out);
    [[nodiscard]] LightFigures figures(const RoadSection& section, const Light& light) const;
    void add_luminance_figures(const RoadSection& section, const Light& light, LightFigures& result) const;
    [[nodiscard]] double veil_of(std::uint32_t head, Point eye, Point view) const;
    [[nodiscard]] double threshold_increment(const RoadSection& section, std::span<const LampOnLine> lamps,
                                             double average, bool tonight) const;
    [[nodiscard]] double veil(std::uint32_t line, Point eye, Point view, std::span<const LampOnLine> lamps,
                              bool tonight) const;
    void add_threshold(const RoadSection& section, std::span<const LampOnLine> lamps, bool tonight,
                       LightFigures& result) const;

    const City& city_;
    Frame frame_{};
    std::vector<Point> points_;
    std::vector<Observer> observers_;
    Light all_, tonight_;
    Sums sums_, sums_tonight_;
};

} // namespace kerb::coverage
