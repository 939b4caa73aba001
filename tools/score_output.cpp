// The files that `kerb score` writes.
#include <algorithm>
#include <filesystem>
#include <set>
#include <system_error>

#include <fmt/format.h>

#include <kerb/base/version.hpp>
#include <kerb/io/checksum.hpp>
#include <kerb/io/sink.hpp>
#include <kerb/io/versions.hpp>
#include <kerb/report/run_record.hpp>

#include "layer_values.hpp"
#include "layers.hpp"
#include "score.hpp"

namespace kerb::tools {
namespace {

namespace fs = std::filesystem;
using scorecard::ZoneScore;

constexpr const char* zones_layer = "score_zones";

/// A column of the layer with its names.
struct Titled {
    Column column;
    Label title;
};

Label label_of(const std::string& code) {
    return {render(code, Language::en), render(code, Language::zh)};
}

Titled column_of(const char* name, ColumnType type) {
    return {Column(name, type), label_of(std::string("score.column.") + name)};
}

void push_whole(Column& column, const std::optional<std::int64_t>& value) {
    if (value) {
        column.push(*value);
    } else {
        column.push(std::monostate{});
    }
}

/// `points_green_park_cover_gb55014`; a name that is taken gets a number.
std::string column_name(const std::string& id, std::set<std::string>& taken) {
    std::string name = "points_";
    for (const char c : id) {
        const auto lower = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        name += (lower >= 'a' && lower <= 'z') || (lower >= '0' && lower <= '9') ? lower : '_';
    }
    auto own = name;
    for (int i = 2; !taken.insert(own).second; ++i) {
        own = fmt::format("{}_{}", name, i);
    }
    return own;
}

std::vector<Titled> score_columns(const ScoreRun& run) {
    using enum ColumnType;
    auto key = column_of("key", text), zh = column_of("name_zh", text), en = column_of("name_en", text),
         rank = column_of("rank", integer), best = column_of("rank_best", integer),
         worst = column_of("rank_worst", integer), earlier = column_of("previous_rank", integer),
         score = column_of("score", real), change = column_of("score_change", real),
         complete = column_of("completeness", real), vetoed = column_of("vetoed", boolean),
         few = column_of("small_n", boolean), cause = column_of("main_cause", text),
         moved = column_of("main_cause_points", real);
    for (std::size_t z = 0; z < run.zones.size(); ++z) {
        const auto& zone = run.now.sheet.zones[z];
        const auto& about = run.read.city.zones[run.zones[z]].about;
        const auto& between = zone.rank_interval;
        push_text(key.column, zone.zone);
        push_text(zh.column, about.name_zh);
        push_text(en.column, about.name_en);
        push_whole(rank.column, zone.rank);
        push_whole(best.column, between ? std::optional(between->first) : std::nullopt);
        push_whole(worst.column, between ? std::optional(between->second) : std::nullopt);
        push_whole(earlier.column, zone.previous_rank);
        push_number(score.column, zone.score);
        push_number(change.column, zone.change());
        complete.column.push(zone.completeness);
        vetoed.column.push(std::int64_t{zone.vetoed});
        few.column.push(std::int64_t{zone.small_n});
        push_text(cause.column, zone.causes.empty() ? "" : zone.causes[0].indicator);
        push_number(moved.column, zone.causes.empty() ? std::nullopt : std::optional(zone.causes[0].points));
    }
    return {key, zh, en, rank, best, worst, earlier, score, change, complete, vetoed, few, cause, moved};
}

/// Weighted points by indicator and part; what is not scored has no column.
std::vector<Titled> point_columns(const ScoreRun& run) {
    std::vector<Titled> columns;
    std::set<std::string> taken;
    const auto& sheet = run.now.sheet;
    const auto add = [&](const std::string& id, const Label& name, std::size_t i, auto of) {
        Titled titled{Column(column_name(id, taken), ColumnType::real),
                      {render(Message{"score.points_of", {{"name", name.en}}}, Language::en),
                       render(Message{"score.points_of", {{"name", name.zh}}}, Language::zh)}};
        for (const auto& zone : sheet.zones) {
            push_number(titled.column, (zone.*of)[i].points);
        }
        columns.push_back(std::move(titled));
    };
    for (std::size_t i = 0; i < sheet.indicators.size(); ++i) {
        const auto& indicator = run.profile.indicators[i];
        if (indicator.scoring && indicator.better != scorecard::Better::neither) {
            add(sheet.indicators[i], indicator.name, i, &ZoneScore::of_indicator);
        }
    }
    for (std::size_t p = 0; p < sheet.parts.size(); ++p) {
        add(sheet.parts[p], run.profile.external[p].name, p, &ZoneScore::of_part);
    }
    return columns;
}

/// The layer and what its columns mean.
FeatureTable zone_table(const ScoreRun& run, LayerSchema& schema) {
    FeatureTable table;
    table.name = zones_layer;
    table.frame = run.read.frame.frame;
    std::vector<MultiPolygon> areas;
    for (std::size_t z = 0; z < run.zones.size(); ++z) {
        areas.push_back(run.read.city.zones[run.zones[z]].area);
        table.rows.push_back(static_cast<std::int64_t>(z) + 1);
    }
    table.geometry = std::move(areas);
    schema.layer = zones_layer;
    schema.title = label_of(std::string("layer.") + zones_layer);
    auto columns = score_columns(run);
    auto points = point_columns(run);
    std::move(points.begin(), points.end(), std::back_inserter(columns));
    for (auto& [column, title] : columns) {
        ColumnSchema described;
        described.name = column.name;
        described.type = column.type;
        described.title = title;
        schema.columns.push_back(std::move(described));
        table.columns.push_back(std::move(column));
    }
    return table;
}

LayerSchema snapshot_schema(const FeatureTable& table) {
    LayerSchema schema;
    schema.layer = table.name;
    schema.title = label_of(std::string("layer.") + table.name);
    for (const auto& column : table.columns) {
        ColumnSchema described;
        described.name = column.name;
        described.type = column.type;
        described.title = label_of(std::string("score.column.") + column.name);
        schema.columns.push_back(std::move(described));
    }
    return schema;
}

report::RunRecord record_of(const Session& session, const ScoreCommand& options, const ScoreRun& run) {
    report::RunRecord record;
    record.version = version();
    record.command = "score";
    record.arguments = session.arguments;
    std::error_code ignored;
    for (const auto& path : {options.city, options.over, options.marks, options.previous, options.water.dem,
                             fs::exists(options.profile, ignored) ? options.profile : std::string()}) {
        if (!path.empty()) {
            const auto digest = io::digest_of_file(path);
            record.inputs.push_back({path, digest.sha256, digest.bytes});
        }
    }
    record.frame = run.read.frame.frame.name();
    for (const auto& [name, number] : io::library_versions()) {
        record.libraries.emplace_back(name, number);
    }
    record.seconds = session.seconds();
    return record;
}

/// The day of the snapshot, so that the same numbers give the same bytes.
std::string time_stamp(const std::string& taken_on) {
    return (taken_on.size() >= 10 ? taken_on.substr(0, 10) : std::string("2000-01-01")) + "T00:00:00.000Z";
}

} // namespace

void make_score_files(const Session& session, const ScoreCommand& options, const ScoreRun& run, const ScoreFiles& files,
                      const std::string& json) {
    io::SinkOptions sink;
    sink.overwrite = session.options.overwrite;
    sink.language = session.language;
    sink.time_stamp = time_stamp(run.now.source.taken_on);
    std::vector<FeatureTable> tables;
    tables.push_back(zone_table(run, sink.schema.emplace_back()));
    sink.styles = styles_for(names_of(tables));
    for (auto& table : scorecard::snapshot_tables(run.now)) {
        sink.schema.push_back(snapshot_schema(table));
        tables.push_back(std::move(table));
    }
    sink.run = {{"version", run.now.source.code_version},
                {"command", "score"},
                {"frame", run.now.source.frame},
                {"snapshot", run.now.id},
                {"profile " + run.now.profile, run.now.profile_sha256},
                {"input " + run.now.source.input, run.now.source.input_sha256}};
    files.set->make([&] {
        io::write_layers(files.set->place_of(files.layers), tables, sink);
        io::write_text(files.set->place_of(files.json), json, session.options.overwrite);
        io::write_text(files.set->place_of(files.csv), report::score_csv(run.found(), options.bom),
                       session.options.overwrite);
        io::write_text(files.set->place_of(files.run), report::to_json(record_of(session, options, run)),
                       session.options.overwrite);
    });
}

} // namespace kerb::tools
