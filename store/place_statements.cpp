#include "store/place_statements.hpp"

#include "base/format.hpp"
#include "base/text.hpp"
#include "store/record_rows.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>

namespace cartable::store {
namespace {

std::string to_hex(std::string_view bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out;
  out.reserve(bytes.size() * 2);
  for (char const c : bytes) {
    auto const byte = static_cast<unsigned char>(c);
    out.push_back(kDigits[byte >> 4U]);
    out.push_back(kDigits[byte & 15U]);
  }
  return out;
}

std::optional<std::string> from_hex(std::string_view text) {
  auto const digit = [](char c) { return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1; };
  std::string out;
  for (std::size_t i = 0; i + 1 < text.size(); i += 2) {
    int const high = digit(text[i]);
    int const low = digit(text[i + 1]);
    if (high < 0 || low < 0) {
      return std::nullopt;
    }
    out.push_back(static_cast<char>(high * 16 + low));
  }
  return text.size() % 2 == 0 ? std::optional(std::move(out)) : std::nullopt;
}

bool set_statement(Place& place, std::string_view column, std::string_view text) {
  if (column == "id") {
    place.head.id = text;
    return true;
  }
  if (column == "footprint") {
    place.footprint = {};
    auto const bytes = from_hex(text);
    return text.empty() || (bytes && read_area_bytes(*bytes, place.footprint));
  }
  return set_column(place, column, text).has_value();
}

struct ColumnNames {
  std::vector<std::string> names;
  template <class Get>
  void column(std::string_view name, Get const&, bool) {
    if (name != "source") {
      names.emplace_back(name);
    }
  }
  template <class Get>
  void datetime(std::string_view, Get const&) {}
  template <class Get>
  void geometry(Get const&) {
    names.emplace_back("geom");
  }
};

/// What of a place's row would be a source's record if no row said otherwise.
Place assumed(Place const& place, std::string_view source) {
  bool const main = place.head.source == source;
  Place out = main ? place : Place{};
  out.head.source = source;
  std::erase_if(out.aliases, [&](std::string const& id) { return !is_id_of(id, source); });
  if (main && !is_id_of(place.head.id, source) && out.aliases.size() == 1) {
    out.head.id = out.aliases.front();
    out.aliases.clear();
  }
  out.sources.clear();
  for (auto const& ref : place.sources) {
    if (ref.source == source) {
      out.sources.push_back(ref);
    }
  }
  if (main && out.sources.empty()) {
    out.sources = place.sources;
  }
  return out;
}

}  // namespace

bool is_id_of(std::string_view id, std::string_view source) noexcept {
  return id.size() > source.size() + 1 && id.starts_with(source) && id[source.size()] == ':';
}

void Provenance::add(FieldProvenance&& row, std::int64_t fid) {
  if (row.set_by == kByCity && (row.field == kSameField || row.field == kDistinctField)) {
    decide(row, fid);
  } else if (row.set_by == kByImport || row.set_by == kByAddress) {
    auto& rows = imported_[row.record];
    rows.push_back({fid, std::move(row)});
  } else {
    if (row.set_by == kByCity) {
      city_values_[row.record].emplace_back(row.field, row.value);
    }
    auto& rows = people_[row.record];
    rows.push_back({fid, std::move(row)});
  }
}

std::optional<std::pair<std::int64_t, std::string>> Provenance::decision(std::string const& row_id) const {
  auto const found = decisions_.find(row_id);
  return found == decisions_.end() ? std::nullopt : std::optional(found->second);
}

void Provenance::decide(FieldProvenance const& row, std::int64_t fid) {
  std::pair const pair(row.record, row.value);
  std::erase(same_, pair);
  std::erase(distinct_, pair);
  (row.field == kSameField ? same_ : distinct_).push_back(pair);
  decisions_.insert_or_assign(row.head.id, std::pair(fid, row.field));
}

Provenance::Rows const* Provenance::of(std::string_view record) const {
  auto const found = imported_.find(std::string(record));
  return found == imported_.end() ? nullptr : &found->second;
}

Provenance::Rows const* Provenance::set_by_people(std::string_view record) const {
  auto const found = people_.find(std::string(record));
  return found == people_.end() ? nullptr : &found->second;
}

namespace {

/// A row about a field of a record, by whoever is named.
FieldProvenance provenance_row(std::string id, std::string_view source, std::string_view set_by,
                               std::string_view record, std::string_view field, std::string_view value,
                               std::string const& now) {
  FieldProvenance row;
  row.head.id = std::move(id);
  row.head.source = row.from_source = source;
  row.head.visibility = Visibility::staff;
  row.head.first_seen = row.head.last_seen = now;
  row.record = record;
  row.field = field;
  row.value = value;
  row.set_by = set_by;
  return row;
}

}  // namespace

FieldProvenance decision_row(std::string_view a, std::string_view b, std::string_view field, std::string const& now) {
  if (b < a) {
    std::swap(a, b);
  }
  auto row = provenance_row("decision:" + base::to_hex(base::stable_hash(fmt::format("{} {}", a, b))), kByCity, kByCity,
                            a, field, b, now);
  row.date = now;
  return row;
}

FieldProvenance city_row(std::string_view record, std::string_view field, std::string_view value,
                         std::string const& now) {
  auto row = provenance_row(fmt::format("city:{}:{}", field, record), kByCity, kByCity, record, field, value, now);
  row.date = now;
  return row;
}

FieldProvenance said_row(std::string_view source, std::string_view record, std::string_view field,
                         std::string_view value, std::string const& now) {
  return provenance_row(fmt::format("said:{}:{}:{}", source, field, record), source, kByImport, record, field, value,
                        now);
}

std::vector<std::string> const& statement_columns() {
  static std::vector<std::string> const columns = [] {
    ColumnNames visitor;
    detail::visit<Place>(visitor);
    return std::move(visitor.names);
  }();
  return columns;
}

std::string statement_text(Place const& place, std::string_view column) {
  return column == "footprint" ? to_hex(area_bytes(place.footprint)) : get_column(place, column);
}

std::vector<PlaceStatement> statements_of(Place const& stored, Provenance::Rows const* rows,
                                          std::vector<std::string>* unreadable) {
  std::vector<PlaceStatement> out;
  out.push_back({stored.head.source, assumed(stored, stored.head.source)});
  if (rows == nullptr) {
    return out;
  }
  auto const find = [&](std::string_view source) {
    return std::find_if(out.begin(), out.end(), [&](PlaceStatement const& s) { return s.source == source; });
  };
  for (auto const& [fid, row] : *rows) {
    if (row.set_by == kByImport && row.field == "id" && find(row.from_source) == out.end()) {
      out.push_back({row.from_source, assumed(stored, row.from_source)});
    }
  }
  for (auto const& [fid, row] : *rows) {
    if (row.set_by != kByImport || row.field == kJoinedField) {
      continue;
    }
    auto const statement = find(row.from_source);
    if (statement != out.end() && !set_statement(statement->place, row.field, row.value) && unreadable != nullptr) {
      unreadable->push_back(fmt::format("{} {}", row.record, row.field));
    }
  }
  return out;
}

std::vector<FieldProvenance> statement_rows(Place const& place, std::vector<PlaceStatement> const& statements,
                                            std::map<std::string, SourceInfo> const& sources, std::string const& now) {
  std::vector<FieldProvenance> out;
  for (auto const& [source, said] : statements) {
    bool const main = source == place.head.source;
    Place const base = assumed(place, source);
    auto const different = differences(base, said);
    for (auto const& column : statement_columns()) {
      bool const must = column == "id" && !main;
      if (!must && std::find(different.begin(), different.end(), column) == different.end()) {
        continue;
      }
      auto row = said_row(source, place.head.id, column, statement_text(said, column), now);
      if (auto const info = sources.find(source); info != sources.end()) {
        row.licence = info->second.licence;
        row.date = info->second.date;
      }
      out.push_back(std::move(row));
    }
  }
  return out;
}

}  // namespace cartable::store
