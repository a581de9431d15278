#include "importers/corrections_source.hpp"

#include "base/file.hpp"
#include "base/format.hpp"
#include "base/text.hpp"
#include "importers/table_input.hpp"
#include "importers/table_numbers.hpp"
#include "importers/table_values.hpp"
#include "store/json_fields.hpp"
#include "store/place_fields.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace cartable::importers {
namespace {

constexpr std::string_view kNotKnown = "-";
constexpr std::string_view kGiveBack = "=";

struct FieldNames {
  std::string_view field, columns;  ///< folded column names, separated by '|'
};

// How a place is found.
constexpr std::string_view kId = "id", kName = "name", kKind = "kind", kLon = "lon", kLat = "lat";
constexpr std::array kFinders{
    FieldNames{kId, "id|place|place id|identifier|identifiant|kennung|identificador"},
    FieldNames{kName, "name|nom|nombre|nome|title|titre|bezeichnung"},
    FieldNames{kKind, "kind|type|tipo|art|categorie|category"},
};
// What it is given.
constexpr std::array kFields{
    FieldNames{kLon, "lon|longitude|lng|longitud|x"},
    FieldNames{kLat, "lat|latitude|latitud|y"},
    FieldNames{"name", "new name|nouveau nom|nuevo nombre|neuer name"},
    FieldNames{"kinds", "kinds|new kind|new kinds|nouveau type"},
    FieldNames{"opening_hours",
               "opening hours|hours|opening times|horaires|horario|horarios|offnungszeiten|oeffnungszeiten|orari"},
    FieldNames{"wheelchair", "wheelchair|wheelchair access|acces pmr|pmr|rollstuhl|rollstuhlgerecht"},
    FieldNames{"fee", "fee|payant|gebuhr|gebuehr"},
    FieldNames{"price", "price|tarif|prix|precio|preis"},
    FieldNames{"contact.phone", "phone|telephone|telefono|telefon|tel"},
    FieldNames{"contact.email", "email|e mail|mail|courriel|correo"},
    FieldNames{"contact.website", "website|url|web|site|site web|homepage|webseite"},
    FieldNames{"address.street", "street|rue|calle|strasse"},
    FieldNames{"address.housenumber", "housenumber|house number|numero|hausnummer"},
    FieldNames{"address.postcode", "postcode|postal code|code postal|plz|zip|cp"},
    FieldNames{"address.city", "city|ville|ciudad|stadt|ort"},
    FieldNames{"address.full", "address|adresse|direccion|anschrift|indirizzo"},
    FieldNames{"operator_name", "operator|gestionnaire|operateur|betreiber|operador"},
    FieldNames{"capacity", "capacity|capacite|capacidad|kapazitat"},
    FieldNames{"age_min", "age min|min age"},
    FieldNames{"age_max", "age max|max age"},
    FieldNames{"booking", "booking|reservation"},
    FieldNames{"checked", "checked|check date|last checked|verifie le"},
    FieldNames{"status", "status|statut|estado"},
    FieldNames{"visibility", "visibility|visibilite"},
    FieldNames{"languages", "languages|langues|idiomas|sprachen"},
    FieldNames{"appointment", "appointment|rendez vous|sur rendez vous|cita previa"},
    FieldNames{"recognition", "recognition|vae"},
    FieldNames{"description.und", "description|descripcion|beschreibung"},
    FieldNames{"alert_until", "alert until"},
    FieldNames{"parent", "parent"},
    FieldNames{"organisation", "organisation|organization"},
};

bool names(FieldNames const& field, std::string const& folded) {
  auto const all = base::split(field.columns, '|');
  return std::find(all.begin(), all.end(), folded) != all.end();
}

std::string field_list() {
  std::string out;
  for (auto const& field : kFields) {
    out += out.empty() ? "" : ", ";
    out += field.field == "name" ? "new_name" : field.field == "kinds" ? "new_kind" : field.field;
  }
  return out + ", and contact.*, address.*, names.*, description.*, needs.*, identifiers.*, extra.*";
}

/// A column that is written as a field of ours: "contact.fax", "names.fr", "names:fr".
std::string dotted(std::string_view column) {
  std::string text(column);
  std::replace(text.begin(), text.end(), ':', '.');
  store::Place trial;
  bool const known = text.find('.') != std::string::npos && store::set_place_field(trial, text, "x").has_value();
  return known ? text : std::string();
}

struct Columns {
  std::optional<std::size_t> id, name, kind, lon, lat;
  std::vector<std::pair<std::size_t, std::string>> fields;  ///< column → field
  std::vector<std::string> left_out;
};

base::Result<Columns> find_columns(std::vector<std::string> const& columns, CorrectionOptions const& options,
                                   std::string const& file) {
  Columns out;
  std::vector<bool> used(columns.size(), false);
  auto const take = [&](std::string_view field, std::size_t at) {
    used[at] = true;
    if (field == kId) {
      out.id = at;
    } else if (field == kLon) {
      out.lon = at;
    } else if (field == kLat) {
      out.lat = at;
    } else {
      out.fields.emplace_back(at, std::string(field));
    }
  };
  for (auto const& [field, column] : options.columns) {
    auto const found = std::find(columns.begin(), columns.end(), column);
    if (found == columns.end()) {
      return base::fail(base::ErrorCode::not_found, "--map {}={}: {} has no column {}", field, column, file, column);
    }
    auto const at = static_cast<std::size_t>(found - columns.begin());
    if (field == kName || field == kKind) {
      used[at] = true;
      (field == kName ? out.name : out.kind) = at;
      continue;
    }
    std::string target = field == "new_name" ? "name" : field == "new_kind" ? "kinds" : field;
    bool const ours = std::any_of(kFields.begin(), kFields.end(), [&](auto const& f) { return f.field == target; });
    if (!ours && target != kId && dotted(target).empty()) {
      return base::fail(base::ErrorCode::bad_usage,
                        "--map {}={}: there is no field {}; fields are id, name, kind (to find the "
                        "place) and {}",
                        field, column, field, field_list());
    }
    take(target, at);
  }
  for (std::size_t at = 0; at < columns.size(); ++at) {
    if (used[at]) {
      continue;
    }
    std::string const folded = base::fold(columns[at]);
    if (!out.id && names(kFinders[0], folded)) {
      take(kId, at);
      continue;
    }
    if (names(kFinders[1], folded) || names(kFinders[2], folded)) {
      (names(kFinders[1], folded) ? out.name : out.kind) = at;
      continue;
    }
    auto const known = std::find_if(kFields.begin(), kFields.end(), [&](auto const& f) { return names(f, folded); });
    if (known != kFields.end()) {
      take(known->field, at);
    } else if (std::string field = dotted(columns[at]); !field.empty()) {
      take(field, at);
    } else if (!columns[at].empty()) {
      out.left_out.push_back(columns[at]);
    }
  }
  if (!out.id && !out.name) {
    return base::fail(
        base::ErrorCode::invalid_value,
        "{}: no column says which place a row is of; call one id (an id from the map, or scheme:value), or name", file);
  }
  if (out.fields.empty() && !(out.lon && out.lat)) {
    return base::fail(base::ErrorCode::invalid_value, "{}: no column is a field that can be corrected; fields are {}",
                      file, field_list());
  }
  if (out.lon.has_value() != out.lat.has_value()) {
    return base::fail(base::ErrorCode::invalid_value,
                      "{}: has a column for {} and none for the other half of a position", file,
                      out.lon ? "lon" : "lat");
  }
  return out;
}

/// Each cell shows by itself what its comma is.
base::Result<double> number_of(std::string const& cell) {
  NumberFormat format;
  format.see(cell);
  return parse_number(cell, format);
}
base::Result<double> coordinate_of(std::string const& cell) {
  NumberFormat format;
  format.see(cell);
  return parse_coordinate(cell, format);
}

/// The text that the column of a place keeps, or why the cell cannot be taken.
base::Result<std::string> kept_text(std::string_view field, std::string const& cell) {
  auto const bad = [&](std::string_view rule) { return base::fail(base::ErrorCode::invalid_value, "{}", rule); };
  if (field == "fee") {
    auto const fee = fee_of(cell);
    return fee ? base::Result<std::string>(std::string(to_string(*fee))) : bad("is neither free nor paid");
  }
  if (field == "wheelchair") {
    auto const wheelchair = wheelchair_of(cell);
    return wheelchair ? base::Result<std::string>(std::string(to_string(*wheelchair)))
                      : bad("must be yes, limited, no or designated");
  }
  if (field == "status") {
    auto const status = store::parse_status(base::ascii_lower(cell));
    return status ? base::Result<std::string>(std::string(to_string(*status)))
                  : bad("must be active, temporarily_closed, closed or withdrawn");
  }
  if (field == "visibility") {
    return store::parse_visibility(base::ascii_lower(cell)) ? base::Result<std::string>(base::ascii_lower(cell))
                                                            : bad("must be public, staff or planner");
  }
  if (field == "appointment" || field == "recognition") {
    auto const fee = fee_of(cell);  // the words for yes and no
    if (!fee || *fee == store::Fee::unknown) {
      return bad("must be yes or no");
    }
    return std::string(*fee == store::Fee::paid ? "yes" : "no");
  }
  if (field == "capacity" || field == "age_min" || field == "age_max") {
    auto const number = number_of(cell);
    constexpr double kMost = 1e6;
    if (!number || *number < 0 || *number > kMost || std::floor(*number) != *number) {
      return bad("must be a whole number");
    }
    return fmt::format("{:.0f}", *number);
  }
  if (field == "languages") {
    return store::to_json_field(base::split(cell, ';'));
  }
  if (field == "kinds") {
    store::StringList kinds;
    for (auto const& word : base::split(cell, ';')) {
      std::string kind = kind_of(word);
      if (kind.empty()) {
        return bad("is no kind of learning place; try library or school");
      }
      kinds.push_back(std::move(kind));
    }
    return store::to_json_field(kinds);
  }
  if (field == "contact.website") {
    std::string address = web_address(cell);
    return address.empty() ? base::Result<std::string>(bad("is no web address; it must begin with https://")) : address;
  }
  return cell;
}

class Reader {
 public:
  Reader(Columns const& columns, std::vector<std::string> const& names, std::string file, store::ImportBatch& batch)
      : columns_(columns), names_(names), file_(std::move(file)), batch_(batch) {}

