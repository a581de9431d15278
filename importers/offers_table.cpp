#include "importers/offers_table.hpp"

#include "base/language_names.hpp"
#include "base/local_time.hpp"
#include "base/text.hpp"
#include "importers/offer_words.hpp"
#include "importers/osm_isced.hpp"
#include "importers/source_bytes.hpp"
#include "importers/table_columns.hpp"
#include "importers/table_guess.hpp"
#include "importers/table_input.hpp"
#include "importers/table_numbers.hpp"
#include "importers/table_profile.hpp"
#include "importers/table_values.hpp"
#include "importers/table_words.hpp"
#include "store/ical_text.hpp"
#include "store/open_format_fields.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <map>
#include <optional>
#include <set>
#include <unordered_map>
#include <utility>

namespace cartable::importers {
namespace {

using store::Offer;
using store::Session;
using store::TemplateField;

constexpr int kFormatVersion = 1;
constexpr double kExact = 1, kPlain = 0.85, kLikely = 0.7, kNeeded = 0.6;
constexpr std::size_t kMaxWords = 200;
constexpr std::int64_t kRowsPerReport = 1000;

/// Column names that mean a field of offers, beside those of the template; folded when compared.
struct OtherNames {
  std::string_view field;
  double strength;
  std::string_view names;
};
constexpr std::array kOtherNames{
    OtherNames{
        "name", kPlain,
        "offer|course|course name|course title|class|workshop|activity|title|name|offre|cours|atelier|activite|"
        "formation|intitule|titre|nom|nom du cours|intitule de la formation|oferta|curso|taller|actividad|nombre|"
        "titulo|kurs|kursname|titel|angebot|corso|titolo|курс|название|занятие|دورة|العنوان|课程|课程名|名称"},
    OtherNames{"place", kPlain,
               "place|venue|location|where|site|lieu|lieu du cours|structure|etablissement|lugar|sede|centro|ort|"
               "veranstaltungsort|luogo|место|площадка|المكان|地点|场所"},
    OtherNames{"place_id", kPlain, "place id|id lieu|identifiant du lieu|osm|id place|place_id|osm id|id lugar"},
    OtherNames{"topics", kPlain,
               "topic|topics|subject|subjects|theme|themes|thematique|thematiques|discipline|matiere|domaine|categorie|"
               "category|categories|tema|materia|categoria|thema|fach|isced f|тема|предмет|主题|موضوع"},
    OtherNames{"level", kPlain, "level|isced|isced level|niveau|nivel|stufe|cine|уровень"},
    OtherNames{"audiences", kPlain,
               "audience|audiences|target group|target groups|for whom|public|publics|public cible|publics cibles|"
               "beneficiaires|publico|destinatarios|zielgruppe|целевая группа|аудитория|الفئة المستهدفة|人群|对象"},
    OtherNames{
        "languages", kPlain,
        "language|languages|langue|langues|idioma|idiomas|lengua|sprache|sprachen|lingua|lingue|язык|языки|اللغة|语言"},
    OtherNames{"age", kPlain,
               "age|ages|age range|age group|tranche d age|edad|edades|alter|altersgruppe|возраст|العمر|年龄"},
    OtherNames{"age_min", kPlain,
               "age min|min age|minimum age|age minimum|edad minima|mindestalter|age_min|a partir de"},
    OtherNames{"age_max", kPlain, "age max|max age|maximum age|age maximum|edad maxima|hochstalter|age_max"},
    OtherNames{"fee", kPlain,
               "fee|cost|free|frais|cout|gratuit|coste|gratis|kosten|kostenlos|стоимость|التكلفة|费用|payant"},
    OtherNames{"price", kPlain, "price|tarif|prix|precio|preis|prezzo|цена|السعر|价格|tarifs|amount"},
    OtherNames{"modalities", kPlain,
               "modality|modalities|mode|modes|modalite|modalites|modalidad|modalidades|format|формат"},
    OtherNames{"schedule", kPlain,
               "schedule|hours|times|when|opening hours|days and times|horaires|horaire|jours et horaires|planning|"
               "creneaux|horario|horarios|zeiten|termine|offnungszeiten|расписание|время|المواعيد|时间|时间表"},
    OtherNames{"date", kPlain,
               "date|day|session date|date de la seance|jour|fecha|datum|tag|дата|التاريخ|日期|dtstart"},
    OtherNames{"start_time", kPlain,
               "start|start time|starts|begin|from|heure de debut|debut|heure debut|de|hora de inicio|inicio|beginn|"
               "начало|بداية|开始"},
    OtherNames{"end_time", kPlain,
               "end|end time|ends|until|to|heure de fin|fin|heure fin|hora de fin|ende|окончание|конец|نهاية|结束"},
    OtherNames{"weekly_until", kPlain, "every week until|weekly until|repeats until|repete jusqu au|se repite hasta"},
    OtherNames{
        "booking", kPlain,
        "booking|registration|sign up|how to sign up|inscription|reservation|inscripcion|reserva|anmeldung|запись"},
    OtherNames{"url", kPlain, "url|website|web|link|page|site web|lien|site internet|enlace|webseite|ссылка|сайт|网址"},
    OtherNames{"organisation", kPlain,
               "organisation|organization|organizer|organiser|provider|organisme|organisateur|association|porteur|"
               "organizacion|entidad|organizador|anbieter|veranstalter|организация|المنظمة|机构"},
    OtherNames{"recognition", kPlain, "recognition|vae|validation des acquis|recognises prior learning|rpl"},
    OtherNames{"lat", kPlain, "lat|latitude|latitud|breitengrad|широта|纬度"},
    OtherNames{"lon", kPlain, "lon|lng|long|longitude|longitud|langengrad|долгота|经度"},
};

/// Without the star of a required column and what stands in brackets at its end.
std::string bare(std::string_view name) {
  std::string text(base::trim(name));
  while (text.ends_with('*') || text.ends_with(' ')) {
    text.pop_back();
  }
  return text;
}

std::vector<std::string> items_of(std::string_view cell) {
  std::vector<std::string> out;
  std::string text(cell);
  for (std::string_view const mark : {"،", "；", "、", "，", "|", "\n"}) {
    for (std::size_t at = text.find(mark); at != std::string::npos; at = text.find(mark, at)) {
      text.replace(at, mark.size(), ";");
    }
  }
  for (std::string const& part : base::split(text, ';')) {
    // Commas separate too, where there is no other mark.
    if (text.find(';') == std::string::npos) {
      for (std::string& piece : base::split(part, ',')) {
        out.push_back(std::move(piece));
      }
    } else {
      out.push_back(part);
    }
  }
  return out;
}

std::optional<int> first_number(std::string_view text, std::size_t& at) {
  while (at < text.size() && (text[at] < '0' || text[at] > '9')) {
    ++at;
  }
  int value = 0;
  auto const [end, error] = std::from_chars(text.data() + at, text.data() + text.size(), value);
  if (error != std::errc{}) {
    return std::nullopt;
  }
  at = static_cast<std::size_t>(end - text.data());
  return value;
}

/// "18:30", "18h30", "18.30", "6:30 pm", "9", "0.75" of a spreadsheet's day.
std::optional<std::pair<int, int>> clock_of(std::string_view text) {
  text = base::trim(text);
  std::string const lower = base::ascii_lower(text);
  std::size_t at = 0;
  auto hour = first_number(lower, at);
  if (!hour) {
    return std::nullopt;
  }
  if (*hour == 0 && at < lower.size() && lower[at] == '.' && lower.size() - at > 3) {  // a part of a day
    double const part = std::strtod(lower.c_str(), nullptr);
    auto const minutes = static_cast<int>(std::lround(part * 1440));
    return std::pair(minutes / 60 % 24, minutes % 60);
  }
  int minute = 0;
  if (at < lower.size() && (lower[at] == ':' || lower[at] == 'h' || lower[at] == '.')) {
    std::size_t next = at + 1;
    if (next < lower.size() && lower[next] >= '0' && lower[next] <= '9') {
      auto const read = first_number(lower, next);
      minute = read.value_or(0);
      at = next;
    }
  }
  bool const afternoon = lower.find("pm", at) != std::string::npos || lower.find("p.m", at) != std::string::npos;
  bool const morning = lower.find("am", at) != std::string::npos || lower.find("a.m", at) != std::string::npos;
  if (afternoon && *hour < 12) {
    *hour += 12;
  } else if (morning && *hour == 12) {
    *hour = 0;
  }
  if (*hour > 24 || minute > 59 || (*hour == 24 && minute > 0)) {
    return std::nullopt;
  }
  return std::pair(*hour, minute);
}

class OfferReading {
 public:
  OfferReading(std::filesystem::path const& file, OfferSourceOptions const& options, CityContext const& city,
               PlaceLinks& links, TableReport* report)
      : file_(file), name_(file.filename().string()), options_(options), city_(city), links_(links), report_(report) {
    for (auto const& [field, values] : options.values) {
      for (auto const& [theirs, ours] : values) {
        values_[field].emplace(base::fold(theirs), ours);
      }
    }
  }

