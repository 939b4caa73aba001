// Storm and foul drainage: inlet → manhole → conduit → outfall or pump, and where water stands.
#pragma once

#include <kerb/inventory/attributes.hpp>

namespace kerb {

/// What a manhole or conduit carries: 雨 污 合流 电 通信 燃气 供水 热力.
enum class DrainSystem : std::uint8_t { unknown, storm, sewage, combined, power, telecom, gas, water, heating, other };

/// 平箅, 立箅, 联合式, 缝隙.
enum class InletKind : std::uint8_t { unknown, grate, curb_opening, combination, slotted, other };

enum class SectionShape : std::uint8_t { unknown, circular, rectangular, egg, arch, trapezoidal, other };

enum class Material : std::uint8_t {
    unknown,
    concrete,
    brick,
    stone,
    clay,
    pvc,
    pe,
    frp,
    cast_iron,
    steel,
    earth,
    other
};

enum class PumpKind : std::uint8_t { unknown, storm, sewage, combined, drainage };

enum class StorageKind : std::uint8_t { unknown, tank, lake, pond, wet_pond, dry_basin };

enum class ChannelKind : std::uint8_t { unknown, river, stream, canal, drain, ditch, intercepting_ditch };

/// Life of a waterlogging point: 待核 立项 整治中 销号 复发. `cleared` needs a verified storm.
enum class WaterloggingStatus : std::uint8_t { unknown, to_verify, approved, under_repair, cleared, relapsed };

/// How it came to be known; a model's point is a candidate, not a record of water.
enum class Evidence : std::uint8_t { unknown, observed, hotline, model, terrain };

/// A manhole 检查井 with its cover 井盖.
struct Manhole {
    Attributes about;
    Point position;
    DrainSystem system = DrainSystem::unknown;
    Text cover_owner;                                  ///< none: 无主井盖
    std::optional<double> ground_m, invert_m, depth_m; ///< levels above the datum; depth below the cover
    std::optional<bool> net;                           ///< fall net 防坠网
    std::optional<Moment> net_date;
    Text sensor;
    friend bool operator==(const Manhole&, const Manhole&) = default;
};

/// A gully 雨水口.
struct Inlet {
    Attributes about;
    Point position;
    InletKind kind = InletKind::unknown;
    Text manhole; ///< key of the node it drains to
    Text conduit; ///< key of the conduit it is tapped into, where it names no node 暗接
    std::optional<double> ground_m, invert_m;
    std::optional<double> length_m, width_m; ///< of the grate
    std::optional<double> clogging;          ///< 0 … 1
    friend bool operator==(const Inlet&, const Inlet&) = default;
};

/// A pipe or culvert between two nodes 管道; the line runs from upstream to downstream.
struct Conduit {
    Attributes about;
    MultiLineString course;
    Text from, to; ///< keys of manholes, outfalls, pump stations or storages
    DrainSystem system = DrainSystem::unknown;
    SectionShape shape = SectionShape::unknown;
    std::optional<double> diameter_m; ///< inner; the height of another shape
    std::optional<double> width_m;    ///< of a shape that is not circular
    Material material = Material::unknown;
    std::optional<double> invert_up_m, invert_down_m;
    std::optional<double> roughness; ///< Manning's n
    std::optional<double> length_m;  ///< as recorded, where it differs from the line's
    Text defect_grade;               ///< CJJ 181: 1 … 4
    friend bool operator==(const Conduit&, const Conduit&) = default;
};

/// An open channel 明渠, 截洪沟.
struct Channel {
    Attributes about;
    Place place; ///< axis, or the banks as an area
    ChannelKind kind = ChannelKind::unknown;
    SectionShape shape = SectionShape::unknown;
    std::optional<double> width_m, depth_m;
    std::optional<Moment> dredged;
    friend bool operator==(const Channel&, const Channel&) = default;
};

struct Outfall {
    Attributes about;
    Point position;
    Text receiving; ///< water that it discharges to
    std::optional<double> invert_m;
    std::optional<bool> flap_gate;
    friend bool operator==(const Outfall&, const Outfall&) = default;
};

struct PumpStation {
    Attributes about;
    Place place;
    PumpKind kind = PumpKind::unknown;
    std::optional<double> capacity_m3s;
    std::optional<int> pumps;
    std::optional<double> power_kw, head_m, wet_well_m3;
    std::optional<bool> dual_power;
    Text to; ///< key of the node it lifts to
    friend bool operator==(const PumpStation&, const PumpStation&) = default;
};

/// A tank, lake or pond that holds water back 调蓄设施.
struct Storage {
    Attributes about;
    Place place;
    StorageKind kind = StorageKind::unknown;
    std::optional<double> volume_m3, invert_m;
    friend bool operator==(const Storage&, const Storage&) = default;
};

struct Catchment {
    Attributes about;
    MultiPolygon area;
    Text outlet;                      ///< key of the node it drains to
    std::optional<double> runoff;     ///< coefficient ψ, 0 … 1
    std::optional<double> inlet_min;  ///< time of surface flow t1
    std::optional<double> impervious; ///< share, 0 … 1
    std::optional<double> slope;      ///< m/m
    friend bool operator==(const Catchment&, const Catchment&) = default;
};

/// Where one storm formula holds.
struct RainZone {
    Attributes about;
    MultiPolygon area;
    Text formula; ///< id of a formula in the storm tables
    friend bool operator==(const RainZone&, const RainZone&) = default;
};

/// A place where water is known to stand 积水点.
struct WaterloggingPoint {
    Attributes about;
    Place place;
    WaterloggingStatus state = WaterloggingStatus::unknown;
    Evidence evidence = Evidence::unknown;
    std::optional<double> depth_cm, area_m2, duration_min;
    std::optional<Moment> first_seen, closed_on;
    Text cause, measure, verified_storm;
    friend bool operator==(const WaterloggingPoint&, const WaterloggingPoint&) = default;
};

} // namespace kerb
