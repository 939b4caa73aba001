#include <kerb/outage/outage_log.hpp>

#include <algorithm>
#include <set>
#include <tuple>
#include <unordered_map>

#include <kerb/geometry/measures.hpp>
#include <kerb/geometry/point_grid.hpp>

#include "fault_issue.hpp"
#include "other_kinds.hpp"

namespace kerb::outage {
namespace {

void sort_by_begin(std::vector<Fault>& faults) {
    std::stable_sort(faults.begin(), faults.end(), [](const Fault& a, const Fault& b) { return a.from < b.from; });
}

class EventReader {
public:
    EventReader(const LampIndex& index, std::vector<Issue>& issues) : index_(index), issues_(issues) {}

    void take(const Event& event, std::uint32_t record) {
        const auto found = index_.find(event.asset.str());
        if (found.named == Named::nothing && index_.other_asset(event.asset.str())) {
            return;
        }
        ++log_.accounting.read;
        if (const auto* reason = reason_against(event, found)) {
            log_.accounting.skip(reason);
            issues_.push_back(fault_issue("events", event.about.key, reason, event.asset.str()));
            return;
        }
        ++log_.accounting.used;
        ++log_.by_key;
        log_.faults.push_back({record,
                               *event.found,
                               event.fixed,
                               found.named,
                               {found.lamps.begin(), found.lamps.end()},
                               0,
                               std::nullopt,
                               event.report_source});
    }

    FaultLog finished() {
        sort_by_begin(log_.faults);
        return std::move(log_);
    }

private:
    const char* reason_against(const Event& event, const LampIndex::Answer& found) {
        if (found.named == Named::nothing) {
            return "fault.no_lamp";
        }
        if (found.lamps.empty()) {
            return "fault.not_counted";
        }
        if (const auto* reason = reason_against_times(event)) {
            return reason;
        }
        const bool fresh = known_.emplace(event.asset.str(), event.kind, event.found->seconds).second;
        return fresh ? nullptr : "fault.repeated";
    }

    const LampIndex& index_;
    std::vector<Issue>& issues_;
    FaultLog log_;
    std::set<std::tuple<std::string, EventKind, std::int64_t>> known_;
};

class RequestReader {
public:
    RequestReader(const LampTable& table, const LampIndex& index, double within_m, std::vector<Issue>& issues)
        : table_(table),
          index_(index),
          within_m_(within_m),
          issues_(issues),
          grid_(table.places, std::max(within_m, 1.0)) {}

    void take(const Case& request, std::uint32_t record) {
        const auto found = index_.find(request.asset.str());
        if (found.named == Named::nothing && index_.other_asset(request.asset.str())) {
            return;
        }
        ++log_.accounting.read;
        Fault fault{record, {}, ended(request), found.named, {found.lamps.begin(), found.lamps.end()}, 0, {}, {}};
        if (fault.named == Named::nothing) {
            find_near(request, fault);
        }
        if (const auto* reason = reason_against(request, fault)) {
            log_.accounting.skip(reason);
            if (reason != rejected) {
                issues_.push_back(fault_issue("cases", request.about.key, reason, request.asset.str()));
            }
            return;
        }
        fault.from = *request.reported;
        ++log_.accounting.used;
        ++(found.named == Named::nothing ? log_.by_place : log_.by_key);
        duplicate_.push_back(request.state == CaseState::duplicate ? 1 : 0);
        log_.faults.push_back(std::move(fault));
    }

    FaultLog finished() {
        std::vector<std::pair<Fault, std::uint8_t>> all;
        for (std::size_t i = 0; i < log_.faults.size(); ++i) {
            all.emplace_back(std::move(log_.faults[i]), duplicate_[i]);
        }
        std::stable_sort(all.begin(), all.end(),
                         [](const auto& a, const auto& b) { return a.first.from < b.first.from; });
        log_.faults.clear();
        for (auto& [fault, duplicate] : all) {
            find_repeats(fault, duplicate != 0);
            log_.faults.push_back(std::move(fault));
        }
        return std::move(log_);
    }

private:
    static constexpr const char* rejected = "fault.rejected";

