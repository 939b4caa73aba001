#include "postgis_source.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstring>

#include <cpl_string.h>
#include <fmt/format.h>
#include <ogrsf_frmts.h>

#include <kerb/base/error.hpp>
#include <kerb/base/units.hpp>

#include "collector.hpp"
#include "database.hpp"
#include "gate.hpp"

namespace kerb::io {
namespace detail {
namespace {

constexpr std::size_t most_layers = 100;
constexpr int rows_at_once = 2000;

enum class Kind { boolean, integer, real, text, geometry };

struct Field {
    std::string name;
    Kind kind;
    std::string expression;
    int modifier;
};

/// The types that have a kind of their own, by the numbers that pg_type.dat gives them for ever.
Kind kind_of(Oid type) {
    switch (type) {
        case 16: // bool
            return Kind::boolean;
        case 20: // int8
        case 21: // int2
        case 23: // int4
        case 26: // oid
            return Kind::integer;
        case 700:  // float4
        case 701:  // float8
        case 1700: // numeric
            return Kind::real;
        default:
            return Kind::text;
    }
}

/// Text that is text already; any other type is made text as JSON has it: dates in ISO 8601, arrays in brackets.
bool is_plain_text(Oid type) {
    constexpr Oid plain[] = {18, 19, 25, 114, 142, 1042, 1043, 2950, 3802}; // char, name, text, json, xml, …, jsonb
    return std::find(std::begin(plain), std::end(plain), type) != std::end(plain);
}

std::vector<Oid> geometry_types(Postgres& base) {
    std::vector<Oid> types;
    if (base.has_postgis()) {
        const auto found = base.run("SELECT 'geometry'::regtype::oid UNION SELECT 'geography'::regtype::oid");
        for (int row = 0; row < found.size(); ++row) {
            types.push_back(static_cast<Oid>(std::strtoul(found.text(row, 0), nullptr, 10)));
        }
    }
    return types;
}

std::vector<Field> fields_of(Postgres& base, const std::string& relation) {
    const auto geometries = geometry_types(base);
    const auto rows = base.run("SELECT * FROM " + relation + " LIMIT 0");
    std::vector<Field> fields;
    for (int c = 0; c < rows.columns(); ++c) {
        Field field{rows.name(c), kind_of(rows.type(c)), "t." + quoted(rows.name(c)), rows.modifier(c)};
        if (std::find(geometries.begin(), geometries.end(), rows.type(c)) != geometries.end()) {
            field.kind = Kind::geometry;
            field.expression = "ST_AsBinary(" + field.expression + "::geometry)";
        } else if (field.kind == Kind::text && !is_plain_text(rows.type(c))) {
            field.expression = "to_json(" + field.expression + ") #>> '{}'";
        }
        fields.push_back(std::move(field));
    }
    return fields;
}

std::int64_t whole(const char* text) {
    std::int64_t number = 0;
    std::from_chars(text, text + std::strlen(text), number);
    return number;
}

/// The rows of a query as features, read once and forwards.
class QueryLayer : public OGRLayer {
public:
    /// \param query gives the row id (or null) and then the fields
    QueryLayer(Postgres& base, const std::string& name, std::vector<Field> fields, const std::string& query)
        : base_(base), fields_(std::move(fields)), definition_(new OGRFeatureDefn(name.c_str())) {
        definition_->Reference();
        definition_->SetGeomType(wkbNone);
        for (const auto& field : fields_) {
            add(field);
        }
        base_.run("DECLARE kerb_rows NO SCROLL CURSOR FOR " + query);
    }
    ~QueryLayer() override { definition_->Release(); }
    QueryLayer(const QueryLayer&) = delete;
    QueryLayer& operator=(const QueryLayer&) = delete;

