#include <kerb/report/envelope.hpp>

#include <cmath>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <kerb/base/printable.hpp>

namespace kerb::report {
namespace {

using Json = nlohmann::ordered_json;

std::string dump(const Json& value, int indent = -1) {
    return printable_json(value.dump(indent, ' ', false, Json::error_handler_t::replace));
}

Json number(double value) {
    return std::isfinite(value) ? Json(value) : Json(nullptr);
}

const char* reason_name(WorkingFrame::Reason reason) {
    switch (reason) {
        case WorkingFrame::Reason::kept:
            return "kept";
        case WorkingFrame::Reason::converted:
            return "converted";
        case WorkingFrame::Reason::local:
            return "local";
        case WorkingFrame::Reason::requested:
            return "requested";
    }
    return "kept";
}

const char* severity_name(Severity severity) {
    switch (severity) {
        case Severity::info:
            return "info";
        case Severity::warning:
            return "warning";
        case Severity::error:
            return "error";
    }
    return "warning";
}

Json frame_json(const std::optional<WorkingFrame>& frame) {
    if (!frame) {
        return nullptr;
    }
    return {{"name", frame->frame.name()},           {"source", frame->source},
            {"reason", reason_name(frame->reason)},  {"measure", frame->measure == Measure::ground ? "ground" : "grid"},
            {"scale_min", number(frame->scale.min)}, {"scale_max", number(frame->scale.max)}};
}

Json accuracy_json(const Envelope& envelope) {
    if (!envelope.accuracy) {
        return nullptr;
    }
    Json json = {{"method", envelope.accuracy->method}};
    json["relative_error"] =
        envelope.accuracy->relative_error ? number(*envelope.accuracy->relative_error) : Json(nullptr);
    // In the ground measure the scale is corrected for; on the grid it is the error against the ground.
    const bool grid = envelope.frame && envelope.frame->measure == Measure::grid;
    const double worst = envelope.frame ? envelope.frame->scale.worst() : 0;
    json["scale_error"] = envelope.frame ? number(grid ? worst : 1e-8) : Json(nullptr);
    json["scale_warning"] = grid && worst > scale_warning;
    return json;
}

Json skipped_json(const Accounting& accounting) {
    Json list = Json::array();
    for (const auto& [reason, count] : accounting.skipped) {
        list.push_back({{"reason", reason}, {"count", count}});
    }
    return list;
}

Json layer_json(const LayerAccount& layer) {
    return {{"role", layer.role},
            {"source", layer.source},
            {"layer", layer.layer},
            {"read", layer.accounting.read},
            {"used", layer.accounting.used},
            {"skipped", skipped_json(layer.accounting)},
            {"unmapped", layer.unmapped}};
}

Json issue_json(const Issue& issue, Language language) {
    Json json = {{"severity", severity_name(issue.severity)}, {"reason", issue.reason}, {"layer", issue.layer}};
    json["row"] = issue.row >= 0 ? Json(issue.row) : Json(nullptr);
    json["key"] = issue.key.empty() ? Json(nullptr) : Json(issue.key);
    json["x"] = issue.located ? number(issue.x) : Json(nullptr);
    json["y"] = issue.located ? number(issue.y) : Json(nullptr);
    json["text"] = render(issue.message, language);
    if (issue.count > 1) {
        json["count"] = issue.count;
    }
    return json;
}

Json issue_reasons_json(std::span<const Issue> issues) {
    std::map<std::string, std::int64_t> counts;
    for (const auto& issue : issues) {
        counts[issue.reason] += issue.count;
    }
    Json list = Json::array();
    for (const auto& [reason, count] : counts) {
        list.push_back({{"reason", reason}, {"count", count}});
    }
    return list;
}

std::int64_t issue_count(std::span<const Issue> issues) {
    std::int64_t count = 0;
    for (const auto& issue : issues) {
        count += issue.count;
    }
    return count;
}

} // namespace

std::string to_json(const Envelope& envelope, std::string_view result) {
    const auto all = total(envelope.layers);
    Json layers = Json::array();
    for (const auto& layer : envelope.layers) {
        layers.push_back(layer_json(layer));
    }
    Json issues = Json::array();
    for (const auto& issue : envelope.issues.first(std::min(listed_issues, envelope.issues.size()))) {
        issues.push_back(issue_json(issue, envelope.language));
    }
    return fmt::format(
        "{{\n\"frame\": {},\n\"accuracy\": {},\n\"read\": {},\n\"used\": {},\n\"skipped\": {},\n\"layers\": {},\n"
        "\"issue_count\": {},\n\"issue_reasons\": {},\n\"issues\": {},\n\"result\": {}\n}}\n",
        dump(frame_json(envelope.frame)), dump(accuracy_json(envelope)), all.read, all.used, dump(skipped_json(all)),
        dump(layers), issue_count(envelope.issues), dump(issue_reasons_json(envelope.issues)), dump(issues), result);
}

Accounting total(std::span<const LayerAccount> layers) {
    Accounting sum;
    for (const auto& layer : layers) {
        sum += layer.accounting;
    }
    return sum;
}

std::string counts_json(std::span<const std::pair<std::string, std::int64_t>> counts) {
    Json json = Json::object();
    for (const auto& [name, count] : counts) {
        json[name] = count;
    }
    return dump(json);
}

std::string json_text(std::string_view text) {
    return dump(Json(text));
}

std::string json_number(double value) {
    return std::isfinite(value) ? fmt::format("{}", value) : "null";
}

} // namespace kerb::report
