#include <fmt/format.h>

#include <kerb/geometry/measures.hpp>

#include "parts.hpp"

namespace kerb::synth {
namespace {

constexpr double beside_m = 3, apart_m = 1.5; // from the middle of the street, and of the crossing

/// 0: no main lies under streets of this class.
double diameter_of(Size size, RoadClass road_class) {
    switch (road_class) {
        case RoadClass::expressway:
            return 0.8;
        case RoadClass::arterial:
            return 0.6;
        case RoadClass::collector:
            return size == Size::l ? 0 : 0.3;
        default:
            return 0;
    }
}

// To the right of the line; at a crossing all mains meet in one place.
Points course_of(const LineString& line) {
    auto course = moved(line, -beside_m);
    course.front() = {line.front().x + apart_m, line.front().y + apart_m};
    course.back() = {line.back().x + apart_m, line.back().y + apart_m};
    return course;
}

} // namespace

void add_mains(const Plan& plan, Inventory& city, Truth& truth) {
    const Text owner = "自来水公司";
    auto& told = truth.systems;
    for (std::uint32_t i = 0; i < plan.streets.size(); ++i) {
        const double diameter = diameter_of(plan.size, class_of_line(plan.streets[i].line()));
        if (diameter == 0) {
            continue;
        }
        Conduit main;
        main.about.key = fmt::format("WM-{:07}", ++told.mains);
        main.about.status = Status::in_service;
        main.about.owner = owner;
        main.course = {course_of(plan.bent(plan.streets[i], std::uint64_t{i} + 1))};
        main.system = DrainSystem::water;
        main.shape = SectionShape::circular;
        main.diameter_m = diameter;
        main.material = diameter > 0.5 ? Material::cast_iron : Material::pe;
        told.mains_m += length(main.course);
        city.conduits.push_back(std::move(main));
    }
}

} // namespace kerb::synth
