#include "importers/mediation_numerique.hpp"

#include "base/text.hpp"
#include "importers/open_records.hpp"
#include "importers/table_values.hpp"
#include "store/taxonomy.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace cartable::importers {
namespace {

constexpr std::string_view kFormat = "mediation-numerique-1";
constexpr std::string_view kMigrants = "migrant-families";
constexpr std::string_view kSpecialNeeds = "special-educational-needs";
constexpr std::string_view kJobSeekers = "job-seekers";

/// A service of the schema: what is learnt there (ISCED-F), which pillars, whom it is for.
struct Service {
  std::string_view begins;  ///< folded beginning of its name
  std::string_view topic;
  std::uint8_t pillars;
  std::string_view group;
};
constexpr std::array kServices{
    Service{"aide aux demarches", "0611", store::pillars(2, 4), ""},
    Service{"maitrise des outils", "0611", store::pillars(4), ""},
    Service{"insertion professionnelle", "0611", store::pillars(3, 4), kJobSeekers},
    Service{"utilisation securisee", "0611", store::pillars(4), ""},
    Service{"parentalite et education", "0611", store::pillars(2, 4), ""},
    Service{"loisirs et creations", "0211", store::pillars(4, 6), ""},
    Service{"comprehension du monde", "0611", store::pillars(4), ""},
    Service{"acces internet", "", store::pillars(4), ""},
    Service{"acquisition de materiel", "", store::pillars(4), ""},
};

/// Typologies of the schema whose kind of place is sure.
constexpr std::array<std::pair<std::string_view, std::string_view>, 26> kTypologies{{
    {"bib", "library"},
    {"cs", "community_centre"},
    {"mjc", "youth_centre"},
    {"evs", "community_centre"},
    {"mq", "community_centre"},
    {"tiers_lieux", "coworking"},
    {"fablab", "makerspace"},
    {"ml", "employment_agency"},
    {"pe", "employment_agency"},
    {"plie", "employment_agency"},
    {"muni", "townhall"},
    {"rfs", "information_office"},
    {"pij_bij", "information_office"},
    {"pimms", "information_office"},
    {"ccas", "outreach"},
    {"cias", "outreach"},
    {"cc", "townhall"},
    {"cidff", "outreach"},
    {"udaf", "outreach"},
    {"asso", "association"},
    {"of", "training"},
    {"e2c", "adult_school"},
    {"greta", "training"},
    {"afpa", "training"},
    {"musee", "museum"},
    {"epn", "internet_cafe"},
}};

bool begins(std::string const& folded, std::string_view word) { return folded.starts_with(base::fold(word)); }

class MediationReading {
 public:
  MediationReading(std::filesystem::path const& file, OfferSourceOptions const& options)
      : file_(file), options_(options), out_(file.filename().string(), options) {}

  base::Result<store::ImportBatch> run(base::Progress const& progress) {
    CARTABLE_TRY(out_.begin({file_}, std::string(kFormat)));
    CARTABLE_ASSIGN(auto const rows, read_table_records(file_, options_.encoding));
    for (FlatRecord const& row : rows) {
      take(row);
      if (progress.stop.stop_requested()) {
        return base::fail(base::ErrorCode::cancelled, "{}: reading was stopped", file_.filename().string());
      }
    }
    for (store::Place& place : out_.batch.places) {  // ids of rows that are not there are no parents
      if (!place.parent.empty() && !ids_.contains(place.parent)) {
        place.parent.clear();
      }
    }
    out_.batch.source.role = "places";
    out_.batch.has_places = out_.batch.has_offers = true;
    out_.batch.counts.places_read = static_cast<std::int64_t>(rows.size());
    out_.note(unknown_ > 0,
              fmt::format("{} services are not among the schema's; they were taken by their name", unknown_));
    out_.note(unplaced_ > 0,
              fmt::format("{} places have an address and no position; they are kept as unplaced", unplaced_));
    out_.finish();
    if (out_.batch.places.empty()) {
      return base::fail(
          base::ErrorCode::invalid_value, "{}: none of its {} rows can be taken{}", file_.filename().string(),
          rows.size(), out_.batch.rejects.empty() ? std::string() : "; the first " + out_.batch.rejects.front().reason);
    }
    return std::move(out_.batch);
  }

