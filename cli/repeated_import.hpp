#pragma once

#include "base/json.hpp"
#include "base/result.hpp"
#include "store/city_file.hpp"

#include <optional>
#include <string>

namespace cartable::cli {

/// What to report of an import that would only repeat the newest import of the whole city: the report of then, with all
/// that was new or changed now unchanged. Nothing when the newest import was of another source or input, or came to an
/// end that this one might better: then it has to be done to know. \param input_hash  the batch's, known before its
/// file is parsed
[[nodiscard]] base::Result<std::optional<base::OrderedJson>> repeated_import(store::CityFile const& city,
                                                                             std::string const& source,
                                                                             std::string const& input_hash);
/// For people, on several lines.
[[nodiscard]] std::string repeated_text(base::OrderedJson const& report);

}  // namespace cartable::cli
