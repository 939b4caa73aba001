// What the values of a column look like.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <kerb/inventory/feature_table.hpp>
#include <kerb/inventory/tables.hpp>

namespace kerb::detail {

/// What the first rows of a column hold.
struct ColumnFacts {
    std::size_t rows = 0, filled = 0;
    std::size_t numbers = 0;      ///< that are a number as a whole
    std::size_t number_first = 0; ///< that hold a number somewhere
    std::size_t chinese = 0;
    bool unique = true;                        ///< no value twice
    bool few = true;                           ///< at most 30 different ones, all in `counts`
    std::map<std::string, std::size_t> counts; ///< value → rows
    std::vector<std::string> examples;         ///< the first different ones
    std::optional<double> median;              ///< of the numbers

    [[nodiscard]] double share(std::size_t count) const {
        return filled == 0 ? 0 : static_cast<double>(count) / static_cast<double>(filled);
    }
};

[[nodiscard]] ColumnFacts facts_of(const Column& column);

/// How a column becomes a field of ours.
struct Reading {
    double share = 0;                                       ///< of the values that can be read so
    std::string format, other_format;                       ///< of dates; another one that fits as well
    std::vector<std::pair<std::string, std::string>> codes; ///< value → code
    std::vector<std::string> without_code;                  ///< values
    bool first_number = false;                              ///< the number in a text
};

/// The best reading of a column as `field`; share 0 when it is none.
[[nodiscard]] Reading reading_as(const FieldDescription& field, const Column& column, const ColumnFacts& facts);

} // namespace kerb::detail
