// Fields of services and of what city order is about.
#include "field_rows.hpp"

namespace kerb::detail {

template <>
const ClassSpec& class_spec<Toilet>() {
    static const auto spec = class_of<Toilet>("toilet", "toilets", {Shape::point, Shape::polygon},
                                              {
                                                  field(&Toilet::toilet_class, "toilet_class"),
                                                  field(&Toilet::hours, "hours"),
                                                  field(&Toilet::stalls_men, "stalls_men"),
                                                  field(&Toilet::stalls_women, "stalls_women"),
                                                  field(&Toilet::accessible, "accessible"),
                                              });
    return spec;
}

template <>
const ClassSpec& class_spec<WasteSite>() {
    static const auto spec = class_of<WasteSite>("waste_site", "waste_sites", {Shape::point, Shape::polygon},
                                                 {
                                                     field(&WasteSite::kind, "kind"),
                                                     field(&WasteSite::capacity_t_per_day, "capacity_t_per_day", "t/d"),
                                                     field(&WasteSite::mode, "mode"),
                                                 });
    return spec;
}

template <>
const ClassSpec& class_spec<Parking>() {
    static const auto spec = class_of<Parking>("parking", "parkings", {Shape::polygon, Shape::point, Shape::line},
                                               {
                                                   field(&Parking::kind, "kind"),
                                                   field(&Parking::bays, "bays"),
                                                   field(&Parking::fee, "fee"),
                                                   field(&Parking::hours, "hours"),
                                                   field(&Parking::permit, "permit"),
                                               });
    return spec;
}

template <>
const ClassSpec& class_spec<Market>() {
    static const auto spec = class_of<Market>("market", "markets", {Shape::polygon, Shape::point},
                                              {
                                                  field(&Market::kind, "kind"),
                                                  field(&Market::stalls, "stalls"),
                                              });
    return spec;
}

template <>
const ClassSpec& class_spec<Building>() {
    static const auto spec = class_of<Building>("building", "buildings", {Shape::polygon, Shape::point},
                                                {
                                                    field(&Building::use, "use"),
                                                    field(&Building::population, "population"),
                                                    field(&Building::storeys, "storeys"),
                                                    field(&Building::height_m, "height_m", "m"),
                                                });
    return spec;
}

template <>
const ClassSpec& class_spec<Billboard>() {
    static const auto spec = class_of<Billboard>("billboard", "billboards", {Shape::point, Shape::polygon, Shape::line},
                                                 {
                                                     field(&Billboard::kind, "kind"),
                                                     field(&Billboard::permit, "permit"),
                                                     field(&Billboard::expires, "expires"),
                                                     field(&Billboard::area_m2, "area_m2", "m2"),
                                                     field(&Billboard::height_m, "height_m", "m"),
                                                 });
    return spec;
}

template <>
const ClassSpec& class_spec<IllegalBuilding>() {
    static const auto spec =
        class_of<IllegalBuilding>("illegal_building", "illegal_buildings", {Shape::polygon, Shape::point},
                                  {
                                      field(&IllegalBuilding::state, "state"),
                                      field(&IllegalBuilding::floor_area_m2, "floor_area_m2", "m2"),
                                      field(&IllegalBuilding::storeys, "storeys"),
                                      field(&IllegalBuilding::found, "found"),
                                      field(&IllegalBuilding::demolished, "demolished"),
                                  });
    return spec;
}

template <>
const ClassSpec& class_spec<ConstructionSite>() {
    static const auto spec =
        class_of<ConstructionSite>("construction_site", "construction_sites", {Shape::polygon, Shape::point},
                                   {
                                       field(&ConstructionSite::permit, "permit"),
                                       field(&ConstructionSite::route, "route"),
                                       field(&ConstructionSite::wheel_wash, "wheel_wash"),
                                       field(&ConstructionSite::started, "started"),
                                       field(&ConstructionSite::ended, "ended"),
                                   });
    return spec;
}

template <>
const ClassSpec& class_spec<PublicProperty>() {
    static const auto spec =
        class_of<PublicProperty>("public_property", "public_properties", {Shape::polygon, Shape::point},
                                 {
                                     field(&PublicProperty::title, "title"),
                                     field(&PublicProperty::occupant, "occupant"),
                                     field(&PublicProperty::use, "use"),
                                     field(&PublicProperty::evidence, "evidence"),
                                     field(&PublicProperty::floor_area_m2, "floor_area_m2", "m2"),
                                 });
    return spec;
}

} // namespace kerb::detail
