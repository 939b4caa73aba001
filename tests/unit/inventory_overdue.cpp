// What is overdue as of a day, and which day that is.
#include <kerb/inventory/latest_record.hpp>
#include <kerb/inventory/meant_time.hpp>
#include <kerb/inventory/overdue.hpp>

#include "support/test.hpp"

using kerb::Bridge;
using kerb::ExcavationPermit;
using kerb::Inventory;
using kerb::last_meant;
using kerb::Milestone;
using kerb::Moment;
using kerb::Overdue;
using kerb::OverdueCount;
using kerb::PermitState;
using kerb::Project;
using kerb::ProjectState;
using kerb::Promise;

namespace {

const auto today = Moment::day(2024, 7, 1);

Moment time_of(int hour) {
    auto moment = today;
    moment.seconds += hour * 3600;
    moment.has_time = true;
    return moment;
}

Inventory city() {
    return Inventory(kerb::Frame::from("EPSG:4547"));
}

} // namespace

TEST_CASE("A project is overdue from the day after its planned end, unless it is done or cancelled") {
    auto made = city();
    const auto add = [&](std::optional<Moment> planned, std::optional<Moment> actual, ProjectState state) {
        Project project;
        project.planned_end = planned;
        project.actual_end = actual;
        project.state = state;
        made.projects.push_back(project);
    };
    add(Moment::day(2024, 6, 30), {}, ProjectState::under_way);                // 0: a day late
    add(today, {}, ProjectState::under_way);                                   // today is not over
    add(Moment::day(2024, 5, 1), Moment::day(2024, 6, 1), ProjectState::done); // was late, is done
    add(Moment::day(2024, 5, 1), {}, ProjectState::done);
    add(Moment::day(2024, 5, 1), {}, ProjectState::cancelled);
    add({}, {}, ProjectState::late);                      // says so, but by which date nobody knows
    add(Moment::day(2023, 7, 1), {}, ProjectState::late); // 6: a year and a leap day
    made.projects.push_back(made.projects[0]);
    made.projects.back().about.status = kerb::Status::removed;
    const auto found = find_overdue(made, today);
    CHECK(found.counts[0] == OverdueCount{7, 6, 2});
    CHECK(found.list == std::vector<Overdue>{{Promise::project, 6, Moment::day(2023, 7, 1), 366},
                                             {Promise::project, 0, Moment::day(2024, 6, 30), 1}});
}

TEST_CASE("Milestones, bridges and permits are overdue each in its way") {
    auto made = city();
    Milestone step;
    step.planned = Moment::day(2024, 6, 1);
    made.milestones = {step, step};
    made.milestones[1].actual = Moment::day(2024, 6, 20);
    Bridge bridge;
    bridge.inspection_due = Moment::day(2024, 6, 1);
    made.bridges = {bridge, bridge, bridge, Bridge{}};
    made.bridges[1].inspected = Moment::day(2024, 6, 1); // on the day
    made.bridges[2].inspected = Moment::day(2023, 6, 1);
    ExcavationPermit permit;
    permit.end = Moment::day(2024, 6, 1);
    permit.state = PermitState::working;
    made.excavation_permits = {permit, permit};
    made.excavation_permits[1].state = PermitState::restored;
    const auto found = find_overdue(made, today);
    CHECK(found.counts[1] == OverdueCount{2, 2, 1});
    CHECK(found.counts[2] == OverdueCount{4, 3, 2});
    CHECK(found.counts[3] == OverdueCount{2, 2, 1});
    const auto due = Moment::day(2024, 6, 1);
    CHECK(found.list == std::vector<Overdue>{{Promise::milestone, 0, due, 30},
                                             {Promise::inspection, 0, due, 30},
                                             {Promise::inspection, 2, due, 30},
                                             {Promise::permit, 0, due, 30}});
}

TEST_CASE("A due time passes within its day") {
    auto made = city();
    Project project;
    project.planned_end = time_of(12);
    made.projects = {project};
    CHECK(find_overdue(made, time_of(12)).list.empty());
    CHECK(find_overdue(made, time_of(13)).list == std::vector<Overdue>{{Promise::project, 0, time_of(12), 0}});
    CHECK(find_overdue(city(), today).list.empty());
}

TEST_CASE("The latest record is of what was seen or told, not of what is planned") {
    auto made = city();
    CHECK_FALSE(latest_record(made));
    Project project;
    project.planned_end = Moment::day(2030, 1, 1);
    made.projects = {project};
    CHECK_FALSE(latest_record(made));
    kerb::Case one;
    one.reported = today;
    one.due = Moment::day(2025, 1, 1);
    made.cases = {one};
    CHECK(latest_record(made) == today);
    one.closed = time_of(9);
    made.cases.push_back(one);
    CHECK(latest_record(made) == time_of(9));
    made.inspections.emplace_back();
    made.inspections.back().time = time_of(10);
    CHECK(latest_record(made) == time_of(10));
}

TEST_CASE("A few moments far after the rest are not meant, however the others lie") {
    const auto at = [](int year, int day = 1) { return Moment::day(year, 1, day); };
    std::vector<Moment> many;
    for (int i = 0; i < 300; ++i) {
        many.push_back(at(2020 + i % 5, 1 + i % 28));
    }
    const auto last = *std::max_element(many.begin(), many.end());
    CHECK(last_meant(many) == last);
    for (const int year : {2026, 2034, 2099, 9999}) {
        for (const int count : {1, 2}) {
            auto more = many;
            more.insert(more.begin() + 7, count, at(year));
            CHECK(last_meant(more) == last);
        }
    }
    auto soon = many;
    soon.push_back(at(2025));
    CHECK(last_meant(soon) == at(2025)); // no year from the rest
    auto years = many;
    years.insert(years.end(), 4, at(2034));
    CHECK(last_meant(years) == at(2034)); // not fewer than one in a hundred
    years.insert(years.end(), 30, at(9999));
    CHECK(last_meant(years) == at(2034)); // what systems write for no date
    CHECK(last_meant({at(2099)}) == at(2099));
    CHECK(last_meant({at(1970), at(1975)}) == at(1975));
    CHECK(last_meant({at(1900), at(1900), at(1900), at(2024)}) == at(2024));
}
