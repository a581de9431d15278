#include "store/catalog.hpp"
#include "tests/unit/store/random_city.hpp"
#include "tests/unit/tiles/tile_reading.hpp"
#include "tiles/area_layer.hpp"
#include "tiles/clusters.hpp"
#include "tiles/event_layer.hpp"
#include "tiles/place_layer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <set>

namespace cartable::tiles {
namespace {

using store::Visibility;
using ::testing::IsEmpty;
using testing::read;
using ::testing::SizeIs;

std::string written(PlaceLayer const& layer, geo::TileId tile, store::Filter const& filter = {},
                    Visibility viewer = Visibility::everyone) {
  std::string bytes;
  layer.write(tile, filter, viewer, bytes);
  return bytes;
}

std::int64_t number(MvtLayer const& layer, MvtFeature const& feature, std::string_view key) {
  auto const* const value = layer.find(feature, key);
  return value == nullptr ? -1 : std::get<std::int64_t>(*value);
}

/// The tiles of a zoom that hold places of a selection.
std::set<geo::TileId> tiles_of(store::Catalog const& catalog, store::Selection const& selection, std::uint32_t zoom) {
  std::set<geo::TileId> out;
  for (std::uint32_t row = 0; row < catalog.size(); ++row) {
    if (selection.all.test(row)) {
      geo::TileId const own = geo::tile_at(catalog.world_points()[row], zoom);
      // A cluster may lie a cell away from its places.
      std::uint32_t const side = 1U << zoom;
      for (std::uint32_t dy = 0; dy < 3; ++dy) {
        for (std::uint32_t dx = 0; dx < 3; ++dx) {
          if (own.y + dy >= 1 && own.y + dy - 1 < side) {
            out.insert({zoom, (own.x + dx + side - 1) % side, own.y + dy - 1});
          }
        }
      }
    }
  }
  return out;
}

/// What belongs to the tiles of a zoom: the features without `buffer`.
struct Totals {
  std::size_t places = 0, fits = 0, maybe = 0, features = 0;
  std::map<std::string, int> ids;
};
Totals totals(store::Catalog const& catalog, PlaceLayer const& layer, store::Filter const& filter, Visibility viewer,
              std::uint32_t zoom) {
  Totals out;
  auto const selection = catalog.select(filter, viewer);
  for (geo::TileId const tile : tiles_of(catalog, *selection, zoom)) {
    auto const mvt = read(written(layer, tile, filter, viewer));
    auto const* const places = mvt.find("places");
    if (places == nullptr) {
      continue;
    }
    for (auto const& f : places->features) {
      MvtPoint const at = f.parts.at(0).at(0);
      bool const own = at.x >= 0 && at.y >= 0 && at.x < 4096 && at.y < 4096;
      EXPECT_EQ(places->find(f, "buffer") == nullptr, own);
      if (!own) {
        EXPECT_TRUE(at.x >= -kPlaceBuffer && at.y >= -kPlaceBuffer && at.x < 4096 + kPlaceBuffer &&
                    at.y < 4096 + kPlaceBuffer);
        continue;
      }
      ++out.features;
      if (places->find(f, "cluster") != nullptr) {
        std::int64_t const count = number(*places, f, "point_count");
        EXPECT_GE(count, 2);
        out.places += static_cast<std::size_t>(count);
        std::int64_t const expansion = number(*places, f, "expansion_zoom");
        EXPECT_GT(expansion, zoom);
        EXPECT_LE(expansion, kLastPlaceZoom);
        if (filter.maybe) {
          EXPECT_EQ(number(*places, f, "fits_count") + number(*places, f, "maybe_count"), count);
          out.fits += static_cast<std::size_t>(number(*places, f, "fits_count"));
          out.maybe += static_cast<std::size_t>(number(*places, f, "maybe_count"));
        }
      } else {
        ++out.places;
        ++out.ids[std::string(places->text(f, "id"))];
        out.fits += places->text(f, "fits") == "yes" ? 1 : 0;
        out.maybe += places->text(f, "fits") == "maybe" ? 1 : 0;
      }
    }
  }
  return out;
}

std::vector<store::Filter> some_filters() {
  std::vector<store::Filter> out(5);
  out[1].kinds = {"library", "museum"};
  out[2].fees = {store::Fee::free};
  out[2].maybe = true;
  out[3].kinds = {"rare"};
  out[4].wheelchair = {store::Wheelchair::yes};
  out[4].sources = {"osm"};
  out[4].maybe = true;
  return out;
}

TEST(PlaceLayer, a_zooms_tiles_hold_every_matching_place_once) {
  test::PropertyRandom random;
  auto const catalog = store::Catalog::build(test::random_city(random, 1000));
  PlaceLayer const layer(catalog);
  for (Visibility const viewer : {Visibility::everyone, Visibility::planner}) {
    for (auto const& filter : some_filters()) {
      auto const selection = catalog->select(filter, viewer);
      for (std::uint32_t const zoom : {0U, 1U, 5U, 9U, 11U, 13U, 15U, 16U}) {
        Totals const seen = totals(*catalog, layer, filter, viewer, zoom);
        EXPECT_EQ(seen.places, selection->matched()) << "zoom " << zoom << " filter " << filter.canonical();
        if (filter.maybe) {
          EXPECT_EQ(seen.fits, selection->fits_count);
          EXPECT_EQ(seen.maybe, selection->may_count);
        }
        for (auto const& [id, times] : seen.ids) {
          EXPECT_EQ(times, 1) << id;
        }
        if (zoom == kLastPlaceZoom) {
          EXPECT_EQ(seen.ids.size(), selection->matched()) << "no clusters at the last zoom";
        }
      }
    }
  }
}

TEST(PlaceLayer, clusters_come_apart_at_their_expansion_zoom_and_not_before) {
  test::PropertyRandom random;
  auto const catalog = store::Catalog::build(test::random_city(random, 1500));
  auto const selection = catalog->select({}, Visibility::planner);
  ClusterInput const input(*catalog, selection);
  auto const all_at = [&](std::uint32_t zoom) {
    std::vector<Cluster> out;
    for (geo::TileId const tile : tiles_of(*catalog, *selection, zoom)) {
      Clusterer clusterer(input);
      for (Cluster const& c : clusterer.clusters(tile, 0)) {
        out.push_back(c);
      }
    }
    return out;
  };
  // A cluster of n that has not come apart is there, with n or more places, close to where it was.
  for (std::uint32_t const zoom : {8U, 11U, 13U}) {
    int checked = 0;
    for (Cluster const& c : all_at(zoom)) {
      if (c.count < 2 || c.expansion_zoom == zoom + 1 || ++checked > 20) {
        continue;
      }
      std::uint32_t const before = c.expansion_zoom - 1;
      double const reach = 3.0 * std::ldexp(1.0, 32 - static_cast<int>(before) - static_cast<int>(kCellBits));
      auto const there = all_at(before);
      EXPECT_TRUE(std::ranges::any_of(there,
                                      [&](Cluster const& o) {
                                        return o.count >= c.count && std::abs(static_cast<double>(o.x - c.x)) < reach &&
                                               std::abs(static_cast<double>(o.y - c.y)) < reach;
                                      }))
          << "zoom " << zoom << " cluster of " << c.count << " expands at " << c.expansion_zoom;
    }
  }
}

TEST(PlaceLayer, attributes_are_those_of_the_contract_and_what_is_not_known_is_absent) {
  store::CityData data;
  store::Place place;
  place.head.id = "osm:n1";
  place.head.source = "osm";
  place.point = geo::LonLat{2.35, 48.85};
  place.name = "Médiathèque";
  place.names = {{"fr", "Médiathèque"}, {"en", "Media library"}, {"de", "Mediathek"}};
  place.kinds = {"library"};
  place.fee = store::Fee::free;
  data.places.push_back(place);
  place.head.id = "osm:n2";
  place.point = geo::LonLat{2.36, 89.9};  // beyond the map's edge
  place.fee = store::Fee::unknown;
  place.wheelchair = store::Wheelchair::limited;
  data.places.push_back(place);
  auto const catalog = store::Catalog::build(std::move(data));
  PlaceLayer const layer(catalog);
  geo::WorldPoint const at = geo::to_world({2.35, 48.85});
  auto const mvt = read(written(layer, geo::tile_at(at, 16)));
  auto const& places = *mvt.find("places");
  ASSERT_THAT(places.features, SizeIs(1));
  auto const& f = places.features[0];
  EXPECT_EQ(f.id, feature_number("osm:n1"));
  EXPECT_EQ(places.text(f, "id"), "osm:n1");
  EXPECT_EQ(places.text(f, "kind"), "library");
  EXPECT_EQ(places.text(f, "name"), "Médiathèque");
  EXPECT_EQ(places.text(f, "name_en"), "Media library");
  EXPECT_EQ(places.find(f, "name_fr"), nullptr) << "not different";
  EXPECT_EQ(places.find(f, "name_de"), nullptr) << "not one of the six";
  EXPECT_EQ(places.text(f, "fee"), "free");
  EXPECT_EQ(places.find(f, "wheelchair"), nullptr);
  EXPECT_EQ(places.find(f, "fits"), nullptr);
  EXPECT_EQ(places.find(f, "open"), nullptr);
  GridPoint const grid = to_grid(at, 16);
  GridPoint const o = origin(geo::tile_at(at, 16));
  EXPECT_EQ(f.parts[0][0], (MvtPoint{grid.x - o.x, grid.y - o.y}));

  auto const edge = read(written(layer, {3, 4, 0}));
  ASSERT_NE(edge.find("places"), nullptr);
  EXPECT_EQ(edge.find("places")->features.at(0).parts.at(0).at(0).y, 0) << "drawn at the edge";
  EXPECT_EQ(edge.find("places")->text(edge.find("places")->features[0], "wheelchair"), "limited");
}

TEST(PlaceLayer, places_beside_the_antimeridian_show_on_both_sides) {
  store::CityData data;
  for (double const lon : {179.9999999, -180.0}) {
    store::Place place;
    place.head.id = lon > 0 ? "a" : "b";
    place.point = geo::LonLat{lon, 0.00001};
    place.kinds = {"library"};
    data.places.push_back(place);
  }
  auto const catalog = store::Catalog::build(std::move(data));
  PlaceLayer const layer(catalog);
  for (std::uint32_t const x : {0U, 65535U}) {
    auto const mvt = read(written(layer, {16, x, 32767}));
    ASSERT_NE(mvt.find("places"), nullptr);
    EXPECT_THAT(mvt.find("places")->features, SizeIs(2)) << "its own and the other side's copy";
  }
  std::size_t count = 0;
  for (std::uint32_t x = 0; x < 2; ++x) {
    for (std::uint32_t y = 0; y < 2; ++y) {
      auto const mvt = read(written(layer, {1, x, y}));
      if (auto const* const places = mvt.find("places")) {
        for (auto const& f : places->features) {
          if (places->find(f, "buffer") == nullptr) {
            count += static_cast<std::size_t>(std::max<std::int64_t>(1, number(*places, f, "point_count")));
          }
        }
      }
    }
  }
  EXPECT_EQ(count, 2U);
}

geo::MultiPolygon square(double west, double south, double size) {
  return {
      {{{{{west, south}, {west + size, south}, {west + size, south + size}, {west, south + size}, {west, south}}}}}};
}

store::CityData areas() {
  store::CityData data;
  store::District district;
  district.head.id = "d:1";
  district.set = "local-areas";
  district.level = "9";
  district.name = "Centro";
  district.area = square(-56.2, -34.95, 0.05);
  data.districts.push_back(district);
  district.head.id = "d:2";
  district.head.visibility = Visibility::staff;
  district.area = square(-56.15, -34.95, 0.05);
  data.districts.push_back(district);
  store::Catchment catchment;
  catchment.head.id = "c:1";
  catchment.head.visibility = Visibility::planner;
  catchment.group = "job-seekers";
  catchment.name = "North";
  catchment.estimate = 120;
  catchment.area = square(-56.2, -34.95, 0.02);
  data.catchments.push_back(catchment);
  catchment.head.id = "c:2";
  catchment.head.visibility = Visibility::everyone;
  data.catchments.push_back(catchment);
  return data;
}

TEST(AreaLayer, shows_what_the_viewer_may_see_and_estimates_to_planners_only) {
  auto const catalog = store::Catalog::build(areas());
  AreaLayer const districts(catalog, AreaLayer::Kind::districts);
  AreaLayer const catchments(catalog, AreaLayer::Kind::catchments);
  for (std::uint32_t const zoom : {0U, 7U, 10U, 12U}) {
    geo::TileId const tile = geo::tile_at(geo::to_world({-56.19, -34.94}), zoom);
    for (auto const& [viewer, district_count, catchment_count] :
         {std::tuple(Visibility::everyone, 1U, 1U), std::tuple(Visibility::staff, 2U, 1U),
          std::tuple(Visibility::planner, 2U, 2U)}) {
      std::string bytes;
      districts.write(tile, viewer, bytes);
      catchments.write(tile, viewer, bytes);
      auto const mvt = read(bytes);
      auto const& d = *mvt.find("districts");
      auto const& c = *mvt.find("catchments");
      if (zoom <= 10) {
        EXPECT_THAT(d.features, SizeIs(district_count));
      }
      EXPECT_THAT(c.features, SizeIs(catchment_count));
      EXPECT_EQ(d.text(d.features[0], "set"), "local-areas");
      EXPECT_EQ(d.text(d.features[0], "level"), "9");
      for (auto const& f : c.features) {
        EXPECT_EQ(c.find(f, "estimate") != nullptr, viewer == Visibility::planner);
        for (auto const& polygon : testing::polygons_of(f)) {
          EXPECT_TRUE(is_valid(polygon));
        }
      }
    }
  }
}

TEST(EventLayer, sessions_stand_at_their_place_with_their_state) {
  store::CityData data;
  store::Place place;
  place.head.id = "hall";
  place.point = geo::LonLat{-56.19, -34.9};
  place.kinds = {"library"};
  data.places.push_back(place);
  place.head.id = "secret";
  place.head.visibility = Visibility::staff;
  data.places.push_back(place);
  store::Offer offer;
  offer.head.id = "course";
  offer.place = "hall";
  data.offers.push_back(offer);
  auto const session = [&](std::string id, std::string where, std::string of, std::string state) {
    store::Session s;
    s.head.id = std::move(id);
    s.place = std::move(where);
    s.offer = std::move(of);
    s.name = "Reading";
    s.state = std::move(state);
    s.starts = "2026-11-28T09:00:00-03:00";
    s.ends = "2026-11-28T10:00:00-03:00";
    data.sessions.push_back(std::move(s));
  };
  session("s1", "hall", "", "scheduled");
  session("s2", "", "course", "cancelled");
  session("s3", "secret", "", "moved");
  session("s4", "nowhere", "", "scheduled");
  auto const catalog = store::Catalog::build(std::move(data));
  EventLayer const layer(catalog);
  geo::TileId const tile = geo::tile_at(geo::to_world({-56.19, -34.9}), 14);
  auto const states = [&](store::Filter const& filter, Visibility viewer) {
    std::map<std::string, std::string> out;
    std::string bytes;
    layer.write(tile, filter, viewer, bytes);
    auto const mvt = read(bytes);
    if (auto const* const events = mvt.find("events")) {
      for (auto const& f : events->features) {
        out[std::string(events->text(f, "id"))] = std::string(events->text(f, "state"));
        EXPECT_EQ(events->text(f, "starts"), "2026-11-28T09:00:00-03:00");
      }
    }
    return out;
  };
  EXPECT_EQ(states({}, Visibility::everyone),
            (std::map<std::string, std::string>{{"s1", "scheduled"}, {"s2", "cancelled"}}));
  EXPECT_EQ(states({}, Visibility::staff).size(), 3U);
  store::Filter museums;
  museums.kinds = {"museum"};
  EXPECT_THAT(states(museums, Visibility::staff), IsEmpty());
}

}  // namespace
}  // namespace cartable::tiles
