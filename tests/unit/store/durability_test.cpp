#include "city_audit.hpp"
#include "city_rounds.hpp"
#include "geo/database.hpp"
#include "store/schema.hpp"
#include "tests/support/city_engine.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <random>
#include <thread>

namespace cartable::store {
namespace {

using test::Engine;
using testing::audit;

/// The importer of city_importer.cpp in a process of its own.
class Importer {
 public:
  Importer(std::string const& city, int round) {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
      throw std::runtime_error("no pipe");
    }
    std::string const first = std::to_string(round);
    child_ = ::fork();
    if (child_ == 0) {
      ::dup2(ends[1], STDOUT_FILENO);
      ::execl(CARTABLE_CITY_IMPORTER, "city_importer", city.c_str(), first.c_str(), nullptr);
      ::_exit(127);
    }
    ::close(ends[1]);
    out_ = ends[0];
  }
  ~Importer() {
    kill();
    ::close(out_);
  }
  Importer(Importer const&) = delete;
  Importer& operator=(Importer const&) = delete;

  /// Reads what it says until `c` came or the time is over. \return whether it came
  bool wait_for(char c, std::chrono::microseconds patience) {
    auto const end = std::chrono::steady_clock::now() + patience;
    while (true) {
      auto const left = end - std::chrono::steady_clock::now();
      pollfd ready{.fd = out_, .events = POLLIN, .revents = 0};
      int const ms = std::max(0, static_cast<int>(std::chrono::duration_cast<std::chrono::milliseconds>(left).count()));
      if (left.count() <= 0 || ::poll(&ready, 1, ms) <= 0) {
        return false;
      }
      char got = 0;
      if (::read(out_, &got, 1) != 1) {
        return false;
      }
      said_ += got;
      if (got == c) {
        return true;
      }
    }
  }
  /// \return the number of the last import that it acknowledged; -1 for none
  int kill() {
    if (child_ > 0) {
      ::kill(child_, SIGKILL);
      ::waitpid(child_, nullptr, 0);
      child_ = 0;
      char got = 0;
      while (::read(out_, &got, 1) == 1) {
        said_ += got;
      }
    }
    int last = -1;
    std::string number;
    for (char const c : said_) {
      if (c >= '0' && c <= '9') {
        number += c;
      } else if (c == '\n') {
        last = std::stoi(number);
        number.clear();
      }
    }
    return last;
  }

