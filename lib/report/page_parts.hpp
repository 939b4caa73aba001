// The parts of an audit's page.
#pragma once

#include <exception>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include <kerb/inventory/schema.hpp>
#include <kerb/report/page.hpp>

namespace kerb::report::detail {

/// What a JSON exception says, without its number and without what was read of the file.
[[nodiscard]] std::string why_of(const std::exception& error);

/// A value as text of HTML, quotes too. Bytes that are not UTF-8 become U+FFFD.
[[nodiscard]] std::string html_text(std::string_view text);
/// A value from the data, kept apart from the direction of the text around it.
[[nodiscard]] std::string isolated(std::string_view text);
/// HTML in both languages; the page shows one. Equal ones once.
[[nodiscard]] std::string in_both(const std::string& en, const std::string& zh);
/// A text of the catalogue in both languages, escaped.
[[nodiscard]] std::string told(const Message& message);
[[nodiscard]] std::string told(const std::string& code);
[[nodiscard]] std::string told(const Label& label);

/// The catalogue's text of `code` in both languages, escaped, with values for its placeholders.
[[nodiscard]] std::string filled(const std::string& code, const std::vector<std::pair<std::string, Label>>& values);
/// Lengths and areas as each language tells them: 公里, 公顷, 万平方米.
[[nodiscard]] Label length_of(double m);
[[nodiscard]] Label area_of(double m2);
/// A name in one language only where the other has none.
[[nodiscard]] std::string in(const Label& label, Language language);
/// What a JSON object says under `key`; none where it is missing or is of another type.
[[nodiscard]] std::optional<double> number(const nlohmann::json& value, const char* key);
[[nodiscard]] std::string text(const nlohmann::json& value, const char* key);

struct ZoneFigure {
    std::string zone;
    std::optional<double> value;
};

/// One measured figure, ready to be shown. Texts are HTML.
struct Figure {
    std::string section, title, value, detail, interval, target, source, status;
    bool is_share = false, met_known = false, met = false;
    Label name;                                        ///< as it is, for charts
    std::optional<double> share, lo, hi, target_share; ///< of a share
    std::vector<ZoneFigure> zones;
};
[[nodiscard]] std::vector<Figure> figures_of(const nlohmann::json& result);

/// Figures as cards.
[[nodiscard]] std::string figures_html(const std::vector<Figure>& figures);
/// For each section its table, its chart, its lists and how its figures were computed.
[[nodiscard]] std::string sections_html(const std::vector<Figure>& figures, const PageInput& input,
                                        const std::string& lights_chart);
/// Shares as bars with their intervals and targets, and what each zone has as a mark; empty without a share.
[[nodiscard]] std::string shares_svg(const std::vector<const Figure*>& figures, Language language);
/// Names of zones by their keys.
[[nodiscard]] std::map<std::string, Label> zone_names(const PageInput& input);
/// Zones from the lowest share up, with the figure's name where several figures have zones.
[[nodiscard]] std::string worst_html(const Figure& figure, const std::map<std::string, Label>& names);
/// Zones as rows, figures as columns. \param layers where the zones' names are
[[nodiscard]] std::string zones_html(const std::vector<Figure>& figures, const PageInput& input);
/// The lamps' rates by zone with their intervals; empty without.
[[nodiscard]] std::string lamps_chart(const nlohmann::json& result, const PageInput& input);
/// The first rows of each layer of findings.
[[nodiscard]] std::string lists_html(const PageInput& input);
/// Cells of a table's head, by the codes of their texts.
[[nodiscard]] std::string heads(const std::vector<const char*>& codes);
/// A table in a box of its own, which scrolls where the page is narrow and takes the focus. \param caption code of its
/// text; nullptr: none
[[nodiscard]] std::string wide_table(const char* style, const char* caption, const std::string& head,
                                     const std::string& rows);
/// `met`, `not met`, or that it is open.
[[nodiscard]] std::string verdict_word(std::optional<bool> met);
/// That a number was held against no text yet, after a space; nothing where it was.
[[nodiscard]] std::string unverified_mark(bool unverified);
/// `zh` and `en` of a JSON object.
[[nodiscard]] std::string both(const nlohmann::json& named);
/// A value in its unit, a dash for none; shares come as shares.
[[nodiscard]] std::string in_unit(const nlohmann::json& value, const std::string& unit);
/// `4.2 km / 9.1 km`: `k` and `n` of a value in the units that its indicator names.
[[nodiscard]] std::string k_of_n(const nlohmann::json& indicator, const nlohmann::json& value);
/// Points, ranks and what moved them, of a score.json; empty without one. \throws SourceError when it is none
[[nodiscard]] std::string scores_html(std::string_view scores, const PageInput& input);
/// The systems of city management: what is on record of each, and its indicators; empty where the summary has none.
[[nodiscard]] std::string systems_html(const nlohmann::json& result);
/// The plane, what was read, data problems.
[[nodiscard]] std::string data_html(const nlohmann::json& document);

/// How a layer is drawn.
struct LayerStyle {
    const char* colour;
    bool finding;        ///< else it is the ground that findings lie on
    bool shown;          ///< at the start
    const char* section; ///< that the layer's list belongs to; empty: none
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
