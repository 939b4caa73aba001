// Fields of city order.
#include "fields.hpp"

namespace kerb::detail {

template <>
const ClassSpec<Billboard>& class_spec<Billboard>() {
    static const ClassSpec<Billboard> spec{"billboard",
                                           "billboards",
                                           {Shape::point, Shape::polygon, Shape::line},
                                           with_common<Billboard>({
                                               field<&Billboard::kind>("kind"),
                                               field<&Billboard::permit>("permit"),
                                               field<&Billboard::expires>("expires"),
                                               field<&Billboard::area_m2>("area_m2", "m2"),
                                               field<&Billboard::height_m>("height_m", "m"),
                                           })};
    return spec;
}

template <>
const ClassSpec<IllegalBuilding>& class_spec<IllegalBuilding>() {
    static const ClassSpec<IllegalBuilding> spec{"illegal_building",
                                                 "illegal_buildings",
                                                 {Shape::polygon, Shape::point},
                                                 with_common<IllegalBuilding>({
                                                     field<&IllegalBuilding::state>("state"),
                                                     field<&IllegalBuilding::floor_area_m2>("floor_area_m2", "m2"),
                                                     field<&IllegalBuilding::storeys>("storeys"),
                                                     field<&IllegalBuilding::found>("found"),
                                                     field<&IllegalBuilding::demolished>("demolished"),
                                                 })};
    return spec;
}

template <>
const ClassSpec<ConstructionSite>& class_spec<ConstructionSite>() {
    static const ClassSpec<ConstructionSite> spec{"construction_site",
                                                  "construction_sites",
                                                  {Shape::polygon, Shape::point},
                                                  with_common<ConstructionSite>({
                                                      field<&ConstructionSite::permit>("permit"),
                                                      field<&ConstructionSite::route>("route"),
                                                      field<&ConstructionSite::wheel_wash>("wheel_wash"),
                                                      field<&ConstructionSite::started>("started"),
                                                      field<&ConstructionSite::ended>("ended"),
                                                  })};
    return spec;
}

template <>
const ClassSpec<PublicProperty>& class_spec<PublicProperty>() {
    static const ClassSpec<PublicProperty> spec{"public_property",
                                                "public_properties",
                                                {Shape::polygon, Shape::point},
                                                with_common<PublicProperty>({
                                                    field<&PublicProperty::title>("title"),
                                                    field<&PublicProperty::occupant>("occupant"),
                                                    field<&PublicProperty::use>("use"),
                                                    field<&PublicProperty::evidence>("evidence"),
                                                    field<&PublicProperty::floor_area_m2>("floor_area_m2", "m2"),
                                                })};
    return spec;
}

} // namespace kerb::detail
