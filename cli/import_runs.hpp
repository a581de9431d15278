#pragma once

#include "base/result.hpp"
#include "store/city_file.hpp"
#include "store/model.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace cartable::cli {

/// The newest import of a source, in whatever role; nothing when there was none.
[[nodiscard]] base::Result<std::optional<store::ImportRun>> newest_run(store::CityFile const& city,
                                                                       std::string const& source);

/// The newest import of all.
[[nodiscard]] base::Result<std::optional<store::ImportRun>> newest_run(store::CityFile const& city);

/// N of the id "run:N", by which imports are in order; 0 for an id of another form.
[[nodiscard]] std::int64_t number_of(store::ImportRun const& run) noexcept;

}  // namespace cartable::cli
