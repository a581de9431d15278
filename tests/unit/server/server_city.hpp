#pragma once

#include "access/city_streets.hpp"
#include "base/json.hpp"
#include "server/api/place_pieces.hpp"
#include "server/api/service.hpp"
#include "server/api/state.hpp"
#include "store/catalog.hpp"
#include "tests/unit/server/stand_city.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

/// A small city for the server's tests, with records that only some may see, each marked by a word that must never
/// turn up in an answer to anybody else.
namespace cartable::server::test {

inline constexpr char const* kStaffSecret = "STAFFSECRET";
inline constexpr char const* kPlannerSecret = "PLANNERSECRET";
inline constexpr char const* kEstimate = "7654321";   ///< people: for planners only
inline constexpr char const* kSmallEstimate = "6.5";  ///< below the group's threshold

[[nodiscard]] inline geo::MultiPolygon square(double west, double south, double side) {
  return {.polygons = {{.rings = {{{west, south},
                                   {west + side, south},
                                   {west + side, south + side},
                                   {west, south + side},
                                   {west, south}}}}}};
}

[[nodiscard]] inline store::Place place(std::string id, double lon, double lat, std::string kind = "library") {
  store::Place p;
  p.head.id = std::move(id);
  p.head.source = "osm";
  p.name = "Name of " + p.head.id;
  p.names = {{"en", p.name}, {"fr", "Nom de " + p.head.id}};
  p.kinds = {std::move(kind)};
  p.point = geo::LonLat{lon, lat};
  p.sources = {{.source = "osm", .key = p.head.id, .date = "2026-01-01"}};
  return p;
}

/// `count` random places in 1° around (10, 50), several at one point; then the marked ones.
[[nodiscard]] inline store::CityData sample_city(std::size_t count = 300, unsigned seed = 7) {
  store::CityData data;
  std::mt19937 random(seed);
  std::uniform_int_distribution<int> step(0, 1000);
  char const* const kinds[] = {"library", "school", "museum"};
  for (std::size_t i = 0; i < count; ++i) {
    double const lon = 9.5 + step(random) * 1e-3;
    double const lat = 49.5 + step(random) * 1e-3;
    store::Place p =
        place("osm:n" + std::to_string(i), i % 10 == 0 ? 10.0 : lon, i % 10 == 0 ? 50.0 : lat, kinds[i % 3]);
    p.fee = static_cast<store::Fee>(i % 3);
    p.wheelchair = static_cast<store::Wheelchair>(i % 5);
    p.checked = i % 4 == 0 ? "2026-02-01" : i % 4 == 1 ? "2026-03-01" : "";
    data.places.push_back(std::move(p));
  }
  auto const hide = [](auto record, store::Visibility visibility, char const* secret) {
    record.head.visibility = visibility;
    record.name = secret;
    record.names = {{"en", secret}};
    return record;
  };
  data.places.push_back(hide(place("city:staff1", 10, 50), store::Visibility::staff, kStaffSecret));
  data.places.push_back(hide(place("city:planner1", 10, 50), store::Visibility::planner, kPlannerSecret));
  data.places.front().parent = "city:staff1";
  data.places.front().aliases = {"osm:old0"};

  store::Offer open;
  open.head.id = "offer:open";
  open.head.source = "city";
  open.place = "osm:n0";
  open.name = "Pottery";
  store::Offer hidden = hide(open, store::Visibility::staff, kStaffSecret);
  hidden.head.id = "offer:staff";
  store::Offer at_hidden = open;  // public itself, but at a place for planners
  at_hidden.head.id = "offer:elsewhere";
  at_hidden.place = "city:planner1";
  at_hidden.name = kPlannerSecret;
  data.offers = {open, hidden, at_hidden};

  store::Session session;
  session.head.id = "event:open";
  session.head.source = "city";
  session.offer = "offer:open";
  session.name = "First evening";
  session.starts = "2026-11-28T18:00:00+01:00";
  session.ends = "2026-11-28T20:00:00+01:00";
  store::Session of_hidden = session;
  of_hidden.head.id = "event:of-staff-offer";
  of_hidden.offer = "offer:staff";
  of_hidden.name = kStaffSecret;
  store::Session at_planner = session;
  at_planner.head.id = "event:at-planner-place";
  at_planner.offer.clear();
  at_planner.place = "city:planner1";
  at_planner.name = kPlannerSecret;
  data.sessions = {session, of_hidden, at_planner};

  store::District district;
  district.head.id = "district:west";
  district.head.source = "city";
  district.set = "quarters";
  district.name = "West";
  district.area = square(9.4, 49.4, 0.6);
  store::District secret_district = hide(district, store::Visibility::planner, kPlannerSecret);
  secret_district.head.id = "district:planner";
  data.districts = {district, secret_district};

  store::Group group;
  group.head.id = "job-seekers";
  group.name = "Job seekers";
  group.threshold = 11;
  data.groups = {group};
  store::Catchment shown;
  shown.head.id = "catchment:open";
  shown.head.source = "city";
  shown.group = "job-seekers";
  shown.name = "Harbour";
  shown.area = square(9.4, 49.4, 0.6);
  shown.estimate = 7654321;  // imported as public all the same: the number stays with planners
  store::Catchment small = shown;
  small.head.id = "catchment:small";
  small.name = kPlannerSecret;
  small.estimate = 6.5;
  store::Catchment planned = hide(shown, store::Visibility::planner, kPlannerSecret);
  planned.head.id = "catchment:planner";
  data.catchments = {shown, small, planned};

  store::ImportRun run;
  run.head.id = "run:1";
  run.head.source = "osm";
  run.licence = "ODbL-1.0";
  run.attribution = "© OpenStreetMap contributors";
  run.date = "2026-01-01";
  data.runs = {run};
  store::Setting name;
  name.head.id = "name";
  name.value = "Testville";
  data.settings = {name};
  data.revisions.fill(1);
  return data;
}

/// A footway along a parallel through (10, 50), one along a meridian, crossing there.
[[nodiscard]] inline access::CityStreets::Records sample_streets() {
  access::CityStreets::Records out;
  for (bool const east : {true, false}) {
    store::Street street;
    street.head.id = east ? "osm:w1" : "osm:w2";
    street.name = east ? "Parallel" : "Meridian";
    street.tags = {{"highway", "footway"}};
    for (int i = -5; i <= 5; ++i) {
      street.nodes.push_back(i == 0 ? 0 : (east ? 100 : 200) + i);
      street.line.push_back(east ? geo::LonLat{10 + 0.001 * i, 50} : geo::LonLat{10, 50 + 0.001 * i});
    }
    out.streets.push_back(street);
  }
  return out;
}

[[nodiscard]] inline std::shared_ptr<api::CityState const> make_state(store::CityData data) {
  auto state = std::make_shared<api::CityState>();
  state->catalog = store::Catalog::build(std::move(data));
  state->streets = std::make_shared<access::CityStreets const>([] { return sample_streets(); }, 1);
  state->links = api::link_places(state->catalog);
  state->pieces = std::make_shared<api::PlacePiecesCache>(state->catalog->size());
  state->stands = sample_stands(*state->catalog, sample_streets());
  state->base_tiles = std::make_shared<tiles::BaseTiles const>();
  state->tiles =
      std::make_shared<tiles::TileService const>(state->catalog, state->base_tiles, tiles::TileService::Options{});
  return state;
}

/// An Api over the sample city, asked by URL.
class ServerTest : public ::testing::Test {
 protected:
  static std::shared_ptr<api::CityState const> state() {
    static std::shared_ptr<api::CityState const> const shared = make_state(sample_city());
    return shared;
  }
  static api::Request request(std::string const& target, store::Visibility viewer = store::Visibility::everyone) {
    api::Request r;
    std::size_t const mark = target.find('?');
    r.path = target.substr(0, mark);
    r.bad_query = mark != std::string::npos && !api::parse_query(std::string_view(target).substr(mark + 1), r.query);
    r.viewer = viewer;
    r.authorized = viewer != store::Visibility::everyone;
    r.base_url = "http://city.test";
    return r;
  }
  api::Response get(std::string const& target, store::Visibility viewer = store::Visibility::everyone) {
    return api_.handle(request(target, viewer), state());
  }
  base::Json json(std::string const& target, store::Visibility viewer = store::Visibility::everyone) {
    api::Response const response = get(target, viewer);
    EXPECT_EQ(response.status, 200) << target << ": " << response.body;
    auto const parsed = base::parse_json(response.body);
    EXPECT_TRUE(parsed) << target;
    return parsed ? *parsed : base::Json();
  }
  static std::vector<std::string> ids(base::Json const& collection) {
    std::vector<std::string> out;
    for (auto const& feature : collection["features"]) {
      out.push_back(feature["id"].get<std::string>());
    }
    return out;
  }
  /// Follows `next` to the end. \return the ids of all pages, in order
  std::vector<std::string> walk(std::string target, store::Visibility viewer = store::Visibility::everyone) {
    std::vector<std::string> out;
    for (int page = 0; page < 10000 && !target.empty(); ++page) {
      base::Json const answer = json(target, viewer);
      EXPECT_EQ(answer["numberReturned"], answer["features"].size());
      for (std::string& id : ids(answer)) {
        out.push_back(std::move(id));
      }
      target.clear();
      for (auto const& link : answer["links"]) {
        if (link["rel"] == "next") {
          target = link["href"].get<std::string>().substr(std::string("http://city.test").size());
        }
      }
    }
    return out;
  }
  api::Api api_{api::ApiOptions{}};
};

}  // namespace cartable::server::test
