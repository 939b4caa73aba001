#include <kerb/report/outage_life_report.hpp>

#include <fmt/format.h>

#include <kerb/report/outage_report.hpp>
#include <kerb/report/text_table.hpp>

#include "json_parts.hpp"

namespace kerb::report {
namespace {

using namespace outage;

std::string forecast_json(const Forecast& forecast) {
    return fmt::format("{{\"lamps\":{},\"expected\":{},\"lo\":{},\"hi\":{}}}", forecast.lamps,
                       json_number(forecast.mean), json_number(forecast.prediction.lo),
                       json_number(forecast.prediction.hi));
}

std::string fit_json(const LifeFit& fit, double confidence) {
    if (!fit.weibull) {
        return "null";
    }
    const auto& weibull = *fit.weibull;
    const auto shape = weibull.shape_bounds(confidence), scale = weibull.scale_bounds(confidence),
               median = weibull.age_bounds(0.5, confidence);
    return fmt::format(
        "{{\"shape\":{},\"shape_lo\":{},\"shape_hi\":{},\"scale_years\":{},\"scale_lo\":{},\"scale_hi\":{},"
        "\"median_years\":{},\"median_lo\":{},\"median_hi\":{},\"log_likelihood\":{}}}",
        json_number(weibull.shape), json_number(shape.lo), json_number(shape.hi), json_number(weibull.scale),
        json_number(scale.lo), json_number(scale.hi), json_number(weibull.age_of(0.5)), json_number(median.lo),
        json_number(median.hi), json_number(weibull.log_likelihood));
}

std::string type_json(const LifeOfType& type, double confidence) {
    return fmt::format(
        "{{\"type\":{},\"lamps\":{},\"lives\":{},\"failures\":{},\"useless\":{},\"state\":\"{}\",\"weibull\":{},"
        "\"ahead\":{}}}",
        json_text(type.type), type.lamps, type.fit.lives, type.fit.failures, type.fit.useless,
        life_state_name(type.fit.state), fit_json(type.fit, confidence),
        type.ahead ? forecast_json(*type.ahead) : "null");
}

std::string district_json(const FailuresOfDistrict& district) {
    return fmt::format("{{\"unit\":{},\"name_zh\":{},\"name_en\":{},\"ahead\":{}}}", json_text(district.unit),
                       text_or_null(district.name_zh), text_or_null(district.name_en), forecast_json(district.ahead));
}

std::string csv_row(const LifeOfType& type, double confidence) {
    auto text = fmt::format("type,{},{},{},{},{}", csv_cell(type.type), type.lamps, type.fit.lives, type.fit.failures,
                            life_state_name(type.fit.state));
    if (type.fit.weibull) {
        const auto& weibull = *type.fit.weibull;
        const auto shape = weibull.shape_bounds(confidence), scale = weibull.scale_bounds(confidence),
                   median = weibull.age_bounds(0.5, confidence);
        text +=
            fmt::format(",{},{},{},{},{},{},{},{},{}", json_number(weibull.shape), json_number(shape.lo),
                        json_number(shape.hi), json_number(weibull.scale), json_number(scale.lo), json_number(scale.hi),
                        json_number(weibull.age_of(0.5)), json_number(median.lo), json_number(median.hi));
    } else {
        text += ",,,,,,,,,";
    }
    return text + (type.ahead
                       ? fmt::format(",{},{},{}\r\n", json_number(type.ahead->mean),
                                     json_number(type.ahead->prediction.lo), json_number(type.ahead->prediction.hi))
                       : ",,,\r\n");
}

} // namespace

const char* life_state_name(LifeState state) {
    return state == LifeState::fitted        ? "fitted"
           : state == LifeState::no_failures ? "no_failures"
           : state == LifeState::no_maximum  ? "no_maximum"
                                             : "no_data";
}

std::string life_json(const LifeResult& result) {
    std::string types, districts;
    for (const auto& type : result.types) {
        types += (types.empty() ? "\n" : ",\n") + type_json(type, result.confidence);
    }
    for (const auto& district : result.districts) {
        districts += (districts.empty() ? "\n" : ",\n") + district_json(district);
    }
    return fmt::format(
        "{{\"summary\":{},\"window\":{{\"from\":\"{}\",\"to\":\"{}\"}},\"kinds\":{},\"lives\":\"{}\",\n\"types\":[{}],"
        "\n\"ahead\":{{\"days\":{},\"all\":{},\"districts\":[{}]}},\n\"left_out\":{{\"undated\":{},\"untyped\":{},"
        "\"built_after\":{},\"in_repair\":{},\"before_built\":{},\"not_forecast\":{}}},\n\"seed\":{},\n\"methods\":{{"
        "\"life\":\"Weibull, left truncated, right censored\",\"bounds\":\"normal on the logarithm\",\"ahead\":"
        "\"binomial with drawn parameters\",\"confidence\":{}}}}}",
        json_text(result.summary), result.from, result.to, texts_json(result.kinds), result.renewed ? "all" : "first",
        types, json_number(result.ahead_days), forecast_json(result.ahead), districts, result.undated, result.untyped,
        result.built_after, result.in_repair, result.before_built, result.not_forecast, result.seed,
        json_number(result.confidence));
}

std::string life_csv(const LifeResult& result) {
    std::string text =
        "level,unit,lamps,lives,failures,state,shape,shape_lo,shape_hi,scale_years,scale_lo,scale_hi,median_years,"
        "median_lo,median_hi,expected,expected_lo,expected_hi\r\n";
    for (const auto& type : result.types) {
        text += csv_row(type, result.confidence);
    }
    for (const auto& district : result.districts) {
        text += fmt::format("district,{},{},,,,,,,,,,,,,{},{},{}\r\n", csv_cell(district.unit), district.ahead.lamps,
                            json_number(district.ahead.mean), json_number(district.ahead.prediction.lo),
                            json_number(district.ahead.prediction.hi));
    }
    return text;
}

} // namespace kerb::report
