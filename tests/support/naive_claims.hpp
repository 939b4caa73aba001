// Who claims a point of a line, by the words of the definition and nothing else: distances, sides and angles in long
// double, every claim against every point.
#pragma once

#include <cmath>
#include <set>
#include <vector>

#include <kerb/geometry/measures.hpp>

#include "support/naive_points.hpp"

namespace kerb::test {

class NaiveClaims {
public:
    NaiveClaims(const OwnAssets& claims, std::vector<std::uint32_t> owner, double beside, double most_turn_deg)
        : claims_(claims),
          owner_(std::move(owner)),
          beside_(beside),
          least_(cosine(most_turn_deg)),
          bend_(cosine(2 * most_turn_deg)) {}

    /// Owners who claim a point of a line that runs from a to b.
    [[nodiscard]] std::set<std::uint32_t> owners(Point p, Point a, Point b) const {
        std::set<std::uint32_t> found;
        const auto lines = claims_.lines.size();
        for (std::size_t i = 0; i < owner_.size(); ++i) {
            if (i < lines ? beside(i, p, unit(a, b)) : covers(claims_.areas[i - lines], p, 1e-9)) {
                found.insert(owner_[i]);
            }
        }
        return found;
    }

private:
    using Real = long double;
    struct Vector {
        Real x, y;
    };

    static Real cosine(double degrees) { return std::cos(degrees * std::acos(Real{-1}) / 180); }
    static Real dot(Vector a, Vector b) { return a.x * b.x + a.y * b.y; }
    static Vector from(Point a, Point b) { return {Real{b.x} - a.x, Real{b.y} - a.y}; }
    static Vector unit(Point a, Point b) {
        const auto v = from(a, b);
        const auto size = std::hypot(v.x, v.y);
        return {v.x / size, v.y / size};
    }
    [[nodiscard]] bool turns_little(Vector u, Vector road) const { return std::abs(dot(u, road)) >= least_ - 1e-12L; }

    [[nodiscard]] bool beside(std::size_t line, Point p, Vector road) const {
        const auto course = claims_.lines.feature(line).at(0); // one part, as random_assets makes them
        Points chain;
        for (const auto& point : course) {
            if (chain.empty() || !(chain.back() == point)) {
                chain.push_back(point);
            }
        }
        for (std::size_t i = 1; i < chain.size(); ++i) {
            const auto u = unit(chain[i - 1], chain[i]);
            const auto v = from(chain[i - 1], p);
            const auto along = dot(u, v), whole = dot(u, from(chain[i - 1], chain[i]));
            if (turns_little(u, road) && along >= 0 && along <= whole && std::abs(u.x * v.y - u.y * v.x) <= beside_) {
                return true;
            }
            const bool ring = i + 1 == chain.size() && chain.size() > 3 && chain.front() == chain.back();
            if (i + 1 < chain.size() || ring) {
                const auto w = ring ? unit(chain[0], chain[1]) : unit(chain[i], chain[i + 1]);
                const auto q = from(chain[i], p);
                if (dot(u, w) >= bend_ && (turns_little(u, road) || turns_little(w, road)) && dot(u, q) >= 0 &&
                    dot(w, q) <= 0 && std::hypot(q.x, q.y) <= beside_) {
                    return true;
                }
            }
        }
        return false;
    }

    const OwnAssets& claims_;
    std::vector<std::uint32_t> owner_;
    Real beside_, least_, bend_;
};

} // namespace kerb::test
