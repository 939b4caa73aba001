// What a rule's code sees and where it puts what it finds. One function per rule, in check_*.cpp.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include <kerb/inventory/check.hpp>
#include <kerb/inventory/drain_network.hpp>
#include <kerb/inventory/tables.hpp>

#include "asset_list.hpp"

namespace kerb::detail {

using Arguments = std::vector<std::pair<std::string, MessageValue>>;

/// A point of an asset for an issue: its position, else the middle of its first chain or ring.
[[nodiscard]] std::optional<Point> spot_of(const AssetRef& asset);

/// What several rules need and one of them makes. Rules run one after the other.
class SharedWork {
public:
    SharedWork(const Inventory& city, Threads threads) : city_(city), threads_(threads) {}
    [[nodiscard]] const DrainNetwork& drains() const {
        if (!drains_) {
            drains_ = drain_network(city_, threads_);
        }
        return *drains_;
    }

private:
    const Inventory& city_;
    Threads threads_;
    mutable std::optional<DrainNetwork> drains_;
};

/// Everything a rule looks at.
struct CheckContext {
    const Inventory& city;
    const CheckRule& rule;
    const CheckOptions& options;
    const std::vector<Issue>& as_read;
    const SharedWork& shared;
    const CheckRules& rules; ///< all of them, with the domains of values
};

/// What one rule found. Its issues are in the order in which they were added: by class and position.
class Findings {
public:
    explicit Findings(const CheckRule& rule) : rule_(rule) { outcome.rule = rule.id; }

    void looked_at(std::size_t count) { outcome.looked_at += static_cast<std::int64_t>(count); }
    /// An asset with its layer, key and place. The message is `rule.ID.found`, its arguments `key`, `layer` and these.
    void add(const AssetRef& asset, std::size_t position, Arguments arguments = {}) {
        add_at(asset.layer(), position, asset.about().key, spot_of(asset), std::move(arguments));
    }
    /// The same at another place: where the fault is, when that is not the middle of the asset.
    void add(const AssetRef& asset, std::size_t position, Point place, Arguments arguments = {}) {
        add_at(asset.layer(), position, asset.about().key, place, std::move(arguments));
    }
    void add_at(const std::string& layer, std::size_t position, const std::string& key, std::optional<Point> place,
                Arguments arguments);
    /// Says something else than `rule.ID.found` of the issue added last: another text, its arguments the same.
    void reword(std::string code) { issues.back().message.code = std::move(code); }
    /// An issue of reading, under this rule.
    void adopt(const Issue& issue);
    /// The rule could not be looked for; `code` says why.
    void not_run(std::string code) { outcome.not_run = std::move(code); }

    std::vector<Issue> issues;
    RuleOutcome outcome;

private:
    const CheckRule& rule_;
};

using RuleFunction = void (*)(const CheckContext&, Findings&);
struct RuleCode {
    const char* id;
    RuleFunction run;
};

// One list per file of rules.
[[nodiscard]] const std::vector<RuleCode>& reading_rules();  // check_reading.cpp: read.*, asset.*
[[nodiscard]] const std::vector<RuleCode>& geometry_rules(); // check_geometry.cpp: geometry.*
[[nodiscard]] const std::vector<RuleCode>& relation_rules(); // check_relations.cpp: relation.*
[[nodiscard]] const std::vector<RuleCode>& road_rules();     // check_roads.cpp: light.*, road.*
[[nodiscard]] const std::vector<RuleCode>& zone_rules();     // check_zones.cpp: zone.*
[[nodiscard]] const std::vector<RuleCode>& drainage_rules(); // check_drainage.cpp: conduit.*, manhole.*, inlet.*
[[nodiscard]] const std::vector<RuleCode>& value_rules(); // check_values.cpp: value.*, date.*, code.*, waterlogging.*

} // namespace kerb::detail
