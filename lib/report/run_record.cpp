#include <kerb/report/run_record.hpp>

#include <nlohmann/json.hpp>

namespace kerb::report {
namespace {

using Json = nlohmann::ordered_json;

std::string dump(const Json& value) {
    return value.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

Json usage_json(const CommandUsage& usage) {
    Json options = Json::array();
    for (const auto& option : usage.options) {
        options.push_back({{"name", option.name},
                           {"text", option.text},
                           {"default", option.default_value.empty() ? Json(nullptr) : Json(option.default_value)},
                           {"takes_value", option.takes_value},
                           {"required", option.required}});
    }
    Json commands = Json::array();
    for (const auto& command : usage.commands) {
        commands.push_back(usage_json(command));
    }
    return {{"name", usage.name}, {"text", usage.text}, {"options", options}, {"commands", commands}};
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
