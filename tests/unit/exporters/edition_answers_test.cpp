#include "base/compress.hpp"
#include "exporters/export.hpp"
#include "exporters/public_columns.hpp"
#include "server/api/service.hpp"
#include "store/catalog.hpp"
#include "store/city_file.hpp"
#include "store/city_writer.hpp"
#include "tests/support/shared_data.hpp"
#include "tests/unit/server/server_city.hpp"

#include <random>
#include <regex>
#include <set>

// The promise: to somebody without a token, a server on the public edition answers byte for byte as one on the city.
namespace cartable::exporters {
namespace {

using server::api::Api;
using server::api::CityState;
using store::RecordStatus;
using store::Visibility;
using test::TemporaryFolder;

/// A town in which everything refers to everything, hidden or gone half of the time.
store::CityData tangled_city(unsigned seed) {
  std::mt19937 random(seed);
  auto const chance = [&](unsigned percent) { return random() % 100 < percent; };
  auto const head = [&](auto& record, std::string id, std::string const& source) {
    record.head.id = std::move(id);
    record.head.source = source;
    record.head.visibility = chance(60) ? Visibility::everyone : static_cast<Visibility>(1 + random() % 2);
    record.head.status = chance(75) ? RecordStatus::active : static_cast<RecordStatus>(random() % 5);
  };
  std::vector<std::string> const sources{"osm", "city-list", "staff-list", "events-feed"};
  auto const any = [&](char const* kind, unsigned count) {
    return chance(15) ? std::string() : fmt::format("{}:{}", kind, random() % (count + 3));  // some exist nowhere
  };
  auto const degrees = [&](double about) { return about + static_cast<double>(random() % 20000) * 1e-6; };
  store::CityData data;
  for (unsigned i = 0; i < 60; ++i) {
    store::Place place;
    head(place, fmt::format("place:{}", i), sources[random() % 3]);
    place.name = fmt::format("Name {} of a place", i);
    place.names = {{"fr", fmt::format("Nom {}", i)}};
    place.kinds = {chance(50) ? "library" : "school"};
    if (!chance(10)) {
      place.point = geo::LonLat{degrees(10), degrees(50)};
    }
    place.parent = any("place", 60);
    place.organisation = any("organisation", 8);
    if (chance(30)) {
      place.aliases = {fmt::format("old:{}", i)};
    }
    place.fee = static_cast<store::Fee>(random() % 3);
    place.wheelchair = static_cast<store::Wheelchair>(random() % 5);
    if (chance(50)) {
      place.audiences[fmt::format("group:{}", random() % 4)] = {.serves = chance(50), .evidence = {}};
    }
    place.sources = {{.source = place.head.source, .key = fmt::format("{}", i), .date = "2026-01-01"}};
    place.extra = {{"note", "NOBODY"}};
    place.footprint = chance(20) ? server::test::square(degrees(10), degrees(50), 0.001) : geo::MultiPolygon{};
    data.places.push_back(std::move(place));
  }
  for (unsigned i = 0; i < 50; ++i) {
    store::Offer offer;
    head(offer, fmt::format("offer:{}", i), sources[random() % 4]);
    offer.name = fmt::format("Offer {}", i);
    offer.place = chance(20) ? fmt::format("old:{}", random() % 60) : any("place", 60);
    offer.organisation = any("organisation", 8);
    offer.fee = static_cast<store::Fee>(random() % 3);
    data.offers.push_back(std::move(offer));
  }
  for (unsigned i = 0; i < 50; ++i) {
    store::Session session;
    head(session, fmt::format("session:{}", i), sources[random() % 4]);
    session.name = fmt::format("Session {}", i);
    session.offer = any("offer", 50);
    session.place = chance(50) ? std::string() : any("place", 60);
    session.previous_place = any("place", 60);
    session.organisation = any("organisation", 8);
    session.starts = fmt::format("2026-11-{:02}T18:00:00+01:00", 1 + random() % 28);
    data.sessions.push_back(std::move(session));
  }
  for (unsigned i = 0; i < 8; ++i) {
    store::Organisation organisation;
    head(organisation, fmt::format("organisation:{}", i), sources[random() % 4]);
    organisation.name = fmt::format("Organisation {}", i);
    data.organisations.push_back(std::move(organisation));
  }
  for (unsigned i = 0; i < 12; ++i) {
    store::District district;
    head(district, fmt::format("district:{}", i), sources[random() % 3]);
    district.set = "quarters";
    district.name = fmt::format("Quarter {}", i);
    // Neighbours share borders, so that how one is drawn may hang on the other.
    district.area = server::test::square(10 + 0.005 * (i % 4), 50 + 0.005 * (i / 4), 0.005);
    data.districts.push_back(std::move(district));
    store::Catchment catchment;
    head(catchment, fmt::format("catchment:{}", i), sources[random() % 3]);
    catchment.group = fmt::format("group:{}", random() % 5);
    catchment.name = fmt::format("Catchment {}", i);
    catchment.area = server::test::square(10 + 0.004 * (i % 4), 50 + 0.004 * (i / 4), 0.004);
    if (chance(70)) {
      catchment.estimate = static_cast<double>(random() % 40);
    }
    if (chance(30)) {
      catchment.estimate_high = static_cast<double>(random() % 40);
    }
    data.catchments.push_back(std::move(catchment));
  }
  for (unsigned i = 0; i < 4; ++i) {
    store::Group group;
    head(group, fmt::format("group:{}", i), "city-list");
    group.head.status = RecordStatus::active;
    group.threshold = static_cast<int>(5 + random() % 20);
    data.groups.push_back(std::move(group));
  }
  for (unsigned i = 0; i < 10; ++i) {
    store::Locality locality;
    head(locality, fmt::format("locality:{}", i), "osm");
    locality.name = fmt::format("Hamlet {}", i);
    locality.point = {degrees(10), degrees(50)};
    data.localities.push_back(std::move(locality));
    store::Address address;
    head(address, fmt::format("address:{}", i), "osm");
    address.street = "Long street";
    address.housenumber = fmt::format("{}", i);
    address.point = {degrees(10), degrees(50)};
    data.addresses.push_back(std::move(address));
  }
  for (std::size_t i = 0; i < sources.size(); ++i) {
    store::ImportRun run;
    run.head.id = fmt::format("run:{}", i + 1);
    run.head.source = sources[i];
    run.head.visibility = Visibility::staff;  // as imports write them
    run.role = i == 0 ? "osm" : i == 3 ? "events" : "places";
    run.licence = "Licence " + sources[i];
    run.attribution = "Thanks to " + sources[i];
    run.date = "2026-01-01";
    data.runs.push_back(std::move(run));
  }
  for (auto const& [key, value] :
       {std::pair("name", "Tangleton"), std::pair("country", "FR"), std::pair("notice", "{\"en\":\"Closed\"}")}) {
    store::Setting setting;
    setting.head.id = key;
    setting.value = value;
    data.settings.push_back(std::move(setting));
  }
  return data;
}

base::Status write_city(std::string const& path, store::CityData const& data) {
  store::Revisions revisions;
  revisions.fill(7);
  return store::CityWriter::create(path, revisions, [&](store::CityWriter& out) -> base::Status {
    auto const add = [&](auto const& records) -> base::Status {
      for (auto const& record : records) {
        CARTABLE_TRY(out.add(record));
      }
      return {};
    };
    CARTABLE_TRY(add(data.places));
    CARTABLE_TRY(add(data.offers));
    CARTABLE_TRY(add(data.sessions));
    CARTABLE_TRY(add(data.organisations));
    CARTABLE_TRY(add(data.districts));
    CARTABLE_TRY(add(data.catchments));
    CARTABLE_TRY(add(data.groups));
    CARTABLE_TRY(add(data.localities));
    CARTABLE_TRY(add(data.addresses));
    std::mt19937 random(1);
    std::vector<store::Street> streets;
    for (int i = 0; i < 12; ++i) {
      store::Street street;
      street.head.id = fmt::format("street:{}", i);
      street.head.source = "osm";
      street.head.visibility = i % 4 == 3 ? Visibility::staff : Visibility::everyone;
      street.head.status = i % 5 == 4 ? RecordStatus::withdrawn : RecordStatus::active;
      street.name = fmt::format("Way {}", i);
      street.line = {{10, 50 + i * 0.001}, {10.001, 50 + i * 0.001}};
      street.nodes = {i, i + 1};
      streets.push_back(std::move(street));
    }
    CARTABLE_TRY(add(streets));
    CARTABLE_TRY(add(data.runs));
    return add(data.settings);
  });
}

std::shared_ptr<CityState const> load(std::string const& path) {
  auto data = store::CityFile(path).load();
  EXPECT_TRUE(data) << data.error().message;
  return data ? server::test::make_state(*std::move(data)) : nullptr;
}

/// Every URL that tells something of the city.
std::vector<std::string> urls(store::CityData const& data) {
  std::vector<std::string> out{
      "/api",
      "/api/collections",
      "/api/collections?f=html",
      "/style.json",
      "/metrics",
      "/readyz",
      "/api/nearest?lon=10.01&lat=50.01&limit=100",
      "/api/nearest?lon=10.01&lat=50.01&limit=100&fee=free&maybe=yes&lang=fr",
      "/api/within?bbox=9,49,11,51&limit=10000",
      "/api/within?lon=10&lat=50&radius=2000&limit=10000&source=staff-list",
      "/api/at?lon=10.001&lat=50.001",
      "/api/at?lon=10.0074&lat=50.0074",
  };
  for (char const* const word : {"name", "nom", "offer", "quarter", "hamlet", "long street 3", "way", "organisation"}) {
    out.push_back(
        fmt::format("/api/search?q={}&limit=100", std::regex_replace(std::string(word), std::regex(" "), "%20")));
  }
  auto const add = [&](char const* collection, auto const& records) {
    std::string const base = fmt::format("/api/collections/{}", collection);
    out.insert(out.end(), {base, base + "/items?limit=10000", base + "/items?limit=7&offset=3",
                           base + "/items?limit=10000&f=html", base + "/items?limit=10000&bbox=10,50,10.01,10.01"});
    for (auto const& record : records) {
      out.push_back(base + "/items/" + record.head.id);
    }
  };
  add("places", data.places);
  add("offers", data.offers);
  add("events", data.sessions);
  add("districts", data.districts);
  add("catchments", data.catchments);
  for (int i = 0; i < 60; ++i) {
    out.push_back(fmt::format("/api/collections/places/items/old:{}", i));
  }
  for (int i = 0; i < 12; ++i) {
    out.push_back(fmt::format("/api/within?area=districts/district:{}&limit=10000", i));
    out.push_back(fmt::format("/api/within?area=catchments/catchment:{}&limit=10000", i));
  }
  for (char const* const kind : {"library", "school"}) {
    out.push_back(fmt::format("/api/collections/offers/items?kind={}&limit=1000", kind));
    out.push_back(fmt::format("/api/collections/events/items?kind={}&fee=free,unknown&limit=1000", kind));
  }
  for (char const* const layers :
       {"places", "districts", "catchments", "events", "places,districts,catchments,events"}) {
    out.push_back(fmt::format("/tiles/{}.json", layers));
    for (unsigned z = 0; z <= 16; ++z) {
      for (geo::LonLat const p :
           {geo::LonLat{10.001, 50.001}, geo::LonLat{10.01, 50.01}, geo::LonLat{10.019, 50.004}}) {
        geo::TileId const tile = geo::tile_at(geo::to_world(p), z);
        out.push_back(fmt::format("/tiles/{}/{}/{}/{}.mvt", layers, z, tile.x, tile.y));
      }
    }
  }
  return out;
}

/// An answer without what is a version of bytes rather than bytes, and without the count of private changes.
std::string answer(Api const& api, std::string const& url, std::shared_ptr<CityState const> const& state) {
  server::api::Request request;
  std::size_t const mark = url.find('?');
  request.path = url.substr(0, mark);
  request.bad_query =
      mark != std::string::npos && !server::api::parse_query(std::string_view(url).substr(mark + 1), request.query);
  request.base_url = "http://city.test";
  server::api::Response const response = api.handle(request, state);
  std::string out = fmt::format("{} {}\n", response.status, response.content_type) + std::string(response.bytes());
  if (url.ends_with(".json")) {
    out = std::regex_replace(out, std::regex("v=[0-9a-f]+"), "v=");
  }
  if (url == "/metrics") {
    out = std::regex_replace(out, std::regex("part=\"private\"\\} [0-9]+"), "");
  }
  return out;
}

TEST(EditionAnswers, are_those_of_the_city_to_somebody_without_a_token) {
  Api const api{server::api::ApiOptions{}};
  std::size_t told = 0;
  for (unsigned seed = 1; seed <= 4; ++seed) {
    SCOPED_TRACE(fmt::format("seed {}", seed));
    TemporaryFolder folder;
    store::CityData const data = tangled_city(seed);
    auto const made = write_city(folder / "city.gpkg", data);
    ASSERT_TRUE(made) << made.error().message;
    auto const report =
        export_city({.city = folder / "city.gpkg", .to = folder / "open.gpkg", .profile = Profile::everyone});
    ASSERT_TRUE(report) << report.error().message;
    ASSERT_TRUE(report->is_edition);
    auto const city = load(folder / "city.gpkg");
    auto const edition = load(folder / "open.gpkg");
    ASSERT_TRUE(city && edition);
    for (std::string const& url : urls(data)) {
      std::string const expected = answer(api, url, city);
      ASSERT_EQ(answer(api, url, edition), expected) << url;
      told += expected.starts_with("200") ? 1 : 0;
    }
    // And again: the edition of the edition is the edition.
    auto const twice =
        export_city({.city = folder / "open.gpkg", .to = folder / "again.gpkg", .profile = Profile::everyone});
    ASSERT_TRUE(twice) << twice.error().message;
    EXPECT_EQ(twice->rows, report->rows);
  }
  EXPECT_GT(told, 4U * 250U);
}

}  // namespace
}  // namespace cartable::exporters
