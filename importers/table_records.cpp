#include "importers/table_records.hpp"

#include "base/text.hpp"
#include "geo/repair.hpp"
#include "importers/table_values.hpp"
#include "store/taxonomy.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace cartable::importers {
namespace {

/// What the reports calls a geometry.
std::string_view geometry_word(geo::Geometry const& geometry) {
  static constexpr std::array<std::string_view, 5> kWords = {"none", "a point", "a line", "lines", "an area"};
  return kWords[geometry.index()];
}

std::optional<int> whole(std::optional<double> number) {
  return number && *number >= 0 && *number <= 1'000'000'000 && std::floor(*number) == *number
             ? std::optional(static_cast<int>(*number))
             : std::nullopt;
}

}  // namespace

TableRecords::TableRecords(TableRole role, TableOptions const& options, TableColumns columns, std::string kind,
                           std::string file, store::ImportBatch& batch)
    : role_(role),
      options_(options),
      columns_(std::move(columns)),
      kind_(std::move(kind)),
      file_(std::move(file)),
      batch_(batch),
      visibility_(store::parse_visibility(options.visibility).value_or(store::Visibility::everyone)) {}

void TableRecords::take(Row&& row) {
  auto& counts = batch_.counts;
  ++(role_ == TableRole::places      ? counts.places_read
     : role_ == TableRole::districts ? counts.districts_read
                                     : counts.catchments_read);
  if (row.problem) {
    reject(row.record, row.problem->column, row.problem->value, row.problem->reason, row.problem->remedy);
    return;
  }
  std::string const name = value(row, "name");
  if (name.empty() && role_ != TableRole::catchments) {
    reject(row.record, columns_.name_of("name"), "", "has no name", "fill in the name");
    return;
  }
  switch (role_) {
    case TableRole::places: take_place(row, name); break;
    case TableRole::districts: take_district(row, name); break;
    case TableRole::catchments: take_catchment(row, name); break;
  }
}

void TableRecords::take_place(Row& row, std::string_view name) {
  store::Place place;
  if (auto const* const point = std::get_if<geo::LonLat>(&row.row.geometry)) {
    place.point = rounded(*point);
  } else if (std::holds_alternative<geo::MultiPolygon>(row.row.geometry)) {
    if (!read_area(row, name, place.footprint)) {
      return;
    }
    place.point = rounded(geo::point_inside(place.footprint));
  } else {
    reject_geometry(row, "a point or an area");
    return;
  }
  std::string key;
  if (!read_kinds(row, place) || !identify(row, name, *place.point, place.head, key)) {
    return;
  }
  place.name = name;
  place.names = translations(row, "name");
  read_attributes(row, place);
  store::apply_kind_defaults(place);
  place.sources.push_back({.source = batch_.source.slug, .key = key, .date = batch_.source.date});
  batch_.places.push_back(std::move(place));
  ++taken_;
}

void TableRecords::take_district(Row& row, std::string_view name) {
  store::District district;
  std::string key;
  if (!read_area(row, name, district.area)) {
    return;
  }
  geo::BBox const box = geo::bounds(district.area);
  if (!identify(row, name, {.lon = (box.west + box.east) / 2, .lat = (box.south + box.north) / 2}, district.head, key)) {
    return;
  }
  district.level = value(row, "level");
  district.set = batch_.source.slug + (district.level.empty() ? "" : "-" + slug_of(district.level));
  district.code = value(row, columns_.find("code") ? "code" : "id");
  district.name = name;
  district.names = translations(row, "name");
  batch_.districts.push_back(std::move(district));
  ++taken_;
}

