// Conditions on rows, the same for every format.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <kerb/inventory/feature_table.hpp>

namespace kerb::io::detail {

/// A parsed condition, see LayerRequest::where. A comparison with a null is neither true nor false, as in SQL. Texts
/// are compared byte by byte; a number and a text are compared as numbers if the text is one, else they differ.
class Where {
public:
    /// \throws UsageError `source.bad_where` naming the place that is not understood.
    explicit Where(const std::string& text);

    /// The fields it names, in order of appearance.
    [[nodiscard]] const std::vector<std::string>& fields() const { return fields_; }
    /// Is the row taken? `value(i)` is the row's value of fields()[i].
    [[nodiscard]] bool holds(const std::function<CellValue(std::size_t)>& value) const;

private:
    friend class WhereParser;
    enum class Kind : std::uint8_t { both, either, negation, equal, less, at_most, among, is_null };
    struct Node {
        Kind kind;
        std::size_t left = 0, right = 0; ///< of both, either, negation
        std::size_t field = 0;
        std::vector<CellValue> values; ///< of equal, less, at_most (one) and among
    };

    std::vector<std::string> fields_;
    std::vector<Node> nodes_;
    std::size_t root_ = 0;

    [[nodiscard]] std::optional<bool> evaluate(std::size_t at,
                                               const std::function<CellValue(std::size_t)>& value) const;
};

} // namespace kerb::io::detail
