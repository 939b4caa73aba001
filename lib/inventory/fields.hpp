// The one list of fields per asset class: description, columns out and columns in all derive from it.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <kerb/inventory/assets.hpp>
#include <kerb/inventory/feature_table.hpp>
#include <kerb/inventory/tables.hpp>

namespace kerb::detail {

/// Codes of an enumeration in the order of its values, less the first (`unknown`, which is a null).
template <class E>
std::vector<std::string> codes_of() {
    if constexpr (std::is_same_v<E, Status>) {
        return {"planned", "built", "in_service", "out_of_service", "removed"};
    } else if constexpr (std::is_same_v<E, RoadClass>) {
        return {"expressway", "arterial", "collector", "local", "lane", "other"};
    } else if constexpr (std::is_same_v<E, LightState>) {
        return {"working", "out", "day_on"};
    } else {
        return {};
    }
}

/// How a value could not be taken; `none` when it could.
enum class Misfit : std::uint8_t { none, unknown_code, not_a_number, not_a_boolean };

[[nodiscard]] std::optional<double> number_in(const Column& column, std::size_t row);
[[nodiscard]] std::optional<bool> boolean_in(const Column& column, std::size_t row);
[[nodiscard]] bool has_value(const Column& column, std::size_t row);

template <class V>
struct ValueOf;
template <>
struct ValueOf<std::string> {
    static constexpr auto type = ColumnType::text;
    static bool present(const std::string& v) { return !v.empty(); }
    static const std::string& out(const std::string& v, const std::vector<std::string>&) { return v; }
    static Misfit in(std::string& v, const Column& c, std::size_t row, const std::vector<std::string>&) {
        v = c.text_at(row);
        return Misfit::none;
    }
};
template <>
struct ValueOf<std::optional<double>> {
    static constexpr auto type = ColumnType::real;
    static bool present(const std::optional<double>& v) { return v.has_value(); }
    static double out(const std::optional<double>& v, const std::vector<std::string>&) { return *v; }
    static Misfit in(std::optional<double>& v, const Column& c, std::size_t row, const std::vector<std::string>&) {
        v = number_in(c, row);
        return v ? Misfit::none : Misfit::not_a_number;
    }
};
template <>
struct ValueOf<std::optional<int>> {
    static constexpr auto type = ColumnType::integer;
    static bool present(const std::optional<int>& v) { return v.has_value(); }
    static std::int64_t out(const std::optional<int>& v, const std::vector<std::string>&) { return *v; }
    static Misfit in(std::optional<int>& v, const Column& c, std::size_t row, const std::vector<std::string>&) {
        const auto number = number_in(c, row);
        if (!number || *number < -2147483648.0 || *number > 2147483647.0 ||
            *number != static_cast<double>(static_cast<int>(*number))) {
            return Misfit::not_a_number;
        }
        v = static_cast<int>(*number);
        return Misfit::none;
    }
};
template <>
struct ValueOf<std::optional<bool>> {
    static constexpr auto type = ColumnType::boolean;
    static bool present(const std::optional<bool>& v) { return v.has_value(); }
    static std::int64_t out(const std::optional<bool>& v, const std::vector<std::string>&) { return *v ? 1 : 0; }
    static Misfit in(std::optional<bool>& v, const Column& c, std::size_t row, const std::vector<std::string>&) {
        v = boolean_in(c, row);
        return v ? Misfit::none : Misfit::not_a_boolean;
    }
};
template <class E>
requires std::is_enum_v<E>
struct ValueOf<E> {
    static constexpr auto type = ColumnType::text;
    static bool present(E v) { return v != E::unknown; }
    static const std::string& out(E v, const std::vector<std::string>& codes) {
        return codes[static_cast<std::size_t>(v) - 1];
    }
    static Misfit in(E& v, const Column& c, std::size_t row, const std::vector<std::string>& codes) {
        const auto text = c.text_at(row);
        for (std::size_t i = 0; i < codes.size(); ++i) {
            if (codes[i] == text) {
                v = static_cast<E>(i + 1);
                return Misfit::none;
            }
        }
        return Misfit::unknown_code;
    }
};

/// One field of class T. `get` appends the values of all assets to a column; `set` takes one value from a column.
template <class T>
struct FieldSpec {
    std::string name;
    ColumnType type;
    std::vector<std::string> codes;
    std::string unit;
    /// False when no asset says anything; the column is then left as it was.
    bool (*get)(const std::vector<const T*>&, const std::vector<std::string>& codes, Column&);
    Misfit (*set)(T&, const Column&, std::size_t row, const std::vector<std::string>& codes);
};

template <class T, auto Access>
bool get_column(const std::vector<const T*>& assets, const std::vector<std::string>& codes, Column& column) {
    using V = std::decay_t<decltype(Access(*assets.front()))>;
    using Out = std::decay_t<decltype(ValueOf<V>::out(std::declval<const V&>(), codes))>;
    auto& values = std::get<std::vector<Out>>(column.values);
    bool any = false, all = true;
    for (const auto* asset : assets) {
        const bool present = ValueOf<V>::present(Access(*asset));
        any = any || present;
        all = all && present;
    }
    if (!any) {
        return false;
    }
    values.reserve(assets.size());
    if (!all) {
        column.valid.reserve(assets.size());
    }
    for (const auto* asset : assets) {
        const auto& value = Access(*asset);
        const bool present = ValueOf<V>::present(value);
        if (present) {
            values.push_back(ValueOf<V>::out(value, codes));
        } else {
            values.emplace_back();
        }
        if (!all) {
            column.valid.push_back(present ? 1 : 0);
        }
    }
    return true;
}

template <class T, auto Access>
FieldSpec<T> field(std::string name, std::string unit = {}) {
    using V = std::decay_t<decltype(Access(std::declval<T&>()))>;
    return {std::move(name),
            ValueOf<V>::type,
            codes_of<V>(),
            std::move(unit),
            &get_column<T, Access>,
            [](T& asset, const Column& column, std::size_t row, const std::vector<std::string>& codes) {
                return ValueOf<V>::in(Access(asset), column, row, codes);
            }};
}

/// What tells one class from the others.
template <class T>
struct ClassSpec {
    std::string class_name, layer;
    Shape shape;
    std::vector<FieldSpec<T>> fields;
};

template <class T>
const ClassSpec<T>& class_spec();
template <>
const ClassSpec<Road>& class_spec<Road>();
template <>
const ClassSpec<Streetlight>& class_spec<Streetlight>();
template <>
const ClassSpec<Luminaire>& class_spec<Luminaire>();
template <>
const ClassSpec<GreenSpace>& class_spec<GreenSpace>();
template <>
const ClassSpec<Zone>& class_spec<Zone>();
template <>
const ClassSpec<OtherAsset>& class_spec<OtherAsset>();

/// `extra` as a JSON object; empty text for an empty list.
[[nodiscard]] std::string extra_to_json(const std::vector<std::pair<std::string, std::string>>& extra);
/// Adds the members of a JSON object; false when the text is none.
bool extra_from_json(const std::string& text, std::vector<std::pair<std::string, std::string>>& extra);

} // namespace kerb::detail
