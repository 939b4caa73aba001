#include <kerb/outage/outage_lists.hpp>

#include <algorithm>
#include <limits>
#include <set>

#include <kerb/base/error.hpp>
#include <kerb/geometry/measures.hpp>
#include <kerb/geometry/point_grid.hpp>

namespace kerb::outage {
namespace {

std::int64_t end_of(const std::optional<Moment>& to) {
    return !to ? std::numeric_limits<std::int64_t>::max() : to->seconds + (to->has_time ? 0 : 86399);
}

template <class A, class B>
bool overlap(const A& a, const B& b) {
    return a.from.seconds <= end_of(b.to) && b.from.seconds <= end_of(a.to);
}

class Linker {
public:
    Linker(const LampTable& table, const LinkOptions& options)
        : table_(table),
          options_(options),
          grid_(table.places, std::max(options.within_m, 1.0)),
          of_lamp_(table.size()),
          wide_of_lamp_(table.size()) {}

    LinkedLists made(std::span<const OutageList> lists) {
        for (std::size_t l = 0; l < lists.size(); ++l) {
            collect_wide(lists[l], l);
        }
        for (std::size_t l = 0; l < lists.size(); ++l) {
            add(lists[l], l);
        }
        return sifted();
    }

private:
    struct Wide {
        Moment from;
        std::optional<Moment> to;
        std::size_t list = 0;
    };

    /// Of a snapshot only what lasts in it is linked at all.
    [[nodiscard]] bool asked(const ListedOutage& one) const {
        return !options_.lasting ||
               (one.from.seconds <= end_of(options_.to) && options_.from.seconds <= end_of(one.to));
    }

    void collect_wide(const OutageList& list, std::size_t l) {
        for (const auto& one : list.outages) {
            if (one.lamps.size() > 1 && asked(one)) {
                const bool inside = !(one.from < options_.from) && one.from.seconds <= end_of(options_.to);
                made_.wide += options_.lasting || inside ? 1 : 0;
                for (const auto lamp : one.lamps) {
                    wide_of_lamp_[lamp].push_back({one.from, one.to, l});
                }
            }
        }
    }

    void add(const OutageList& list, std::size_t l) {
        std::vector<const ListedOutage*> order;
        for (const auto& one : list.outages) {
            if (one.lamps.size() == 1 && asked(one)) {
                order.push_back(&one);
            }
        }
        std::stable_sort(order.begin(), order.end(), [](const auto* a, const auto* b) { return a->from < b->from; });
        std::set<std::uint32_t> had;
        for (const auto* one : order) {
            if (link(*one, l) || in_wide(*one, l)) {
                continue;
            }
            if (!options_.lasting || had.insert(one->lamps[0]).second) {
                of_lamp_[one->lamps[0]].push_back(std::uint32_t(outages_.size()));
                outages_.push_back({one->lamps[0], one->from, one->to, std::uint8_t(1U << l)});
            }
        }
    }

    /// Lamps that a record may be about, the likeliest first.
    [[nodiscard]] std::vector<std::uint32_t> candidates(const ListedOutage& one) const {
        if (!one.place) {
            return one.lamps;
        }
        const Point at = *one.place;
        const double reach = options_.within_m;
        std::vector<std::pair<double, std::uint32_t>> near;
        grid_.visit({at.x - reach, at.y - reach, at.x + reach, at.y + reach}, [&](Point p, std::uint32_t lamp) {
            if (const double d = distance(at, p); d <= reach) {
                near.emplace_back(d, lamp);
            }
        });
        std::sort(near.begin(), near.end(), [&](const auto& a, const auto& b) {
            return a.first != b.first ? a.first < b.first : table_.keys[a.second] < table_.keys[b.second];
        });
        std::vector<std::uint32_t> lamps;
        lamps.reserve(near.size());
        for (const auto& [d, lamp] : near) {
            lamps.push_back(lamp);
        }
        return lamps;
    }

