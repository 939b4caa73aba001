// Fields of drainage.
#include "fields.hpp"

namespace kerb::detail {

template <>
const ClassSpec<Manhole>& class_spec<Manhole>() {
    static const ClassSpec<Manhole> spec{"manhole",
                                         "manholes",
                                         {Shape::point},
                                         with_common<Manhole>({
                                             field<&Manhole::system>("system"),
                                             field<&Manhole::cover_owner>("cover_owner"),
                                             field<&Manhole::ground_m>("ground_m", "m"),
                                             field<&Manhole::invert_m>("invert_m", "m"),
                                             field<&Manhole::depth_m>("depth_m", "m"),
                                             field<&Manhole::net>("net"),
                                             field<&Manhole::net_date>("net_date"),
                                             field<&Manhole::sensor>("sensor"),
                                         })};
    return spec;
}

template <>
const ClassSpec<Inlet>& class_spec<Inlet>() {
    static const ClassSpec<Inlet> spec{"inlet",
                                       "inlets",
                                       {Shape::point},
                                       with_common<Inlet>({
                                           field<&Inlet::kind>("kind"),
                                           field<&Inlet::manhole>("manhole"),
                                           field<&Inlet::conduit>("conduit"),
                                           field<&Inlet::ground_m>("ground_m", "m"),
                                           field<&Inlet::invert_m>("invert_m", "m"),
                                           field<&Inlet::length_m>("length_m", "m"),
                                           field<&Inlet::width_m>("width_m", "m"),
                                           field<&Inlet::clogging>("clogging"),
                                       })};
    return spec;
}

template <>
const ClassSpec<Conduit>& class_spec<Conduit>() {
    static const ClassSpec<Conduit> spec{"conduit",
                                         "conduits",
                                         {Shape::line},
                                         with_common<Conduit>({
                                             field<&Conduit::from>("from"),
                                             field<&Conduit::to>("to"),
                                             field<&Conduit::system>("system"),
                                             field<&Conduit::shape>("shape"),
                                             field<&Conduit::diameter_m>("diameter_m", "m"),
                                             field<&Conduit::width_m>("width_m", "m"),
                                             field<&Conduit::material>("material"),
                                             field<&Conduit::invert_up_m>("invert_up_m", "m"),
                                             field<&Conduit::invert_down_m>("invert_down_m", "m"),
                                             field<&Conduit::roughness>("roughness"),
                                             field<&Conduit::length_m>("length_m", "m"),
                                             field<&Conduit::defect_grade>("defect_grade"),
                                         })};
    return spec;
}

template <>
const ClassSpec<Channel>& class_spec<Channel>() {
    static const ClassSpec<Channel> spec{"channel",
                                         "channels",
                                         {Shape::line, Shape::polygon},
                                         with_common<Channel>({
                                             field<&Channel::kind>("kind"),
                                             field<&Channel::shape>("shape"),
                                             field<&Channel::width_m>("width_m", "m"),
                                             field<&Channel::depth_m>("depth_m", "m"),
                                             field<&Channel::dredged>("dredged"),
                                         })};
    return spec;
}

template <>
const ClassSpec<Outfall>& class_spec<Outfall>() {
    static const ClassSpec<Outfall> spec{"outfall",
                                         "outfalls",
                                         {Shape::point},
                                         with_common<Outfall>({
                                             field<&Outfall::receiving>("receiving"),
                                             field<&Outfall::invert_m>("invert_m", "m"),
                                             field<&Outfall::flap_gate>("flap_gate"),
                                         })};
    return spec;
}

template <>
const ClassSpec<PumpStation>& class_spec<PumpStation>() {
    static const ClassSpec<PumpStation> spec{"pump_station",
                                             "pump_stations",
                                             {Shape::point, Shape::polygon},
                                             with_common<PumpStation>({
                                                 field<&PumpStation::kind>("kind"),
                                                 field<&PumpStation::capacity_m3s>("capacity_m3s", "m3/s"),
                                                 field<&PumpStation::pumps>("pumps"),
                                                 field<&PumpStation::power_kw>("power_kw", "kW"),
                                                 field<&PumpStation::head_m>("head_m", "m"),
                                                 field<&PumpStation::wet_well_m3>("wet_well_m3", "m3"),
                                                 field<&PumpStation::dual_power>("dual_power"),
                                                 field<&PumpStation::to>("to"),
                                             })};
    return spec;
}

template <>
const ClassSpec<Storage>& class_spec<Storage>() {
    static const ClassSpec<Storage> spec{"storage",
                                         "storages",
                                         {Shape::polygon, Shape::point},
                                         with_common<Storage>({
                                             field<&Storage::kind>("kind"),
                                             field<&Storage::volume_m3>("volume_m3", "m3"),
                                             field<&Storage::invert_m>("invert_m", "m"),
                                         })};
    return spec;
}

template <>
const ClassSpec<Catchment>& class_spec<Catchment>() {
    static const ClassSpec<Catchment> spec{"catchment",
                                           "catchments",
                                           {Shape::polygon},
                                           with_common<Catchment>({
                                               field<&Catchment::outlet>("outlet"),
                                               field<&Catchment::runoff>("runoff"),
                                               field<&Catchment::inlet_min>("inlet_min", "min"),
                                               field<&Catchment::impervious>("impervious"),
                                               field<&Catchment::slope>("slope"),
                                           })};
    return spec;
}

template <>
const ClassSpec<RainZone>& class_spec<RainZone>() {
    static const ClassSpec<RainZone> spec{"rain_zone",
                                          "rain_zones",
                                          {Shape::polygon},
                                          with_common<RainZone>({
                                              field<&RainZone::formula>("formula"),
                                          })};
    return spec;
}

template <>
const ClassSpec<WaterloggingPoint>& class_spec<WaterloggingPoint>() {
    static const ClassSpec<WaterloggingPoint> spec{"waterlogging_point",
                                                   "waterlogging_points",
                                                   {Shape::point, Shape::polygon},
                                                   with_common<WaterloggingPoint>({
                                                       field<&WaterloggingPoint::state>("state"),
                                                       field<&WaterloggingPoint::evidence>("evidence"),
                                                       field<&WaterloggingPoint::depth_cm>("depth_cm", "cm"),
                                                       field<&WaterloggingPoint::area_m2>("area_m2", "m2"),
                                                       field<&WaterloggingPoint::duration_min>("duration_min", "min"),
                                                       field<&WaterloggingPoint::first_seen>("first_seen"),
                                                       field<&WaterloggingPoint::closed_on>("closed_on"),
                                                       field<&WaterloggingPoint::cause>("cause"),
                                                       field<&WaterloggingPoint::measure>("measure"),
                                                       field<&WaterloggingPoint::verified_storm>("verified_storm"),
                                                   })};
    return spec;
}

} // namespace kerb::detail
