// The parts of an audit's page.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include <kerb/inventory/schema.hpp>
#include <kerb/report/page.hpp>

namespace kerb::report::detail {

/// A value as text of HTML, quotes too. Bytes that are not UTF-8 become U+FFFD.
[[nodiscard]] std::string escaped(std::string_view text);
/// A value from the data, kept apart from the direction of the text around it.
[[nodiscard]] std::string isolated(std::string_view text);
/// HTML in both languages; the page shows one. Equal ones once.
[[nodiscard]] std::string in_both(const std::string& en, const std::string& zh);
/// A text of the catalogue in both languages, escaped.
[[nodiscard]] std::string told(const Message& message);
[[nodiscard]] std::string told(const std::string& code);
[[nodiscard]] std::string told(const Label& label);

struct ZoneFigure {
    std::string zone;
    std::optional<double> value;
};

/// One measured figure, ready to be shown. Texts are HTML.
struct Figure {
    std::string section, title, value, detail, interval, target, source, status;
    bool is_share = false, met_known = false, met = false;
    std::vector<ZoneFigure> zones;
};
[[nodiscard]] std::vector<Figure> figures_of(const nlohmann::json& result);

/// Figures as cards and tables, by section.
[[nodiscard]] std::string figures_html(const std::vector<Figure>& figures);
/// Zones as rows, figures as columns. \param layers where the zones' names are
[[nodiscard]] std::string zones_html(const std::vector<Figure>& figures, const PageInput& input);
/// The lamps' rates by zone with their intervals; empty without.
[[nodiscard]] std::string lamps_chart(const nlohmann::json& result);
/// The first rows of each layer of findings.
[[nodiscard]] std::string lists_html(const PageInput& input);
/// How figures were computed, what was read, data problems.
[[nodiscard]] std::string method_html(const nlohmann::json& document, const std::vector<Figure>& figures);

/// How a layer is drawn.
struct LayerStyle {
    const char* colour;
    bool finding; ///< else it is the ground that findings lie on
    bool shown;   ///< at the start
};
[[nodiscard]] LayerStyle style_of(const std::string& layer);
/// The name of a layer in both languages.
[[nodiscard]] Label title_of(const FeatureTable& layer);
/// What names a row: its key, id, road or building.
[[nodiscard]] std::string name_of(const FeatureTable& layer, std::size_t row);

/// The map as a picture, for readers without a script and for print.
[[nodiscard]] std::string map_svg(const PageInput& input);
/// The map's layers as a JSON value that may stand in a script.
[[nodiscard]] std::string map_data(const PageInput& input);

} // namespace kerb::report::detail
