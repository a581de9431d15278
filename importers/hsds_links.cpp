#include "importers/hsds_links.hpp"

#include "base/format.hpp"
#include "base/language_names.hpp"
#include "base/text.hpp"
#include "importers/offer_words.hpp"
#include "store/hsds_fields.hpp"

#include <array>
#include <utility>

namespace cartable::importers {

HsdsLinks::HsdsLinks(HsdsTables const& tables) {
  constexpr std::array<std::string_view, 6> kFields{"organization_id",        "service_id", "location_id",
                                                    "service_at_location_id", "link_id",    "taxonomy_id"};
  for (store::HsdsTable const& table : store::hsds_tables()) {
    for (FlatRecord const& row : tables.rows(table.file)) {
      for (std::string_view const field : kFields) {
        if (row.has(field)) {
          by_link_[fmt::format("{} {} {}", table.file, field, row[field])].push_back(&row);
        }
      }
    }
  }
  for (FlatRecord const& row : tables.rows("taxonomy_terms")) {
    terms_.emplace(std::string(row["id"]), &row);
  }
}

HsdsRows HsdsLinks::rows_of(std::string_view table, std::string_view field, std::string_view id) const {
  auto const found = id.empty() ? by_link_.end() : by_link_.find(fmt::format("{} {} {}", table, field, id));
  return found == by_link_.end() ? HsdsRows() : found->second;
}

store::StringList HsdsLinks::languages_of(std::string_view field, std::string_view id) const {
  store::StringList out;
  for (FlatRecord const* const row : rows_of("languages", field, id)) {
    if (row->has("phone_id") && field != "phone_id" && !row->has(field)) {
      continue;
    }
    // 1.1 has several in one column "language": "en, es".
    std::string const written((*row)[row->has("code") ? "code" : row->has("name") ? "name" : "language"]);
    for (std::string const& one : base::split(written, ',')) {
      if (auto tag = base::find_language(one)) {
        add_once(out, *tag);
      }
    }
  }
  return out;
}

std::vector<HsdsTerm> HsdsLinks::terms_of(std::string const& link, std::string_view entity) const {
  std::vector<HsdsTerm> out;
  auto const add = [&](std::string_view term_id, std::string_view value) {
    HsdsTerm term{.taxonomy = {}, .code = {}, .name = {}, .value = std::string(value)};
    if (auto const found = terms_.find(std::string(term_id)); found != terms_.end()) {
      FlatRecord const& row = *found->second;
      term.taxonomy = row[row.has("taxonomy") ? "taxonomy" : "vocabulary"];
      term.code = row["code"];
      term.name = row["name"];
    }
    out.push_back(std::move(term));
  };
  for (FlatRecord const* const row : rows_of("attributes", "link_id", link)) {
    if (!row->has("link_entity") || (*row)["link_entity"] == entity || (*row)["link_entity"] == "link_entity") {
      add((*row)["taxonomy_term_id"], (*row)["value"]);
    }
  }
  if (entity == "service") {  // 1.1: service_taxonomy
    for (FlatRecord const* const row : rows_of("attributes", "service_id", link)) {
      if (!row->has("link_id")) {
        add((*row)["taxonomy_id"], (*row)["taxonomy_detail"]);
      }
    }
  }
  return out;
}

}  // namespace cartable::importers
