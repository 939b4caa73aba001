#include "swmm_parse.hpp"

#include <cmath>

#include <kerb/base/error.hpp>
#include <kerb/base/units.hpp>

#include "swmm_storage.hpp"

namespace kerb::io {
namespace detail {

namespace {

constexpr std::int64_t most_objects = 2'000'000;

} // namespace

const SwmmSection& SwmmParser::section(const char* name) const {
    static const SwmmSection none;
    const auto found = sections_.known.find(name);
    return found == sections_.known.end() ? none : found->second;
}

void SwmmParser::hold(std::int64_t count) {
    held_ += count;
    if (held_ > most_objects) {
        throw ResourceError({"swmm.too_many", {{"file", file_}, {"limit", most_objects}}});
    }
}

void SwmmParser::warn(const char* reason, const std::string& section, const SwmmRow& row) {
    issues_.add(reason, section, row.line, row.words.front());
}

void SwmmParser::skip(const char* reason, const std::string& section, const SwmmRow& row) {
    warn(reason, section, row);
    read_.sections[section].skip(reason);
}

void SwmmParser::give(const char* section, const SwmmRow& row, const std::string& key) {
    if (given_[section].insert(key).second) {
        return;
    }
    warn("swmm.again", section, row);
    auto& account = read_.sections[section];
    --account.used;
    account.skip("swmm.again");
}

std::optional<double> SwmmParser::number(const std::string& section, const SwmmRow& row, std::size_t column,
                                         double absent) {
    if (column >= row.words.size()) {
        return absent;
    }
    const auto value = parse_number(row.words[column]);
    if (!value || !std::isfinite(*value)) {
        skip("swmm.no_number", section, row);
        return std::nullopt;
    }
    return value;
}

int SwmmParser::count(const char* section, const SwmmRow& row, std::size_t column, int most) {
    if (column >= row.words.size()) {
        return 1;
    }
    const auto value = parse_number(row.words[column]);
    if (value && *value >= 1 && *value <= most && std::floor(*value) >= *value) {
        return static_cast<int>(*value);
    }
    warn("swmm.no_count", section, row);
    return 1;
}

void SwmmParser::run() {
    read_.sections = std::move(sections_.unknown);
    read_options();
    read_curves();
    read_nodes();
    read_links();
    read_cross_sections();
    read_subcatchments();
    read_inlets();
    read_places();
    close_outlines();
    count_the_rest();
}

void SwmmParser::read_curves() {
    each("CURVES", 3, [&](const SwmmRow& row) {
        const bool typed = !parse_number(row.words[1]);
        for (std::size_t i = typed ? 2 : 1; i + 1 < row.words.size(); i += 2) {
            const auto x = number("CURVES", row, i);
            const auto y = x ? number("CURVES", row, i + 1) : std::nullopt;
            if (!y) {
                return false;
            }
            auto& curve = curves_[upper(row.words[0])];
            if (curve.empty()) {
                hold();
            }
            curve.emplace_back(*x, *y);
        }
        return true;
    });
}

bool SwmmParser::add_node(const char* section, const SwmmRow& row, SwmmNode node) {
    node.name = row.words[0];
    node.line = row.line;
    const auto invert = number(section, row, 1);
    if (!invert) {
        return false;
    }
    node.invert_m = *invert * units_.metres;
    if (!nodes_.emplace(upper(node.name), read_.model.nodes.size()).second) {
        skip("swmm.duplicate", section, row);
        return false;
    }
    if (node.depth_m < 0) {
        warn("swmm.negative", section, row);
        node.depth_m = 0;
        node.volume_m3.reset();
    }
    hold();
    read_.model.nodes.push_back(std::move(node));
    return true;
}

bool SwmmParser::read_outfall(const SwmmRow& row, SwmmNode& node) {
    const auto type = row.words.size() > 2 ? upper(row.words[2]) : "FREE";
    const bool fixed = type == "FIXED", free = type == "FREE" || type == "NORMAL";
    const std::size_t gate = free ? 3 : 4;
    if (fixed) {
        const auto stage = number("OUTFALLS", row, 3);
        if (!stage) {
            return false;
        }
        node.stage_m = *stage * units_.metres;
    } else if (!free) {
        warn("swmm.tide", "OUTFALLS", row);
    }
    node.gate = row.words.size() > gate && upper(row.words[gate]) == "YES";
    return true;
}

bool SwmmParser::read_storage(const SwmmRow& row, SwmmNode& node) {
    SwmmStorage storage;
    storage.shape = upper(row.words[4]);
    storage.depth = node.depth_m / units_.metres;
    if (storage.shape == "TABULAR") {
        const auto curve = row.words.size() > 5 ? curves_.find(upper(row.words[5])) : curves_.end();
        if (curve == curves_.end()) {
            warn("swmm.no_curve", "STORAGE", row);
            return true;
        }
        storage.curve = curve->second;
    } else {
        for (std::size_t i = 0; i < 3; ++i) {
            const auto value = number("STORAGE", row, 5 + i);
            if (!value) {
                return false;
            }
            storage.numbers[i] = *value;
        }
    }
    const auto volume = volume_of(storage);
    if (!volume) {
        warn("swmm.storage_shape", "STORAGE", row);
    } else {
        node.volume_m3 = *volume * units_.volume_m3;
    }
    return true;
}

void SwmmParser::read_nodes() {
    const auto depth = [&](const char* section, const SwmmRow& row, SwmmNode& node) {
        const auto value = number(section, row, 2);
        node.depth_m = value.value_or(0) * units_.metres;
        return value.has_value();
    };
    each("JUNCTIONS", 2, [&](const SwmmRow& row) {
        SwmmNode node;
        return depth("JUNCTIONS", row, node) && add_node("JUNCTIONS", row, std::move(node));
    });
    each("OUTFALLS", 2, [&](const SwmmRow& row) {
        SwmmNode node;
        node.kind = SwmmNodeKind::outfall;
        return read_outfall(row, node) && add_node("OUTFALLS", row, std::move(node));
    });
    each("STORAGE", 5, [&](const SwmmRow& row) {
        SwmmNode node;
        node.kind = SwmmNodeKind::storage;
        return depth("STORAGE", row, node) && read_storage(row, node) && add_node("STORAGE", row, std::move(node));
    });
    each("DIVIDERS", 3, [&](const SwmmRow& row) {
        warn("swmm.divider", "DIVIDERS", row);
        return add_node("DIVIDERS", row, {});
    });
}

void SwmmParser::count_the_rest() {
    for (const auto& [name, section] : sections_.known) {
        if (taken_.contains(name) || name == "TITLE" || section.rows == 0) {
            continue;
        }
        auto& account = read_.sections[name];
        account.read += section.rows;
        account.skip("swmm.not_inventory", section.rows);
        issues_.add("swmm.not_inventory", name, section.pieces.front().line, name, Severity::info);
    }
}

} // namespace detail

SwmmRead parse_swmm(std::string_view text, const std::string& file) {
    SwmmRead read;
    detail::SwmmIssues issues(read.issues);
    auto sections = detail::swmm_sections(text, file, issues);
    const auto has = [&sections](const char* section) {
        const auto found = sections.known.find(section);
        return found != sections.known.end() && found->second.rows > 0;
    };
    if (!has("JUNCTIONS") && !has("OUTFALLS") && !has("STORAGE") && !has("CONDUITS") && !has("SUBCATCHMENTS")) {
        throw SourceError({"swmm.no_input", {{"file", file}}});
    }
    detail::SwmmParser(std::move(sections), read, issues, file).run();
    return read;
}

SwmmRead read_swmm(const std::string& path) {
    return parse_swmm(detail::swmm_file_text(path), path);
}

} // namespace kerb::io
