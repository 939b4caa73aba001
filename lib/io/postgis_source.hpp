// Tables of one moment of a database.
#pragma once

#include <string>
#include <vector>

#include <kerb/io/postgis.hpp>

#include "postgres.hpp"

namespace kerb::io::detail {

/// A schema as it was when this was made. \throws as read_postgis().
class PostgisReader {
public:
    PostgisReader(const PostgisTarget& target, const PostgisSource& source, SourceOptions options);
    /// The layers asked for, sorted.
    [[nodiscard]] std::vector<std::string> layers() const;
    [[nodiscard]] std::int64_t count(const std::string& layer);
    [[nodiscard]] LayerRead read(const LayerRequest& request, const Progress& progress);

    struct Table {
        std::string name, key; ///< key: its only whole-number primary key, else empty
        bool lockable;
        double rows; ///< as the server estimates
        friend bool operator==(const Table& a, const Table& b) { return a.name == b.name && a.key == b.key; }
    };

private:
    [[nodiscard]] std::vector<Table> find_tables(const PostgisSource& source);
    void lock_tables();
    [[nodiscard]] std::optional<Frame> frame_of(const Table& table, const std::string& column, int modifier);

    Postgres base_;
    std::string schema_;
    SourceOptions options_;
    std::vector<Table> tables_;
};

} // namespace kerb::io::detail