  base::Result<store::ImportBatch> run(base::Progress const& progress);

 private:
  base::Status choose_layer();
  base::Status choose_columns(TableInput::Layer const& layer);
  [[nodiscard]] std::string_view cell(TableRow const& row, std::string_view field) const;
  [[nodiscard]] std::string value(std::string_view field, std::string_view item) const;
  void take(TableRow const& row);
  void read_offer(TableRow const& row, Offer& offer);
  void read_words(TableRow const& row, Offer& offer);
  void read_numbers(TableRow const& row, Offer& offer);
  void link_place(TableRow const& row, Offer& offer);
  std::string organisation_of(std::string_view word);
  void add_session(TableRow const& row, Offer const& offer);
  void reject(TableRow const& row, std::string_view field, std::string_view reason, std::string_view remedy,
              std::string const& id = {});
  void not_understood(std::string_view field, std::string_view word);
  void add_notes();
  [[nodiscard]] std::string column_name(std::string_view field) const;

  std::filesystem::path const& file_;
  std::string name_;
  OfferSourceOptions const& options_;
  CityContext const& city_;
  PlaceLinks& links_;
  TableReport* report_;
  store::ImportBatch batch_;
  std::optional<TableInput> input_;
  std::size_t layer_ = 0;
  std::map<std::string, std::size_t, std::less<>> columns_;
  std::map<std::string, std::size_t, std::less<>> translations_;  ///< "name:fr" → column
  std::map<std::string, std::unordered_map<std::string, std::string>, std::less<>> values_;
  store::Visibility visibility_ = store::Visibility::everyone;
  std::optional<base::TimeZone> zone_;
  std::unordered_map<std::string, std::size_t> offers_by_id_;
  std::unordered_map<std::string, std::int64_t> record_of_;
  std::set<std::string> sessions_, new_organisations_;
  std::map<std::string, std::map<std::string, std::int64_t>, std::less<>> unknown_;
  std::int64_t examples_ = 0, without_key_ = 0, no_place_ = 0;
};

std::string OfferReading::column_name(std::string_view field) const {
  auto const found = columns_.find(field);
  return found == columns_.end() ? std::string(field) : input_->layers()[layer_].columns[found->second];
}

std::string_view OfferReading::cell(TableRow const& row, std::string_view field) const {
  auto const found = columns_.find(field);
  if (found == columns_.end()) {
    return {};
  }
  std::string_view const text = row.cells[found->second];
  return is_nothing(text) ? std::string_view() : text;
}

/// What a person said that a value means, else the value.
std::string OfferReading::value(std::string_view field, std::string_view item) const {
  if (auto const values = values_.find(field); values != values_.end()) {
    if (auto const ours = values->second.find(base::fold(item)); ours != values->second.end()) {
      return ours->second;
    }
  }
  return std::string(item);
}

void OfferReading::not_understood(std::string_view field, std::string_view word) {
  auto& words = unknown_[std::string(field)];
  std::string shown = base::mend_utf8(word.substr(0, 80));
  if (words.size() < kMaxWords || words.contains(shown)) {
    ++words[std::move(shown)];
  }
}

void OfferReading::reject(TableRow const& row, std::string_view field, std::string_view reason, std::string_view remedy,
                          std::string const& id) {
  batch_.rejects.push_back({.file = name_,
                            .record = row.record,
                            .column = column_name(field),
                            .value = std::string(cell(row, field)),
                            .reason = std::string(reason),
                            .remedy = std::string(remedy)});
  if (report_ != nullptr) {
    report_->rejects.push_back({.record = row.record,
                                .line = row.line,
                                .cells = {row.cells.begin(), row.cells.end()},
                                .id = id,
                                .what = batch_.rejects.back()});
  }
}

base::Status OfferReading::choose_columns(TableInput::Layer const& layer) {
  columns_.clear();
  translations_.clear();
  std::map<std::string, double> strength;
  std::vector<OfferColumn> meanings;
  for (std::size_t i = 0; i < layer.columns.size(); ++i) {
    std::string const translated = translated_field(layer.columns[i]);
    if (!translated.empty()) {
      translations_.emplace(translated, i);
      meanings.emplace_back();
      continue;
    }
    meanings.push_back(offer_column(layer.columns[i]));
    OfferColumn const& column = meanings.back();
    if (column.strength >= kNeeded && column.strength > strength[column.field]) {
      strength[column.field] = column.strength;
      columns_[column.field] = i;
    }
  }
  std::set<std::string> told;
  for (auto const& pair : options_.columns) {
    std::string const& field = pair.first;
    std::string const& column = pair.second;
    bool const known = field == "lat" || field == "lon" || field == "age" ||
                       std::any_of(store::offer_fields().begin(), store::offer_fields().end(),
                                   [&](TemplateField const& f) { return f.key == field; });
    if (!known) {
      std::string names;
      for (TemplateField const& one : store::offer_fields()) {
        names += fmt::format("{}{}", names.empty() ? "" : ", ", one.key);
      }
      return base::fail(base::ErrorCode::bad_usage,
                        "--map {}={}: offers have no such field; they have {}, lat, lon, age", field, column, names);
    }
    auto const found = std::find_if(layer.columns.begin(), layer.columns.end(), [&](std::string const& name) {
      return name == column || base::fold(name) == base::fold(column);
    });
    if (found == layer.columns.end()) {
      return base::fail(base::ErrorCode::not_found, "{}: has no column {}; its columns are: {}", name_, column,
                        joined(layer.columns));
    }
    columns_[field] = static_cast<std::size_t>(found - layer.columns.begin());
    strength[field] = kExact;
    told.insert(field);
  }
  if (report_ != nullptr) {
    report_->file = name_;
    report_->driver = input_->driver();
    report_->layer = layer.name;
    report_->role = "offers";
    report_->columns = layer.columns;
    report_->original = layer.original;
    report_->mapping.clear();
    report_->unused.clear();
    std::set<std::size_t> used;
    for (auto const& [field, column] : columns_) {
      used.insert(column);
      report_->mapping.push_back({.field = field,
                                  .column = layer.columns[column],
                                  .confidence = strength[field],
                                  .told = told.contains(field),
                                  .why = told.contains(field) ? "you said so" : "its name",
                                  .samples = {}});
    }
    for (auto const& [field, column] : translations_) {
      used.insert(column);
      report_->mapping.push_back({.field = field,
                                  .column = layer.columns[column],
                                  .confidence = 1,
                                  .told = false,
                                  .why = "its name",
                                  .samples = {}});
    }
    for (std::size_t i = 0; i < layer.columns.size(); ++i) {
      if (!used.contains(i)) {
        report_->unused.push_back(layer.columns[i]);
      }
    }
  }
  return {};
}

base::Status OfferReading::choose_layer() {
  auto const& layers = input_->layers();
  if (!options_.layer.empty()) {
    auto const found =
        std::find_if(layers.begin(), layers.end(), [&](auto const& layer) { return layer.name == options_.layer; });
    if (found == layers.end()) {
      std::vector<std::string> names;
      names.reserve(layers.size());
      for (auto const& layer : layers) {
        names.push_back(layer.name);
      }
      return base::fail(base::ErrorCode::not_found, "{}: has no layer {}; its layers are: {}", name_, options_.layer,
                        joined(names));
    }
    layer_ = static_cast<std::size_t>(found - layers.begin());
  } else {
    // The sheet with most columns of offers; the template's own sheet of values has none.
    std::size_t most = 0;
    for (std::size_t i = 0; i < layers.size(); ++i) {
      auto const known = static_cast<std::size_t>(
          std::count_if(layers[i].columns.begin(), layers[i].columns.end(),
                        [](std::string const& column) { return offer_column(column).strength >= kNeeded; }));
      if (layers[i].rows != 0 && known > most) {
        most = known;
        layer_ = i;
      }
    }
  }
  CARTABLE_TRY(choose_columns(layers[layer_]));
  if (!columns_.contains("name")) {
    return base::fail(
        base::ErrorCode::invalid_value,
        "{}: no column is sure to hold the name of an offer; say which with --map name=COLUMN; its columns "
        "are: {}",
        name_, joined(layers[layer_].columns));
  }
  return {};
}

void OfferReading::link_place(TableRow const& row, Offer& offer) {
  PlaceWanted wanted;
  wanted.id = cell(row, "place_id");
  wanted.name = cell(row, "place");
  if (std::string_view const address = cell(row, "address"); !address.empty()) {
    wanted.address["full"] = address;
  }
  std::size_t end = 0;
  auto const degrees = [&](std::string_view text) -> std::optional<double> {
    std::string number(text);
    std::replace(number.begin(), number.end(), ',', '.');
    try {
      double const out = std::stod(number, &end);
      return end == number.size() ? std::optional(out) : std::nullopt;
    } catch (std::exception const&) {
      return std::nullopt;
    }
  };
  auto const lat = degrees(cell(row, "lat")), lon = degrees(cell(row, "lon"));
  if (lat && lon && geo::is_valid({.lon = *lon, .lat = *lat})) {
    wanted.point = geo::LonLat{.lon = *lon, .lat = *lat};
  }
  if (wanted.id.empty() && !wanted.name.empty() && base::is_record_id(wanted.name) &&
      wanted.name.find(':') != std::string::npos) {
    wanted.id = wanted.name;
  }
  if (wanted.empty()) {
    bool const needs_none =
        std::find(offer.modalities.begin(), offer.modalities.end(), "remote") != offer.modalities.end() ||
        std::find(offer.modalities.begin(), offer.modalities.end(), "at-home") != offer.modalities.end();
    no_place_ += needs_none ? 0 : 1;
    return;
  }
  PlaceFound found;
  if (city_.places != nullptr) {
    found = city_.places->find(wanted);
  }
  if (found.verdict == PlaceVerdict::certain) {
    offer.place = found.candidates.front().id;
    ++links_.certain;
    return;
  }
  std::string said;
  for (std::string_view const part :
       {std::string_view(wanted.id), std::string_view(wanted.name), cell(row, "address")}) {
    if (!part.empty()) {
      said += (said.empty() ? "" : ", ") + std::string(part);
    }
  }
  offer.head.identifiers["location"] = said.substr(0, 500);
  links_.doubtful.push_back({.file = name_,
                             .record = row.record,
                             .name = offer.name,
                             .wanted = said,
                             .column = column_name("place_id"),
                             .found = std::move(found),
                             .line = row.line,
                             .cells = {row.cells.begin(), row.cells.end()}});
}

std::string OfferReading::organisation_of(std::string_view word) {
  if (word.empty()) {
    return {};
  }
  for (std::string const& key : {std::string(word), base::fold(word)}) {
    if (auto const found = city_.organisations.find(key); found != city_.organisations.end()) {
      return found->second;
    }
  }
  store::Organisation organisation;
  organisation.head.id = batch_.source.slug + ":org." + base::to_hex(base::stable_hash(base::fold(word)));
  organisation.head.source = batch_.source.slug;
  organisation.head.visibility = visibility_;
  organisation.name = word;
  organisation.roles = {"provider"};
  organisation.sources.push_back({.source = batch_.source.slug, .key = std::string(word), .date = batch_.source.date});
  std::string id = organisation.head.id;
  if (new_organisations_.insert(id).second) {
    batch_.organisations.push_back(std::move(organisation));
  }
  return id;
}

void OfferReading::read_words(TableRow const& row, Offer& offer) {
  for (std::string const& item : items_of(cell(row, "topics"))) {
    auto const codes = topic_codes(value("topics", item));
    for (std::string const& code : codes) {
      add_once(offer.topics, code);
    }
    if (codes.empty()) {
      not_understood("topics", item);
    }
  }
  std::string_view const audiences = cell(row, "audiences");
  for (std::string const& item : items_of(audiences)) {
    std::string const word = value("audiences", item);
    auto const group = store::choice_called(store::audience_choices(), word);
    if (!group.empty()) {
      add_evidence(offer.audiences, group, true, {column_name("audiences"), item, batch_.source.slug});
    } else {
      not_understood("audiences", item);
    }
  }
  for (std::string const& item : items_of(cell(row, "modalities"))) {
    auto const modality = store::choice_called(store::modality_choices(), value("modalities", item));
    add_once(offer.modalities, modality);
    if (modality.empty()) {
      not_understood("modalities", item);
    }
  }
  for (std::string const& item : items_of(cell(row, "languages"))) {
    auto const tag = base::find_language(value("languages", item));
    if (tag) {
      add_once(offer.languages, *tag);
    } else {
      not_understood("languages", item);
    }
  }
  for (std::string const& item : items_of(cell(row, "level"))) {
    std::string const word = value("level", item);
    auto const choice = store::choice_called(store::level_choices(), word);
    std::uint16_t const levels = parse_isced(choice.empty() ? std::string_view(word) : choice, true).sure;
    offer.isced |= levels;
    if (levels == 0) {
      not_understood("level", item);
    }
  }
}

void OfferReading::read_numbers(TableRow const& row, Offer& offer) {
  auto const number = [&](std::string_view field, std::optional<int>& into, int most) {
    std::string_view const text = cell(row, field);
    if (text.empty()) {
      return;
    }
    std::size_t at = 0;
    if (auto const read = first_number(text, at); read && *read <= most && text.find('-') == std::string_view::npos) {
      into = read;
    } else {
      not_understood(field, text);
    }
  };
  if (std::string_view const text = cell(row, "age"); !text.empty()) {  // "6-12", "16+", "from 60"
    std::size_t at = 0;
    if (auto const low = first_number(text, at); low && *low <= 130) {
      offer.age_min = low;
      if (auto const high = first_number(text, at); high && *high <= 130 && *high >= *low) {
        offer.age_max = high;
      }
    } else {
      not_understood("age", text);
    }
  }
  number("age_min", offer.age_min, 130);
  number("age_max", offer.age_max, 130);
  number("capacity", offer.capacity, 1'000'000);
}

void OfferReading::read_offer(TableRow const& row, Offer& offer) {
  read_words(row, offer);
  read_numbers(row, offer);
  for (auto const& [field, column] : translations_) {
    std::size_t const colon = field.find(':');
    std::string_view const text = row.cells[column];
    if (colon != std::string::npos && !is_nothing(text)) {
      (field.starts_with("name") ? offer.names : offer.description)[field.substr(colon + 1)] = text;
    }
  }
  if (std::string_view const text = cell(row, "description"); !text.empty()) {
    offer.description.try_emplace("und", plain_text(text));
  }
  std::string_view const fee = cell(row, "fee");
  offer.price = cell(row, "price");
  if (!fee.empty()) {
    std::string const word = value("fee", fee);
    auto known = store::parse_fee(store::choice_called(store::fee_choices(), word));
    if (!known) {
      known = fee_of(word, asks_whether_free(column_name("fee")));
    }
    bool const amount = !known && std::any_of(word.begin(), word.end(), [](char c) { return c >= '1' && c <= '9'; });
    if (known) {
      offer.fee = *known;
    } else if (amount) {
      offer.fee = store::Fee::paid;
      offer.price = offer.price.empty() ? word : offer.price;
    } else {
      not_understood("fee", fee);
    }
  } else if (!offer.price.empty()) {
    bool const amount =
        std::any_of(offer.price.begin(), offer.price.end(), [](char c) { return c >= '1' && c <= '9'; });
    auto const said = fee_of(offer.price, false);
    bool const zero = !amount && offer.price.find('0') != std::string::npos;
    offer.fee = amount ? store::Fee::paid : zero ? store::Fee::free : said.value_or(store::Fee::unknown);
  }
  offer.schedule = cell(row, "schedule");
  if (auto const word = cell(row, "recognition"); !word.empty()) {
    auto const answer = store::choice_called(store::yes_no_choices(), value("recognition", word));
    if (auto const tri = store::parse_tri(answer); tri && !answer.empty()) {
      offer.recognition = *tri;
    } else {
      not_understood("recognition", word);
    }
  }
  offer.booking = cell(row, "booking");
  if (is_personal_email(offer.booking)) {
    offer.booking.clear();
    not_understood("booking", "an address of a person");
  }
  offer.url = web_address(cell(row, "url"));
  if (std::string_view const text = cell(row, "checked"); !text.empty()) {
    offer.checked = checked_date(text);
    if (offer.checked.empty()) {
      not_understood("checked", text);
    }
  }
  offer.organisation = organisation_of(cell(row, "organisation"));
  link_place(row, offer);
}

void OfferReading::add_session(TableRow const& row, Offer const& offer) {
  std::string_view const written = cell(row, "date");
  if (written.empty()) {
    return;
  }
  std::string const date = iso_date(written);
  auto const start = clock_of(cell(row, "start_time")), end = clock_of(cell(row, "end_time"));
  std::string_view const remedy = "write the date as 2026-11-28 and the times as 18:30";
  if (date.empty()) {
    reject(row, "date", "is no date; the offer was taken without this session", remedy);
    return;
  }
  if ((!start && !cell(row, "start_time").empty()) || (!end && !cell(row, "end_time").empty())) {
    reject(row, start ? "end_time" : "start_time", "is no time of day; the offer was taken without this session",
           remedy);
    return;
  }
  if (!zone_) {
    reject(row, "date", "cannot be placed in time, as the city's time zone is not known",
           "say it with --timezone Europe/Paris");
    return;
  }
  auto const at = [&](std::optional<std::pair<int, int>> clock, int extra_days) {
    base::LocalTime wall{std::stoi(date.substr(0, 4)), std::stoi(date.substr(5, 2)), std::stoi(date.substr(8, 2))};
    std::int64_t const seconds = clock ? clock->first * 3600 + clock->second * 60 : 0;
    return zone_->instant(base::from_wall_seconds(wall_seconds(wall) + seconds + extra_days * std::int64_t{86'400}));
  };
  Session session;
  std::int64_t const starts = at(start, 0);
  std::int64_t ends = end ? at(end, 0) : start ? starts : at(std::nullopt, 1);
  if (ends < starts) {
    ends = at(end, 1);  // past midnight
  }
  std::string const key = offer.head.id.substr(offer.head.id.find(':') + 1);
  session.uid = key + "/" + date + (start ? fmt::format("T{:02}{:02}", start->first, start->second) : "");
  session.head.id = batch_.source.slug + ":" + safe_key("session." + session.uid);
  session.head.source = batch_.source.slug;
  session.head.visibility = visibility_;
  session.offer = offer.head.id;
  session.place = offer.place;
  session.organisation = offer.organisation;
  session.name = offer.name;
  session.names = offer.names;
  session.timezone = zone_->name();
  session.starts = zone_->rfc3339(starts);
  session.ends = ends > starts ? zone_->rfc3339(ends) : std::string();
  session.state = "scheduled";
  session.festival = options_.festival.empty() ? std::string() : slug_of(options_.festival);
  session.capacity = offer.capacity;
  session.url = offer.url;
  if (std::string_view const until = cell(row, "weekly_until"); !until.empty()) {
    std::string const last = iso_date(until);
    if (last.empty() || last < date) {
      reject(row, "weekly_until", "is no date after the first session; that alone was taken", remedy);
    } else {
      base::LocalTime const wall{
          std::stoi(last.substr(0, 4)), std::stoi(last.substr(5, 2)), std::stoi(last.substr(8, 2)), 23, 59, 59};
      session.rrule =
          "FREQ=WEEKLY;UNTIL=" +
          store::ical_value(store::CalendarTime{
              .wall = base::from_wall_seconds(zone_->instant(wall)), .is_date = false, .is_utc = true, .tzid = {}});
    }
  }
  if (!sessions_.insert(session.head.id).second) {
    reject(row, "date", "is a session of this offer that an earlier row has", "take out the repetition");
    return;
  }
  batch_.sessions.push_back(std::move(session));
}

void OfferReading::take(TableRow const& row) {
  if (std::any_of(row.cells.begin(), row.cells.end(), store::is_example_mark)) {
    ++examples_;
    return;
  }
  ++batch_.counts.offers_read;
  if (row.problem) {
    reject(row, "name", row.problem->reason, row.problem->remedy);
    return;
  }
  std::string_view const key = cell(row, "id"), name = cell(row, "name");
  std::string const id = key.empty() ? std::string() : batch_.source.slug + ":" + safe_key(key);
  if (name.empty()) {
    reject(row, "name", "has no name", "fill in the name of the offer", id);
    return;
  }
  Offer offer;
  offer.name = name;
  offer.head.source = batch_.source.slug;
  offer.head.visibility = visibility_;
  std::string own(key);
  if (key.empty()) {
    ++without_key_;
    own =
        base::to_hex(base::stable_hash(fmt::format("{}|{}|{}|{}", base::fold(name), base::fold(cell(row, "place_id")),
                                                   base::fold(cell(row, "place")), base::fold(cell(row, "address")))));
  }
  offer.head.id = batch_.source.slug + ":" + safe_key(own);
  if (auto const before = offers_by_id_.find(offer.head.id); before != offers_by_id_.end()) {
    bool const another_session =
        !cell(row, "date").empty() && base::fold(batch_.offers[before->second].name) == base::fold(name);
    if (another_session) {
      add_session(row, batch_.offers[before->second]);
    } else if (key.empty()) {
      reject(row, "name", fmt::format("has the name and place of record {}", record_of_[offer.head.id]),
             "take out the repetition, or give each offer a number of its own");
    } else {
      reject(row, "id", fmt::format("is the number of record {} too", record_of_[offer.head.id]),
             "give each offer a number of its own");
    }
    return;
  }
  offer.sources.push_back({.source = batch_.source.slug, .key = own, .date = batch_.source.date});
  read_offer(row, offer);
  offers_by_id_.emplace(offer.head.id, batch_.offers.size());
  record_of_.emplace(offer.head.id, row.record);
  batch_.offers.push_back(std::move(offer));
  add_session(row, batch_.offers.back());
}

void OfferReading::add_notes() {
  auto const note = [&](bool when, std::string const& text) {
    if (when) {
      batch_.notes.push_back(name_ + ": " + text);
    }
  };
  note(examples_ > 0, fmt::format("{} rows are marked as examples and were not read", examples_));
  note(without_key_ > 0,
       fmt::format("{} offers have no number of their own, so ids are made of name and place: one that "
                   "is renamed will look new",
                   without_key_));
  note(no_place_ > 0, fmt::format("{} offers name no place and are neither remote nor at home", no_place_));
  note(city_.places == nullptr || city_.places->empty(),
       "the city has no places yet; import them first, then this file again");
  for (auto const& [field, words] : unknown_) {
    std::int64_t count = 0;
    std::string list;
    std::size_t shown = 0;
    for (auto const& [word, times] : words) {
      count += times;
      if (++shown <= 5) {
        list += fmt::format("{}\"{}\" ({})", list.empty() ? "" : ", ", word, times);
      }
    }
    note(true,
         fmt::format("{} values of {} were not understood and left out: {}{}; teach them with --mapping FILE.json: "
                     "{{\"values\": {{\"{}\": {{\"{}\": \"…\"}}}}}}",
                     count, column_name(field), list, words.size() > 5 ? ", …" : "", field, words.begin()->first));
    if (report_ != nullptr) {
      report_->unknown_values[field] = words;
    }
  }
}

base::Result<store::ImportBatch> OfferReading::run(base::Progress const& progress) {
  CARTABLE_ASSIGN(visibility_, visibility_of(options_.visibility));
  CARTABLE_ASSIGN(auto input, TableInput::open(file_, {.encoding = options_.encoding, .crs = {}}));
  input_ = std::move(input);
  CARTABLE_TRY(choose_layer());
  auto const& layer = input_->layers()[layer_];
  batch_.source.licence = options_.licence;
  batch_.source.attribution = options_.attribution;
  batch_.source.date = options_.date;
  batch_.source.role = "offers";
  CARTABLE_ASSIGN(std::uint64_t const hash, hash_of_files(file_, "offers", {}, batch_.source));
  std::string told =
      fmt::format("{}\n{:x}\n{}\n{}\n{}\n{}\n{}\n{}\n", kFormatVersion, hash, options_.source, options_.licence,
                  options_.date, options_.visibility, options_.layer, options_.festival);
  for (auto const& [field, column] : options_.columns) {
    told += fmt::format("{}={}\n", field, column);
  }
  for (auto const& [field, values] : options_.values) {
    for (auto const& [theirs, ours] : values) {
      told += fmt::format("{}:{}={}\n", field, theirs, ours);
    }
  }
  batch_.source.input_hash = base::to_hex(base::stable_hash(told));
  std::string const original = layer.original.empty() ? name_ : layer.original;
  batch_.source.slug =
      slug_of(options_.source.empty() ? std::filesystem::path(original).stem().string() : options_.source);
  zone_ = base::TimeZone::find(city_.timezone);
  for (std::string const& text : layer.notes) {
    batch_.notes.push_back(fmt::format("{}: {}", name_, text));
  }
  bool stopped = false;
  auto const total = static_cast<std::uint64_t>(std::max<std::int64_t>(0, layer.rows));
  CARTABLE_TRY(input_->read(layer_, [&](TableRow& row) {
    if (row.record % kRowsPerReport == 0) {
      progress("reading rows", static_cast<std::uint64_t>(row.record), total);
      stopped = progress.stop.stop_requested();
    }
    take(row);
    return !stopped;
  }));
  if (stopped) {
    return base::fail(base::ErrorCode::cancelled, "{}: reading was stopped", name_);
  }
  if (batch_.offers.empty()) {
    if (batch_.rejects.empty()) {
      return base::fail(base::ErrorCode::invalid_value, "{}: has no offer{}", name_,
                        examples_ > 0 ? ", only the template's example" : "");
    }
    store::Reject const& first = batch_.rejects.front();
    return base::fail(base::ErrorCode::invalid_value,
                      "{}: none of its {} rows can be taken; the first: {} \"{}\" {}; {}", name_, batch_.rejects.size(),
                      first.column, first.value, first.reason, first.remedy);
  }
  bool const all = !input_->is_rejects();
  batch_.has_offers = all;
  batch_.has_sessions = all && columns_.contains("date");
  if (all) {  // a calendar of the same source brings its own, which this table cannot know
    for (Offer const& offer : city_.offers) {
      if (offer.head.source == batch_.source.slug && offer.head.id.starts_with(batch_.source.slug + ":offer.")) {
        batch_.offers.push_back(offer);
      }
    }
  }
  add_notes();
  return std::move(batch_);
}

}  // namespace

OfferColumn offer_column(std::string_view name) {
  std::string const text = bare(name);
  std::string const folded = base::fold(text);
  if (folded.empty()) {
    return {};
  }
  for (TemplateField const& field : store::offer_fields()) {
    bool const header = std::any_of(field.headers.begin(), field.headers.end(),
                                    [&](std::string_view one) { return base::fold(one) == folded; });
    if (text == field.key || header) {
      return {std::string(field.key), kExact};
    }
  }
  for (OtherNames const& other : kOtherNames) {
    for (std::string const& one : base::split(other.names, '|')) {
      if (base::fold(one) == folded) {
        return {std::string(other.field), other.strength};
      }
    }
  }
  // What tables of places call it.
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 16> kSame{
      {{"id", "id"},
       {"name", "name"},
       {"description", "description"},
       {"website", "url"},
       {"address", "address"},
       {"street", "address"},
       {"opening_hours", "schedule"},
       {"fee", "fee"},
       {"price", "price"},
       {"organisation", "organisation"},
       {"operator", "organisation"},
       {"languages", "languages"},
       {"capacity", "capacity"},
       {"age_min", "age_min"},
       {"booking", "booking"},
       {"checked", "checked"}}};
  for (NameMatch const& match : fields_named(text)) {
    for (auto const& [theirs, ours] : kSame) {
      if (match.field == theirs && match.strength >= kLikely) {
        return {std::string(ours), match.strength * 0.8};
      }
    }
  }
  return {};
}

bool is_offer_template(std::vector<std::string> const& columns) {
  bool name = false;
  int others = 0;
  for (std::string const& column : columns) {
    std::string const text = bare(column), folded = base::fold(text);
    for (TemplateField const& field : store::offer_fields()) {
      bool const header = std::any_of(field.headers.begin(), field.headers.end(),
                                      [&](std::string_view one) { return base::fold(one) == folded; });
      if (header) {
        name = name || field.key == "name";
        others += field.key == "name" ? 0 : 1;
        break;
      }
    }
  }
  return name && others >= 5;
}

base::Result<store::ImportBatch> read_offers_table(std::filesystem::path const& file, OfferSourceOptions const& options,
                                                   CityContext const& city, PlaceLinks& links,
                                                   base::Progress const& progress, TableReport* report) {
  return OfferReading(file, options, city, links, report).run(progress);
}

}  // namespace cartable::importers
