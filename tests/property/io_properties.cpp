// Whatever the values are: written, read again, the same.
#include <cmath>

#include <kerb/io/sink.hpp>
#include <kerb/io/source.hpp>

#include "support/property.hpp"
#include "support/scratch.hpp"

using kerb::ColumnType;
using kerb::FeatureTable;
using kerb::test::Scratch;

namespace {

/// Text from a small alphabet of everything that formats stumble over.
std::string text_of(const std::vector<unsigned char>& choices) {
    static const std::vector<std::string> alphabet = {"a",  "7", " ", ",", ";", "\"", "'", "\n", "\t", "路", "é",
                                                      "\\", "{", "}", "[", "=", "-",  "%", "<",  "&",  "🚦",  "."};
    std::string text = "x"; // neither a formula nor a number nor empty
    for (const auto choice : choices) {
        text += alphabet[choice % alphabet.size()];
    }
    return text + "x";
}

FeatureTable table_of(const std::vector<std::vector<unsigned char>>& texts, const std::vector<double>& numbers) {
    FeatureTable table;
    table.name = "things";
    table.frame = kerb::Frame::from("EPSG:4547");
    kerb::Points points;
    auto& text = table.add("text", ColumnType::text);
    for (const auto& choices : texts) {
        text.push(text_of(choices));
    }
    auto& real = table.add("real", ColumnType::real);
    for (std::size_t i = 0; i < texts.size(); ++i) {
        const double number = i < numbers.size() ? numbers[i] : 0.1;
        std::isfinite(number) ? real.push(number) : real.push(std::monostate{});
        table.rows.push_back(static_cast<std::int64_t>(i) + 1);
        points.push_back({5e5 + static_cast<double>(i) / 3, 3.5e6 + std::fmod(std::abs(number), 1e4)});
        if (!std::isfinite(points.back().y)) {
            points.back().y = 3.5e6;
        }
    }
    table.geometry = points;
    return table;
}

bool survives(const FeatureTable& table, const std::string& path) {
    kerb::io::SinkOptions sink;
    sink.overwrite = true;
    sink.spatial_index = false;
    kerb::io::write_layers(path, {table}, sink);
    kerb::io::SourceOptions source;
    source.source_crs = "EPSG:4547";
    const auto read = kerb::io::read_layer(path, {}, source);
    if (read.tables.size() != 1 || read.tables[0].size() != table.size() || !read.issues.empty()) {
        return false;
    }
    const auto& got = read.tables[0];
    for (std::size_t row = 0; row < table.size(); ++row) {
        if (got.find("text")->text_at(row) != table.find("text")->text_at(row) ||
            got.find("real")->text_at(row) != table.find("real")->text_at(row)) {
            return false;
        }
    }
    return std::get<kerb::Points>(got.geometry) == std::get<kerb::Points>(table.geometry);
}

} // namespace

TEST_CASE("Any text and any number survive GeoPackage, FlatGeobuf and CSV") {
    const Scratch scratch;
    kerb::test::holds("written = read",
                      [&](const std::vector<std::vector<unsigned char>>& texts, const std::vector<double>& numbers) {
                          RC_PRE(!texts.empty());
                          const auto table = table_of(texts, numbers);
                          for (const auto* name : {"a.gpkg", "a.fgb", "a.csv"}) {
                              RC_ASSERT(survives(table, scratch.file(name)));
                          }
                      });
}
