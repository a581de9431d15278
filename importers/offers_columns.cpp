#include "importers/offers_columns.hpp"

#include "base/text.hpp"
#include "importers/offer_words.hpp"
#include "importers/table_columns.hpp"
#include "importers/table_guess.hpp"
#include "importers/table_words.hpp"
#include "store/open_format_fields.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

namespace cartable::importers {
namespace {

using store::TemplateField;

constexpr double kExact = 1, kPlain = 0.85, kLikely = 0.7, kNeeded = 0.6;

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

base::Status choose_columns(TableInput const& input, std::string const& file, OfferSourceOptions const& options,
                            TableReport* report, OfferLayout& layout) {
  auto const& layer = input.layers()[layout.layer];
  std::map<std::string, double> strength;
  std::vector<OfferColumn> meanings;
  for (std::size_t i = 0; i < layer.columns.size(); ++i) {
    std::string const translated = translated_field(layer.columns[i]);
    if (!translated.empty()) {
      layout.translations.emplace(translated, i);
      meanings.emplace_back();
      continue;
    }
    meanings.push_back(offer_column(layer.columns[i]));
    OfferColumn const& column = meanings.back();
    if (column.strength >= kNeeded && column.strength > strength[column.field]) {
      strength[column.field] = column.strength;
      layout.columns[column.field] = i;
    }
  }
  std::set<std::string> told;
  for (auto const& pair : options.columns) {
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
      return base::fail(base::ErrorCode::not_found, "{}: has no column {}; its columns are: {}", file, column,
                        joined(layer.columns));
    }
    layout.columns[field] = static_cast<std::size_t>(found - layer.columns.begin());
    strength[field] = kExact;
    told.insert(field);
  }
  if (report != nullptr) {
    report->file = file;
    report->driver = input.driver();
    report->layer = layer.name;
    report->role = "offers";
    report->columns = layer.columns;
    report->original = layer.original;
    report->mapping.clear();
    report->unused.clear();
    std::set<std::size_t> used;
    for (auto const& [field, column] : layout.columns) {
      used.insert(column);
      report->mapping.push_back({.field = field,
                                 .column = layer.columns[column],
                                 .confidence = strength[field],
                                 .told = told.contains(field),
                                 .why = told.contains(field) ? "you said so" : "its name",
                                 .samples = {}});
    }
    for (auto const& [field, column] : layout.translations) {
      used.insert(column);
      report->mapping.push_back({.field = field,
                                 .column = layer.columns[column],
                                 .confidence = 1,
                                 .told = false,
                                 .why = "its name",
                                 .samples = {}});
    }
    for (std::size_t i = 0; i < layer.columns.size(); ++i) {
      if (!used.contains(i)) {
        report->unused.push_back(layer.columns[i]);
      }
    }
  }
  return {};
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

base::Result<OfferLayout> choose_offer_columns(TableInput const& input, std::string const& file,
                                               OfferSourceOptions const& options, TableReport* report) {
  OfferLayout layout;
  auto const& layers = input.layers();
  if (!options.layer.empty()) {
    auto const found =
        std::find_if(layers.begin(), layers.end(), [&](auto const& layer) { return layer.name == options.layer; });
    if (found == layers.end()) {
      std::vector<std::string> names;
      names.reserve(layers.size());
      for (auto const& layer : layers) {
        names.push_back(layer.name);
      }
      return base::fail(base::ErrorCode::not_found, "{}: has no layer {}; its layers are: {}", file, options.layer,
                        joined(names));
    }
    layout.layer = static_cast<std::size_t>(found - layers.begin());
  } else {
    // The sheet with most columns of offers; the template's own sheet of values has none.
    std::size_t most = 0;
    for (std::size_t i = 0; i < layers.size(); ++i) {
      auto const known = static_cast<std::size_t>(
          std::count_if(layers[i].columns.begin(), layers[i].columns.end(),
                        [](std::string const& column) { return offer_column(column).strength >= kNeeded; }));
      if (layers[i].rows != 0 && known > most) {
        most = known;
        layout.layer = i;
      }
    }
  }
  CARTABLE_TRY(choose_columns(input, file, options, report, layout));
  if (!layout.columns.contains("name")) {
    return base::fail(
        base::ErrorCode::invalid_value,
        "{}: no column is sure to hold the name of an offer; say which with --map name=COLUMN; its columns "
        "are: {}",
        file, joined(layers[layout.layer].columns));
  }
  return layout;
}

}  // namespace cartable::importers
