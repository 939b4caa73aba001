// Fields of affairs.
#include "fields.hpp"

namespace kerb::detail {

template <>
const ClassSpec<ExcavationPermit>& class_spec<ExcavationPermit>() {
    static const ClassSpec<ExcavationPermit> spec{"excavation_permit",
                                                  "excavation_permits",
                                                  {Shape::polygon, Shape::line, Shape::point},
                                                  with_common<ExcavationPermit>({
                                                      field<&ExcavationPermit::permit>("permit"),
                                                      field<&ExcavationPermit::road>("road"),
                                                      field<&ExcavationPermit::purpose>("purpose"),
                                                      field<&ExcavationPermit::state>("state"),
                                                      field<&ExcavationPermit::start>("start"),
                                                      field<&ExcavationPermit::end>("end"),
                                                  })};
    return spec;
}

template <>
const ClassSpec<Responsibility>& class_spec<Responsibility>() {
    static const ClassSpec<Responsibility> spec{"responsibility",
                                                "responsibilities",
                                                {Shape::line, Shape::polygon},
                                                with_common<Responsibility>({
                                                    field<&Responsibility::kind>("kind"),
                                                    field<&Responsibility::unit>("unit"),
                                                    field<&Responsibility::person>("person"),
                                                    field<&Responsibility::hours>("hours"),
                                                    field<&Responsibility::grade>("grade"),
                                                })};
    return spec;
}

template <>
const ClassSpec<Project>& class_spec<Project>() {
    static const ClassSpec<Project> spec{"project",
                                         "projects",
                                         {Shape::polygon, Shape::line, Shape::point, Shape::none},
                                         with_common<Project>({
                                             field<&Project::kind>("kind"),
                                             field<&Project::unit>("unit"),
                                             field<&Project::state>("state"),
                                             field<&Project::planned_start>("planned_start"),
                                             field<&Project::planned_end>("planned_end"),
                                             field<&Project::actual_start>("actual_start"),
                                             field<&Project::actual_end>("actual_end"),
                                             field<&Project::budget_yuan>("budget_yuan", "CNY"),
                                             field<&Project::spent_yuan>("spent_yuan", "CNY"),
                                             field<&Project::progress>("progress"),
                                         })};
    return spec;
}

template <>
const ClassSpec<Case>& class_spec<Case>() {
    static const ClassSpec<Case> spec{"case",
                                      "cases",
                                      {Shape::point, Shape::none, Shape::polygon},
                                      with_common<Case>({
                                          field<&Case::kind>("kind"),
                                          field<&Case::asset>("asset"),
                                          field<&Case::description>("description"),
                                          field<&Case::reporter>("reporter"),
                                          field<&Case::channel>("channel"),
                                          field<&Case::address>("address"),
                                          field<&Case::unit>("unit"),
                                          field<&Case::state>("state"),
                                          field<&Case::reported>("reported"),
                                          field<&Case::filed>("filed"),
                                          field<&Case::due>("due"),
                                          field<&Case::resolved>("resolved"),
                                          field<&Case::closed>("closed"),
                                      })};
    return spec;
}

} // namespace kerb::detail
