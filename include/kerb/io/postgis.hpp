// A PostGIS database as a source and as a sink.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <kerb/base/progress.hpp>
#include <kerb/inventory/feature_table.hpp>
#include <kerb/inventory/mapping.hpp>
#include <kerb/io/inventory_file.hpp>
#include <kerb/io/source.hpp>

namespace kerb::io {

/// Which database: what a person wrote, taken apart. It may hold a password: only name() is for print.
class PostgisTarget {
public:
    /// The name of a libpq service (`city`), an address (`postgresql://user@host:5432/db`) or words (`host=db
    /// dbname=city`). What is not said comes from the service, the environment (PGHOST, PGPASSFILE, …) and libpq.
    /// \throws UsageError that repeats nothing of the text, for a part of it may be a password.
    [[nodiscard]] static PostgisTarget parse(const std::string& text);

    /// Service, or host, port and database; never the user's name or password.
    [[nodiscard]] const std::string& name() const { return name_; }
    /// libpq's keywords with their values, the password among them.
    [[nodiscard]] const std::map<std::string, std::string>& parameters() const { return parameters_; }

private:
    explicit PostgisTarget(std::map<std::string, std::string> parameters);
    std::map<std::string, std::string> parameters_;
    std::string name_;
};

struct PostgisSource {
    std::string schema = "public";
    std::vector<std::string> layers; ///< tables and views to take; empty: all of the schema
};

struct PostgisSink {
    std::string schema = "public"; ///< made if it is missing
    bool overwrite = false;        ///< tables of the layers' names make way
    int lock_seconds = 10;         ///< how long to wait for tables that others are using
};

/// Reads tables and views of a schema, with or without geometry, as layers (name → layer); all are of one moment: one
/// read-only transaction, REPEATABLE READ, the tables locked against replacement before it looks. Nothing is changed.
/// Rows come by their whole-number primary key, which is their row id, else in the order of their content and counted
/// from 1; a key called `fid` is no column. Of several geometries the first is taken (issue `postgis.more_geometries`).
/// Dates, times, arrays and other types become text (ISO 8601 and UTC, JSON), numeric becomes real; what is no finite
/// number is null and an issue. SRID 0 states no frame. Else as read_layer().
/// \throws Error with Outcome::backend_lost when the database cannot be reached, is lost, or lets wait for a lock or a
/// statement too long (10 s, 30 min), SourceError naming database and layer, UsageError for a layer that is not there,
/// FrameError for a table of several SRIDs, ResourceError for more than 100 layers.
/// Off this machine the server must prove who it is (sslmode=verify-full) unless the target says otherwise.
/// \par Third party libpq.
[[nodiscard]] std::map<std::string, LayerRead> read_postgis(const PostgisTarget& target,
                                                            const PostgisSource& source = {},
                                                            const SourceOptions& options = {},
                                                            const Progress& progress = {});

/// Reads tables as read_postgis() does through a mapping into one inventory, as import_sources() does with files.
[[nodiscard]] InventoryRead import_postgis(const PostgisTarget& target, const PostgisSource& source,
                                           const Mapping& mapping, std::optional<Frame> frame = std::nullopt,
                                           const SourceOptions& options = {}, const Progress& progress = {});

/// Writes each table of `tables` as a table of the schema, in one transaction: all or nothing, and whoever reads
/// meanwhile sees all of the old or all of the new. Column `fid` (1 … n) is the primary key, `geom` (its type and SRID
/// declared) has a spatial index, titles become comments. Rows are counted in the database before it commits. Old
/// tables are locked only for the exchange at the end; rights on them and what hangs on them (views) are not carried
/// over, and a view forbids the exchange. A frame that the database does not know is added to `spatial_ref_sys`.
/// \return tables of the schema that are none of these: with an inventory they may be what an older one left.
/// \throws UsageError when a table exists and overwrite is not set or a name is too long for PostgreSQL, OutputError
/// when the database refuses, Error with Outcome::backend_lost as read_postgis(); the old tables are intact then. Only
/// when the connection breaks in the very commit is it not known which are there (`postgis.commit_unknown`).
std::vector<std::string> write_postgis(const PostgisTarget& target, const std::vector<FeatureTable>& tables,
                                       const PostgisSink& sink = {}, const Progress& progress = {});

} // namespace kerb::io
