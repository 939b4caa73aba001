// Sources of `kerb outage`: an inventory, or layers and tables that are read by the fields they have.
#include <algorithm>
#include <cmath>
#include <iterator>

#include <fmt/format.h>

#include <kerb/base/error.hpp>
#include <kerb/base/units.hpp>
#include <kerb/inventory/relations.hpp>

#include "inventory_account.hpp"
#include "mapping_file.hpp"
#include "outage.hpp"
#include "toml_file.hpp"

namespace kerb::tools {
namespace {

using Classes = std::vector<std::string>;

/// Rules for some classes: of the mapping that was named, else of all that know such records, the particular ones
/// first.
Mapping mapping_of(const OutageOptions& options, const Classes& classes) {
    const std::vector<std::string> names = options.mapping.empty()
                                               ? Classes{"fiware", "open311", "chicago", "lighting", "chinese"}
                                               : Classes{options.mapping, "lighting"};
    Mapping all;
    all.name = options.mapping.empty() ? "lighting" : options.mapping;
    for (const auto& name : names) {
        auto mapping = mapping_named(name);
        for (auto& rule : mapping.layers) {
            if (std::find(classes.begin(), classes.end(), rule.class_name) != classes.end()) {
                all.layers.push_back(std::move(rule));
            }
        }
    }
    return all;
}

/// Does the source name one layer, or have no other? Then what it was given for says what it is.
bool one_layer(const io::SourceName& source, const Session& session) {
    if (!source.layer.empty()) {
        return true;
    }
    try {
        return io::list_layers(source.path, session.source_options()).size() == 1;
    } catch (const Error&) {
        return false; // the import tells what is wrong with it
    }
}

/// Adds the rules by which every point is a lamp, every line a road, every polygon a zone, where those are asked for.
void add_catch_all(Mapping& mapping, const Classes& classes) {
    std::vector<LayerRule> last;
    for (auto& rule : mapping_named("lighting").layers) {
        const bool plain = rule.class_name == "streetlight" || rule.class_name == "road" || rule.class_name == "zone";
        if (plain && std::find(classes.begin(), classes.end(), rule.class_name) != classes.end()) {
            rule.layers = {"*"};
            rule.where.clear();
            last = {std::move(rule)};
        }
    }
    mapping.layers.insert(mapping.layers.end(), last.begin(), last.end());
}

/// A mapping is for layers that are given beside an inventory, or without one. \throws UsageError
void check_mapping(const OutageOptions& options) {
    const auto& o = options;
    const auto layers = {&o.lamps, &o.roads, &o.zones, &o.tickets, &o.patrol, &o.events, &o.telemetry};
    const bool none = std::all_of(layers.begin(), layers.end(), [](const auto* layer) { return layer->empty(); });
    if (none && !o.city.empty() && !o.mapping.empty()) {
        throw UsageError({"outage.mapping_of_layers", {{"mapping", o.mapping}}});
    }
}

class Loader {
public:
    Loader(const Session& session, const OutageOptions& options) : session_(session), options_(options) {}

    io::InventoryRead loaded() {
        check_mapping(options_);
        if (!options_.city.empty()) {
            read_ = io::read_inventory(options_.city, session_.frame(), session_.source_options(), session_.progress());
        }
        add("--lamps", options_.lamps, {"streetlight", "luminaire", "circuit", "cabinet"});
        add("--roads", options_.roads, {"road"});
        add("--zones", options_.zones, {"zone"});
        add("--tickets", options_.tickets, {"case"});
        add("--patrol", options_.patrol, {"inspection"});
        add("--events", options_.events, {"event"});
        add("--telemetry", options_.telemetry, {"reading"});
        if (!read_) {
            throw UsageError({"outage.no_source", {}});
        }
        return std::move(*read_);
    }

private:
    void add(const char* option, const std::string& source, const Classes& classes) {
        if (source.empty()) {
            return;
        }
        auto more = imported(option, source, classes);
        const auto used = [&](const auto& layer) { return !layer.class_name.empty() && layer.accounting.used > 0; };
        if (std::none_of(more.layers.begin(), more.layers.end(), used)) {
            throw SourceError({"outage.no_rows_of", {{"option", std::string(option)}, {"source", source}}});
        }
        if (!read_) {
            read_ = std::move(more);
            return;
        }
        take(more, classes);
    }

