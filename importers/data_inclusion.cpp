#include "importers/data_inclusion.hpp"

#include "base/text.hpp"
#include "geo/metric.hpp"
#include "importers/open_records.hpp"
#include "importers/table_values.hpp"
#include "store/taxonomy.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <system_error>
#include <unordered_map>
#include <utility>

namespace cartable::importers {
namespace {

constexpr std::string_view kFormat = "data-inclusion-1";
constexpr std::string_view kScheme = "data-inclusion";
constexpr std::string_view kMigrants = "migrant-families";
constexpr std::string_view kSpecialNeeds = "special-educational-needs";
constexpr std::string_view kJobSeekers = "job-seekers";
/// A service that takes place farther from its structure than this has a place of its own. Metres.
constexpr double kSamePlace = 150;

struct PublicRule {
  std::string_view value, group;
};
// `publics` of version 1, then `profils` of version 0.
constexpr std::array kPublics{
    PublicRule{"personnes-exilees", kMigrants},
    PublicRule{"familles", kMigrants},
    PublicRule{"personnes-en-situation-de-handicap", kSpecialNeeds},
    PublicRule{"demandeurs-emploi", kJobSeekers},
    PublicRule{"beneficiaires-des-minimas-sociaux", kJobSeekers},
    PublicRule{"personnes-de-nationalite-etrangere", kMigrants},
    PublicRule{"public-langues-etrangeres", kMigrants},
    PublicRule{"familles-enfants", kMigrants},
    PublicRule{"personnes-handicapees", kSpecialNeeds},
    PublicRule{"deficience-visuelle", kSpecialNeeds},
    PublicRule{"surdite", kSpecialNeeds},
    PublicRule{"handicaps-mentaux", kSpecialNeeds},
    PublicRule{"handicaps-psychiques", kSpecialNeeds},
    PublicRule{"demandeurs-demploi", kJobSeekers},
    PublicRule{"demandeur-demploi", kJobSeekers},
    PublicRule{"beneficiaires-rsa", kJobSeekers},
    PublicRule{"beneficiaire-rsa", kJobSeekers},
};

/// What a thematic says, by the beginning of its slug; the longest that fits.
struct ThematicRule {
  std::string_view begins, group, topic;
  std::uint8_t pillars;
};
constexpr std::array kThematics{
    ThematicRule{"lecture-ecriture-calcul--maitriser-le-francais", kMigrants, "0231", store::pillars(1, 2)},
    ThematicRule{"lecture-ecriture-calcul", "", "0021", store::pillars(1, 2)},
    ThematicRule{"apprendre-francais", kMigrants, "0231", store::pillars(1, 2)},
    ThematicRule{"illettrisme", "", "0021", store::pillars(1, 2)},
    ThematicRule{"numerique", "", "0611", store::pillars(4)},
    ThematicRule{"se-former", kJobSeekers, "", store::pillars(3)},
    ThematicRule{"trouver-un-emploi", kJobSeekers, "0417", store::pillars(3)},
    ThematicRule{"preparer-sa-candidature", kJobSeekers, "0417", store::pillars(3)},
    ThematicRule{"choisir-un-metier", kJobSeekers, "0417", store::pillars(3)},
    ThematicRule{"creer-une-entreprise", "", "0413", store::pillars(3)},
    ThematicRule{"creation-activite", "", "0413", store::pillars(3)},
    ThematicRule{"famille--garde-denfants", kMigrants, "", store::pillars(2)},
    ThematicRule{"famille--soutien-a-la-parentalite", kMigrants, "", store::pillars(2)},
    ThematicRule{"famille", "", "", store::pillars(2)},
    ThematicRule{"handicap", kSpecialNeeds, "", store::pillars(2)},
    ThematicRule{"mobilite--preparer-son-permis", "", "1041", store::pillars(3)},
    ThematicRule{"remobilisation", "", "0031", store::pillars(2)},
};

/// Networks and typologies whose kind of place is sure.
constexpr std::array<std::pair<std::string_view, std::string_view>, 18> kNetworks{{
    {"france-travail", "employment_agency"},
    {"missions-locales", "employment_agency"},
    {"mission-locale", "employment_agency"},
    {"cap-emploi", "employment_agency"},
    {"plie", "employment_agency"},
    {"apec", "employment_agency"},
    {"france-services", "information_office"},
    {"bibliotheques", "library"},
    {"ccas-cias", "outreach"},
    {"centres-sociaux", "community_centre"},
    {"ml", "employment_agency"},
    {"pe", "employment_agency"},
    {"bib", "library"},
    {"cs", "community_centre"},
    {"rfs", "information_office"},
    {"ccas", "outreach"},
    {"of", "training"},
    {"muni", "townhall"},
}};

class InclusionReading {
 public:
  InclusionReading(std::filesystem::path const& path, OfferSourceOptions const& options, CityContext const& city,
                   PlaceLinks& links)
      : path_(path), options_(options), city_(city), links_(links), out_(path.filename().string(), options) {}

