#include <kerb/io/swmm_report.hpp>

#include <algorithm>

#include <kerb/base/error.hpp>
#include <kerb/base/units.hpp>

#include "swmm_rows.hpp"
#include "swmm_units.hpp"

namespace kerb::io {
namespace {

using Lines = std::vector<std::string_view>;

Lines lines_of(std::string_view text) {
    Lines lines;
    while (!text.empty()) {
        const auto end = text.find('\n');
        auto line = text.substr(0, end);
        if (line.ends_with('\r')) {
            line.remove_suffix(1);
        }
        lines.push_back(line);
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
    return lines;
}

/// A table of the report: the words of its head and of its rows. A head stands between two ruled lines, rows after the
/// second; a title without a table says that there are none.
struct Table {
    bool there = false;
    std::vector<std::string> head;
    std::vector<std::vector<std::string>> rows;
};

Table table_of(const Lines& lines, std::string_view title) {
    Table table;
    auto at = std::find_if(lines.begin(), lines.end(), [title](std::string_view line) {
        const auto begin = line.find_first_not_of(' ');
        return begin != std::string_view::npos && line.substr(begin).starts_with(title);
    });
    if (at == lines.end()) {
        return table;
    }
    table.there = true;
    int rules = 0;
    for (at = std::next(at, std::min<std::ptrdiff_t>(2, lines.end() - at)); at != lines.end(); ++at) {
        auto words = detail::swmm_words(*at);
        const bool rule = !words.empty() && words.front().starts_with("-----");
        if (at->find("*****") != std::string_view::npos || (rules >= 2 && words.empty())) {
            break;
        }
        if (rule) {
            ++rules;
        } else if (rules == 1) {
            table.head.insert(table.head.end(), words.begin(), words.end());
        } else if (rules >= 2) {
            table.rows.push_back(std::move(words));
        }
    }
    return table;
}

/// A flow unit in the head of the table says which system of units the report is in.
detail::SwmmUnits units_of(const Table& table) {
    for (const auto& word : table.head) {
        if (const auto units = detail::swmm_units(detail::upper(word))) {
            return *units;
        }
    }
    return {};
}

/// m³ of 10^6 ltr or 10^6 gal.
double volume_unit(const Table& table) {
    const bool gallons = std::find(table.head.begin(), table.head.end(), "gal") != table.head.end();
    return gallons ? 3785.411784 : 1000;
}

double number(const std::vector<std::string>& row, std::size_t column) {
    return column < row.size() ? parse_number(row[column]).value_or(0) : 0;
}

void read_tables(const Lines& lines, SwmmReport& report) {
    const auto floods = table_of(lines, "Node Flooding Summary");
    for (const auto& row : floods.rows) {
        if (row.size() >= 6) {
            report.floodings.push_back(
                {row[0], number(row, 1), number(row, 2) * units_of(floods).m3s, number(row, 5) * volume_unit(floods)});
        }
    }
    const auto inflows = table_of(lines, "Node Inflow Summary");
    for (const auto& row : inflows.rows) {
        if (row.size() >= 4) {
            report.inflows.push_back(
                {row[0], number(row, 2) * units_of(inflows).m3s, number(row, 3) * units_of(inflows).m3s});
        }
    }
    for (const auto& row : table_of(lines, "Conduit Surcharge Summary").rows) {
        if (row.size() >= 6) {
            report.surcharges.push_back({row[0], number(row, 1), number(row, 5)});
        }
    }
}

/// The number after the dots of a line such as `Continuity Error (%) .....  -0.012`.
std::optional<double> after_dots(std::string_view line) {
    const auto dots = line.rfind("..");
    const auto words = detail::swmm_words(line.substr(dots == std::string_view::npos ? line.size() : dots + 2));
    return words.empty() ? std::nullopt : parse_number(words.front());
}

void read_head(const Lines& lines, SwmmReport& report, const std::string& file) {
    bool routing = false;
    for (const auto line : lines) {
        const auto version = line.find("VERSION ");
        if (report.version.empty() && version != std::string_view::npos) {
            report.version = line.substr(version + 8);
        }
        const auto begin = line.find_first_not_of(' ');
        if (begin != std::string_view::npos && line.substr(begin).starts_with("ERROR ")) {
            throw SourceError({"swmm.run_failed", {{"file", file}, {"error", std::string(line.substr(begin))}}});
        }
        routing = routing || line.find("Flow Routing Continuity") != std::string_view::npos;
        if (line.find("Continuity Error (%) ..") != std::string_view::npos) {
            auto& error = routing ? report.routing_error_pct : report.runoff_error_pct;
            error = error ? error : after_dots(line);
        }
    }
}

} // namespace

SwmmReport parse_swmm_report(std::string_view text, const std::string& file) {
    SwmmReport report;
    const auto lines = lines_of(text);
    read_head(lines, report, file);
    if (!table_of(lines, "Node Flooding Summary").there) {
        throw SourceError({"swmm.no_report", {{"file", file}}});
    }
    read_tables(lines, report);
    return report;
}

SwmmReport read_swmm_report(const std::string& path) {
    return parse_swmm_report(detail::swmm_file_text(path), path);
}

} // namespace kerb::io
