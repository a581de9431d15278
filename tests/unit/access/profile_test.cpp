#include "access/profile.hpp"

#include "access/tag_values.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace cartable::access {
namespace {

using Tags = store::StringMap;

Profile const kWalk{};
Profile const kChair{.mode = Mode::wheelchair};
Profile const kBicycle{.mode = Mode::bicycle};

Fit fit(Profile const& profile, Tags const& tags, bool forward = true) {
  return judge(profile, read_way(tags), forward).fit;
}
Why why(Profile const& profile, Tags const& tags, bool forward = true) {
  return judge(profile, read_way(tags), forward).why;
}

TEST(TagValues, are_read_with_their_units_and_never_guessed_as_nothing) {
  EXPECT_EQ(parse_width_cm("1.5"), 150);
  EXPECT_EQ(parse_width_cm("1,5 m"), 150);
  EXPECT_EQ(parse_width_cm("80 cm"), 80);
  EXPECT_EQ(parse_width_cm("5'6\""), 168);
  EXPECT_EQ(parse_width_cm("0"), std::nullopt);
  EXPECT_EQ(parse_width_cm("narrow"), std::nullopt);
  EXPECT_EQ(parse_incline("6%"), 60);
  EXPECT_EQ(parse_incline("-6 %"), 60);
  EXPECT_EQ(parse_incline("up"), 100);
  EXPECT_EQ(parse_incline("steep"), kSteepest);
  EXPECT_EQ(parse_incline("45°"), kSteepest);
  EXPECT_EQ(parse_incline("3°"), 52);  // tan 3° = 5.24 %
  EXPECT_EQ(parse_incline("some"), std::nullopt);
  EXPECT_EQ(parse_kerb_cm("flush"), 0);
  EXPECT_EQ(parse_kerb_cm("lowered"), 3);
  EXPECT_EQ(parse_kerb_cm("raised"), 15);
  EXPECT_EQ(parse_kerb_cm("0.06"), 6);
  EXPECT_EQ(parse_kerb_cm("3 cm"), 3);
  EXPECT_EQ(parse_kerb_cm("12"), 12);
  EXPECT_EQ(parse_kerb_cm("2.5cm"), 3);
  EXPECT_LT(*surface_rank("asphalt"), *surface_rank("cobblestone"));
  EXPECT_LT(*surface_rank("cobblestone"), *surface_rank("gravel"));
  EXPECT_EQ(surface_rank("lava"), std::nullopt);
  for (std::string_view const word : surface_words()) {
    EXPECT_TRUE(surface_rank(word)) << word;
  }
}

struct Case {
  Tags tags;
  Fit walk, chair, bicycle;
};

TEST(Profiles, follow_each_row_of_their_tables) {
  constexpr Fit kShut = Fit::shut, kMaybe = Fit::not_contradicted, kFit = Fit::confirmed;
  std::vector<Case> const cases{
      {{{"highway", "footway"}}, kFit, kMaybe, kFit},
      {{{"highway", "footway"}, {"surface", "asphalt"}}, kFit, kFit, kFit},
      {{{"highway", "residential"}}, kFit, kMaybe, kFit},
      {{{"highway", "residential"}, {"foot", "yes"}}, kFit, kShut, kFit},
      {{{"highway", "residential"}, {"foot", "yes"}, {"sidewalk", "both"}}, kFit, kMaybe, kFit},
      {{{"highway", "motorway"}}, kShut, kShut, kShut},
      {{{"highway", "trunk"}}, kShut, kShut, kFit},
      {{{"highway", "trunk"}, {"sidewalk", "right"}}, kFit, kMaybe, kFit},
      {{{"highway", "primary"}, {"sidewalk", "no"}}, kFit, kShut, kFit},
      {{{"highway", "primary"}, {"motorroad", "yes"}}, kShut, kShut, kShut},
      {{{"highway", "service"}, {"access", "private"}}, kShut, kShut, kShut},
      {{{"highway", "service"}, {"access", "private"}, {"foot", "designated"}}, kFit, kMaybe, kFit},
      {{{"highway", "path"}, {"foot", "no"}}, kShut, kShut, kShut},
      {{{"highway", "steps"}}, kFit, kShut, kFit},
      {{{"highway", "steps"}, {"ramp:wheelchair", "yes"}}, kFit, kMaybe, kFit},
      {{{"highway", "footway"}, {"wheelchair", "no"}}, kFit, kShut, kFit},
      {{{"highway", "footway"}, {"wheelchair", "yes"}}, kFit, kFit, kFit},
      {{{"highway", "footway"}, {"wheelchair", "limited"}, {"surface", "asphalt"}}, kFit, kMaybe, kFit},
      {{{"highway", "footway"}, {"wheelchair", "yes"}, {"surface", "mud"}}, kFit, kShut, kFit},
      {{{"highway", "footway"}, {"surface", "cobblestone"}}, kFit, kMaybe, kFit},
      {{{"highway", "footway"}, {"smoothness", "bad"}}, kFit, kShut, kFit},
      {{{"highway", "footway"}, {"smoothness", "good"}}, kFit, kFit, kFit},
      {{{"highway", "track"}, {"tracktype", "grade4"}}, kFit, kShut, kFit},
      {{{"highway", "path"}, {"sac_scale", "mountain_hiking"}}, kFit, kShut, kFit},
      {{{"highway", "path"}, {"sac_scale", "alpine_hiking"}}, kShut, kShut, kShut},
      {{{"highway", "footway"}, {"incline", "5%"}}, kFit, kMaybe, kFit},
      {{{"highway", "footway"}, {"incline", "-8%"}}, kFit, kShut, kFit},
      {{{"highway", "footway"}, {"width", "0.8"}}, kFit, kShut, kFit},
      {{{"highway", "footway"}, {"footway", "crossing"}, {"kerb", "raised"}}, kFit, kShut, kFit},
      {{{"highway", "footway"}, {"footway", "crossing"}, {"surface", "asphalt"}}, kFit, kMaybe, kFit},
      {{{"highway", "footway"}, {"footway", "crossing"}, {"surface", "asphalt"}, {"kerb", "flush"}}, kFit, kFit, kFit},
      {{{"highway", "cycleway"}}, kFit, kShut, kFit},
      {{{"highway", "cycleway"}, {"foot", "yes"}}, kFit, kMaybe, kFit},
      {{{"railway", "platform"}}, kFit, kMaybe, kFit},
      {{{"building", "yes"}}, kShut, kShut, kShut},
  };
  for (Case const& one : cases) {
    std::string text;
    for (auto const& [key, value] : one.tags) {
      text.append(key).append("=").append(value).append(" ");
    }
    EXPECT_EQ(fit(kWalk, one.tags), one.walk) << text << "on foot";
    EXPECT_EQ(fit(kChair, one.tags), one.chair) << text << "in a wheelchair";
    if (one.tags.contains("highway")) {
      EXPECT_EQ(fit(kBicycle, one.tags) != Fit::shut, one.bicycle != kShut) << text << "by bicycle";
    }
  }
}

TEST(Wheelchairs, a_limit_that_is_given_replaces_only_itself) {
  Tags const rough{{"highway", "footway"}, {"smoothness", "bad"}, {"incline", "8%"}};
  EXPECT_EQ(why(kChair, rough), Why::bad_smoothness);
  Profile tough = kChair;
  tough.limits.worst_smoothness = smoothness_rank("bad");
  EXPECT_EQ(why(tough, rough), Why::too_steep);
  tough.limits.max_incline = 80;
  EXPECT_EQ(fit(tough, rough), Fit::not_contradicted);
  Profile const powered{.mode = Mode::wheelchair, .chair = Chair::powered};
  EXPECT_EQ(why(powered, {{"highway", "footway"}, {"incline", "8.3%"}}), Why::unknown);
  EXPECT_EQ(why(powered, {{"highway", "footway"}, {"incline", "8.4%"}}), Why::too_steep);
}

TEST(Wheelchairs, take_the_better_sidewalk) {
  Tags const road{{"highway", "secondary"},
                  {"sidewalk", "both"},
                  {"sidewalk:left:width", "0.5"},
                  {"sidewalk:right:width", "2"},
                  {"sidewalk:right:surface", "asphalt"}};
  EXPECT_EQ(fit(kChair, road), Fit::confirmed);
  Profile wide = kChair;
  wide.limits.min_width_cm = 250;
  EXPECT_EQ(why(wide, road), Why::too_narrow);
}

TEST(Bicycles, keep_one_way_streets_unless_they_are_open_to_bicycles) {
  Tags street{{"highway", "residential"}, {"oneway", "yes"}};
  EXPECT_EQ(fit(kBicycle, street, true), Fit::confirmed);
  EXPECT_EQ(why(kBicycle, street, false), Why::one_way);
  EXPECT_EQ(fit(kWalk, street, false), Fit::confirmed);
  street["oneway:bicycle"] = "no";
  EXPECT_EQ(fit(kBicycle, street, false), Fit::confirmed);
  street.erase("oneway:bicycle");
  street["cycleway"] = "opposite_lane";
  EXPECT_EQ(fit(kBicycle, street, false), Fit::confirmed);
  EXPECT_EQ(why(kBicycle, {{"highway", "primary"}, {"junction", "roundabout"}}, false), Why::one_way);
  EXPECT_EQ(why(kBicycle, {{"highway", "primary"}, {"oneway", "-1"}}, true), Why::one_way);
}

TEST(Nodes, shut_open_and_slow) {
  EXPECT_EQ(judge(kWalk, read_node({{"barrier", "gate"}, {"locked", "yes"}})), Fit::shut);
  EXPECT_EQ(judge(kWalk, read_node({{"barrier", "stile"}})), Fit::confirmed);
  EXPECT_EQ(judge(kChair, read_node({{"barrier", "stile"}})), Fit::shut);
  EXPECT_EQ(judge(kChair, read_node({{"barrier", "stile"}, {"wheelchair", "yes"}})), Fit::confirmed);
  EXPECT_EQ(judge(kChair, read_node({{"barrier", "gate"}})), Fit::not_contradicted);
  EXPECT_EQ(judge(kChair, read_node({{"barrier", "bollard"}})), Fit::confirmed);
  EXPECT_EQ(judge(kChair, read_node({{"barrier", "bollard"}, {"maxwidth:physical", "0.7"}})), Fit::shut);
  EXPECT_EQ(judge(kChair, read_node({{"barrier", "kerb"}, {"kerb", "raised"}})), Fit::shut);
  EXPECT_EQ(read_node({{"highway", "crossing"}, {"crossing", "traffic_signals"}}).extra_s, 30);
  EXPECT_EQ(read_node({{"highway", "crossing"}, {"crossing", "zebra"}}).extra_s, 0);
  EXPECT_EQ(read_node({{"highway", "elevator"}}).extra_s, 90);
}

}  // namespace
}  // namespace cartable::access
