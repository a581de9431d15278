#include "store/place_match.hpp"

#include "store/assignment.hpp"
#include "store/place_names.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <ctime>
#include <random>

namespace cartable::store {
namespace {

Place place(std::string id, std::string name, std::string kind, double east_m = 0, double north_m = 0) {
  Place out;
  out.head.id = std::move(id);
  out.name = std::move(name);
  out.kinds = {std::move(kind)};
  double const metre = 1 / 111'320.0;
  auto const on_grid = [](double degrees) { return std::round(degrees * 1e7) / 1e7; };
  out.point = geo::LonLat{.lon = on_grid(7.4212345 + east_m * metre / std::cos(0.7632)),
                          .lat = on_grid(43.7312345 + north_m * metre)};
  return out;
}

enum class Answer { no, doubtful, certain };

/// What is said of the first of ours and the first of theirs.
Answer asked(std::vector<Place> const& ours, std::vector<Place> const& theirs, std::string* how = nullptr) {
  std::vector<Place const*> all;
  for (auto const& p : ours) {
    all.push_back(&p);
  }
  for (auto const& p : theirs) {
    all.push_back(&p);
  }
  MatchOptions options;
  options.city_name = "Monteclaro";
  options.side = [&](std::uint32_t i) { return i < ours.size(); };
  options.may_be_one = [&](std::uint32_t a, std::uint32_t b) { return a < ours.size() && b >= ours.size(); };
  for (auto const& pair : match_places(all, options)) {
    if (pair.a == 0 && pair.b == ours.size()) {
      if (how != nullptr) {
        *how = describe(pair, ours[0], theirs[0]);
      }
      return pair.verdict == Verdict::certain ? Answer::certain : Answer::doubtful;
    }
  }
  return Answer::no;
}

Answer asked(Place const& a, Place const& b) { return asked(std::vector{a}, std::vector{b}); }

TEST(PlaceMatch, the_same_place_under_the_names_that_lists_give_it_is_certain) {
  EXPECT_EQ(asked(place("a", "Kitsilano", "library"), place("b", "Kitsilano Branch", "library", 20)), Answer::certain);
  EXPECT_EQ(asked(place("a", "Kitsilano Branch", "library"),
                  place("b", "Monteclaro Public Library - Kitsilano", "library", 40)),
            Answer::certain);
  EXPECT_EQ(
      asked(place("a", "Médiathèque Élise-Rivet", "library"), place("b", "MEDIATHEQUE ELISE RIVET", "library", 60)),
      Answer::certain);
  EXPECT_EQ(asked(place("a", "Esc. N° 23 José Artigas", "school"), place("b", "Escuela 23 Jose Artigas", "school", 90)),
            Answer::certain);
  EXPECT_EQ(
      asked(place("a", "Bibliothèque Louis Notari", "library"), place("b", "Biblioteca Louis Notari", "library", 30)),
      Answer::certain);
  EXPECT_EQ(asked(place("a", "Theatre des Muses", "theatre"), place("b", "Théâtre des Muses", "arts_centre", 30)),
            Answer::certain);
}

TEST(PlaceMatch, two_schools_that_share_a_yard_are_two) {
  EXPECT_NE(asked(place("a", "École primaire Jean Jaurès", "school"),
                  place("b", "École maternelle Jean Jaurès", "kindergarten", 15)),
            Answer::certain);
  EXPECT_NE(asked(place("a", "Northview Elementary School", "school"),
                  place("b", "Northview Secondary School", "school", 15)),
            Answer::certain);
  EXPECT_NE(asked(place("a", "Escuela 23", "school"), place("b", "Escuela 24", "school", 5)), Answer::certain);
  EXPECT_NE(asked(place("a", "Escuela San José", "school"), place("b", "Escuela San Juan", "school", 20)),
            Answer::certain);
  Place primary = place("a", "Saint Exupéry", "primary_school");
  primary.kinds = {"school", "primary_school"};
  Place lycee = place("b", "Saint Exupéry", "upper_secondary_school", 30);
  lycee.kinds = {"school", "upper_secondary_school"};
  EXPECT_NE(asked(primary, lycee), Answer::certain);
  EXPECT_NE(
      asked(place("a", "Strathcona Elementary", "school"), place("b", "Strathcona Elementary Annex", "school", 40)),
      Answer::certain);
}

TEST(PlaceMatch, both_schools_of_a_yard_find_their_own_record) {
  std::vector<Place> const ours{place("a1", "Northview Elementary School", "school"),
                                place("a2", "Northview Secondary School", "school", 20)};
  std::vector<Place> const theirs{place("b2", "Northview Secondary", "school", 5),
                                  place("b1", "Northview Elementary", "school", 15)};
  EXPECT_EQ(asked(ours, {theirs[1], theirs[0]}), Answer::certain);
  EXPECT_NE(asked(ours, theirs), Answer::certain);
}

TEST(PlaceMatch, a_library_inside_a_community_centre_and_a_museum_and_its_library_are_two) {
  EXPECT_NE(asked(place("a", "Britannia Library", "library"),
                  place("b", "Britannia Community Centre", "community_centre", 2)),
            Answer::certain);
  EXPECT_NE(asked(place("a", "Britannia", "library"), place("b", "Britannia", "community_centre", 0)), Answer::certain);
  EXPECT_NE(asked(place("a", "Museo del Mar", "museum"), place("b", "Biblioteca del Museo del Mar", "library", 10)),
            Answer::certain);
  EXPECT_NE(
      asked(place("a", "Museo del Mar", "museum"), place("b", "Biblioteca del Museo del Mar", "learning_place", 10)),
      Answer::certain);
}

TEST(PlaceMatch, branches_of_a_chain_far_apart_are_two_and_between_two_alike_a_person_decides) {
  EXPECT_NE(asked(place("a", "Berlitz", "language_school"), place("b", "Berlitz", "language_school", 1900)),
            Answer::certain);
  std::string how;
  std::vector<Place> const ours{place("a", "Berlitz", "language_school")};
  EXPECT_EQ(
      asked(ours, {place("b", "Berlitz", "language_school", 60), place("c", "Berlitz", "language_school", -60)}, &how),
      Answer::doubtful)
      << how;
}

TEST(PlaceMatch, an_identifier_in_both_decides_whatever_the_names_unless_several_share_it) {
  Place a = place("a", "Lycée Albert Ier", "school");
  Place b = place("b", "Cité scolaire", "school", 400);
  a.head.identifiers = {{"uai", "9830001X"}};
  b.head.identifiers = {{"uai", "9830001x"}};
  EXPECT_EQ(asked(a, b), Answer::certain);
  Place c = place("c", "Autre école", "school", 900);
  c.head.identifiers = b.head.identifiers;
  EXPECT_NE(asked({a}, {b, c}), Answer::certain);
  b.head.identifiers = {{"uai", "9830002Y"}};
  b.name = a.name;
  b.point = a.point;
  EXPECT_NE(asked(a, b), Answer::certain) << "two identifiers of one register are two schools";
}

TEST(PlaceMatch, a_record_without_a_position_is_found_by_name_and_address_only) {
  Place a = place("a", "Kitsilano", "library");
  a.point.reset();
  a.address = {{"full", "2425 Macdonald St"}};
  Place b = place("b", "Kitsilano Branch", "library");
  EXPECT_NE(asked(a, b), Answer::certain);
  b.address = {{"housenumber", "2425"}, {"street", "Macdonald Street"}};
  EXPECT_EQ(asked(a, b), Answer::certain);
}

TEST(PlaceMatch, a_place_without_a_name_is_the_only_one_of_its_kind_there) {
  EXPECT_EQ(asked(place("a", "Fraserview", "library"), place("b", "", "library", 12)), Answer::certain);
  EXPECT_NE(
      asked({place("a", "Fraserview", "library")}, {place("b", "", "library", 12), place("c", "", "library", 60)}),
      Answer::certain);
  EXPECT_NE(asked(place("a", "Fraserview", "school"), place("b", "", "school", 12)), Answer::certain)
      << "schools stand side by side";
}

TEST(PlaceMatch, the_only_two_of_a_name_and_kind_are_one_though_drawn_some_houses_apart) {
  auto const branch = place("a", "Monteclaro Public Library Oakridge Branch", "library");
  auto const listed = place("b", "Oakridge", "library", 205);
  std::string how;
  EXPECT_EQ(asked({branch}, {listed}, &how), Answer::certain);
  EXPECT_NE(how.find("a like name that no other has"), std::string::npos) << how;
  EXPECT_NE(asked(branch, place("b", "Oakridge", "library", 900)), Answer::certain) << "too far";
  EXPECT_NE(asked({branch, place("c", "Oakridge East", "library", 3000)}, {listed}), Answer::certain)
      << "another has the name, too";
  EXPECT_NE(asked({branch}, {listed, place("d", "Oakridge", "library", 2500)}), Answer::certain)
      << "the other list has it twice";
  EXPECT_NE(asked(branch, place("b", "Oakridge Gardens", "library", 205)), Answer::certain) << "one says more";
  EXPECT_NE(asked(place("a", "Oakridge Social Facility", "social_facility"),
                  place("b", "Oakridge Centre", "social_facility", 205)),
            Answer::certain)
      << "of a kind of which several stand beside each other";
  auto far_door = listed;
  far_door.address = {{"street", "Elm Street"}, {"housenumber", "900"}};
  auto here = branch;
  here.address = {{"street", "Oak Street"}, {"housenumber", "12"}};
  EXPECT_NE(asked(here, far_door), Answer::certain) << "their addresses differ";
}

TEST(Assignment, has_the_greatest_sum_that_trying_everything_finds) {
  unsigned const seed = std::random_device()();
  SCOPED_TRACE(seed);
  std::mt19937 random(seed);
  for (int round = 0; round < 200; ++round) {
    std::vector<WeightedEdge> edges;
    for (std::uint32_t l = 0; l < 5; ++l) {
      for (std::uint32_t r = 0; r < 5; ++r) {
        if (random() % 2 == 0) {
          edges.push_back({l, r, 0.1 + static_cast<double>(random() % 1000) / 100});
        }
      }
    }
    double best = 0;
    for (std::uint32_t set = 0; set < (1U << edges.size()) && edges.size() <= 16; ++set) {
      std::uint32_t left = 0;
      std::uint32_t right = 0;
      double sum = 0;
      bool good = true;
      for (std::size_t e = 0; e < edges.size() && good; ++e) {
        if ((set >> e & 1U) == 0) {
          continue;
        }
        good = (left >> edges[e].left & 1U) == 0 && (right >> edges[e].right & 1U) == 0;
        left |= 1U << edges[e].left;
        right |= 1U << edges[e].right;
        sum += edges[e].weight;
      }
      best = good ? std::max(best, sum) : best;
    }
    if (edges.size() > 16) {
      continue;
    }
    auto const chosen = best_assignment(edges);
    double sum = 0;
    for (std::size_t e = 0; e < edges.size(); ++e) {
      sum += chosen[e] ? edges[e].weight : 0;
    }
    EXPECT_NEAR(sum, best, 1e-9) << "round " << round;
  }
}

TEST(PlaceMatch, ten_times_the_places_take_about_ten_times_as_long) {
  auto const seconds = [](int count) {
    std::mt19937 random(7);
    std::vector<Place> places;
    double const side = std::sqrt(count) * 60;  // as dense as a city: one place in 60 m × 60 m
    for (int i = 0; i < 2 * count; ++i) {
      bool const list = i >= count;
      int const which = i % count;
      std::mt19937 at(static_cast<unsigned>(which));
      double const east = static_cast<double>(at() % 100000) / 100000 * side;
      double const north = static_cast<double>(at() % 100000) / 100000 * side;
      std::string word;
      for (int letter = 0; letter < 7; ++letter) {
        word.push_back(static_cast<char>('a' + at() % 26));
      }
      static constexpr std::array<char const*, 4> kKinds{"school", "library", "theatre", "community_centre"};
      places.push_back(place((list ? "list:" : "osm:") + std::to_string(which), "Centro " + word, kKinds[which % 4],
                             east + (list ? 20 : 0), north));
    }
    std::vector<Place const*> all;
    for (auto const& p : places) {
      all.push_back(&p);
    }
    auto const n = static_cast<std::uint32_t>(count);
    MatchOptions options;
    options.side = [n](std::uint32_t i) { return i < n; };
    options.may_be_one = [n](std::uint32_t a, std::uint32_t b) { return a < n && b >= n; };
    std::clock_t const start = std::clock();
    auto const pairs = match_places(all, options);
    double const cpu = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
    auto const certain =
        std::count_if(pairs.begin(), pairs.end(), [](auto const& p) { return p.verdict == Verdict::certain; });
    std::printf("%d against %d places: %.3f s of processor time, %td certain pairs\n", count, count, cpu, certain);
    EXPECT_GE(certain, count * 95 / 100);
    return cpu;
  };
  double const small = seconds(2'000);
  double const large = seconds(20'000);
  EXPECT_LT(large, 25 * small + 0.05);
}

}  // namespace
}  // namespace cartable::store
