// What the city does about it: excavation permits, who answers for what, contracts, projects.
#include <algorithm>
#include <array>
#include <map>

#include <fmt/format.h>

#include <kerb/geometry/measures.hpp>

#include "records.hpp"

namespace kerb::synth {
namespace {

constexpr double new_road_years = 5;
constexpr std::array<const char*, 5> purposes = {"供水管道", "燃气管道", "电力电缆", "通信管道", "雨污分流"};

std::int64_t part(double share, std::int64_t whole) {
    return static_cast<std::int64_t>(share * static_cast<double>(whole));
}

/// Writes permits: at most one pair a road, so that only what is planted meets.
class PermitOffice {
public:
    explicit PermitOffice(Desk& desk) : desk_(desk) {}
    void rebuild_roads();
    void grant_all();

private:
    struct Site {
        std::uint32_t road;
        Point place;
        double width, turn;
    };
    [[nodiscard]] std::optional<Site> site_of(std::uint32_t road) const;
    const ExcavationPermit& grant(const Site& site, double shift, std::int64_t start, std::int64_t end, Draw& random);
    void second(const Site& site, const std::string& first, std::int64_t start, std::int64_t end, Draw& random);

    Desk& desk_;
};

// Every 25th road or so was rebuilt within the last eight years; of the others the register does not know.
void PermitOffice::rebuild_roads() {
    auto& roads = desk_.city.roads;
    for (std::uint32_t i = 0; i < roads.size(); ++i) {
        auto random = desk_.draw(road_age, i);
        if (random.chance(0.04) && !roads[i].about.more.value().build_date) {
            const auto before = static_cast<std::int64_t>(random.uniform(200, 8 * 365)) * day;
            roads[i].about.more.edit().build_date = day_of(desk_.calendar.from.seconds - before);
        }
    }
}

std::optional<PermitOffice::Site> PermitOffice::site_of(std::uint32_t road) const {
    const auto& line = desk_.city.roads[road].centreline[0];
    const double whole = length(line), width = desk_.city.roads[road].width_m.value_or(6);
    if (whole < 60 || width > 25) {
        return std::nullopt; // no room to keep away from the crossings
    }
    const auto middle = stretch({line}, whole / 2 - 1, whole / 2 + 1)[0];
    const auto a = middle.front(), b = middle.back();
    return Site{road, {(a.x + b.x) / 2, (a.y + b.y) / 2}, std::min(width, 6.0), std::atan2(b.y - a.y, b.x - a.x)};
}

const ExcavationPermit& PermitOffice::grant(const Site& site, double shift, std::int64_t start, std::int64_t end,
                                            Draw& random) {
    const auto& road = desk_.city.roads[site.road];
    const auto now = desk_.calendar.as_of.seconds;
    ExcavationPermit permit;
    const auto number = desk_.city.excavation_permits.size() + 1;
    permit.about.key = fmt::format("XP-{:05}", number);
    permit.permit = fmt::format("掘{:05}", number);
    permit.road = road.about.key;
    permit.purpose = purposes[random.below(purposes.size())];
    const Point centre = {site.place.x + shift * std::cos(site.turn), site.place.y + shift * std::sin(site.turn)};
    permit.place = MultiPolygon{rectangle(centre, 12, site.width, site.turn)};
    permit.start = day_of(start);
    permit.end = day_of(end);
    const bool overrun = end < now && random.chance(0.05);
    permit.state = start >= now            ? PermitState::granted
                   : end >= now || overrun ? PermitState::working
                                           : PermitState::restored;
    if (overrun) {
        desk_.told.permits.expired_works.push_back(permit.about.key);
    }
    if (const auto built = road.about.more.value().build_date;
        built && !(*built < day_of(start - part(new_road_years * 365.25, day)))) {
        desk_.told.permits.on_new_roads.push_back(permit.about.key);
    }
    desk_.city.excavation_permits.push_back(std::move(permit));
    return desk_.city.excavation_permits.back();
}

// One in ten sites is opened twice: half of these at the same time, which somebody should have seen.
void PermitOffice::second(const Site& site, const std::string& first, std::int64_t start, std::int64_t end,
                          Draw& random) {
    const double u = random.uniform();
    if (u >= 0.10) {
        return;
    }
    const bool conflict = u < 0.05;
    const auto again = conflict ? start + (end - start) / 2 : end + 20 * day;
    const auto& other = grant(site, 4, again, again + 15 * day, random);
    (conflict ? desk_.told.permits.conflicts : desk_.told.permits.apart_in_time).push_back({first, other.about.key});
}

void PermitOffice::grant_all() {
    const auto roads = static_cast<std::uint32_t>(desk_.city.roads.size());
    const auto wanted = std::min(desk_.times(300), roads / 3);
    std::vector<std::uint8_t> dug(roads, 0);
    for (std::uint32_t i = 0; i < wanted; ++i) {
        auto random = desk_.draw(permit_draw, i);
        auto road = random.below(roads);
        if (i % 5 == 0) { // where it hurts: on a road that was built lately, when there is one near
            for (std::uint32_t tries = 0; tries < 200 && !desk_.city.roads[road].about.more.value().build_date;
                 ++tries) {
                road = (road + 1) % roads;
            }
        }
        const auto site = site_of(road);
        const auto span = desk_.calendar.as_of.seconds - desk_.calendar.from.seconds;
        const auto start = desk_.calendar.from.seconds + part(random.uniform(), span);
        const auto built = desk_.city.roads[road].about.more.value().build_date;
        if (!site || dug[road] != 0 || (built && at(start) < *built)) {
            continue;
        }
        dug[road] = 1;
        const auto end = start + (10 + random.below(30)) * day;
        const std::string first = grant(*site, -4, start, end, random).about.key;
        second(*site, first, start, end, random);
    }
}

bool near(Point a, Point b) {
    return distance(a, b) < 400;
}

/// Roads of one name, in stretches of up to eight that follow each other.
std::vector<std::vector<std::uint32_t>> stretches_of_roads(const Desk& desk) {
    const auto& roads = desk.city.roads;
    std::map<std::string, std::vector<std::uint32_t>> by_name;
    for (std::uint32_t i = 0; i < roads.size(); ++i) {
        const bool main = roads[i].road_class == RoadClass::expressway || roads[i].road_class == RoadClass::arterial;
        if (desk.options.size != Size::l || main) {
            by_name[roads[i].about.name_zh].push_back(i);
        }
    }
    std::vector<std::vector<std::uint32_t>> groups;
    for (const auto& [name, members] : by_name) {
        bool open = false;
        for (const auto road : members) {
            open = open && groups.back().size() < 8 &&
                   near(roads[groups.back().back()].centreline[0].back(), roads[road].centreline[0].front());
            if (!open) {
                groups.emplace_back();
            }
            groups.back().push_back(road);
            open = true;
        }
    }
    return groups;
}

Responsibility duty(Desk& desk, ResponsibilityKind kind, const Text& unit, Place place) {
    Responsibility made;
    made.about.key = fmt::format("RS-{:06}", desk.city.responsibilities.size() + 1);
    made.kind = kind;
    made.unit = unit;
    made.place = std::move(place);
    return made;
}

Place lines_of(const Desk& desk, const std::vector<std::uint32_t>& roads) {
    MultiLineString lines;
    for (const auto road : roads) {
        lines.push_back(desk.city.roads[road].centreline[0]);
    }
    return lines;
}

const std::string& key_of(const Desk& desk, std::uint32_t road) {
    return desk.city.roads[road].about.key;
}

void assign_cleaning(Desk& desk) {
    const std::array<Text, 4> units = {"洁美环卫公司", "绿源环卫公司", "城投环境公司", "环卫一所"};
    const std::array<Text, 3> hours = {"18 h", "16 h", "12 h"};
    const std::array<Text, 3> grades = {"一级", "二级", "三级"};
    auto& told = desk.told.responsibilities;
    std::uint64_t number = 0;
    for (const auto& group : stretches_of_roads(desk)) {
        auto random = desk.draw(cleaning, number++);
        const double u = random.uniform();
        if (u < 0.03) {
            std::for_each(group.begin(), group.end(), [&](auto r) { told.roads_without.push_back(key_of(desk, r)); });
            continue;
        }
        const auto grade = random.below(3), unit = random.below(units.size());
        const auto add = [&](const std::vector<std::uint32_t>& roads, std::uint32_t whose) {
            auto made = duty(desk, ResponsibilityKind::cleaning, units[whose], lines_of(desk, roads));
            made.hours = hours[grade];
            made.grade = grades[grade];
            desk.city.responsibilities.push_back(std::move(made));
        };
        add(group, unit);
        if (u < 0.06 && group.size() > 1) { // the next contractor's list has the first roads of this one as well
            const std::vector<std::uint32_t> again(group.begin(),
                                                   group.begin() + static_cast<std::ptrdiff_t>(group.size() / 2));
            add(again, (unit + 1) % units.size());
            std::for_each(again.begin(), again.end(), [&](auto r) { told.roads_twice.push_back(key_of(desk, r)); });
        }
    }
    std::sort(told.roads_without.begin(), told.roads_without.end());
    std::sort(told.roads_twice.begin(), told.roads_twice.end());
}

void assign_areas(Desk& desk) {
    const Text gardeners = "园林绿化养护公司", electricians = "照明管理处";
    const auto greens = std::min<std::size_t>(desk.city.green_spaces.size(), desk.times(200));
    for (std::size_t i = 0; i < greens; ++i) {
        desk.city.responsibilities.push_back(
            duty(desk, ResponsibilityKind::greening, gardeners, desk.city.green_spaces[i].area));
    }
    for (const auto zone : desk.districts) {
        desk.city.responsibilities.push_back(
            duty(desk, ResponsibilityKind::lighting, electricians, desk.city.zones[zone].area));
    }
}

void sign_contracts(Desk& desk) {
    const std::array<std::array<const char*, 2>, 3> kinds = {
        {{"cleaning", "道路保洁"}, {"greening", "绿化养护"}, {"lighting", "路灯维护"}}};
    for (std::size_t d = 0; d < desk.districts.size(); ++d) {
        const auto& zone = desk.city.zones[desk.districts[d]];
        for (std::size_t k = 0; k < kinds.size(); ++k) {
            auto random = desk.draw(contract_draw, d * 8 + k);
            OtherAsset contract;
            contract.class_name = "contract";
            contract.about.key = fmt::format("CT-{:05}", d * kinds.size() + k + 1);
            contract.about.name_zh = fmt::format("{}{}合同", zone.about.name_zh.str(), kinds[k][1]);
            contract.about.name_en = fmt::format("{}: {}", zone.about.name_en.str(), kinds[k][0]);
            const auto start = desk.calendar.from.seconds - static_cast<std::int64_t>(random.below(700)) * day;
            const auto end = start + (random.chance(0.7) ? 1096 : 1826) * day;
            contract.about.more.edit().valid_from = day_of(start);
            contract.about.more.edit().valid_to = day_of(end);
            contract.about.extra.edit() = {
                {"kind", kinds[k][0]},
                {"zone", zone.about.key},
                {"price_yuan_per_year", fmt::format("{}", 10'000 * (50 + random.below(400)))}};
            if (day_of(end) < desk.calendar.as_of) {
                desk.told.responsibilities.contracts_ended.push_back(contract.about.key);
            }
            desk.city.others.push_back(std::move(contract));
        }
    }
}

/// A project with its milestones.
class ProjectOffice {
public:
    explicit ProjectOffice(Desk& desk) : desk_(desk) {}
    void plan(std::uint32_t number);

private:
    void set_place(Project& project, std::uint32_t number, std::uint32_t kind, Draw& random) const;
    void add_milestones(const Project& project, double delay, Draw& random);
    void close(Project& project, std::int64_t end) const;

    Desk& desk_;
};

constexpr std::array<std::array<const char*, 2>, 5> project_kinds = {{{"road", "道路改造"},
                                                                      {"drainage", "雨污分流"},
                                                                      {"lighting", "路灯提升"},
                                                                      {"green", "绿地提升"},
                                                                      {"market", "农贸市场改造"}}};
constexpr std::array<const char*, 4> steps = {"立项", "招标", "开工", "竣工验收"};

// Every project has a road and a park of its own to choose from, so no two are in one place.
void ProjectOffice::set_place(Project& project, std::uint32_t number, std::uint32_t kind, Draw& random) const {
    const auto& city = desk_.city;
    const auto own = [&](std::size_t count) {
        const auto share = static_cast<std::uint32_t>(count) / desk_.times(40);
        return number * share + random.below(std::max(share, 1U));
    };
    const auto& road = city.roads[own(city.roads.size())].centreline;
    if (kind == 3) {
        project.place = city.green_spaces[own(city.green_spaces.size())].area;
    } else if (kind < 3) {
        project.place = road;
    } else {
        project.place = road[0][road[0].size() / 2];
    }
}

// A late project has every step from the second on later than planned by its delay; what is not done by now is open.
void ProjectOffice::add_milestones(const Project& project, double delay, Draw& random) {
    const auto now = desk_.calendar.as_of.seconds;
    const auto start = project.planned_start->seconds, end = project.planned_end->seconds;
    for (std::size_t i = 0; i < steps.size(); ++i) {
        Milestone step;
        step.about.key = fmt::format("{}-{}", project.about.key, i + 1);
        step.about.name_zh = steps[i];
        step.project = project.about.key;
        const auto planned = start + part(static_cast<double>(i) / 3, end - start);
        const auto early = i == 0 || delay == 0 ? -static_cast<std::int64_t>(random.below(4)) * day : 0;
        const auto actual = planned + early + part(delay * static_cast<double>(i) / 3, end - start);
        step.planned = day_of(planned);
        if (actual < now) {
            step.actual = day_of(actual);
        }
        const bool late = step.actual ? *step.planned < *step.actual : *step.planned < desk_.calendar.as_of;
        if (late) {
            desk_.told.projects.late_milestones.push_back(step.about.key);
        }
        desk_.city.milestones.push_back(std::move(step));
    }
}

void ProjectOffice::close(Project& project, std::int64_t end) const {
    const auto now = desk_.calendar.as_of.seconds;
    const auto start = project.actual_start->seconds;
    const double done = end <= now ? 1 : static_cast<double>(now - start) / static_cast<double>(end - start);
    project.progress = std::round(std::max(done, 0.0) * 100) / 100;
    project.spent_yuan = std::round(*project.budget_yuan * *project.progress / 1000) * 1000;
    if (end < now) {
        project.actual_end = day_of(end);
        project.state = ProjectState::done;
    } else {
        project.state = *project.planned_end < desk_.calendar.as_of ? ProjectState::late : ProjectState::under_way;
    }
}

void ProjectOffice::plan(std::uint32_t number) {
    auto random = desk_.draw(project_draw, number);
    const auto kind = random.below(project_kinds.size());
    Project project;
    project.about.key = fmt::format("PJ-{:04}", number + 1);
    project.about.name_zh = fmt::format("{}项目{}", project_kinds[kind][1], number + 1);
    project.about.name_en = fmt::format("Project {} ({})", number + 1, project_kinds[kind][0]);
    project.kind = project_kinds[kind][0];
    project.unit = "城市建设投资公司";
    set_place(project, number, kind, random);
    const auto start = desk_.calendar.from.seconds + static_cast<std::int64_t>(random.below(600)) * day;
    const auto end = start + (120 + random.below(300)) * day;
    project.planned_start = day_of(start);
    project.planned_end = day_of(end);
    project.budget_yuan = 100'000.0 * (5 + random.below(300));
    const double delay = random.chance(0.3) ? random.uniform(0.1, 0.6) : 0;
    project.actual_start = project.planned_start;
    const auto finish =
        delay == 0 ? end - static_cast<std::int64_t>(random.below(10)) * day : end + part(delay, end - start);
    close(project, finish);
    const bool late =
        project.actual_end ? *project.planned_end < *project.actual_end : project.state == ProjectState::late;
    if (late) {
        desk_.told.projects.late_projects.push_back(project.about.key);
    }
    desk_.told.projects.budget_yuan += *project.budget_yuan;
    desk_.told.projects.spent_yuan += *project.spent_yuan;
    add_milestones(project, delay, random);
    desk_.city.projects.push_back(std::move(project));
}

} // namespace

void add_permits(Desk& desk) {
    PermitOffice office(desk);
    office.rebuild_roads();
    office.grant_all();
}

void add_duties(Desk& desk) {
    assign_cleaning(desk);
    assign_areas(desk);
    sign_contracts(desk);
}

void add_projects(Desk& desk) {
    ProjectOffice office(desk);
    for (std::uint32_t i = 0; i < desk.times(40); ++i) {
        office.plan(i);
    }
}

} // namespace kerb::synth
