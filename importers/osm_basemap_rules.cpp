#include "importers/osm_basemap_rules.hpp"

namespace cartable::importers {
namespace {

using Values = std::string_view const;

// The schema lists playground and dog_park under amenity; OSM has them under leisure. It writes convinience,
// optican and archaelogical_site; OSM and the published tiles write convenience, optician, archaeological_site.
constexpr Values kAmenity[] = {
    "police",
    "fire_station",
    "fuel" /* + */,
    "post_box",
    "post_office",
    "telephone",
    "library",
    "townhall",
    "courthouse",
    "prison",
    "embassy",
    "community_centre",
    "nursing_home",
    "arts_centre",
    "grave_yard",
    "marketplace",
    "recycling",
    "university",
    "school",
    "college",
    "public_building",
    "pharmacy",
    "hospital",
    "clinic",
    "doctors",
    "dentist",
    "veterinary",
    "theatre",
    "nightclub",
    "cinema",
    "restaurant",
    "fast_food",
    "cafe",
    "pub",
    "bar",
    "food_court",
    "biergarten",
    "shelter",
    "car_rental",
    "car_wash",
    "car_sharing",
    "bicycle_rental",
    "vending_machine",
    "bank",
    "atm",
    "toilets",
    "bench",
    "drinking_water",
    "fountain",
    "hunting_stand",
    "waste_basket",
    "place_of_worship",
};
constexpr Values kLeisure[] = {
    "playground",    "dog_park",   "park" /* + */, "sports_centre", "pitch",
    "swimming_pool", "water_park", "golf_course",  "stadium",       "ice_rink",
};
constexpr Values kTourism[] = {
    "hotel",     "motel",      "bed_and_breakfast", "guest_house", "hostel",      "chalet",
    "camp_site", "alpine_hut", "caravan_site",      "information", "picnic_site", "viewpoint",
    "zoo",       "theme_park", "artwork" /* + */,
};
constexpr Values kShop[] = {
    "supermarket",   "bakery",       "kiosk",        "mall",        "department_store", "general",       "convenience",
    "clothes",       "florist",      "chemist",      "books",       "butcher",          "shoes",         "alcohol",
    "beverages",     "optician",     "jewelry",      "gift",        "sports",           "stationery",    "outdoor",
    "mobile_phone",  "toys",         "newsagent",    "greengrocer", "beauty",           "video",         "car",
    "bicycle",       "doityourself", "hardware",     "furniture",   "computer",         "garden_centre", "hairdresser",
    "travel_agency", "laundry",      "dry_cleaning",
};
constexpr Values kManMade[] = {
    "surveillance", "tower", "windmill", "lighthouse", "wastewater_plant", "water_well", "watermill", "water_works",
};
constexpr Values kHistoric[] = {
    "monument",      "memorial",       "artwork",     "castle", "ruins", "archaeological_site",
    "wayside_cross", "wayside_shrine", "battlefield", "fort",
};
constexpr Values kEmergency[] = {"phone", "fire_hydrant", "defibrillator"};
constexpr Values kHighway[] = {"emergency_access_point"};
constexpr Values kOffice[] = {"diplomatic"};

constexpr PoiRule kPoiRules[] = {
    {"amenity", kAmenity},     {"leisure", kLeisure},  {"tourism", kTourism},
    {"shop", kShop},           {"man_made", kManMade}, {"historic", kHistoric},
    {"emergency", kEmergency}, {"highway", kHighway},  {"office", kOffice},
};

constexpr Values kCatering[] = {"restaurant", "fast_food", "pub", "bar", "cafe"};
constexpr Values kSporting[] = {"pitch", "sports_centre"};
constexpr Values kVending[] = {"vending_machine"};
constexpr Values kInformation[] = {"information"};
constexpr Values kTower[] = {"tower"};
constexpr Values kWorship[] = {"place_of_worship"};
constexpr Values kRecycling[] = {"recycling"};
constexpr Values kBank[] = {"bank"};

constexpr PoiAttributeRule kPoiAttributeRules[] = {
    {"cuisine", "amenity", kCatering},
    {"sport", "leisure", kSporting},
    {"vending", "amenity", kVending},
    {"information", "tourism", kInformation},
    {"tower:type", "man_made", kTower},
    {"religion", "amenity", kWorship},
    {"denomination", "amenity", kWorship},
    {"recycling:glass_bottles", "amenity", kRecycling, true},
    {"recycling:paper", "amenity", kRecycling, true},
    {"recycling:clothes", "amenity", kRecycling, true},
    {"recycling:scrap_metal", "amenity", kRecycling, true},
    {"atm", "amenity", kBank, true},
};

}  // namespace

std::span<PoiRule const> poi_rules() noexcept { return kPoiRules; }
std::span<PoiAttributeRule const> poi_attribute_rules() noexcept { return kPoiAttributeRules; }

}  // namespace cartable::importers