 private:
  void take(FlatRecord const& row) {
    std::string_view const name = row["nom"];
    if (name.empty()) {
      out_.reject(row, "nom", "", "has no name", "fill in nom");
      return;
    }
    store::Place place;
    place.point = OpenBatch::position(row["latitude"], row["longitude"]);
    std::string key(row["id"]);
    if (key.empty()) {
      key = place.point ? key_by_name_and_position(name, *place.point) : key_by_name_and_address(name, row["adresse"]);
    }
    place.head = out_.head(key);
    if (!ids_.insert(place.head.id).second) {
      out_.reject(row, "id", key, "is the id of an earlier row", "give each row an id of its own");
      return;
    }
    place.name = name;
    read_address(row, place);
    if (!place.point && place.address.find("full") == place.address.end()) {
      ids_.erase(place.head.id);
      out_.reject(row, "latitude", row["latitude"], "has neither a position nor an address",
                  "fill in latitude and longitude, or adresse and commune");
      return;
    }
    if (!place.point) {
      place.head.status = store::RecordStatus::unplaced;
      ++unplaced_;
    }
    read_place(row, key, place);
    for (std::string const& service : row.list("services")) {
      add_offer(row, key, service, place);
    }
    out_.batch.places.push_back(std::move(place));
  }

  static void read_address(FlatRecord const& row, store::Place& place) {
    auto const put = [&](char const* field, std::string_view text) {
      if (!text.empty()) {
        place.address.emplace(field, text);
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

  void read_place(FlatRecord const& row, std::string const& key, store::Place& place) {
    std::string const pivot(row["pivot"]);
    if (pivot.size() == 14 && std::all_of(pivot.begin(), pivot.end(), [](char c) { return c >= '0' && c <= '9'; }) &&
        pivot != "00000000000000") {
      place.head.identifiers["siret"] = pivot;
    }
    for (std::string const& code : row.list("typologie")) {
      auto const known = std::find_if(kTypologies.begin(), kTypologies.end(),
                                      [&](auto const& entry) { return entry.first == base::ascii_lower(code); });
      if (known != kTypologies.end()) {
        add_once(place.kinds, known->second);
      }
    }
    if (place.kinds.empty()) {
      std::string const kind = kind_of(place.name);
      place.kinds.push_back(kind.empty() ? "learning_place" : kind);
    }
    for (std::string const& number : row.list("telephone")) {
      out_.add_contact(place.contact, "phone", number);
    }
    for (std::string const& address : row.list(row.has("courriels") ? "courriels" : "courriel")) {
      out_.add_contact(place.contact, "email", address);
    }
    for (std::string const& site : row.list("site_web")) {
      out_.add_contact(place.contact, "website", site);
    }
    place.opening_hours = row["horaires"];
    std::string text(row["presentation_resume"]);
    if (std::string_view const detail = row["presentation_detail"]; !detail.empty()) {
      text += (text.empty() ? "" : "\n\n") + std::string(detail);
    }
    if (!text.empty()) {
      place.description["fr"] = plain_text(text);
    }
    place.booking = web_address(row["prise_rdv"]);
    place.checked = checked_date(row["date_maj"]);
    if (!row["structure_parente"].empty()) {
      place.parent = out_.id(row["structure_parente"]);
    }
    for (auto const& [column, field] :
         {std::pair("source", "data_source"), std::pair("dispositif_programmes_nationaux", "programmes"),
          std::pair("formations_labels", "labels"), std::pair("autres_formations_labels", "other_labels"),
          std::pair("modalites_acces", "access"), std::pair("modalites_accompagnement", "support")}) {
      if (row.has(column)) {
        place.extra.emplace(field, row[column]);
      }
    }
    if (std::string const page = web_address(row["fiche_acces_libre"]); !page.empty()) {
      place.extra["acceslibre"] = page;
    }
    for (std::string const& word : row.list("itinerance")) {
      if (begins(base::fold(word), "itinerant")) {
        place.extra["itinerant"] = "yes";
      }
    }
    for (std::string const& service : row.list("services")) {
      if (begins(base::fold(service), "acces internet")) {
        place.extra["internet_access"] = "terminal";
      }
    }
    read_fee(row, place.fee, place.price);
    read_groups(row, place.audiences);
    store::apply_kind_defaults(place);
    place.sources.push_back(out_.source_ref(key));
  }

  /// Only a plain word is taken as such; "free under conditions" is kept in words and not known.
  static void read_fee(FlatRecord const& row, store::Fee& fee, std::string& price) {
    std::vector<std::string> const words = row.list(row.has("frais_a_charge") ? "frais_a_charge" : "conditions_acces");
    if (words.size() == 1) {
      std::string const folded = base::fold(words.front());
      if (folded == "gratuit") {
        fee = store::Fee::free;
        return;
      }
      fee = begins(folded, "payant") ? store::Fee::paid : store::Fee::unknown;
      if (folded == "payant") {
        return;
      }
    }
    for (std::string const& word : words) {
      price += (price.empty() ? "" : "; ") + word;
    }
  }

  void read_groups(FlatRecord const& row, Audiences& audiences) const {
    auto const say = [&](std::string_view group, std::string_view field, std::string const& word) {
      add_evidence(audiences, group, true, {std::string(field), word, out_.slug()});
    };
    for (std::string const& word : row.list("prise_en_charge_specifique")) {
      std::string const folded = base::fold(word);
      if (begins(folded, "langues etrangeres") || begins(folded, "illettrisme")) {
        say(kMigrants, "prise_en_charge_specifique", word);
      } else if (begins(folded, "surdite") || begins(folded, "handicap") || begins(folded, "deficience")) {
        say(kSpecialNeeds, "prise_en_charge_specifique", word);
      }
    }
    char const* const publics =
        row.has("publics_specifiquement_adresses") ? "publics_specifiquement_adresses" : "publics_accueillis";
    for (std::string const& word : row.list(publics)) {
      std::string const folded = base::fold(word);
      if (begins(folded, "familles") || begins(folded, "public langues etrangeres")) {
        say(kMigrants, publics, word);
      } else if (begins(folded, "surdite") || begins(folded, "handicap") || begins(folded, "deficience")) {
        say(kSpecialNeeds, publics, word);
      }
    }
    // That somebody described how one gets in helps those who need it; alone it says nothing of whom a place serves.
    if (auto const found = audiences.find(kSpecialNeeds); found != audiences.end() && row.has("fiche_acces_libre")) {
      say(kSpecialNeeds, "fiche_acces_libre", std::string(row["fiche_acces_libre"]));
    }
  }

  void add_offer(FlatRecord const& row, std::string const& key, std::string const& service, store::Place const& place) {
    std::string const folded = base::fold(service);
    auto const known = std::find_if(kServices.begin(), kServices.end(),
                                    [&](Service const& one) { return begins(folded, one.begins); });
    store::Offer offer;
    std::string const own = key + "." + slug_of(service);
    offer.head = out_.head(own);
    if (!ids_.insert(offer.head.id).second) {
      return;  // the same service twice in one row
    }
    offer.place = place.head.id;
    offer.name = service;
    offer.names["fr"] = service;
    if (known != kServices.end()) {
      add_once(offer.topics, known->topic);
      offer.pillars = known->pillars;
      if (!known->group.empty()) {
        add_evidence(offer.audiences, known->group, true, {"services", service, out_.slug()});
      }
    } else {
      ++unknown_;
    }
    read_groups(row, offer.audiences);
    offer.fee = place.fee;
    offer.price = place.price;
    for (std::string const& word : row.list("modalites_accompagnement")) {
      if (begins(base::fold(word), "a distance")) {
        add_once(offer.modalities, "remote");
      }
    }
    offer.booking = place.booking;
    offer.checked = place.checked;
    offer.sources.push_back(out_.source_ref(own));
    out_.batch.offers.push_back(std::move(offer));
  }

  std::filesystem::path const& file_;
  OfferSourceOptions const& options_;
  OpenBatch out_;
  std::set<std::string> ids_;
  std::int64_t unknown_ = 0, unplaced_ = 0;
};

}  // namespace

base::Result<store::ImportBatch> read_mediation(std::filesystem::path const& file, OfferSourceOptions const& options,
                                                base::Progress const& progress) {
  return MediationReading(file, options).run(progress);
}

bool is_mediation(std::vector<std::string> const& columns) {
  auto const has = [&](std::string_view name) {
    return std::find(columns.begin(), columns.end(), name) != columns.end();
  };
  if (!has("nom") || !has("services") || has("structure_id")) {
    return false;
  }
  int own = 0;
  for (std::string_view const name :
       {"pivot", "typologie", "courriels", "site_web", "itinerance", "structure_parente", "date_maj",
        "publics_specifiquement_adresses", "prise_en_charge_specifique", "frais_a_charge",
        "dispositif_programmes_nationaux", "formations_labels", "modalites_acces", "modalites_accompagnement",
        "fiche_acces_libre", "prise_rdv", "publics_accueillis", "labels_nationaux"}) {
    own += has(name) ? 1 : 0;
  }
  return own >= 5;
}

}  // namespace cartable::importers