    static std::optional<Moment> ended(const Case& request) {
        return request.resolved ? request.resolved : request.closed;
    }

    static const char* reason_against(const Case& request, const Fault& fault) {
        if (request.state == CaseState::rejected) {
            return rejected;
        }
        if (fault.lamps.empty()) {
            return fault.named == Named::nothing ? "fault.no_lamp" : "fault.not_counted";
        }
        if (!request.reported) {
            return "fault.no_begin";
        }
        return fault.to && *fault.to < *request.reported ? "fault.negative" : nullptr;
    }

    void find_near(const Case& request, Fault& fault) const {
        const auto* place = std::get_if<Point>(&request.place);
        if (place == nullptr) {
            return;
        }
        std::optional<std::uint32_t> best;
        double nearest = within_m_;
        grid_.visit({place->x - within_m_, place->y - within_m_, place->x + within_m_, place->y + within_m_},
                    [&](Point p, std::uint32_t lamp) {
                        const double d = distance(*place, p);
                        if (d < nearest || (d == nearest && (!best || table_.keys[lamp] < table_.keys[*best]))) {
                            best = lamp;
                            nearest = d;
                        }
                    });
        if (best) {
            fault.named = Named::lamp;
            fault.lamps = {*best};
            fault.distance_m = nearest;
        }
    }

    void find_repeats(Fault& fault, bool duplicate) {
        const auto at = static_cast<std::uint32_t>(log_.faults.size());
        const auto first = open_.find(fault.lamps.front());
        const bool still_open =
            first != open_.end() && (!log_.faults[first->second].to || fault.from < *log_.faults[first->second].to);
        if (first != open_.end() && (still_open || duplicate)) {
            fault.repeats = first->second;
            ++(duplicate ? log_.marked_repeats : log_.found_repeats);
        } else {
            log_.marked_repeats += duplicate ? 1 : 0; // of a request that is not in this list
            open_[fault.lamps.front()] = at;
        }
    }

    const LampTable& table_;
    const LampIndex& index_;
    double within_m_;
    std::vector<Issue>& issues_;
    PointGrid grid_;
    FaultLog log_;
    std::vector<std::uint8_t> duplicate_;
    std::unordered_map<std::uint32_t, std::uint32_t> open_; ///< lamp → its latest fault that repeats none
};

} // namespace

FaultLog faults_of_events(const Inventory& city, const LampIndex& index, const StateWords& words,
                          std::vector<Issue>& issues) {
    EventReader reader(index, issues);
    for (std::uint32_t i = 0; i < city.events.size(); ++i) {
        if (words.dark(city.events[i].kind)) {
            reader.take(city.events[i], i);
        }
    }
    return reader.finished();
}

FaultLog faults_of_requests(const Inventory& city, const LampTable& table, const LampIndex& index,
                            const StateWords& words, double within_m, std::vector<Issue>& issues) {
    RequestReader reader(table, index, within_m, issues);
    OtherKinds others;
    for (std::uint32_t i = 0; i < city.cases.size(); ++i) {
        if (words.about_dark_lamp(city.cases[i].kind.str())) {
            reader.take(city.cases[i], i);
        } else {
            others.take(city.cases[i]);
        }
    }
    others.tell(issues);
    return reader.finished();
}

std::vector<std::uint8_t> dark_at(const FaultLog& log, std::size_t lamps, const Moment& at) {
    std::vector<std::uint8_t> dark(lamps, 0);
    for (const auto& fault : log.faults) {
        if (!(at < fault.from) && (!fault.to || at < *fault.to)) {
            for (const auto lamp : fault.lamps) {
                dark[lamp] = 1;
            }
        }
    }
    return dark;
}

} // namespace kerb::outage
