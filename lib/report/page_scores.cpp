// The score sheet on the page: ranks first, then what they are made of.
#include <algorithm>
#include <tuple>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <kerb/base/error.hpp>
#include <kerb/report/score_report.hpp>
#include <kerb/report/text_table.hpp>

#include "page_parts.hpp"

namespace kerb::report::detail {
namespace {

using nlohmann::json;

constexpr std::size_t worst_items = 3; ///< items that cost a zone most

std::string one_decimal(const json& value) {
    return value.is_number() ? fmt::format("{:.1f}", value.get<double>()) : "–";
}

/// `3 ▲2`: the rank, and by how many it rose.
std::string rank_html(const json& zone) {
    if (!zone.at("rank").is_number()) {
        return "–";
    }
    const auto& change = zone.at("rank_change");
    return fmt::format("{}{}", zone.at("rank").get<std::int64_t>(),
                       change.is_number() ? " " + rise_text(change.get<std::int64_t>()) : "");
}

/// Ranks that the zone could have, all else at its best or its worst.
std::string possible_html(const json& zone) {
    return zone.at("rank_best").is_number()
               ? fmt::format("{} – {}", zone.at("rank_best").get<int>(), zone.at("rank_worst").get<int>())
               : "–";
}

/// The sheet, with names by id.
struct Sheet {
    const json& result;
    std::map<std::string, Label> zones;
    std::map<std::string, std::string> items;

