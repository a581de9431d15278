#include "tests/unit/server/server_city.hpp"
#include "tiles/mvt_reader.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstddef>
#include <iostream>
#include <map>
#include <random>
#include <string>
#include <utility>
#include <vector>

/// A filter lets the same sessions through in the collection events and in the tile layer of that name.
namespace cartable::server::test {
namespace {

using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

/// id → what `fits` says, empty when it says nothing.
using Sessions = std::map<std::string, std::string>;

store::Session session(std::string id, std::string offer, std::string place, std::string const& day,
                       std::string rule = {}) {
  store::Session out;
  out.head.id = std::move(id);
  out.head.source = "city";
  out.uid = out.head.id;
  out.name = out.head.id;
  out.offer = std::move(offer);
  out.place = std::move(place);
  out.timezone = "Europe/Paris";
  out.starts = day + "T10:00:00+01:00";
  out.ends = day + "T11:30:00+01:00";
  out.rrule = std::move(rule);
  out.state = "scheduled";
  return out;
}

store::Offer offer(std::string id, std::string place, store::Fee fee) {
  store::Offer out;
  out.head.id = std::move(id);
  out.head.source = "city";
  out.name = out.head.id;
  out.place = std::move(place);
  out.fee = fee;
  return out;
}

store::CityData in_paris(store::CityData data) {
  store::Setting zone;
  zone.head.id = "timezone";
  zone.value = "Europe/Paris";
  data.settings = {zone};
  data.revisions.fill(1);
  return data;
}

class EventsEverywhere : public ServerTest {
 protected:
  Sessions listed(std::shared_ptr<api::CityState const> const& city, std::string const& filter) {
    api::Response const answer = api_.handle(request("/api/collections/events/items?limit=10000&" + filter), city);
    EXPECT_EQ(answer.status, 200) << filter << ": " << answer.body;
    Sessions out;
    base::Json const collection = base::Json::parse(answer.body);
    for (auto const& feature : collection["features"]) {
      if (!feature["geometry"].is_null()) {  // one without a place is on no map
        out[feature["id"].get<std::string>()] = feature["properties"].value("fits", "");
      }
    }
    return out;
  }
  Sessions drawn(std::shared_ptr<api::CityState const> const& city, std::string const& filter) {
    api::Response const answer = api_.handle(request("/tiles/events/0/0/0.mvt?" + filter), city);
    Sessions out;
    if (answer.status == 204) {
      return out;
    }
    EXPECT_EQ(answer.status, 200) << filter << ": " << answer.body;
    auto const tile = tiles::read_mvt(answer.tile->bytes);
    EXPECT_TRUE(tile && tile->problems.empty());
    if (tiles::MvtLayer const* const layer = tile ? tile->find("events") : nullptr) {
      for (tiles::MvtFeature const& feature : layer->features) {
        out[std::string(layer->text(feature, "id"))] = layer->text(feature, "fits");
      }
    }
    return out;
  }
};

/// One library, which does not say what it costs, with a free course on Tuesday and Saturday, one to be paid and one
/// that says nothing on Saturday, and a reading of the library's own that was cancelled.
store::CityData library() {
  store::CityData data;
  data.places = {place("library", 2.35, 48.85)};
  data.offers = {offer("free", "library", store::Fee::free), offer("paid", "library", store::Fee::paid),
                 offer("silent", "library", store::Fee::unknown)};
  data.sessions = {session("free-tuesday", "free", "", "2026-11-24"),
                   session("free-saturday", "free", "", "2026-11-28"),
                   session("paid-saturday", "paid", "", "2026-11-28"),
                   session("silent-weekly", "silent", "library", "2026-11-21", "FREQ=WEEKLY;COUNT=3"),
                   session("own-saturday", "", "library", "2026-11-28")};
  data.sessions.back().state = "cancelled";
  return in_paris(std::move(data));
}

TEST_F(EventsEverywhere, a_session_is_judged_by_its_own_offer_and_its_own_time) {
  auto const city = make_state(library());
  std::string const saturday = "&when=2026-11-28T09:00/2026-11-28T12:00";
  for (bool const in_tiles : {false, true}) {
    auto const found = [&](std::string const& filter) { return in_tiles ? drawn(city, filter) : listed(city, filter); };
    EXPECT_EQ(found("").size(), 5U);
    EXPECT_THAT(found("fee=free"), UnorderedElementsAre(Pair("free-tuesday", ""), Pair("free-saturday", "")));
    EXPECT_THAT(found("fee=free" + saturday), UnorderedElementsAre(Pair("free-saturday", "")));
    EXPECT_THAT(found("fee=paid" + saturday), UnorderedElementsAre(Pair("paid-saturday", "")));
    EXPECT_THAT(found("fee=free&when=2026-11-25/2026-11-27"), IsEmpty());
    EXPECT_THAT(found("fee=free&maybe=yes" + saturday),
                UnorderedElementsAre(Pair("free-saturday", "yes"), Pair("silent-weekly", "maybe"),
                                     Pair("own-saturday", "maybe")));
    EXPECT_THAT(found("kind=library" + saturday),  // cancelled is not gone
                UnorderedElementsAre(Pair("free-saturday", ""), Pair("paid-saturday", ""), Pair("silent-weekly", ""),
                                     Pair("own-saturday", "")));
    EXPECT_THAT(found("kind=museum"), IsEmpty());
  }
}

store::CityData random_city(std::mt19937& random) {
  auto const one_of = [&](int count) { return std::uniform_int_distribution<int>(0, count - 1)(random); };
  store::CityData data;
  for (int i = 0; i < 12; ++i) {
    store::Place p = place("p" + std::to_string(i), 2.0 + one_of(100) * 0.01, 48.5 + one_of(100) * 0.01,
                           one_of(2) == 0 ? "library" : "museum");
    p.fee = static_cast<store::Fee>(one_of(3));
    p.wheelchair = static_cast<store::Wheelchair>(one_of(5));
    p.languages = one_of(3) == 0 ? store::StringList{"ar"} : store::StringList{};
    data.places.push_back(std::move(p));
  }
  for (int i = 0; i < 25; ++i) {
    store::Offer o = offer("o" + std::to_string(i), one_of(6) == 0 ? "" : "p" + std::to_string(one_of(12)),
                           static_cast<store::Fee>(one_of(3)));
    if (one_of(2) == 0) {
      o.languages = {one_of(2) == 0 ? "fr" : "ar"};
    }
    if (one_of(2) == 0) {
      o.age_min = 10 + one_of(20);
    }
    o.modalities = one_of(2) == 0 ? store::StringList{"evening"} : store::StringList{};
    o.checked = one_of(2) == 0 ? "2026-03-01" : "";
    data.offers.push_back(std::move(o));
  }
  for (int i = 0; i < 80; ++i) {
    std::string const of = one_of(5) == 0 ? "" : "o" + std::to_string(one_of(25));
    std::string const at = of.empty() || one_of(4) == 0 ? "p" + std::to_string(one_of(12)) : "";
    std::string const day = "2026-11-" + std::to_string(10 + one_of(18));
    data.sessions.push_back(session("s" + std::to_string(i), of, at, day, one_of(4) == 0 ? "FREQ=WEEKLY;COUNT=3" : ""));
    data.sessions.back().head.visibility = one_of(8) == 0 ? store::Visibility::staff : store::Visibility::everyone;
  }
  return in_paris(std::move(data));
}

TEST_F(EventsEverywhere, random_filters_draw_the_sessions_that_they_list) {
  unsigned const seed = std::random_device{}();
  std::cout << "seed " << seed << '\n';
  std::mt19937 random(seed);
  std::vector<std::string> const conditions = {"fee=free",
                                               "fee=paid,unknown",
                                               "wheelchair=yes",
                                               "language=ar",
                                               "age=15",
                                               "modality=evening",
                                               "kind=library",
                                               "checked_since=2026-01-01",
                                               "source=city",
                                               "when=2026-11-14/2026-11-16",
                                               "when=2026-11-20T09:00/2026-11-20T10:30",
                                               "q=o1",
                                               "filter=fee%20%3D%20%27free%27%20OR%20age_min%20%3E%2012"};
  std::size_t some = 0;
  for (int round = 0; round < 6; ++round) {
    auto const city = make_state(random_city(random));
    for (int i = 0; i < 40; ++i) {
      std::string filter;
      std::vector<std::string> left = conditions;
      for (int n = std::uniform_int_distribution<int>(0, 3)(random); n > 0; --n) {
        auto const at = std::uniform_int_distribution<std::size_t>(0, left.size() - 1)(random);
        std::string const name = left[at].substr(0, left[at].find('='));
        filter += left[at] + '&';
        std::erase_if(left, [&](std::string const& one) { return one.starts_with(name + '='); });
      }
      filter += std::uniform_int_distribution<int>(0, 1)(random) == 0 ? "maybe=yes" : "";
      if (filter.ends_with('&')) {
        filter.pop_back();
      }
      Sessions const all = listed(city, filter);
      some += all.empty() ? 0 : 1;
      EXPECT_EQ(drawn(city, filter), all) << filter;
    }
  }
  EXPECT_GT(some, 60U);  // else nothing was compared
}

}  // namespace
}  // namespace cartable::server::test
