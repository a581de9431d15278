#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <cstdlib>
#include <random>
#include <string>

namespace cartable::test {

/// The seed of a property test: CARTABLE_SEED from the environment, else always the same one.
[[nodiscard]] inline std::uint64_t property_seed(std::uint64_t otherwise = 20261123) {
  char const* const given = std::getenv("CARTABLE_SEED");
  return given != nullptr && *given != '\0' ? std::strtoull(given, nullptr, 10) : otherwise;
}

/// Random numbers for one property test. Every failure while it lives tells the seed that repeats it:
/// `CARTABLE_SEED=… ./test …`. Make one at the top of the test.
class PropertyRandom {
 public:
  explicit PropertyRandom(std::uint64_t seed = property_seed())
      : generator_(seed), trace_(__FILE__, __LINE__, "repeat with CARTABLE_SEED=" + std::to_string(seed)) {}

  /// In [low, high).
  [[nodiscard]] double real(double low, double high) {
    return std::uniform_real_distribution<double>(low, high)(generator_);
  }
  /// In [low, high], both included.
  [[nodiscard]] std::int64_t integer(std::int64_t low, std::int64_t high) {
    return std::uniform_int_distribution<std::int64_t>(low, high)(generator_);
  }
  [[nodiscard]] bool chance(double probability) { return real(0, 1) < probability; }
  [[nodiscard]] double normal(double mean, double deviation) {
    return std::normal_distribution<double>(mean, deviation)(generator_);
  }
  [[nodiscard]] std::mt19937_64& generator() noexcept { return generator_; }

 private:
  std::mt19937_64 generator_;
  ::testing::ScopedTrace trace_;
};

}  // namespace cartable::test
