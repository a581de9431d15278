#include "importers/osm_passes.hpp"

#include "base/format.hpp"
#include "base/time.hpp"
#include "importers/osm_tag_rules.hpp"

#include <osmium/index/map/flex_mem.hpp>
#include <osmium/io/any_input.hpp>
#include <osmium/osm/area.hpp>
#include <osmium/osm/node.hpp>
#include <osmium/osm/relation.hpp>
#include <osmium/osm/way.hpp>

#include <chrono>
#include <exception>
#include <new>
#include <system_error>
#include <unordered_set>
#include <utility>
#include <vector>

namespace cartable::importers {
namespace {

using LocationIndex = osmium::index::map::FlexMem<osmium::unsigned_object_id_type, osmium::Location>;

/// Told to stop: leaves the passes.
struct Cancelled {};

/// An OSM file that is no extract of one moment.
struct WrongKind {
  char const* what;
};

/// Ids seen so far. Sorted files cost one comparison an object; a set is made only when an id does not rise.
class SeenIds {
 public:
  /// False when the id was there before.
  bool insert(std::int64_t id) {
    if (set_.empty() && (rising_.empty() || id > rising_.back())) {
      rising_.push_back(id);
      return true;
    }
    if (set_.empty()) {
      set_.insert(rising_.begin(), rising_.end());
      rising_.clear();
    }
    return set_.insert(id).second;
  }

 private:
  std::vector<std::int64_t> rising_;
  std::unordered_set<std::int64_t> set_;
};

osmium::unsigned_object_id_type index_key(std::int64_t id) { return static_cast<osmium::unsigned_object_id_type>(id); }

/// The date of an RFC 3339 text or an empty one. Dates before OpenStreetMap began (August 2004) or after tomorrow
/// are wrong clocks.
std::string plausible_date(std::string const& timestamp) {
  std::string const tomorrow =
      base::to_rfc3339(std::chrono::system_clock::now() + std::chrono::hours(24)).substr(0, 10);
  std::string const date = timestamp.substr(0, 10);
  bool const is_date = date.size() == 10 && date[4] == '-' && date[7] == '-';
  return is_date && date >= "2004-08-01" && date <= tomorrow ? date : std::string{};
}

bool has_two_known_nodes(osmium::Way const& way) {
  osmium::NodeRef const* first = nullptr;
  for (osmium::NodeRef const& ref : way.nodes()) {
    if (ref.location().valid()) {
      if (first != nullptr && first->ref() != ref.ref()) {
        return true;
      }
      first = &ref;
    }
  }
  return false;
}

}  // namespace

struct OsmPasses::Reading {
  explicit Reading(osmium::io::File input) : file(std::move(input)) {}

  osmium::io::File file;
  LocationIndex locations;
  SeenIds seen_nodes, seen_ways, seen_relations;
  int pass = 0;

