#include "importers/data_inclusion.hpp"
#include "importers/mediation_numerique.hpp"
#include "importers/open_formats.hpp"
#include "tests/support/shared_data.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <string>

namespace cartable::importers {
namespace {

// Invented places; columns and values of the schemas.
constexpr char const* kMediation =
    "id,pivot,nom,commune,code_postal,code_insee,adresse,complement_adresse,latitude,longitude,typologie,telephone,"
    "courriels,site_web,horaires,presentation_resume,presentation_detail,source,itinerance,structure_parente,date_maj,"
    "services,publics_specifiquement_adresses,prise_en_charge_specifique,frais_a_charge,dispositif_programmes_"
    "nationaux,"
    "formations_labels,autres_formations_labels,modalites_acces,modalites_accompagnement,fiche_acces_libre,prise_rdv\n"
    "m-1,12345678900011,Médiathèque des Tilleuls,Valmont,69999,69999,\"12 rue de la "
    "Paix\",,45.75,4.85,BIB,+33400000000,"
    "contact@tilleuls.example|jeanne.martin@tilleuls.example,https://tilleuls.example,\"Mo-Fr 09:00-12:00; PH off\","
    "\"Un lieu, ouvert à tous\",,hub,Fixe,,2026-10-01,"
    "Aide aux démarches administratives|Insertion professionnelle via le numérique|Accès internet et matériel "
    "informatique,"
    "Jeunes|Familles et/ou enfants,Surdité|Langues étrangères (anglais),Gratuit,Conseillers numériques,,,Se présenter,"
    "À distance|En autonomie,https://acceslibre.example/tilleuls,https://rdv.example\n"
    "m-2,,Bus du numérique,Valmont,69999,69999,Place du Marché,,,,ASSO,,,,,,,hub,Itinérant,m-1,2026-09-15,"
    "Loisirs et créations numériques,,,Gratuit sous condition,,,,,,,\n"
    "m-3,,,Valmont,69999,,,,,,,,,,,,,,,,,,,,,,,,,,,\n";

store::Offer const& offer(store::ImportBatch const& batch, std::string const& name) {
  auto const found =
      std::find_if(batch.offers.begin(), batch.offers.end(), [&](auto const& one) { return one.name == name; });
  EXPECT_NE(found, batch.offers.end()) << name;
  return found == batch.offers.end() ? batch.offers.front() : *found;
}

TEST(Mediation, EachServiceIsAnOfferWithItsEvidence) {
  test::TemporaryFolder const folder;
  auto const file = folder / "lieux.csv";
  std::ofstream(file) << kMediation;
  EXPECT_EQ(find_open_format(file), OpenFormat::mediation);
  auto const batch = read_mediation(file, {});
  ASSERT_TRUE(batch) << batch.error().message;
  ASSERT_EQ(batch->places.size(), 2U);
  ASSERT_EQ(batch->rejects.size(), 1U);
  store::Place const& library = batch->places[0];
  EXPECT_EQ(library.head.id, "lieux:m-1");
  EXPECT_EQ(library.kinds.front(), "library");
  EXPECT_EQ(library.head.identifiers.at("siret"), "12345678900011");
  EXPECT_EQ(library.opening_hours, "Mo-Fr 09:00-12:00; PH off");
  EXPECT_EQ(library.contact.at("email"), "contact@tilleuls.example");
  for (auto const& [field, value] : library.contact) {
    EXPECT_EQ(value.find("jeanne"), std::string::npos) << field;
  }
  EXPECT_EQ(library.fee, store::Fee::free);
  EXPECT_EQ(library.booking, "https://rdv.example");
  EXPECT_EQ(library.checked, "2026-10-01");
  EXPECT_EQ(library.extra.at("acceslibre"), "https://acceslibre.example/tilleuls");
  ASSERT_TRUE(library.audiences.contains("migrant-families"));
  ASSERT_TRUE(library.audiences.contains("special-educational-needs"));
  EXPECT_FALSE(library.audiences.contains("job-seekers"));  // one of its services is, not the place
  EXPECT_EQ(library.wheelchair, store::Wheelchair::unknown);
  store::Place const& bus = batch->places[1];
  EXPECT_EQ(bus.head.status, store::RecordStatus::unplaced);
  EXPECT_EQ(bus.extra.at("itinerant"), "yes");
  EXPECT_EQ(bus.parent, "lieux:m-1");
  EXPECT_EQ(bus.fee, store::Fee::unknown);
  EXPECT_EQ(bus.price, "Gratuit sous condition");
  EXPECT_TRUE(bus.audiences.empty());
  ASSERT_EQ(batch->offers.size(), 4U);
  store::Offer const& work = offer(*batch, "Insertion professionnelle via le numérique");
  EXPECT_TRUE(work.audiences.at("job-seekers").serves);
  EXPECT_EQ(work.place, library.head.id);
  EXPECT_EQ(work.topics, store::StringList{"0611"});
  EXPECT_EQ(work.modalities, store::StringList{"remote"});
  EXPECT_FALSE(offer(*batch, "Aide aux démarches administratives").audiences.contains("job-seekers"));
}

constexpr char const* kStructures =
    R"([{"id":"s-1","source":"dora","siret":"12345678900011","nom":"Maison de l'emploi de Valmont",
 "date_maj":"2026-10-01","commune":"Valmont","code_postal":"69999","code_insee":"69999","adresse":"3 rue des Ateliers",
 "longitude":4.86,"latitude":45.76,"telephone":"+33400000000","courriel":"paul.durand@emploi.example",
 "reseaux_porteurs":["france-travail"],"horaires_accueil":"Mo-Fr 08:30-12:30; PH off"},
 {"id":"s-2","source":"dora","nom":"Sans adresse","date_maj":"2026-10-01"}])";
