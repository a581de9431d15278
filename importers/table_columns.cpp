#include "importers/table_columns.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <array>

namespace cartable::importers {
namespace {

/// A field and the folded column names that obviously mean it, the surest first, separated by '|'. English, French,
/// Spanish, Portuguese, Italian and German, as open-data portals write them.
struct FieldName {
  std::string_view field, columns;
};
constexpr std::array kFields = {
    FieldName{"id", "id|identifier|identifiant|identificador|kennung|code|ref|uid|key|mapid"},
    FieldName{"code", "code|mapid"},
    FieldName{"name", "name|title|nom|libelle|nombre|nome|titre|titulo|bezeichnung|label|denomination"},
    FieldName{"kind", "kind|type|category|categorie|categoria|kategorie|amenity|tipo|art"},
    FieldName{"lon", "longitude|lon|lng|long|longitud|laengengrad|langengrad|geo lon|geo long|gps lon|wgs84 lon|lon wgs84|x"},
    FieldName{"lat", "latitude|lat|latitud|latitudine|breitengrad|geo lat|gps lat|wgs84 lat|lat wgs84|y"},
    FieldName{"description", "description|descripcion|descricao|descrizione|beschreibung"},
    FieldName{"phone", "phone|telephone|telefon|telefono|telefone|tel|phone number|contact phone"},
    FieldName{"email", "email|e mail|mail|courriel|correo|contact email"},
    FieldName{"website", "website|url|web|homepage|site|site web|site internet|link|urllink|url link|webseite|contact website"},
    FieldName{"street", "street|streetaddress|street address|rue|strasse|calle|addr street"},
    FieldName{"housenumber", "housenumber|house number|numero|hausnummer|addr housenumber"},
    FieldName{"postcode", "postcode|postalcode|postal code|zip|zip code|code postal|plz|postleitzahl|cp|addr postcode"},
    FieldName{"city", "city|locality|town|ville|commune|ort|stadt|ciudad|cidade|addr city"},
    FieldName{"address", "address|adresse|direccion|endereco|indirizzo|full address|anschrift"},
    FieldName{"opening_hours", "opening hours|opening times|horaires|hours|horario|offnungszeiten|oeffnungszeiten"},
    FieldName{"wheelchair", "wheelchair|wheelchair access|acces pmr|pmr|rollstuhl|rollstuhlgerecht"},
    FieldName{"fee", "fee|payant|gebuhr|gebuehr"},
    FieldName{"price", "price|tarif|prix|precio|preis|cost"},
    FieldName{"operator", "operator|gestionnaire|operateur|betreiber|operador|trager|traeger"},
    FieldName{"languages", "languages|langues|idiomas|sprachen"},
    FieldName{"capacity", "capacity|capacite|capacidad|kapazitat|kapazitaet"},
    FieldName{"age_min", "age min|min age|age minimum"},
    FieldName{"age_max", "age max|max age|age maximum"},
    FieldName{"booking", "booking|reservation|booking url"},
    FieldName{"checked", "checked|check date|last checked"},
    FieldName{"level", "level|admin level|niveau"},
    FieldName{"group", "group|groupe|gruppe|grupo"},
    FieldName{"estimate", "estimate|people|population|persons|personnes|effectif|personas|personen|estimation"},
    FieldName{"estimate_low", "estimate low|low"},
    FieldName{"estimate_high", "estimate high|high"},
    FieldName{"year", "year|annee|ano|jahr|anno"},
    FieldName{"notes", "notes|note|remarks|remarques|bemerkung"},
};

constexpr std::array<std::string_view, 2> kTranslated = {"name", "description"};

/// Suffixes of two letters that are no languages in column names ("name_id", "name_no", "name_nr").
constexpr std::array<std::string_view, 3> kNoLanguages = {"id", "no", "nr"};

FieldName const* find_field(std::string_view field) {
  auto const found = std::find_if(kFields.begin(), kFields.end(), [&](FieldName const& f) { return f.field == field; });
  return found == kFields.end() ? nullptr : &*found;
}

bool is_language(std::string_view tag) {
  std::string_view const primary = tag.substr(0, tag.find('-'));
  return (primary.size() == 2 || primary.size() == 3) &&
         std::all_of(tag.begin(), tag.end(), [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-'; });
}

/// "name:fr" for name:fr, name_fr, Name.FR, nom_fr; empty for a column that is no translation.
std::string translated_field(std::string_view column) {
  auto const cut = column.find_last_of(":_. ");
  if (cut == std::string_view::npos || cut == 0) {
    return {};
  }
  std::string const language = base::ascii_lower(column.substr(cut + 1));
  if (!is_language(language) || language.size() != 2 ||
      std::find(kNoLanguages.begin(), kNoLanguages.end(), language) != kNoLanguages.end()) {
    return {};
  }
  std::string const stem = base::fold(column.substr(0, cut));
  for (std::string_view const field : kTranslated) {
    auto const names = base::split(find_field(field)->columns, '|');
    if (std::find(names.begin(), names.end(), stem) != names.end()) {
      return fmt::format("{}:{}", field, language);
    }
  }
  return {};
}

/// The column that a person names: as written, else the only one that differs in case.
std::optional<std::size_t> named_column(std::vector<std::string> const& columns, std::string const& name) {
  if (auto const exact = std::find(columns.begin(), columns.end(), name); exact != columns.end()) {
    return static_cast<std::size_t>(exact - columns.begin());
  }
  std::optional<std::size_t> found;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (base::ascii_lower(columns[i]) == base::ascii_lower(name)) {
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

std::vector<std::string_view> TableColumns::field_names() {
  std::vector<std::string_view> out;
  for (FieldName const& field : kFields) {
    out.push_back(field.field);
  }
  return out;
}

base::Result<TableColumns> TableColumns::match(std::vector<std::string> const& columns,
                                               std::map<std::string, std::string> const& map, std::string_view file) {
  TableColumns out;
  out.columns_ = columns;
  for (auto const& [field, column] : map) {
    auto const colon = field.find(':');
    bool const translated = colon != std::string::npos && is_language(std::string_view(field).substr(colon + 1)) &&
                            std::find(kTranslated.begin(), kTranslated.end(), field.substr(0, colon)) != kTranslated.end();
    if (!translated && find_field(field) == nullptr) {
      std::vector<std::string> names;
      for (FieldName const& known : kFields) {
        names.emplace_back(known.field);
      }
      return base::fail(base::ErrorCode::bad_usage,
                        "--map {}={}: there is no field {}; fields are {}, and name:xx, description:xx for a language", field,
                        column, field, joined(names));
    }
    auto const index = named_column(columns, column);
    if (!index) {
      return base::fail(base::ErrorCode::not_found, "--map {}={}: {} has no column {}; its columns are: {}", field, column,
                        file, column, joined(columns));
    }
    out.fields_[field] = Column{.index = *index, .mapped = true};
  }
  std::vector<std::string> folded;
  for (std::string const& column : columns) {
    folded.push_back(base::fold(column));
  }
  for (FieldName const& field : kFields) {
    if (out.fields_.contains(field.field)) {
      continue;
    }
    for (std::string const& name : base::split(field.columns, '|')) {
      auto const found = std::find(folded.begin(), folded.end(), name);
      if (found != folded.end()) {
        out.fields_[std::string(field.field)] =
            Column{.index = static_cast<std::size_t>(found - folded.begin()), .mapped = false};
        break;
      }
    }
  }
  if (!out.fields_.contains("name")) {  // "LIBRARY_NAME", when it is the only one of its kind
    auto const ends_in_name = [](std::string const& column) { return column.ends_with(" name"); };
    auto const first = std::find_if(folded.begin(), folded.end(), ends_in_name);
    if (first != folded.end() && std::find_if(first + 1, folded.end(), ends_in_name) == folded.end()) {
      out.fields_["name"] = Column{.index = static_cast<std::size_t>(first - folded.begin()), .mapped = false};
    }
  }
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (std::string const field = translated_field(columns[i]); !field.empty()) {
      out.fields_.try_emplace(field, Column{.index = i, .mapped = false});
    }
  }
  return out;
}

std::optional<std::size_t> TableColumns::find(std::string_view field) const {
  auto const found = fields_.find(field);
  return found == fields_.end() ? std::nullopt : std::optional(found->second.index);
}

bool TableColumns::is_mapped(std::string_view field) const {
  auto const found = fields_.find(field);
  return found != fields_.end() && found->second.mapped;
}

std::string_view TableColumns::name_of(std::string_view field) const {
  auto const index = find(field);
  return index ? std::string_view(columns_[*index]) : field;
}

std::string_view TableColumns::value(std::vector<std::string> const& row, std::string_view field) const {
  auto const index = find(field);
  return index && *index < row.size() ? base::trim(row[*index]) : std::string_view();
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