  /// Hands every object of the kinds in `bits` to `use`, telling the progress and heeding a stop.
  template <class F>
  void each(OsmPasses const& passes, osmium::osm_entity_bits::type bits, osmium::io::read_meta meta,
            std::string_view step, F&& use) {
    osmium::io::Reader reader{file, bits, meta};
    std::uint64_t const size = reader.file_size();
    auto const base = static_cast<std::uint64_t>(pass++) * size;
    while (osmium::memory::Buffer buffer = reader.read()) {
      if (passes.progress_.stop.stop_requested()) {
        reader.close();
        throw Cancelled{};
      }
      passes.progress_(step, base + reader.offset(), 3 * size);
      for (auto& object : buffer.select<osmium::OSMObject>()) {
        if (object.visible()) {
          use(object);
        }
      }
    }
    reader.close();
  }
};

OsmPasses::OsmPasses(std::filesystem::path file, OsmFormat format, std::string const& source,
                     base::Progress const& progress)
    : file_(std::move(file)),
      format_(format),
      progress_(progress),
      places_(source),
      streets_(source),
      districts_(source),
      addresses_(source) {}

base::Status OsmPasses::read() {
  auto const corrupt = [&](char const* what) {
    return base::fail(base::ErrorCode::corrupt, "{}: damaged or cut short ({}); download it again", file_.string(),
                      what);
  };
  try {
    Reading reading(osmium::io::File{file_.string(), osmium_name(format_)});
    read_relations(reading);
    read_nodes(reading);
    read_ways(reading);
    finish_relations(reading);
  } catch (Cancelled const&) {
    return base::fail(base::ErrorCode::cancelled, "{}: reading was stopped", file_.string());
  } catch (WrongKind const& kind) {
    return base::fail(base::ErrorCode::unsupported, "{}: {}", file_.string(), kind.what);
  } catch (std::bad_alloc const&) {
    throw;
  } catch (std::system_error const& error) {
    return base::fail(base::ErrorCode::unreadable, "{}: {}", file_.string(), error.what());
  } catch (std::exception const& error) {
    // libosmium, protozero, expat, zlib and bzip2 report damage with exception types of their own.
    return corrupt(error.what());
  }
  if (nodes_ == 0) {
    return base::fail(base::ErrorCode::invalid_value, "{}: holds no nodes with a position, so nothing can be placed",
                      file_.string());
  }
  return {};
}

void OsmPasses::read_relations(Reading& reading) {
  {
    osmium::io::Reader header_only{reading.file, osmium::osm_entity_bits::nothing};
    osmium::io::Header const header = header_only.header();
    header_only.close();
    if (header.has_multiple_object_versions()) {
      throw WrongKind{"a history file: every version of every object; take an extract of one moment"};
    }
    date_ = plausible_date(header.get("osmosis_replication_timestamp", header.get("timestamp", "")));
  }
  // Metadata (which holds mappers' names) is decoded only when the date is nowhere else, and only timestamps are used.
  bool const wants_dates = date_.empty();
  osmium::Timestamp newest;
  auto const bits = wants_dates ? osmium::osm_entity_bits::nwr : osmium::osm_entity_bits::relation;
  auto const meta = wants_dates ? osmium::io::read_meta::yes : osmium::io::read_meta::no;
  reading.each(*this, bits, meta, "reading relations", [&](osmium::OSMObject const& object) {
    if (wants_dates && object.timestamp().valid() && object.timestamp() > newest) {
      newest = object.timestamp();
    }
    if (object.type() != osmium::item_type::relation) {
      return;
    }
    auto const& relation = static_cast<osmium::Relation const&>(object);
    if (!reading.seen_relations.insert(relation.id())) {
      ++repeated_;
      return;
    }
    ++relations_;
    basemap_.relation(relation);
    addresses_.relation(relation);
    osmium::TagList const& tags = relation.tags();
    bool const is_area = OsmAreas::is_area_relation(tags);
    bool const is_place = places_.consider(tags);
    if (is_place ||
        (is_area && (OsmAreas::is_old_style(tags) || OsmDistricts::wants_area(tags) || OsmAddresses::wants(tags) ||
                     OsmStreets::is_street(tags) || OsmBasemap::wants_area(tags)))) {
      areas_.relation(relation);
    }
  });
  if (newest.valid()) {
    date_ = plausible_date(newest.to_iso());
  }
}

void OsmPasses::read_nodes(Reading& reading) {
  reading.each(*this, osmium::osm_entity_bits::node, osmium::io::read_meta::no, "reading nodes",
               [&](osmium::OSMObject const& object) {
                 auto const& node = static_cast<osmium::Node const&>(object);
                 auto const point = lon_lat(node.location());
                 if (!point) {
                   ++bad_positions_;
                   return;
                 }
                 ++nodes_;
                 reading.locations.set(index_key(node.id()), node.location());
                 hull_.add(*point);
                 if (node.tags().empty()) {
                   return;
                 }
                 if (!reading.seen_nodes.insert(node.id())) {
                   ++repeated_;
                   return;
                 }
                 places_.node(node);
                 streets_.node(node);
                 districts_.node(node);
                 addresses_.node(node);
                 basemap_.node(node);
               });
  reading.locations.sort();
  covers_ = hull_.finish();
}

void OsmPasses::read_ways(Reading& reading) {
  reading.each(*this, osmium::osm_entity_bits::way, osmium::io::read_meta::no, "reading ways",
               [&](osmium::OSMObject& object) {
                 auto& way = static_cast<osmium::Way&>(object);
                 if (!reading.seen_ways.insert(way.id())) {
                   ++repeated_;
                   return;
                 }
                 ++ways_;
                 std::int64_t missing = 0;
                 for (osmium::NodeRef& ref : way.nodes()) {
                   ref.set_location(reading.locations.get_noexcept(index_key(ref.ref())));
                   missing += ref.location().valid() ? 0 : 1;
                 }
                 missing_refs_ += missing;
                 ways_with_missing_ += missing > 0 ? 1 : 0;
                 ways_lost_ += missing > 0 && !has_two_known_nodes(way) ? 1 : 0;

                 basemap_.way(way);
                 areas_.way(way);
                 if (way.tags().empty()) {
                   return;
                 }
                 streets_.way(way);
                 addresses_.way(way);

                 bool const is_place = places_.consider(way.tags());
                 bool const is_district = missing == 0 && OsmDistricts::wants_area(way.tags());
                 bool const is_drawn = OsmBasemap::wants_area(way.tags()) && !areas_.is_old_style_outer(way);
                 bool has_area = false;
                 bool const is_open = !way.is_closed() || way.tags().has_tag("area", "no");
                 if (!is_open && (is_place || is_district || is_drawn)) {
                   osmium::Way const* const self = &way;
                   has_area = areas_.assemble_way(way, [&](osmium::Area const& area) {
                     if (is_place) {
                       places_.area(area, {&self, 1});
                     }
                     if (is_district) {
                       districts_.area(area);
                     }
                     if (is_drawn) {
                       basemap_.area(area);
                     }
                   });
                 }
                 if (!has_area && is_place) {
                   places_.way_without_area(way);
                 }
                 if (!has_area && is_drawn && way.tags().has_key("building")) {
                   ++(missing > 0 ? buildings_cut_ : is_open ? buildings_open_ : buildings_crossing_);
                 }
               });
}

void OsmPasses::place_without_area(OsmAreas::Assembled const& assembled, Reading const& reading) {
  geo::LineString points;
  for (osmium::Way const* const way : assembled.ways) {
    geo::LineString const known = known_points(way->nodes());
    points.insert(points.end(), known.begin(), known.end());
  }
  for (osmium::RelationMember const& member : assembled.relation->members()) {
    if (member.type() == osmium::item_type::node) {
      if (auto const point = lon_lat(reading.locations.get_noexcept(index_key(member.ref())))) {
        points.push_back(*point);
      }
    }
  }
  places_.relation_without_area(*assembled.relation, points);
}

void OsmPasses::finish_relations(Reading const& reading) {
  areas_.finish([&](OsmAreas::Assembled const& assembled) {
    osmium::Relation const& relation = *assembled.relation;
    bool const is_area_type = OsmAreas::is_area_relation(relation.tags());
    if (is_area_type && OsmStreets::is_street(relation.tags())) {
      for (osmium::Way const* const way : assembled.ways) {
        streets_.border(*way, relation.tags());
      }
    }
    if (assembled.area == nullptr || !is_area_type) {
      if (OsmDistricts::wants_area(relation.tags()) && is_area_type) {
        districts_.broken(relation);
      }
      if (OsmPlaces::wants_area(relation.tags())) {
        place_without_area(assembled, reading);
      }
      buildings_unassembled_ += is_area_type && relation.tags().has_key("building") ? 1 : 0;
      for (osmium::Way const* const way :
           assembled.is_old_style ? assembled.ways : std::span<osmium::Way const* const>{}) {
        // The outer ways waited for an area that did not come: they are drawn by themselves.
        if (way->is_closed() && areas_.is_old_style_outer(*way) && OsmBasemap::wants_area(way->tags())) {
          areas_.assemble_way(*way, [&](osmium::Area const& area) { basemap_.area(area); });
        }
      }
      return;
    }
    osmium::Area const& area = *assembled.area;
    if (OsmDistricts::wants_area(area.tags())) {
      if (assembled.is_whole) {
        districts_.area(area);
      } else {
        districts_.broken(relation);
      }
    }
    // A closed outer way with the tags of an old-style multipolygon has been read as an area by itself.
    if (!(assembled.is_old_style && assembled.has_closed_outer)) {
      if (OsmPlaces::wants_area(area.tags())) {
        places_.area(area, assembled.ways);
      }
      addresses_.area(area);
    }
    if (OsmBasemap::wants_area(area.tags())) {
      basemap_.area(area);
    }
  });
}

void OsmPasses::finish(store::ImportBatch& batch) {
  batch.covers = covers_;
  batch.counts.missing_node_refs = missing_refs_;
  batch.notes.push_back(fmt::format("read {} nodes, {} ways and {} relations", nodes_, ways_, relations_));
  if (missing_refs_ > 0) {
    batch.notes.push_back(fmt::format(
        "the extract was cut without completing ways: {} references to nodes that it lacks; {} ways lose vertices, "
        "{} of them have fewer than two left",
        missing_refs_, ways_with_missing_, ways_lost_));
  }
  if (std::int64_t const undrawn = buildings_cut_ + buildings_crossing_ + buildings_open_ + buildings_unassembled_;
      undrawn > 0) {
    batch.notes.push_back(fmt::format(
        "{} buildings are not on the base map: {} have corners that the extract lacks, {} have outlines that cross "
        "themselves, {} are not closed, {} are relations whose rings do not close",
        undrawn, buildings_cut_, buildings_crossing_, buildings_open_, buildings_unassembled_));
  }
  if (bad_positions_ > 0) {
    batch.notes.push_back(
        fmt::format("{} nodes have no position, or one outside the world, and count as missing", bad_positions_));
  }
  if (repeated_ > 0) {
    batch.notes.push_back(fmt::format("{} objects stand in the file more than once; the first is read", repeated_));
  }
  places_.finish(batch);
  streets_.finish(batch);
  districts_.finish(batch);
  addresses_.finish(batch);
  batch.has_basemap = true;
  batch.basemap = basemap_.finish(std::move(covers_));
}

}  // namespace cartable::importers
