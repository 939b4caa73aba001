// Fields of green spaces.
#include "fields.hpp"

namespace kerb::detail {

template <>
const ClassSpec<GreenSpace>& class_spec<GreenSpace>() {
    static const ClassSpec<GreenSpace> spec{"green_space",
                                            "green_spaces",
                                            {Shape::polygon},
                                            with_common<GreenSpace>({
                                                field<&GreenSpace::green_class>("green_class"),
                                                field<&GreenSpace::open>("open"),
                                                field<&GreenSpace::road_belt>("road_belt"),
                                                field<&GreenSpace::grade>("grade"),
                                                field<&GreenSpace::opened>("opened"),
                                                field<&GreenSpace::canopy_ratio>("canopy_ratio"),
                                            })};
    return spec;
}

template <>
const ClassSpec<Tree>& class_spec<Tree>() {
    static const ClassSpec<Tree> spec{"tree",
                                      "trees",
                                      {Shape::point},
                                      with_common<Tree>({
                                          field<&Tree::species>("species"),
                                          field<&Tree::trunk_cm>("trunk_cm", "cm"),
                                          field<&Tree::crown_m>("crown_m", "m"),
                                          field<&Tree::height_m>("height_m", "m"),
                                          field<&Tree::heritage>("heritage"),
                                      })};
    return spec;
}

} // namespace kerb::detail
