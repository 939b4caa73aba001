// What `kerb coverage lighting` reads: roads, poles, photometric files, classes and surfaces.
#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <limits>
#include <map>
#include <system_error>
#include <unordered_map>

#include <kerb/base/error.hpp>
#include <kerb/base/toml_checks.hpp>
#include <kerb/inventory/road_widths.hpp>
#include <kerb/outage/state_words.hpp>

#include "coverage_lighting.hpp"
#include "toml_file.hpp"

namespace kerb::tools {
namespace {

constexpr double longest_arm_m = 100;
constexpr double none = std::numeric_limits<double>::quiet_NaN();

/// The field that was asked for, else the inventory's own if the layer has it.
void use_own(std::string& field, const std::string& source, const char* own, const io::SourceOptions& options) {
    if (field.empty() && has_field(source, own, options)) {
        field = own;
    }
}

/// Photometric files by the lamps' kinds.
void read_map(const std::string& file, PhotometrySet& run) {
    const auto table = toml_of(file);
    detail::only(table, {"field", "files"});
    run.kind_field = table.text("field");
    const auto folder = std::filesystem::path(file).parent_path();
    std::map<std::string, std::uint32_t> read; // a file may serve several kinds
    for (const auto& [kind, value] : table.table("files").entries()) {
        if (value.text() == nullptr) {
            throw SourceError({"lighting_plan.bad_map", {{"file", file}, {"key", kind}, {"expected", "FILE"}}});
        }
        const auto path = (folder / *value.text()).string();
        const auto [at, fresh] = read.try_emplace(path, static_cast<std::uint32_t>(run.photometries.size()));
        if (fresh) {
            run.photometries.push_back(photometry_of(path));
            run.files.push_back(path);
        }
        run.photometry_of_kind.emplace(kind, at->second);
    }
}

/// Numbers of a field, NaN where there is none or it is out of bounds; the latter are named.
std::vector<double> bounded(LoadedLayer& layer, const std::string& field, const char* reason, double least,
                            double most) {
    auto values = numbers_of(layer, field, reason);
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (values[i] < least || values[i] > most) {
            layer.issues.push_back(row_issue(layer, i, reason, layer.table.find(field)->text_at(i)));
            values[i] = none;
        }
    }
    return values;
}

/// `values[i]`, else `otherwise`, which is then counted.
double value_or(const std::vector<double>& values, std::size_t i, double otherwise, std::int64_t& counted) {
    if (!values.empty() && !std::isnan(values[i])) {
        return values[i];
    }
    counted += std::isnan(otherwise) ? 0 : 1;
    return otherwise;
}

void drop_landscape(LoadedLayer& lamps) {
    const auto* purpose = lamps.table.find("purpose");
    if (purpose == nullptr) {
        return;
    }
    std::vector<std::uint8_t> keep(lamps.table.size(), 1);
    for (std::size_t i = 0; i < keep.size(); ++i) {
        keep[i] = purpose->text_at(i) != "landscape";
    }
    drop_rows(lamps, keep, "lighting_plan.landscape");
}

std::vector<std::string> present(const std::string& source, std::vector<std::string> fields,
                                 const std::vector<std::string>& if_there, const io::SourceOptions& options) {
    for (const auto& field : if_there) {
        if (has_field(source, field, options)) {
            fields.push_back(field);
        }
    }
    return fields;
}

/// A table of one column, which GDAL takes for none. None when the file is anything else.
std::optional<LoadedLayer> one_column(const std::string& file, const std::string& role) {
    const auto extension = std::filesystem::path(file).extension();
    std::error_code ignored;
    if ((extension != ".csv" && extension != ".txt") || !std::filesystem::is_regular_file(file, ignored)) {
        return std::nullopt;
    }
    std::ifstream stream(file, std::ios::binary);
    std::string line;
    if (!std::getline(stream, line) || line.find_first_of(",;\t") != std::string::npos) {
        return std::nullopt;
    }
    const auto bare = [](std::string text) {
        text.erase(text.find_last_not_of("\r ") + 1);
        return text.rfind("\xEF\xBB\xBF", 0) == 0 ? text.substr(3) : text;
    };
    const auto key = bare(line);
    if (key != "key" && key != "id" && key != "lamp") {
        throw SourceError({"lighting_plan.no_out_key", {{"file", file}}});
    }
    LoadedLayer layer;
    layer.id_field = key;
    layer.table.name = role;
    auto& names = layer.table.add(key, ColumnType::text);
    for (std::int64_t row = 1; std::getline(stream, line); ++row) {
        if (const auto name = bare(line); !name.empty()) {
            layer.table.rows.push_back(row);
            names.push(name);
        }
    }
    return layer;
}

/// A table for each shape of the rows: names of lamps count wherever they stand.
std::vector<LoadedLayer> load_out(const std::string& source, const io::SourceOptions& options) {
    if (auto list = one_column(source, "out")) {
        return {std::move(*list)};
    }
    std::string key;
    for (const char* usual : {"key", "id", "lamp"}) {
        if (key.empty() && has_field(source, usual, options)) {
            key = usual;
        }
    }
    if (key.empty()) {
        throw SourceError({"lighting_plan.no_out_key", {{"file", source}}});
    }
    const auto name = io::SourceName::parse(source);
    auto columns = present(source, {key}, {"state"}, options);
    auto read = io::read_layer(name.path, {name.layer, std::nullopt, std::move(columns), ""}, options);
    std::vector<LoadedLayer> layers;
    for (auto& table : read.tables) {
        layers.push_back({std::move(table), {}, {}, key});
    }
    if (!layers.empty()) {
        layers.front().issues = std::move(read.issues);
    }
    return layers;
}

/// Which rows of a layer say that their lamp is out? All, when it has no such field.
std::vector<std::uint8_t> out_rows(LoadedLayer& layer, const std::string& field, bool otherwise) {
    const auto words = outage::StateWords::usual();
    const auto* column = field.empty() ? nullptr : layer.table.find(field);
    std::vector<std::uint8_t> out(layer.table.size(), otherwise ? 1 : 0);
    for (std::size_t i = 0; column != nullptr && i < out.size(); ++i) {
        const auto word = column->text_at(i);
        const auto state = words.of(word);
        if (!state) {
            layer.issues.push_back(row_issue(layer, i, "lighting_plan.unknown_state", word));
        }
        out[i] = state == outage::LampState::out ? 1 : 0;
    }
    return out;
}

/// Lamps that a table names, by their names; a name that no lamp has is told.
void switch_off(CoverageLightingRun& run, LoadedLayer& listed, std::vector<std::uint8_t>& out) {
    std::unordered_map<std::string, std::vector<std::size_t>> lamps;
    for (std::size_t i = 0; i < out.size(); ++i) {
        lamps[run.lamps.id(i)].push_back(i);
    }
    const auto dark = out_rows(listed, "state", true);
    for (std::size_t i = 0; i < dark.size(); ++i) {
        if (dark[i] == 0) {
            continue;
        }
        const auto found = lamps.find(listed.id(i));
        if (found == lamps.end()) {
            listed.issues.push_back(row_issue(listed, i, "lighting_plan.unknown_lamp", listed.id(i)));
            continue;
        }
        for (const auto lamp : found->second) {
            out[lamp] = 1;
        }
    }
}

std::vector<std::uint8_t> out_lamps(CoverageLightingRun& run, const CoverageLightingOptions& options) {
    auto out = out_rows(run.lamps, options.out_field, false);
    for (auto& listed : run.out) {
        switch_off(run, listed, out);
    }
    return out;
}

void prepare_poles(CoverageLightingRun& run, const CoverageLightingOptions& options) {
    const auto* kinds = run.kind_field.empty() ? nullptr : run.lamps.table.find(run.kind_field);
    const auto height = bounded(run.lamps, options.height_field, "lighting_plan.bad_height", 0, highest_pole_m);
    const auto arm = bounded(run.lamps, options.arm_field, "lighting_plan.bad_arm", 0, longest_arm_m);
    const auto heads = bounded(run.lamps, options.heads_field, "lighting_plan.bad_heads", 1, most_heads);
    const auto out = out_lamps(run, options);
    const auto& places = std::get<Points>(run.lamps.table.geometry);
    std::int64_t ignored = 0;
    for (std::size_t i = 0; i < places.size(); ++i) {
        coverage::RoadLamp pole;
        pole.pole = places[i];
        const bool zero = !height.empty() && height[i] == 0; // what many a table writes for "not known"
        pole.height_m = value_or(zero ? std::vector<double>{} : height, i, run.assumed.height_m.value_or(none),
                                 run.assumed.heights);
        pole.arm_m = value_or(arm, i, run.assumed.arm_m, ignored);
        pole.tilt_deg = options.tilt;
        pole.heads = static_cast<std::uint32_t>(value_or(heads, i, 1, ignored));
        pole.photometry = run.table_of(kinds == nullptr ? "*" : kinds->text_at(i));
        pole.out = out[i] != 0;
        run.assumed.several_heads += pole.heads > 1 ? 1 : 0;
        run.any_out = run.any_out || pole.out;
        run.poles.push_back(pole);
    }
}

void prepare_roads(CoverageLightingRun& run, const CoverageLightingOptions& options) {
    const auto width = bounded(run.lines, options.width_field, "lighting_plan.bad_width", 0, widest_road_m);
    const auto lanes = bounded(run.lines, options.lanes_field, "lighting_plan.bad_lanes", 0, most_lanes);
    const auto* one_way = run.lines.table.find("one_way");
    for (std::size_t i = 0; i < run.lines.table.size(); ++i) {
        const bool zero = !width.empty() && width[i] == 0;
        run.width.push_back(
            value_or(zero ? std::vector<double>{} : width, i, run.assumed.width_m.value_or(none), run.assumed.widths));
        run.lanes.push_back(static_cast<std::uint32_t>(value_or(lanes, i, 0, run.assumed.lanes)));
        run.one_way.push_back(one_way != nullptr && one_way->number_at(i).value_or(0) != 0 ? 1 : 0);
    }
    run.rank = ranks_of(run.lines);
    run.scale = scales_of(run.lines, *run.frame);
    run.road_classes = groups_of(run.lines, options.class_field);
    for (std::size_t i = 0; run.judged() && i < run.lines.table.size(); ++i) {
        const auto wanted = run.profile.of_road.find(run.road_classes.names[run.road_classes.of_row[i]]);
        run.class_of_line.push_back(
            wanted == run.profile.of_road.end() ? nullptr : run.profile.find(wanted->second, options.step));
    }
}

/// What was asked for with units, and is taken where the rows say nothing.
void read_assumptions(CoverageLightingRun& run, const CoverageLightingOptions& options) {
    run.maintenance = options.maintenance;
    run.step = options.step;
    run.assumed.tilt_deg = options.tilt;
    run.assumed.arm_m = options.arm.empty() ? 0 : length_option("--arm", options.arm).value();
    check_number("--arm", run.assumed.arm_m, 0, longest_arm_m);
    if (!options.height.empty()) {
        run.assumed.height_m = length_option("--height", options.height).value();
        check_number("--height", *run.assumed.height_m, 1e-9, highest_pole_m);
    }
    if (!options.width.empty()) {
        run.assumed.width_m = length_option("--width", options.width).value();
        check_number("--width", *run.assumed.width_m, 1e-9, widest_road_m);
    }
}

void read_layers(CoverageLightingRun& run, const CoverageLightingOptions& options, const io::SourceOptions& source) {
    const auto lamp_fields =
        present(options.lamps,
                {options.height_field, options.arm_field, options.heads_field, options.out_field, run.kind_field},
                {"purpose"}, source);
    const auto line_fields =
        present(options.lines, {options.width_field, options.lanes_field, options.class_field}, {"one_way"}, source);
    run_both(
        Threads{options.threads},
        [&] {
            run.lines =
                load_layer({"lines", options.lines, Shape::line, options.id_field, options.where, line_fields}, source);
        },
        [&] {
            run.lamps = load_layer(
                {"lamps", options.lamps, Shape::point, options.lamp_id, options.lamps_where, lamp_fields}, source);
        });
    if (!options.out.empty()) {
        run.out = load_out(options.out, source);
    }
    require_rows(run.lines);
    require_rows(run.lamps);
}

} // namespace

