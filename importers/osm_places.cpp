#include "importers/osm_places.hpp"

#include "base/format.hpp"
#include "geo/repair.hpp"
#include "importers/osm_attributes.hpp"
#include "importers/osm_geometry.hpp"
#include "store/taxonomy.hpp"

#include <osmium/osm/area.hpp>
#include <osmium/osm/node.hpp>
#include <osmium/osm/relation.hpp>
#include <osmium/osm/way.hpp>

#include <algorithm>
#include <array>

namespace cartable::importers {
namespace {

/// How good an entrance is as the place's point; 0: not one for visitors (wiki Key:entrance).
int entrance_rank(std::string_view value) {
  constexpr std::array<std::string_view, 10> kNotForVisitors{"no",   "service",   "emergency", "exit",    "garage",
                                                             "home", "staircase", "fire_exit", "private", "delivery"};
  if (value.empty() || std::find(kNotForVisitors.begin(), kNotForVisitors.end(), value) != kNotForVisitors.end()) {
    return 0;
  }
  return value == "main" ? 2 : 1;
}

std::string summary(std::map<std::string, std::int64_t, std::less<>> const& counts) {
  std::string text;
  for (auto const& [what, number] : counts) {
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", number, what);
  }
  return text;
}

constexpr std::string_view word_for(char type) { return type == 'n' ? "node" : type == 'w' ? "way" : "relation"; }

}  // namespace

bool OsmPlaces::wants_area(osmium::TagList const& tags) {
  return !classify(tags).kinds.empty() || tag_value(tags, "landuse") == "education";
}

bool OsmPlaces::consider(osmium::TagList const& tags) {
  Classified const classified = classify(tags);
  if (classified.kinds.empty()) {
    count_left_out(classified);
  }
  return !classified.kinds.empty() || tag_value(tags, "landuse") == "education";
}

void OsmPlaces::count_left_out(Classified const& classified) {
  if (classified.is_lifecycle) {
    ++lifecycle_;
  } else if (classified.take == Take::with_courses) {
    ++with_courses_[std::string(classified.not_taken)];
  } else if (!classified.not_taken.empty() && classified.take == Take::no_place) {
    ++no_place_[std::string(classified.not_taken)];
  }
}

PlaceObject* OsmPlaces::add(osmium::TagList const& tags, char type, std::int64_t id) {
  Classified const classified = classify(tags);
  if (classified.kinds.empty()) {
    return nullptr;
  }
  PlaceObject& object = objects_.emplace_back();
  object.type = type;
  object.id = id;
  std::string_view const building = tag_value(tags, "building");
  object.is_building = !building.empty() && building != "no";
  store::Place& place = object.place;
  place.head.id = fmt::format("{}:{}{}", source_, type, id);
  place.head.source = source_;
  std::string const key = fmt::format("{}/{}", word_for(type), id);
  place.head.identifiers.emplace("osm", key);
  place.sources.push_back({.source = source_, .key = key, .date = {}});
  if (classified.take == Take::staff_place) {
    place.head.visibility = store::Visibility::staff;
  }
  place.kinds.assign(classified.kinds.begin(), classified.kinds.end());
  read_attributes(tags, source_, place);
  ambiguous_levels_ += place.isced_raw.empty() ? 0 : 1;
  return &object;
}

void OsmPlaces::node(osmium::Node const& node) {
  auto const point = lon_lat(node.location());
  if (!point) {
    return;
  }
  if (int const rank = entrance_rank(tag_value(node.tags(), "entrance")); rank > 0) {
    entrances_.emplace(node.id(), Entrance{*point, rank});
  }
  if (!consider(node.tags())) {
    return;
  }
  if (PlaceObject* const object = add(node.tags(), 'n', node.id())) {
    object->place.point = *point;
  }
}

void OsmPlaces::look_for_entrance(osmium::NodeRefList const& nodes, PlaceObject& object) const {
  for (osmium::NodeRef const& ref : nodes) {
    auto const found = entrances_.find(ref.ref());
    if (found != entrances_.end() && found->second.rank > object.entrance_rank) {
      object.entrance_rank = found->second.rank;
      object.place.point = found->second.point;
    }
  }
}

void OsmPlaces::area(osmium::Area const& area, std::span<osmium::Way const* const> ways) {
  bool const is_grounds = tag_value(area.tags(), "landuse") == "education";
  AreaShape shape = shape_of(area);
  if (is_grounds && !shape.area.empty()) {
    grounds_.push_back(shape.area);
  }
  PlaceObject* const object = add(area.tags(), area.from_way() ? 'w' : 'r', area.orig_id());
  if (object == nullptr) {
    return;
  }
  if (shape.repaired) {
    ++repaired_;
    repair_notes_.push_back(fmt::format("{}: area mended ({})", object->place.head.id, shape.what));
  }
  if (!shape.area.empty()) {
    object->place.point = on_grid(geo::point_inside(shape.area));
    object->size_m2 = geo::area_m2(shape.area);
    object->place.footprint = std::move(shape.area);
  }
  for (osmium::Way const* const way : ways) {
    look_for_entrance(way->nodes(), *object);
  }
}

void OsmPlaces::way_without_area(osmium::Way const& way) {
  PlaceObject* const object = add(way.tags(), 'w', way.id());
  if (object == nullptr) {
    return;
  }
  ++lines_;
  if (geo::LineString const points = known_points(way.nodes()); !points.empty()) {
    object->place.point = middle_of(points);
  } else {
    object->place.head.status = store::RecordStatus::unplaced;
  }
  look_for_entrance(way.nodes(), *object);
}

void OsmPlaces::relation_without_area(osmium::Relation const& relation, geo::LineString const& points) {
  PlaceObject* const object = add(relation.tags(), 'r', relation.id());
  if (object == nullptr) {
    return;
  }
  ++lines_;
  if (!points.empty()) {
    object->place.point = middle_of(points);
  } else {
    object->place.head.status = store::RecordStatus::unplaced;
  }
  for (osmium::RelationMember const& member : relation.members()) {
    object->members.push_back(fmt::format("{}:{}{}", source_, osmium::item_type_to_char(member.type()), member.ref()));
  }
}

void OsmPlaces::finish(store::ImportBatch& batch) {
  batch.has_places = true;
  batch.counts.places_read += static_cast<std::int64_t>(objects_.size());
  batch.counts.areas_repaired += repaired_;
  for (PlaceObject& object : objects_) {
    for (store::SourceRef& ref : object.place.sources) {
      ref.date = batch.source.date;
    }
  }
  if (!with_courses_.empty()) {
    batch.notes.push_back(fmt::format("not taken, because they are places to learn at only when courses are listed: {}",
                                      summary(with_courses_)));
  }
  if (!no_place_.empty()) {
    batch.notes.push_back(fmt::format("not taken, because they are no places to learn at: {}", summary(no_place_)));
  }
  if (lifecycle_ > 0) {
    batch.notes.push_back(fmt::format("not taken, because they are disused, gone or only planned: {}", lifecycle_));
  }
  if (ambiguous_levels_ > 0) {
    batch.notes.push_back(
        fmt::format("{} places have an isced:level of 5 or 6, which ISCED 1997 and 2011 read "
                    "differently; the text is kept and no level is guessed",
                    ambiguous_levels_));
  }
  if (lines_ > 0) {
    batch.notes.push_back(
        fmt::format("{} places are not drawn as a whole area in this file (open ways, sites, areas "
                    "cut at its edge) and are kept as points",
                    lines_));
  }
  batch.notes.insert(batch.notes.end(), repair_notes_.begin(), repair_notes_.end());
  merge_places(std::move(objects_), grounds_, batch);
  auto const unplaced =
      std::count_if(batch.places.begin(), batch.places.end(), [](store::Place const& place) { return !place.point; });
  if (unplaced > 0) {
    batch.notes.push_back(fmt::format("{} places have no known position in this file and are unplaced", unplaced));
  }
}

}  // namespace cartable::importers