    [[nodiscard]] std::string item(const std::string& id) const {
        const auto at = items.find(id);
        return at == items.end() ? html_text(id) : at->second;
    }
    [[nodiscard]] std::string zone(const json& zone) const {
        const auto key = zone.at("zone").get<std::string>();
        const auto at = zones.find(key);
        const auto name = at != zones.end() && !at->second.empty() ? told(at->second)
                          : zone.at("name").is_string()            ? isolated(zone.at("name").get<std::string>())
                                                                   : std::string();
        return isolated(key) + (name.empty() ? "" : " " + name);
    }
    [[nodiscard]] bool compared() const { return !result.at("previous").is_null(); }
};

/// The items that cost the zone most points, at most three.
std::vector<std::pair<double, std::string>> losses_of(const json& zone) {
    std::vector<std::pair<double, std::string>> losses;
    for (const auto* list : {"indicators", "parts"}) {
        for (const auto& one : zone.at(list)) {
            const double lost =
                one.at("points").is_number() ? one.at("possible").get<double>() - one.at("points").get<double>() : 0;
            if (lost >= 0.05) {
                losses.emplace_back(lost, one.at("id").get<std::string>());
            }
        }
    }
    std::sort(losses.begin(), losses.end(),
              [](const auto& a, const auto& b) { return std::tie(b.first, a.second) < std::tie(a.first, b.second); });
    losses.resize(std::min(losses.size(), worst_items));
    return losses;
}

/// What keeps a zone out of the ranking, or holds it back.
std::string remarks_html(const Sheet& sheet, const json& zone) {
    std::string html;
    const auto add = [&](const std::string& text) { html += (html.empty() ? "" : "<br>") + text; };
    for (const auto& one : zone.at("indicators")) {
        if (one.at("vetoed").get<bool>()) {
            add("<span class=\"not-met\">" + told("page.vetoed") + "</span> " +
                sheet.item(one.at("id").get<std::string>()));
        }
    }
    if (zone.at("small_n").get<bool>()) {
        add("<span class=\"open\">" + told("page.small_n") + "</span>");
    }
    for (const auto& [lost, id] : losses_of(zone)) {
        add(sheet.item(id) + " " + signed_text(-lost));
    }
    return html.empty() ? "–" : html;
}

std::string causes_html(const Sheet& sheet, const json& zone) {
    std::string html;
    for (const auto& cause : zone.at("causes")) {
        html += (html.empty() ? "" : "<br>") + sheet.item(cause.at("id").get<std::string>()) + " " +
                signed_text(number(cause, "points"));
    }
    return html.empty() ? "–" : html;
}

std::string score_cell(const json& score) {
    return score.is_number() ? fmt::format("<td class=\"bar\" style=\"--w:{:.0f}%\">{}</td>",
                                           std::clamp(score.get<double>(), 0.0, 100.0), one_decimal(score))
                             : "<td>–</td>";
}

std::string ranks_html(const Sheet& sheet) {
    std::vector<const char*> columns = {"page.zone", "page.rank", "page.score", "page.possible_ranks", "page.complete"};
    if (sheet.compared()) {
        columns.insert(columns.end(), {"page.score_change", "page.moved_by"});
    }
    columns.push_back("page.lost");
    std::string rows;
    const auto add = [&](const json& zone, const std::string& name) {
        rows += fmt::format("<tr><th scope=\"row\">{}</th><td>{}</td>{}<td>{}</td><td>{}</td>{}<td>{}</td></tr>\n",
                            name, rank_html(zone), score_cell(zone.at("score")), possible_html(zone),
                            percent_text(zone.at("completeness").get<double>()),
                            sheet.compared() ? "<td>" + signed_text(number(zone, "score_change")) + "</td><td>" +
                                                   causes_html(sheet, zone) + "</td>"
                                             : "",
                            remarks_html(sheet, zone));
    };
    for (const auto& zone : sheet.result.at("zones")) {
        add(zone, sheet.zone(zone));
    }
    add(sheet.result.at("all"), told("page.whole_city"));
    return wide_table("figures", "page.ranks_caption", heads(columns), rows) + "\n";
}

std::string indicator_row(const json& one) {
    const auto unit = one.at("unit").get<std::string>();
    const auto& missing = one.at("missing");
    const auto& met = one.at("met");
    const bool unverified = one.at("status").get<std::string>() == "unverified";
    const auto &low = one.at("low"), &high = one.at("high");
    return fmt::format(
        "<tr><th scope=\"row\">{}</th><td "
        "class=\"value\">{}</td><td>{}</td><td>{}</td><td>{}{}{}</td><td>{}</td></tr>\n",
        both(one), missing.is_null() ? in_unit(one.at("value"), unit) : "–",
        missing.is_null() ? k_of_n(one, one) : told("page.not_measured") + both(missing),
        low.is_number() && high.is_number() ? in_unit(low, unit) + " – " + in_unit(high, unit) : "–",
        in_unit(one.at("reference"), unit), met.is_boolean() ? " " + verdict_word(met.get<bool>()) : "",
        unverified_mark(unverified),
        one.at("points").is_number()
            ? fmt::format("{} / {:g}", one_decimal(one.at("points")), one.at("possible").get<double>())
            : "–");
}

std::string indicators_html(const Sheet& sheet) {
    std::string rows;
    for (const auto& one : sheet.result.at("indicators")) {
        rows += indicator_row(one);
    }
    return wide_table(
               "figures", "page.scored_caption",
               heads({"page.figure", "page.value", "page.from_what", "page.interval", "page.target", "page.points"}),
               rows) +
           "\n";
}

Sheet sheet_of(const json& result, const PageInput& input) {
    Sheet sheet{result, zone_names(input), {}};
    for (const auto* list : {"indicators", "parts"}) {
        for (const auto& one : result.at(list)) {
            sheet.items.emplace(one.at("id").get<std::string>(), both(one));
        }
    }
    return sheet;
}

std::string heading_html(const json& result) {
    const auto& profile = result.at("profile");
    const auto& day = result.at("snapshot").at("taken_on");
    return "<p>" + both(profile) + " · " + isolated(profile.at("id").get<std::string>()) + " " +
           isolated(profile.at("version").get<std::string>()) +
           (day.is_string() ? " · " + told("page.as_of") + " " + isolated(day.get<std::string>()) : "") + "</p>\n";
}

/// Names after a text of the catalogue; empty without any.
std::string items_html(const Sheet& sheet, const char* code, const json& ids) {
    std::string html;
    for (const auto& id : ids) {
        html += (html.empty() ? "<br>" + told(std::string(code)) : ", ") + sheet.item(id.get<std::string>());
    }
    return html;
}

std::string compared_html(const Sheet& sheet) {
    const auto& previous = sheet.result.at("previous");
    if (previous.is_null()) {
        return {};
    }
    const auto& snapshot = previous.at("snapshot");
    return "<p class=\"note\">" + told("page.compared_with") + " " +
           isolated(snapshot.at("taken_on").is_string() ? snapshot.at("taken_on").get<std::string>() : "–") + " · " +
           isolated(snapshot.at("id").get<std::string>()) +
           items_html(sheet, "page.now_only", previous.at("measured_now_only")) +
           items_html(sheet, "page.then_only", previous.at("measured_then_only")) + "</p>\n";
}

} // namespace

std::string scores_html(std::string_view scores, const PageInput& input) {
    if (scores.empty()) {
        return {};
    }
    try {
        const auto document = json::parse(scores);
        const auto& result = document.at("result");
        const auto sheet = sheet_of(result, input);
        return heading_html(result) + compared_html(sheet) +
               (result.at("full_points").get<double>() > 0 ? ranks_html(sheet) : "") + indicators_html(sheet) +
               "<details class=\"how\"><summary>" + told("page.method_title") + "</summary><p>" +
               told("page.method.scores") + "</p></details>\n";
    } catch (const json::exception& error) {
        throw SourceError({"page.no_scores", {{"file", std::string(input.scores_file)}, {"why", why_of(error)}}});
    }
}

} // namespace kerb::report::detail