coverage::Photometry photometry_of(const std::string& file) {
    return coverage::read_photometry(file_text(file), std::filesystem::path(file).filename().string());
}

std::uint32_t PhotometrySet::table_of(const std::string& kind) const {
    auto at = photometry_of_kind.find(kind);
    at = at == photometry_of_kind.end() ? photometry_of_kind.find("*") : at;
    return at == photometry_of_kind.end() ? coverage::no_table : at->second;
}

PhotometrySet photometry_set(const std::string& file, const std::string& map) {
    if (file.empty() == map.empty()) {
        throw UsageError({file.empty() ? "lighting_plan.no_photometry_given" : "lighting_plan.two_photometries", {}});
    }
    PhotometrySet set;
    if (!file.empty()) {
        set.photometries.push_back(photometry_of(file));
        set.files = {file};
        set.photometry_of_kind = {{"*", 0}};
    } else {
        read_map(map, set);
    }
    return set;
}

std::optional<coverage::LightingProfile> builtin_lighting_profile(const std::string& name) {
    const auto* path = name == "cjj45"     ? "lighting/cjj45_2015.toml"
                       : name == "en13201" ? "lighting/en13201_2.toml"
                                           : nullptr;
    return path == nullptr
               ? std::nullopt
               : std::optional(coverage::lighting_profile_from_toml(parse_toml(builtin_data(path).value(), path)));
}

