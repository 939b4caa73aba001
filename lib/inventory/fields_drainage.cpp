// Fields of drainage.
#include "field_rows.hpp"

namespace kerb::detail {

template <>
const ClassSpec& class_spec<Manhole>() {
    static const auto spec = class_of<Manhole>("manhole", "manholes", {Shape::point},
                                               {
                                                   field(&Manhole::system, "system"),
                                                   field(&Manhole::cover_owner, "cover_owner"),
                                                   field(&Manhole::ground_m, "ground_m", "m"),
                                                   field(&Manhole::invert_m, "invert_m", "m"),
                                                   field(&Manhole::depth_m, "depth_m", "m"),
                                                   field(&Manhole::net, "net"),
                                                   field(&Manhole::net_date, "net_date"),
                                                   field(&Manhole::sensor, "sensor"),
                                               });
    return spec;
}

template <>
const ClassSpec& class_spec<Inlet>() {
    static const auto spec = class_of<Inlet>("inlet", "inlets", {Shape::point},
                                             {
                                                 field(&Inlet::kind, "kind"),
                                                 field(&Inlet::manhole, "manhole"),
                                                 field(&Inlet::conduit, "conduit"),
                                                 field(&Inlet::ground_m, "ground_m", "m"),
                                                 field(&Inlet::invert_m, "invert_m", "m"),
                                                 field(&Inlet::length_m, "length_m", "m"),
                                                 field(&Inlet::width_m, "width_m", "m"),
                                                 field(&Inlet::clogging, "clogging"),
                                             });
    return spec;
}

template <>
const ClassSpec& class_spec<Conduit>() {
    static const auto spec = class_of<Conduit>("conduit", "conduits", {Shape::line},
                                               {
                                                   field(&Conduit::from, "from"),
                                                   field(&Conduit::to, "to"),
                                                   field(&Conduit::system, "system"),
                                                   field(&Conduit::shape, "shape"),
                                                   field(&Conduit::diameter_m, "diameter_m", "m"),
                                                   field(&Conduit::width_m, "width_m", "m"),
                                                   field(&Conduit::material, "material"),
                                                   field(&Conduit::invert_up_m, "invert_up_m", "m"),
                                                   field(&Conduit::invert_down_m, "invert_down_m", "m"),
                                                   field(&Conduit::roughness, "roughness"),
                                                   field(&Conduit::length_m, "length_m", "m"),
                                                   field(&Conduit::defect_grade, "defect_grade"),
                                               });
    return spec;
}

template <>
const ClassSpec& class_spec<Channel>() {
    static const auto spec = class_of<Channel>("channel", "channels", {Shape::line, Shape::polygon},
                                               {
                                                   field(&Channel::kind, "kind"),
                                                   field(&Channel::shape, "shape"),
                                                   field(&Channel::width_m, "width_m", "m"),
                                                   field(&Channel::depth_m, "depth_m", "m"),
                                                   field(&Channel::dredged, "dredged"),
                                               });
    return spec;
}

template <>
const ClassSpec& class_spec<Outfall>() {
    static const auto spec = class_of<Outfall>("outfall", "outfalls", {Shape::point},
                                               {
                                                   field(&Outfall::receiving, "receiving"),
                                                   field(&Outfall::invert_m, "invert_m", "m"),
                                                   field(&Outfall::flap_gate, "flap_gate"),
                                               });
    return spec;
}

template <>
const ClassSpec& class_spec<PumpStation>() {
    static const auto spec = class_of<PumpStation>("pump_station", "pump_stations", {Shape::point, Shape::polygon},
                                                   {
                                                       field(&PumpStation::kind, "kind"),
                                                       field(&PumpStation::capacity_m3s, "capacity_m3s", "m3/s"),
                                                       field(&PumpStation::pumps, "pumps"),
                                                       field(&PumpStation::power_kw, "power_kw", "kW"),
                                                       field(&PumpStation::head_m, "head_m", "m"),
                                                       field(&PumpStation::wet_well_m3, "wet_well_m3", "m3"),
                                                       field(&PumpStation::dual_power, "dual_power"),
                                                       field(&PumpStation::to, "to"),
                                                   });
    return spec;
}

template <>
const ClassSpec& class_spec<Storage>() {
    static const auto spec = class_of<Storage>("storage", "storages", {Shape::polygon, Shape::point},
                                               {
                                                   field(&Storage::kind, "kind"),
                                                   field(&Storage::volume_m3, "volume_m3", "m3"),
                                                   field(&Storage::invert_m, "invert_m", "m"),
                                               });
    return spec;
}

template <>
const ClassSpec& class_spec<Catchment>() {
    static const auto spec = class_of<Catchment>("catchment", "catchments", {Shape::polygon},
                                                 {
                                                     field(&Catchment::outlet, "outlet"),
                                                     field(&Catchment::runoff, "runoff"),
                                                     field(&Catchment::inlet_min, "inlet_min", "min"),
                                                     field(&Catchment::impervious, "impervious"),
                                                     field(&Catchment::slope, "slope"),
                                                 });
    return spec;
}

template <>
const ClassSpec& class_spec<RainZone>() {
    static const auto spec = class_of<RainZone>("rain_zone", "rain_zones", {Shape::polygon},
                                                {
                                                    field(&RainZone::formula, "formula"),
                                                });
    return spec;
}

template <>
const ClassSpec& class_spec<WaterloggingPoint>() {
    static const auto spec =
        class_of<WaterloggingPoint>("waterlogging_point", "waterlogging_points", {Shape::point, Shape::polygon},
                                    {
                                        field(&WaterloggingPoint::state, "state"),
                                        field(&WaterloggingPoint::evidence, "evidence"),
                                        field(&WaterloggingPoint::depth_cm, "depth_cm", "cm"),
                                        field(&WaterloggingPoint::area_m2, "area_m2", "m2"),
                                        field(&WaterloggingPoint::duration_min, "duration_min", "min"),
                                        field(&WaterloggingPoint::first_seen, "first_seen"),
                                        field(&WaterloggingPoint::closed_on, "closed_on"),
                                        field(&WaterloggingPoint::cause, "cause"),
                                        field(&WaterloggingPoint::measure, "measure"),
                                        field(&WaterloggingPoint::verified_storm, "verified_storm"),
                                    });
    return spec;
}

} // namespace kerb::detail