  base::Result<store::ImportBatch> run(base::Progress const& progress);

 private:
  struct Structure {
    std::string place, organisation, name;
    std::optional<geo::LonLat> point;
    std::string opening_hours;
  };
  base::Status read(std::filesystem::path const& file, std::string_view kind);
  void take_structure(FlatRecord const& row);
  void take_service(FlatRecord const& row);
  void read_address(FlatRecord const& row, store::StringMap& address) const;
  [[nodiscard]] std::string place_of(FlatRecord const& row, store::Offer const& offer, Structure const* structure);
  void read_meaning(FlatRecord const& row, store::Offer& offer) const;
  static void read_fee(FlatRecord const& row, store::Offer& offer);
  /// The key of a record: its id, with its source before it where that is not in it already.
  [[nodiscard]] static std::string key_of(FlatRecord const& row, std::string_view id) {
    std::string const source(row["source"]);
    bool const has = source.empty() || id.starts_with(source + "--");
    return has ? std::string(id) : source + "--" + std::string(id);
  }

  std::filesystem::path const& path_;
  OfferSourceOptions const& options_;
  CityContext const& city_;
  PlaceLinks& links_;
  OpenBatch out_;
  std::vector<FlatRecord> structure_rows_, service_rows_;
  std::unordered_map<std::string, Structure> structures_;
  std::map<std::string, std::string> own_places_;  ///< name and position → id
  std::set<std::string> ids_;
  std::int64_t unplaced_ = 0, orphans_ = 0, zones_ = 0, without_place_ = 0;
};

/// Reads one file into rows of structures and services. \param kind  what a folder's file is called; empty: look
base::Status InclusionReading::read(std::filesystem::path const& file, std::string_view kind) {
  auto const add = [&](std::vector<FlatRecord>&& rows) {
    for (FlatRecord& row : rows) {
      bool const service = kind == "services" || (kind.empty() && row.has("structure_id"));
      (service ? service_rows_ : structure_rows_).push_back(std::move(row));
    }
  };
  if (base::ascii_lower(file.extension().string()) != ".json") {
    CARTABLE_ASSIGN(auto rows, read_table_records(file, options_.encoding));
    add(std::move(rows));
    return {};
  }
  CARTABLE_ASSIGN(auto arrays, read_json_records(file));
  for (auto& [name, rows] : arrays) {
    if (name == "structures" || name == "services") {
      auto& into = name == "services" ? service_rows_ : structure_rows_;
      std::move(rows.begin(), rows.end(), std::back_inserter(into));
    } else if (name.empty()) {
      add(std::move(rows));
    }
  }
  return {};
}

void InclusionReading::read_address(FlatRecord const& row, store::StringMap& address) const {
  auto const put = [&](char const* field, std::string_view text) {
    if (!text.empty()) {
      address.emplace(field, text);
    }
  };
  put("postcode", row["code_postal"]);
  put("city", row["commune"]);
  put("insee", row["code_insee"]);
  put("unit", row["complement_adresse"]);
  put("country", "FR");
  if (std::string_view const street = row["adresse"]; !street.empty()) {
    put("full", fmt::format("{}, {} {}", street, row["code_postal"], row["commune"]));
  }
}

void InclusionReading::take_structure(FlatRecord const& row) {
  std::string_view const name = row["nom"], id = row["id"];
  if (name.empty() || id.empty()) {
    out_.reject(row, name.empty() ? "nom" : "id", "", name.empty() ? "has no name" : "has no id",
                "the schema needs id, source, nom and date_maj");
    return;
  }
  std::string const key = key_of(row, id);
  store::Place place;
  place.head = out_.head(key);
  if (!ids_.insert(place.head.id).second) {
    out_.reject(row, "id", id, "is the id of an earlier structure", "give each an id of its own");
    return;
  }
  place.head.identifiers[std::string(kScheme)] = key;
  for (char const* const scheme : {"siret", "rna"}) {
    if (row.has(scheme)) {
      place.head.identifiers[scheme] = row[scheme];
    }
  }
  store::Organisation organisation;
  organisation.head = out_.head("org." + key);
  organisation.head.identifiers = place.head.identifiers;
  organisation.name = place.name = name;
  organisation.roles = {"provider"};
  organisation.type = row[row.has("typologie") ? "typologie" : "reseaux_porteurs"];
  read_address(row, organisation.address);
  out_.add_contact(organisation.contact, "phone", row["telephone"]);
  out_.add_contact(organisation.contact, "email", row["courriel"]);
  out_.add_contact(organisation.contact, "website", row["site_web"]);
  std::string text(row[row.has("description") ? "description" : "presentation_detail"]);
  text = text.empty() ? std::string(row["presentation_resume"]) : text;
  if (!text.empty()) {
    organisation.description["fr"] = plain_text(text);
  }
  organisation.sources.push_back(out_.source_ref(key));
  place.address = organisation.address;
  place.contact = organisation.contact;
  place.description = organisation.description;
  place.organisation = organisation.head.id;
  place.opening_hours = row["horaires_accueil"];
  place.checked = checked_date(row["date_maj"]);
  place.point = OpenBatch::position(row["latitude"], row["longitude"]);
  if (std::string const page = web_address(row[row.has("accessibilite_lieu") ? "accessibilite_lieu" : "accessibilite"]);
      !page.empty()) {
    place.extra["acceslibre"] = page;
  }
  for (char const* const column : {"reseaux_porteurs", "typologie", "labels_nationaux"}) {
    for (std::string const& word : row.list(column)) {
      auto const known = std::find_if(kNetworks.begin(), kNetworks.end(),
                                      [&](auto const& entry) { return entry.first == base::ascii_lower(word); });
      if (known != kNetworks.end()) {
        add_once(place.kinds, known->second);
      }
    }
    if (row.has(column)) {
      place.extra.emplace(column, row[column]);
    }
  }
  if (place.kinds.empty()) {
    std::string const kind = kind_of(place.name);
    place.kinds.push_back(kind.empty() ? "learning_place" : kind);
  }
  store::apply_kind_defaults(place);
  place.sources.push_back(out_.source_ref(key));
  Structure known{.place = place.head.id,
                  .organisation = organisation.head.id,
                  .name = place.name,
                  .point = place.point,
                  .opening_hours = place.opening_hours};
  if (!place.point && place.address.find("full") == place.address.end()) {
    known.place.clear();  // somebody without an office: an organisation alone
    ++without_place_;
  } else {
    if (!place.point) {
      place.head.status = store::RecordStatus::unplaced;
      ++unplaced_;
    }
    out_.batch.places.push_back(std::move(place));
  }
  out_.batch.organisations.push_back(std::move(organisation));
  structures_.emplace(key, std::move(known));
}

void InclusionReading::read_fee(FlatRecord const& row, store::Offer& offer) {
  std::vector<std::string> const words = row.list("frais");
  offer.price = row[row.has("frais_precisions") ? "frais_precisions" : "frais_autres"];
  if (words.size() == 1) {
    std::string const& word = words.front();
    offer.fee = word == "gratuit"                        ? store::Fee::free
                : word == "payant" || word == "adhesion" ? store::Fee::paid
                                                         : store::Fee::unknown;
  }
  if (offer.fee == store::Fee::unknown && offer.price.empty()) {
    for (std::string const& word : words) {
      offer.price += (offer.price.empty() ? "" : "; ") + word;
    }
  }
}

void InclusionReading::read_meaning(FlatRecord const& row, store::Offer& offer) const {
  for (char const* const field : {"publics", "profils"}) {
    for (std::string const& word : row.list(field)) {
      for (PublicRule const& rule : kPublics) {
        if (rule.value == word) {
          add_evidence(offer.audiences, rule.group, true, {field, word, out_.slug()});
        }
      }
    }
  }
  for (std::string const& word : row.list("thematiques")) {
    ThematicRule const* best = nullptr;
    for (ThematicRule const& rule : kThematics) {
      if (word.starts_with(rule.begins) && (best == nullptr || rule.begins.size() > best->begins.size())) {
        best = &rule;
      }
    }
    if (best == nullptr) {
      continue;
    }
    if (!best->group.empty()) {
      add_evidence(offer.audiences, best->group, true, {"thematiques", word, out_.slug()});
    }
    add_once(offer.topics, best->topic);
    offer.pillars |= best->pillars;
  }
}

/// Where a service takes place: at its structure, or at an address of its own.
std::string InclusionReading::place_of(FlatRecord const& row, store::Offer const& offer, Structure const* structure) {
  auto const point = OpenBatch::position(row["latitude"], row["longitude"]);
  bool const at_structure =
      structure != nullptr && !structure->place.empty() &&
      (!point || (structure->point && geo::distance(*point, *structure->point).value() <= kSamePlace));
  if (at_structure) {
    return structure->place;
  }
  if (!point && row["adresse"].empty()) {
    return structure == nullptr ? std::string() : structure->place;
  }
  std::string const name = structure != nullptr && !structure->name.empty() ? structure->name
                           : row.has("structure.nom")                       ? std::string(row["structure.nom"])
                                                                            : offer.name;
  std::string const key =
      "at." + (point ? key_by_name_and_position(name, *point)
                     : key_by_name_and_address(name, fmt::format("{} {}", row["adresse"], row["commune"])));
  auto const [known, is_new] = own_places_.emplace(key, out_.id(key));
  if (is_new) {
    store::Place place;
    place.head = out_.head(key);
    place.name = name;
    place.point = point;
    read_address(row, place.address);
    if (!point) {
      place.head.status = store::RecordStatus::unplaced;
      ++unplaced_;
    }
    std::string const kind = kind_of(name);
    place.kinds.push_back(kind.empty() ? "learning_place" : kind);
    place.organisation = offer.organisation;
    place.checked = offer.checked;
    store::apply_kind_defaults(place);
    place.sources.push_back(out_.source_ref(key));
    out_.batch.places.push_back(std::move(place));
  }
  return known->second;
}

void InclusionReading::take_service(FlatRecord const& row) {
  ++out_.batch.counts.offers_read;
  std::string_view const name = row["nom"], id = row["id"];
  if (name.empty() || id.empty()) {
    out_.reject(row, name.empty() ? "nom" : "id", "", name.empty() ? "has no name" : "has no id",
                "the schema needs source, structure_id, id, nom, description and date_maj");
    return;
  }
  std::string const key = key_of(row, id);
  store::Offer offer;
  offer.head = out_.head("service." + key);
  if (!ids_.insert(offer.head.id).second) {
    out_.reject(row, "id", id, "is the id of an earlier service", "give each an id of its own");
    return;
  }
  offer.name = name;
  offer.names["fr"] = name;
  offer.checked = checked_date(row["date_maj"]);
  std::string text(row[row.has("description") ? "description" : "presentation_detail"]);
  text = text.empty() ? std::string(row["presentation_resume"]) : text;
  for (char const* const more : {"conditions_acces", "publics_precisions", "mobilisation_precisions"}) {
    if (row.has(more)) {
      text += (text.empty() ? "" : "\n\n") + std::string(row[more]);
    }
  }
  if (!text.empty()) {
    offer.description["fr"] = plain_text(text);
  }
  read_fee(row, offer);
  read_meaning(row, offer);
  bool remote = false, present = false;
  for (std::string const& word : row.list("modes_accueil")) {
    remote |= word == "a-distance";
    present |= word == "en-presentiel";
  }
  if (remote) {
    offer.modalities.emplace_back("remote");
  }
  offer.schedule = row[row.has("horaires_accueil") ? "horaires_accueil" : "recurrence"];
  offer.booking = web_address(row[row.has("lien_mobilisation") ? "lien_mobilisation" : "prise_rdv"]);
  offer.url = web_address(row["lien_source"]);
  if (!row["date_suspension"].empty()) {
    offer.head.valid_to = iso_date(row["date_suspension"]);
  }
  zones_ += row.has("zone_eligibilite") ? 1 : 0;
  for (char const* const person : {"contact_nom_prenom", "contact"}) {
    out_.personal += row.has(person) ? 1 : 0;
  }
  out_.personal += is_personal_email(row["courriel"]) ? 1 : 0;

  std::string const structure_key = key_of(row, row["structure_id"]);
  auto const known = structures_.find(structure_key);
  Structure elsewhere;
  Structure const* structure = known == structures_.end() ? nullptr : &known->second;
  if (structure == nullptr && city_.places != nullptr) {  // structures that came in a file of their own
    PlaceFound const found = city_.places->find({.id = fmt::format("{}:{}", kScheme, structure_key),
                                                 .name = {},
                                                 .text = {},
                                                 .address = {},
                                                 .point = std::nullopt});
    if (found.verdict == PlaceVerdict::certain) {
      elsewhere.place = found.candidates.front().id;
      elsewhere.name = found.candidates.front().name;
      structure = &elsewhere;
      ++links_.certain;
    }
  }
  orphans_ += structure == nullptr ? 1 : 0;
  if (structure != nullptr) {
    offer.organisation = structure->organisation;
    if (offer.organisation.empty()) {
      if (auto const found = city_.organisations.find(structure_key); found != city_.organisations.end()) {
        offer.organisation = found->second;
      }
    }
  }
  if (!remote || present) {
    offer.place = place_of(row, offer, structure);
  }
  offer.sources.push_back(out_.source_ref(key));
  out_.batch.offers.push_back(std::move(offer));
}

base::Result<store::ImportBatch> InclusionReading::run(base::Progress const& progress) {
  std::vector<std::pair<std::filesystem::path, std::string>> files;
  std::error_code error;
  if (std::filesystem::is_directory(path_, error)) {
    for (char const* const kind : {"structures", "services"}) {
      for (char const* const ending : {".json", ".csv"}) {
        std::filesystem::path const file = path_ / (std::string(kind) + ending);
        if (std::filesystem::exists(file, error)) {
          files.emplace_back(file, kind);
          break;
        }
      }
    }
  } else {
    files.emplace_back(path_, "");
  }
  std::vector<std::filesystem::path> paths;
  paths.reserve(files.size());
  for (auto const& [file, kind] : files) {
    paths.push_back(file);
  }
  CARTABLE_TRY(out_.begin(paths, std::string(kFormat)));
  for (auto const& [file, kind] : files) {
    progress("reading " + file.filename().string());
    CARTABLE_TRY(read(file, kind));
  }
  for (FlatRecord const& row : structure_rows_) {
    take_structure(row);
  }
  for (FlatRecord const& row : service_rows_) {
    take_service(row);
  }
  store::ImportBatch& batch = out_.batch;
  bool const structures = !structure_rows_.empty(), services = !service_rows_.empty();
  batch.source.role = services ? "offers" : "places";
  // A file of services alone says nothing of the structures that another file brought.
  batch.has_places = structures;
  batch.has_organisations = structures;
  batch.has_offers = services;
  batch.counts.places_read = static_cast<std::int64_t>(structure_rows_.size() + own_places_.size());
  out_.note(unplaced_ > 0,
            fmt::format("{} places have an address and no position; they are kept as unplaced", unplaced_));
  out_.note(without_place_ > 0,
            fmt::format("{} structures have no address; they are organisations without a place", without_place_));
  out_.note(orphans_ > 0,
            fmt::format("{} services are of structures that neither this file nor the city has; they are at "
                        "their own address, or at none; import the structures first",
                        orphans_));
  out_.note(zones_ > 0, fmt::format("{} services have a zone of eligibility (INSEE codes), which is not kept", zones_));
  out_.finish();
  if (batch.places.empty() && batch.offers.empty() && batch.organisations.empty()) {
    return base::fail(base::ErrorCode::invalid_value, "{}: has no structure and no service that can be taken{}",
                      path_.filename().string(),
                      batch.rejects.empty() ? std::string() : "; the first " + batch.rejects.front().reason);
  }
  return std::move(batch);
}

}  // namespace

base::Result<store::ImportBatch> read_data_inclusion(std::filesystem::path const& path,
                                                     OfferSourceOptions const& options, CityContext const& city,
                                                     PlaceLinks& links, base::Progress const& progress) {
  return InclusionReading(path, options, city, links).run(progress);
}

bool is_data_inclusion(std::vector<std::string> const& columns) {
  auto const has = [&](std::string_view name) {
    return std::find(columns.begin(), columns.end(), name) != columns.end();
  };
  if (!has("id") || !has("nom") || !has("source") || !has("date_maj")) {
    return false;
  }
  return has("structure_id") || (has("code_insee") && !has("services") &&
                                 (has("siret") || has("reseaux_porteurs") || has("accessibilite_lieu")));
}

bool is_data_inclusion_json(std::string_view head) {
  auto const has = [&](std::string_view name) {
    return head.find(fmt::format("\"{}\"", name)) != std::string_view::npos;
  };
  std::string_view const start = base::trim(head);
  if (!start.starts_with('{') && !start.starts_with('[') && !start.starts_with("\xEF\xBB\xBF")) {
    return false;
  }
  return has("nom") && has("source") && has("date_maj") && (has("structure_id") || has("code_insee") || has("siret"));
}

}  // namespace cartable::importers
