#include "server/http/city_store.hpp"
#include "tests/unit/server/server_city.hpp"

#include <atomic>
#include <thread>
#include <vector>

namespace cartable::server::test {
namespace {

/// Meant for ThreadSanitizer: answers go on, each from one whole city, while cities are swapped.
TEST(Swap, every_answer_comes_from_one_city_while_others_are_swapped_in) {
  std::shared_ptr<api::CityState const> const small = make_state(sample_city(20));
  std::shared_ptr<api::CityState const> const large = make_state(sample_city(200));
  http::CityStore store;
  store.put(small, std::make_shared<std::vector<store::Token> const>());
  api::Api const api{api::ApiOptions{}};
  std::atomic<bool> stop{false};
  std::atomic<int> answered{0};
  std::vector<std::thread> readers;
  for (int i = 0; i < 2; ++i) {
    readers.emplace_back([&] {
      std::uint64_t seen = ~std::uint64_t{0};
      std::shared_ptr<api::CityState const> state;
      while (!stop) {
        if (store.generation() != seen) {
          seen = store.generation();
          state = store.get();
        }
        api::Request request;
        request.path = "/api/collections/places/items";
        request.query = {{"limit", "1000"}};
        api::Response const response = api.handle(request, state);
        auto const answer = base::parse_json(response.body);
        ASSERT_TRUE(answer);
        ASSERT_TRUE((*answer)["numberMatched"] == 20 || (*answer)["numberMatched"] == 200);
        ASSERT_EQ((*answer)["numberMatched"], (*answer)["features"].size());
        request.path = "/tiles/places/0/0/0.mvt";
        request.query.clear();
        ASSERT_EQ(api.handle(request, state).status, 200);
        static_cast<void>(store.tokens());
        ++answered;
      }
    });
  }
  for (int i = 0; i < 200 || answered < 20; ++i) {
    store.put(i % 2 == 0 ? large : small, std::make_shared<std::vector<store::Token> const>());
    store.put_tokens(std::make_shared<std::vector<store::Token> const>(3));
    std::this_thread::yield();
  }
  stop = true;
  for (std::thread& reader : readers) {
    reader.join();
  }
}

}  // namespace
}  // namespace cartable::server::test
