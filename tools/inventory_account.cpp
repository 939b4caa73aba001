#include "inventory_account.hpp"

#include <filesystem>

#include <fmt/format.h>

#include <kerb/base/version.hpp>
#include <kerb/inventory/tables.hpp>
#include <kerb/report/text_table.hpp>

#include "layers.hpp"

namespace kerb::tools {

std::vector<std::pair<std::string, std::int64_t>> class_counts(const Inventory& city) {
    std::vector<std::pair<std::string, std::int64_t>> counts;
    auto asset_class = asset_classes().begin();
    std::map<std::string, std::int64_t> others;
    for_each_class(city, [&]<class T>(const std::vector<T>& assets) {
        if constexpr (std::is_same_v<T, OtherAsset>) {
            for (const auto& other : assets) {
                ++others[other.class_name];
            }
        } else if (const auto& layer = (asset_class++)->layer; !assets.empty()) {
            counts.emplace_back(layer, static_cast<std::int64_t>(assets.size()));
        }
    });
    counts.insert(counts.end(), others.begin(), others.end());
    return counts;
}

std::vector<report::LayerAccount> accounts_of(const std::vector<io::LayerReport>& layers) {
    std::vector<report::LayerAccount> accounts;
    accounts.reserve(layers.size());
    for (const auto& layer : layers) {
        accounts.push_back({layer.class_name, layer.source, layer.layer, layer.accounting, layer.unmapped});
    }
    return accounts;
}

void show_counts(const Session& session, const Inventory& city, const report::Envelope& envelope) {
    const auto counts = class_counts(city);
    if (session.options.format == "json") {
        print_document(report::to_json(envelope, report::counts_json(counts)));
        return;
    }
    if (session.options.format == "csv") {
        std::string text = "layer,rows\r\n";
        for (const auto& [name, count] : counts) {
            text += fmt::format("{},{}\r\n", report::csv_cell(name), count);
        }
        print_document(text);
        return;
    }
    report::TextTable table({session.text("report.layer"), session.text("report.rows")});
    for (const auto& [name, count] : counts) {
        table.add({name, report::count_text(count)});
    }
    print((envelope.frame ? session.text(describe(*envelope.frame)) + "\n" : std::string()) + table.text());
}

io::SinkOptions inventory_sink(const Session& session, const Inventory& city, const std::string& command) {
    io::SinkOptions sink;
    sink.overwrite = session.options.overwrite;
    sink.styles = styles_for(layers_of(city));
    sink.language = session.language;
    sink.run = {{"version", std::string(version())}, {"command", command}, {"frame", city.frame.name()}};
    return sink;
}

std::unique_ptr<io::OutputSet> make_inventory_file(const Session& session, const Inventory& city,
                                                   const std::string& command) {
    const std::filesystem::path path = session.options.output;
    const auto folder = path.has_parent_path() ? path.parent_path().string() : ".";
    auto file = std::make_unique<io::OutputSet>(folder, std::vector<std::string>{path.filename().string()},
                                                session.options.overwrite);
    file->make(
        [&] { io::write_inventory(file->place_of(path.string()), city, inventory_sink(session, city, command)); });
    return file;
}

} // namespace kerb::tools