coverage::LightingProfile lighting_profile(const std::string& wish) {
    if (auto own = builtin_lighting_profile(wish)) {
        return std::move(*own);
    }
    if (std::error_code ignored; !std::filesystem::exists(wish, ignored)) {
        throw UsageError({"lighting_plan.no_profile", {{"value", wish}}});
    }
    return coverage::lighting_profile_from_toml(toml_of(wish));
}

coverage::RTable lighting_r_table(const std::string& wish) {
    if (const auto own = builtin_data("rtables/" + wish + ".toml")) {
        return coverage::r_table_from_toml(parse_toml(*own, wish + ".toml"));
    }
    if (std::error_code ignored; !std::filesystem::exists(wish, ignored)) {
        throw UsageError({"lighting_plan.no_r_table", {{"value", wish}}});
    }
    return coverage::r_table_from_toml(toml_of(wish));
}

void load_lighting(CoverageLightingRun& run, CoverageLightingOptions& options, const Session& session) {
    const auto source = session.source_options();
    read_assumptions(run, options);
    static_cast<PhotometrySet&>(run) = photometry_set(options.photometry, options.photometry_map);
    if (!run.kind_field.empty() && !has_field(options.lamps, run.kind_field, source)) {
        throw SourceError(
            {"lighting_plan.no_type_field", {{"file", options.photometry_map}, {"field", run.kind_field}}});
    }
    run.profile = lighting_profile(options.profile);
    if (!options.r_table.empty()) {
        run.r_table = lighting_r_table(options.r_table);
    }
    use_own(options.height_field, options.lamps, "height_m", source);
    use_own(options.heads_field, options.lamps, "luminaire_count", source);
    use_own(options.width_field, options.lines, "width_m", source);
    use_own(options.lanes_field, options.lines, "lanes", source);
    use_own(options.class_field, options.lines, "road_class", source);
    read_layers(run, options, source);
    drop_landscape(run.lamps);
}

void prepare_lighting(CoverageLightingRun& run, const CoverageLightingOptions& options) {
    prepare_poles(run, options);
    prepare_roads(run, options);
}

} // namespace kerb::tools
