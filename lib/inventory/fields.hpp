// The one list of fields per asset class: description, columns out and columns in all derive from it.
//
// Code that goes through fields is written once for every type of value, not once for every field of every class: a
// field knows where in an asset its value is, and a class how large its assets are. That stands on what field_rows.hpp
// holds every class to: it is a plain struct whose first member is its Attributes, so that these stand for the asset.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <kerb/inventory/feature_table.hpp>
#include <kerb/inventory/inventory.hpp>

#include "column_values.hpp"

namespace kerb::detail {

class AssetRows;
struct FieldSpec;

/// How a value could not be taken; `none` when it could.
enum class Misfit : std::uint8_t { none, unknown_code, not_a_number, not_a_boolean, not_a_date };

/// What a field is besides its C++ type.
enum class FieldKind : std::uint8_t { plain, coded, date };

/// How values of one C++ type come out of assets and into them, whatever the class.
struct ValueAccess {
    ColumnType type;
    FieldKind kind;
    bool (*any)(const FieldSpec&, const AssetRows&); ///< does any asset say it?
    void (*fill)(const FieldSpec&, const AssetRows&, Column&);
    Misfit (*set)(void* value, const Column&, std::size_t row, const std::vector<std::string>& codes, SharedTexts&);
    std::optional<double> (*number)(const void* value); ///< null when values are no numbers
    /// Null when values are neither texts nor codes.
    const std::string& (*text)(const void* value, const std::vector<std::string>& codes);
};

/// One field of a class.
struct FieldSpec {
    std::string name;
    std::string unit;
    std::vector<std::string> codes; ///< of a coded value, see codes_of
    const ValueAccess* access;
    bool particular;    ///< a member of the Particulars, else of the asset
    std::size_t offset; ///< of the value in these, in bytes

    [[nodiscard]] bool holds_number() const { return access->number != nullptr; }
    [[nodiscard]] bool holds_text() const { return access->text != nullptr; } ///< or a code
    [[nodiscard]] bool holds_date() const { return access->kind == FieldKind::date; }

    /// The value of an asset; a V as the access says.
    [[nodiscard]] const void* in(const Attributes& asset) const {
        const auto* whole = particular ? static_cast<const void*>(&asset.more.value()) : &asset;
        return static_cast<const std::byte*>(whole) + offset;
    }
    /// Of a field that holds numbers.
    [[nodiscard]] std::optional<double> number(const Attributes& asset) const { return access->number(in(asset)); }
    /// Of a field that holds texts; empty when the asset says nothing.
    [[nodiscard]] const std::string& text(const Attributes& asset) const { return access->text(in(asset), codes); }
    /// Of a field that holds dates.
    [[nodiscard]] const std::optional<Moment>& date(const Attributes& asset) const {
        return *static_cast<const std::optional<Moment>*>(in(asset));
    }
    /// Takes a value from a column; the asset keeps what it had when that does not fit.
    Misfit set(Attributes& asset, const Column& column, std::size_t row, SharedTexts& texts) const {
        auto* whole = particular ? static_cast<void*>(&asset.more.edit()) : &asset;
        return access->set(static_cast<std::byte*>(whole) + offset, column, row, codes, texts);
    }
};

/// As what a class holds its geometry.
enum class Held : std::uint8_t { nothing, point, lines, area, place };

/// What tells one class from the others.
struct ClassSpec {
    std::string class_name, layer;
    std::vector<Shape> shapes; ///< the first is its usual one
    std::vector<FieldSpec> fields;
    std::size_t size; ///< of an asset, in bytes
    Held held;
    std::size_t geometry; ///< where in an asset it is held, in bytes
    /// Resizes the vector of assets; where its first one is then.
    std::byte* (*resize)(void* assets, std::size_t count);

    /// May its assets have a place?
    [[nodiscard]] bool placed() const { return held != Held::nothing; }
    /// May they be lines or areas?
    [[nodiscard]] bool shaped() const { return placed() && held != Held::point; }
    /// The class of other assets, which have class names and layers of their own.
    [[nodiscard]] bool is_other() const { return layer.empty(); }
    [[nodiscard]] const FieldSpec* find(std::string_view field) const; ///< nullptr when there is none
};

template <class T>
const ClassSpec& class_spec();
#define KERB_CLASS(T) \
    template <>       \
    const ClassSpec& class_spec<T>();
KERB_CLASS(Road)
KERB_CLASS(RoadArea)
KERB_CLASS(Bridge)
KERB_CLASS(Streetlight)
KERB_CLASS(Luminaire)
KERB_CLASS(Circuit)
KERB_CLASS(Cabinet)
KERB_CLASS(Manhole)
KERB_CLASS(Inlet)
KERB_CLASS(Conduit)
KERB_CLASS(Channel)
KERB_CLASS(Outfall)
KERB_CLASS(PumpStation)
KERB_CLASS(Storage)
KERB_CLASS(Catchment)
KERB_CLASS(RainZone)
KERB_CLASS(WaterloggingPoint)
KERB_CLASS(GreenSpace)
KERB_CLASS(Tree)
KERB_CLASS(Toilet)
KERB_CLASS(WasteSite)
KERB_CLASS(Parking)
KERB_CLASS(Market)
KERB_CLASS(Building)
KERB_CLASS(Billboard)
KERB_CLASS(IllegalBuilding)
KERB_CLASS(ConstructionSite)
KERB_CLASS(PublicProperty)
KERB_CLASS(ExcavationPermit)
KERB_CLASS(Responsibility)
KERB_CLASS(Project)
KERB_CLASS(Case)
KERB_CLASS(Event)
KERB_CLASS(Reading)
KERB_CLASS(Inspection)
KERB_CLASS(Milestone)
KERB_CLASS(Zone)
KERB_CLASS(OtherAsset)
#undef KERB_CLASS

} // namespace kerb::detail