    OGRFeatureDefn* GetLayerDefn() override { return definition_; }
    void ResetReading() override {}
    int TestCapability(const char*) override { return FALSE; }
    OGRFeature* GetNextFeature() override {
        if (!rows_ || at_ == rows_->size()) {
            rows_.emplace(base_.run(fmt::format("FETCH FORWARD {} FROM kerb_rows", rows_at_once)));
            at_ = 0;
        }
        return at_ < rows_->size() ? feature(at_++) : nullptr;
    }
    void close() { base_.run("CLOSE kerb_rows"); }
    /// Numbers of the last feature that are none, or not finite.
    [[nodiscard]] const OddValues& odd() const { return odd_; }

private:
    void add(const Field& field) {
        if (field.kind == Kind::geometry) {
            definition_->SetGeomType(wkbUnknown);
            return;
        }
        constexpr OGRFieldType types[] = {OFTInteger, OFTInteger64, OFTReal, OFTString};
        OGRFieldDefn made(field.name.c_str(), types[static_cast<std::size_t>(field.kind)]);
        made.SetSubType(field.kind == Kind::boolean ? OFSTBoolean : OFSTNone);
        definition_->AddFieldDefn(&made);
    }

    OGRFeature* feature(int row) {
        auto made = std::make_unique<OGRFeature>(definition_);
        made->SetFID(rows_->null(row, 0) ? ++read_ : whole(rows_->text(row, 0)));
        odd_.clear();
        int index = 0;
        for (std::size_t f = 0; f < fields_.size(); ++f) {
            const auto column = static_cast<int>(f) + 1;
            const char* text = rows_->null(row, column) ? nullptr : rows_->text(row, column);
            if (fields_[f].kind == Kind::geometry) {
                set_geometry(*made, text);
            } else {
                set_value(*made, index++, fields_[f].kind, text);
            }
        }
        return made.release();
    }

    void set_value(OGRFeature& made, int index, Kind kind, const char* text) {
        const auto number = text != nullptr && kind == Kind::real ? parse_number(text) : std::nullopt;
        if (text == nullptr) {
            made.SetFieldNull(index);
        } else if (kind == Kind::boolean) {
            made.SetField(index, *text == 't' ? 1 : 0);
        } else if (kind == Kind::integer) {
            made.SetField(index, static_cast<GIntBig>(whole(text)));
        } else if (kind == Kind::text) {
            made.SetField(index, text);
        } else if (number && std::isfinite(*number)) {
            made.SetField(index, *number);
        } else {
            made.SetFieldNull(index);
            odd_[made.GetFID()].emplace_back(index, text);
        }
    }

    /// \param text `\x` and the well-known binary in hexadecimal, or null
    static void set_geometry(OGRFeature& made, const char* text) {
        int size = 0;
        const std::unique_ptr<GByte, void (*)(void*)> bytes(text == nullptr ? nullptr : CPLHexToBinary(text + 2, &size),
                                                            CPLFree);
        OGRGeometry* geometry = nullptr;
        if (bytes != nullptr && OGRGeometryFactory::createFromWkb(bytes.get(), nullptr, &geometry,
                                                                  static_cast<std::size_t>(size)) != OGRERR_NONE) {
            CPLError(CE_Failure, CPLE_AppDefined, "the geometry is not understood");
        }
        made.SetGeometryDirectly(geometry);
    }