void TableRecords::take_catchment(Row& row, std::string_view name) {
  store::Catchment catchment;
  catchment.group = columns_.is_mapped("group") || options_.group.empty() ? value(row, "group") : options_.group;
  if (!base::is_record_id(catchment.group)) {
    reject(row.record, columns_.name_of("group"), catchment.group, "names no group",
           "give the group's slug, such as migrant-families, in a column or with --group");
    return;
  }
  std::string key;
  if (!read_area(row, name, catchment.area) || !read_number(row, "estimate", catchment.estimate) ||
      !read_number(row, "estimate_low", catchment.estimate_low) ||
      !read_number(row, "estimate_high", catchment.estimate_high)) {
    return;
  }
  if (catchment.estimate.value_or(0) < 0) {
    reject(row.record, columns_.name_of("estimate"), value(row, "estimate"), "is a negative number of people",
           "give the number of people, or nothing");
    return;
  }
  geo::BBox const box = geo::bounds(catchment.area);
  std::string const label = name.empty() ? catchment.group : std::string(name);
  if (!identify(row, label, {.lon = (box.west + box.east) / 2, .lat = (box.south + box.north) / 2}, catchment.head, key)) {
    return;
  }
  bool const has_estimate = catchment.estimate || catchment.estimate_low || catchment.estimate_high;
  if (options_.visibility.empty() && has_estimate) {
    catchment.head.visibility = store::Visibility::planner;
  }
  catchment.name = name;
  catchment.names = translations(row, "name");
  catchment.year = value(row, "year");
  catchment.notes = value(row, "notes");
  batch_.catchments.push_back(std::move(catchment));
  ++taken_;
}

bool TableRecords::read_kinds(Row const& row, store::Place& place) {
  std::string const cell = value(row, "kind");
  if (cell.empty()) {
    place.kinds.push_back(kind_);
    return true;
  }
  for (std::string const& word : base::split(cell, ';')) {
    std::string kind = kind_of(word);
    if (kind.empty()) {
      reject(row.record, columns_.name_of("kind"), word, "is no kind of learning place",
             "use a kind such as library, school or community_centre, or say what it means in a --mapping file");
      return false;
    }
    place.kinds.push_back(std::move(kind));
  }
  return true;
}

void TableRecords::read_attributes(Row const& row, store::Place& place) {
  place.description = translations(row, "description");
  if (std::string text = value(row, "description"); !text.empty()) {
    place.description.try_emplace("und", std::move(text));  // BCP 47: undetermined
  }
  for (std::string_view const field : {"phone", "email"}) {
    if (std::string text = value(row, field); !text.empty()) {
      place.contact.emplace(field, std::move(text));
    }
  }
  if (std::string const cell = value(row, "website"); !cell.empty()) {
    if (std::string address = web_address(cell); !address.empty()) {
      place.contact.emplace("website", std::move(address));
    } else {
      not_understood("website", cell);
    }
  }
  for (std::string_view const field : {"street", "housenumber", "postcode", "city"}) {
    if (std::string text = value(row, field); !text.empty()) {
      place.address.emplace(field, std::move(text));
    }
  }
  if (std::string text = value(row, "address"); !text.empty()) {
    place.address.emplace("full", std::move(text));
  }
  place.opening_hours = value(row, "opening_hours");
  place.price = value(row, "price");
  place.operator_name = value(row, "operator");
  place.booking = value(row, "booking");
  place.checked = value(row, "checked");
  place.languages = base::split(value(row, "languages"), ';');
  if (std::string const word = value(row, "fee"); !word.empty()) {
    auto const fee = fee_of(word);
    place.fee = fee.value_or(store::Fee::unknown);
    if (!fee) {
      not_understood("fee", word);
    }
  }
  if (std::string const word = value(row, "wheelchair"); !word.empty()) {
    auto const wheelchair = wheelchair_of(word);
    place.wheelchair = wheelchair.value_or(store::Wheelchair::unknown);
    if (!wheelchair) {
      not_understood("wheelchair", word);
    }
  }
  for (auto const& [field, into] : {std::pair("capacity", &place.capacity), std::pair("age_min", &place.age_min),
                                    std::pair("age_max", &place.age_max)}) {
    std::string const cell = value(row, field);
    if (cell.empty()) {
      continue;
    }
    auto const number = parse_number(cell);
    *into = number ? whole(*number) : std::nullopt;
    if (!*into) {
      not_understood(field, cell);
    }
  }
}

bool TableRecords::read_area(Row& row, std::string_view name, geo::MultiPolygon& area) {
  auto* const drawn = std::get_if<geo::MultiPolygon>(&row.row.geometry);
  if (drawn == nullptr) {
    reject_geometry(row, "an area (polygon)");
    return false;
  }
  auto repaired = geo::repair(rounded(std::move(*drawn)));
  if (!repaired) {
    ++batch_.counts.areas_broken;
    reject(row.record, "geometry", "", repaired.error().message, "draw the area again");
    return false;
  }
  if (repaired->changed) {
    ++batch_.counts.areas_repaired;
    batch_.notes.push_back(fmt::format("{}:{} {}: area repaired ({})", file_, row.record, name, repaired->what));
  }
  area = std::move(repaired->area);
  return true;
}

