// Lines as the making of the graph sees them.
#pragma once

#include <cmath>
#include <cstdint>
#include <memory>
#include <span>
#include <type_traits>
#include <vector>

#include <kerb/geometry/types.hpp>

namespace kerb::network::detail {

inline constexpr std::uint32_t no_point = 0xffffffff;
inline constexpr double one_place_m = 1e-3; ///< points nearer than this are one

/// Memory on large pages, where the system has them and that much is asked for. \throws std::bad_alloc
[[nodiscard]] std::shared_ptr<void> raw_memory(std::size_t bytes);

/// An array that is written before it is read, so nobody fills it with zeros first.
template <class T>
class RawArray {
    static_assert(std::is_trivially_destructible_v<T>);

public:
    RawArray() = default;
    explicit RawArray(std::size_t size)
        : memory_(raw_memory(size * sizeof(T))), data_(static_cast<T*>(memory_.get())), size_(size) {}
    [[nodiscard]] std::size_t size() const { return size_; }
    T& operator[](std::size_t i) { return data_[i]; }
    const T& operator[](std::size_t i) const { return data_[i]; }
    [[nodiscard]] std::span<T> all() { return {data_, size_}; }
    [[nodiscard]] std::span<const T> all() const { return {data_, size_}; }

private:
    std::shared_ptr<void> memory_;
    T* data_ = nullptr;
    std::size_t size_ = 0;
};

/// Points of parts of lines, not copied. Where points were put in or moved the chainage of each stands beside them.
struct Courses {
    std::span<const Point> points;
    std::span<const std::uint32_t> part_begin, line_begin; ///< as in Lines
    std::span<const double> chainage;    ///< of each point, in the plane, running on across parts; empty: by the points
    std::span<const std::int32_t> level; ///< of each line; empty: 0
    std::span<const std::uint8_t> kept;  ///< of each part: 1 when it has a length

    [[nodiscard]] std::size_t lines() const { return line_begin.size() - 1; }
    [[nodiscard]] std::int32_t level_of(std::size_t line) const { return level.empty() ? 0 : level[line]; }
    /// Length of the segment that ends at point i.
    [[nodiscard]] double length_to(std::size_t i) const {
        if (!chainage.empty()) {
            return chainage[i] - chainage[i - 1];
        }
        const double dx = points[i].x - points[i - 1].x, dy = points[i].y - points[i - 1].y;
        return std::sqrt(dx * dx + dy * dy);
    }
};

/// The same, with arrays of its own.
struct OwnCourses {
    Points points;
    std::vector<std::uint32_t> part_begin = {0};
    std::vector<double> chainage;

    [[nodiscard]] Courses view(const Courses& of) const {
        return {points, part_begin, of.line_begin, chainage, of.level, of.kept};
    }
};

inline double squared(Point a, Point b) {
    const double dx = b.x - a.x, dy = b.y - a.y;
    return dx * dx + dy * dy;
}

} // namespace kerb::network::detail
