// What does a layer say, asset by asset and field by field, whatever its class?
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <kerb/inventory/inventory.hpp>

namespace kerb {

namespace detail {
struct FieldSpec;
}

/// The values of one field, by position of the asset. Good as long as the inventory stays as it is.
///
/// A name that begins with `extra.` is a field of the source that no mapping names, as a text.
class FieldView {
public:
    /// A text, a code, `true` or `false`; numbers and dates as they are written. Empty where the record is silent.
    [[nodiscard]] std::string text(std::size_t asset) const;
    /// Of a field that holds numbers, or of a text that is one as a whole.
    [[nodiscard]] std::optional<double> number(std::size_t asset) const;
    /// Of a field that holds dates, or of a text that is one.
    [[nodiscard]] std::optional<Moment> date(std::size_t asset) const;
    [[nodiscard]] bool filled(std::size_t asset) const;

private:
    friend class LayerView;
    struct Source;
    std::shared_ptr<const Source> source_;
};

/// All assets of one class. Good as long as the inventory stays as it is.
class LayerView {
public:
    /// \param layer of the inventory, `roads` \throws UsageError when no class has such a layer
    LayerView(const Inventory& city, std::string_view layer);

    [[nodiscard]] std::size_t size() const;
    [[nodiscard]] const Attributes& about(std::size_t asset) const;
    // Its geometry, when it is one of these.
    [[nodiscard]] const Point* point(std::size_t asset) const;
    [[nodiscard]] const MultiLineString* lines(std::size_t asset) const;
    [[nodiscard]] const MultiPolygon* area(std::size_t asset) const;
    /// \throws UsageError when the class has no such field
    [[nodiscard]] FieldView field(std::string_view name) const;

private:
    struct State;
    std::shared_ptr<const State> state_;
};

} // namespace kerb
