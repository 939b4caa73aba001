#include <kerb/report/run_record.hpp>

#include <sstream>

#include <nlohmann/json.hpp>

#include <kerb/base/printable.hpp>

namespace kerb::report {
namespace {

using Json = nlohmann::ordered_json;

std::string dump(const Json& value) {
    return printable_json(value.dump(2, ' ', false, Json::error_handler_t::replace)) + "\n";
}

/// The lines of `text`, without what indents them.
Json lines(const std::string& text) {
    Json all = Json::array();
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);) {
        const auto start = line.find_first_not_of(' ');
        if (start != std::string::npos) {
            all.push_back(line.substr(start));
        }
    }
    return all;
}

Json usage_json(const CommandUsage& usage) {
    Json options = Json::array();
    for (const auto& option : usage.options) {
        options.push_back({{"name", option.name},
                           {"text", option.text},
                           {"default", option.default_value.empty() ? Json(nullptr) : Json(option.default_value)},
                           {"takes_value", option.takes_value},
                           {"required", option.required},
                           {"allowed", option.words.empty() ? Json(nullptr) : Json(option.words)},
                           {"range", option.range.empty() ? Json(nullptr) : Json(option.range)}});
    }
    Json commands = Json::array();
    for (const auto& command : usage.commands) {
        commands.push_back(usage_json(command));
    }
    return {{"name", usage.name},
            {"text", usage.text},
            {"examples", lines(usage.examples)},
            {"options", options},
            {"commands", commands}};
}

} // namespace

std::string to_json(const RunRecord& run) {
    Json inputs = Json::array();
    for (const auto& input : run.inputs) {
        inputs.push_back({{"path", input.path}, {"sha256", input.sha256}, {"bytes", input.bytes}});
    }
    Json libraries = Json::object();
    for (const auto& [name, version] : run.libraries) {
        libraries[name] = version;
    }
    return dump({{"version", run.version},
                 {"command", run.command},
                 {"arguments", run.arguments},
                 {"inputs", inputs},
                 {"frame", run.frame},
                 {"libraries", libraries},
                 {"seed", run.seed ? Json(*run.seed) : Json(nullptr)},
                 {"seconds", run.seconds}});
}

std::string to_json(const CommandUsage& usage) {
    return dump(usage_json(usage));
}

} // namespace kerb::report
