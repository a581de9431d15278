#include "importers/osm_place_merge.hpp"

#include "base/format.hpp"
#include "geo/area_index.hpp"
#include "geo/metric.hpp"
#include "geo/repair.hpp"
#include "importers/osm_geometry.hpp"
#include "importers/osm_place_absorb.hpp"
#include "store/taxonomy.hpp"

#include <algorithm>
#include <cstddef>
#include <map>
#include <numeric>
#include <set>
#include <string_view>
#include <tuple>
#include <utility>

namespace cartable::importers {
namespace {

constexpr double kNeighbours = 50;   // metres between outlines of one place's buildings: a street or a yard
constexpr std::size_t kNotes = 500;  // merges told one by one; the rest as a number

using Index = std::size_t;

int type_rank(char type) { return type == 'r' ? 2 : type == 'w' ? 1 : 0; }

class Merger {
 public:
  Merger(std::vector<PlaceObject> objects, std::vector<geo::MultiPolygon> const& campuses, store::ImportBatch& batch)
      : objects_(std::move(objects)), into_(objects_.size()), parents_(objects_.size()), batch_(batch) {
    std::iota(into_.begin(), into_.end(), Index{0});
    for (PlaceObject const& object : objects_) {
      original_.push_back(object.place.footprint);
      names_.push_back(names_of(object.place));
      std::set<std::string> kinds;
      for (std::string const& kind : object.place.kinds) {
        kinds.emplace(store::general_kind(kind));
      }
      kinds_.push_back(std::move(kinds));
    }
    find_parents();
    merge_sites();
    merge_contained();
    merge_unnamed_grounds();
    merge_campuses(campuses);
    merge_neighbours();
  }

  void move_out() {
    tell_kinds();
    std::size_t silent = 0;
    for (Index i = 0; i < objects_.size(); ++i) {
      if (into_[i] == i) {
        set_parent(i);
      }
    }
    for (auto& [note, more] : notes_) {
      if (batch_.notes.size() < kNotes || !more) {
        batch_.notes.push_back(std::move(note));
      } else {
        ++silent;
      }
    }
    if (silent > 0) {
      batch_.notes.push_back(fmt::format("and {} more merged like these", silent));
    }
    for (Index i = 0; i < objects_.size(); ++i) {
      if (into_[i] == i) {
        store::Place& place = objects_[i].place;
        // Kinds taken over stand behind the general kind that they refine, and decide the default levels with it.
        if (place.isced_from == "default") {
          place.isced = 0;
          place.isced_from.clear();
        }
        store::apply_kind_defaults(place);
        batch_.places.push_back(std::move(objects_[i].place));
      }
    }
  }

 private:
  Index stays(Index i) const {
    while (into_[i] != i) {
      i = into_[i];
    }
    return i;
  }

  /// Grounds before building, relation before way before node, lower id first.
  bool goes_before(Index a, Index b) const {
    auto const key = [&](Index i) {
      PlaceObject const& object = objects_[i];
      return std::make_tuple(-object.size_m2, -type_rank(object.type), object.id);
    };
    return key(a) < key(b);
  }

  bool same_kind(Index a, Index b) const {
    return std::any_of(kinds_[a].begin(), kinds_[a].end(), [&](auto const& kind) { return kinds_[b].contains(kind); });
  }
  bool same_name(Index a, Index b) const {
    return std::any_of(names_[a].begin(), names_[a].end(), [&](auto const& name) { return names_[b].contains(name); });
  }

  /// For each object the areas that hold it, smallest first.
  void find_parents() {
    std::vector<Index> areas;
    std::vector<geo::MultiPolygon> shapes;
    for (Index i = 0; i < objects_.size(); ++i) {
      if (!objects_[i].place.footprint.empty()) {
        areas.push_back(i);
        shapes.push_back(objects_[i].place.footprint);
      }
    }
    geo::AreaIndex const index(shapes);
    for (Index i = 0; i < objects_.size(); ++i) {
      store::Place const& place = objects_[i].place;
      if (!place.point) {
        continue;
      }
      // An entrance lies on the border; the surface is what must be inside.
      auto const candidates =
          place.footprint.empty() ? index.at(*place.point) : index.touching(geo::bounds(place.footprint));
      for (std::uint32_t const candidate : candidates) {
        Index const area = areas[candidate];
        if (area != i && goes_before(area, i) &&
            (place.footprint.empty() || mostly_inside(place.footprint, shapes[candidate]))) {
          parents_[i].push_back(area);
        }
      }
      std::sort(parents_[i].begin(), parents_[i].end(), [&](Index a, Index b) { return goes_before(b, a); });
    }
  }

