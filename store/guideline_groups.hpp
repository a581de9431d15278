#pragma once

#include "store/model.hpp"

#include <vector>

namespace cartable::store {

/// The three groups of UNESCO's "Guidelines for Building Learning Cities" that need support in flexible forms:
/// every new city has them as rows, and may change them. Names in the six languages of the United Nations.
[[nodiscard]] std::vector<Group> guideline_groups();

}  // namespace cartable::store