    Postgres& base_;
    std::vector<Field> fields_;
    OGRFeatureDefn* definition_;
    std::optional<Rows> rows_;
    int at_ = 0;
    std::int64_t read_ = 0;
    OddValues odd_;
};

/// Removes all geometries but the first from the fields; their names.
std::string drop_more_geometries(std::vector<Field>& fields) {
    std::string names;
    bool first = true;
    std::erase_if(fields, [&](const Field& field) {
        if (field.kind != Kind::geometry || std::exchange(first, false)) {
            return false;
        }
        names += (names.empty() ? "" : ", ") + field.name;
        return true;
    });
    return names;
}

std::string query_of(const std::string& relation, const std::string& key, const std::vector<Field>& fields) {
    auto query = "SELECT " + (key.empty() ? "NULL" : "t." + quoted(key));
    for (const auto& field : fields) {
        query += ", " + field.expression;
    }
    return query + " FROM " + relation + " AS t ORDER BY " +
           (key.empty() ? R"(CAST(t.* AS text) COLLATE "C")" : "t." + quoted(key));
}

void note_more_geometries(LayerRead& read, const std::string& layer, const std::string& names) {
    if (!names.empty()) {
        Issue issue;
        issue.severity = Severity::info;
        issue.reason = "postgis.more_geometries";
        issue.layer = layer;
        issue.message = {issue.reason, {{"layer", layer}, {"fields", names}}};
        read.issues.push_back(std::move(issue));
    }
}

LayerRead collect(QueryLayer& rows, Collector& collector, GdalScope& scope, double expected, const Progress& progress) {
    std::int64_t read = 0;
    while (const auto feature = std::unique_ptr<OGRFeature>(rows.GetNextFeature())) {
        collector.set_odd_values(rows.odd());
        collector.take(*feature, scope.take_error(), scope.take_warnings());
        if (++read % rows_at_once == 0) {
            report_progress(progress, "stage.read", std::min(1.0, static_cast<double>(read) / std::max(1.0, expected)));
        }
    }
    rows.close();
    return collector.finish();
}

} // namespace

PostgisReader::PostgisReader(const PostgisTarget& target, const PostgisSource& source, SourceOptions options)
    : base_(target, Postgres::Purpose::read, 10), schema_(source.schema), options_(std::move(options)) {
    base_.run("SET synchronize_seqscans = off; SET max_parallel_workers_per_gather = 0");
    tables_ = find_tables(source);
    base_.run("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY");
    lock_tables();
    // A table that was replaced in between would be empty for this transaction.
    if (find_tables(source) != tables_) {
        throw BackendError(Message{"postgis.changed", {{"database", base_.name()}, {"schema", schema_}}});
    }
}

std::vector<PostgisReader::Table> PostgisReader::find_tables(const PostgisSource& source) {
    const auto rows = base_.run(
        "SELECT c.relname, c.relkind IN ('r', 'p', 'v'), greatest(c.reltuples, 0), (SELECT a.attname FROM pg_index i "
        "JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0] WHERE i.indrelid = c.oid AND "
        "i.indisprimary AND i.indnkeyatts = 1 AND a.atttypid IN (20, 21, 23)) FROM pg_class c JOIN pg_namespace n ON "
        "n.oid = c.relnamespace WHERE n.nspname = $1 AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT "
        "c.relispartition AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = "
        "c.oid AND d.deptype = 'e') ORDER BY c.relname",
        {schema_});
    std::vector<Table> tables;
    std::string names;
    for (int row = 0; row < rows.size(); ++row) {
        names += (row > 0 ? ", " : "") + std::string(rows.text(row, 0));
        const auto& wanted = source.layers;
        if (wanted.empty() || std::find(wanted.begin(), wanted.end(), rows.text(row, 0)) != wanted.end()) {
            tables.push_back({rows.text(row, 0), rows.text(row, 3), *rows.text(row, 1) == 't',
                              parse_number(rows.text(row, 2)).value_or(0)});
        }
    }
    if (rows.size() == 0) {
        throw SourceError(Message{"postgis.no_tables", {{"database", base_.name()}, {"schema", schema_}}});
    }
    for (const auto& wanted : source.layers) {
        if (std::none_of(tables.begin(), tables.end(), [&](const Table& table) { return table.name == wanted; })) {
            throw UsageError(
                Message{"source.no_layer", {{"file", base_.name()}, {"layer", wanted}, {"layers", names}}});
        }
    }
    if (tables.size() > most_layers) {
        throw ResourceError(Message{"source.too_many_layers",
                                    {{"file", base_.name()},
                                     {"count", static_cast<std::int64_t>(tables.size())},
                                     {"limit", static_cast<std::int64_t>(most_layers)}}});
    }
    return tables;
}

void PostgisReader::lock_tables() {
    std::string names;
    for (const auto& table : tables_) {
        if (table.lockable) {
            names += (names.empty() ? "" : ", ") + relation(schema_, table.name);
        }
    }
    if (!names.empty()) {
        base_.run("LOCK TABLE " + names + " IN ACCESS SHARE MODE");
    }
}

std::vector<std::string> PostgisReader::layers() const {
    std::vector<std::string> names;
    std::transform(tables_.begin(), tables_.end(), std::back_inserter(names),
                   [](const Table& table) { return table.name; });
    return names;
}

std::int64_t PostgisReader::count(const std::string& layer) {
    return whole(base_.run("SELECT count(*) FROM " + relation(schema_, layer)).text(0, 0));
}

std::optional<Frame> PostgisReader::frame_of(const Table& table, const std::string& column, int modifier) {
    auto srid = base_.run("SELECT postgis_typmod_srid($1::integer)", {std::to_string(modifier)});
    if (whole(srid.text(0, 0)) == 0) {
        // The column states none; its values may.
        const auto place = "t." + quoted(column) + "::geometry";
        srid = base_.run("SELECT DISTINCT ST_SRID(" + place + ") FROM " + relation(schema_, table.name) +
                         " AS t WHERE t." + quoted(column) + " IS NOT NULL");
    }
    if (srid.size() > 1) {
        throw FrameError(Message{"postgis.mixed_srid", {{"database", base_.name()}, {"layer", table.name}}});
    }
    if (srid.size() == 0 || whole(srid.text(0, 0)) == 0) {
        return options_.source_crs ? std::optional(Frame::from(*options_.source_crs)) : std::nullopt;
    }
    const auto known = base_.run(
        "SELECT CASE WHEN auth_name = 'EPSG' THEN 'EPSG:' || auth_srid ELSE srtext END FROM "
        "spatial_ref_sys WHERE srid = $1::integer",
        {srid.text(0, 0)});
    if (known.size() == 0) {
        throw FrameError(Message{"frame.unknown", {{"definition", fmt::format("SRID {}", srid.text(0, 0))}}});
    }
    return Frame::from(known.text(0, 0));
}

LayerRead PostgisReader::read(const LayerRequest& request, const Progress& progress) {
    const auto found =
        std::find_if(tables_.begin(), tables_.end(), [&](const Table& table) { return table.name == request.layer; });
    const auto& table = *found;
    const auto place = relation(schema_, table.name);
    auto fields = fields_of(base_, place);
    std::erase_if(fields, [&](const Field& field) { return field.name == "fid" && field.name == table.key; });
    const auto more = drop_more_geometries(fields);
    const auto geometry =
        std::find_if(fields.begin(), fields.end(), [](const Field& field) { return field.kind == Kind::geometry; });
    const auto frame = geometry == fields.end() ? std::nullopt : frame_of(table, geometry->name, geometry->modifier);
    GdalScope scope;
    QueryLayer rows(base_, table.name, fields, query_of(place, table.key, fields));
    const Admitted source{base_.name(), "PostgreSQL"};
    Collector collector(rows, source, request, options_, frame);
    auto read = collect(rows, collector, scope, table.rows, progress);
    note_more_geometries(read, table.name, more);
    return read;
}

} // namespace detail

std::map<std::string, LayerRead> read_postgis(const PostgisTarget& target, const PostgisSource& source,
                                              const SourceOptions& options, const Progress& progress) {
    detail::PostgisReader reader(target, source, options);
    std::map<std::string, LayerRead> layers;
    for (const auto& name : reader.layers()) {
        LayerRequest request;
        request.layer = name;
        layers.emplace(name, reader.read(request, progress));
    }
    return layers;
}

} // namespace kerb::io
