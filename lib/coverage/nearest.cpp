#include <kerb/coverage/nearest.hpp>

#include "asset_search.hpp"
#include "input_checks.hpp"

namespace kerb::coverage {
namespace {

constexpr std::size_t block = 2048; // points that a thread takes at a time

/// Calls `answer(i)` for every point, neighbours one after the other.
template <class Answer>
void for_each_by_place(std::span<const Point> points, Threads threads, Answer&& answer) {
    const auto order = AssetSearch::order_by_place(points);
    for_each_block(points.size(), block, threads, [&](std::size_t begin, std::size_t end) {
        for (auto i = begin; i < end; ++i) {
            answer(order[i]);
        }
    });
}

} // namespace

std::vector<Nearest> nearest_assets(std::span<const Point> points, const AssetShapes& assets, Threads threads) {
    check_points("points", points);
    check_assets(assets);
    const AssetSearch search(assets);
    std::vector<Nearest> nearest(points.size());
    for_each_by_place(points, threads, [&](std::uint32_t i) { nearest[i] = search.nearest(points[i]); });
    return nearest;
}

std::vector<std::uint8_t> within_reach(std::span<const Point> points, const AssetShapes& assets, Metres reach,
                                       Threads threads) {
    check_points("points", points);
    check_assets(assets);
    check_length("reach", reach);
    const AssetSearch search(assets);
    std::vector<std::uint8_t> found(points.size());
    for_each_by_place(points, threads, [&](std::uint32_t i) {
        found[i] = static_cast<std::uint8_t>(search.within(points[i], reach.value()));
    });
    return found;
}

} // namespace kerb::coverage