 private:
  pid_t child_ = 0;
  int out_ = -1;
  std::string said_;
};

/// How many times an importer is killed on each engine: CARTABLE_KILLS, for the long form; else enough for every day.
int wanted_kills() {
  char const* const given = std::getenv("CARTABLE_KILLS");
  return given != nullptr ? std::max(4, std::atoi(given)) : 24;
}

/// A server ends the session of a killed client a moment later, and until then may still keep what was sent.
void wait_for_sessions_to_end(Engine engine) {
  for (int i = 0; engine == Engine::postgres && i < 1000; ++i) {
    if (test::TestPostgres::instance().sql("SELECT count(*) FROM pg_stat_activity WHERE datname='city' AND "
                                           "pid<>pg_backend_pid() AND backend_type='client backend'") == "0\n") {
      return;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
}

class Durability : public ::testing::TestWithParam<Engine> {
 protected:
  void SetUp() override { CARTABLE_NEEDS_ENGINE(GetParam()); }
  test::CityHome home_{GetParam()};
};
INSTANTIATE_TEST_SUITE_P(Engines, Durability, CARTABLE_ENGINES);

/// What a city looks like after import N, from a city that nobody disturbed. From the second on, every other one
/// looks the same.
std::array<std::string, 3> undisturbed(std::string const& where) {
  CityFile city(where);
  EXPECT_TRUE(city.create());
  std::array<std::string, 3> states;
  for (int round = 0; round < 3; ++round) {
    EXPECT_TRUE(testing::import(city, testing::round_batch(round), testing::round_blobs(round)));
    std::string problem;
    states[static_cast<std::size_t>(round)] = audit(city.where(), &problem);
    EXPECT_EQ(problem, "");
  }
  return states;
}

TEST_P(Durability, a_city_killed_at_any_moment_is_as_before_or_as_after) {
  auto const states = undisturbed(home_.where("undisturbed"));
  auto const state = [&](int round) { return states[static_cast<std::size_t>(round < 3 ? round : 2 - round % 2)]; };
  EXPECT_NE(states[0], states[1]);

  unsigned const seed = std::random_device()();
  SCOPED_TRACE(fmt::format("seed {}", seed));
  std::mt19937 random(seed);
  CityFile city(home_.where());
  ASSERT_TRUE(city.create());
  int stored = 0;
  int lost = 0, between = 0, with_journal = 0;
  int const kills = wanted_kills();
  for (int kill = 0; kill < kills; ++kill) {
    {
      Importer importer(city.where(), stored);
      // The first import tells how long one takes here and now; then a random moment of one of the next.
      auto const start = std::chrono::steady_clock::now();
      ASSERT_TRUE(importer.wait_for('\n', std::chrono::seconds(60))) << "the importer does not import";
      auto const took = std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - start);
      if (kill % 4 == 0) {
        between += importer.wait_for('c', std::chrono::seconds(60)) ? 1 : 0;  // committed, the file still open
      } else {
        importer.wait_for('\0', std::chrono::microseconds(random() % static_cast<unsigned>(took.count() + 1)));
      }
      int const acknowledged = importer.kill();
      wait_for_sessions_to_end(GetParam());
      with_journal += std::filesystem::exists(city.where() + "-journal") ? 1 : 0;
      auto const runs = city.read<ImportRun>();
      ASSERT_TRUE(runs) << runs.error().message;
      int const now = static_cast<int>(runs->size());
      lost += now < acknowledged + 1 ? 1 : 0;
      ASSERT_LE(now, acknowledged + 2) << "more than the one import that was under way";
      stored = now;
    }
    std::string problem;
    std::string const found = audit(city.where(), &problem);
    ASSERT_EQ(problem, "") << "after kill " << kill;
    ASSERT_TRUE(found == state(stored - 1)) << "after kill " << kill << " and " << stored << " imports";
  }
  EXPECT_EQ(lost, 0);
  EXPECT_EQ(between, kills / 4);
  ::testing::Test::RecordProperty("imports", stored);
  ::testing::Test::RecordProperty("killed_with_a_journal", with_journal);
  std::printf("%d imports, %d kills, %d between commit and close, %d left a journal, %d lost\n", stored, kills, between,
              with_journal, lost);
}

TEST_P(Durability, readers_see_whole_imports_while_another_process_imports) {
  CityFile city(home_.where());
  ASSERT_TRUE(city.create());
  Importer importer(city.where(), 0);
  ASSERT_TRUE(importer.wait_for('\n', std::chrono::seconds(60)));
  std::map<std::string, int> seen;
  for (int i = 0; i < 40 && (seen.size() < 2 || i < 10); ++i) {
    auto const data = city.load();
    ASSERT_TRUE(data) << data.error().message;
    std::map<std::string, int> words;
    for (auto const& place : data->places) {
      if (place.head.status == RecordStatus::active) {
        ++words[place.name];
      }
    }
    for (auto const& district : data->districts) {
      if (district.head.status == RecordStatus::active) {
        ++words[district.name];
      }
    }
    ASSERT_EQ(words.size(), 1U) << "half of one import and half of another";
    ASSERT_EQ(words.begin()->second, testing::kRoundRecords + testing::kRoundRecords / 5);
    ++seen[words.begin()->first];
    importer.wait_for('\n', std::chrono::milliseconds(30));
  }
  EXPECT_EQ(seen.size(), 2U) << "both kinds of import were met";
}

TEST_P(Durability, what_a_killed_creation_left_is_never_taken_for_a_city) {
  std::string const where = home_.where();
  pid_t const child = ::fork();
  if (child == 0) {
    auto const made = geo::Database::create(where, schema_layers(), [](geo::Database&) -> base::Status {
      ::raise(SIGKILL);
      return {};
    });
    ::_exit(made ? 0 : 1);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  ASSERT_TRUE(WIFSIGNALED(status));
  wait_for_sessions_to_end(GetParam());
  bool const in_file = GetParam() == Engine::gpkg;
  auto const folder = home_.folder().path();
  if (in_file) {
    EXPECT_FALSE(std::filesystem::exists(where));
    EXPECT_FALSE(std::filesystem::is_empty(folder)) << "the kill came too early to test anything";
  }
  CityFile city(where);
  EXPECT_FALSE(city.exists());
  auto const made = city.create();
  ASSERT_TRUE(made) << made.error().message;
  EXPECT_TRUE(city.check());
  for (auto const& entry : std::filesystem::directory_iterator(folder)) {
    EXPECT_EQ(entry.path().filename(), "city.gpkg") << "swept up";
  }
}

}  // namespace
}  // namespace cartable::store
