#include "importers/offers_table.hpp"

#include "exporters/offer_template.hpp"
#include "importers/offers_columns.hpp"
#include "importers/open_formats.hpp"
#include "importers/table_input.hpp"
#include "store/open_format_fields.hpp"
#include "tests/support/shared_data.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <string>

namespace cartable::importers {
namespace {

PlaceMatcher library() {
  store::Place place;
  place.head.id = "osm:n1";
  place.head.identifiers["siret"] = "12345678900011";
  place.name = "Bibliothèque Rivet";
  place.kinds = {"library"};
  std::vector<store::Place> all{place};
  place.head.id = "osm:n2";
  place.head.identifiers.clear();
  place.name = "Maison Bleue";
  all.push_back(place);
  return PlaceMatcher(std::move(all), "Lyon");
}

class OffersTable : public testing::Test {
 protected:
  base::Result<store::ImportBatch> read(std::string const& text, OfferSourceOptions options = {}) {
    std::ofstream(folder_ / "offers.csv", std::ios::binary) << text;
    links_ = {};
    report_ = {};
    return read_offers_table(folder_ / "offers.csv", options, city_, links_, {}, &report_);
  }

  test::TemporaryFolder folder_;
  PlaceMatcher places_ = library();
  CityContext city_{.timezone = "Europe/Paris", .places = &places_, .organisations = {}, .offers = {}, .sessions = {}};
  PlaceLinks links_;
  TableReport report_;
};

// What we send out is what we understand: every header of every language, the example left out.
TEST_F(OffersTable, TheTemplateInEachLanguageComesBack) {
  for (std::size_t language = 0; language < store::kTemplateLanguages.size(); ++language) {
    SCOPED_TRACE(store::kTemplateLanguages[language]);
    auto rows = exporters::offer_template_rows(language);
    for (std::size_t i = 0; i < rows[0].size(); ++i) {
      OfferColumn const column = offer_column(rows[0][i]);
      EXPECT_EQ(column.field, store::offer_fields()[i].key) << rows[0][i];
      EXPECT_EQ(column.strength, 1) << rows[0][i];
    }
    EXPECT_TRUE(is_offer_template(rows[0]));
    EXPECT_FALSE(read(exporters::to_csv(rows)));  // the example alone is no offer
    rows.push_back(rows[1]);
    rows[2][0] = "A-007";
    auto const batch = read(exporters::to_csv(rows));
    ASSERT_TRUE(batch) << batch.error().message;
    ASSERT_EQ(batch->offers.size(), 1U);
    store::Offer const& offer = batch->offers[0];
    EXPECT_EQ(offer.head.id, "offers:A-007");
    EXPECT_EQ(offer.topics, store::StringList{"0231"});
    EXPECT_EQ(offer.languages, (store::StringList{"fr", "ar"}));
    EXPECT_EQ(offer.fee, store::Fee::free);
    EXPECT_EQ(offer.modalities, (store::StringList{"evening", "no-registration"}));
    EXPECT_TRUE(offer.audiences.contains("migrant-families"));
    EXPECT_EQ(offer.recognition, store::Tri::no);
    EXPECT_EQ(offer.age_min, 16);
    EXPECT_EQ(offer.capacity, 12);
    EXPECT_EQ(offer.schedule, "Tu,Th 18:00-20:00");
    EXPECT_EQ(offer.checked, "2026-11-23");
    EXPECT_TRUE(report_.unknown_values.empty());
  }
}

TEST_F(OffersTable, TheSpreadsheetHasTheSameAndASheetOfValues) {
  auto const file = folder_ / "offres.xlsx";
  auto const written = exporters::write_offer_template(file, 1);
  ASSERT_TRUE(written) << written.error().message;
  EXPECT_FALSE(exporters::write_offer_template(file, 1));  // never over a file
  auto const input = TableInput::open(file);
  ASSERT_TRUE(input);
  ASSERT_EQ(input->layers().size(), 2U);
  EXPECT_EQ(input->layers()[0].columns, exporters::offer_template_rows(1)[0]);
  EXPECT_EQ(input->layers()[1].name, "Valeurs");
  EXPECT_EQ(find_open_format(file), OpenFormat::offers_table);
  auto const batch = read_offers_table(file, {}, city_, links_);
  ASSERT_FALSE(batch);
  EXPECT_NE(batch.error().message.find("example"), std::string::npos) << batch.error().message;
}

TEST_F(OffersTable, ReadsATableOfSomebodyElse) {
  auto const batch = read(
      "Intitulé;Lieu;Public;Tarif;Horaires;Date;Heure de début;Heure de fin;Langues;Age\n"
      "Atelier couture;Bibliothèque rivet;demandeurs d'emploi;5 €;Sa 10:00-12:00;28/11/2026;10h;12h30;français / "
      "anglais;16-25\n"
      "Atelier couture;Bibliothèque rivet;;;;05/12/2026;10h;12h30;;\n"
      "Chorale;Nulle Part;;gratuit;;;;;martien;\n");
  ASSERT_TRUE(batch) << batch.error().message;
  ASSERT_EQ(batch->offers.size(), 2U);
  store::Offer const& sewing = batch->offers[0];
  EXPECT_EQ(sewing.place, "osm:n1");
  EXPECT_EQ(sewing.fee, store::Fee::paid);
  EXPECT_EQ(sewing.price, "5 €");
  EXPECT_EQ(sewing.age_min, 16);
  EXPECT_EQ(sewing.age_max, 25);
  ASSERT_TRUE(sewing.audiences.contains("job-seekers"));
  EXPECT_EQ(sewing.audiences.at("job-seekers").evidence.at(0).field, "Public");
  ASSERT_EQ(batch->sessions.size(), 2U);
  EXPECT_EQ(batch->sessions[0].starts, "2026-11-28T10:00:00+01:00");
  EXPECT_EQ(batch->sessions[1].ends, "2026-12-05T12:30:00+01:00");
  EXPECT_EQ(batch->sessions[1].offer, sewing.head.id);
  EXPECT_EQ(batch->offers[1].fee, store::Fee::free);
  EXPECT_EQ(batch->offers[1].audiences.size(), 0U);  // not said is not no
  ASSERT_EQ(links_.doubtful.size(), 1U);
  EXPECT_EQ(links_.doubtful[0].wanted, "Nulle Part");
  EXPECT_EQ(links_.doubtful[0].cells.size(), 10U);
  EXPECT_EQ(report_.unknown_values.at("languages").at("martien"), 1);
}

TEST_F(OffersTable, SaysWhatItCannotTake) {
  auto const batch = read(
      "id,course,place_id,date,start,weekly until\n"
      "1,Yoga,siret:12345678900011,2026-11-28,18:00,2026-12-31\n"
      "1,Tai chi,osm:n2,,,\n"
      "2,,osm:n2,,,\n"
      "3,Chess,osm:n2,soon,,\n");
  ASSERT_TRUE(batch) << batch.error().message;
  EXPECT_EQ(batch->offers.size(), 2U);
  EXPECT_EQ(batch->offers[0].place, "osm:n1");
  EXPECT_EQ(batch->sessions.at(0).rrule, "FREQ=WEEKLY;UNTIL=20261231T225959Z");
  ASSERT_EQ(batch->rejects.size(), 3U);
  EXPECT_EQ(batch->rejects[0].column, "id");
  EXPECT_EQ(batch->rejects[1].column, "course");
  EXPECT_EQ(batch->rejects[2].value, "soon");
  EXPECT_EQ(report_.rejects.size(), 3U);
  EXPECT_FALSE(read("a,b\n1,2\n"));
  EXPECT_FALSE(read("course,x\nYoga,2\n", {.columns = {{"colour", "x"}}}));
  EXPECT_FALSE(read("course,x\nYoga,2\n", {.columns = {{"price", "y"}}}));
  EXPECT_TRUE(read("course,x\nYoga,2\n", {.columns = {{"price", "x"}}}));
}

}  // namespace
}  // namespace cartable::importers
