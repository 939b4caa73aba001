// Fields of every class, and what a class is made of.
#include <algorithm>
#include <sstream>

#include "field_rows.hpp"

namespace kerb::detail {
namespace {

const std::vector<FieldRow>& common_fields() {
    static const std::vector<FieldRow> fields = {
        field(&Attributes::key, "key"),
        field(&Particulars::code, "code"),
        field(&Attributes::name_zh, "name_zh"),
        field(&Attributes::name_en, "name_en"),
        field(&Attributes::status, "status"),
        field(&Attributes::owner, "owner"),
        field(&Particulars::manager, "manager"),
        field(&Particulars::maintainer, "maintainer"),
        field(&Attributes::district, "district"),
        field(&Particulars::street, "street"),
        field(&Particulars::community, "community"),
        field(&Particulars::grid, "grid"),
        field(&Particulars::build_date, "build_date"),
        field(&Particulars::valid_from, "valid_from"),
        field(&Particulars::valid_to, "valid_to"),
        field(&Particulars::source, "source"),
        field(&Particulars::survey_method, "survey_method"),
        field(&Particulars::accuracy_m, "accuracy_m", "m"),
        field(&Particulars::confidence, "confidence"),
        field(&Particulars::photo, "photo"),
        field(&Particulars::remark, "remark"),
    };
    return fields;
}

FieldSpec spec_of(const FieldRow& row) {
    return {row.name, row.unit, list_of_codes(row.codes), row.access, row.particular, row.offset};
}

} // namespace

std::vector<std::string> list_of_codes(const char* codes) {
    std::vector<std::string> list;
    std::istringstream words(codes);
    for (std::string code; words >> code;) {
        list.push_back(code);
    }
    return list;
}

ClassSpec with_fields(const ClassRow& row, std::initializer_list<FieldRow> own) {
    ClassSpec spec{row.class_name, row.layer, row.shapes, {}, row.size, row.held, row.geometry, row.resize};
    const auto& common = common_fields();
    spec.fields.reserve(common.size() + own.size());
    std::transform(common.begin(), common.end(), std::back_inserter(spec.fields), spec_of);
    std::transform(own.begin(), own.end(), std::back_inserter(spec.fields), spec_of);
    return spec;
}

const FieldSpec* ClassSpec::find(std::string_view field) const {
    const auto found =
        std::find_if(fields.begin(), fields.end(), [field](const FieldSpec& f) { return f.name == field; });
    return found == fields.end() ? nullptr : &*found;
}

} // namespace kerb::detail
