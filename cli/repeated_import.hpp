#pragma once

#include "base/json.hpp"
#include "base/result.hpp"
#include "store/city_file.hpp"

#include <functional>
#include <optional>
#include <string>

namespace cartable::cli {

/// Works out the input_hash of a batch, which is known before its file is parsed.
using InputHash = std::function<base::Result<std::string>()>;

/// What to report of an import that would only repeat the newest import of the whole city: the report of then, with all
/// that was new or changed now unchanged. Nothing when the newest import was of another source or input, or came to an
/// end that this one might better: then it has to be done to know.
/// \param input_hash  asked only when it can decide, as it reads the file
[[nodiscard]] base::Result<std::optional<base::OrderedJson>> repeated_import(store::CityFile const& city,
                                                                             std::string const& source,
                                                                             InputHash const& input_hash);
/// For people, on several lines.
[[nodiscard]] std::string repeated_text(base::OrderedJson const& report);

}  // namespace cartable::cli
