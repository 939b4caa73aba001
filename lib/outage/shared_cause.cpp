#include <kerb/outage/shared_cause.hpp>

#include <algorithm>
#include <map>
#include <unordered_map>

#include <fmt/format.h>

#include <kerb/base/error.hpp>
#include <kerb/inventory/relations.hpp>
#include <kerb/inventory/tables.hpp>
#include <kerb/outage/small_areas.hpp>

namespace kerb::outage {
namespace {

/// Groups by label, in the order of labels; an empty one is none.
Grouping grouped(const std::vector<std::string>& labels) {
    std::map<std::string_view, std::uint32_t> numbers;
    for (const auto& label : labels) {
        if (!label.empty()) {
            numbers.emplace(label, 0);
        }
    }
    Grouping groups;
    for (auto& [label, number] : numbers) {
        number = static_cast<std::uint32_t>(groups.keys.size());
        groups.keys.emplace_back(label);
    }
    for (const auto& label : labels) {
        groups.of_lamp.push_back(label.empty() ? no_group : numbers[label]);
    }
    return groups;
}

std::string feeder_in(const Attributes& about) {
    constexpr std::array<std::string_view, 4> names = {"feeder", "feederid", "feeder_id", "馈线"};
    for (const auto& [field, text] : about.extra.value()) {
        auto low = field;
        std::transform(low.begin(), low.end(), low.begin(),
                       [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
        if (std::find(names.begin(), names.end(), low) != names.end()) {
            return text;
        }
    }
    return {};
}

std::string year_of(const Attributes& about) {
    const auto& built = about.more.value().build_date;
    return built ? to_text(*built).substr(0, 4) : std::string();
}

/// Labels of the traits that the table itself does not group by.
class Labels {
public:
    Labels(const Inventory& city, const LampTable& table)
        : city_(city), table_(table), circuits_(city.circuits), cabinets_(city.cabinets), heads_(city.luminaires) {
        const auto relations = resolve_lighting(city);
        head_of_pole_.assign(city.streetlights.size(), no_asset);
        for (auto i = static_cast<std::uint32_t>(city.luminaires.size()); i-- > 0;) {
            if (const auto& link = relations.luminaire_pole[i]; link.found()) {
                head_of_pole_[link.at] = i;
            }
        }
        for (std::size_t i = 0; i < table.size(); ++i) {
            find(i);
        }
    }
    [[nodiscard]] Grouping feeders() const { return grouped(feeder_); }
    [[nodiscard]] Grouping phases() const { return grouped(phase_); }
    [[nodiscard]] Grouping years() const { return grouped(year_); }

private:
    template <class Asset>
    static const Asset* asset_of(const KeyIndex& index, const std::vector<Asset>& assets, const Grouping& groups,
                                 std::size_t lamp) {
        const auto group = groups.of_lamp[lamp];
        const auto at = group == no_group ? no_asset : index.find(groups.keys[group]);
        return at == no_asset ? nullptr : &assets[at];
    }

    void find(std::size_t lamp) {
        const auto pole = table_.pole[lamp];
        const auto& light = city_.streetlights[pole];
        const auto* circuit = asset_of(circuits_, city_.circuits, table_.groups(Level::circuit), lamp);
        const auto* cabinet = asset_of(cabinets_, city_.cabinets, table_.groups(Level::cabinet), lamp);
        auto feeder = feeder_in(light.about);
        feeder = feeder.empty() && circuit != nullptr ? feeder_in(circuit->about) : feeder;
        feeder_.push_back(feeder.empty() && cabinet != nullptr ? feeder_in(cabinet->about) : feeder);
        phase_.push_back(phase_in(circuit, lamp));
        const auto head = table_.unit == LampUnit::head ? heads_.find(table_.keys[lamp]) : head_of_pole_[pole];
        auto year = head == no_asset ? std::string() : year_of(city_.luminaires[head].about);
        year_.push_back(year.empty() ? year_of(light.about) : year);
    }

    [[nodiscard]] std::string phase_in(const Circuit* circuit, std::size_t lamp) const {
        const auto& codes = find_class("circuit")->find("phase")->codes;
        const auto cabinet = table_.groups(Level::cabinet).of_lamp[lamp];
        if (circuit == nullptr || cabinet == no_group || circuit->phase == Phase::unknown ||
            circuit->phase == Phase::three) {
            return {};
        }
        return fmt::format("{}/{}", table_.groups(Level::cabinet).keys[cabinet],
                           codes[static_cast<std::size_t>(circuit->phase) - 1]);
    }

    const Inventory& city_;
    const LampTable& table_;
    KeyIndex circuits_, cabinets_, heads_;
    std::vector<std::uint32_t> head_of_pole_;
    std::vector<std::string> feeder_, phase_, year_;
};

/// The group that most dark lamps inside belong to; `no_group` when none is known of any.
std::uint32_t commonest(const Grouping& groups, std::span<const LampState> state,
                        std::span<const std::uint32_t> inside) {
    std::map<std::uint32_t, std::int64_t> dark;
    for (const auto lamp : inside) {
        if (state[lamp] == LampState::out && groups.of_lamp[lamp] != no_group) {
            ++dark[groups.of_lamp[lamp]];
        }
    }
    const auto most =
        std::max_element(dark.begin(), dark.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
    return most == dark.end() ? no_group : most->first;
}

SharedCause counted(CauseKind kind, std::uint32_t group, const Grouping& groups, std::span<const LampState> state,
                    const std::vector<std::uint8_t>& is_inside) {
    SharedCause made;
    made.kind = kind;
    made.group = group;
    for (std::size_t i = 0; i < state.size(); ++i) {
        if (state[i] != LampState::unknown) {
            auto& part = is_inside[i] == 0 ? made.rest : state[i] == LampState::out ? made.dark : made.lit_inside;
            ++part.of;
            part.out += groups.of_lamp[i] == group ? 1 : 0;
        }
    }
    const std::array<Count, 1> dark = {made.dark};
    made.p = upper_tails(dark, made.rest.share().value_or(0)).front();
    return made;
}

bool counts_as_cause(const SharedCause& cause, const CauseOptions& options) {
    const double share = cause.dark.share().value_or(0);
    return cause.dark.of >= options.least_dark && cause.rest.of > 0 && share >= options.least_share &&
           share > *cause.rest.share() && cause.p <= options.most_p;
}

} // namespace

LampTraits traits_of(const Inventory& city, const LampTable& table) {
    const Labels labels(city, table);
    return {{table.groups(Level::circuit), table.groups(Level::cabinet), labels.feeders(), labels.phases(),
             labels.years(), table.groups(Level::type)}};
}

std::vector<SharedCause> shared_causes(const LampTraits& traits, std::span<const LampState> state,
                                       std::span<const std::uint32_t> inside, const CauseOptions& options) {
    std::vector<std::uint8_t> is_inside(state.size(), 0);
    for (const auto lamp : inside) {
        if (lamp >= state.size()) {
            throw UsageError({"outage_clusters.bad_input", {}});
        }
        is_inside[lamp] = 1;
    }
    std::vector<SharedCause> found;
    for (auto k = static_cast<std::size_t>(options.first); k < cause_kind_count; ++k) {
        const auto kind = static_cast<CauseKind>(k);
        const auto& groups = traits.groups(kind);
        const auto group = commonest(groups, state, inside);
        if (group != no_group) {
            const auto cause = counted(kind, group, groups, state, is_inside);
            if (counts_as_cause(cause, options)) {
                found.push_back(cause);
            }
        }
    }
    std::stable_sort(found.begin(), found.end(),
                     [](const SharedCause& a, const SharedCause& b) { return *a.rest.share() < *b.rest.share(); });
    return found;
}

} // namespace kerb::outage
