#include "store/catalog.hpp"

#include "geo/metric.hpp"
#include "geo/repair.hpp"
#include "store/catalog_impl.hpp"
#include "tests/support/brute_force_catalog.hpp"
#include "tests/support/property.hpp"
#include "tests/unit/store/random_city.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

namespace cartable::store {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

constexpr Visibility kPublic = Visibility::everyone;

Place place_at(std::string id, double lon, double lat) {
  Place out;
  out.head.id = std::move(id);
  out.head.source = "osm";
  out.kinds = {"library"};
  out.name = "A library";
  out.point = geo::LonLat{lon, lat};
  return out;
}
Offer offer_in(std::string id, std::string place, Fee fee = Fee::unknown) {
  Offer out;
  out.head.id = std::move(id);
  out.place = std::move(place);
  out.fee = fee;
  return out;
}
std::shared_ptr<Catalog const> build(std::vector<Place> places, std::vector<Offer> offers = {}) {
  CityData data;
  data.places = std::move(places);
  data.offers = std::move(offers);
  return Catalog::build(std::move(data));
}
std::string id_of(Catalog const& catalog, std::size_t row) {
  return catalog.place(PlaceRow(static_cast<std::uint32_t>(row))).head.id;
}
std::set<std::string> ids_of(Catalog const& catalog, Bitset const& rows) {
  std::set<std::string> out;
  rows.for_each(0, rows.size(), [&](std::size_t row) { out.insert(id_of(catalog, row)); });
  return out;
}
template <class Records>
std::vector<std::string> ids_of(Records const& records) {
  std::vector<std::string> out;
  out.reserve(records.size());
  for (auto const* record : records) {
    out.push_back(record->head.id);
  }
  return out;
}
geo::MultiPolygon square(double west, double south, double size) {
  return {{geo::Polygon{
      {{{west, south}, {west + size, south}, {west + size, south + size}, {west, south + size}, {west, south}}}}}};
}

// Against the oracle ------------------------------------------------------------------------------------------

TEST(CatalogProperty, fits_and_may_fit_equal_a_loop_over_the_records) {
  test::PropertyRandom random;
  std::size_t fitting = 0;
  std::size_t maybe = 0;
  for (int round = 0; round < 25; ++round) {
    CityData const data = test::random_city(random, static_cast<std::size_t>(random.integer(0, 300)));
    test::BruteForceCatalog const oracle(data);
    auto const catalog = Catalog::build(CityData(data));
    for (int query = 0; query < 60; ++query) {
      Filter const filter = test::random_filter(random);
      auto const viewer = static_cast<Visibility>(random.integer(0, 2));
      auto const selection = catalog->select(filter, viewer);
      auto const expected = oracle.select(filter, viewer);
      std::string const what = filter.canonical() + " as " + std::string(to_string(viewer));
      ASSERT_EQ(ids_of(*catalog, selection->fits), expected.fits) << what;
      ASSERT_EQ(ids_of(*catalog, selection->may), expected.may) << what;
      Bitset all = selection->fits;
      all |= selection->may;
      ASSERT_EQ(selection->all, all) << what;
      ASSERT_EQ(selection->fits_count, expected.fits.size()) << what;
      ASSERT_EQ(selection->may_count, expected.may.size()) << what;
      ASSERT_EQ(selection->matched(), selection->all.count()) << what;
      fitting += expected.fits.size();
      maybe += expected.may.size();
      selection->all.for_each(0, selection->all.size(), [&](std::size_t row) {
        PlaceRow const place(static_cast<std::uint32_t>(row));
        auto const offers = ids_of(catalog->matching_offers(place, filter, viewer));
        EXPECT_EQ(std::set<std::string>(offers.begin(), offers.end()),
                  oracle.matching_offers(id_of(*catalog, row), filter, viewer))
            << what << " at " << id_of(*catalog, row);
        EXPECT_EQ(catalog->unknowns(place, filter, viewer).empty(), selection->fits.test(row)) << what;
      });
    }
  }
  EXPECT_GT(fitting, 1000U) << "the test must see places that fit";
  EXPECT_GT(maybe, 1000U) << "and places that may fit";
}

TEST(CatalogProperty, nearest_and_within_equal_a_loop_over_the_records) {
  test::PropertyRandom random;
  for (int round = 0; round < 15; ++round) {
    CityData const data = test::random_city(random, static_cast<std::size_t>(random.integer(0, 400)));
    test::BruteForceCatalog const oracle(data);
    auto const catalog = Catalog::build(CityData(data));
    for (int query = 0; query < 40; ++query) {
      Filter const filter = random.chance(0.3) ? Filter{} : test::random_filter(random);
      auto const viewer = static_cast<Visibility>(random.integer(0, 2));
      auto const selection = catalog->select(filter, viewer);
      auto answer = oracle.select(filter, viewer);
      answer.fits.merge(answer.may);
      std::set<std::string> const& chosen = answer.fits;

      geo::LonLat const from = random.chance(0.2)
                                   ? geo::LonLat{random.real(-180, 180), random.real(-90, 90)}
                                   : geo::LonLat{random.normal(-56.17, 0.05), random.normal(-34.9, 0.05)};
      auto const limit = static_cast<std::size_t>(random.integer(1, 100));
      double const max_m = random.chance(0.5) ? 3e7 : random.real(0, 20'000);
      auto const expected = oracle.by_distance(from, max_m, chosen);
      auto const near = catalog->nearest(from, *selection, limit, base::Metres(max_m));
      ASSERT_EQ(near.size(), std::min(limit, expected.size()));
      for (std::size_t i = 0; i < near.size(); ++i) {
        ASSERT_EQ(id_of(*catalog, near[i].row), expected[i].second) << "number " << i;
        ASSERT_NEAR(near[i].distance.value(), expected[i].first, 1e-4);
      }
      double const radius = random.real(0, 20'000);
      auto const round_about = oracle.by_distance(from, radius, chosen);
      auto const around = catalog->within(from, base::Metres(radius), *selection);
      ASSERT_EQ(around.size(), round_about.size());
      for (std::size_t i = 0; i < around.size(); ++i) {
        ASSERT_EQ(id_of(*catalog, around[i].row), round_about[i].second) << "number " << i;
      }
      geo::BBox const box{from.lon, std::min(from.lat, 89.0), std::min(180.0, from.lon + random.real(0, 0.2)),
                          std::min(90.0, from.lat + random.real(0, 0.2))};
      std::set<std::string> in_box;
      for (std::uint32_t const row : catalog->within(box, *selection)) {
        in_box.insert(id_of(*catalog, row));
      }
      ASSERT_EQ(in_box, oracle.inside([&](geo::LonLat p) { return box.contains(p); }, chosen));
      geo::MultiPolygon const area = square(random.real(-56.3, -56.1), random.real(-35, -34.9), random.real(0.01, 0.2));
      std::set<std::string> in_area;
      for (std::uint32_t const row : catalog->within(area, *selection)) {
        in_area.insert(id_of(*catalog, row));
      }
      ASSERT_EQ(in_area, oracle.inside([&](geo::LonLat p) { return geo::covers(area, p); }, chosen));
    }
  }
}

TEST(CatalogProperty, search_finds_exactly_the_places_that_a_loop_over_the_records_finds) {
  test::PropertyRandom random;
  std::size_t seen = 0;
  for (int round = 0; round < 15; ++round) {
    CityData const data = test::random_city(random, static_cast<std::size_t>(random.integer(0, 300)));
    test::BruteForceCatalog const oracle(data);
    auto const catalog = Catalog::build(CityData(data));
    for (int query = 0; query < 40; ++query) {
      Filter const filter = random.chance(0.1) ? Filter{} : test::random_filter(random);
      auto const viewer = static_cast<Visibility>(random.integer(0, 2));
      auto answer = oracle.select(filter, viewer);
      answer.fits.merge(answer.may);
      std::set<std::string> found;
      // The name of every place begins so, and that of nothing else.
      for (SearchHit const& hit :
           catalog->search({.text = "place", .limit = 1000, .viewer = viewer, .filter = &filter})) {
        if (hit.type == SearchHit::Type::place) {
          EXPECT_TRUE(found.insert(hit.id).second) << hit.id << " twice";
        }
      }
      ASSERT_EQ(found, answer.fits) << filter.canonical() << " as " << to_string(viewer);
      seen += found.size();
    }
  }
  EXPECT_GT(seen, 1000U) << "the test must see places that are found";
}

// Rows ---------------------------------------------------------------------------------------------------------

TEST(Catalog, rows_are_in_morton_order_with_equal_positions_by_id_whatever_the_order_of_records) {
  test::PropertyRandom random;
  CityData data = test::random_city(random, 500);
  auto const first = Catalog::build(CityData(data));
  std::shuffle(data.places.begin(), data.places.end(), random.generator());
  std::shuffle(data.offers.begin(), data.offers.end(), random.generator());
  auto const second = Catalog::build(std::move(data));
  ASSERT_EQ(first->size(), second->size());
  ASSERT_GT(first->size(), 200U);
  std::size_t ties = 0;
  for (std::uint32_t row = 0; row < first->size(); ++row) {
    EXPECT_EQ(id_of(*first, row), id_of(*second, row));
    EXPECT_EQ(first->world_points()[row], geo::to_world(first->point(PlaceRow(row))));
    EXPECT_EQ(first->morton_codes()[row], geo::morton(first->world_points()[row]));
    EXPECT_EQ(first->point(PlaceRow(row)), *first->place(PlaceRow(row)).point);
    if (row > 0) {
      ASSERT_LE(first->morton_codes()[row - 1], first->morton_codes()[row]);
      if (first->morton_codes()[row - 1] == first->morton_codes()[row]) {
        EXPECT_LT(id_of(*first, row - 1), id_of(*first, row));
        ++ties;
      }
    }
  }
  EXPECT_GT(ties, 10U);
}

TEST(Catalog, closed_withdrawn_and_unplaced_places_are_found_by_id_only) {
  std::vector<Place> places{place_at("a", 1, 1), place_at("b", 1, 1), place_at("c", 1, 1), place_at("d", 1, 1)};
  places[1].head.status = RecordStatus::closed;
  places[2].head.status = RecordStatus::temporarily_closed;
  places[3].point.reset();
  auto const catalog = build(places);
  EXPECT_EQ(catalog->size(), 2U);
  EXPECT_TRUE(catalog->find("a", kPublic)->row.has_value());
  EXPECT_TRUE(catalog->find("c", kPublic)->row.has_value());
  EXPECT_EQ(catalog->find("b", kPublic)->place->head.id, "b");
  EXPECT_FALSE(catalog->find("b", kPublic)->row.has_value());
  EXPECT_FALSE(catalog->find("d", kPublic)->row.has_value());
  EXPECT_FALSE(catalog->find("e", kPublic).has_value());
  EXPECT_FALSE(catalog->find("", kPublic).has_value());
}

TEST(Catalog, an_alias_finds_the_place_that_stayed_even_when_its_old_record_is_still_there) {
  std::vector<Place> places{place_at("osm:w1", 1, 1), place_at("osm:n2", 1, 1)};
  places[0].aliases = {"osm:n2", "osm:n3"};
  places[1].head.status = RecordStatus::withdrawn;
  auto const catalog = build(places);
  EXPECT_EQ(catalog->find("osm:n3", kPublic)->place->head.id, "osm:w1");
  EXPECT_EQ(catalog->find("osm:n2", kPublic)->place->head.id, "osm:w1");
  EXPECT_TRUE(catalog->find("osm:n2", kPublic)->row.has_value());
}

TEST(Catalog, an_empty_city_answers_everything_with_nothing) {
  auto const catalog = build({});
  EXPECT_EQ(catalog->size(), 0U);
  EXPECT_TRUE(catalog->bounds().empty());
  auto const all = catalog->select({.kinds = {"library"}, .fees = {Fee::free}, .maybe = true}, kPublic);
  EXPECT_EQ(all->matched(), 0U);
  EXPECT_THAT(catalog->nearest({1, 1}, *all, 10, base::Metres(1e9)), IsEmpty());
  EXPECT_THAT(catalog->within(geo::BBox{-180, -90, 180, 90}, *all), IsEmpty());
  EXPECT_THAT(catalog->within({1, 1}, base::Metres(1e5), *all), IsEmpty());
  EXPECT_THAT(catalog->districts_at({1, 1}, kPublic), IsEmpty());
  EXPECT_THAT(catalog->search({.text = "library", .viewer = kPublic}), IsEmpty());
  EXPECT_THAT(catalog->kind_slugs(), IsEmpty());
}

TEST(Catalog, places_equally_far_come_by_id) {
  auto const catalog = build({place_at("c", 1, 1), place_at("a", 1, 1), place_at("b", 1, 1)});
  auto const all = catalog->select({}, kPublic);
  std::vector<std::string> ids;
  for (auto const& hit : catalog->nearest({1.001, 1}, *all, 2, base::Metres(1e9))) {
    ids.push_back(id_of(*catalog, hit.row));
  }
  EXPECT_THAT(ids, ElementsAre("a", "b"));
}

// Three values, one row ----------------------------------------------------------------------------------------

TEST(Catalog, conditions_must_hold_for_one_and_the_same_row) {
  // A paid place with a free offer fits fee=free by that offer; one with no fee known may fit.
  std::vector<Place> places{place_at("paid", 1, 1), place_at("silent", 2, 2)};
  places[0].fee = Fee::paid;
  auto const catalog =
      build(places, {offer_in("free-course", "paid", Fee::free), offer_in("dear-course", "silent", Fee::paid)});
  Filter const filter{.fees = {Fee::free}, .maybe = true};
  auto const selection = catalog->select(filter, kPublic);
  EXPECT_THAT(ids_of(*catalog, selection->fits), UnorderedElementsAre("paid"));
  EXPECT_THAT(ids_of(*catalog, selection->may), UnorderedElementsAre("silent"));
  EXPECT_THAT(ids_of(catalog->matching_offers(*catalog->find("paid", kPublic)->row, filter, kPublic)),
              ElementsAre("free-course"));
  EXPECT_THAT(catalog->unknowns(*catalog->find("silent", kPublic)->row, filter, kPublic), ElementsAre("fee"));
  EXPECT_THAT(catalog->unknowns(*catalog->find("paid", kPublic)->row, filter, kPublic), IsEmpty());
}

TEST(Catalog, an_offer_takes_the_fee_of_its_place_when_it_says_none) {
  std::vector<Place> places{place_at("free", 1, 1)};
  places[0].fee = Fee::free;
  auto const catalog = build(places, {offer_in("course", "free")});
  EXPECT_EQ(catalog->select({.fees = {Fee::free}}, kPublic)->fits_count, 1U);
  EXPECT_EQ(catalog->select({.fees = {Fee::unknown}}, kPublic)->fits_count, 0U);
}

TEST(Catalog, asking_for_not_known_is_answered_surely) {
  std::vector<Place> places{place_at("silent", 1, 1), place_at("free", 2, 2)};
  places[1].fee = Fee::free;
  auto const catalog = build(places);
  auto const unknown = catalog->select({.fees = {Fee::unknown}, .maybe = true}, kPublic);
  EXPECT_THAT(ids_of(*catalog, unknown->fits), UnorderedElementsAre("silent"));
  EXPECT_EQ(unknown->may_count, 0U);
  auto const paid = catalog->select({.fees = {Fee::paid}, .maybe = true}, kPublic);
  EXPECT_EQ(paid->fits_count, 0U);
  EXPECT_THAT(ids_of(*catalog, paid->may), UnorderedElementsAre("silent"));
}

TEST(Catalog, wheelchair_yes_includes_designated_and_designated_excludes_yes) {
  std::vector<Place> places{place_at("yes", 1, 1), place_at("designated", 2, 2), place_at("limited", 3, 3)};
  places[0].wheelchair = Wheelchair::yes;
  places[1].wheelchair = Wheelchair::designated;
  places[2].wheelchair = Wheelchair::limited;
  auto const catalog = build(places);
  EXPECT_THAT(ids_of(*catalog, catalog->select({.wheelchair = {Wheelchair::yes}}, kPublic)->fits),
              UnorderedElementsAre("yes", "designated"));
  EXPECT_THAT(ids_of(*catalog, catalog->select({.wheelchair = {Wheelchair::designated}}, kPublic)->fits),
              UnorderedElementsAre("designated"));
  EXPECT_THAT(ids_of(*catalog, catalog->select({.wheelchair = {Wheelchair::limited}}, kPublic)->fits),
              UnorderedElementsAre("limited"));
}

TEST(Catalog, without_maybe_nothing_that_may_fit_is_served) {
  auto const catalog = build({place_at("silent", 1, 1)});
  auto const selection = catalog->select({.fees = {Fee::free}}, kPublic);
  EXPECT_EQ(selection->matched(), 0U);
  EXPECT_EQ(selection->may.size(), 1U);
  EXPECT_FALSE(selection->may.test(0));
}

TEST(Catalog, unknowns_name_every_condition_that_is_not_known_of_the_row_with_fewest) {
  std::vector<Place> places{place_at("p", 1, 1)};
  auto const catalog = build(places, {offer_in("course", "p", Fee::free)});
  Filter const filter{.kinds = {"library"}, .fees = {Fee::free}, .wheelchair = {Wheelchair::yes}, .maybe = true};
  EXPECT_THAT(catalog->unknowns(PlaceRow(0), filter, kPublic), ElementsAre("wheelchair"));
  auto const bare = build(places);
  EXPECT_THAT(bare->unknowns(PlaceRow(0), filter, kPublic), ElementsAre("fee", "wheelchair"));
}

TEST(Catalog, equal_filters_share_one_selection) {
  auto const catalog = build({place_at("a", 1, 1)});
  EXPECT_EQ(catalog->select({.kinds = {"library", "school"}}, kPublic),
            catalog->select({.kinds = {"school", "library"}}, kPublic));
  EXPECT_NE(catalog->select({.kinds = {"library"}}, kPublic),
            catalog->select({.kinds = {"library"}}, Visibility::staff));
}

// Visibility ---------------------------------------------------------------------------------------------------

TEST(Catalog, what_a_viewer_may_not_see_is_nowhere) {
  std::vector<Place> places{place_at("open", 1, 1), place_at("staff", 2, 2), place_at("planner", 3, 3)};
  places[1].head.visibility = Visibility::staff;
  places[1].kinds = {"refuge"};
  places[1].name = "Hidden refuge";
  places[2].head.visibility = Visibility::planner;
  places[2].head.source = "secret";
  auto const catalog = build(places, {offer_in("course", "staff")});
  EXPECT_EQ(catalog->size(), 3U);
  EXPECT_THAT(ids_of(*catalog, catalog->select({}, kPublic)->all), UnorderedElementsAre("open"));
  EXPECT_THAT(ids_of(*catalog, catalog->select({}, Visibility::staff)->all), UnorderedElementsAre("open", "staff"));
  EXPECT_EQ(catalog->select({}, Visibility::planner)->matched(), 3U);
  EXPECT_FALSE(catalog->find("staff", kPublic).has_value());
  EXPECT_TRUE(catalog->find("staff", Visibility::planner).has_value());
  EXPECT_THAT(catalog->offers_of("staff", kPublic), IsEmpty());
  EXPECT_THAT(ids_of(catalog->offers_of("staff", Visibility::staff)), ElementsAre("course"));
  EXPECT_THAT(catalog->search({.text = "hidden", .viewer = kPublic}), IsEmpty());
  EXPECT_EQ(catalog->search({.text = "hidden", .viewer = Visibility::staff}).size(), 1U);
  EXPECT_THAT(catalog->kind_slugs(kPublic), ElementsAre("library"));
  EXPECT_THAT(catalog->kind_slugs(), ElementsAre("library", "refuge"));
  EXPECT_THAT(catalog->source_slugs(Visibility::staff), ElementsAre("osm"));
  EXPECT_EQ(catalog->bounds(), (geo::BBox{1, 1, 1, 1}));
  EXPECT_EQ(catalog->bounds(Visibility::staff), (geo::BBox{1, 1, 2, 2}));
}

TEST(Catalog, a_hidden_offer_does_not_make_its_place_fit) {
  std::vector<Place> places{place_at("p", 1, 1)};
  places[0].fee = Fee::paid;
  std::vector<Offer> offers{offer_in("secret", "p", Fee::free)};
  offers[0].head.visibility = Visibility::staff;
  auto const catalog = build(places, offers);
  EXPECT_EQ(catalog->select({.fees = {Fee::free}}, kPublic)->fits_count, 0U);
  EXPECT_EQ(catalog->select({.fees = {Fee::free}}, Visibility::staff)->fits_count, 1U);
  EXPECT_THAT(catalog->offers_of("p", kPublic), IsEmpty());
}

TEST(Catalog, offers_that_are_over_or_of_no_place_do_not_count) {
  std::vector<Place> places{place_at("p", 1, 1), place_at("shut", 2, 2)};
  places[1].head.status = RecordStatus::closed;
  std::vector<Offer> offers{offer_in("over", "p", Fee::free), offer_in("remote", "", Fee::free),
                            offer_in("lost", "gone", Fee::free), offer_in("kept", "shut", Fee::free)};
  offers[0].head.status = RecordStatus::withdrawn;
  auto const catalog = build(places, offers);
  EXPECT_EQ(catalog->select({.fees = {Fee::free}}, kPublic)->fits_count, 0U);
  EXPECT_EQ(catalog->offers().size(), 4U);
  EXPECT_THAT(ids_of(catalog->offers_of("shut", kPublic)), ElementsAre("kept"));
  EXPECT_THAT(catalog->offers_of("p", kPublic), IsEmpty());
}

// Areas and the rest -------------------------------------------------------------------------------------------

TEST(Catalog, areas_are_found_at_a_point_by_set_and_visibility_and_only_when_in_force) {
  CityData data;
  auto const district = [&](std::string id, std::string set, RecordStatus status, Visibility visibility) {
    District out;
    out.head.id = std::move(id);
    out.head.status = status;
    out.head.visibility = visibility;
    out.set = std::move(set);
    out.area = square(0, 0, 1);
    data.districts.push_back(std::move(out));
  };
  district("z", "admin-9", RecordStatus::active, kPublic);
  district("a", "admin-9", RecordStatus::active, kPublic);
  district("b", "admin-8", RecordStatus::active, kPublic);
  district("old", "admin-8", RecordStatus::withdrawn, kPublic);
  district("plan", "admin-8", RecordStatus::active, Visibility::planner);
  Catchment catchment;
  catchment.head.id = "c";
  catchment.head.visibility = Visibility::planner;
  catchment.group = "job-seekers";
  catchment.area = square(0, 0, 1);
  data.catchments.push_back(catchment);
  auto const catalog = Catalog::build(std::move(data));
  EXPECT_THAT(ids_of(catalog->districts_at({0.5, 0.5}, kPublic)), ElementsAre("b", "a", "z"));
  EXPECT_THAT(ids_of(catalog->districts_at({1, 1}, Visibility::planner)), ElementsAre("b", "plan", "a", "z"));
  EXPECT_THAT(catalog->districts_at({1.5, 0.5}, kPublic), IsEmpty());
  EXPECT_EQ(catalog->find_district("old", Visibility::planner), nullptr);
  EXPECT_EQ(catalog->find_district("plan", Visibility::staff), nullptr);
  EXPECT_EQ(catalog->find_district("plan", Visibility::planner)->head.id, "plan");
  EXPECT_EQ(catalog->districts().size(), 4U);
  EXPECT_THAT(catalog->catchments_at({0.5, 0.5}, Visibility::staff), IsEmpty());
  EXPECT_THAT(ids_of(catalog->catchments_at({0.5, 0.5}, Visibility::planner)), ElementsAre("c"));
  EXPECT_EQ(catalog->find_catchment("c", kPublic), nullptr);
  EXPECT_EQ(catalog->bounds(), (geo::BBox{0, 0, 1, 1})) << "no places: the districts'";
}

TEST(Catalog, sessions_come_in_order_of_time_whatever_their_offsets) {
  CityData data;
  for (auto const& [id, starts] :
       std::vector<std::pair<std::string, std::string>>{{"late", "2026-11-28T09:00:00-03:00"},  // 12:00 UTC
                                                        {"noise", "soon"},
                                                        {"early", "2026-11-28T12:30:00+02:00"},  // 10:30 UTC
                                                        {"middle", "2026-11-28T11:00:00Z"},
                                                        {"same-b", "2026-11-28T11:15Z"},
                                                        {"same-a", "2026-11-28T12:15:00.5+01:00"}}) {
    Session session;
    session.head.id = id;
    session.starts = starts;
    data.sessions.push_back(session);
  }
  auto const catalog = Catalog::build(std::move(data));
  std::vector<std::string> ids;
  for (Session const& session : catalog->sessions()) {
    ids.push_back(session.head.id);
  }
  EXPECT_THAT(ids, ElementsAre("early", "middle", "same-a", "same-b", "late", "noise"));
}

TEST(Catalog, instants_are_read_as_rfc_3339_says) {
  EXPECT_EQ(instant_of("1970-01-01T00:00:00Z"), 0);
  EXPECT_EQ(instant_of("1985-04-12T23:20:50.52Z"), 482196050);         // RFC 3339 §5.8
  EXPECT_EQ(instant_of("1996-12-19T16:39:57-08:00"), 851042397);       // RFC 3339 §5.8
  EXPECT_EQ(instant_of("1937-01-01T12:00:27.87+00:20"), -1041337173);  // RFC 3339 §5.8
  EXPECT_EQ(instant_of("2026-02-30T00:00:00Z"), std::numeric_limits<std::int64_t>::max());
  EXPECT_EQ(instant_of(""), std::numeric_limits<std::int64_t>::max());
}

TEST(Catalog, kinds_are_counted_by_the_first_and_listed_by_number_then_name) {
  std::vector<Place> places{place_at("a", 1, 1), place_at("b", 1, 1), place_at("c", 1, 1), place_at("d", 1, 1)};
  places[0].kinds = {"school", "primary_school"};
  places[1].kinds = {"school"};
  places[2].kinds = {"museum", "school"};
  auto const catalog = build(places);
  auto const all = catalog->select({}, kPublic);
  EXPECT_THAT(catalog->kinds(*all),
              ElementsAre(std::pair("school", 2U), std::pair("library", 1U), std::pair("museum", 1U)));
  EXPECT_EQ(catalog->select({.kinds = {"school"}}, kPublic)->fits_count, 3U) << "kind= matches any of a place's kinds";
  EXPECT_THAT(catalog->kind_slugs(), ElementsAre("library", "museum", "primary_school", "school"));
}

TEST(Catalog, settings_are_found_by_key_and_are_empty_when_not_set) {
  CityData data;
  for (auto const& [key, value] :
       std::vector<std::pair<std::string, std::string>>{{"name", "Lyon"}, {"country", "FR"}}) {
    Setting setting;
    setting.head.id = key;
    setting.value = value;
    data.settings.push_back(setting);
  }
  data.revisions[1] = 7;
  auto const catalog = Catalog::build(std::move(data));
  EXPECT_EQ(catalog->setting("name"), "Lyon");
  EXPECT_EQ(catalog->setting("country"), "FR");
  EXPECT_EQ(catalog->setting("nam"), "");
  EXPECT_EQ(catalog->revisions()[1], 7);
}

}  // namespace
}  // namespace cartable::store
