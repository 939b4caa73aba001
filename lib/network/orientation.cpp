#include "orientation.hpp"

#include <array>
#include <cmath>
#include <utility>

namespace kerb::network::detail {
namespace {

/// An exact sum of doubles: parts that do not overlap, the smallest first.
class Expansion {
public:
    void add(double term) {
        for (std::size_t i = 0; i < size_; ++i) {
            const double sum = term + parts_[i], shown = sum - term;
            parts_[i] = (term - (sum - shown)) + (parts_[i] - shown); // what the sum lost
            term = sum;
        }
        parts_[size_++] = term;
    }
    void add_product(double a, double b) {
        const double product = a * b;
        add(std::fma(a, b, -product));
        add(product);
    }
    [[nodiscard]] int sign() const {
        for (auto i = size_; i-- > 0;) {
            if (parts_[i] != 0) {
                return parts_[i] > 0 ? 1 : -1;
            }
        }
        return 0;
    }

private:
    std::array<double, 12> parts_{};
    std::size_t size_ = 0;
};

int exact_side(Point a, Point b, Point c) {
    Expansion sum;
    const std::array<std::pair<Point, Point>, 3> sides = {{{a, b}, {b, c}, {c, a}}};
    for (const auto& [p, q] : sides) {
        sum.add_product(p.x, q.y);
        sum.add_product(-p.y, q.x);
    }
    return sum.sign();
}

} // namespace

int side_of(Point a, Point b, Point c) {
    constexpr double bound = 3.3306690738754716e-16; // (3 + 16ε)ε, ε = 2^-53
    const double left = (b.x - a.x) * (c.y - a.y), right = (b.y - a.y) * (c.x - a.x);
    const double area = left - right;
    if (std::abs(area) > bound * (std::abs(left) + std::abs(right))) {
        return area > 0 ? 1 : -1;
    }
    return exact_side(a, b, c);
}

} // namespace kerb::network::detail
