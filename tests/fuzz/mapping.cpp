// A mapping file of any content: refused with an Error, or applied so that every row is accounted for.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <kerb/base/error.hpp>
#include <kerb/inventory/mapping.hpp>

#include "expect.hpp"

namespace {

// Rows that a mapping may like: numbers as text and as numbers, codes, nulls.
kerb::FeatureTable table_for(const kerb::Mapping& mapping) {
    kerb::FeatureTable table;
    const auto& rule = mapping.layers.front();
    table.name = rule.layers.empty() ? "layer" : rule.layers.front();
    table.geometry = kerb::Points{{0, 0}, {1, 1}, {2, 2}, {3, 3}};
    table.rows = {1, 2, 3, 4};
    auto add = [&](const std::string& name) {
        if (!name.empty() && table.find(name) == nullptr) {
            auto& column = table.add(name, kerb::ColumnType::text);
            column.push(std::string("12 ft; 3"));
            column.push(std::string("yes"));
            column.push(std::monostate{});
            column.push(std::string("-1e999"));
        }
    };
    for (const auto& condition : rule.where) {
        for (const auto& name : condition.fields) {
            add(name);
        }
    }
    for (const auto& field : rule.fields) {
        for (const auto& source : field.sources) {
            add(source);
        }
    }
    auto& number = table.add("\x01number", kerb::ColumnType::real);
    for (const double value : {1.5, -0.0, 1e308, 4.0}) {
        number.push(value);
    }
    return table;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    try {
        const auto mapping = kerb::Mapping::from_toml(kerb::parse_toml(text, "fuzz.toml"));
        if (mapping.layers.empty()) {
            return 0;
        }
        const auto table = table_for(mapping);
        std::vector<kerb::Issue> issues;
        kerb::Accounting left_over;
        const auto mapped = kerb::apply(mapping, table, issues, left_over);
        auto read = left_over.read;
        for (const auto& part : mapped) {
            kerb::fuzz::expect(part.accounting.adds_up());
            for (const auto& column : part.table.columns) {
                kerb::fuzz::expect(column.size() == part.table.size());
            }
            read += part.accounting.read;
        }
        kerb::fuzz::expect(left_over.adds_up() && read == static_cast<std::int64_t>(table.size()));
    } catch (const kerb::Error& error) {
        kerb::fuzz::expect(!error.message().code.empty());
    }
    return 0;
}
