#include <kerb/outage/lamp_lives.hpp>

#include <algorithm>

#include <kerb/inventory/relations.hpp>

#include "fault_issue.hpp"

namespace kerb::outage {
namespace {

constexpr double year_s = 365.25 * 86400;

/// What befell a lamp.
struct Fault {
    std::int64_t found = 0;
    std::optional<std::int64_t> fixed;
    bool failure = false;
};

double years(std::int64_t from, std::int64_t to) {
    return static_cast<double>(to - from) / year_s;
}

bool of_the_lamp(EventKind kind) {
    return kind == EventKind::off || kind == EventKind::flicker || kind == EventKind::day_on ||
           kind == EventKind::pole || kind == EventKind::repair;
}

/// When each lamp was built.
std::vector<std::optional<std::int64_t>> built_of(const Inventory& city, const LampTable& table) {
    std::vector<std::optional<std::int64_t>> of_pole(city.streetlights.size()), built;
    const KeyIndex poles(city.streetlights), heads(city.luminaires);
    for (const auto& head : city.luminaires) {
        const auto pole = poles.find(head.pole);
        const auto& date = head.about.more.value().build_date;
        if (pole != no_asset && date) {
            of_pole[pole] = std::min(of_pole[pole].value_or(date->seconds), date->seconds);
        }
    }
    for (std::size_t i = 0; i < table.size(); ++i) {
        const auto pole = table.pole[i];
        const auto head = table.unit == LampUnit::head ? heads.find(table.keys[i]) : no_asset;
        const auto& own = head == no_asset ? std::nullopt : city.luminaires[head].about.more.value().build_date;
        const auto& its_pole = city.streetlights[pole].about.more.value().build_date;
        const auto of_heads = table.unit == LampUnit::pole ? of_pole[pole] : std::nullopt;
        built.push_back(own        ? std::optional(own->seconds)
                        : of_heads ? of_heads
                        : its_pole ? std::optional(its_pole->seconds)
                                   : std::nullopt);
    }
    return built;
}

std::vector<std::vector<Fault>> faults_of(const Inventory& city, const LampTable& table, const LampIndex& index,
                                          const LampLivesOptions& options, std::vector<Issue>& issues) {
    std::vector<std::vector<Fault>> faults(table.size());
    for (const auto& event : city.events) {
        const bool failure =
            std::find(options.failures.begin(), options.failures.end(), event.kind) != options.failures.end();
        const auto& asset = event.asset.str();
        const auto found = index.find(asset);
        if (found.named == Named::circuit || found.named == Named::cabinet || (!failure && !of_the_lamp(event.kind)) ||
            (found.named == Named::nothing && index.other_asset(asset))) {
            continue;
        }
        const auto* reason = found.named == Named::nothing ? "fault.no_lamp" : reason_against_times(event);
        if (reason != nullptr) {
            issues.push_back(fault_issue("events", event.about.key, reason, asset));
            continue;
        }
        for (const auto lamp : found.lamps) {
            faults[lamp].push_back(
                {event.found->seconds, event.fixed ? std::optional(event.fixed->seconds) : std::nullopt, failure});
        }
    }
    for (auto& of_lamp : faults) {
        std::sort(of_lamp.begin(), of_lamp.end(), [](const Fault& a, const Fault& b) {
            return a.found != b.found ? a.found < b.found : a.failure > b.failure;
        });
    }
    return faults;
}

class Watch {
public:
    explicit Watch(const LampLivesOptions& options) : options_(options) {}

    /// \param service from when on the record would have told of it
    void take(std::int64_t built, std::int64_t service, std::uint32_t type, const std::vector<Fault>& faults) {
        const auto& window = options_.window;
        auto born = built;
        auto from = std::max({built, service, window.from});
        bool first = true, whole = true;
        for (const auto& fault : faults) {
            if (fault.found >= window.to || (!first && fault.found < born)) {
                continue; // after the window, or while another fault lasts
            }
            if (fault.found < built) {
                ++made_.before_built;
                continue;
            }
            if (fault.found >= window.from) {
                add(born, from, fault.found, fault.failure, type, first);
            }
            first = false;
            whole = fault.fixed && *fault.fixed < window.to;
            born = fault.fixed.value_or(window.to);
            from = std::max(born, window.from);
        }
        if (whole) {
            add(born, from, window.to, false, type, first);
        }
        made_.in_repair += whole ? 0 : 1;
        made_.age.push_back(whole ? std::optional(years(born, window.to)) : std::nullopt);
    }

    void without_age() { made_.age.emplace_back(); }
    LampLives& made() { return made_; }

private:
    void add(std::int64_t born, std::int64_t from, std::int64_t to, bool failed, std::uint32_t type, bool first) {
        if (first || options_.renewed) {
            made_.lives.push_back({years(born, from), years(born, to), failed, type});
        }
    }

    const LampLivesOptions& options_;
    LampLives made_;
};

} // namespace

LampLives lamp_lives(const Inventory& city, const LampTable& table, const LampIndex& index,
                     const LampLivesOptions& options) {
    const auto built = built_of(city, table);
    Watch watch(options);
    const auto faults = faults_of(city, table, index, options, watch.made().issues);
    const auto& types = table.groups(Level::type).of_lamp;
    for (std::size_t i = 0; i < table.size(); ++i) {
        auto& made = watch.made();
        const bool late = built[i] && *built[i] >= options.window.to;
        made.undated += built[i] ? 0 : 1;
        made.untyped += built[i] && types[i] == no_group ? 1 : 0;
        made.built_after += late && types[i] != no_group ? 1 : 0;
        if (!built[i] || late || types[i] == no_group) {
            watch.without_age();
            continue;
        }
        const auto& since = city.streetlights[table.pole[i]].about.more.value().valid_from;
        watch.take(*built[i], since ? since->seconds : *built[i], types[i], faults[i]);
    }
    return std::move(watch.made());
}

} // namespace kerb::outage
