#include <algorithm>
#include <atomic>
#include <functional>

#include <kerb/inventory/drain_network.hpp>
#include <kerb/inventory/relations.hpp>

#include "components.hpp"
#include "findings.hpp"
#include "rule_support.hpp"

namespace kerb::detail {
namespace {

constexpr const char* nodes = "manholes, outfalls, pump_stations, storages";

/// A class with the links of its fields, to report the broken ones by position.
class LinkCheck {
public:
    LinkCheck(const CheckContext& context, Findings& findings, const AssetList& assets)
        : context_(context), findings_(findings), assets_(assets) {}

    /// \param target layers that the field names, empty: any
    /// \param link_of position → Link; not asked when nothing is there to be named
    LinkCheck& field(const char* name, const char* target, bool target_exists,
                     const std::function<Link(std::size_t)>& link_of) {
        const auto keys = keys_in(name);
        const auto said = keys.size() - static_cast<std::size_t>(std::count_if(
                                            keys.begin(), keys.end(), [](const auto* key) { return key->empty(); }));
        if (said > 0 && !target_exists) {
            report_missing(name, target, said);
        } else if (said > 0) {
            findings_.looked_at(said);
            const auto states = each<Link::State>(keys.size(), context_.options.threads,
                                                  [&](std::size_t i) { return link_of(i).state; });
            for (std::size_t i = 0; i < states.size(); ++i) {
                if (states[i] == Link::State::broken || states[i] == Link::State::ambiguous) {
                    faults_.push_back({i, name, target, keys[i], states[i]});
                }
            }
        }
        return *this;
    }

    /// The same for a field whose links are known.
    LinkCheck& field(const char* name, const char* target, bool target_exists, const std::vector<Link>& links) {
        return field(name, target, target_exists, [&links](std::size_t i) { return links[i]; });
    }

    /// The same for a field that names assets of one class.
    LinkCheck& field(const char* name, const AssetList& target) {
        const auto keys = keys_in(name);
        const bool none = std::all_of(keys.begin(), keys.end(), [](const auto* key) { return key->empty(); });
        const KeyIndex index(none ? std::vector<const std::string*>() : keys_of(target));
        return field(name, target.spec().layer.c_str(), !target.empty(),
                     [&](std::size_t i) { return follow(index, *keys[i]); });
    }

    void report() {
        std::stable_sort(faults_.begin(), faults_.end(), [](const Fault& a, const Fault& b) { return a.at < b.at; });
        for (const auto& fault : faults_) {
            findings_.add(assets_[fault.at], fault.at,
                          {{"field", fault.field}, {"value", *fault.key}, {"target", fault.target}});
            if (fault.state == Link::State::ambiguous) {
                findings_.issues.back().message.code = "rule.relation.dangling.ambiguous";
            } else if (std::string_view(fault.target).empty()) {
                findings_.issues.back().message.code = "rule.relation.dangling.anywhere";
            }
        }
    }

private:
    struct Fault {
        std::size_t at;
        const char *field, *target;
        const std::string* key;
        Link::State state;
    };

    static std::vector<const std::string*> keys_of(const AssetList& assets) {
        std::vector<const std::string*> keys(assets.size());
        for (std::size_t i = 0; i < keys.size(); ++i) {
            keys[i] = &assets.about(i).key;
        }
        return keys;
    }

    /// What the assets say in a field.
    [[nodiscard]] std::vector<const std::string*> keys_in(const char* name) const {
        const auto& field = *assets_.spec().find(name);
        std::vector<const std::string*> keys(assets_.size());
        for (std::size_t i = 0; i < keys.size(); ++i) {
            keys[i] = &field.text(assets_.about(i));
        }
        return keys;
    }

    void report_missing(const char* name, const char* target, std::size_t said) {
        Issue issue;
        issue.severity = context_.rule.severity;
        issue.reason = context_.rule.id;
        issue.layer = assets_.spec().layer;
        issue.message = {
            "rule.relation.dangling.no_layer",
            {{"layer", issue.layer}, {"field", name}, {"target", target}, {"count", static_cast<std::int64_t>(said)}}};
        findings_.issues.push_back(std::move(issue));
    }

    const CheckContext& context_;
    Findings& findings_;
    AssetList assets_;
    std::vector<Fault> faults_;
};

/// Which of the keys that records of any class name are keys of some asset. Wanted keys are looked for among the
/// assets, not the other way round: there are fewer of them.
class NamedAssets {
public:
    NamedAssets(const Inventory& city, Threads threads) : index_(wanted_keys(city)), exists_(city_size(city), 0) {
        if (index_.empty()) {
            return;
        }
        for (const auto& assets : lists_of(city)) {
            if (!is_record(assets.spec())) {
                any_ = any_ || !assets.empty();
                mark(assets, threads);
            }
        }
    }

