// Fields of roads.
#include "fields.hpp"

namespace kerb::detail {

template <>
const ClassSpec<Road>& class_spec<Road>() {
    static const ClassSpec<Road> spec{"road",
                                      "roads",
                                      {Shape::line},
                                      with_common<Road>({
                                          field<&Road::road_class>("road_class"),
                                          field<&Road::carriageway>("carriageway"),
                                          field<&Road::width_m>("width_m", "m"),
                                          field<&Road::lanes>("lanes"),
                                          field<&Road::lit>("lit"),
                                          field<&Road::one_way>("one_way"),
                                          field<&Road::surface>("surface"),
                                      })};
    return spec;
}

template <>
const ClassSpec<RoadArea>& class_spec<RoadArea>() {
    static const ClassSpec<RoadArea> spec{"road_area",
                                          "road_areas",
                                          {Shape::polygon},
                                          with_common<RoadArea>({
                                              field<&RoadArea::road>("road"),
                                              field<&RoadArea::surface>("surface"),
                                          })};
    return spec;
}

template <>
const ClassSpec<Bridge>& class_spec<Bridge>() {
    static const ClassSpec<Bridge> spec{"bridge",
                                        "bridges",
                                        {Shape::line, Shape::polygon, Shape::point},
                                        with_common<Bridge>({
                                            field<&Bridge::kind>("kind"),
                                            field<&Bridge::grade>("grade"),
                                            field<&Bridge::road>("road"),
                                            field<&Bridge::length_m>("length_m", "m"),
                                            field<&Bridge::width_m>("width_m", "m"),
                                            field<&Bridge::clearance_m>("clearance_m", "m"),
                                            field<&Bridge::inspected>("inspected"),
                                            field<&Bridge::inspection_due>("inspection_due"),
                                        })};
    return spec;
}

} // namespace kerb::detail
