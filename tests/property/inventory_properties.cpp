// Whatever a city's fields hold, tables carry it.
#include <kerb/inventory/tables.hpp>

#include "support/property.hpp"
#include "support/same_city.hpp"

using kerb::Inventory;

namespace {

std::string text_of(const std::vector<unsigned char>& choices) {
    static const std::vector<std::string> alphabet = {"a", "7", " ", "\"", "\\", "\n", "路", "🚦", "{", ":", ",", "#2"};
    std::string text = choices.empty() ? "" : "x"; // blanks alone are no value
    for (const auto choice : choices) {
        text += alphabet[choice % alphabet.size()];
    }
    return text;
}

} // namespace

TEST_CASE("Any city survives its tables") {
    kerb::test::holds("city = city", [](const std::vector<std::vector<unsigned char>>& texts,
                                        const std::vector<std::pair<int, bool>>& numbers) {
        Inventory city(kerb::Frame::from("EPSG:4547"));
        for (std::size_t i = 0; i < texts.size(); ++i) {
            const auto [number, given] = i < numbers.size() ? numbers[i] : std::pair(0, false);
            kerb::Streetlight light;
            light.about.key = "SL-" + std::to_string(i);
            light.about.name_zh = text_of(texts[i]);
            light.about.owner = text_of(texts[texts.size() - 1 - i]);
            if (given) {
                light.luminaire_count = number;
                light.height_m = number / 7.0;
                light.about.extra.edit() = {{text_of(texts[i]) + "f", std::to_string(number)},
                                            {"备注", text_of(texts[i]) + "!"}};
            }
            light.state = static_cast<kerb::LightState>(static_cast<unsigned>(number) % 4);
            light.position = {5e5 + number / 3.0, 3.5e6 + static_cast<double>(i)};
            city.streetlights.push_back(std::move(light));
        }
        std::vector<kerb::Issue> issues;
        Inventory back(city.frame);
        for (const auto& table : kerb::to_tables(city)) {
            static_cast<void>(kerb::append_table(back, kerb::class_of_layer(table.name), table, issues));
        }
        RC_ASSERT(issues.empty());
        RC_ASSERT(kerb::test::same_assets(city.streetlights, back.streetlights));
    });
}
