#pragma once

#include "base/result.hpp"

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

/// The spreadsheet to send to partners, who write down what can be learnt with them.
namespace cartable::exporters {

using TextRows = std::vector<std::vector<std::string>>;

/// Header and one row that is marked as an example. \param language  position in store::kTemplateLanguages
[[nodiscard]] TextRows offer_template_rows(std::size_t language);
/// What may stand in which column: column, how to fill it in, value, meaning; with a header.
[[nodiscard]] TextRows offer_value_rows(std::size_t language);

/// RFC 4180, lines ending with CR LF.
[[nodiscard]] std::string to_csv(TextRows const& rows);

/// Writes x.xlsx (two sheets), or x.csv and x-values.csv beside it, which spreadsheet programs know as UTF-8.
/// \return the files written; bad_usage for another ending, unwritable where a file is already
[[nodiscard]] base::Result<std::vector<std::filesystem::path>> write_offer_template(std::filesystem::path const& to,
                                                                                    std::size_t language);

}  // namespace cartable::exporters
