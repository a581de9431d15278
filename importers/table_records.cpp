#include "importers/table_records.hpp"

#include "base/text.hpp"
#include "geo/geometry_text.hpp"
#include "geo/repair.hpp"
#include "importers/table_values.hpp"
#include "store/taxonomy.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace cartable::importers {
namespace {

/// Different words kept for the report of what was not understood.
constexpr std::size_t kMaxWords = 200;

/// What the report calls a geometry.
std::string_view geometry_word(geo::Geometry const& geometry) {
  static constexpr std::array<std::string_view, 5> kWords = {"none", "a point", "a line", "lines", "an area"};
  return kWords[geometry.index()];
}

/// The vertex in the middle of a line: a trail is learnt on its way.
geo::LonLat middle_of(geo::LineString const& line) { return line[line.size() / 2]; }

}  // namespace

TableRecords::TableRecords(TableRole role, TableOptions const& options, TableColumns columns,
                           std::vector<ColumnProfile> const& profiles, std::string kind, std::string file,
                           store::ImportBatch& batch, TableReport* report)
    : role_(role),
      options_(options),
      columns_(std::move(columns)),
      profiles_(profiles),
      kind_(std::move(kind)),
      file_(std::move(file)),
      batch_(batch),
      report_(report),
      visibility_(store::parse_visibility(options.visibility).value_or(store::Visibility::everyone)) {
  for (auto const& [name, values] : options.values) {
    for (auto const& [theirs, ours] : values) {
      values_[name].emplace(theirs, ours);
      values_[name].emplace(base::fold(theirs), ours);
    }
  }
  id_ = field("id");
  code_ = field("code");
  name_ = field("name");
  kind_field_ = field("kind");
  description_ = field("description");
  phone_ = field("phone");
  email_ = field("email");
  website_ = field("website");
  street_ = field("street");
  housenumber_ = field("housenumber");
  postcode_ = field("postcode");
  city_ = field("city");
  address_ = field("address");
  hours_ = field("opening_hours");
  wheelchair_ = field("wheelchair");
  fee_ = field("fee");
  price_ = field("price");
  operator_ = field("operator");
  organisation_ = field("organisation");
  languages_ = field("languages");
  capacity_ = field("capacity");
  age_min_ = field("age_min");
  age_max_ = field("age_max");
  booking_ = field("booking");
  checked_ = field("checked");
  level_ = field("level");
  group_ = field("group");
  estimate_ = field("estimate");
  low_ = field("estimate_low");
  high_ = field("estimate_high");
  year_ = field("year");
  notes_ = field("notes");
  roles_ = field("roles");
  for (std::string const scheme : {"siret", "uai", "rna", "wikidata", "osm"}) {
    if (Field const found = field(scheme); found.present) {
      identifiers_.emplace_back(scheme, found);
    }
  }
  yes_is_free_ = fee_.present && asks_whether_free(columns_.name_of("fee"));
}

TableRecords::Field TableRecords::field(std::string_view name) {
  Field out{.name = name};
  if (auto const column = columns_.find(name)) {
    out.present = true;
    out.column = *column;
    if (auto const values = values_.find(name); values != values_.end()) {
      out.values = &values->second;
    }
  }
  return out;
}

std::string_view TableRecords::value(TableRow const& row, Field const& field) const {
  if (!field.present) {
    return {};
  }
  std::string_view const cell = row.cells[field.column];
  if (field.values != nullptr) {
    auto found = field.values->find(std::string(cell));
    if (found == field.values->end() && !cell.empty()) {
      found = field.values->find(base::fold(cell));
    }
    if (found != field.values->end()) {
      return found->second;
    }
  }
  return is_nothing(cell) ? std::string_view() : cell;
}

void TableRecords::take(TableRow& row) {
  auto& counts = batch_.counts;
  switch (role_) {
    case TableRole::places: ++counts.places_read; break;
    case TableRole::districts: ++counts.districts_read; break;
    case TableRole::catchments: ++counts.catchments_read; break;
    case TableRole::organisations: break;
  }
  if (row.problem) {
    reject(row, row.problem->column, row.problem->value, row.problem->reason, row.problem->remedy);
    return;
  }
  std::string_view const name = value(row, name_);
  if (name.empty() && role_ != TableRole::catchments) {
    reject(row, columns_.name_of("name"), "", "has no name", "fill in the name");
    return;
  }
  switch (role_) {
    case TableRole::places: take_place(row, name); break;
    case TableRole::organisations: take_organisation(row, name); break;
    case TableRole::districts: take_district(row, name); break;
    case TableRole::catchments: take_catchment(row, name); break;
  }
}

