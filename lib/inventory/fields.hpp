// The one list of fields per asset class: description, columns out and columns in all derive from it.
#pragma once

#include <algorithm>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <kerb/inventory/feature_table.hpp>
#include <kerb/inventory/inventory.hpp>
#include <kerb/inventory/tables.hpp>

#include "column_values.hpp"

namespace kerb::detail {

/// Codes of an enumeration in the order of its values, less the first (`unknown`, which is a null).
template <class E>
std::vector<std::string> codes_of() {
    return {};
}
#define KERB_CODES(E, ...)                          \
    template <>                                     \
    inline std::vector<std::string> codes_of<E>() { \
        return {__VA_ARGS__};                       \
    }
KERB_CODES(Status, "planned", "built", "in_service", "out_of_service", "removed")
KERB_CODES(RoadClass, "expressway", "arterial", "collector", "local", "lane", "other")
KERB_CODES(Carriageway, "single", "left", "right")
KERB_CODES(BridgeKind, "road_bridge", "footbridge", "overpass", "underpass", "tunnel", "culvert")
KERB_CODES(BridgeGrade, "A", "B", "C", "D", "E")
KERB_CODES(LightState, "working", "out", "day_on")
KERB_CODES(LightSource, "LED", "HPS", "MH", "FL", "other")
KERB_CODES(LightSchedule, "all_night", "half_night")
KERB_CODES(LightPurpose, "functional", "landscape")
KERB_CODES(Phase, "A", "B", "C", "ABC")
KERB_CODES(DrainSystem, "storm", "sewage", "combined", "power", "telecom", "gas", "water", "heating", "other")
KERB_CODES(InletKind, "grate", "curb_opening", "combination", "slotted", "other")
KERB_CODES(SectionShape, "circular", "rectangular", "egg", "arch", "trapezoidal", "other")
KERB_CODES(Material, "concrete", "brick", "stone", "clay", "pvc", "pe", "frp", "cast_iron", "steel", "earth", "other")
KERB_CODES(PumpKind, "storm", "sewage", "combined", "drainage")
KERB_CODES(StorageKind, "tank", "lake", "pond", "wet_pond", "dry_basin")
KERB_CODES(ChannelKind, "river", "stream", "canal", "drain", "ditch", "intercepting_ditch")
KERB_CODES(WaterloggingStatus, "to_verify", "approved", "under_repair", "cleared", "relapsed")
KERB_CODES(Evidence, "observed", "hotline", "model", "terrain")
KERB_CODES(GreenClass, "G1", "G11", "G12", "G13", "G14", "G2", "G3", "XG", "EG")
KERB_CODES(ToiletClass, "first", "second", "third", "mobile")
KERB_CODES(WasteKind, "bin", "collection_point", "collection_station", "transfer_small", "transfer_medium",
           "transfer_large", "recycling", "landfill", "incinerator", "leachate", "construction_waste")
KERB_CODES(ParkingKind, "on_street", "public_lot", "accessory", "tidal", "multi_storey", "bicycle")
KERB_CODES(BillboardKind, "column", "wall", "light_box", "shop_sign", "other")
KERB_CODES(IllegalBuildingState, "to_verify", "filed", "demolished")
KERB_CODES(PermitState, "applied", "granted", "working", "restored", "expired", "refused")
KERB_CODES(ResponsibilityKind, "cleaning", "frontage", "grid_officer", "greening", "lighting")
KERB_CODES(ProjectState, "planned", "under_way", "done", "late", "cancelled")
KERB_CODES(CaseState, "reported", "filed", "dispatched", "resolved", "closed", "rejected", "duplicate")
KERB_CODES(EventKind, "off", "day_on", "flicker", "pole", "cable", "dredging", "repair", "other")
KERB_CODES(ReportSource, "patrol", "hotline", "telemetry", "app", "other")
#undef KERB_CODES

/// How a value could not be taken; `none` when it could.
enum class Misfit : std::uint8_t { none, unknown_code, not_a_number, not_a_boolean, not_a_date };

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
struct ValueOf<Text> {
    static constexpr auto type = ColumnType::text;
    static bool present(const Text& v) { return !v.empty(); }
    static const std::string& out(const Text& v, const std::vector<std::string>&) { return v.str(); }
};
template <>
struct ValueOf<std::optional<Moment>> {
    static constexpr auto type = ColumnType::text;
    static bool present(const std::optional<Moment>& v) { return v.has_value(); }
    static std::string out(const std::optional<Moment>& v, const std::vector<std::string>&) { return to_text(*v); }
    static Misfit in(std::optional<Moment>& v, const Column& c, std::size_t row, const std::vector<std::string>&) {
        std::string scratch;
        v = parse_moment(text_in(c, row, scratch));
        return v ? Misfit::none : Misfit::not_a_date;
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
        std::string scratch;
        const auto& text = text_in(c, row, scratch);
        for (std::size_t i = 0; i < codes.size(); ++i) {
            if (codes[i] == text) {
                v = static_cast<E>(i + 1);
                return Misfit::none;
            }
        }
        return Misfit::unknown_code;
    }
};

/// What a field is besides its C++ type.
enum class FieldKind : std::uint8_t { plain, coded, date };

/// One field of class T. `get` appends the values of all assets to a column; `set` takes one value from a column.
template <class T>
struct FieldSpec {
    std::string name;
    ColumnType type;
    FieldKind kind;
    std::vector<std::string> codes;
    std::string unit;
    bool (*any)(const std::vector<const T*>&); ///< does any asset say it?
    /// False when no asset says anything; the column is then left as it was.
    bool (*get)(const std::vector<const T*>&, const std::vector<std::string>& codes, Column&);
    Misfit (*set)(T&, const Column&, std::size_t row, const std::vector<std::string>& codes, SharedTexts& texts);
    /// The value of one asset, for the fields that hold such a value; null for the others.
    std::optional<double> (*number)(const T&) = nullptr;
    const std::optional<Moment>& (*moment)(const T&) = nullptr;
    const std::string& (*text)(const T&, const std::vector<std::string>& codes) = nullptr; ///< texts and codes
};

template <class T, class V>
V member_type(V T::*);

/// Ways to a value of an asset: a member of its own, of its attributes, of their particulars.
template <auto Member>
struct Own {
    using V = decltype(member_type(Member));
    static const V& get(const auto& asset) { return asset.*Member; }
    static V& make(auto& asset) { return asset.*Member; }
};
template <auto Member>
struct OfAttributes {
    using V = decltype(member_type(Member));
    static const V& get(const auto& asset) { return asset.about.*Member; }
    static V& make(auto& asset) { return asset.about.*Member; }
};
template <auto Member>
struct OfParticulars {
    using V = decltype(member_type(Member));
    static const V& get(const auto& asset) { return asset.about.more.value().*Member; }
    static V& make(auto& asset) { return asset.about.more.edit().*Member; }
};

template <class T, class Way>
bool present_in(const T* asset) {
    return ValueOf<typename Way::V>::present(Way::get(*asset));
}

template <class T, class Way>
bool any_present(const std::vector<const T*>& assets) {
    return std::any_of(assets.begin(), assets.end(), &present_in<T, Way>);
}

template <class T, class Way>
bool get_column(const std::vector<const T*>& assets, const std::vector<std::string>& codes, Column& column) {
    using V = typename Way::V;
    using Out = std::decay_t<decltype(ValueOf<V>::out(std::declval<const V&>(), codes))>;
    auto& values = std::get<std::vector<Out>>(column.values);
    const auto present = &present_in<T, Way>;
    if (!any_present<T, Way>(assets)) {
        return false;
    }
    const bool all = std::all_of(assets.begin(), assets.end(), present);
    values.reserve(assets.size());
    if (!all) {
        column.valid.reserve(assets.size());
    }
    for (const auto* asset : assets) {
        const bool has = present(asset);
        if (has) {
            values.push_back(ValueOf<V>::out(Way::get(*asset), codes));
        } else {
            values.emplace_back();
        }
        if (!all) {
            column.valid.push_back(has ? 1 : 0);
        }
    }
    return true;
}

/// Gives a field the way to its value, by the type of that.
template <class T, class Way>
void add_access(FieldSpec<T>& spec) {
    using V = typename Way::V;
    if constexpr (std::is_same_v<V, std::optional<double>> || std::is_same_v<V, std::optional<int>>) {
        spec.number = [](const T& asset) {
            const auto& value = Way::get(asset);
            return value ? std::optional(static_cast<double>(*value)) : std::nullopt;
        };
    } else if constexpr (std::is_same_v<V, std::optional<Moment>>) {
        spec.moment = [](const T& asset) -> const std::optional<Moment>& { return Way::get(asset); };
    } else if constexpr (!std::is_same_v<V, std::optional<bool>>) {
        spec.text = [](const T& asset, const std::vector<std::string>& codes) -> const std::string& {
            static const std::string none;
            const auto& value = Way::get(asset);
            return ValueOf<V>::present(value) ? ValueOf<V>::out(value, codes) : none;
        };
    }
}

template <class T, class Way>
FieldSpec<T> field_by(std::string name, std::string unit) {
    using V = typename Way::V;
    const auto kind = std::is_enum_v<V>                          ? FieldKind::coded
                      : std::is_same_v<V, std::optional<Moment>> ? FieldKind::date
                                                                 : FieldKind::plain;
    FieldSpec<T> spec{
        std::move(name),
        ValueOf<V>::type,
        kind,
        codes_of<V>(),
        std::move(unit),
        &any_present<T, Way>,
        &get_column<T, Way>,
        [](T& asset, const Column& column, std::size_t row, const std::vector<std::string>& codes, SharedTexts& texts) {
            if constexpr (std::is_same_v<typename Way::V, Text>) {
                std::string scratch;
                Way::make(asset) = texts.get(text_in(column, row, scratch));
                return Misfit::none;
            } else {
                typename Way::V value{};
                const auto misfit = ValueOf<typename Way::V>::in(value, column, row, codes);
                if (misfit == Misfit::none) {
                    Way::make(asset) = std::move(value);
                }
                return misfit;
            }
        }};
    add_access<T, Way>(spec);
    return spec;
}

/// A field of class T by its member: `field<&Road::width_m>("width_m", "m")`.
template <auto Member>
auto field(std::string name, std::string unit = {}) {
    return []<class T, class V>(V T::*, std::string n, std::string u) {
        return field_by<T, Own<Member>>(std::move(n), std::move(u));
    }(Member, std::move(name), std::move(unit));
}

/// The fields of every class, then those of its own.
template <class T>
std::vector<FieldSpec<T>> with_common(std::vector<FieldSpec<T>> own) {
    std::vector<FieldSpec<T>> fields = {
        field_by<T, OfAttributes<&Attributes::key>>("key", ""),
        field_by<T, OfParticulars<&Particulars::code>>("code", ""),
        field_by<T, OfAttributes<&Attributes::name_zh>>("name_zh", ""),
        field_by<T, OfAttributes<&Attributes::name_en>>("name_en", ""),
        field_by<T, OfAttributes<&Attributes::status>>("status", ""),
        field_by<T, OfAttributes<&Attributes::owner>>("owner", ""),
        field_by<T, OfParticulars<&Particulars::manager>>("manager", ""),
        field_by<T, OfParticulars<&Particulars::maintainer>>("maintainer", ""),
        field_by<T, OfAttributes<&Attributes::district>>("district", ""),
        field_by<T, OfParticulars<&Particulars::street>>("street", ""),
        field_by<T, OfParticulars<&Particulars::community>>("community", ""),
        field_by<T, OfParticulars<&Particulars::grid>>("grid", ""),
        field_by<T, OfParticulars<&Particulars::build_date>>("build_date", ""),
        field_by<T, OfParticulars<&Particulars::valid_from>>("valid_from", ""),
        field_by<T, OfParticulars<&Particulars::valid_to>>("valid_to", ""),
        field_by<T, OfParticulars<&Particulars::source>>("source", ""),
        field_by<T, OfParticulars<&Particulars::survey_method>>("survey_method", ""),
        field_by<T, OfParticulars<&Particulars::accuracy_m>>("accuracy_m", "m"),
        field_by<T, OfParticulars<&Particulars::confidence>>("confidence", ""),
        field_by<T, OfParticulars<&Particulars::photo>>("photo", ""),
        field_by<T, OfParticulars<&Particulars::remark>>("remark", ""),
    };
    fields.insert(fields.end(), std::make_move_iterator(own.begin()), std::make_move_iterator(own.end()));
    return fields;
}

/// What tells one class from the others.
template <class T>
struct ClassSpec {
    std::string class_name, layer;
    std::vector<Shape> shapes; ///< the first is its usual one
    std::vector<FieldSpec<T>> fields;
};

template <class T>
const ClassSpec<T>& class_spec();
#define KERB_CLASS(T) \
    template <>       \
    const ClassSpec<T>& class_spec<T>();
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