bool TableRecords::read_number(Row const& row, std::string_view field, std::optional<double>& out) {
  std::string const cell = value(row, field);
  if (cell.empty()) {
    return true;
  }
  auto const number = parse_number(cell);
  if (!number) {
    reject(row.record, columns_.name_of(field), cell, number.error().message,
           "write digits with a decimal point and no other mark, such as 1250 or 12.5");
    return false;
  }
  out = *number;
  return true;
}

bool TableRecords::identify(Row const& row, std::string_view name, geo::LonLat position, store::RecordHead& head,
                            std::string& key) {
  key = value(row, "id");
  if (key.empty() && columns_.is_mapped("id")) {
    reject(row.record, columns_.name_of("id"), "", "has no key", "fill in the key, or leave out --map id");
    return false;
  }
  std::string const safe = key.empty() ? key_by_name_and_position(name, position) : safe_key(key);
  head.id = fmt::format("{}:{}", batch_.source.slug, safe);
  auto const [before, is_new] = records_by_id_.emplace(head.id, row.record);
  if (!is_new) {
    if (key.empty()) {
      reject(row.record, columns_.name_of("name"), name,
             fmt::format("has the name and position of record {}", before->second),
             "take out the repetition, or give each row a key of its own in a column id");
    } else {
      reject(row.record, columns_.name_of("id"), key, fmt::format("is the key of record {} too", before->second),
             "give each row a key of its own");
    }
    return false;
  }
  if (key.empty()) {
    key = safe;
  }
  head.source = batch_.source.slug;
  head.visibility = visibility_;
  return true;
}

store::LangMap TableRecords::translations(Row const& row, std::string_view field) const {
  store::LangMap out;
  for (auto const& [language, column] : columns_.languages_of(field)) {
    if (auto const text = base::trim(row.texts[column]); !text.empty()) {
      out.emplace(language, text);
    }
  }
  return out;
}

std::string TableRecords::value(Row const& row, std::string_view field) const {
  std::string const cell(columns_.value(row.texts, field));
  auto const values = options_.values.find(std::string(field));
  if (values == options_.values.end()) {
    return cell;
  }
  for (auto const& [theirs, ours] : values->second) {
    if (theirs == cell || (!cell.empty() && base::fold(theirs) == base::fold(cell))) {
      return ours;
    }
  }
  return cell;
}

void TableRecords::reject(std::int64_t record, std::string_view column, std::string_view value,
                          std::string_view reason, std::string_view remedy) {
  batch_.rejects.push_back({.file = file_,
                            .record = record,
                            .column = std::string(column),
                            .value = std::string(value),
                            .reason = std::string(reason),
                            .remedy = std::string(remedy)});
}

void TableRecords::reject_geometry(Row const& row, std::string_view wanted) {
  bool const none = std::holds_alternative<std::monostate>(row.row.geometry);
  reject(row.record, "geometry", none ? "" : geometry_word(row.row.geometry),
         none ? "has no position" : fmt::format("is not {}", wanted),
         none ? "give it a position, or name the columns that hold it with --map lon=… --map lat=…"
              : "import it with the role that fits, or draw it again");
}

void TableRecords::not_understood(std::string_view field, std::string_view word) {
  Unknown& unknown = unknown_[std::string(field)];
  if (unknown.count++ == 0) {
    unknown.example = word;
  }
}

void TableRecords::finish() {
  for (auto const& [field, unknown] : unknown_) {
    batch_.notes.push_back(fmt::format("{}: {} values of {} were not understood and left out, such as \"{}\"", file_,
                                       unknown.count, columns_.name_of(field), unknown.example));
  }
  if (!columns_.find("id") && taken_ > 0) {
    batch_.notes.push_back(fmt::format(
        "{}: no column holds a key, so ids are made of name and position: a row that is renamed or moved will look new "
        "(--map id=COLUMN names one)",
        file_));
  }
}

}  // namespace cartable::importers
