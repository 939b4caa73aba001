// What fields_*.cpp describe classes with: `field(&Road::width_m, "width_m", "m")`.
#pragma once

#include <initializer_list>
#include <type_traits>

#include "codes.hpp"
#include "fields.hpp"

namespace kerb::detail {

template <class V>
const ValueAccess& value_access();
template <>
const ValueAccess& value_access<std::string>();
template <>
const ValueAccess& value_access<Text>();
template <>
const ValueAccess& value_access<std::optional<Moment>>();
template <>
const ValueAccess& value_access<std::optional<double>>();
template <>
const ValueAccess& value_access<std::optional<int>>();
template <>
const ValueAccess& value_access<std::optional<bool>>();
template <>
const ValueAccess& value_access<std::uint8_t>(); ///< of all enumerations

/// A FieldSpec before it is one, made at no cost.
struct FieldRow {
    const char *name, *unit, *codes;
    const ValueAccess* access;
    bool particular;
    std::size_t offset;
};

template <class T>
const T& sample() {
    static const T asset{};
    return asset;
}

/// Bytes from the begin of an asset to one of its members.
template <class T>
std::size_t offset_in(const T& asset, const void* member) {
    return static_cast<std::size_t>(static_cast<const std::byte*>(member) - reinterpret_cast<const std::byte*>(&asset));
}

/// A field by its member.
template <class T, class V>
FieldRow field(V T::*member, const char* name, const char* unit = "") {
    static_assert(!std::is_enum_v<V> || sizeof(V) == sizeof(std::uint8_t));
    const auto& access = value_access<std::conditional_t<std::is_enum_v<V>, std::uint8_t, V>>();
    const auto& asset = sample<T>();
    return {name, unit, codes_of<V>, &access, std::is_same_v<T, Particulars>, offset_in(asset, &(asset.*member))};
}

template <class G>
inline constexpr auto held_as = std::is_same_v<G, Point>             ? Held::point
                                : std::is_same_v<G, MultiLineString> ? Held::lines
                                : std::is_same_v<G, MultiPolygon>    ? Held::area
                                                                     : Held::place;

/// A ClassSpec before it is one.
struct ClassRow {
    const char *class_name, *layer;
    std::initializer_list<Shape> shapes;
    std::size_t size;
    Held held;
    std::size_t geometry;
    std::byte* (*resize)(void* assets, std::size_t count);
};

/// With the fields of every class before its own.
[[nodiscard]] ClassSpec with_fields(const ClassRow& row, std::initializer_list<FieldRow> own);

/// Its first member, which lies where the asset itself does.
template <class T>
concept begins_with_attributes = std::is_aggregate_v<T> && requires(const Attributes& about) {
    T{about};
};

template <class T>
std::byte* resize(void* assets, std::size_t count) {
    auto& all = *static_cast<std::vector<T>*>(assets);
    all.resize(count);
    return reinterpret_cast<std::byte*>(all.data());
}

template <class T>
ClassSpec class_of(const char* class_name, const char* layer, std::initializer_list<Shape> shapes,
                   std::initializer_list<FieldRow> own) {
    static_assert(begins_with_attributes<T>, "the attributes of an asset stand for it");
    ClassRow row{class_name, layer, shapes, sizeof(T), Held::nothing, 0, &resize<T>};
    if constexpr (!std::is_void_v<decltype(geometry_of(sample<T>()))>) {
        const auto& geometry = geometry_of(sample<T>());
        row.held = held_as<std::decay_t<decltype(geometry)>>;
        row.geometry = offset_in(sample<T>(), &geometry);
    }
    return with_fields(row, own);
}

} // namespace kerb::detail
