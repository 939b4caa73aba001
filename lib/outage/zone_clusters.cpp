#include <kerb/outage/zone_clusters.hpp>

#include <algorithm>

#include <kerb/geometry/measures.hpp>
#include <kerb/inventory/containment.hpp>
#include <kerb/inventory/relations.hpp>

namespace kerb::outage {
namespace {

class Counter {
public:
    Counter(const Inventory& city, std::string_view kind)
        : city_(city), kind_(kind), finder_(city, kind), index_(city.zones), slot_(city.zones.size(), no_asset) {
        take_zones();
    }

    void take(const Case& request) {
        if (request.state == CaseState::rejected) {
            ++made_.rejected;
        } else if (request.state == CaseState::duplicate) {
            ++made_.repeated;
        } else {
            count(request);
        }
    }

    [[nodiscard]] ZoneCases made() { return std::move(made_); }

private:
    void take_zones() {
        for (std::uint32_t i = 0; i < city_.zones.size(); ++i) {
            const auto& zone = city_.zones[i];
            if (zone.kind.str() == kind_ && zone.population.value_or(0) > 0) {
                made_.zone.push_back(i);
            }
        }
        const auto by_key = [&](auto a, auto b) { return city_.zones[a].about.key < city_.zones[b].about.key; };
        std::stable_sort(made_.zone.begin(), made_.zone.end(), by_key);
        std::erase_if(made_.zone, [&](auto at) { return !point_inside(city_.zones[at].area); });
        for (std::uint32_t i = 0; i < made_.zone.size(); ++i) {
            const auto& zone = city_.zones[made_.zone[i]];
            slot_[made_.zone[i]] = i;
            made_.centres.push_back(*point_inside(zone.area));
            made_.population.push_back(*zone.population);
        }
        made_.cases.assign(made_.zone.size(), 0);
    }

    void count(const Case& request) {
        auto named = index_.find(request.about.district.str());
        named = named != no_asset && city_.zones[named].kind.str() != kind_ ? no_asset : named;
        const auto lies = finder_.zone_of(request.place);
        const auto zone = lies == no_asset ? named : lies;
        if (zone == no_asset) {
            ++made_.outside;
        } else if (slot_[zone] == no_asset) {
            ++made_.without_people;
        } else {
            ++made_.counted;
            ++made_.cases[slot_[zone]];
            made_.elsewhere += lies != no_asset && named != no_asset && lies != named ? 1 : 0;
        }
    }

    const Inventory& city_;
    std::string_view kind_;
    ZoneFinder finder_;
    KeyIndex index_;
    std::vector<std::uint32_t> slot_; ///< by zone of the inventory
    ZoneCases made_;
};

} // namespace

ZoneCases zone_cases(const Inventory& city, std::string_view kind, const StateWords& words) {
    Counter counter(city, kind);
    for (const auto& request : city.cases) {
        if (words.about_dark_lamp(request.kind.str())) {
            counter.take(request);
        }
    }
    return counter.made();
}

ScanResult scan_zones(const ZoneCases& cases, const ScanOptions& options, const Progress& progress) {
    return scan_circles(cases.centres, {ScanModel::poisson, cases.cases, cases.population}, options, progress);
}

} // namespace kerb::outage
