#pragma once

#include "store/city_file.hpp"
#include "tests/support/city_engine.hpp"

#include <gtest/gtest.h>

namespace cartable::test {

/// A new, empty city for each test, on each engine.
class NewCity : public ::testing::TestWithParam<Engine> {
 protected:
  void SetUp() override {
    CARTABLE_NEEDS_ENGINE(GetParam());
    city_ = store::CityFile(home_.where());
    auto const made = city_.create();
    ASSERT_TRUE(made) << made.error().message;
  }
  CityHome home_{GetParam()};
  store::CityFile city_{""};
};

}  // namespace cartable::test
