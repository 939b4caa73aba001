#include <algorithm>
#include <array>
#include <cmath>
#include <tuple>

#include <fmt/format.h>

#include "parts.hpp"

namespace kerb::synth {
namespace {

constexpr std::array<std::array<const char*, 2>, 12> syllables = {{{"人民", "Renmin"},
                                                                   {"中山", "Zhongshan"},
                                                                   {"长江", "Changjiang"},
                                                                   {"和平", "Heping"},
                                                                   {"新华", "Xinhua"},
                                                                   {"湖滨", "Hubin"},
                                                                   {"东方", "Dongfang"},
                                                                   {"青年", "Qingnian"},
                                                                   {"龙泉", "Longquan"},
                                                                   {"申城", "Shencheng"},
                                                                   {"羊山", "Yangshan"},
                                                                   {"浉河", "Shihe"}}};

std::pair<std::string, std::string> name_of(const Plan& plan, bool east, std::uint32_t line) {
    auto random = plan.stream(naming, std::uint64_t{line} * 2 + (east ? 1 : 0));
    const auto& [zh, en] = syllables[random.below(syllables.size())];
    return {fmt::format("{}{}路", zh, line + 1), fmt::format("{} {} {}", en, line + 1, east ? "Road" : "Street")};
}

// Dark streets come in patches: a coarse field of moods plus a street's own luck, cut at the 15 % darkest.
std::vector<std::uint8_t> choose_dark(const Plan& plan, const std::vector<Road>& all) {
    std::vector<std::pair<double, std::size_t>> mood(all.size());
    for (std::size_t i = 0; i < all.size(); ++i) {
        const auto p = all[i].centreline[0][0];
        const auto patch = static_cast<std::uint64_t>(p.x / 700) * 100003 + static_cast<std::uint64_t>(p.y / 700);
        mood[i] = {0.5 * plan.stream(lighting, patch + (1ULL << 40)).uniform() + plan.stream(lighting, i).uniform(), i};
    }
    const auto count = static_cast<std::ptrdiff_t>(std::llround(unlit_share * static_cast<double>(all.size())));
    std::nth_element(mood.begin(), mood.begin() + count, mood.end());
    std::vector<std::uint8_t> dark(all.size(), 0);
    for (auto it = mood.begin(); it != mood.begin() + count; ++it) {
        dark[it->second] = 1;
    }
    return dark;
}

} // namespace

RoadClass class_of_line(std::uint32_t line) {
    if (line % 24 == 12) {
        return RoadClass::expressway;
    }
    if (line % 12 == 0) {
        return RoadClass::arterial;
    }
    if (line % 4 == 2) {
        return RoadClass::collector;
    }
    return line % 7 == 3 ? RoadClass::lane : RoadClass::local;
}

double width_of(RoadClass road_class) {
    constexpr std::array<double, 7> widths = {7, 40, 30, 20, 12, 5, 7};
    return widths[static_cast<std::size_t>(road_class)];
}

void add_roads(Plan& plan, Inventory& city, Truth& truth) {
    std::uint64_t number = 0;
    for (const auto& street : plan.streets) {
        Road road;
        road.about.key = fmt::format("R-{:07}", ++number);
        std::tie(road.about.name_zh, road.about.name_en) = name_of(plan, street.east, street.line());
        road.about.status = Status::in_service;
        road.road_class = class_of_line(street.line());
        road.centreline = {plan.bent(street, number)};
        road.width_m = width_of(road.road_class);
        city.roads.push_back(std::move(road));
    }
    plan.dark = choose_dark(plan, city.roads);
    for (std::uint32_t i = 0; i < city.roads.size(); ++i) {
        const bool dark = plan.dark[i] != 0, wrong = plan.stream(lighting, i + (1ULL << 41)).uniform() < 0.02;
        city.roads[i].lit = dark == wrong;
        truth.roads_recorded_wrongly += wrong ? 1 : 0;
        if (dark) {
            truth.roads_unlit.push_back(i);
        }
    }
}

} // namespace kerb::synth
