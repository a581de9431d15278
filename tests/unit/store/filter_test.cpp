#include "store/filter.hpp"

#include "store/catalog_filter.hpp"
#include "store/filter_cache.hpp"
#include "store/tri_set.hpp"
#include "tests/support/property.hpp"
#include "tests/unit/store/random_city.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <stdexcept>
#include <thread>
#include <vector>

namespace cartable::store {
namespace {

TEST(Filter, order_and_repeats_in_a_list_do_not_change_the_key) {
  Filter const a{.kinds = {"school", "library", "school"}, .fees = {Fee::paid, Fee::free}};
  Filter const b{.kinds = {"library", "school"}, .fees = {Fee::free, Fee::paid}};
  EXPECT_EQ(a.canonical(), b.canonical());
}

TEST(Filter, filters_that_ask_for_something_else_have_another_key) {
  std::vector<Filter> const different{
      {},
      {.kinds = {"library"}},
      {.sources = {"library"}},
      {.kinds = {"library", "school"}},
      {.kinds = {"library,school"}},
      {.kinds = {"library&source=osm"}},
      {.kinds = {"library"}, .sources = {"osm"}},
      {.kinds = {"library%2Cschool"}},
      {.kinds = {""}},
      {.fees = {Fee::unknown}},
      {.wheelchair = {Wheelchair::unknown}},
      {.wheelchair = {Wheelchair::yes}},
      {.wheelchair = {Wheelchair::designated}},
      {.bbox = geo::BBox{1, 2, 3, 4}},
      {.bbox = geo::BBox{1, 2, 3, 4.0000001}},
      {.bbox = geo::BBox{3, 2, 1, 4}},
      {.maybe = true},
  };
  for (std::size_t i = 0; i < different.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      EXPECT_NE(different[i].canonical(), different[j].canonical()) << i << " and " << j;
    }
  }
}

TEST(Filter, a_negative_zero_asks_for_the_same_box) {
  Filter const a{.bbox = geo::BBox{-0.0, -0.0, 1, 1}};
  Filter const b{.bbox = geo::BBox{0.0, 0.0, 1, 1}};
  EXPECT_EQ(a.canonical(), b.canonical());
}

// Kleene's tables, row by row: 0 false, 1 unknown, 2 true.
TriSet tri_set(std::vector<int> const& truths) {
  auto yes = std::make_shared<Bitset>(truths.size());
  auto possible = std::make_shared<Bitset>(truths.size());
  for (std::size_t i = 0; i < truths.size(); ++i) {
    if (truths[i] == 2) {
      yes->set(i);
    }
    if (truths[i] >= 1) {
      possible->set(i);
    }
  }
  return {yes, possible};
}
std::vector<int> truths_of(TriSet const& set) {
  std::vector<int> out(set.yes->size());
  for (std::size_t i = 0; i < out.size(); ++i) {
    out[i] = set.yes->test(i) ? 2 : set.possible->test(i) ? 1 : 0;
  }
  return out;
}

TEST(TriSet, and_or_not_follow_kleene) {
  auto const a = tri_set({0, 0, 0, 1, 1, 1, 2, 2, 2});
  auto const b = tri_set({0, 1, 2, 0, 1, 2, 0, 1, 2});
  EXPECT_EQ(truths_of(tri_and(a, b)), (std::vector<int>{0, 0, 0, 0, 1, 1, 0, 1, 2}));
  EXPECT_EQ(truths_of(tri_or(a, b)), (std::vector<int>{0, 1, 2, 1, 1, 2, 2, 2, 2}));
  EXPECT_EQ(truths_of(tri_not(b)), (std::vector<int>{2, 1, 0, 2, 1, 0, 2, 1, 0}));
}

TEST(TriSet, not_unknown_is_unknown_and_never_in_the_complement) {
  auto const unknown = tri_set({1, 1, 1});
  EXPECT_EQ(truths_of(tri_not(unknown)), (std::vector<int>{1, 1, 1}));
  EXPECT_EQ(truths_of(tri_or(unknown, tri_not(unknown))), (std::vector<int>{1, 1, 1}))
      << "no law of the excluded middle";
}

TEST(TriSet, laws_hold_for_random_sets) {
  test::PropertyRandom random;
  for (int round = 0; round < 100; ++round) {
    std::vector<int> x(130), y(130);
    bool const certain = random.chance(0.3);
    for (std::size_t i = 0; i < x.size(); ++i) {
      x[i] = static_cast<int>(certain ? 2 * random.integer(0, 1) : random.integer(0, 2));
      y[i] = static_cast<int>(certain ? 2 * random.integer(0, 1) : random.integer(0, 2));
    }
    TriSet a = tri_set(x);
    TriSet b = tri_set(y);
    if (certain) {
      a.possible = a.yes;
      b.possible = b.yes;
    }
    EXPECT_EQ(truths_of(tri_not(tri_not(a))), x);
    EXPECT_EQ(truths_of(tri_not(tri_and(a, b))), truths_of(tri_or(tri_not(a), tri_not(b))));
    EXPECT_EQ(truths_of(tri_not(tri_or(a, b))), truths_of(tri_and(tri_not(a), tri_not(b))));
    for (std::size_t i = 0; i < x.size(); ++i) {
      ASSERT_EQ(truths_of(tri_and(a, b))[i], std::min(x[i], y[i]));
      ASSERT_EQ(truths_of(tri_or(a, b))[i], std::max(x[i], y[i]));
    }
  }
}

CompiledFilter of_bytes(std::size_t bytes) {
  CompiledFilter out;
  out.bytes = bytes;
  return out;
}

TEST(FilterCache, threads_that_miss_one_key_at_once_work_it_out_once) {
  FilterCache cache(1 << 20);
  std::atomic<int> made = 0;
  std::vector<FilterCache::Value> values(8);
  {
    std::vector<std::jthread> threads;
    for (auto& value : values) {
      threads.emplace_back([&] {
        value = cache.get("key", [&] {
          ++made;
          std::this_thread::sleep_for(std::chrono::milliseconds(20));
          return of_bytes(10);
        });
      });
    }
  }
  EXPECT_EQ(made, 1);
  for (auto const& value : values) {
    EXPECT_EQ(value, values.front());
  }
}

TEST(FilterCache, stays_below_its_bytes_and_drops_the_least_recently_used) {
  FilterCache cache(10'000);
  auto const ask = [&](std::string const& key) {
    bool made = false;
    static_cast<void>(cache.get(key, [&] {
      made = true;
      return of_bytes(2000);
    }));
    return made;
  };
  EXPECT_TRUE(ask("a"));
  EXPECT_TRUE(ask("b"));
  EXPECT_TRUE(ask("c"));
  EXPECT_FALSE(ask("a"));
  EXPECT_TRUE(ask("d"));
  EXPECT_LE(cache.bytes(), 10'000U);
  EXPECT_EQ(cache.entries(), 3U);
  EXPECT_FALSE(ask("a"));
  EXPECT_FALSE(ask("c"));
  EXPECT_TRUE(ask("b"));
}

TEST(FilterCache, an_entry_larger_than_the_limit_is_answered_and_makes_room_for_the_next) {
  FilterCache cache(1000);
  EXPECT_NE(cache.get("large", [] { return of_bytes(5000); }), nullptr);
  EXPECT_NE(cache.get("next", [] { return of_bytes(5000); }), nullptr);
  EXPECT_EQ(cache.entries(), 1U);
}

TEST(FilterCache, a_failure_reaches_its_caller_and_the_next_one_tries_again) {
  FilterCache cache(1 << 20);
  EXPECT_THROW(static_cast<void>(cache.get("key", []() -> CompiledFilter { throw std::bad_alloc(); })), std::bad_alloc);
  EXPECT_NE(cache.get("key", [] { return of_bytes(1); }), nullptr);
  EXPECT_EQ(cache.entries(), 1U);
}

}  // namespace
}  // namespace cartable::store