void TableRecords::take_place(TableRow& row, std::string_view name) {
  store::Place place;
  read_contact(row, place.contact, place.address);
  if (auto const* const point = std::get_if<geo::LonLat>(&row.geometry)) {
    place.point = rounded(*point);
  } else if (std::holds_alternative<geo::MultiPolygon>(row.geometry)) {
    if (!read_area(row, name, place.footprint)) {
      return;
    }
    place.point = rounded(geo::point_inside(place.footprint));
  } else if (auto const* const line = std::get_if<geo::LineString>(&row.geometry); line != nullptr && !line->empty()) {
    place.point = rounded(middle_of(*line));
    ++lines_;
  } else if (auto const* const lines = std::get_if<geo::MultiLineString>(&row.geometry);
             lines != nullptr && !lines->lines.empty() && !lines->lines.front().empty()) {
    auto const longest = std::max_element(lines->lines.begin(), lines->lines.end(),
                                          [](auto const& a, auto const& b) { return a.size() < b.size(); });
    place.point = rounded(middle_of(*longest));
    ++lines_;
  } else if (!place.address.contains("full") && !place.address.contains("street")) {
    reject(row, "geometry", "", "has neither a position nor an address",
           "give it a position, or the street and number where it is");
    return;
  }
  std::string const fallback =
      place.point ? key_by_name_and_position(name, *place.point)
                  : key_by_name_and_address(name, place.address.contains("full")
                                                      ? place.address["full"]
                                                      : place.address["street"] + " " + place.address["housenumber"] +
                                                            " " + place.address["city"]);
  if (!place.point) {
    std::erase_if(place.address, [](auto const& entry) { return entry.second.empty(); });
    place.head.status = store::RecordStatus::unplaced;
  }
  std::string key;
  if (!identify(row, name, fallback, place.head, key)) {
    return;
  }
  unplaced_ += place.point ? 0 : 1;
  read_kinds(row, place);
  place.name = name;
  place.names = translations(row, "name");
  read_attributes(row, place);
  store::apply_kind_defaults(place);
  place.sources.push_back({.source = batch_.source.slug, .key = key, .date = batch_.source.date});
  batch_.places.push_back(std::move(place));
  ++taken_;
}

void TableRecords::take_organisation(TableRow& row, std::string_view name) {
  store::Organisation organisation;
  std::string key;
  read_contact(row, organisation.contact, organisation.address);
  if (!identify(row, name, key_by_name_and_address(name, ""), organisation.head, key)) {
    return;
  }
  organisation.name = name;
  organisation.names = translations(row, "name");
  organisation.description = translations(row, "description");
  if (std::string_view const text = value(row, description_); !text.empty()) {
    organisation.description.try_emplace("und", text);  // BCP 47: undetermined
  }
  organisation.roles = base::split(value(row, roles_), ';');
  organisation.type = value(row, kind_field_);
  organisation.sources.push_back({.source = batch_.source.slug, .key = key, .date = batch_.source.date});
  batch_.organisations.push_back(std::move(organisation));
  ++taken_;
}

void TableRecords::take_district(TableRow& row, std::string_view name) {
  store::District district;
  std::string key;
  if (!read_area(row, name, district.area)) {
    return;
  }
  geo::BBox const box = geo::bounds(district.area);
  if (!identify(row, name,
                key_by_name_and_position(name, {.lon = (box.west + box.east) / 2, .lat = (box.south + box.north) / 2}),
                district.head, key)) {
    return;
  }
  district.level = value(row, level_);
  district.set = batch_.source.slug + (district.level.empty() ? "" : "-" + slug_of(district.level));
  district.code = value(row, code_.present ? code_ : id_);
  district.name = name;
  district.names = translations(row, "name");
  batch_.districts.push_back(std::move(district));
  ++taken_;
}

void TableRecords::take_catchment(TableRow& row, std::string_view name) {
  store::Catchment catchment;
  catchment.group =
      columns_.is_told("group") || options_.group.empty() ? std::string(value(row, group_)) : options_.group;
  if (!base::is_record_id(catchment.group)) {
    reject(row, columns_.name_of("group"), catchment.group, "names no group",
           "give the group's slug, such as migrant-families, in a column or with --group");
    return;
  }
  std::string key;
  if (!read_area(row, name, catchment.area) || !read_estimate(row, catchment)) {
    return;
  }
  geo::BBox const box = geo::bounds(catchment.area);
  std::string const label = name.empty() ? catchment.group : std::string(name);
  if (!identify(row, label,
                key_by_name_and_position(label, {.lon = (box.west + box.east) / 2, .lat = (box.south + box.north) / 2}),
                catchment.head, key)) {
    return;
  }
  bool const has_estimate = catchment.estimate || catchment.estimate_low || catchment.estimate_high;
  if (options_.visibility.empty() && has_estimate) {
    catchment.head.visibility = store::Visibility::planner;
  }
  catchment.name = name;
  catchment.names = translations(row, "name");
  catchment.year = value(row, year_);
  catchment.notes = value(row, notes_);
  batch_.catchments.push_back(std::move(catchment));
  ++taken_;
}

