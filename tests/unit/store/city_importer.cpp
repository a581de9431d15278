// A process to be killed: imports the alternating batches of city_rounds.hpp into a city until the end of time, and
// tells each step on stdout: "c" when a transaction is committed but the file still open, "N\n" when import N is
// acknowledged.

#include "city_rounds.hpp"

#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <string>

int main(int argc, char** argv) {
  using namespace cartable;
  if (argc != 3) {
    return 2;
  }
  store::CityFile city(argv[1]);
  for (int round = std::atoi(argv[2]);; ++round) {
    base::Progress progress;
    progress.report = [](std::string_view step, std::uint64_t, std::uint64_t) {
      if (step == "committed" && ::write(STDOUT_FILENO, "c", 1) != 1) {
        ::_exit(3);
      }
    };
    auto plan = city.plan(store::testing::round_batch(round));
    if (!plan) {
      std::fprintf(stderr, "plan %d: %s\n", round, plan.error().message.c_str());
      return 1;
    }
    auto const done = city.apply(std::move(**plan), store::testing::round_blobs(round), "{}", progress);
    if (!done) {
      std::fprintf(stderr, "apply %d: %s\n", round, done.error().message.c_str());
      return 1;
    }
    std::string const told = std::to_string(round) + "\n";
    if (::write(STDOUT_FILENO, told.data(), told.size()) < 0) {
      return 3;
    }
  }
}
