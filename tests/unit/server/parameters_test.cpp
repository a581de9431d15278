#include "geo/repair.hpp"
#include "server/api/geojson.hpp"
#include "server/api/language.hpp"
#include "server/api/page.hpp"
#include "server/api/params.hpp"
#include "server/api/types.hpp"
#include "tests/unit/server/server_city.hpp"

#include <random>
#include <string>

namespace cartable::server::test {
namespace {

TEST(Query, decodes_percent_and_plus_and_refuses_what_is_broken) {
  api::QueryPairs query;
  EXPECT_TRUE(api::parse_query("a=1&b=%C3%A9+x&&c&=d", query));
  EXPECT_EQ(query, (api::QueryPairs{{"a", "1"}, {"b", "é x"}, {"c", ""}, {"", "d"}}));
  for (char const* const bad : {"a=%", "a=%4", "a=%zz", "%ff=1", "a=%C3", "a=%ed%a0%80"}) {
    EXPECT_FALSE(api::parse_query(bad, query)) << bad;
  }
}

TEST(Query, what_is_written_reads_back) {
  std::mt19937 random(11);
  for (int round = 0; round < 2000; ++round) {
    api::QueryPairs query;
    for (int i = 0; i < 3; ++i) {
      std::string name(1 + random() % 5, 'a');
      std::string value;
      for (unsigned n = random() % 12; n > 0; --n) {
        value += random() % 4 == 0 ? std::string("é") : std::string(1, static_cast<char>(random() % 127 + 1));
      }
      query.emplace_back(name, value);
    }
    api::QueryPairs back;
    ASSERT_TRUE(api::parse_query(api::format_query(query), back)) << api::format_query(query);
    EXPECT_EQ(back, query);
  }
}

TEST(Moment, rfc3339_offsets_and_dates) {
  using Span = std::pair<std::int64_t, std::int64_t>;
  EXPECT_EQ(api::parse_moment("1970-01-01"), Span(0, 86399));
  EXPECT_EQ(api::parse_moment("1970-01-02T00:00:00Z"), Span(86400, 86400));
  EXPECT_EQ(api::parse_moment("1970-01-01T02:00:00+02:00"), Span(0, 0));
  EXPECT_EQ(api::parse_moment("1969-12-31T23:30:00.25-00:30"), Span(0, 0));
  for (char const* const bad :
       {"", "1970", "1970-1-1", "1970-02-29", "1970-01-01T", "1970-01-01T00:00", "1970-01-01T00:00:00",
        "1970-01-01T24:00:00Z", "1970-01-01T00:00:00+2", "1970-01-01T00:00:00.Z", "1970-01-01x"}) {
    EXPECT_FALSE(api::parse_moment(bad)) << bad;
  }
}

TEST(Languages, accept_language_orders_by_weight) {
  EXPECT_EQ(api::wanted_languages("", "da, en-GB;q=0.8, en;q=0.7, *;q=0.1, xx;q=0"),
            (api::Languages{"da", "en-gb", "en"}));
  EXPECT_EQ(api::wanted_languages("PT-BR", "da"), api::Languages{"pt-br"});
  store::LangMap const names{{"en", "Town"}, {"pt-BR", "Cidade"}, {"zh", "市"}};
  EXPECT_EQ(api::pick({"pt"}, names, "own"), "Cidade");
  EXPECT_EQ(api::pick({"pt-br"}, names, "own"), "Cidade");
  EXPECT_EQ(api::pick({"pt-pt"}, names, "own"), "own");
  EXPECT_EQ(api::pick({"zh-hant", "en"}, names, "own"), "市");
  EXPECT_EQ(api::pick({}, names, "own"), "own");
}

TEST(PageKey, reads_back_and_refuses_other_orders_and_noise) {
  api::PageKey const key{
      .order = 'k', .number = 0xfedcba9876543210U, .text = "2026-11-28T18:00:00+01:00", .id = "a:b-c.d_e"};
  auto const back = api::parse_page_key(api::format_page_key(key), 'k');
  ASSERT_TRUE(back);
  EXPECT_EQ(back->number, key.number);
  EXPECT_EQ(back->text, key.text);
  EXPECT_EQ(back->id, key.id);
  EXPECT_FALSE(api::parse_page_key(api::format_page_key(key), 'm'));
  std::mt19937 random(3);
  for (int i = 0; i < 5000; ++i) {
    std::string noise;
    for (unsigned n = random() % 40; n > 0; --n) {
      noise.push_back(static_cast<char>(random()));
    }
    static_cast<void>(api::parse_page_key(noise, 'm'));
  }
}

TEST(Areas, meeting_a_box_agrees_with_the_difference_of_sampled_points) {
  // A C-shaped area: boxes inside its mouth touch its bounding box but not the area.
  geo::MultiPolygon const area{
      .polygons = {{.rings = {{{0, 0}, {6, 0}, {6, 2}, {2, 2}, {2, 4}, {6, 4}, {6, 6}, {0, 6}, {0, 0}}}}}};
  EXPECT_TRUE(api::meets(area, {.west = -1, .south = -1, .east = 7, .north = 7}));
  EXPECT_TRUE(api::meets(area, {.west = 0.5, .south = 0.5, .east = 0.6, .north = 0.6}));
  EXPECT_FALSE(api::meets(area, {.west = 3, .south = 2.5, .east = 5, .north = 3.5}));
  EXPECT_TRUE(api::meets(area, {.west = 6, .south = 0, .east = 8, .north = 1}));
  EXPECT_FALSE(api::meets(area, {.west = 170, .south = 0, .east = -170, .north = 1}));
  std::mt19937 random(5);
  std::uniform_real_distribution<double> at(-1, 7);
  for (int round = 0; round < 3000; ++round) {
    double const w = at(random);
    double const s = at(random);
    geo::BBox const box{.west = w, .south = s, .east = w + 0.8, .north = s + 0.8};
    bool sampled = false;
    for (int i = 0; i <= 16 && !sampled; ++i) {
      for (int j = 0; j <= 16 && !sampled; ++j) {
        sampled = geo::covers(area, {box.west + i * 0.05, box.south + j * 0.05});
      }
    }
    // A grid may miss a corner that just reaches in; it never sees what is not there.
    if (sampled) {
      EXPECT_TRUE(api::meets(area, box)) << w << " " << s;
    } else {
      geo::BBox const inner{.west = w + 0.06, .south = s + 0.06, .east = w + 0.74, .north = s + 0.74};
      EXPECT_FALSE(api::meets(area, inner)) << w << " " << s;
    }
  }
}

TEST(Areas, geojson_reads_back) {
  geo::MultiPolygon const area = square(9.4, 49.4, 0.6);
  std::string text;
  api::append_area(text, area);
  auto const back = api::parse_area(text);
  ASSERT_TRUE(back) << back.error().message;
  std::string again;
  api::append_area(again, *back);
  EXPECT_EQ(again, text);
}

class Noise : public ServerTest {};

TEST_F(Noise, random_parameters_are_answered_or_refused_but_never_break_anything) {
  unsigned const seed = 17;
  std::mt19937 random(seed);
  char const* const names[] = {"lon",      "lat",  "limit",  "bbox",  "kind", "radius",     "area",
                               "datetime", "next", "offset", "maybe", "fee",  "wheelchair", "max_distance",
                               "q",        "lang", "f",      "v",     "zz"};
  char const* const values[] = {"0",
                                "-1",
                                "181",
                                "1e308",
                                "nan",
                                "",
                                ",",
                                ",,,",
                                "9,49,11,51",
                                "11,51,9,49",
                                "170,-10,-170,10",
                                "yes",
                                "free,paid",
                                "library",
                                "é",
                                "../..",
                                "2026-01-01/..",
                                "districts/x",
                                "99999999999999999999"};
  char const* const paths[] = {"/api/nearest",
                               "/api/within",
                               "/api/at",
                               "/api/search",
                               "/api/collections/places/items",
                               "/api/collections/events/items",
                               "/api/collections/districts/items",
                               "/tiles/places/3/4/2.mvt",
                               "/tiles/places.json",
                               "/api"};
  for (int round = 0; round < 4000; ++round) {
    std::string url = paths[random() % std::size(paths)];
    for (unsigned n = random() % 5; n > 0; --n) {
      url += (url.find('?') == std::string::npos ? "?" : "&");
      url += std::string(names[random() % std::size(names)]) + "=" + values[random() % std::size(values)];
    }
    api::Response const response = get(url);
    EXPECT_TRUE(response.status == 200 || response.status == 204 || response.status == 400 || response.status == 404)
        << url << " " << response.status << " seed " << seed;
    if (response.content_type.find("json") != std::string::npos) {
      EXPECT_TRUE(base::parse_json(response.body)) << url;
    }
  }
}

}  // namespace
}  // namespace cartable::server::test
