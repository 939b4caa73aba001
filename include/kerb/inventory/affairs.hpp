// What the city does about it: permits, responsibilities, projects, cases.
#pragma once

#include <kerb/inventory/attributes.hpp>

namespace kerb {

enum class PermitState : std::uint8_t { unknown, applied, granted, working, restored, expired, refused };

/// 保洁 门前三包 网格员 绿化养护 照明.
enum class ResponsibilityKind : std::uint8_t { unknown, cleaning, frontage, grid_officer, greening, lighting };

enum class ProjectState : std::uint8_t { unknown, planned, under_way, done, late, cancelled };

/// 上报 立案 派遣 处置 结案, and the two ways out of it.
enum class CaseState : std::uint8_t { unknown, reported, filed, dispatched, resolved, closed, rejected, duplicate };

struct ExcavationPermit {
    Attributes about;
    Place place;
    Text permit, road, purpose;
    PermitState state = PermitState::unknown;
    std::optional<Moment> start, end;
    friend bool operator==(const ExcavationPermit&, const ExcavationPermit&) = default;
};

/// Who answers for a stretch or an area 责任段.
struct Responsibility {
    Attributes about;
    Place place;
    ResponsibilityKind kind = ResponsibilityKind::unknown;
    Text unit, person, hours, grade;
    friend bool operator==(const Responsibility&, const Responsibility&) = default;
};

struct Project {
    Attributes about;
    Place place;
    Text kind, unit;
    ProjectState state = ProjectState::unknown;
    std::optional<Moment> planned_start, planned_end, actual_start, actual_end;
    std::optional<double> budget_yuan, spent_yuan;
    std::optional<double> progress; ///< 0 … 1
    friend bool operator==(const Project&, const Project&) = default;
};

/// A reported matter 案件.
struct Case {
    Attributes about;
    Place place;
    Text kind;  ///< event code or service code
    Text asset; ///< key of the asset it is about, where the report says
    Text description, reporter, channel, address, unit;
    CaseState state = CaseState::unknown;
    std::optional<Moment> reported, filed, due, resolved, closed;
    friend bool operator==(const Case&, const Case&) = default;
};

} // namespace kerb
