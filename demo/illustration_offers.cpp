#include "base/text.hpp"
#include "demo/illustration.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cartable::demo {

store::LangMap words(std::string en, std::string es, std::string fr) {
  return {{"en", std::move(en)}, {"es", std::move(es)}, {"fr", std::move(fr)}};
}

store::LangMap notice() {
  return words("Illustrative example, not a real offer.", "Ejemplo ilustrativo, no es una oferta real.",
               "Exemple illustratif, pas une offre réelle.");
}

store::Place invented_place(std::string const& key, geo::LonLat point, std::string name, store::LangMap names,
                            std::string const& kind) {
  auto place = record<store::Place>(key);
  place.point = point;
  place.name = std::move(name);
  place.names = std::move(names);
  place.kinds = {kind};
  place.pillars = 1U << 5U;
  place.description = notice();
  place.sources = {{kSource, key, "2026-11-23"}};
  place.checked = "2026-11-23";
  return place;
}

void add_organisations(store::ImportBatch& batch) {
  auto school = record<store::Organisation>("organisation-aprender");
  school.name = "Aprender Juntos (ejemplo)";
  school.names = words("Learning Together (example)", "Aprender Juntos (ejemplo)", "Apprendre ensemble (exemple)");
  school.description = notice();
  school.roles = {"provider"};
  school.type = "association";
  batch.organisations.push_back(std::move(school));
  auto office = record<store::Organisation>("organisation-orientacion");
  office.name = "Oficina de Orientación (ejemplo)";
  office.names =
      words("Guidance Office (example)", "Oficina de Orientación (ejemplo)", "Bureau d'orientation (exemple)");
  office.description = notice();
  office.roles = {"provider", "guidance"};
  office.type = "public";
  batch.organisations.push_back(std::move(office));
}

namespace {

/// Places of the extract that have a name, of one kind, in order of id: the offers are spread over them.
std::vector<store::Place const*> named_places(store::ImportBatch const& osm, std::string_view kind) {
  std::vector<store::Place const*> out;
  for (store::Place const& place : osm.places) {
    if (!place.name.empty() && !place.kinds.empty() && place.kinds.front() == kind) {
      out.push_back(&place);
    }
  }
  std::sort(out.begin(), out.end(), [](auto const* a, auto const* b) { return a->head.id < b->head.id; });
  return out;
}

}  // namespace

