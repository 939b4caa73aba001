// Fields of affairs, dated tables, zones and of anything else.
#include "field_rows.hpp"

namespace kerb::detail {

template <>
const ClassSpec& class_spec<ExcavationPermit>() {
    static const auto spec = class_of<ExcavationPermit>("excavation_permit", "excavation_permits",
                                                        {Shape::polygon, Shape::line, Shape::point},
                                                        {
                                                            field(&ExcavationPermit::permit, "permit"),
                                                            field(&ExcavationPermit::road, "road"),
                                                            field(&ExcavationPermit::purpose, "purpose"),
                                                            field(&ExcavationPermit::state, "state"),
                                                            field(&ExcavationPermit::start, "start"),
                                                            field(&ExcavationPermit::end, "end"),
                                                        });
    return spec;
}

template <>
const ClassSpec& class_spec<Responsibility>() {
    static const auto spec =
        class_of<Responsibility>("responsibility", "responsibilities", {Shape::line, Shape::polygon},
                                 {
                                     field(&Responsibility::kind, "kind"),
                                     field(&Responsibility::unit, "unit"),
                                     field(&Responsibility::person, "person"),
                                     field(&Responsibility::hours, "hours"),
                                     field(&Responsibility::grade, "grade"),
                                 });
    return spec;
}

template <>
const ClassSpec& class_spec<Project>() {
    static const auto spec =
        class_of<Project>("project", "projects", {Shape::polygon, Shape::line, Shape::point, Shape::none},
                          {
                              field(&Project::kind, "kind"),
                              field(&Project::unit, "unit"),
                              field(&Project::state, "state"),
                              field(&Project::planned_start, "planned_start"),
                              field(&Project::planned_end, "planned_end"),
                              field(&Project::actual_start, "actual_start"),
                              field(&Project::actual_end, "actual_end"),
                              field(&Project::budget_yuan, "budget_yuan", "CNY"),
                              field(&Project::spent_yuan, "spent_yuan", "CNY"),
                              field(&Project::progress, "progress"),
                          });
    return spec;
}

template <>
const ClassSpec& class_spec<Case>() {
    static const auto spec = class_of<Case>("case", "cases", {Shape::point, Shape::none, Shape::polygon},
                                            {
                                                field(&Case::kind, "kind"),
                                                field(&Case::asset, "asset"),
                                                field(&Case::description, "description"),
                                                field(&Case::reporter, "reporter"),
                                                field(&Case::channel, "channel"),
                                                field(&Case::address, "address"),
                                                field(&Case::unit, "unit"),
                                                field(&Case::state, "state"),
                                                field(&Case::reported, "reported"),
                                                field(&Case::filed, "filed"),
                                                field(&Case::due, "due"),
                                                field(&Case::resolved, "resolved"),
                                                field(&Case::closed, "closed"),
                                            });
    return spec;
}

template <>
const ClassSpec& class_spec<Event>() {
    static const auto spec = class_of<Event>("event", "events", {Shape::none},
                                             {
                                                 field(&Event::asset, "asset"),
                                                 field(&Event::kind, "kind"),
                                                 field(&Event::report_source, "report_source"),
                                                 field(&Event::found, "found"),
                                                 field(&Event::fixed, "fixed"),
                                                 field(&Event::quantity, "quantity"),
                                             });
    return spec;
}

template <>
const ClassSpec& class_spec<Reading>() {
    static const auto spec = class_of<Reading>("reading", "readings", {Shape::none},
                                               {
                                                   field(&Reading::asset, "asset"),
                                                   field(&Reading::time, "time"),
                                                   field(&Reading::quantity, "quantity"),
                                                   field(&Reading::value, "value"),
                                                   field(&Reading::unit, "unit"),
                                               });
    return spec;
}

template <>
const ClassSpec& class_spec<Inspection>() {
    static const auto spec = class_of<Inspection>("inspection", "inspections", {Shape::none},
                                                  {
                                                      field(&Inspection::asset, "asset"),
                                                      field(&Inspection::time, "time"),
                                                      field(&Inspection::round, "round"),
                                                      field(&Inspection::inspector, "inspector"),
                                                      field(&Inspection::result, "result"),
                                                      field(&Inspection::weight, "weight"),
                                                      field(&Inspection::stratum, "stratum"),
                                                      field(&Inspection::cluster, "cluster"),
                                                  });
    return spec;
}

template <>
const ClassSpec& class_spec<Milestone>() {
    static const auto spec = class_of<Milestone>("milestone", "milestones", {Shape::none},
                                                 {
                                                     field(&Milestone::project, "project"),
                                                     field(&Milestone::planned, "planned"),
                                                     field(&Milestone::actual, "actual"),
                                                 });
    return spec;
}

template <>
const ClassSpec& class_spec<Zone>() {
    static const auto spec = class_of<Zone>("zone", "zones", {Shape::polygon},
                                            {
                                                field(&Zone::kind, "kind"),
                                                field(&Zone::parent, "parent"),
                                                field(&Zone::population, "population"),
                                                field(&Zone::households, "households"),
                                                field(&Zone::land_use, "land_use"),
                                                field(&Zone::management_grade, "management_grade"),
                                            });
    return spec;
}

template <>
const ClassSpec& class_spec<OtherAsset>() {
    static const auto spec = class_of<OtherAsset>("other", "", {Shape::point, Shape::line, Shape::polygon, Shape::none},
                                                  {
                                                      field(&OtherAsset::population, "population"),
                                                  });
    return spec;
}

} // namespace kerb::detail
