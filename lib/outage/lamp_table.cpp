#include <kerb/outage/lamp_table.hpp>

#include <algorithm>
#include <numeric>
#include <optional>
#include <unordered_map>
#include <unordered_set>

#include <kerb/geometry/measures.hpp>
#include <kerb/inventory/containment.hpp>
#include <kerb/inventory/relations.hpp>
#include <kerb/inventory/tables.hpp>

namespace kerb::outage {
namespace {

using Labels = std::vector<std::string_view>;

const std::vector<std::string>& codes_of(const char* class_name, const char* field) {
    return find_class(class_name)->find(field)->codes;
}

/// Groups by label, numbered in the order of labels; an empty one is none.
Grouping grouped(const Labels& labels) {
    Grouping groups;
    std::unordered_map<std::string_view, std::uint32_t> number;
    for (const auto label : labels) {
        if (!label.empty() && number.try_emplace(label, 0).second) {
            groups.keys.emplace_back(label);
        }
    }
    std::sort(groups.keys.begin(), groups.keys.end());
    for (std::uint32_t i = 0; i < groups.keys.size(); ++i) {
        number[groups.keys[i]] = i;
    }
    groups.of_lamp.reserve(labels.size());
    for (const auto label : labels) {
        groups.of_lamp.push_back(label.empty() ? no_group : number[label]);
    }
    return groups;
}

template <class Asset>
void add_names(Grouping& groups, const std::vector<Asset>& assets) {
    const KeyIndex index(assets);
    for (const auto& key : groups.keys) {
        const auto at = index.find(key);
        groups.names_zh.push_back(at == no_asset ? "" : assets[at].about.name_zh.str());
        groups.names_en.push_back(at == no_asset ? "" : assets[at].about.name_en.str());
    }
}

/// How far along a road the place nearest to a point lies.
double along_road(const MultiLineString& line, Point p) {
    double best = std::numeric_limits<double>::infinity(), at = 0, before = 0;
    for (const auto& chain : line) {
        for (std::size_t i = 1; i < chain.size(); ++i) {
            const Point a = chain[i - 1], b = chain[i];
            const double whole = distance(a, b), off = distance_to_segment(p, a, b);
            if (off < best) {
                best = off;
                const double t = whole > 0 ? ((p.x - a.x) * (b.x - a.x) + (p.y - a.y) * (b.y - a.y)) / whole : 0;
                at = before + std::clamp(t, 0.0, whole);
            }
            before += whole;
        }
    }
    return at;
}

class Maker {
public:
    Maker(const Inventory& city, const LampTableOptions& options) : city_(city), options_(options) {
        table_.unit = options.unit;
    }

    LampTable made() {
        options_.unit == LampUnit::pole ? take_poles() : take_heads();
        find_roads();
        find_circuits();
        find_districts();
        find_types();
        table_.by[0] = {std::vector<std::uint32_t>(table_.size(), 0), {"city"}, {}, {}};
        find_order();
        return std::move(table_);
    }

private:
    /// Why a pole's lamps are not counted; null when they are.
    [[nodiscard]] const char* reason_of(const Streetlight& pole) const {
        if (!in_place(pole.about.status) || pole.about.status == Status::out_of_service) {
            return "lamp.not_in_service";
        }
        return (pole.purpose == LightPurpose::landscape) != options_.landscape ? "lamp.other_purpose" : nullptr;
    }

    void take(const std::string& key, std::uint32_t pole, const Luminaire* head, bool half_night) {
        if (!known_.insert(key).second) {
            ++table_.left_out["lamp.repeated"];
            return;
        }
        table_.keys.push_back(key);
        table_.places.push_back(city_.streetlights[pole].position);
        table_.pole.push_back(pole);
        table_.half_night.push_back(half_night ? 1 : 0);
        heads_.push_back(head);
    }

    void take_poles() {
        std::vector<std::uint8_t> half(city_.streetlights.size(), 0), all(city_.streetlights.size(), 0);
        const auto relations = resolve_lighting(city_);
        for (std::size_t i = 0; i < city_.luminaires.size(); ++i) {
            if (const auto& link = relations.luminaire_pole[i]; link.found()) {
                (city_.luminaires[i].schedule == LightSchedule::half_night ? half : all)[link.at] = 1;
            }
        }
        for (std::uint32_t i = 0; i < city_.streetlights.size(); ++i) {
            const auto& pole = city_.streetlights[i];
            if (const auto* reason = reason_of(pole)) {
                ++table_.left_out[reason];
            } else {
                take(pole.about.key, i, nullptr, half[i] != 0 && all[i] == 0);
            }
        }
        find_pole_types(relations);
    }

    void find_pole_types(const LightingRelations& relations) {
        pole_type_.assign(city_.streetlights.size(), {});
        for (std::size_t i = 0; i < city_.luminaires.size(); ++i) {
            const auto& link = relations.luminaire_pole[i];
            if (link.found()) {
                const auto type = type_of(city_.luminaires[i]);
                auto& known = pole_type_[link.at];
                known = known.empty() ? type : known == type ? known : "mixed";
            }
        }
    }

