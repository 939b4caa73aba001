#include <limits>
#include <utility>

#include <kerb/geometry/measures.hpp>
#include <kerb/inventory/relations.hpp>
#include <kerb/inventory/road_widths.hpp>
#include <kerb/waterlogging/carriageways.hpp>

namespace kerb::waterlogging {
namespace {

constexpr std::size_t cells_between_reports = std::size_t{1} << 18;

class Nearest {
public:
    Nearest(const Grid& terrain, const Progress& progress)
        : terrain_(terrain),
          progress_(progress),
          distance_(terrain.values.size(), std::numeric_limits<float>::infinity()),
          road_(terrain.values.size()) {}

    void add(Point a, Point b, double half_width, std::uint32_t road) {
        Box box;
        box.add(a);
        box.add(b);
        const auto window = window_of(terrain_, box.grown(half_width));
        for (auto row = window.row; row < window.row + window.rows; ++row) {
            count(window.columns);
            for (auto column = window.column; column < window.column + window.columns; ++column) {
                const auto cell = terrain_.index({column, row});
                const auto d = static_cast<float>(distance_to_segment(centre_of(terrain_.place, {column, row}), a, b));
                if (d <= half_width && d < distance_[cell]) {
                    distance_[cell] = d;
                    road_[cell] = road + 1;
                }
            }
        }
    }
    void report(double share) {
        share_ = share;
        report_progress(progress_, "progress.carriageways", share_);
    }
    [[nodiscard]] std::vector<std::uint32_t> take() { return std::move(road_); }

private:
    /// A long piece of road is asked between its cells, too.
    void count(std::size_t cells) {
        looked_at_ += cells;
        if (looked_at_ >= cells_between_reports) {
            looked_at_ = 0;
            report(share_);
        }
    }

    const Grid& terrain_;
    const Progress& progress_;
    double share_ = 0;
    std::size_t looked_at_ = 0;
    std::vector<float> distance_;
    std::vector<std::uint32_t> road_;
};

bool carries_traffic(const Road& road) {
    return in_place(road.about.status) && road.road_class != RoadClass::other;
}

} // namespace

double width_of(const Road& road) {
    return recorded_width_m(road).value_or(assumed_width_m);
}

std::vector<std::uint32_t> carriageway_cells(const Grid& terrain, std::span<const Road> roads,
                                             const Progress& progress) {
    Nearest nearest(terrain, progress);
    for (std::uint32_t i = 0; i < roads.size(); ++i) {
        nearest.report(static_cast<double>(i) / static_cast<double>(roads.size()));
        if (!carries_traffic(roads[i])) {
            continue;
        }
        const double half = width_of(roads[i]) / 2;
        for (const auto& chain : roads[i].centreline) {
            for (std::size_t p = 1; p < chain.size(); ++p) {
                nearest.add(chain[p - 1], chain[p], half, i);
            }
        }
    }
    nearest.report(1);
    return nearest.take();
}

} // namespace kerb::waterlogging