    bool link(const ListedOutage& one, std::size_t l) {
        const auto bit = std::uint8_t(1U << l);
        for (const auto lamp : candidates(one)) {
            for (const auto at : of_lamp_[lamp]) {
                auto& known = outages_[at];
                const bool repeats = options_.lasting && (known.lists & bit) != 0; // a pole's other head
                if (repeats || ((known.lists & bit) == 0 && overlap(known, one))) {
                    widen(known, one, bit);
                    return true;
                }
            }
        }
        return false;
    }

    static void widen(LinkedOutage& known, const ListedOutage& one, std::uint8_t bit) {
        known.lists = std::uint8_t(known.lists | bit);
        known.from = std::min(known.from, one.from);
        known.to = end_of(known.to) < end_of(one.to) ? one.to : known.to;
    }

    bool in_wide(const ListedOutage& one, std::size_t l) {
        const auto& wide = wide_of_lamp_[one.lamps[0]];
        const bool inside =
            std::any_of(wide.begin(), wide.end(), [&](const Wide& w) { return w.list != l && overlap(w, one); });
        made_.of_wide += inside ? 1 : 0;
        return inside;
    }

    LinkedLists sifted() {
        for (const auto& one : outages_) {
            const bool inside =
                options_.lasting || (!(one.from < options_.from) && one.from.seconds <= end_of(options_.to));
            if (!inside) {
                ++made_.outside_window;
            } else if (!options_.in_frame.empty() && options_.in_frame[one.lamp] == 0) {
                ++made_.not_in_frame;
            } else {
                made_.outages.push_back(one);
            }
        }
        std::stable_sort(made_.outages.begin(), made_.outages.end(), [](const auto& a, const auto& b) {
            return a.lamp != b.lamp ? a.lamp < b.lamp : a.from < b.from;
        });
        return std::move(made_);
    }

    const LampTable& table_;
    const LinkOptions& options_;
    PointGrid grid_;
    std::vector<LinkedOutage> outages_;
    std::vector<std::vector<std::uint32_t>> of_lamp_;
    std::vector<std::vector<Wide>> wide_of_lamp_;
    LinkedLists made_;
};

} // namespace

OutageList list_of(const FaultLog& log, std::span<const Case> requests, std::string name) {
    OutageList list;
    list.name = std::move(name);
    list.records = std::ssize(log.faults);
    for (const auto& fault : log.faults) {
        if (fault.repeats) {
            ++list.repeats;
            continue;
        }
        ListedOutage one{fault.lamps, fault.from, fault.to, std::nullopt};
        // Its lamp is only the nearest one: the request itself names none.
        const auto* place =
            requests.empty() || fault.distance_m == 0 ? nullptr : std::get_if<Point>(&requests[fault.record].place);
        if (place != nullptr) {
            one.place = *place;
        }
        ++(place != nullptr ? list.by_place : list.by_key);
        list.outages.push_back(std::move(one));
    }
    return list;
}

OutageList list_of(const Sightings& seen, std::string name) {
    OutageList list;
    list.name = std::move(name);
    const Moment from = seen.round.from.value_or(Moment{}), to = seen.round.to.value_or(Moment{});
    for (std::uint32_t lamp = 0; lamp < seen.state.size(); ++lamp) {
        if (seen.looked[lamp] != 0 && seen.state[lamp] == LampState::out) {
            list.outages.push_back({{lamp}, from, to, std::nullopt});
        }
    }
    list.records = list.by_key = std::ssize(list.outages);
    return list;
}

LinkedLists link_lists(const LampTable& table, std::span<const OutageList> lists, const LinkOptions& options) {
    if (lists.size() > 8 || (!options.in_frame.empty() && options.in_frame.size() != table.size())) {
        throw UsageError({"outage.bad_lists", {}});
    }
    return Linker(table, options).made(lists);
}

} // namespace kerb::outage