  void take(TableRow const& row) {
    store::Correction base;
    base.file = file_;
    base.record = row.record;
    base.place = cell(row, columns_.id);
    base.name = cell(row, columns_.name);
    if (std::string const word = cell(row, columns_.kind); !word.empty()) {
      base.kind = kind_of(word);
    }
    if (columns_.lon) {
      take_position(row, base);
    }
    for (auto const& [at, field] : columns_.fields) {
      std::string const text = cell(row, at);
      if (text.empty()) {
        continue;
      }
      store::Correction c = base;
      c.column = names_[at];
      c.field = field;
      if (text == kGiveBack) {
        c.give_back = true;
      } else if (text != kNotKnown) {
        auto value = kept_text(field, text);
        if (!value) {
          reject(row.record, names_[at], text, value.error().message);
          continue;
        }
        c.value = *std::move(value);
      }
      batch_.corrections.push_back(std::move(c));
    }
  }

 private:
  static std::string cell(TableRow const& row, std::optional<std::size_t> at) {
    return at && *at < row.cells.size() ? std::string(base::trim(row.cells[*at])) : std::string();
  }

  void take_position(TableRow const& row, store::Correction const& base) {
    std::string const lon = cell(row, columns_.lon);
    std::string const lat = cell(row, columns_.lat);
    if (lon.empty() && lat.empty()) {
      return;
    }
    store::Correction c = base;
    c.column = names_[*columns_.lon];
    c.field = "geom";
    if (lon == kGiveBack || lat == kGiveBack) {
      c.give_back = true;
    } else if (lon == kNotKnown && lat == kNotKnown) {
      c.value.clear();
    } else {
      auto const x = coordinate_of(lon);
      auto const y = coordinate_of(lat);
      if (!x || !y || std::abs(*x) > 180 || std::abs(*y) > 90) {
        reject(row.record, c.column, lon + " " + lat,
               "is no position: longitude from -180 to 180, latitude from -90 to 90");
        return;
      }
      auto const point = rounded({.lon = *x, .lat = *y});
      c.value = fmt::format("[{},{}]", point.lon, point.lat);
    }
    batch_.corrections.push_back(std::move(c));
  }