    [[nodiscard]] io::InventoryRead imported(const char* option, const std::string& source,
                                             const Classes& classes) const {
        const auto frame = read_ ? std::optional(read_->frame.frame) : session_.frame();
        const auto name = io::SourceName::parse(source);
        auto mapping = mapping_of(options_, classes);
        if (one_layer(name, session_)) {
            add_catch_all(mapping, classes);
        }
        try {
            return io::import_sources({name}, mapping, frame, session_.source_options(), session_.progress());
        } catch (const SourceError& error) {
            if (error.message().code == "inventory.nothing_placed") {
                throw SourceError({"outage.no_rows_of", {{"option", std::string(option)}, {"source", source}}});
            }
            throw;
        }
    }

    /// The classes of a source take the place of those of the inventory.
    void take(io::InventoryRead& more, const Classes& classes) {
        auto& city = read_->city;
        const auto is = [&](const char* name) {
            return std::find(classes.begin(), classes.end(), name) != classes.end();
        };
        const auto move = [&](const char* name, auto& to, auto& from) {
            if (is(name)) {
                to = std::move(from);
            }
        };
        move("streetlight", city.streetlights, more.city.streetlights);
        move("luminaire", city.luminaires, more.city.luminaires);
        move("circuit", city.circuits, more.city.circuits);
        move("cabinet", city.cabinets, more.city.cabinets);
        move("road", city.roads, more.city.roads);
        move("zone", city.zones, more.city.zones);
        move("case", city.cases, more.city.cases);
        move("inspection", city.inspections, more.city.inspections);
        move("event", city.events, more.city.events);
        move("reading", city.readings, more.city.readings);
        read_->issues.insert(read_->issues.end(), more.issues.begin(), more.issues.end());
        read_->layers.insert(read_->layers.end(), more.layers.begin(), more.layers.end());
    }

