#include "tests/unit/server/server_city.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <string>
#include <vector>

namespace cartable::server::test {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::UnorderedElementsAre;

/// Places that each say one thing, and offers that say another.
store::CityData spoken_city() {
  store::CityData data;
  auto const add = [&](std::string id, auto const& say) {
    store::Place p = place(std::move(id), 10, 50);
    say(p);
    data.places.push_back(std::move(p));
  };
  add("silent", [](auto&) {});
  add("school", [](store::Place& p) {
    p.pillars = 1;
    p.isced = 0b110;
    p.languages = {"fr-CA"};
    p.age_min = 6;
    p.age_max = 14;
    p.audiences["job-seekers"].serves = false;
    p.needs = {{"step-free", "yes"}, {"quiet", "no"}};
    p.checked = "2026-03-01";
  });
  add("workshop", [](store::Place& p) {
    p.topics = {"06"};
    p.audiences["job-seekers"].serves = true;
    p.needs = {{"step-free", "limited"}};
    p.recognition = store::Tri::yes;
    p.fee = store::Fee::paid;
    p.checked = "2025-12-31";
  });
  store::Offer course;
  course.head.id = "offer:coding";
  course.head.source = "city";
  course.place = "workshop";
  course.name = "Programmer le soir";
  course.topics = {"0613"};
  course.modalities = {"evening", "remote"};
  course.languages = {"ar"};
  store::Offer free_course = course;
  free_course.head.id = "offer:free";
  free_course.name = "Lire";
  free_course.topics = {"0021"};
  free_course.fee = store::Fee::free;
  store::Offer remote = free_course;
  remote.head.id = "offer:remote";
  remote.place.clear();
  data.offers = {course, free_course, remote};
  data.revisions.fill(1);
  return data;
}

class Filters : public ServerTest {
 protected:
  base::Json ask(std::string const& query, std::string const& path = "/api/collections/places/items") {
    static std::shared_ptr<api::CityState const> const city = make_state(spoken_city());
    api::Response const response = api_.handle(request(path + "?limit=100&" + query), city);
    EXPECT_EQ(response.status, 200) << query << ": " << response.body;
    return base::Json::parse(response.body);
  }
  std::vector<std::string> fitting(std::string const& query) { return ids(ask(query)); }
  /// id: what is not known of it, of those that may fit.
  std::vector<std::string> maybe(std::string const& query) {
    base::Json const answer = ask(query + "&maybe=yes");
    std::vector<std::string> out;
    std::size_t fits = 0;
    for (auto const& feature : answer["features"]) {
      if (feature["properties"]["fits"] == "maybe") {
        out.push_back(feature["id"].get<std::string>() + ":" + feature["properties"]["unknown"].dump());
      } else {
        ++fits;
      }
    }
    EXPECT_EQ(answer["numberFits"], fits);
    EXPECT_EQ(answer["numberMaybe"], out.size());
    EXPECT_EQ(answer["numberMatched"], fits + out.size());
    return out;
  }
  std::vector<std::string> refusals(std::string const& query) {
    api::Response const response = get("/api/collections/places/items?" + query);
    EXPECT_EQ(response.status, 400) << query << ": " << response.body;
    std::vector<std::string> out;
    base::Json const problem = base::Json::parse(response.body);
    for (auto const& error : problem["errors"]) {
      out.push_back(error["detail"].get<std::string>());
    }
    return out;
  }
};

TEST_F(Filters, each_filter_finds_what_says_so_and_maybe_what_says_nothing) {
  EXPECT_THAT(fitting("pillar=1,2"), ElementsAre("school"));
  EXPECT_THAT(fitting("isced=2"), ElementsAre("school"));
  EXPECT_THAT(fitting("isced=0"), ElementsAre());
  EXPECT_THAT(fitting("topic=061"), ElementsAre("workshop"));
  EXPECT_THAT(fitting("topic=informatique"), ElementsAre("workshop"));
  EXPECT_THAT(fitting("language=fr"), ElementsAre("school"));
  EXPECT_THAT(fitting("language=fr-FR"), ElementsAre());
  EXPECT_THAT(fitting("age=6"), ElementsAre("school"));
  EXPECT_THAT(fitting("age=15"), ElementsAre());
  EXPECT_THAT(fitting("audience=job-seekers"), ElementsAre("workshop"));
  EXPECT_THAT(fitting("needs=step-free"), ElementsAre("school"));
  EXPECT_THAT(fitting("needs=step-free,quiet"), ElementsAre());
  EXPECT_THAT(fitting("modality=evening,remote"), ElementsAre("workshop"));
  EXPECT_THAT(fitting("recognition=yes"), ElementsAre("workshop"));
  EXPECT_THAT(fitting("checked_since=2026-01-01"), ElementsAre("school"));
  EXPECT_THAT(fitting("q=progr%20SOIR"), ElementsAre("workshop"));
  EXPECT_THAT(fitting("q=ogrammer"), ElementsAre());

  EXPECT_THAT(maybe("audience=job-seekers"), UnorderedElementsAre("silent:[\"audience\"]"));
  EXPECT_THAT(maybe("needs=step-free"), UnorderedElementsAre("silent:[\"needs\"]", "workshop:[\"needs\"]"));
  EXPECT_THAT(maybe("topic=0612"),
              UnorderedElementsAre("silent:[\"topic\"]", "school:[\"topic\"]", "workshop:[\"topic\"]"));
  EXPECT_THAT(maybe("age=15"), UnorderedElementsAre("silent:[\"age\"]", "workshop:[\"age\"]"));
}

TEST_F(Filters, what_is_learnt_is_one_offer) {
  // A paid course in coding and a free one in reading are no free course in coding.
  EXPECT_THAT(fitting("topic=0613&fee=free"), ElementsAre());
  EXPECT_THAT(fitting("topic=0613&fee=paid"), ElementsAre("workshop")) << "the fee is its place's";
  EXPECT_THAT(fitting("topic=0021&fee=free&language=ar"), ElementsAre("workshop"));
  auto const answer = ask("topic=0021&fee=free");
  ASSERT_EQ(answer["features"].size(), 1U);
  ASSERT_EQ(answer["features"][0]["properties"]["offers"].size(), 1U);
  EXPECT_EQ(answer["features"][0]["properties"]["offers"][0]["id"], "offer:free");
}

TEST_F(Filters, an_answer_lists_the_offers_that_matched_also_where_the_place_itself_does) {
  auto const answer = ask("fee=paid");
  ASSERT_EQ(answer["features"].size(), 1U);
  ASSERT_EQ(answer["features"][0]["properties"]["offers"].size(), 1U);
  EXPECT_EQ(answer["features"][0]["properties"]["offers"][0]["id"], "offer:coding");
}

TEST_F(Filters, offers_match_by_their_own_row_and_those_without_a_place_too) {
  std::string const offers = "/api/collections/offers/items";
  EXPECT_THAT(ids(ask("fee=free", offers)), ElementsAre("offer:free", "offer:remote"));
  EXPECT_THAT(ids(ask("fee=paid", offers)), ElementsAre("offer:coding"));
  EXPECT_THAT(ids(ask("kind=library&language=ar", offers)), ElementsAre("offer:coding", "offer:free"));
  EXPECT_THAT(ids(ask("audience=job-seekers", offers)), ElementsAre("offer:coding", "offer:free"));
  base::Json const maybe = ask("audience=job-seekers&maybe=yes", offers);
  EXPECT_EQ(maybe["numberFits"], 2);
  EXPECT_EQ(maybe["numberMaybe"], 1);
  EXPECT_EQ(maybe["features"][2]["id"], "offer:remote");
  EXPECT_EQ(maybe["features"][2]["properties"]["unknown"], base::Json({"audience"}));
  EXPECT_THAT(ids(ask("source=city", offers)), ElementsAre("offer:coding", "offer:free", "offer:remote"));
}

TEST_F(Filters, every_malformed_filter_is_named_with_its_word_and_where_it_stands) {
  EXPECT_THAT(
      refusals("topic=061,potery&language=fr,1x&kind=library,%21&fee=free,cheap&pillar=1,7&age=200&needs=step-free,x"
               "&checked_since=yesterday&q=%21&recognition=no&modality=%20evening,%20night"),
      UnorderedElementsAre(
          AllOf(HasSubstr("topic="), HasSubstr("“potery” (at 5)"), HasSubstr("pottery")),
          AllOf(HasSubstr("language="), HasSubstr("“1x” (at 4)")), AllOf(HasSubstr("kind="), HasSubstr("“!” (at 9)")),
          AllOf(HasSubstr("fee="), HasSubstr("“cheap” (at 6)")), AllOf(HasSubstr("pillar="), HasSubstr("“7” (at 3)")),
          HasSubstr("age=200"), AllOf(HasSubstr("needs="), HasSubstr("“x” (at 11)")),
          HasSubstr("checked_since=yesterday"), HasSubstr("q=!"), HasSubstr("recognition=no"),
          AllOf(HasSubstr("modality="), HasSubstr("“night” (at 11)"))));
}

TEST_F(Filters, a_group_that_the_viewer_does_not_know_is_a_mistake_hidden_or_not_there) {
  store::CityData data = spoken_city();
  store::Group shown, hidden, old;
  shown.head.id = "night-workers";
  hidden.head.id = "witnesses";
  hidden.head.visibility = store::Visibility::staff;
  old.head.id = "stokers";
  old.head.status = store::RecordStatus::withdrawn;
  data.groups = {shown, hidden, old};
  data.places[1].audiences["witnesses"].serves = true;
  data.places[1].audiences["new-parents"].serves = true;  // a group that the city has no record of
  auto const city = make_state(std::move(data));
  auto const answer = [&](std::string const& query, std::string const& path, store::Visibility viewer) {
    return api_.handle(request(path + query, viewer), city);
  };
  constexpr auto kPublic = store::Visibility::everyone;
  for (std::string const path :
       {"/api/collections/places/items?", "/api/collections/offers/items?", "/api/nearest?lon=10&lat=50&",
        "/api/within?bbox=9,49,11,51&", "/api/search?q=name&", "/tiles/places/3/4/2.mvt?", "/api/clusters/0-8-5?"}) {
    for (char const* const known : {"night-workers", "migrant-families", "new-parents", "job-seekers,night-workers"}) {
      EXPECT_NE(answer(std::string("audience=") + known, path, kPublic).status, 400) << path << known;
    }
    for (std::string const unknown : {"witnesses", "stokers", "nobody"}) {
      api::Response const refused = answer("audience=job-seekers," + unknown, path, kPublic);
      ASSERT_EQ(refused.status, 400) << path << unknown;
      std::string detail = base::Json::parse(refused.body)["errors"][0]["detail"].get<std::string>();
      EXPECT_EQ(detail, "audience=" + unknown +
                            ": there is no such group; there are job-seekers, migrant-families, night-workers, "
                            "special-educational-needs");
    }
    EXPECT_NE(answer("audience=witnesses", path, store::Visibility::staff).status, 400) << path;
  }
  EXPECT_THAT(ids(base::Json::parse(
                  answer("audience=witnesses", "/api/collections/places/items?", store::Visibility::staff).body)),
              ElementsAre("school"));
}

TEST_F(Filters, a_kind_or_a_source_that_no_place_has_is_no_mistake) {
  EXPECT_THAT(fitting("kind=none-such"), ElementsAre());
  EXPECT_THAT(fitting("source=none-such"), ElementsAre());
}

TEST_F(Filters, cql2_text_asks_of_one_row_like_the_other_filters) {
  EXPECT_THAT(fitting("filter=topics%20LIKE%20'06%25'%20AND%20fee='free'"), ElementsAre());
  EXPECT_THAT(fitting("filter=topics%20LIKE%20'06%25'%20AND%20fee='paid'&filter-lang=cql2-text"),
              ElementsAre("workshop"));
  EXPECT_THAT(fitting("filter=NOT%20audiences='job-seekers'"), ElementsAre("school")) << "not what is not known";
  EXPECT_THAT(maybe("filter=fee='free'%20AND%20wheelchair='yes'&kind=library"),
              UnorderedElementsAre("silent:[\"fee\",\"wheelchair\"]", "school:[\"fee\",\"wheelchair\"]",
                                   "workshop:[\"wheelchair\"]"));
  std::string const offers = "/api/collections/offers/items";
  EXPECT_THAT(ids(ask("filter=name%20LIKE%20'Prog%25'", offers)), ElementsAre("offer:coding"))
      << "the offer's own name";
  EXPECT_THAT(fitting("filter=name%20LIKE%20'Prog%25'"), ElementsAre()) << "the place's own name";
  EXPECT_THAT(ids(ask("filter=sources='city'%20AND%20fee='free'", offers)), ElementsAre("offer:free", "offer:remote"));
  EXPECT_THAT(refusals("filter=fee%20=%20free&filter-lang=cql2-json&kind=!"),
              UnorderedElementsAre(HasSubstr("“free” (at 7)"), HasSubstr("filter-lang"), HasSubstr("kind")));
}

TEST_F(Filters, queryables_are_a_json_schema_and_each_can_be_asked_for_null) {
  auto const schema = json("/api/collections/places/queryables");
  EXPECT_EQ(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
  EXPECT_EQ(schema["additionalProperties"], false);
  EXPECT_GT(schema["properties"].size(), 15U);
  for (auto const& [name, property] : schema["properties"].items()) {
    auto const nothing = ask("filter=" + name + "%20IS%20NULL");
    auto const something = ask("filter=" + name + "%20IS%20NOT%20NULL");
    EXPECT_GE(nothing["numberMatched"].get<int>() + something["numberMatched"].get<int>(), 3) << name;
  }
  EXPECT_EQ(get("/api/collections/nothing/queryables").status, 404);
  EXPECT_EQ(json("/api/collections/districts/queryables")["properties"].size(), 0U);
}

TEST_F(Filters, nearest_within_and_items_count_the_same) {
  for (std::string const filter :
       {"language=fr", "age=7&maybe=yes", "topic=06&maybe=yes", "q=name", "modality=drop-in&maybe=yes"}) {
    auto const items = ask(filter);
    auto const near = ask(filter + "&lon=10&lat=50", "/api/nearest");
    auto const within = ask(filter + "&lon=10&lat=50&radius=10", "/api/within");
    for (char const* const number : {"numberMatched", "numberFits", "numberMaybe"}) {
      EXPECT_EQ(items.value(number, -1), near.value(number, -1)) << filter;
      EXPECT_EQ(items.value(number, -1), within.value(number, -1)) << filter;
    }
  }
}

}  // namespace
}  // namespace cartable::server::test
