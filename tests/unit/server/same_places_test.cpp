// One filter, asked through every way in: the same places.
#include "tests/support/brute_force_catalog.hpp"
#include "tests/unit/server/server_city.hpp"
#include "tests/unit/store/random_city.hpp"
#include "tiles/mvt_reader.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <string>

namespace cartable::server::test {
namespace {

using cartable::test::BruteForceCatalog;
using cartable::test::PropertyRandom;
using Ids = std::set<std::string>;

/// A filter twice: as a URL has it, and as the oracle reads it.
struct Asked {
  store::Filter filter;
  std::string query;
};

std::string escaped(std::string_view text) {
  std::string out;
  for (char const c : text) {
    out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return out;
}

template <class List, class Word>
void say(std::string& query, std::string_view name, List const& list, Word const& word) {
  std::string values;
  for (auto const& one : list) {
    values += (values.empty() ? "" : ",") + std::string(word(one));
  }
  if (!values.empty()) {
    query += fmt::format("&{}={}", name, escaped(values));
  }
}

/// What a request can ask for: groups that nobody may know of are refused, and have a test of their own.
Asked random_question(PropertyRandom& random) {
  Asked out;
  store::Filter& filter = out.filter;
  filter = cartable::test::random_filter(random);
  filter.bbox.reset();
  filter.open_at.reset();
  filter.when.reset();
  filter.words.clear();
  std::erase_if(filter.wheelchair, [](auto one) { return one == store::Wheelchair::designated; });
  std::erase_if(filter.audiences, [](auto const& one) { return one == "secret-group" || one == "none-such"; });
  filter.cql = {};
  std::string& query = out.query;
  if (random.chance(0.3)) {
    cartable::test::RandomCql made = cartable::test::random_cql(random);
    query += "&filter=" + escaped(made.text);
    auto parsed = store::parse_cql2(made.text);
    EXPECT_TRUE(parsed) << made.text;
    cartable::test::cql_truths().insert_or_assign(parsed->canonical, std::move(made.truth));
    filter.cql = *std::move(parsed);
  }
  auto const as_is = [](std::string const& word) { return word; };
  auto const bits = [](unsigned set, int first) {
    std::vector<int> numbers;
    for (int bit = 0; bit < 9; ++bit) {
      if (((set >> static_cast<unsigned>(bit)) & 1U) != 0) {
        numbers.push_back(bit + first);
      }
    }
    return numbers;
  };
  auto const number = [](int value) { return std::to_string(value); };
  say(query, "kind", filter.kinds, as_is);
  say(query, "source", filter.sources, as_is);
  say(query, "fee", filter.fees, [](auto fee) { return store::to_string(fee); });
  say(query, "wheelchair", filter.wheelchair, [](auto access) { return store::to_string(access); });
  say(query, "pillar", bits(filter.pillars, 1), number);
  say(query, "isced", bits(filter.isced, 0), number);
  say(query, "topic", filter.topics, as_is);
  say(query, "audience", filter.audiences, as_is);
  say(query, "language", filter.languages, as_is);
  say(query, "needs", filter.needs, as_is);
  say(query, "modality", filter.modalities, as_is);
  if (filter.age) {
    query += fmt::format("&age={}", *filter.age);
  }
  if (filter.recognition) {
    query += "&recognition=yes";
  }
  filter.checked_since.reset();
  if (random.chance(0.15)) {
    filter.checked_since = 20576;  // days since 1970
    query += "&checked_since=2026-05-03";
  }
  query += filter.maybe ? "&maybe=yes" : "";
  return out;
}

class SamePlaces : public ServerTest {
 protected:
  base::Json ask(std::string const& target, store::Visibility viewer) {
    api::Response const response = api_.handle(request(target, viewer), city_);
    EXPECT_EQ(response.status, 200) << target << ": " << response.body;
    return response.status == 200 ? base::Json::parse(response.body) : base::Json{{"features", base::Json::array()}};
  }
  /// The places of an answer, each once; checks its numbers.
  Ids places(std::string const& target, store::Visibility viewer, BruteForceCatalog::Answer const& expected) {
    base::Json const answer = ask(target, viewer);
    Ids out;
    for (auto const& feature : answer["features"]) {
      if (feature["properties"].value("type", "place") == "place") {
        EXPECT_TRUE(out.insert(feature["id"].get<std::string>()).second) << target;
      }
      if (feature["properties"].contains("fits")) {
        bool const sure = feature["properties"]["fits"] == "yes";
        EXPECT_TRUE((sure ? expected.fits : expected.may).contains(feature["id"].get<std::string>())) << target;
      }
    }
    if (answer.contains("numberMatched")) {
      EXPECT_EQ(answer["numberMatched"], expected.fits.size() + expected.may.size()) << target;
    }
    if (answer.contains("numberFits")) {
      EXPECT_EQ(answer["numberFits"], expected.fits.size()) << target;
      EXPECT_EQ(answer["numberMaybe"], expected.may.size()) << target;
    }
    return out;
  }
  /// What the tiles of a zoom that hold any place show: single places, the members of their clusters, and how many.
  Ids of_tiles(unsigned zoom, std::string const& query, store::Visibility viewer, std::set<geo::TileId> const& tiles,
               std::size_t& counted) {
    Ids out;
    for (geo::TileId const tile : tiles) {
      std::string const url = fmt::format("/tiles/places/{}/{}/{}.mvt?{}", zoom, tile.x, tile.y, query);
      api::Response const response = api_.handle(request(url, viewer), city_);
      if (response.status == 204) {
        continue;
      }
      EXPECT_EQ(response.status, 200) << url << response.body;
      auto const read = tiles::read_mvt(response.tile ? response.tile->bytes : "");
      EXPECT_TRUE(read) << url;
      tiles::MvtLayer const* const layer = read ? read->find("places") : nullptr;
      if (layer == nullptr) {
        continue;
      }
      for (auto const& feature : layer->features) {
        if (layer->find(feature, "buffer") != nullptr) {
          continue;
        }
        if (layer->find(feature, "cluster") == nullptr) {
          EXPECT_TRUE(out.insert(std::string(layer->text(feature, "id"))).second) << url;
          ++counted;
          continue;
        }
        counted += static_cast<std::size_t>(std::get<std::int64_t>(*layer->find(feature, "point_count")));
        std::string const cluster =
            fmt::format("/api/clusters/{}?limit=1000&{}", layer->text(feature, "cluster_id"), query);
        base::Json const members = ask(cluster, viewer);
        for (std::string const& id : ids(members)) {
          EXPECT_TRUE(out.insert(id).second) << cluster;
        }
      }
    }
    return out;
  }
  std::shared_ptr<api::CityState const> city_;
};

TEST_F(SamePlaces, items_nearest_within_search_tiles_and_clusters_find_what_a_loop_over_the_records_finds) {
  PropertyRandom random;
  std::size_t seen = 0;
  for (int round = 0; round < 6; ++round) {
    store::CityData data = cartable::test::random_city(random, static_cast<std::size_t>(random.integer(20, 90)));
    for (store::Place& place : data.places) {
      if (place.point) {  // one town; the edges of the world are the clusters' own test
        place.point = cartable::test::rounded(std::clamp(place.point->lon, -56.4, -56.0),
                                              std::clamp(place.point->lat, -35.1, -34.7));
      }
    }
    for (char const* const slug : {"job-seekers", "migrant-families"}) {
      store::Group group;
      group.head.id = slug;
      data.groups.push_back(std::move(group));
    }
    data.revisions.fill(1);
    BruteForceCatalog const oracle(data);
    std::array<std::set<geo::TileId>, 17> tiles;
    for (store::Place const& place : data.places) {
      for (unsigned const zoom : {9U, 12U, 16U}) {
        if (place.point) {
          tiles.at(zoom).insert(geo::tile_at(geo::to_world(*place.point), zoom));
        }
      }
    }
    city_ = make_state(std::move(data));
    for (int question = 0; question < 20; ++question) {
      Asked const asked = random_question(random);
      auto const viewer = static_cast<store::Visibility>(random.integer(0, 2));
      auto const expected = oracle.select(asked.filter, viewer);
      Ids all = expected.fits;
      all.insert(expected.may.begin(), expected.may.end());
      std::string const rest = "&limit=100" + asked.query;
      for (std::string const& way :
           {std::string("/api/collections/places/items?bbox=-57,-36,-55,-34"),
            std::string("/api/nearest?lon=-56.17&lat=-34.9"), std::string("/api/within?bbox=-57,-36,-55,-34"),
            std::string("/api/within?lon=-56.2&lat=-34.9&radius=99999"), std::string("/api/search?q=place")}) {
        ASSERT_EQ(places(way + rest, viewer, expected), all) << way << rest << " as " << to_string(viewer);
      }
      for (unsigned const zoom : {9U, 12U, 16U}) {
        std::size_t counted = 0;
        ASSERT_EQ(of_tiles(zoom, asked.query.substr(std::min<std::size_t>(1, asked.query.size())), viewer,
                           tiles.at(zoom), counted),
                  all)
            << "zoom " << zoom << ": " << asked.query << " as " << to_string(viewer);
        ASSERT_EQ(counted, all.size()) << asked.query;
      }
      seen += all.size();
    }
  }
  EXPECT_GT(seen, 300U) << "the test must see places that match";
}

}  // namespace
}  // namespace cartable::server::test