constexpr char const* kServices = R"([{"id":"v-1","structure_id":"s-1","source":"dora","nom":"Atelier de français",
 "description":"<p>Apprendre &amp; parler</p>","date_maj":"2026-10-02","thematiques":["lecture-ecriture-calcul--maitriser-le-francais"],
 "publics":["personnes-exilees","demandeurs-emploi","seniors"],"frais":"gratuit","modes_accueil":["en-presentiel","a-distance"],
 "contact_nom_prenom":"Paul Durand","lien_mobilisation":"https://dora.example/v-1","horaires_accueil":"Tu 14:00-16:00"},
 {"id":"v-2","structure_id":"s-1","source":"dora","nom":"CV en ligne","description":"x","date_maj":"2026-10-02",
  "thematiques":["preparer-sa-candidature--realiser-un-cv-etou-une-lettre-de-motivation"],"frais":"payant",
  "frais_precisions":"10 € par an","modes_accueil":["a-distance"],"publics":null,"zone_eligibilite":["69"]},
 {"id":"v-3","structure_id":"s-9","source":"dora","nom":"Ailleurs","description":"x","date_maj":"2026-10-02",
  "longitude":4.9,"latitude":45.8,"commune":"Valmont"},
 {"id":"v-4","structure_id":"s-1","source":"dora","description":"sans nom"}])";

TEST(DataInclusion, StructuresArePlacesAndServicesTheirOffers) {
  test::TemporaryFolder const folder;
  std::ofstream(folder / "structures.json") << kStructures;
  std::ofstream(folder / "services.json") << kServices;
  EXPECT_EQ(find_open_format(folder.path()), OpenFormat::data_inclusion);
  EXPECT_EQ(find_open_format(folder / "services.json"), OpenFormat::data_inclusion);
  PlaceLinks links;
  auto const batch = read_data_inclusion(folder.path(), {.source = "di"}, {}, links);
  ASSERT_TRUE(batch) << batch.error().message;
  ASSERT_EQ(batch->organisations.size(), 2U);
  ASSERT_EQ(batch->places.size(), 2U);  // one structure, one address of a service
  store::Place const& place = batch->places[0];
  EXPECT_EQ(place.head.id, "di:dora--s-1");
  EXPECT_EQ(place.kinds.front(), "employment_agency");
  EXPECT_FALSE(place.contact.contains("email"));
  EXPECT_EQ(place.organisation, batch->organisations[0].head.id);
  EXPECT_EQ(batch->places[1].point->lon, 4.9);
  store::Offer const& french = offer(*batch, "Atelier de français");
  EXPECT_EQ(french.place, place.head.id);
  EXPECT_EQ(french.organisation, batch->organisations[0].head.id);
  EXPECT_EQ(french.topics, store::StringList{"0231"});
  EXPECT_EQ(french.description.at("fr"), "Apprendre & parler");
  EXPECT_EQ(french.fee, store::Fee::free);
  EXPECT_EQ(french.schedule, "Tu 14:00-16:00");
  EXPECT_EQ(french.booking, "https://dora.example/v-1");
  EXPECT_EQ(french.audiences.at("migrant-families").evidence.size(), 2U);  // publics and thematiques
  EXPECT_TRUE(french.audiences.contains("job-seekers"));
  EXPECT_FALSE(french.audiences.contains("special-educational-needs"));
  store::Offer const& cv = offer(*batch, "CV en ligne");
  EXPECT_EQ(cv.place, "");  // only remote
  EXPECT_EQ(cv.fee, store::Fee::paid);
  EXPECT_EQ(cv.price, "10 € par an");
  EXPECT_EQ(cv.modalities, store::StringList{"remote"});
  EXPECT_EQ(cv.audiences.at("job-seekers").evidence.at(0).field, "thematiques");
  EXPECT_EQ(batch->rejects.size(), 1U);
  for (auto const& one : batch->offers) {
    for (auto const& [language, text] : one.description) {
      EXPECT_EQ(text.find("Durand"), std::string::npos);
    }
  }
}

TEST(DataInclusion, ServicesInAFileOfTheirOwnFindTheirStructures) {
  test::TemporaryFolder const folder;
  std::ofstream(folder / "structures.json") << kStructures;
  std::ofstream(folder / "services.csv")
      << "source,structure_id,id,nom,description,date_maj,thematiques,frais,publics\n"
         "dora,s-1,v-1,Atelier,\"Un atelier, pour "
         "tous\",2026-10-02,\"['numerique--utiliser-le-numerique-au-quotidien']\","
         "gratuit,\"['personnes-en-situation-de-handicap', 'seniors']\"\n";
  PlaceLinks links;
  auto structures = read_data_inclusion(folder / "structures.json", {}, {}, links);
  ASSERT_TRUE(structures);
  PlaceMatcher const places(structures->places, "Valmont");
  EXPECT_EQ(find_open_format(folder / "services.csv"), OpenFormat::data_inclusion);
  auto const batch = read_data_inclusion(
      folder / "services.csv", {},
      {.timezone = {}, .places = &places, .organisations = {}, .offers = {}, .sessions = {}}, links);
  ASSERT_TRUE(batch) << batch.error().message;
  ASSERT_EQ(batch->offers.size(), 1U);
  EXPECT_EQ(batch->offers[0].place, structures->places[0].head.id);
  EXPECT_EQ(batch->offers[0].topics, store::StringList{"0611"});
  EXPECT_TRUE(batch->offers[0].audiences.contains("special-educational-needs"));
  EXPECT_FALSE(batch->has_places);
}

}  // namespace
}  // namespace cartable::importers
