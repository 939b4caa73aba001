// Fields of services.
#include "fields.hpp"

namespace kerb::detail {

template <>
const ClassSpec<Toilet>& class_spec<Toilet>() {
    static const ClassSpec<Toilet> spec{"toilet",
                                        "toilets",
                                        {Shape::point, Shape::polygon},
                                        with_common<Toilet>({
                                            field<&Toilet::toilet_class>("toilet_class"),
                                            field<&Toilet::hours>("hours"),
                                            field<&Toilet::stalls_men>("stalls_men"),
                                            field<&Toilet::stalls_women>("stalls_women"),
                                            field<&Toilet::accessible>("accessible"),
                                        })};
    return spec;
}

template <>
const ClassSpec<WasteSite>& class_spec<WasteSite>() {
    static const ClassSpec<WasteSite> spec{"waste_site",
                                           "waste_sites",
                                           {Shape::point, Shape::polygon},
                                           with_common<WasteSite>({
                                               field<&WasteSite::kind>("kind"),
                                               field<&WasteSite::capacity_t_per_day>("capacity_t_per_day", "t/d"),
                                               field<&WasteSite::mode>("mode"),
                                           })};
    return spec;
}

template <>
const ClassSpec<Parking>& class_spec<Parking>() {
    static const ClassSpec<Parking> spec{"parking",
                                         "parkings",
                                         {Shape::polygon, Shape::point, Shape::line},
                                         with_common<Parking>({
                                             field<&Parking::kind>("kind"),
                                             field<&Parking::bays>("bays"),
                                             field<&Parking::fee>("fee"),
                                             field<&Parking::hours>("hours"),
                                             field<&Parking::permit>("permit"),
                                         })};
    return spec;
}

template <>
const ClassSpec<Market>& class_spec<Market>() {
    static const ClassSpec<Market> spec{"market",
                                        "markets",
                                        {Shape::polygon, Shape::point},
                                        with_common<Market>({
                                            field<&Market::kind>("kind"),
                                            field<&Market::stalls>("stalls"),
                                        })};
    return spec;
}

template <>
const ClassSpec<Building>& class_spec<Building>() {
    static const ClassSpec<Building> spec{"building",
                                          "buildings",
                                          {Shape::polygon, Shape::point},
                                          with_common<Building>({
                                              field<&Building::use>("use"),
                                              field<&Building::population>("population"),
                                              field<&Building::storeys>("storeys"),
                                              field<&Building::height_m>("height_m", "m"),
                                          })};
    return spec;
}

} // namespace kerb::detail