    void take_heads() {
        const auto relations = resolve_lighting(city_);
        for (std::size_t i = 0; i < city_.luminaires.size(); ++i) {
            const auto& head = city_.luminaires[i];
            const auto& link = relations.luminaire_pole[i];
            const auto* reason = !link.found() ? "lamp.no_pole"
                                 : !in_place(head.about.status) || head.about.status == Status::out_of_service
                                     ? "lamp.not_in_service"
                                     : reason_of(city_.streetlights[link.at]);
            if (reason != nullptr) {
                ++table_.left_out[reason];
            } else {
                take(head.about.key, link.at, &head, head.schedule == LightSchedule::half_night);
            }
        }
    }

    [[nodiscard]] std::string_view type_of(const Luminaire& head) const {
        return head.source_type == LightSource::unknown
                   ? std::string_view()
                   : std::string_view(sources_[static_cast<std::size_t>(head.source_type) - 1]);
    }

    void find_roads() {
        const KeyIndex index(city_.roads);
        const auto nearest = nearest_roads(city_, options_.road_within_m);
        Labels roads, classes;
        for (const auto pole : table_.pole) {
            const auto& said = city_.streetlights[pole].road;
            auto at = index.find(said.str());
            at = at == no_asset && said.empty() ? nearest[pole].road : at;
            road_.push_back(at);
            roads.push_back(at == no_asset ? std::string_view(said.str()) : city_.roads[at].about.key);
            const auto road_class = at == no_asset ? RoadClass::unknown : city_.roads[at].road_class;
            classes.push_back(road_class == RoadClass::unknown
                                  ? std::string_view()
                                  : std::string_view(classes_[static_cast<std::size_t>(road_class) - 1]));
        }
        auto& by_road = table_.by[static_cast<std::size_t>(Level::road)];
        by_road = grouped(roads);
        add_names(by_road, city_.roads);
        table_.by[static_cast<std::size_t>(Level::road_class)] = grouped(classes);
    }

    void find_circuits() {
        const KeyIndex index(city_.circuits);
        Labels circuits, cabinets;
        for (std::size_t i = 0; i < table_.size(); ++i) {
            const auto& pole = city_.streetlights[table_.pole[i]];
            const auto& circuit =
                heads_[i] != nullptr && !heads_[i]->circuit.empty() ? heads_[i]->circuit.str() : pole.circuit.str();
            const auto at = index.find(circuit);
            circuits.emplace_back(circuit);
            cabinets.emplace_back(at != no_asset && !city_.circuits[at].cabinet.empty()
                                      ? city_.circuits[at].cabinet.str()
                                      : pole.cabinet.str());
        }
        table_.by[static_cast<std::size_t>(Level::circuit)] = grouped(circuits);
        table_.by[static_cast<std::size_t>(Level::cabinet)] = grouped(cabinets);
    }

    void find_districts() {
        const ZoneFinder finder(city_, options_.zone_kind);
        Labels labels;
        for (std::size_t i = 0; i < table_.size(); ++i) {
            const auto at = finder.size() > 0 ? finder.zone_of(table_.places[i]) : no_asset;
            labels.emplace_back(at != no_asset       ? city_.zones[at].about.key
                                : finder.size() == 0 ? city_.streetlights[table_.pole[i]].about.district.str()
                                                     : no_text_);
        }
        auto& districts = table_.by[static_cast<std::size_t>(Level::district)];
        districts = grouped(labels);
        if (finder.size() > 0) {
            add_names(districts, city_.zones);
        }
    }

    void find_types() {
        Labels labels;
        for (std::size_t i = 0; i < table_.size(); ++i) {
            labels.push_back(heads_[i] != nullptr ? type_of(*heads_[i])
                             : pole_type_.empty() ? std::string_view()
                                                  : pole_type_[table_.pole[i]]);
        }
        table_.by[static_cast<std::size_t>(Level::type)] = grouped(labels);
    }

    /// Road by road in the order of their keys, along each; lamps at one place by key, lamps without a road last.
    void find_order() {
        const auto& roads = table_.groups(Level::road).of_lamp;
        std::vector<double> offset(table_.size(), 0);
        for (std::size_t i = 0; i < table_.size(); ++i) {
            offset[i] = road_[i] == no_asset ? 0 : along_road(city_.roads[road_[i]].centreline, table_.places[i]);
        }
        std::vector<std::uint32_t> order(table_.size());
        std::iota(order.begin(), order.end(), 0U);
        std::sort(order.begin(), order.end(), [&](auto a, auto b) {
            return roads[a] != roads[b]     ? roads[a] < roads[b]
                   : offset[a] != offset[b] ? offset[a] < offset[b]
                                            : table_.keys[a] < table_.keys[b];
        });
        table_.along.resize(table_.size());
        for (std::size_t i = 0; i < order.size(); ++i) {
            table_.along[order[i]] = static_cast<double>(i);
        }
    }

    const Inventory& city_;
    const LampTableOptions& options_;
    LampTable table_;
    std::vector<const Luminaire*> heads_;
    std::vector<std::uint32_t> road_;
    std::vector<std::string_view> pole_type_;
    std::unordered_set<std::string_view> known_;
    const std::vector<std::string>& sources_ = codes_of("luminaire", "source_type");
    const std::vector<std::string>& classes_ = codes_of("road", "road_class");
    const std::string no_text_;
};

} // namespace

LampTable lamp_table(const Inventory& city, const LampTableOptions& options) {
    return Maker(city, options).made();
}

} // namespace kerb::outage
