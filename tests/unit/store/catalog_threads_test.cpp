#include "store/catalog.hpp"
#include "tests/support/property.hpp"
#include "tests/unit/store/random_city.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace cartable::store {
namespace {

/// The catalog of the moment, as a server holds it.
class Holder {
 public:
  explicit Holder(std::shared_ptr<Catalog const> catalog) : catalog_(std::move(catalog)) {}
  [[nodiscard]] std::shared_ptr<Catalog const> get() const {
    std::lock_guard const lock(mutex_);
    return catalog_;
  }
  void swap(std::shared_ptr<Catalog const> next) {
    std::lock_guard const lock(mutex_);
    catalog_.swap(next);
  }

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<Catalog const> catalog_;
};

TEST(CatalogThreads, queries_go_on_while_catalogs_are_swapped_and_every_answer_is_of_one_catalog) {
  test::PropertyRandom random;
  Holder holder(Catalog::build(test::random_city(random, 300)));
  std::atomic<bool> stop = false;
  std::atomic<int> failures = 0;
  std::atomic<int> answers = 0;
  std::vector<std::jthread> threads;
  for (unsigned seed = 0; seed < 4; ++seed) {
    threads.emplace_back([&, seed] {
      test::PropertyRandom mine(seed);
      while (!stop) {
        auto const catalog = holder.get();
        Filter const filter = test::random_filter(mine);
        auto const viewer = static_cast<Visibility>(mine.integer(0, 2));
        auto const selection = catalog->select(filter, viewer);
        geo::LonLat const from{mine.normal(-56.17, 0.05), mine.normal(-34.9, 0.05)};
        for (auto const& hit : catalog->nearest(from, *selection, 10, base::Metres(1e8))) {
          failures += selection->all.test(hit.row) ? 0 : 1;
          failures += catalog->find(catalog->place(PlaceRow(hit.row)).head.id, viewer) ? 0 : 1;
          static_cast<void>(catalog->unknowns(PlaceRow(hit.row), filter, viewer));
        }
        failures += catalog->within(geo::BBox{-180, -90, 180, 90}, *selection).size() == selection->matched() ? 0 : 1;
        static_cast<void>(catalog->search({.text = "place 1", .near = from, .limit = 5, .viewer = viewer}));
        static_cast<void>(catalog->districts_at(from, viewer));
        ++answers;
      }
    });
  }
  for (int swap = 0; swap < 20 || answers < 200; ++swap) {
    holder.swap(Catalog::build(test::random_city(random, static_cast<std::size_t>(random.integer(0, 400)))));
  }
  stop = true;
  threads.clear();
  EXPECT_EQ(failures, 0);
}

}  // namespace
}  // namespace cartable::store
