// Numbers that stand for "no value" although the file does not say so.
#pragma once

#include <limits>
#include <optional>
#include <string>

#include <kerb/raster/grid.hpp>

namespace kerb::tools {

/// The two least and the two greatest numbers of a grid's values.
class Extremes {
public:
    void add(float value) {
        if (value < second_least_ || value > second_most_) {
            take(value);
        }
    }
    void merge(const Extremes& other);

    static constexpr float infinite = std::numeric_limits<float>::infinity();
    [[nodiscard]] float least() const { return least_; }
    [[nodiscard]] float most() const { return most_; }
    /// Of the values other than `value`.
    [[nodiscard]] float least_but(float value) const { return value == least_ ? second_least_ : least_; }
    [[nodiscard]] float most_but(float value) const { return value == most_ ? second_most_ : most_; }

private:
    void take(float value);

    float least_ = infinite, second_least_ = infinite, most_ = -infinite, second_most_ = -infinite;
};

/// A number that programs write where they know nothing (−9999, −32768, 65535 …), that is the least or the greatest of
/// a grid and far from all others: farther than they are from each other, and than any ground is.
[[nodiscard]] std::optional<float> unmarked_void(const Extremes& values);

/// Takes cells with `option`'s number for cells without a value; `none` keeps all. Without an option a number that
/// looks like one is a question. \throws FrameError naming the number and the option; UsageError
void settle_voids(Grid& grid, const std::string& option, const std::string& file);

/// The same of values that pass by: the number that `option` names, and once all were seen, the question.
[[nodiscard]] std::optional<float> named_void(const std::string& option);
void ask_about_voids(const Extremes& values, const std::string& option, const std::string& file);

} // namespace kerb::tools
