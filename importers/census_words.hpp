#pragma once

#include <string_view>

namespace cartable::importers {

/// Whether a label is one of everybody: "Total population", "Einwohner insgesamt", "Población total", …
[[nodiscard]] bool means_everybody(std::string_view label);

}  // namespace cartable::importers
