// Fields of street lighting.
#include "fields.hpp"

namespace kerb::detail {

template <>
const ClassSpec<Streetlight>& class_spec<Streetlight>() {
    static const ClassSpec<Streetlight> spec{"streetlight",
                                             "streetlights",
                                             {Shape::point},
                                             with_common<Streetlight>({
                                                 field<&Streetlight::height_m>("height_m", "m"),
                                                 field<&Streetlight::reach_m>("reach_m", "m"),
                                                 field<&Streetlight::circuit>("circuit"),
                                                 field<&Streetlight::cabinet>("cabinet"),
                                                 field<&Streetlight::road>("road"),
                                                 field<&Streetlight::luminaire_count>("luminaire_count"),
                                                 field<&Streetlight::state>("state"),
                                                 field<&Streetlight::purpose>("purpose"),
                                                 field<&Streetlight::group>("group"),
                                             })};
    return spec;
}

template <>
const ClassSpec<Luminaire>& class_spec<Luminaire>() {
    static const ClassSpec<Luminaire> spec{"luminaire",
                                           "luminaires",
                                           {Shape::none},
                                           with_common<Luminaire>({
                                               field<&Luminaire::pole>("pole"),
                                               field<&Luminaire::circuit>("circuit"),
                                               field<&Luminaire::source_type>("source_type"),
                                               field<&Luminaire::power_w>("power_w", "W"),
                                               field<&Luminaire::state>("state"),
                                               field<&Luminaire::schedule>("schedule"),
                                               field<&Luminaire::telemetry>("telemetry"),
                                           })};
    return spec;
}

template <>
const ClassSpec<Circuit>& class_spec<Circuit>() {
    static const ClassSpec<Circuit> spec{"circuit",
                                         "circuits",
                                         {Shape::none, Shape::line},
                                         with_common<Circuit>({
                                             field<&Circuit::cabinet>("cabinet"),
                                             field<&Circuit::phase>("phase"),
                                             field<&Circuit::current_a>("current_a", "A"),
                                         })};
    return spec;
}

template <>
const ClassSpec<Cabinet>& class_spec<Cabinet>() {
    static const ClassSpec<Cabinet> spec{"cabinet",
                                         "cabinets",
                                         {Shape::point},
                                         with_common<Cabinet>({
                                             field<&Cabinet::rating_kva>("rating_kva", "kVA"),
                                             field<&Cabinet::telemetry>("telemetry"),
                                         })};
    return spec;
}

} // namespace kerb::detail