void add_offers(store::ImportBatch& batch, store::ImportBatch const& osm) {
  struct Offer {
    char const* key;
    char const* host;  ///< kind of place
    char const* en;
    char const* es;
    char const* fr;
    char const* topic;
    char const* language;
    char const* group;
    store::Fee fee;
    char const* schedule;
    int age_min, age_max;
    char const* modalities;  ///< separated by blanks
  };
  static constexpr std::array kOffers{
      Offer{"spanish", "library", "Spanish for newcomers", "Español para recién llegados",
            "Espagnol pour nouveaux arrivants", "0231", "es", "migrant-families", store::Fee::free, "Tu,Th 18:00-20:00",
            16, 0, "evening no-registration no-papers"},
      Offer{"computer", "library", "First steps with a computer", "Primeros pasos con la computadora",
            "Premiers pas avec un ordinateur", "0611", "es", "job-seekers", store::Fee::free, "We 10:00-12:00", 0, 0,
            "no-registration drop-in"},
      Offer{"cv", "community_centre", "Write your CV", "Prepare su currículum", "Rédiger son CV", "0413", "es",
            "job-seekers", store::Fee::free, "Mo 14:00-16:00", 16, 0, "drop-in no-registration"},
      Offer{"reading", "library", "Reading with support", "Lectura con apoyo", "Lire avec un accompagnement", "0011",
            "es", "special-educational-needs", store::Fee::free, "Sa 10:00-12:00", 7, 14, "weekend childcare"},
      Offer{"pottery", "community_centre", "Pottery workshop", "Taller de cerámica", "Atelier de poterie", "0214", "es",
            "", store::Fee::paid, "Sa 15:00-18:00", 12, 0, "weekend"},
      Offer{"robotics", "university", "Robotics for children", "Robótica para niñas y niños", "Robotique pour enfants",
            "0714", "es", "", store::Fee::free, "Sa 09:00-12:00", 8, 12, "weekend"},
      Offer{"arabic", "community_centre", "Conversation in Arabic and Spanish", "Conversación en árabe y español",
            "Conversation en arabe et en espagnol", "0231", "ar", "migrant-families", store::Fee::free,
            "Fr 17:00-19:00", 0, 0, "evening no-registration"},
      Offer{"recognition", "university", "Recognition of prior learning: advice",
            "Reconocimiento de saberes: orientación", "Validation des acquis : conseil", "0011", "es", "job-seekers",
            store::Fee::free, "Th 09:00-13:00", 18, 0, "remote"},
      Offer{"digital-evening", "library", "The city's services by telephone and computer",
            "Los servicios de la ciudad por teléfono y computadora",
            "Les services de la ville par téléphone et ordinateur", "0611", "es", "migrant-families", store::Fee::free,
            "Mo,We 18:30-20:00", 16, 0, "evening childcare no-registration"},
      Offer{"signs", "community_centre", "Uruguayan sign language", "Lengua de señas uruguaya",
            "Langue des signes uruguayenne", "0231", "es", "special-educational-needs", store::Fee::free,
            "We 17:30-19:00", 0, 0, "evening"},
      Offer{"cooking", "community_centre", "Cooking for work: certificate", "Cocina para trabajar: certificado",
            "Cuisine professionnelle : certificat", "1013", "es", "job-seekers", store::Fee::free, "Tu,Th 09:00-13:00",
            18, 0, "childcare"},
  };
  std::map<std::string, std::size_t> used;
  for (Offer const& offer : kOffers) {
    auto const hosts = named_places(osm, offer.host);
    if (hosts.empty()) {
      continue;
    }
    store::Place const& host = *hosts[used[offer.host]++ % hosts.size()];
    auto out = record<store::Offer>(std::string("offer-") + offer.key);
    out.place = host.head.id;
    out.organisation =
        std::string(kSource) +
        (std::string_view(offer.key) == "recognition" ? ":organisation-orientacion" : ":organisation-aprender");
    out.name = offer.es;
    out.names = words(offer.en, offer.es, offer.fr);
    out.description = notice();
    out.topics = {offer.topic};
    out.languages = {offer.language};
    if (offer.language != std::string_view("es")) {
      out.languages.emplace_back("es");
    }
    out.fee = offer.fee;
    out.schedule = offer.schedule;
    if (offer.age_min > 0) {
      out.age_min = offer.age_min;
    }
    if (offer.age_max > 0) {
      out.age_max = offer.age_max;
    }
    if (*offer.group != '\0') {
      out.audiences[offer.group] = {.serves = true, .evidence = {{"audience", offer.group, kSource}}};
    }
    if (std::string_view(offer.key) == "recognition") {
      out.recognition = store::Tri::yes;
    }
    for (std::string_view const one : base::split(offer.modalities, ' ')) {
      out.modalities.emplace_back(one);
    }
    out.sources = {{kSource, offer.key, "2026-11-23"}};
    out.checked = "2026-11-23";
    batch.offers.push_back(std::move(out));
  }
}

void add_guidance(store::ImportBatch& batch) {
  auto place = invented_place(
      "guidance-point", {.lon = -56.18890, .lat = -34.90560}, "Punto de orientación (ejemplo)",
      words("Learning advice (example)", "Punto de orientación (ejemplo)", "Point d'orientation (exemple)"),
      "employment_agency");
  place.pillars = 1U << 2U;
  place.organisation = std::string(kSource) + ":organisation-orientacion";
  place.opening_hours = "Mo-Fr 09:00-18:00; Sa 10:00-13:00; PH off";
  place.contact = {{"phone", "+598 2000 0000"}, {"email", "orientacion@festival.example"}};
  place.address = {{"street", "Avenida 18 de Julio"}, {"housenumber", "1453"}, {"city", "Montevideo"}};
  place.languages = {"es", "en", "ar"};
  place.fee = store::Fee::free;
  place.wheelchair = store::Wheelchair::yes;
  place.needs = {{"accessible-toilet", "yes"}, {"hearing-loop", "yes"}, {"step-free", "yes"}};
  for (char const* const group : {"job-seekers", "migrant-families", "special-educational-needs"}) {
    place.audiences[group] = {.serves = true, .evidence = {{"audience", group, kSource}}};
  }
  place.recognition = store::Tri::yes;
  batch.places.push_back(std::move(place));
}

}  // namespace cartable::demo