  /// Whether a point inside the area and at least half of its corners are covered by the other.
  static bool mostly_inside(geo::MultiPolygon const& inner, geo::MultiPolygon const& outer) {
    if (!geo::covers(outer, geo::point_inside(inner))) {
      return false;
    }
    std::size_t all = 0;
    std::size_t covered = 0;
    for (geo::Polygon const& polygon : inner.polygons) {
      for (geo::LonLat const p : polygon.rings.front()) {
        ++all;
        covered += geo::covers(outer, p) ? 1U : 0U;
      }
    }
    return covered * 2 >= all;
  }

  static std::string called(PlaceObject const& object) { return fmt::format("{}{}", object.type, object.id); }

  std::string_view what_is(Index i) const {
    PlaceObject const& object = objects_[i];
    if (object.place.footprint.empty()) {
      return object.type == 'n' ? "point" : object.type == 'r' ? "site" : "line";
    }
    return object.is_building ? "building" : "grounds";
  }

  /// \param reason_or_empty  empty: one inside the other, told by what they are
  void merge(Index from, Index to, std::string_view reason_or_empty) {
    from = stays(from);
    to = stays(to);
    if (from == to) {
      return;
    }
    std::string const reason =
        reason_or_empty.empty() ? fmt::format("{} and {}", what_is(to), what_is(from)) : std::string(reason_or_empty);
    PlaceObject& own = objects_[to];
    std::string const what_own = fmt::format("{} {}", what_is(to), called(own));
    std::string const what_other = fmt::format("{} {}", what_is(from), called(objects_[from]));
    absorb(own, objects_[from], !reason_or_empty.empty());
    names_[to].insert(names_[from].begin(), names_[from].end());
    kinds_[to].insert(kinds_[from].begin(), kinds_[from].end());
    into_[from] = to;
    ++batch_.counts.places_merged;
    ++batch_.merged[reason];
    notes_.emplace_back(fmt::format("{}: {} and {} are one place",
                                    own.place.name.empty() ? "(no name)" : own.place.name, what_own, what_other),
                        true);
  }

  void merge_sites() {
    std::map<std::string, Index, std::less<>> by_id;
    for (Index i = 0; i < objects_.size(); ++i) {
      by_id.emplace(objects_[i].place.head.id, i);
    }
    for (Index site = 0; site < objects_.size(); ++site) {
      for (std::string const& member : objects_[site].members) {
        auto const found = by_id.find(member);
        if (found != by_id.end() && same_kind(site, found->second) &&
            (names_[site].empty() || names_[found->second].empty() || same_name(site, found->second))) {
          merge(found->second, site, "site and member");
        }
      }
    }
  }

  /// Named into the same name, unnamed into whatever of its kind holds it: from the largest down, so that a chain
  /// of grounds, building and point ends at the grounds.
  void merge_contained() {
    std::vector<Index> order(objects_.size());
    std::iota(order.begin(), order.end(), Index{0});
    std::sort(order.begin(), order.end(), [&](Index a, Index b) { return goes_before(a, b); });
    for (Index const inner : order) {
      for (Index const outer : parents_[inner]) {
        Index const target = stays(outer);
        if (same_kind(inner, target) && (names_[inner].empty() || same_name(inner, target))) {
          merge(inner, target, {});
          break;
        }
      }
    }
  }

  /// Grounds without a name are those of the one name inside them; with two names inside they stay apart.
  void merge_unnamed_grounds() {
    std::map<Index, std::vector<Index>> inside;
    for (Index inner = 0; inner < objects_.size(); ++inner) {
      for (Index const outer : parents_[inner]) {
        Index const target = stays(outer);
        if (into_[inner] == inner && target != inner && names_[target].empty() && same_kind(inner, target)) {
          inside[target].push_back(inner);
          break;
        }
      }
    }
    for (auto const& entry : inside) {
      std::vector<Index> const& inner = entry.second;
      bool const one_name =
          std::all_of(inner.begin(), inner.end(), [&](Index i) { return same_name(i, inner.front()); });
      if (one_name) {
        for (Index const i : inner) {
          merge(i, entry.first, {});
        }
      }
    }
  }

