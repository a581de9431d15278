#include "store/basemap.hpp"
#include "tiles/clusters.hpp"
#include "tiles/place_layer.hpp"
#include "tiles/service.hpp"

#include <utility>

namespace cartable::tiles {
namespace {

using Fields = std::vector<std::pair<std::string, std::string>>;
using Layers = std::vector<TileService::VectorLayer>;
using store::BasemapLayer;

struct BaseLayer {
  BasemapLayer layer;
  std::uint32_t min_zoom;
  std::string_view description;
  std::string_view fields;  ///< "name:type" by blanks; a lone "names" stands for name, name_de, name_en
};

/// Shortbread 1.0 (https://shortbread-tiles.org/schema/1.0/): each layer, its first zoom and its attributes.
constexpr BaseLayer kBaseLayers[] = {
    {BasemapLayer::ocean, 0, "Sea", ""},
    {BasemapLayer::water_polygons, 4, "Lakes, rivers and other water drawn as areas", "kind:String way_area:Number"},
    {BasemapLayer::water_polygons_labels, 4, "Names of water areas", "kind:String way_area:Number names"},
    {BasemapLayer::water_lines, 9, "Rivers, canals and streams drawn as lines",
     "kind:String tunnel:Boolean bridge:Boolean"},
    {BasemapLayer::water_lines_labels, 12, "Names of rivers, canals and streams",
     "kind:String tunnel:Boolean bridge:Boolean names"},
    {BasemapLayer::dam_lines, 12, "Dams drawn as lines", "kind:String"},
    {BasemapLayer::dam_polygons, 12, "Dams drawn as areas", "kind:String"},
    {BasemapLayer::pier_lines, 12, "Piers drawn as lines", "kind:String"},
    {BasemapLayer::pier_polygons, 12, "Piers drawn as areas", "kind:String"},
    {BasemapLayer::boundaries, 0, "Borders of countries and states",
     "admin_level:Number maritime:Boolean disputed:Boolean"},
    {BasemapLayer::boundary_labels, 2, "Names of countries and states", "admin_level:Number way_area:Number names"},
    {BasemapLayer::place_labels, 3, "Names of cities, towns, villages and their parts",
     "kind:String population:Number names"},
    {BasemapLayer::land, 7, "Land use and land cover", "kind:String"},
    {BasemapLayer::sites, 14, "Grounds of schools, hospitals, car parks and the like", "kind:String names"},
    {BasemapLayer::buildings, 14, "Buildings", ""},
    {BasemapLayer::addresses, 14, "House numbers and names", "housename:String housenumber:String"},
    {BasemapLayer::street_polygons, 11, "Squares, runways and other street areas",
     "kind:String rail:Boolean tunnel:Boolean bridge:Boolean surface:String"},
    {BasemapLayer::streets_polygons_labels, 14, "Names of squares and street areas", "kind:String names"},
    {BasemapLayer::streets, 5, "Streets, paths and railways",
     "kind:String link:Boolean rail:Boolean tunnel:Boolean bridge:Boolean oneway:Boolean oneway_reverse:Boolean "
     "surface:String tracktype:String service:String bicycle:String horse:String"},
    {BasemapLayer::street_labels, 10, "Names and numbers of streets",
     "kind:String tunnel:Boolean names ref:String ref_rows:Number ref_cols:Number"},
    {BasemapLayer::street_labels_points, 12, "Names and numbers of motorway junctions", "kind:String names ref:String"},
    {BasemapLayer::aerialways, 12, "Cable cars and lifts", "kind:String"},
    {BasemapLayer::ferries, 8, "Ferry lines", "kind:String names"},
    {BasemapLayer::bridges, 12, "Bridges drawn as areas", "kind:String"},
    {BasemapLayer::public_transport, 11, "Stations, stops and airports", "kind:String names"},
    {BasemapLayer::pois, 14, "Points of interest",
     "names amenity:String leisure:String tourism:String shop:String man_made:String historic:String "
     "emergency:String highway:String office:String housename:String housenumber:String"},
};

Fields to_fields(std::string_view text) {
  Fields fields;
  while (!text.empty()) {
    std::size_t const end = std::min(text.find(' '), text.size());
    std::string_view const word = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (word == "names") {
      for (std::string_view const name : {"name", "name_de", "name_en"}) {
        fields.emplace_back(name, "String");
      }
    } else if (std::size_t const colon = word.find(':'); colon != std::string_view::npos) {
      fields.emplace_back(word.substr(0, colon), word.substr(colon + 1));
    }
  }
  return fields;
}

Fields with_names(Fields fields) {
  fields.emplace_back("name", "String");
  for (std::string_view const key : kNameKeys) {
    fields.emplace_back(key, "String");
  }
  return fields;
}

}  // namespace

std::vector<TileService::VectorLayer> TileService::vector_layers(TileLayer layer) {
  Layers out;
  switch (layer) {
    case TileLayer::basemap:
      for (BaseLayer const& base : kBaseLayers) {
        out.push_back({std::string(to_string(base.layer)), std::string(base.description), base.min_zoom, kMaxBaseZoom,
                       to_fields(base.fields)});
      }
      break;
    case TileLayer::places: {
      Fields fields = with_names({{"id", "String"}, {"kind", "String"}});
      for (auto const& [name, type] : Fields{{"fee", "String"},
                                             {"wheelchair", "String"},
                                             {"fits", "String"},
                                             {"buffer", "Boolean"},
                                             {"cluster", "Boolean"},
                                             {"cluster_id", "String"},
                                             {"point_count", "Number"},
                                             {"fits_count", "Number"},
                                             {"maybe_count", "Number"},
                                             {"expansion_zoom", "Number"}}) {
        fields.emplace_back(name, type);
      }
      out.push_back({"places", "Places where something can be learnt; clusters below zoom 16", 0, kLastPlaceZoom,
                     std::move(fields)});
      break;
    }
    case TileLayer::districts:
      out.push_back({"districts", "Districts of all sets", 0, kLastPlaceZoom,
                     with_names({{"id", "String"}, {"set", "String"}, {"level", "String"}})});
      break;
    case TileLayer::catchments:
      out.push_back({"catchments", "Areas where groups of learners live; estimates for planners only", 0,
                     kLastPlaceZoom,
                     with_names({{"id", "String"},
                                 {"group", "String"},
                                 {"estimate", "Number"},
                                 {"estimate_low", "Number"},
                                 {"estimate_high", "Number"}})});
      break;
    case TileLayer::events:
      out.push_back({"events", "Sessions: when something can be learnt", 0, kLastPlaceZoom,
                     with_names({{"id", "String"},
                                 {"state", "String"},
                                 {"fits", "String"},
                                 {"starts", "String"},
                                 {"ends", "String"},
                                 {"place", "String"}})});
      break;
  }
  return out;
}

}  // namespace cartable::tiles
