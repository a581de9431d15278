#include "importers/own_geojson.hpp"

#include "exporters/export.hpp"
#include "importers/open_formats.hpp"
#include "store/city_file.hpp"
#include "tests/support/shared_data.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <string>

namespace cartable::importers {
namespace {

store::Place full_place() {
  store::Place place;
  place.head.id = "lib:a-1";
  place.head.source = "lib";
  place.head.identifiers = {{"siret", "12345678900011"}};
  place.point = geo::LonLat{.lon = 4.85, .lat = 45.75};
  place.name = "Médiathèque; \"Élise\"";
  place.names = {{"fr", "Médiathèque"}, {"ar", "مكتبة"}};
  place.kinds = {"library", "makerspace"};
  place.pillars = 0b100010;
  place.isced = 0b110;
  place.isced_from = "tags";
  place.topics = {"0231", "06"};
  place.languages = {"fr", "ar"};
  place.audiences["job-seekers"].evidence = {{"audiences", "serves", "lib"}};
  place.audiences["migrant-families"].serves = false;
  place.fee = store::Fee::free;
  place.price = "0";
  place.wheelchair = store::Wheelchair::limited;
  place.needs = {{"hearing-loop", "yes"}, {"quiet", "no"}};
  place.opening_hours = "Mo-Fr 09:00-17:00; PH off";
  place.appointment = store::Tri::no;
  place.recognition = store::Tri::yes;
  place.operator_name = "Ville";
  place.contact = {{"phone", "+33"}, {"website", "https://x.example"}, {"mastodon", "@x"}};
  place.address = {{"street", "Rue A"}, {"housenumber", "5"}, {"suburb", "Centre"}};
  place.description = {{"und", "Un lieu"}, {"en", "A place"}};
  place.age_min = 6;
  place.capacity = 40;
  place.booking = "https://x.example/rdv";
  place.checked = "2026-10-01";
  place.sources = {{"lib", "a-1", "2026-10-01"}};
  return place;
}

TEST(OwnGeoJson, WhatIsExportedComesBackWithEveryField) {
  test::TemporaryFolder const folder;
  store::CityFile city((folder / "a.gpkg").string());
  ASSERT_TRUE(city.create());
  store::Place const place = full_place();
  store::Offer offer;
  offer.head.id = "lib:o-1";
  offer.head.source = "lib";
  offer.place = place.head.id;
  offer.name = "Français";
  offer.topics = {"0231"};
  offer.modalities = {"evening", "no-papers"};
  offer.audiences["migrant-families"].evidence = {{"audiences", "serves", "x"}};
  offer.fee = store::Fee::paid;
  offer.price = "5 €";
  offer.age_max = 99;
  offer.schedule = "Tu 18:00-20:00";
  offer.recognition = store::Tri::no;
  offer.sources = {{"lib", "o-1", ""}};
  store::Session session;
  session.head.id = "lib:s-1";
  session.head.source = "lib";
  session.offer = offer.head.id;
  session.place = place.head.id;
  session.name = "Français";
  session.starts = "2026-11-28T10:00:00+01:00";
  session.ends = "2026-11-28T12:00:00+01:00";
  session.timezone = "Europe/Paris";
  session.rrule = "FREQ=WEEKLY;COUNT=3";
  session.exdates = "20261205T100000";
  session.state = "scheduled";
  session.uid = "u@x";
  ASSERT_TRUE(city.put(std::vector{place}));
  ASSERT_TRUE(city.put(std::vector{offer}));
  ASSERT_TRUE(city.put(std::vector{session}));
  PlaceMatcher const places({place}, "");
  CityContext const context{.places = &places, .offers = {offer}};
  for (std::string const collection : {"places", "offers", "sessions"}) {
    SCOPED_TRACE(collection);
    auto const file = folder / (collection + ".geojson");
    auto const written = exporters::export_city(
        {.city = city.where(), .to = file, .collections = {collection == "sessions" ? "events" : collection}});
    if (!written) {  // its older name
      ASSERT_TRUE(exporters::export_city({.city = city.where(), .to = file, .collections = {collection}}));
    }
    EXPECT_EQ(find_open_format(file), OpenFormat::own_geojson);
    PlaceLinks links;
    auto batch = read_own_geojson(file, {.source = "copy"}, context, links);
    ASSERT_TRUE(batch) << batch.error().message;
    if (collection == "places") {
      ASSERT_EQ(batch->places.size(), 1U);
      store::Place back = batch->places[0];
      EXPECT_EQ(back.head.id, "copy:lib:a-1");
      back.head.id = place.head.id;
      back.head.source = place.head.source;
      back.sources = place.sources;
      // What a table's column cannot hold: only who said it is another.
      for (auto& [group, claim] : back.audiences) {
        claim.evidence = place.audiences.at(group).evidence;
      }
      EXPECT_EQ(back, place);
    } else if (collection == "offers") {
      ASSERT_EQ(batch->offers.size(), 1U);
      store::Offer back = batch->offers[0];
      EXPECT_EQ(back.place, place.head.id);
      back.head.id = offer.head.id;
      back.head.source = offer.head.source;
      back.sources = offer.sources;
      back.audiences["migrant-families"].evidence = offer.audiences["migrant-families"].evidence;
      EXPECT_EQ(back, offer);
    } else {
      ASSERT_EQ(batch->sessions.size(), 1U);
      store::Session back = batch->sessions[0];
      EXPECT_EQ(back.offer, offer.head.id);
      back.head.id = session.head.id;
      back.head.source = session.head.source;
      EXPECT_EQ(back, session);
    }
  }
}

}  // namespace
}  // namespace cartable::importers
