// Codes of enumerations, as columns hold them.
#pragma once

#include <string>
#include <vector>

#include <kerb/inventory/assets.hpp>

namespace kerb::detail {

/// Codes of an enumeration in the order of its values, less the first (`unknown`, which is a null), with blanks
/// between; empty for what is none.
template <class E>
inline constexpr const char* codes_of = "";
#define KERB_CODES(E, CODES) \
    template <>              \
    inline constexpr const char* codes_of<E> = CODES;
KERB_CODES(Status, "planned built in_service out_of_service removed")
KERB_CODES(RoadClass, "expressway arterial collector local lane other")
KERB_CODES(Carriageway, "single left right")
KERB_CODES(BridgeKind, "road_bridge footbridge overpass underpass tunnel culvert")
KERB_CODES(BridgeGrade, "A B C D E")
KERB_CODES(LightState, "working out day_on")
KERB_CODES(LightSource, "LED HPS MH FL other")
KERB_CODES(LightSchedule, "all_night half_night")
KERB_CODES(LightPurpose, "functional landscape")
KERB_CODES(Phase, "A B C ABC")
KERB_CODES(DrainSystem, "storm sewage combined power telecom gas water heating other")
KERB_CODES(InletKind, "grate curb_opening combination slotted other")
KERB_CODES(SectionShape, "circular rectangular egg arch trapezoidal other")
KERB_CODES(Material, "concrete brick stone clay pvc pe frp cast_iron steel earth other")
KERB_CODES(PumpKind, "storm sewage combined drainage")
KERB_CODES(StorageKind, "tank lake pond wet_pond dry_basin")
KERB_CODES(ChannelKind, "river stream canal drain ditch intercepting_ditch")
KERB_CODES(WaterloggingStatus, "to_verify approved under_repair cleared relapsed")
KERB_CODES(Evidence, "observed hotline model terrain")
KERB_CODES(GreenClass, "G1 G11 G12 G13 G14 G2 G3 XG EG")
KERB_CODES(ToiletClass, "first second third mobile")
KERB_CODES(WasteKind,
           "bin collection_point collection_station transfer_small transfer_medium transfer_large recycling "
           "landfill incinerator leachate construction_waste")
KERB_CODES(ParkingKind, "on_street public_lot accessory tidal multi_storey bicycle")
KERB_CODES(BillboardKind, "column wall light_box shop_sign other")
KERB_CODES(IllegalBuildingState, "to_verify filed demolished")
KERB_CODES(PermitState, "applied granted working restored expired refused")
KERB_CODES(ResponsibilityKind, "cleaning frontage grid_officer greening lighting")
KERB_CODES(ProjectState, "planned under_way done late cancelled")
KERB_CODES(CaseState, "reported filed dispatched resolved closed rejected duplicate")
KERB_CODES(EventKind, "off day_on flicker pole cable dredging repair other")
KERB_CODES(ReportSource, "patrol hotline telemetry app other")
#undef KERB_CODES

/// The codes one by one.
[[nodiscard]] std::vector<std::string> list_of_codes(const char* codes);

} // namespace kerb::detail