bool TableRecords::identify(TableRow const& row, std::string_view name, std::string const& fallback,
                            store::RecordHead& head, std::string& key) {
  key = value(row, id_);
  if (key.empty() && columns_.is_told("id")) {
    reject(row, columns_.name_of("id"), "", "has no key", "fill in the key, or leave out --map id");
    return false;
  }
  head.id = fmt::format("{}:{}", batch_.source.slug, key.empty() ? fallback : safe_key(key));
  auto const [before, is_new] = records_by_id_.emplace(head.id, row.record);
  if (!is_new) {
    if (key.empty()) {
      reject(row, columns_.name_of("name"), name, fmt::format("has the name and position of record {}", before->second),
             "take out the repetition, or give each row a key of its own in a column id");
    } else {
      reject(row, columns_.name_of("id"), key, fmt::format("is the key of record {} too", before->second),
             "give each row a key of its own");
    }
    return false;
  }
  if (key.empty()) {
    key = fallback;
  }
  head.source = batch_.source.slug;
  head.visibility = visibility_;
  return true;
}

void TableRecords::reject(TableRow const& row, std::string_view column, std::string_view given, std::string_view reason,
                          std::string_view remedy) {
  batch_.rejects.push_back({.file = file_,
                            .record = row.record,
                            .column = std::string(column),
                            .value = std::string(given),
                            .reason = std::string(reason),
                            .remedy = std::string(remedy)});
  if (report_ == nullptr) {
    return;
  }
  TableReport::Reject kept{.record = row.record,
                           .line = row.line,
                           .cells = {row.cells.begin(), row.cells.end()},
                           .id = {},
                           .what = batch_.rejects.back()};
  if (std::string_view const key = value(row, id_); !key.empty()) {
    kept.id = fmt::format("{}:{}", batch_.source.slug, safe_key(key));
  }
  if (report_->columns.size() > row.cells.size()) {  // the file's own drawing, in a column of its own
    kept.cells.push_back(geo::to_wkt(row.geometry));
  }
  report_->rejects.push_back(std::move(kept));
}

void TableRecords::reject_geometry(TableRow const& row, std::string_view wanted) {
  bool const none = std::holds_alternative<std::monostate>(row.geometry);
  reject(row, "geometry", none ? "" : geometry_word(row.geometry),
         none ? "has no position" : fmt::format("is not {}", wanted),
         none ? "give it a position, or name the column that holds it with --map position=…"
              : "import it with the role that fits, or draw it again");
}

void TableRecords::not_understood(Field const& field, std::string_view word) {
  Unknown& unknown = unknown_[std::string(field.name)];
  ++unknown.count;
  unknown.column = columns_.name_of(field.name);
  std::string shown = base::mend_utf8(word.substr(0, 80));
  if (unknown.words.size() < kMaxWords || unknown.words.contains(shown)) {
    ++unknown.words[std::move(shown)];
  }
}

void TableRecords::finish() {
  for (auto const& [field, unknown] : unknown_) {
    std::vector<std::pair<std::string, std::int64_t>> words(unknown.words.begin(), unknown.words.end());
    std::stable_sort(words.begin(), words.end(), [](auto const& a, auto const& b) { return a.second > b.second; });
    std::string list;
    for (std::size_t i = 0; i < std::min<std::size_t>(5, words.size()); ++i) {
      list += fmt::format("{}\"{}\" ({})", i == 0 ? "" : ", ", words[i].first, words[i].second);
    }
    bool const kind = field == "kind";
    batch_.notes.push_back(fmt::format(
        "{}: {} values of {} were not understood and {}: {}{}; teach them with --mapping FILE.json: {{\"values\": "
        "{{\"{}\": {{\"{}\": \"{}\"}}}}}}",
        file_, unknown.count, unknown.column, kind ? "their rows taken as " + kind_ : std::string("left out"), list,
        words.size() > 5 ? ", …" : "", field, words.front().first,
        kind                    ? "library"
        : field == "fee"        ? "paid"
        : field == "wheelchair" ? "limited"
                                : "…"));
    if (report_ != nullptr) {
      report_->unknown_values[field] = unknown.words;
    }
  }
  if (lines_ > 0) {
    batch_.notes.push_back(
        fmt::format("{}: {} rows are lines; each is placed at the middle of its line", file_, lines_));
  }
  if (unplaced_ > 0) {
    batch_.notes.push_back(
        fmt::format("{}: {} rows have an address and no position; they are kept as unplaced", file_, unplaced_));
  }
  if (suppressed_ > 0) {
    batch_.notes.push_back(fmt::format("{}: {} suppressed counts were kept as intervals; a mere sign means 0 to {}",
                                       file_, suppressed_, options_.suppressed_below - 1));
  }
  if (unlinked_ > 0) {
    batch_.notes.push_back(
        fmt::format("{}: {} values of {} are no organisation of this city and were kept as the operator's name; import "
                    "the organisations first to link them",
                    file_, unlinked_, columns_.name_of("organisation")));
  }
  if (!columns_.find("id") && taken_ > 0) {
    batch_.notes.push_back(fmt::format(
        "{}: no column holds a key, so ids are made of name and {}: a row that is renamed or moved will look new "
        "(--map id=COLUMN names one)",
        file_, role_ == TableRole::organisations ? "nothing else" : "position"));
  }
}

}  // namespace cartable::importers
