#include "store/taxonomy.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <utility>

namespace cartable::store {
namespace {

constexpr std::uint16_t kNonFormal = 0;
constexpr std::uint16_t kSchoolLevels = levels(1, 2, 3);

// Pillars and default levels are this project's decisions, row by row of docs/data/osm.md; topics are codes of
// ISCED Fields of Education and Training 2013 (UIS 2014).
constexpr std::array kKinds{
    Kind{"kindergarten", "kindergarten", pillars(1, 2), levels(0), false, "", "1", "ism", "Preschool",
         "École maternelle"},
    Kind{"childcare", "childcare", pillars(2), levels(0), true, "", "2", "is", "Childcare", "Crèche, garderie"},
    Kind{"school", "school", pillars(1), kSchoolLevels, false, "", "3", "isw", "School", "École"},
    Kind{"primary_school", "school", pillars(1), levels(1), false, "", "4", "m", "Primary school", "École primaire"},
    Kind{"lower_secondary_school", "school", pillars(1), levels(2), false, "", "5", "m", "Lower secondary school",
         "Collège"},
    Kind{"secondary_school", "school", pillars(1), levels(2, 3), false, "", "6", "m", "Secondary school",
         "Établissement secondaire"},
    Kind{"upper_secondary_school", "school", pillars(1), levels(3), false, "", "7", "m", "Upper secondary school",
         "Lycée"},
    Kind{"post_secondary_school", "school", pillars(1, 3), levels(4), false, "", "8", "m", "Post-secondary school",
         "Établissement postsecondaire"},
    Kind{"adult_school", "school", pillars(1, 6), kSchoolLevels, false, "", "9", "m", "School for adults",
         "École pour adultes"},
    Kind{"special_needs_school", "school", pillars(1), kSchoolLevels, false, "", "10", "w", "Special-needs school",
         "École spécialisée"},
    Kind{"college", "college", pillars(1, 3), levels(4, 5), false, "", "11", "ism", "College", "Institut de formation"},
    Kind{"university", "university", pillars(1), levels(6, 7, 8), false, "", "12", "ism", "University", "Université"},
    Kind{"research_institute", "research_institute", pillars(1), levels(8), true, "", "13", "is", "Research institute",
         "Institut de recherche"},
    Kind{"prep_school", "prep_school", pillars(1), kNonFormal, false, "", "14", "is", "Tutoring and exam preparation",
         "Soutien scolaire et préparation aux examens"},
    Kind{"language_school", "language_school", pillars(3, 6), kNonFormal, false, "0231", "15", "is", "Language school",
         "École de langues"},
    Kind{"music_school", "music_school", pillars(2, 6), kNonFormal, false, "0215", "16", "is", "Music school",
         "École de musique"},
    Kind{"dancing_school", "dancing_school", pillars(2, 6), kNonFormal, false, "0215", "17", "is", "Dance school",
         "École de danse"},
    Kind{"driving_school", "driving_school", pillars(3), kNonFormal, false, "1041", "18", "is", "Driving school",
         "Auto-école"},
    Kind{"driver_training", "driver_training", pillars(3), kNonFormal, false, "", "19", "i", "Driver training ground",
         "Piste d’apprentissage de la conduite"},
    Kind{"training", "training", pillars(3), kNonFormal, false, "", "20", "s", "Training centre",
         "Centre de formation"},
    Kind{"library", "library", pillars(2, 6), kNonFormal, false, "", "21", "is", "Library", "Bibliothèque"},
    Kind{"public_bookcase", "public_bookcase", pillars(2, 6), kNonFormal, false, "", "22", "i", "Street bookcase",
         "Boîte à livres"},
    Kind{"toy_library", "toy_library", pillars(2), kNonFormal, false, "", "23", "is", "Toy library", "Ludothèque"},
    Kind{"community_centre", "community_centre", pillars(2, 6), kNonFormal, false, "", "24", "is", "Community centre",
         "Maison de quartier"},
    Kind{"family_centre", "community_centre", pillars(2), kNonFormal, false, "", "25", "iw", "Family centre",
         "Maison des familles"},
    Kind{"youth_centre", "community_centre", pillars(2, 6), kNonFormal, false, "", "26", "iw", "Youth centre",
         "Maison des jeunes"},
    Kind{"cultural_centre", "community_centre", pillars(2, 6), kNonFormal, false, "", "27", "iw", "Cultural centre",
         "Centre culturel"},
    Kind{"village_hall", "community_centre", pillars(2), kNonFormal, false, "", "28", "iw", "Village hall",
         "Salle communale"},
    Kind{"social_centre", "social_centre", pillars(2), kNonFormal, false, "", "29", "is", "Social centre",
         "Centre social"},
    Kind{"social_facility", "social_facility", pillars(2), kNonFormal, false, "", "", "i", "Social service",
         "Service social"},
    Kind{"outreach", "social_facility", pillars(2), kNonFormal, false, "", "30", "iw", "Advice and outreach",
         "Conseil et accompagnement"},
    Kind{"sheltered_workshop", "social_facility", pillars(3), kNonFormal, false, "", "31", "i", "Sheltered workshop",
         "Atelier protégé"},
    Kind{"day_centre", "social_facility", pillars(2), kNonFormal, false, "", "32", "i", "Day centre",
         "Accueil de jour"},
    Kind{"employment_agency", "employment_agency", pillars(3), kNonFormal, false, "", "33", "iw",
         "Job and training guidance", "Emploi et orientation"},
    Kind{"educational_office", "educational_office", pillars(1), kNonFormal, false, "", "34", "i",
         "Education provider’s office", "Bureau d’un organisme d’enseignement"},
    Kind{"coworking", "coworking", pillars(3, 4), kNonFormal, false, "", "35", "is", "Coworking space",
         "Espace de cotravail"},
    Kind{"makerspace", "makerspace", pillars(4, 6), kNonFormal, false, "06 07", "36", "is", "Makerspace", "Fab lab"},
    Kind{"internet_cafe", "internet_cafe", pillars(4), kNonFormal, false, "", "37", "is", "Internet café", "Cybercafé"},
    Kind{"arts_centre", "arts_centre", pillars(6), kNonFormal, false, "021", "38", "is", "Arts centre", "Centre d’art"},
    Kind{"museum", "museum", pillars(2, 6), kNonFormal, false, "", "39", "is", "Museum", "Musée"},
    Kind{"gallery", "gallery", pillars(6), kNonFormal, false, "", "40", "is", "Gallery", "Galerie"},
    Kind{"planetarium", "planetarium", pillars(6), kNonFormal, false, "05", "41", "is", "Planetarium", "Planétarium"},
    Kind{"archive", "archive", pillars(6), kNonFormal, false, "", "42", "s", "Archive", "Archives"},
    Kind{"zoo", "zoo", pillars(6), kNonFormal, false, "", "43", "i", "Zoo", "Zoo"},
    Kind{"aquarium", "aquarium", pillars(6), kNonFormal, false, "", "43", "i", "Aquarium", "Aquarium"},
    Kind{"botanical_garden", "botanical_garden", pillars(6), kNonFormal, false, "", "44", "i", "Botanical garden",
         "Jardin botanique"},
    Kind{"community_garden", "community_garden", pillars(2, 6), kNonFormal, false, "", "45", "i", "Community garden",
         "Jardin partagé"},
    Kind{"theatre", "theatre", pillars(6), kNonFormal, false, "", "46", "is", "Theatre", "Théâtre"},
    Kind{"events_venue", "events_venue", pillars(6), kNonFormal, false, "", "47", "is", "Events venue",
         "Lieu d’événements"},
    Kind{"conference_centre", "events_venue", pillars(6), kNonFormal, false, "", "47", "is", "Conference centre",
         "Centre de congrès"},
    Kind{"exhibition_centre", "events_venue", pillars(6), kNonFormal, false, "", "47", "is", "Exhibition centre",
         "Parc des expositions"},
    Kind{"townhall", "townhall", pillars(6), kNonFormal, false, "", "48", "is", "Town hall", "Mairie"},
    Kind{"information", "information", pillars(6), kNonFormal, false, "", "49", "i", "Information point",
         "Point d’information"},
    Kind{"visitor_centre", "information", pillars(6), kNonFormal, false, "", "49", "i", "Visitor centre",
         "Centre d’accueil des visiteurs"},
    Kind{"information_office", "information", pillars(6), kNonFormal, false, "", "49", "i", "Information office",
         "Bureau d’information"},
    Kind{"information_terminal", "information", pillars(4), kNonFormal, false, "", "50", "i", "Public terminal",
         "Borne publique"},
    Kind{"sports_centre", "sports_centre", pillars(2, 6), kNonFormal, false, "1014", "51", "i", "Sports centre",
         "Centre sportif"},
    Kind{"sports_hall", "sports_hall", pillars(2, 6), kNonFormal, false, "1014", "51", "i", "Sports hall",
         "Salle de sport"},
    Kind{"dive_centre", "dive_centre", pillars(6), kNonFormal, false, "1014", "52", "i", "Diving school",
         "Centre de plongée"},
    Kind{"dojo", "dojo", pillars(6), kNonFormal, false, "1014", "52", "is", "Dojo", "Dojo"},
    Kind{"club", "club", pillars(2, 6), kNonFormal, false, "", "53", "i", "Club", "Club"},
    Kind{"association", "association", pillars(2), kNonFormal, false, "", "54", "i", "Association", "Association"},
    Kind{"place_of_worship", "place_of_worship", pillars(2), kNonFormal, false, "", "55", "i", "Place of worship",
         "Lieu de culte"},
    Kind{"prison", "prison", pillars(1, 3), kNonFormal, false, "", "56", "i", "Prison", "Prison"},
    // Not a row of the table: what a city's own list names without saying of what kind it is.
    Kind{"learning_place", "learning_place", pillars(6), kNonFormal, false, "", "", "", "Learning place",
         "Lieu d’apprentissage"},
};

constexpr std::uint8_t kDigitalPillar = pillars(4);

void add_once(StringList& list, std::string_view value) {
  if (std::find(list.begin(), list.end(), value) == list.end()) {
    list.emplace_back(value);
  }
}

}  // namespace

std::span<Kind const> kinds() noexcept { return kKinds; }

Kind const* find_kind(std::string_view slug) noexcept {
  auto const found = std::find_if(kKinds.begin(), kKinds.end(), [&](Kind const& kind) { return kind.slug == slug; });
  return found == kKinds.end() ? nullptr : &*found;
}

std::string_view general_kind(std::string_view slug) noexcept {
  Kind const* const kind = find_kind(slug);
  return kind == nullptr ? slug : kind->general;
}

void apply_kind_defaults(Place& place) {
  StringList ordered;
  for (std::string const& slug : place.kinds) {
    add_once(ordered, general_kind(slug));
    add_once(ordered, slug);
  }
  place.kinds = std::move(ordered);

  std::uint16_t default_levels = 0;
  for (std::string const& slug : place.kinds) {
    Kind const* const kind = find_kind(slug);
    bool const is_refined = std::any_of(place.kinds.begin(), place.kinds.end(), [&](std::string const& other) {
      return other != slug && general_kind(other) == slug;
    });
    if (kind == nullptr || is_refined) {
      continue;
    }
    place.pillars |= kind->pillars;
    default_levels |= kind->isced;
    for (std::string const& topic : base::split(kind->topics, ' ')) {
      add_once(place.topics, topic);
    }
  }
  if (place.isced == 0 && default_levels != 0) {
    place.isced = default_levels;
    place.isced_from = "default";
  }
  if (auto const access = place.extra.find("internet_access"); access != place.extra.end() && access->second != "no") {
    place.pillars |= kDigitalPillar;
  }
}

}  // namespace cartable::store
