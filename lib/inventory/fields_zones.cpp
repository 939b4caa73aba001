// Fields of zones and of anything else.
#include "fields.hpp"

namespace kerb::detail {

template <>
const ClassSpec<Zone>& class_spec<Zone>() {
    static const ClassSpec<Zone> spec{"zone",
                                      "zones",
                                      {Shape::polygon},
                                      with_common<Zone>({
                                          field<&Zone::kind>("kind"),
                                          field<&Zone::parent>("parent"),
                                          field<&Zone::population>("population"),
                                          field<&Zone::households>("households"),
                                          field<&Zone::land_use>("land_use"),
                                          field<&Zone::management_grade>("management_grade"),
                                      })};
    return spec;
}

template <>
const ClassSpec<OtherAsset>& class_spec<OtherAsset>() {
    static const ClassSpec<OtherAsset> spec{"other",
                                            "",
                                            {Shape::point, Shape::line, Shape::polygon, Shape::none},
                                            with_common<OtherAsset>({
                                                field<&OtherAsset::population>("population"),
                                            })};
    return spec;
}

} // namespace kerb::detail
