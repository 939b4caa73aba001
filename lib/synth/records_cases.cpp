// Cases: citizens' reports of dark lamps, with those that say it again, and what else a city is told.
#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "records.hpp"

namespace kerb::synth {
namespace {

struct Kind {
    const char* code;
    const char* text;
    const char* unit;
    double working_hours;
};
constexpr std::array<Kind, 4> kinds = {{{"streetlight_out", "路灯不亮", "照明管理处", 70},
                                        {"waste", "暴露垃圾", "环卫处", 7},
                                        {"pothole", "路面坑洼", "市政设施管理处", 21},
                                        {"billboard", "户外广告破损", "城市管理执法支队", 49}}};

/// A case before it is written: what it is about, and when.
struct Matter {
    std::int64_t time = 0;
    std::uint32_t kind = 0;
    std::uint32_t item = 0; ///< report, or number of another matter
};

class CaseBook {
public:
    explicit CaseBook(Desk& desk) : desk_(desk) {
        for (std::size_t i = 0; i < kinds.size(); ++i) {
            codes_[i] = kinds[i].code;
            texts_[i] = kinds[i].text;
            units_[i] = kinds[i].unit;
        }
    }
    void write(const Matter& matter);

private:
    [[nodiscard]] Case begun(const Matter& matter) const;
    void about_lamp(Case& made, const Report& report, Draw& random);
    void about_street(Case& made, const Matter& matter, Draw& random);
    void run(Case& made, std::int64_t solved, Draw& random) const;
    void count(const Case& made);

    Desk& desk_;
    std::array<Text, 4> codes_, texts_, units_;
    Text citizen_ = "市民", inspector_ = "巡查员", hotline_ = "12345", app_ = "app", patrol_ = "patrol";
};

Case CaseBook::begun(const Matter& matter) const {
    Case made;
    made.about.key = fmt::format("CS-{:07}", desk_.city.cases.size() + 1);
    made.kind = codes_[matter.kind];
    made.description = texts_[matter.kind];
    made.unit = units_[matter.kind];
    made.reported = at(matter.time);
    return made;
}

/// From filing to closing; `solved` is when the matter itself came to its end.
void CaseBook::run(Case& made, std::int64_t solved, Draw& random) const {
    const auto now = desk_.calendar.as_of.seconds;
    const auto filed = next_working(made.reported->seconds + static_cast<std::int64_t>(random.uniform(0.2, 2) * hour));
    const auto& kind = *std::find_if(kinds.begin(), kinds.end(), [&](const Kind& k) { return made.kind == k.code; });
    if (filed >= now) {
        made.state = CaseState::reported;
        return;
    }
    made.filed = at(filed);
    made.due = at(after_working_hours(filed, kind.working_hours));
    solved = std::max(solved, filed + hour);
    const auto closed = next_working(solved + static_cast<std::int64_t>(random.uniform(1, 40) * hour));
    made.state = solved >= now ? CaseState::dispatched : closed >= now ? CaseState::resolved : CaseState::closed;
    if (solved < now) {
        made.resolved = at(solved);
    }
    if (closed < now && solved < now) {
        made.closed = at(closed);
    }
}

void CaseBook::about_lamp(Case& made, const Report& report, Draw& random) {
    const auto& outage = desk_.lamps.all[report.outage];
    const auto& light = desk_.city.streetlights[outage.target];
    made.place = Point{light.position.x + random.uniform(-4, 4), light.position.y + random.uniform(-4, 4)};
    if (random.chance(0.8)) {
        made.asset = light.about.key;
    }
    made.reporter = citizen_;
    made.channel = random.chance(0.8) ? hotline_ : app_;
    made.address = desk_.city.roads[desk_.road_of[outage.target]].about.name_zh;
    ++desk_.told.cases.streetlight;
    if (!report.first && random.chance(0.6)) {
        made.state = CaseState::duplicate;
        ++desk_.told.cases.duplicates_marked;
        return;
    }
    desk_.told.cases.duplicates_hidden += report.first ? 0 : 1;
    run(made, outage.fixed, random);
}

void CaseBook::about_street(Case& made, const Matter& matter, Draw& random) {
    const auto& road = desk_.city.roads[random.below(static_cast<std::uint32_t>(desk_.city.roads.size()))];
    const auto middle = road.centreline[0][road.centreline[0].size() / 2];
    made.place = Point{middle.x + random.uniform(-5, 5), middle.y + random.uniform(-5, 5)};
    made.address = road.about.name_zh;
    if (made.kind == "pothole") {
        made.asset = road.about.key;
    }
    const bool patrol = random.chance(0.4);
    made.reporter = patrol ? inspector_ : citizen_;
    made.channel = patrol ? patrol_ : hotline_;
    ++desk_.told.cases.other;
    if (random.chance(0.03)) {
        made.state = CaseState::rejected;
        return;
    }
    const double limit = kinds[matter.kind].working_hours / 7 * 1.4; // days
    run(made, matter.time + static_cast<std::int64_t>(random.lognormal(0.6 * limit, 0.7) * day), random);
}

void CaseBook::count(const Case& made) {
    if (!made.due) {
        return;
    }
    auto& told = desk_.told.cases;
    if (made.resolved) {
        told.resolved_late += *made.due < *made.resolved ? 1 : 0;
    } else {
        told.open_overdue += *made.due < desk_.calendar.as_of ? 1 : 0;
    }
}

void CaseBook::write(const Matter& matter) {
    auto made = begun(matter);
    auto random = desk_.draw(case_course, std::uint64_t{matter.kind == 0 ? 0U : 1U} << 40 | matter.item);
    if (matter.kind == 0) {
        about_lamp(made, desk_.reports[matter.item], random);
    } else {
        about_street(made, matter, random);
    }
    count(made);
    desk_.city.cases.push_back(std::move(made));
}

} // namespace

void add_cases(Desk& desk) {
    for (const auto& kind : kinds) {
        desk.told.cases.due.push_back({kind.code, kind.working_hours});
    }
    std::vector<Matter> matters;
    for (std::uint32_t i = 0; i < desk.reports.size(); ++i) {
        matters.push_back({desk.reports[i].time, 0, i});
    }
    const auto span = desk.calendar.as_of.seconds - desk.calendar.from.seconds;
    for (std::uint32_t i = 0; i < desk.times(1500); ++i) {
        auto random = desk.draw(other_case, i);
        const double u = random.uniform();
        const auto kind = u < 0.5 ? 1U : u < 0.8 ? 2U : 3U;
        const auto time =
            desk.calendar.from.seconds + static_cast<std::int64_t>(random.uniform() * static_cast<double>(span - day));
        matters.push_back({time, kind, i});
    }
    std::stable_sort(matters.begin(), matters.end(), [](const auto& a, const auto& b) { return a.time < b.time; });
    desk.city.cases.reserve(matters.size());
    CaseBook book(desk);
    for (const auto& matter : matters) {
        book.write(matter);
    }
}

} // namespace kerb::synth