    [[nodiscard]] bool any() const { return any_; }
    [[nodiscard]] Link find(const std::string& key) const {
        if (key.empty()) {
            return {};
        }
        const auto at = index_.find(key);
        return {no_asset, exists_[at] != 0 ? Link::State::found : Link::State::broken};
    }

private:
    static bool is_record(const ClassSpec& spec) {
        return &spec == &class_spec<Event>() || &spec == &class_spec<Reading>() || &spec == &class_spec<Inspection>() ||
               &spec == &class_spec<Milestone>() || &spec == &class_spec<Case>();
    }

    static std::size_t city_size(const Inventory& city) {
        return city.cases.size() + city.events.size() + city.readings.size() + city.inspections.size();
    }

    static std::vector<const std::string*> wanted_keys(const Inventory& city) {
        std::vector<const std::string*> keys;
        const auto add = [&keys](const auto& records) {
            for (const auto& record : records) {
                keys.push_back(&record.asset.str());
            }
        };
        add(city.cases);
        add(city.events);
        add(city.readings);
        add(city.inspections);
        const bool none = std::all_of(keys.begin(), keys.end(), [](const std::string* key) { return key->empty(); });
        return none ? std::vector<const std::string*>{} : keys;
    }

    void mark(const AssetList& assets, Threads threads) {
        for_each_block(assets.size(), 16384, threads, [&](std::size_t begin, std::size_t end) {
            for (auto i = begin; i < end; ++i) {
                const auto at = index_.find(assets.about(i).key);
                if (at != no_asset) {
                    std::atomic_ref(exists_[at]).store(1, std::memory_order_relaxed);
                }
            }
        });
    }

