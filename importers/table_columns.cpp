#include "importers/table_columns.hpp"

#include "base/text.hpp"
#include "importers/table_words.hpp"

#include <algorithm>
#include <array>

namespace cartable::importers {
namespace {

constexpr std::array<std::string_view, 2> kTranslated = {"name", "description"};

bool is_language(std::string_view tag) {
  std::string_view const primary = tag.substr(0, tag.find('-'));
  return (primary.size() == 2 || primary.size() == 3) && std::all_of(tag.begin(), tag.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-';
         });
}

std::string squeezed(std::string_view name) {
  std::string out;
  for (std::string const& word : base::split(name, ' ')) {
    out += (out.empty() ? "" : " ") + base::ascii_lower(word);
  }
  return out;
}

/// The column that a person names.
std::optional<std::size_t> named_column(std::vector<std::string> const& columns, std::string const& name) {
  if (auto const exact = std::find(columns.begin(), columns.end(), name); exact != columns.end()) {
    return static_cast<std::size_t>(exact - columns.begin());
  }
  std::optional<std::size_t> found;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (squeezed(columns[i]) == squeezed(name)) {
      if (found) {
        return std::nullopt;
      }
      found = i;
    }
  }
  return found;
}

}  // namespace

std::string joined(std::vector<std::string> const& names) {
  std::string out;
  for (std::string const& name : names) {
    out += out.empty() ? "" : ", ";
    out += name;
  }
  return out;
}

base::Result<std::map<std::string, std::size_t>> told_columns(std::vector<std::string> const& columns,
                                                              std::map<std::string, std::string> const& map,
                                                              std::string_view file) {
  std::map<std::string, std::size_t> out;
  auto const& fields = field_names();
  for (auto const& [field, column] : map) {
    auto const colon = field.find(':');
    bool const translated =
        colon != std::string::npos && is_language(std::string_view(field).substr(colon + 1)) &&
        std::find(kTranslated.begin(), kTranslated.end(), field.substr(0, colon)) != kTranslated.end();
    if (!translated && std::find(fields.begin(), fields.end(), field) == fields.end()) {
      std::vector<std::string> const names(fields.begin(), fields.end());
      return base::fail(base::ErrorCode::bad_usage,
                        "--map {}={}: there is no field {}; fields are {}, and name:xx, description:xx for a language",
                        field, column, field, joined(names));
    }
    auto const index = named_column(columns, column);
    if (!index) {
      return base::fail(base::ErrorCode::not_found, "--map {}={}: {} has no column {}; its columns are: {}", field,
                        column, file, column, joined(columns));
    }
    out[field] = *index;
  }
  return out;
}

TableColumns::TableColumns(std::vector<std::string> columns, std::vector<ColumnGuess> const& guesses)
    : columns_(std::move(columns)) {
  for (ColumnGuess const& guess : guesses) {
    fields_[guess.field] = Column{.index = guess.column, .told = guess.told};
  }
}

std::optional<std::size_t> TableColumns::find(std::string_view field) const {
  auto const found = fields_.find(field);
  return found == fields_.end() ? std::nullopt : std::optional(found->second.index);
}

bool TableColumns::is_told(std::string_view field) const {
  auto const found = fields_.find(field);
  return found != fields_.end() && found->second.told;
}

std::string_view TableColumns::name_of(std::string_view field) const {
  auto const index = find(field);
  return index ? std::string_view(columns_[*index]) : field;
}

std::vector<std::pair<std::string, std::size_t>> TableColumns::languages_of(std::string_view field) const {
  std::vector<std::pair<std::string, std::size_t>> out;
  std::string const prefix = std::string(field) + ":";
  for (auto at = fields_.lower_bound(prefix); at != fields_.end() && at->first.starts_with(prefix); ++at) {
    out.emplace_back(at->first.substr(prefix.size()), at->second.index);
  }
  return out;
}

void TableColumns::forget(std::string_view field) {
  if (auto const found = fields_.find(field); found != fields_.end()) {
    fields_.erase(found);
  }
}

}  // namespace cartable::importers