  void reject(std::int64_t record, std::string_view column, std::string_view value, std::string reason) {
    batch_.rejects.push_back({.file = file_,
                              .record = record,
                              .column = std::string(column),
                              .value = std::string(value),
                              .reason = std::move(reason),
                              .remedy = "mend the cell, leave it empty (nothing changes), or write - (not known)"});
  }

  Columns const& columns_;
  std::vector<std::string> const& names_;
  std::string file_;
  store::ImportBatch& batch_;
};

}  // namespace

base::Result<store::ImportBatch> read_corrections(std::filesystem::path const& file, CorrectionOptions const& options,
                                                  base::Progress const& progress) {
  std::string const name = file.filename().string();
  progress("reading corrections");
  CARTABLE_ASSIGN(std::string const bytes, base::read_file(file, std::size_t{64} << 20U));
  CARTABLE_ASSIGN(auto table, TableInput::open(file, {.encoding = options.encoding, .crs = {}}));
  auto const& layers = table.layers();
  std::size_t layer = 0;
  if (!options.layer.empty()) {
    auto const found =
        std::find_if(layers.begin(), layers.end(), [&](auto const& info) { return info.name == options.layer; });
    if (found == layers.end()) {
      return base::fail(base::ErrorCode::not_found, "{}: has no layer {}", name, options.layer);
    }
    layer = static_cast<std::size_t>(found - layers.begin());
  } else if (layers.size() != 1) {
    return base::fail(base::ErrorCode::bad_usage, "{}: has {} layers; choose one with --layer", name, layers.size());
  }
  std::vector<std::string> const& names = layers[layer].columns;
  CARTABLE_ASSIGN(auto const columns, find_columns(names, options, name));
  store::ImportBatch batch;
  for (auto const& note : layers[layer].notes) {
    batch.notes.push_back(fmt::format("{}: {}", name, note));
  }
  batch.source.slug = "city";
  batch.source.role = "corrections";
  batch.source.files = {name};
  std::string key = bytes;
  for (auto const& [field, column] : options.columns) {
    key += fmt::format("\n{}={}", field, column);
  }
  batch.source.input_hash = base::to_hex(base::stable_hash(key));
  if (!columns.left_out.empty()) {
    std::string list;
    for (auto const& column : columns.left_out) {
      list += (list.empty() ? "" : ", ") + column;
    }
    batch.notes.push_back(fmt::format("{}: columns that are no fields were left out: {}", name, list));
  }
  Reader rows(columns, names, name, batch);
  CARTABLE_TRY(table.read(layer, [&](TableRow& row) {
    rows.take(row);
    return true;
  }));
  return batch;
}

}  // namespace cartable::importers