    KeyIndex index_;
    std::vector<std::uint8_t> exists_;
    bool any_ = false;
};

void check_roads(const CheckContext& context, Findings& findings) {
    const auto& city = context.city;
    LinkCheck(context, findings, city.road_areas).field("road", city.roads).report();
    LinkCheck(context, findings, city.bridges).field("road", city.roads).report();
}

void check_lighting(const CheckContext& context, Findings& findings) {
    const auto& city = context.city;
    LinkCheck(context, findings, city.streetlights)
        .field("circuit", city.circuits)
        .field("cabinet", city.cabinets)
        .field("road", city.roads)
        .report();
    LinkCheck(context, findings, city.luminaires)
        .field("pole", city.streetlights)
        .field("circuit", city.circuits)
        .report();
    LinkCheck(context, findings, city.circuits).field("cabinet", city.cabinets).report();
}

void check_drainage(const CheckContext& context, Findings& findings) {
    const auto& city = context.city;
    const auto& network = context.shared.drains();
    const bool any = network.size() > city.inlets.size();
    LinkCheck(context, findings, city.inlets)
        .field("manhole", nodes, any, network.inlet_to)
        .field("conduit", "conduits", !city.conduits.empty(), network.inlet_conduit)
        .report();
    LinkCheck(context, findings, city.conduits)
        .field("from", nodes, any, network.conduit_from)
        .field("to", nodes, any, network.conduit_to)
        .report();
    LinkCheck(context, findings, city.pump_stations).field("to", nodes, any, network.pump_to).report();
    LinkCheck(context, findings, city.catchments).field("outlet", nodes, any, network.catchment_to).report();
}

void check_records(const CheckContext& context, Findings& findings) {
    const auto& city = context.city;
    const NamedAssets named(city, context.options.threads);
    const auto check = [&](const auto& records) {
        LinkCheck(context, findings, records)
            .field("asset", "", named.any(), [&](std::size_t i) { return named.find(records[i].asset); })
            .report();
    };
    check(city.cases);
    check(city.events);
    check(city.readings);
    check(city.inspections);
    LinkCheck(context, findings, city.milestones).field("project", city.projects).report();
    LinkCheck(context, findings, city.zones).field("parent", city.zones).report();
}

// In the order of for_each_class().
void dangling(const CheckContext& context, Findings& findings) {
    check_roads(context, findings);
    check_lighting(context, findings);
    check_drainage(context, findings);
    check_records(context, findings);
}

/// `a, b, c, …`
template <class KeyOf>
std::string some_of(const std::vector<std::uint32_t>& members, KeyOf&& key_of) {
    constexpr std::size_t most = 6;
    std::string text;
    for (std::size_t i = 0; i < std::min(members.size(), most); ++i) {
        text += (i > 0 ? ", " : "") + key_of(members[i]);
    }
    return members.size() > most ? text + ", …" : text;
}

void report_circle(const Inventory& city, const DrainNetwork& network, const std::vector<std::uint32_t>& circle,
                   Findings& findings) {
    auto first = no_asset; // the lowest edge inside
    for (const auto node : circle) {
        for (const auto edge : network.leaving(node)) {
            if (edge < first && std::binary_search(circle.begin(), circle.end(), network.edges[edge].to)) {
                first = edge;
            }
        }
    }
    const Arguments arguments = {
        {"count", static_cast<std::int64_t>(circle.size())},
        {"members", some_of(circle, [&](std::uint32_t node) { return key_of(city, network, node); })}};
    const auto& edge = network.edges[first];
    if (edge.what == DrainEdgeClass::conduit) {
        findings.add(city.conduits[edge.position], edge.position, arguments);
    } else if (edge.what == DrainEdgeClass::pump_station) {
        findings.add(city.pump_stations[edge.position], edge.position, arguments);
    }
}

/// By class and position, as they are told elsewhere.
void sort_by_row(std::vector<Issue>& issues) {
    std::stable_sort(issues.begin(), issues.end(), [](const Issue& a, const Issue& b) {
        return std::pair(a.layer != "conduits", a.row) < std::pair(b.layer != "conduits", b.row);
    });
}

void zone_circles(const Inventory& city, Findings& findings) {
    const KeyIndex index(city.zones);
    Digraph graph;
    for (const auto& zone : city.zones) {
        const auto parent = index.find(zone.parent.str());
        if (parent != no_asset) {
            graph.target.push_back(parent);
        }
        graph.begin.push_back(static_cast<std::uint32_t>(graph.target.size()));
    }
    findings.looked_at(graph.target.size());
    for (const auto& circle : circles(graph)) {
        findings.add(city.zones[circle.front()], circle.front(),
                     {{"count", static_cast<std::int64_t>(circle.size())},
                      {"members", some_of(circle, [&](std::uint32_t zone) { return city.zones[zone].about.key; })}});
    }
}

void cycle(const CheckContext& context, Findings& findings) {
    const auto& city = context.city;
    if (city.conduits.empty() && city.pump_stations.empty() && city.zones.empty()) {
        findings.not_run("check.no_layer");
        return;
    }
    const auto& network = context.shared.drains();
    findings.looked_at(
        static_cast<std::size_t>(std::count_if(network.edges.begin(), network.edges.end(), [](const DrainEdge& edge) {
            return edge.what != DrainEdgeClass::inlet;
        })));
    for (const auto& circle : cycles(network)) {
        report_circle(city, network, circle, findings);
    }
    sort_by_row(findings.issues);
    zone_circles(city, findings);
}

void count(const CheckContext& context, Findings& findings) {
    const auto& city = context.city;
    if (city.streetlights.empty() || city.luminaires.empty()) {
        findings.not_run("check.no_layer");
        return;
    }
    const KeyIndex poles(city.streetlights);
    const auto pole_of = each<std::uint32_t>(city.luminaires.size(), context.options.threads, [&](std::size_t i) {
        return in_place(city.luminaires[i].about.status) ? poles.find(city.luminaires[i].pole) : no_asset;
    });
    std::vector<std::int64_t> counts(city.streetlights.size(), 0);
    for (const auto pole : pole_of) {
        if (pole != no_asset) {
            ++counts[pole];
        }
    }
    for (std::uint32_t i = 0; i < counts.size(); ++i) {
        const auto& light = city.streetlights[i];
        // The luminaires of a repeated key were counted for its first record.
        if (!light.luminaire_count || !in_place(light.about.status) || poles.find(light.about.key) != i) {
            continue;
        }
        findings.looked_at(1);
        if (*light.luminaire_count != counts[i]) {
            findings.add(light, i, {{"said", std::int64_t{*light.luminaire_count}}, {"counted", counts[i]}});
        }
    }
}

} // namespace

const std::vector<RuleCode>& relation_rules() {
    static const std::vector<RuleCode> rules = {
        {"relation.dangling", dangling}, {"relation.cycle", cycle}, {"relation.count", count}};
    return rules;
}

} // namespace kerb::detail
