// Fields of dated tables.
#include "fields.hpp"

namespace kerb::detail {

template <>
const ClassSpec<Event>& class_spec<Event>() {
    static const ClassSpec<Event> spec{"event",
                                       "events",
                                       {Shape::none},
                                       with_common<Event>({
                                           field<&Event::asset>("asset"),
                                           field<&Event::kind>("kind"),
                                           field<&Event::report_source>("report_source"),
                                           field<&Event::found>("found"),
                                           field<&Event::fixed>("fixed"),
                                           field<&Event::quantity>("quantity"),
                                       })};
    return spec;
}

template <>
const ClassSpec<Reading>& class_spec<Reading>() {
    static const ClassSpec<Reading> spec{"reading",
                                         "readings",
                                         {Shape::none},
                                         with_common<Reading>({
                                             field<&Reading::asset>("asset"),
                                             field<&Reading::time>("time"),
                                             field<&Reading::quantity>("quantity"),
                                             field<&Reading::value>("value"),
                                             field<&Reading::unit>("unit"),
                                         })};
    return spec;
}

template <>
const ClassSpec<Inspection>& class_spec<Inspection>() {
    static const ClassSpec<Inspection> spec{"inspection",
                                            "inspections",
                                            {Shape::none},
                                            with_common<Inspection>({
                                                field<&Inspection::asset>("asset"),
                                                field<&Inspection::time>("time"),
                                                field<&Inspection::round>("round"),
                                                field<&Inspection::inspector>("inspector"),
                                                field<&Inspection::result>("result"),
                                                field<&Inspection::weight>("weight"),
                                                field<&Inspection::stratum>("stratum"),
                                                field<&Inspection::cluster>("cluster"),
                                            })};
    return spec;
}

template <>
const ClassSpec<Milestone>& class_spec<Milestone>() {
    static const ClassSpec<Milestone> spec{"milestone",
                                           "milestones",
                                           {Shape::none},
                                           with_common<Milestone>({
                                               field<&Milestone::project>("project"),
                                               field<&Milestone::planned>("planned"),
                                               field<&Milestone::actual>("actual"),
                                           })};
    return spec;
}

} // namespace kerb::detail
