// Long pages of places, which are written while they are sent, and the pieces of places that are kept.
#include "server/api/long_body.hpp"
#include "server/api/place_pieces.hpp"
#include "tests/unit/server/server_city.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <string>
#include <utility>

namespace cartable::server {
namespace {

using test::make_state;
using test::sample_city;
using test::ServerTest;

store::CityData many_places() {
  store::CityData data = sample_city();
  for (int i = 0; i < 2600; ++i) {
    store::Place place;
    place.head.id = "osm:n" + std::to_string(900'000 + i);
    place.head.source = "osm";
    place.kinds = {i % 3 == 0 ? "library" : "school"};
    place.name = "Place \"" + std::to_string(i) + "\"";
    place.point = geo::LonLat{10 + 0.0001 * (i % 60), 50 + 0.0001 * (i / 60)};
    if (i % 4 == 0) {
      place.names = {{"fr", "Lieu " + std::to_string(i)}, {"ar", "مكان"}};
    }
    if (i % 5 == 0) {
      place.opening_hours = "Mo-Fr 09:00-17:00";
      place.fee = store::Fee::free;
    }
    if (i % 7 == 0) {
      place.alert = {{"en", "Closed for works"}, {"es", "Cerrado por obras"}};
    }
    if (i % 11 == 0) {
      place.head.status = store::RecordStatus::temporarily_closed;
    }
    data.places.push_back(std::move(place));
    if (i % 13 == 0) {
      store::Offer offer;
      offer.head.id = "city:offer" + std::to_string(i);
      offer.place = "osm:n" + std::to_string(900'000 + i);
      offer.name = "Course";
      offer.fee = i % 2 == 0 ? store::Fee::free : store::Fee::unknown;
      data.offers.push_back(std::move(offer));
    }
  }
  return data;
}

class LongLists : public ServerTest {
 protected:
  static std::shared_ptr<api::CityState const> city() {
    static std::shared_ptr<api::CityState const> const made = make_state(many_places());
    return made;
  }
  static std::shared_ptr<api::CityState const> with_pieces(std::shared_ptr<api::PlacePiecesCache> pieces) {
    auto state = std::make_shared<api::CityState>(*city());
    state->pieces = std::move(pieces);
    return state;
  }
  api::Response ask(std::string const& target, bool takes_long, store::Visibility viewer = store::Visibility::everyone,
                    std::string const& languages = {}) {
    api::Request asked = request(target, viewer);
    asked.takes_long_bodies = takes_long;
    asked.accept_language = languages;
    return api_.handle(asked, city());
  }
};

std::string all_of(api::LongBody& body) {
  std::string out;
  while (body.next(out)) {
  }
  return out;
}

constexpr auto kTargets = {"limit=10000",
                           "limit=1500",
                           "limit=1500&offset=300&kind=school",
                           "limit=10000&fee=free&maybe=yes",
                           "limit=10000&lang=fr",
                           "limit=10000&bbox=9,49,11,51"};

TEST_F(LongLists, a_long_page_is_the_same_bytes_whether_it_is_whole_or_in_pieces) {
  for (auto const viewer : {store::Visibility::everyone, store::Visibility::planner}) {
    for (std::string const query : kTargets) {
      std::string const target = "/api/collections/places/items?" + query;
      api::Response const whole = ask(target, false, viewer);
      api::Response const pieces = ask(target, true, viewer);
      ASSERT_EQ(whole.status, 200);
      ASSERT_GT(base::parse_json(whole.body)->at("features").size(), 1000U - 100U) << query;
      ASSERT_TRUE(pieces.long_body != nullptr || base::parse_json(whole.body)->at("features").size() <= 1000) << query;
      if (pieces.long_body) {
        EXPECT_TRUE(pieces.body.empty());
        EXPECT_EQ(pieces.long_body->size(), whole.body.size());
        EXPECT_EQ(all_of(*pieces.long_body), whole.body) << query;
      }
      EXPECT_EQ(pieces.etag, whole.etag) << query;
      EXPECT_EQ(pieces.headers, whole.headers) << query;
      EXPECT_EQ(pieces.content_type, whole.content_type);
    }
  }
}

TEST_F(LongLists, an_unchanged_long_page_is_304_and_pages_and_compressed_answers_are_whole) {
  api::Request asked = request("/api/collections/places/items?limit=10000");
  asked.takes_long_bodies = true;
  asked.if_none_match = api_.handle(asked, city()).etag;
  api::Response const unchanged = api_.handle(asked, city());
  EXPECT_EQ(unchanged.status, 304);
  EXPECT_EQ(unchanged.long_body, nullptr);
  asked.if_none_match.clear();
  asked.encoding = base::Encoding::gzip;
  EXPECT_EQ(api_.handle(asked, city()).long_body, nullptr);
  asked.encoding = base::Encoding::identity;
  asked.query.emplace_back("f", "html");
  EXPECT_EQ(api_.handle(asked, city()).long_body, nullptr);
}

TEST_F(LongLists, a_long_page_past_its_deadline_is_503) {
  api::Request asked = request("/api/collections/places/items?limit=10000");
  asked.takes_long_bodies = true;
  asked.deadline = std::chrono::steady_clock::now() - std::chrono::seconds(1);
  EXPECT_EQ(api_.handle(asked, city()).status, 503);
}

TEST_F(LongLists, kept_pieces_change_no_answer_in_any_language_or_role) {
  auto const none = with_pieces(nullptr);
  auto const kept = with_pieces(std::make_shared<api::PlacePiecesCache>(city()->catalog->size()));
  auto const hardly = with_pieces(std::make_shared<api::PlacePiecesCache>(city()->catalog->size(), 1));
  for (int turn = 0; turn < 2; ++turn) {  // written the first time, found the second
    for (std::string const query : {"limit=700", "limit=700&fee=free&maybe=yes", "limit=90&offset=1000"}) {
      for (std::string const languages : {"", "fr", "ar, es;q=0.5"}) {
        for (auto const viewer : {store::Visibility::everyone, store::Visibility::planner}) {
          api::Request asked = request("/api/collections/places/items?" + query, viewer);
          asked.accept_language = languages;
          asked.now = std::chrono::sys_days(std::chrono::year(2026) / 11 / 26);
          std::string const expected = api_.handle(asked, none).body;
          EXPECT_EQ(api_.handle(asked, kept).body, expected) << query << " " << languages;
          EXPECT_EQ(api_.handle(asked, hardly).body, expected) << query << " " << languages;
        }
      }
    }
  }
}

TEST_F(LongLists, what_a_token_opens_and_what_depends_on_now_is_not_kept) {
  EXPECT_TRUE(ask("/api/collections/places/items?limit=50", true).keep);
  EXPECT_FALSE(ask("/api/collections/places/items?limit=50", true, store::Visibility::planner).keep);
  EXPECT_FALSE(ask("/api/nearest?lon=10&lat=50", true).keep);
}

TEST(KeptPieces, are_found_as_they_were_put_and_begin_anew_past_the_cap) {
  api::PlacePiecesCache cache(5000, std::size_t{2} << 20U);
  auto const first = cache.current();
  api::PlacePieces pieces;
  EXPECT_FALSE(first->find(7, pieces));
  std::string const text(1000, 'x');
  for (std::uint32_t row = 0; row < 5000; ++row) {
    pieces.text = std::string_view(text).substr(0, 500 + row % 500);
    pieces.ends.fill(static_cast<std::uint32_t>(pieces.text.size()));
    pieces.ends[0] = row % 400;
    pieces.is_plain = row % 2;
    first->put(row, pieces);
  }
  for (std::uint32_t row = 0; row < 5000; ++row) {
    ASSERT_TRUE(first->find(row, pieces));
    ASSERT_EQ(pieces.text.size(), 500 + row % 500);
    ASSERT_EQ(pieces.piece(0).size(), row % 400);
    ASSERT_EQ(pieces.is_plain, row % 2);
  }
  EXPECT_FALSE(first->find(5000, pieces)) << "no such row";
  EXPECT_GE(first->bytes(), std::size_t{3} << 20U);
  EXPECT_NE(cache.current(), first);
  EXPECT_FALSE(cache.current()->find(7, pieces));
}

}  // namespace
}  // namespace cartable::server
