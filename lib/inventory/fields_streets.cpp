// Fields of roads, street lighting and green spaces.
#include "field_rows.hpp"

namespace kerb::detail {

template <>
const ClassSpec& class_spec<Road>() {
    static const auto spec = class_of<Road>("road", "roads", {Shape::line},
                                            {
                                                field(&Road::road_class, "road_class"),
                                                field(&Road::carriageway, "carriageway"),
                                                field(&Road::width_m, "width_m", "m"),
                                                field(&Road::lanes, "lanes"),
                                                field(&Road::lit, "lit"),
                                                field(&Road::one_way, "one_way"),
                                                field(&Road::surface, "surface"),
                                            });
    return spec;
}

template <>
const ClassSpec& class_spec<RoadArea>() {
    static const auto spec = class_of<RoadArea>("road_area", "road_areas", {Shape::polygon},
                                                {
                                                    field(&RoadArea::road, "road"),
                                                    field(&RoadArea::surface, "surface"),
                                                });
    return spec;
}

template <>
const ClassSpec& class_spec<Bridge>() {
    static const auto spec = class_of<Bridge>("bridge", "bridges", {Shape::line, Shape::polygon, Shape::point},
                                              {
                                                  field(&Bridge::kind, "kind"),
                                                  field(&Bridge::grade, "grade"),
                                                  field(&Bridge::road, "road"),
                                                  field(&Bridge::length_m, "length_m", "m"),
                                                  field(&Bridge::width_m, "width_m", "m"),
                                                  field(&Bridge::clearance_m, "clearance_m", "m"),
                                                  field(&Bridge::inspected, "inspected"),
                                                  field(&Bridge::inspection_due, "inspection_due"),
                                              });
    return spec;
}

template <>
const ClassSpec& class_spec<Streetlight>() {
    static const auto spec = class_of<Streetlight>("streetlight", "streetlights", {Shape::point},
                                                   {
                                                       field(&Streetlight::height_m, "height_m", "m"),
                                                       field(&Streetlight::reach_m, "reach_m", "m"),
                                                       field(&Streetlight::circuit, "circuit"),
                                                       field(&Streetlight::cabinet, "cabinet"),
                                                       field(&Streetlight::road, "road"),
                                                       field(&Streetlight::luminaire_count, "luminaire_count"),
                                                       field(&Streetlight::state, "state"),
                                                       field(&Streetlight::purpose, "purpose"),
                                                       field(&Streetlight::group, "group"),
                                                   });
    return spec;
}

template <>
const ClassSpec& class_spec<Luminaire>() {
    static const auto spec = class_of<Luminaire>("luminaire", "luminaires", {Shape::none},
                                                 {
                                                     field(&Luminaire::pole, "pole"),
                                                     field(&Luminaire::circuit, "circuit"),
                                                     field(&Luminaire::source_type, "source_type"),
                                                     field(&Luminaire::power_w, "power_w", "W"),
                                                     field(&Luminaire::state, "state"),
                                                     field(&Luminaire::schedule, "schedule"),
                                                     field(&Luminaire::telemetry, "telemetry"),
                                                 });
    return spec;
}

template <>
const ClassSpec& class_spec<Circuit>() {
    static const auto spec = class_of<Circuit>("circuit", "circuits", {Shape::none, Shape::line},
                                               {
                                                   field(&Circuit::cabinet, "cabinet"),
                                                   field(&Circuit::phase, "phase"),
                                                   field(&Circuit::current_a, "current_a", "A"),
                                               });
    return spec;
}

template <>
const ClassSpec& class_spec<Cabinet>() {
    static const auto spec = class_of<Cabinet>("cabinet", "cabinets", {Shape::point},
                                               {
                                                   field(&Cabinet::rating_kva, "rating_kva", "kVA"),
                                                   field(&Cabinet::telemetry, "telemetry"),
                                               });
    return spec;
}

template <>
const ClassSpec& class_spec<GreenSpace>() {
    static const auto spec = class_of<GreenSpace>("green_space", "green_spaces", {Shape::polygon},
                                                  {
                                                      field(&GreenSpace::green_class, "green_class"),
                                                      field(&GreenSpace::open, "open"),
                                                      field(&GreenSpace::road_belt, "road_belt"),
                                                      field(&GreenSpace::grade, "grade"),
                                                      field(&GreenSpace::opened, "opened"),
                                                      field(&GreenSpace::canopy_ratio, "canopy_ratio"),
                                                  });
    return spec;
}

template <>
const ClassSpec& class_spec<Tree>() {
    static const auto spec = class_of<Tree>("tree", "trees", {Shape::point},
                                            {
                                                field(&Tree::species, "species"),
                                                field(&Tree::trunk_cm, "trunk_cm", "cm"),
                                                field(&Tree::crown_m, "crown_m", "m"),
                                                field(&Tree::height_m, "height_m", "m"),
                                                field(&Tree::heritage, "heritage"),
                                            });
    return spec;
}

} // namespace kerb::detail