  void merge_campuses(std::vector<geo::MultiPolygon> const& campuses) {
    if (campuses.empty()) {
      return;
    }
    geo::AreaIndex const index(campuses);
    std::map<std::uint32_t, std::vector<Index>> on_campus;
    for (Index i = 0; i < objects_.size(); ++i) {
      if (into_[i] == i && objects_[i].place.point) {
        for (std::uint32_t const campus : index.at(*objects_[i].place.point)) {
          on_campus[campus].push_back(i);
        }
      }
    }
    for (auto& [campus, places] : on_campus) {
      std::sort(places.begin(), places.end(), [&](Index a, Index b) { return goes_before(a, b); });
      for (Index a = 0; a < places.size(); ++a) {
        for (Index b = a + 1; b < places.size(); ++b) {
          Index const first = stays(places[a]);
          Index const second = stays(places[b]);
          if (first != second && same_kind(first, second) && same_name(first, second)) {
            merge(second, first, "on one campus");
          }
        }
      }
    }
  }

  /// A school of several buildings without grounds on the map.
  void merge_neighbours() {
    std::vector<Index> areas;
    std::vector<geo::MultiPolygon> shapes;
    for (Index i = 0; i < objects_.size(); ++i) {
      if (!original_[i].empty()) {
        areas.push_back(i);
        shapes.push_back(original_[i]);
      }
    }
    geo::AreaIndex const index(shapes);
    for (Index a = 0; a < areas.size(); ++a) {
      geo::BBox const box = geo::bounds(shapes[a]);
      geo::BBox around = geo::bounds_around({.lon = box.west, .lat = box.south}, base::Metres(kNeighbours));
      around.add(geo::bounds_around({.lon = box.east, .lat = box.north}, base::Metres(kNeighbours)));
      for (std::uint32_t const b : index.touching(around)) {
        if (b <= a) {
          continue;
        }
        Index const first = stays(areas[a]);
        Index const second = stays(areas[b]);
        bool const both_unnamed_buildings = names_[first].empty() && names_[second].empty() &&
                                            objects_[first].is_building && objects_[second].is_building;
        if (first != second && same_kind(first, second) && (both_unnamed_buildings || same_name(first, second)) &&
            outline_distance_m(shapes[a], shapes[b], kNeighbours) <= kNeighbours) {
          bool const in_order = goes_before(first, second);
          merge(in_order ? second : first, in_order ? first : second, "neighbouring areas");
        }
      }
    }
  }

  /// "school 123 → 112": why there are fewer places of a kind than objects with its tag.
  void tell_kinds() {
    std::map<std::string, std::pair<int, int>> counts;
    for (Index i = 0; i < objects_.size(); ++i) {
      auto& [objects, places] = counts[std::string(store::general_kind(objects_[i].place.kinds.front()))];
      ++objects;
      places += into_[i] == i ? 1 : 0;
    }
    std::string text;
    for (auto const& [kind, count] : counts) {
      if (count.first != count.second) {
        text += fmt::format("{}{} {} → {}", text.empty() ? "" : ", ", kind, count.first, count.second);
      }
    }
    if (!text.empty()) {
      batch_.notes.push_back("objects that became fewer places, because several draw one place: " + text);
    }
  }

  void set_parent(Index i) {
    for (Index const outer : parents_[i]) {
      Index const target = stays(outer);
      if (target != i) {
        objects_[i].place.parent = objects_[target].place.head.id;
        return;
      }
    }
  }

  std::vector<PlaceObject> objects_;
  std::vector<Index> into_;
  std::vector<std::vector<Index>> parents_;
  std::vector<std::set<std::string>> names_, kinds_;
  std::vector<geo::MultiPolygon> original_;  // footprints before anything was taken over
  store::ImportBatch& batch_;
  std::vector<std::pair<std::string, bool>> notes_;
};

}  // namespace

void merge_places(std::vector<PlaceObject> objects, std::vector<geo::MultiPolygon> const& campuses,
                  store::ImportBatch& batch) {
  if (!objects.empty()) {
    Merger(std::move(objects), campuses, batch).move_out();
  }
}

}  // namespace cartable::importers
