// What every asset carries.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <kerb/base/moment.hpp>
#include <kerb/base/rare.hpp>
#include <kerb/base/text.hpp>
#include <kerb/geometry/types.hpp>

namespace kerb {

/// Life of an asset. Stored, as all coded values, as the English code of its name; their labels are in
/// `data/labels/`.
enum class Status : std::uint8_t { unknown, planned, built, in_service, out_of_service, removed };

/// What a record says of itself besides the essentials; most records say little of it.
struct Particulars {
    Text code;                    ///< the city's code, by one of the schemes in `data/codes/`
    Text manager, maintainer;     ///< 主管, 养护
    Text street, community, grid; ///< labels in the record, which may contradict the polygons
    std::optional<Moment> build_date, valid_from, valid_to;
    Text source, survey_method, photo, remark;
    std::optional<double> accuracy_m; ///< of the position
    std::optional<double> confidence; ///< 0 … 1
    friend bool operator==(const Particulars&, const Particulars&) = default;
};

/// Fields of the source that no mapping names: field → text. Nothing that was read is lost.
using Extra = std::vector<std::pair<std::string, std::string>>;

/// What every asset carries.
struct Attributes {
    std::string key; ///< unique within its class and never used again, or reported
    Text name_zh, name_en;
    Status status = Status::unknown;
    Text owner;    ///< 权属单位
    Text district; ///< the label in the record, which may contradict the polygon
    Rare<Particulars> more;
    Rare<Extra> extra;
    friend bool operator==(const Attributes&, const Attributes&) = default;
};

} // namespace kerb