    const Session& session_;
    const OutageOptions& options_;
    std::optional<io::InventoryRead> read_;
};

/// Heads where the records speak of heads, else poles.
outage::LampUnit unit_of(const Inventory& city, const std::string& wish) {
    if (wish != "auto") {
        return wish == "head" ? outage::LampUnit::head : outage::LampUnit::pole;
    }
    const KeyIndex heads(city.luminaires), poles(city.streetlights);
    std::size_t of_heads = 0, of_poles = 0; // of the kind of records that counts before the others
    const auto look = [&](const auto& records) {
        for (const auto& record : records) {
            of_poles += poles.find(record.asset.str()) != no_asset ? 1U : 0U;
            of_heads += heads.find(record.asset.str()) != no_asset ? 1U : 0U;
        }
    };
    look(city.inspections);
    if (of_heads + of_poles == 0) {
        look(city.readings);
    }
    if (of_heads + of_poles == 0) {
        look(city.events);
    }
    return of_heads > of_poles ? outage::LampUnit::head : outage::LampUnit::pole;
}

std::unique_ptr<OutageInput> empty_input(const OutageOptions& options, io::InventoryRead read) {
    auto words =
        options.states.empty() ? outage::StateWords::usual() : outage::StateWords::from_toml(toml_of(options.states));
    const double within_m = length_option("--within", options.within).value();
    return std::make_unique<OutageInput>(
        OutageInput{std::move(read), std::move(words), {}, nullptr, {}, within_m, "", nullptr});
}

void fill_tables(OutageInput& input, const OutageOptions& options) {
    outage::LampTableOptions table;
    table.unit = unit_of(input.city(), options.unit);
    table.zone_kind = options.zone_kind;
    table.landscape = options.landscape;
    input.table = outage::lamp_table(input.city(), table);
    input.index = std::make_unique<outage::LampIndex>(input.city(), input.table);
    input.rounds = outage::rounds_of(input.city(), *input.index);
}

} // namespace

std::vector<report::LayerAccount> OutageInput::accounts() const {
    return accounts_of(read.layers);
}

std::unique_ptr<OutageInput> load_outage(const Session& session, const OutageOptions& options) {
    auto input = empty_input(options, Loader(session, options).loaded());
    fill_tables(*input, options);
    input->given = !options.patrol.empty()      ? "patrol"
                   : !options.telemetry.empty() ? "telemetry"
                   : !options.events.empty()    ? "events"
                   : !options.tickets.empty()   ? "tickets"
                                                : "";
    return input;
}

std::unique_ptr<OutageInput> lend_outage(const Inventory& city, const OutageOptions& options) {
    const WorkingFrame frame{city.frame, WorkingFrame::Reason::kept, city.frame.name(), {}, {}};
    auto input = empty_input(options, io::InventoryRead{Inventory(city.frame), {}, frame, {}});
    input->lent = &city;
    fill_tables(*input, options);
    return input;
}

std::optional<Moment> moment_option(const std::string& option, const std::string& text) {
    if (text.empty()) {
        return std::nullopt;
    }
    const auto moment = parse_moment(text);
    if (!moment) {
        throw UsageError({"outage.bad_moment", {{"option", option}, {"value", text}}});
    }
    return moment;
}

double share_option(const std::string& option, const std::string& text) {
    const bool percent = !text.empty() && text.back() == '%';
    const auto number = parse_number(percent ? text.substr(0, text.size() - 1) : text);
    const double share = number.value_or(-1) / (percent ? 100 : 1);
    if (!number || !(share >= 0 && share <= 1)) {
        throw UsageError({"outage.bad_share", {{"option", option}, {"value", text}}});
    }
    return share;
}

void check_confidence(double confidence) {
    if (!(confidence > 0 && confidence < 1)) {
        throw UsageError({"outage.bad_confidence", {{"value", fmt::format("{}", confidence)}}});
    }
}

std::optional<RecordTimes> times_of_records(const Inventory& city) {
    const auto times = record_times(city, {.events = true, .readings = true});
    return times ? times : record_times(city, {.requests = true});
}

std::optional<Moment> first_moment(const Inventory& city) {
    std::optional<Moment> first;
    const auto take = [&](const std::optional<Moment>& moment) {
        first = moment && (!first || *moment < *first) ? moment : first;
    };
    for (const auto& event : city.events) {
        take(event.found);
    }
    for (const auto& reading : city.readings) {
        take(reading.time);
    }
    if (!first) {
        for (const auto& request : city.cases) {
            take(request.reported);
        }
    }
    return first;
}

std::string left_out_text(const Session& session, const OutageInput& input) {
    std::string text;
    for (const auto& [reason, count] : input.table.left_out) {
        text += session.text(Message{"outage.left_out", {{"count", count}, {"reason", reason_text(session, reason)}}}) +
                "\n";
    }
    return text;
}

void add_outage_options(Command command, Session& session, OutageOptions& options) {
    const auto text = [&](const char* name) { return session.text(std::string("help.outage_") + name); };
    command.add_option("CITY,-i,--input", options.city, text("city"));
    command.add_option("--lamps", options.lamps, text("lamps"));
    command.add_option("--patrol", options.patrol, text("patrol"));
    command.add_option("--events", options.events, text("events"));
    command.add_option("--telemetry", options.telemetry, text("telemetry"));
    command.add_option("--tickets", options.tickets, text("tickets"));
    command.add_option("--roads", options.roads, text("roads"));
    command.add_option("--zones", options.zones, text("zones"));
    command.add_option("--zone-kind", options.zone_kind, text("zone_kind")).capture_default_str();
    command.add_option("--mapping", options.mapping, text("mapping"));
    command.add_option("--states", options.states, text("states"));
    command.add_option("--unit", options.unit, text("unit"))
        .check(one_of({"auto", "pole", "head"}))
        .capture_default_str();
    command.add_option("--within", options.within, text("within")).capture_default_str();
    command.add_flag("--landscape", options.landscape, text("landscape"));
    command.add_option("--confidence", options.confidence, text("confidence")).capture_default_str();
    command.add_option("--seed", options.seed, text("seed")).check(not_negative()).capture_default_str();
    command.add_option("--threads", options.threads, session.text("help.coverage_threads"))
        .check(not_negative())
        .capture_default_str();
    add_source_options(command, session);
    add_common(command, session);
}

} // namespace kerb::tools
