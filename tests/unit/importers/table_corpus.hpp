#pragma once

#include "geo/bbox.hpp"

#include <map>
#include <string>
#include <vector>

/// Small tables as cities of many countries publish them, each with the mapping that a person would draw up. The rows
/// are invented; the headers, separators, marks and mishaps are those of the styles named.
namespace cartable::importers::test_corpus {

struct Sample {
  std::string name;  ///< of the file
  std::string text;
  std::map<std::string, std::string> expected;  ///< our field → their column
  geo::BBox city = {};
  bool asks = false;  ///< it must not be imported without a person's word
  std::string role = {};
  std::size_t rows = 0;  ///< records that come of it; 0: not checked
};

[[nodiscard]] std::vector<Sample> const& samples();

}  // namespace cartable::importers::test_corpus
