#pragma once

#include "store/basemap.hpp"

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

/// Which OSM tags become which base-map feature, from which zoom on: the Shortbread schema 1.0
/// (https://shortbread-tiles.org/schema/1.0/) as tables, to be read beside it. Rows marked "+" are not in the
/// schema's text; docs/data/basemap.md says why each is here.
namespace cartable::importers {

/// `key=value` (and `also_key=also_value`, when given) makes a feature of this kind. The first row that fits wins.
struct TagRule {
  std::string_view key, value;
  std::string_view kind;
  std::uint8_t min_zoom = 14;
  std::string_view also_key = {}, also_value = {};
};

/// Polygons of layer `water_polygons` (and label points of the named ones). Below the zoom where a polygon covers
/// a tenth of a square pixel it is not drawn.
inline constexpr std::array kWaterPolygonRules{
    TagRule{"natural", "glacier", "glacier", 4},
    TagRule{"natural", "water", "river", 4, "water", "river"},
    TagRule{"natural", "water", "water", 4},
    TagRule{"waterway", "riverbank", "river", 4},
    TagRule{"landuse", "reservoir", "reservoir", 4},
    TagRule{"landuse", "basin", "basin", 4},
    TagRule{"waterway", "dock", "dock", 10},
    TagRule{"waterway", "canal", "canal", 10},  // of closed ways only those with area=yes
};

struct WaterLineRule {
  std::string_view value;  ///< of waterway=*; also the kind
  std::uint8_t min_zoom = 14, label_zoom = 14;
  bool by_length = false;  ///< not drawn below the zoom where the way is a quarter of a pixel long
};
inline constexpr std::array kWaterLineRules{
    WaterLineRule{"canal", 9, 12, true},
    WaterLineRule{"river", 9, 12, true},
    WaterLineRule{"stream"},
    WaterLineRule{"ditch"},
    WaterLineRule{"drain"},  // +
};

inline constexpr std::array kDamRules{TagRule{"waterway", "dam", "dam", 12}};
inline constexpr std::array kPierRules{
    TagRule{"man_made", "pier", "pier", 12},
    TagRule{"man_made", "breakwater", "breakwater", 12},
    TagRule{"man_made", "groyne", "groyne", 12},
};
inline constexpr std::array kBridgeAreaRules{TagRule{"man_made", "bridge", "bridge", 12}};

struct PlaceRule {
  std::string_view value;  ///< of place=*; also the kind, unless the place is a capital
  std::uint8_t min_zoom = 10;
  std::int64_t default_population = 0;
  bool may_be_capital = false;  ///< capital=yes → capital, capital=4 → state_capital, both from zoom 4
};
inline constexpr std::uint8_t kCapitalZoom = 4;
inline constexpr std::array kPlaceRules{
    PlaceRule{"city", 6, 100'000, true}, PlaceRule{"town", 7, 5'000, true},     PlaceRule{"village", 10, 100, true},
    PlaceRule{"hamlet", 10, 50, true},   PlaceRule{"suburb", 10, 1'000},        PlaceRule{"quarter", 10, 500},
    PlaceRule{"neighbourhood", 10, 100}, PlaceRule{"isolated_dwelling", 10, 5}, PlaceRule{"farm", 10, 5},
    PlaceRule{"island", 10, 0},          PlaceRule{"locality", 10, 0},
};

inline constexpr std::array kLandRules{
    TagRule{"landuse", "forest", "forest", 7},
    TagRule{"natural", "wood", "forest", 7},
    TagRule{"landuse", "grass", "grass", 11},
    TagRule{"landuse", "meadow", "meadow", 11},
    TagRule{"landuse", "orchard", "orchard", 11},
    TagRule{"landuse", "vineyard", "vineyard", 11},
    TagRule{"landuse", "allotments", "allotments", 11},
    TagRule{"landuse", "cemetery", "cemetery", 13},
    TagRule{"amenity", "grave_yard", "grave_yard", 13},
    TagRule{"landuse", "village_green", "village_green", 11},
    TagRule{"landuse", "recreation_ground", "recreation_ground", 11},
    TagRule{"landuse", "greenhouse_horticulture", "greenhouse_horticulture", 11},
    TagRule{"landuse", "plant_nursery", "plant_nursery", 11},
    TagRule{"natural", "sand", "sand", 10},
    TagRule{"natural", "beach", "beach", 10},
    TagRule{"natural", "heath", "heath", 11},
    TagRule{"natural", "scrub", "scrub", 11},
    TagRule{"natural", "grassland", "grassland", 11},
    TagRule{"natural", "bare_rock", "bare_rock", 11},
    TagRule{"natural", "scree", "scree", 11},
    TagRule{"natural", "shingle", "shingle", 11},
    TagRule{"wetland", "swamp", "swamp", 11},
    TagRule{"wetland", "bog", "bog", 11},
    TagRule{"wetland", "string_bog", "string_bog", 11},
    TagRule{"wetland", "wet_meadow", "wet_meadow", 11},
    TagRule{"wetland", "marsh", "marsh", 11},
    TagRule{"leisure", "golf_course", "golf_course", 11},
    TagRule{"leisure", "park", "park", 11},
    TagRule{"leisure", "garden", "garden", 11},
    TagRule{"leisure", "playground", "playground", 11},
    TagRule{"leisure", "miniature_golf", "miniature_golf", 11},
    TagRule{"landuse", "residential", "residential", 10},
    TagRule{"landuse", "industrial", "industrial", 10},
    TagRule{"landuse", "commercial", "commercial", 10},
    TagRule{"landuse", "garages", "garages", 10},
    TagRule{"landuse", "retail", "retail", 10},
    TagRule{"landuse", "railway", "railway", 10},
    TagRule{"landuse", "landfill", "landfill", 10},
    TagRule{"landuse", "quarry", "quarry", 11},
    TagRule{"landuse", "brownfield", "brownfield", 10},
    TagRule{"landuse", "greenfield", "greenfield", 10},
    TagRule{"landuse", "farmyard", "farmyard", 10},
    TagRule{"landuse", "farmland", "farmland", 10},
};

inline constexpr std::array kSiteRules{
    TagRule{"military", "danger_area", "danger_area"},
    TagRule{"leisure", "sports_centre", "sports_center"},  // + the spelling that OSM uses
    TagRule{"leisure", "sports_center", "sports_center"},
    TagRule{"amenity", "university", "university"},
    TagRule{"amenity", "college", "college"},
    TagRule{"amenity", "school", "school"},
    TagRule{"amenity", "hospital", "hospital"},
    TagRule{"amenity", "prison", "prison"},
    TagRule{"amenity", "parking", "parking"},
    TagRule{"amenity", "bicycle_parking", "bicycle_parking"},
    TagRule{"landuse", "construction", "construction"},
};

/// Whether a rule asks for service=* to be there.
enum class Service : std::uint8_t { any, absent, present };

/// Lines of layers `streets` and `street_labels`. `rank` orders streets of one level: higher is drawn later.
struct StreetRule {
  std::string_view key, value;
  std::string_view kind;
  std::uint8_t min_zoom = 13, label_zoom = 14;
  std::uint8_t rank = 0;
  bool link = false, rail = false;
  Service service = Service::any;
};
inline constexpr std::array kStreetRules{
    StreetRule{"highway", "motorway", "motorway", 5, 10, 10},
    StreetRule{"highway", "motorway_link", "motorway", 5, 13, 5, true},
    StreetRule{"highway", "trunk", "trunk", 6, 12, 9},
    StreetRule{"highway", "trunk_link", "trunk", 6, 13, 5, true},
    StreetRule{"highway", "primary", "primary", 8, 12, 8},
    StreetRule{"highway", "primary_link", "primary", 8, 13, 5, true},
    StreetRule{"highway", "secondary", "secondary", 9, 13, 7},
    StreetRule{"highway", "secondary_link", "secondary", 9, 13, 5, true},
    StreetRule{"highway", "tertiary", "tertiary", 10, 13, 6},
    StreetRule{"highway", "tertiary_link", "tertiary", 10, 14, 5, true},
    StreetRule{"highway", "unclassified", "unclassified", 12, 14, 5},
    StreetRule{"highway", "residential", "residential", 12, 14, 5},
    StreetRule{"highway", "busway", "busway", 12, 14, 5},
    StreetRule{"highway", "bus_guideway", "bus_guideway", 12, 14, 5},
    StreetRule{"highway", "living_street", "living_street", 13, 14, 4},
    StreetRule{"highway", "pedestrian", "pedestrian", 13, 14, 4},
    StreetRule{"highway", "service", "service", 13, 14, 3},
    StreetRule{"highway", "track", "track", 13, 14, 2},
    StreetRule{"highway", "footway", "footway", 13, 14, 2},
    StreetRule{"highway", "path", "path", 13, 14, 2},
    StreetRule{"highway", "cycleway", "cycleway", 13, 14, 2},
    StreetRule{"highway", "steps", "steps", 13, 14, 1},
    StreetRule{"railway", "rail", "rail", 8, 10, 13, false, true, Service::absent},
    StreetRule{"railway", "rail", "rail", 10, 10, 12, false, true, Service::present},
    StreetRule{"railway", "narrow_gauge", "narrow_gauge", 8, 10, 13, false, true, Service::absent},
    StreetRule{"railway", "narrow_gauge", "narrow_gauge", 10, 10, 12, false, true, Service::present},
    StreetRule{"railway", "tram", "tram", 10, 10, 11, false, true},
    StreetRule{"railway", "light_rail", "light_rail", 10, 10, 11, false, true},
    StreetRule{"railway", "funicular", "funicular", 10, 10, 11, false, true},
    StreetRule{"railway", "subway", "subway", 10, 10, 11, false, true},
    StreetRule{"railway", "monorail", "monorail", 10, 10, 11, false, true},
    StreetRule{"aeroway", "runway", "runway", 11, 11, 0},
    StreetRule{"aeroway", "taxiway", "taxiway", 13, 13, 0},
};

/// Polygons of layer `street_polygons`: multipolygons, and closed ways with area=yes or area:aeroway=*.
inline constexpr std::array kStreetPolygonRules{
    TagRule{"highway", "pedestrian", "pedestrian", 14}, TagRule{"highway", "service", "service", 14},
    TagRule{"area:aeroway", "runway", "runway", 11},    TagRule{"area:aeroway", "taxiway", "taxiway", 13},
    TagRule{"aeroway", "runway", "runway", 11},         TagRule{"aeroway", "taxiway", "taxiway", 13},
};
inline constexpr std::uint8_t kStreetPolygonLabelZoom = 14;

inline constexpr std::array kJunctionRules{TagRule{"highway", "motorway_junction", "motorway_junction", 12}};

inline constexpr std::array kAerialwayRules{
    TagRule{"aerialway", "cable_car", "cable_car", 12}, TagRule{"aerialway", "gondola", "gondola", 12},
    TagRule{"aerialway", "goods", "goods", 12},         TagRule{"aerialway", "chair_lift", "chair_lift", 12},
    TagRule{"aerialway", "drag_lift", "drag_lift", 12}, TagRule{"aerialway", "t-bar", "t-bar", 12},
    TagRule{"aerialway", "j-bar", "j-bar", 12},         TagRule{"aerialway", "platter", "platter", 12},
    TagRule{"aerialway", "rope_tow", "rope-tow", 12},
};

inline constexpr std::array kFerryRules{
    TagRule{"route", "ferry", "ferry", 12, "motor_vehicle", "no"},
    TagRule{"route", "ferry", "ferry", 10},
};

inline constexpr std::array kPublicTransportRules{
    TagRule{"aeroway", "aerodrome", "aerodrome", 11},
    TagRule{"aeroway", "helipad", "helipad", 13},
    TagRule{"railway", "station", "station", 13},
    TagRule{"railway", "halt", "halt", 13},
    TagRule{"railway", "tram_stop", "tram_stop", 14},
    TagRule{"amenity", "bus_station", "bus_station", 13},
    TagRule{"highway", "bus_stop", "bus_stop", 14},
    TagRule{"amenity", "ferry_terminal", "ferry_terminal", 12},  // the schema's table says aerialway by mistake
    TagRule{"aerialway", "station", "aerialway_station", 13},
};

/// Layer `pois`: each key is an attribute of the same name when its value is listed.
struct PoiRule {
  std::string_view key;
  std::span<std::string_view const> values;
};
[[nodiscard]] std::span<PoiRule const> poi_rules() noexcept;

/// Attributes that only some points of interest have: copied from the tag of the same name.
struct PoiAttributeRule {
  std::string_view attribute;
  std::string_view key;                      ///< set when this key
  std::span<std::string_view const> values;  ///< has one of these values
  bool is_flag = false;                      ///< true when the tag is `yes`, else false
};
[[nodiscard]] std::span<PoiAttributeRule const> poi_attribute_rules() noexcept;

/// Areas of countries and states get a label from this zoom on, larger ones earlier.
struct BoundaryLabelRule {
  int admin_level = 2;
  double min_area_km2 = 0;
  std::uint8_t min_zoom = 5;
};
inline constexpr std::array kBoundaryLabelRules{
    BoundaryLabelRule{2, 2e6, 2}, BoundaryLabelRule{2, 7e5, 3}, BoundaryLabelRule{2, 1e5, 4},
    BoundaryLabelRule{2, 0, 5},   BoundaryLabelRule{4, 7e5, 3}, BoundaryLabelRule{4, 1e5, 4},
    BoundaryLabelRule{4, 0, 5},
};
inline constexpr std::uint8_t kCountryBorderZoom = 0;
inline constexpr std::uint8_t kStateBorderZoom = 7;

/// name → name:en, name:de as the schema asks, and the other languages of the United Nations (+). Where OSM has
/// no text under the first tag, the second one is taken.
struct NameRule {
  std::string_view attribute;
  char const* tag;
  char const* fallback;
};
inline constexpr std::array kNameRules{
    NameRule{"name", "name", nullptr},       NameRule{"name_en", "name:en", nullptr},
    NameRule{"name_de", "name:de", nullptr}, NameRule{"name_ar", "name:ar", nullptr},
    NameRule{"name_es", "name:es", nullptr}, NameRule{"name_fr", "name:fr", nullptr},
    NameRule{"name_ru", "name:ru", nullptr}, NameRule{"name_zh", "name:zh", "name:zh-Hans"},
};

/// Values that mean a tunnel or a bridge; covered=yes is a tunnel too.
inline constexpr std::array<std::string_view, 3> kTunnelValues{"yes", "building_passage", "culvert"};  // culvert: +
inline constexpr std::array<std::string_view, 8> kBridgeValues{
    "yes", "viaduct", "boardwalk", "cantilever", "covered", "low_water_crossing", "movable", "trestle"};
inline constexpr std::array<std::string_view, 4> kOnewayValues{"yes", "1", "true", "-1"};

}  // namespace cartable::importers
