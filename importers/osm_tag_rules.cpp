#include "importers/osm_tag_rules.hpp"

#include <osmium/osm/tag.hpp>

#include <algorithm>
#include <cstddef>

namespace cartable::importers {
namespace {

constexpr std::string_view kEducation = "amenity|education";
constexpr PlaceCondition kSchool{kEducation, "school"};
constexpr PlaceCondition kCommunityCentre{"amenity", "community_centre"};
constexpr PlaceCondition kSocialFacility{"amenity", "social_facility"};
constexpr PlaceCondition kNothingElse{};

// Where each tag is documented stands with its kind in store/taxonomy; docs/data/osm.md prints both together.
constexpr std::array kRules{
    PlaceRule{1, {{{kEducation, "kindergarten"}, kNothingElse}}, "kindergarten"},
    PlaceRule{2, {{{"amenity", "childcare"}, kNothingElse}}, "childcare"},
    PlaceRule{3, {{kSchool, kNothingElse}}, "school"},
    PlaceRule{4, {{kSchool, {"school", "primary"}}}, "primary_school"},
    PlaceRule{5, {{kSchool, {"school", "lower_secondary"}}}, "lower_secondary_school"},
    PlaceRule{6, {{kSchool, {"school", "secondary"}}}, "secondary_school"},
    PlaceRule{7, {{kSchool, {"school", "upper_secondary"}}}, "upper_secondary_school"},
    PlaceRule{8, {{kSchool, {"school", "post_secondary"}}}, "post_secondary_school"},
    PlaceRule{9, {{kSchool, {"school:for", "adults"}}}, "adult_school"},
    PlaceRule{10, {{kSchool, {"school:special_needs", "only"}}}, "special_needs_school"},
    PlaceRule{11, {{{kEducation, "college"}, kNothingElse}}, "college"},
    PlaceRule{12, {{{kEducation, "university"}, kNothingElse}}, "university"},
    PlaceRule{13, {{{"amenity", "research_institute"}, kNothingElse}}, "research_institute"},
    PlaceRule{13, {{{"office", "research"}, kNothingElse}}, "research_institute"},
    PlaceRule{14, {{{"amenity", "prep_school"}, kNothingElse}}, "prep_school"},
    PlaceRule{15, {{{kEducation, "language_school"}, kNothingElse}}, "language_school"},
    PlaceRule{16, {{{kEducation, "music_school"}, kNothingElse}}, "music_school"},
    PlaceRule{17, {{{kEducation, "dancing_school"}, kNothingElse}}, "dancing_school"},
    PlaceRule{18, {{{kEducation, "driving_school"}, kNothingElse}}, "driving_school"},
    PlaceRule{19, {{{"amenity", "driver_training"}, kNothingElse}}, "driver_training"},
    PlaceRule{20, {{{"amenity", "training"}, kNothingElse}}, "training"},
    PlaceRule{21, {{{"amenity", "library"}, kNothingElse}}, "library"},
    PlaceRule{22, {{{"amenity", "public_bookcase"}, kNothingElse}}, "public_bookcase"},
    PlaceRule{23, {{{"amenity", "toy_library"}, kNothingElse}}, "toy_library"},
    PlaceRule{24, {{kCommunityCentre, kNothingElse}}, "community_centre"},
    PlaceRule{25, {{kCommunityCentre, {"community_centre", "family_centre"}}}, "family_centre"},
    PlaceRule{26, {{kCommunityCentre, {"community_centre", "youth_centre"}}}, "youth_centre"},
    PlaceRule{27, {{kCommunityCentre, {"community_centre", "cultural_centre"}}}, "cultural_centre"},
    PlaceRule{
        28, {{kCommunityCentre, {"community_centre", "village_hall|community_hall|parish_hall"}}}, "village_hall"},
    PlaceRule{29, {{{"amenity", "social_centre"}, kNothingElse}}, "social_centre"},
    PlaceRule{30, {{kSocialFacility, {"social_facility", "outreach"}}}, "outreach"},
    PlaceRule{31, {{kSocialFacility, {"social_facility", "workshop"}}}, "sheltered_workshop"},
    PlaceRule{32, {{kSocialFacility, {"social_facility", "day_care"}}}, "day_centre"},
    PlaceRule{33, {{{"office", "employment_agency"}, kNothingElse}}, "employment_agency"},
    PlaceRule{34, {{{"office", "educational_institution"}, kNothingElse}}, "educational_office"},
    PlaceRule{35, {{{"amenity", "coworking_space"}, kNothingElse}}, "coworking"},
    PlaceRule{35, {{{"office", "coworking"}, kNothingElse}}, "coworking"},
    PlaceRule{36, {{{"leisure", "hackerspace"}, kNothingElse}}, "makerspace"},
    PlaceRule{37, {{{"amenity", "internet_cafe"}, kNothingElse}}, "internet_cafe"},
    PlaceRule{38, {{{"amenity", "arts_centre"}, kNothingElse}}, "arts_centre"},
    PlaceRule{39, {{{"tourism", "museum"}, kNothingElse}}, "museum"},
    PlaceRule{40, {{{"tourism", "gallery"}, kNothingElse}}, "gallery"},
    PlaceRule{41, {{{"amenity", "planetarium"}, kNothingElse}}, "planetarium"},
    PlaceRule{42, {{{"amenity", "archive"}, kNothingElse}}, "archive"},
    PlaceRule{43, {{{"tourism", "zoo"}, kNothingElse}}, "zoo"},
    PlaceRule{43, {{{"tourism", "aquarium"}, kNothingElse}}, "aquarium"},
    PlaceRule{44, {{{"leisure", "garden"}, {"garden:type", "botanical"}}}, "botanical_garden"},
    PlaceRule{45, {{{"leisure", "garden"}, {"garden:type", "community"}}}, "community_garden"},
    PlaceRule{46, {{{"amenity", "theatre"}, kNothingElse}}, "theatre"},
    PlaceRule{47, {{{"amenity", "conference_centre"}, kNothingElse}}, "conference_centre"},
    PlaceRule{47, {{{"amenity", "exhibition_centre"}, kNothingElse}}, "exhibition_centre"},
    PlaceRule{47, {{{"amenity", "events_venue"}, kNothingElse}}, "events_venue"},
    PlaceRule{48, {{{"amenity", "townhall"}, kNothingElse}}, "townhall"},
    PlaceRule{49, {{{"tourism", "information"}, {"information", "visitor_centre"}}}, "visitor_centre"},
    PlaceRule{49, {{{"tourism", "information"}, {"information", "office"}}}, "information_office"},
    PlaceRule{50, {{{"tourism", "information"}, {"information", "terminal"}}}, "information_terminal"},
    PlaceRule{51, {{{"leisure", "sports_centre"}, kNothingElse}}, "sports_centre", Take::with_courses},
    PlaceRule{51, {{{"leisure", "sports_hall"}, kNothingElse}}, "sports_hall", Take::with_courses},
    PlaceRule{52, {{{"amenity", "dive_centre"}, kNothingElse}}, "dive_centre"},
    PlaceRule{52, {{{"amenity", "dojo"}, kNothingElse}}, "dojo"},
    PlaceRule{53, {{{"club", "*"}, kNothingElse}}, "club"},
    PlaceRule{54, {{{"office", "association|ngo|foundation"}, kNothingElse}}, "association"},
    PlaceRule{55, {{{"amenity", "place_of_worship"}, kNothingElse}}, "place_of_worship", Take::with_courses},
    PlaceRule{56, {{{"amenity", "prison"}, kNothingElse}}, "prison", Take::staff_place},
    PlaceRule{57, {{{"amenity", "refugee_site"}, kNothingElse}}, "refugee_site", Take::no_place},
    PlaceRule{58, {{{"landuse", "education"}, kNothingElse}}, "education_grounds", Take::container},
    PlaceRule{59, {{{"amenity", "library_dropoff"}, kNothingElse}}, "library_dropoff", Take::no_place},
    PlaceRule{59, {{{"building", "school|college|university"}, kNothingElse}}, "education_building", Take::no_place},
    PlaceRule{59, {{{"leisure", "schoolyard"}, kNothingElse}}, "schoolyard", Take::no_place},
    // Outside the table: the other social facilities (shelters, homes) are no learning places, and are counted.
    PlaceRule{0, {{kSocialFacility, kNothingElse}}, "social_facility", Take::no_place},
};

// Every rule's first key but building: an object with none of them is decided without looking at the table.
constexpr std::array<std::string_view, 7> kMainKeys{"amenity", "education", "tourism", "leisure",
                                                    "office",  "club",      "landuse"};
constexpr std::array<std::string_view, 3> kSchoolBuildings{"school", "college", "university"};

// https://wiki.openstreetmap.org/wiki/Lifecycle_prefix
constexpr std::array<std::string_view, 12> kLifecycle{"disused", "abandoned", "ruins",        "demolished",
                                                      "removed", "razed",     "destroyed",    "proposed",
                                                      "planned", "closed",    "construction", "was"};

bool any_piece(std::string_view list, char separator, auto&& test) {
  while (true) {
    std::size_t const end = list.find(separator);
    std::string_view piece = list.substr(0, end);
    while (!piece.empty() && piece.front() == ' ') {
      piece.remove_prefix(1);
    }
    while (!piece.empty() && piece.back() == ' ') {
      piece.remove_suffix(1);
    }
    if (test(piece)) {
      return true;
    }
    if (end == std::string_view::npos) {
      return false;
    }
    list.remove_prefix(end + 1);
  }
}

bool contains(auto const& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

bool holds(PlaceCondition const& condition, osmium::TagList const& tags) {
  if (condition.key.empty()) {
    return true;
  }
  return any_piece(condition.key, '|', [&](std::string_view key) {
    auto const tag = std::find_if(tags.begin(), tags.end(), [&](osmium::Tag const& t) { return key == t.key(); });
    if (tag == tags.end()) {
      return false;
    }
    return any_piece(tag->value(), ';', [&](std::string_view value) {
      return condition.value == "*" ? !value.empty() && value != "no"
                                    : any_piece(condition.value, '|', [&](std::string_view v) { return v == value; });
    });
  });
}

bool is_marked_as_gone(osmium::TagList const& tags) {
  return std::any_of(tags.begin(), tags.end(), [](osmium::Tag const& tag) {
    return contains(kLifecycle, tag.key()) && std::string_view(tag.value()) != "no";
  });
}

/// Whether a main key stands there under a lifecycle prefix ("disused:amenity=school").
bool has_lifecycle_key(osmium::TagList const& tags) {
  return std::any_of(tags.begin(), tags.end(), [](osmium::Tag const& tag) {
    std::string_view const key = tag.key();
    std::size_t const colon = key.find(':');
    if (colon == std::string_view::npos || !contains(kLifecycle, key.substr(0, colon))) {
      return false;
    }
    std::string_view const plain = key.substr(colon + 1);
    return std::any_of(kRules.begin(), kRules.end(), [&](PlaceRule const& rule) {
      return (rule.take == Take::place || rule.take == Take::staff_place) && rule.all[1].key.empty() &&
             any_piece(rule.all[0].key, '|', [&](std::string_view k) { return k == plain; }) &&
             any_piece(rule.all[0].value, '|', [&](std::string_view v) { return v == tag.value(); });
    });
  });
}

}  // namespace

std::span<PlaceRule const> place_rules() noexcept { return kRules; }

std::string_view tag_value(osmium::TagList const& tags, char const* key) noexcept {
  char const* const value = tags.get_value_by_key(key);
  return value == nullptr ? std::string_view{} : std::string_view{value};
}

Classified classify(osmium::TagList const& tags) {
  Classified result;
  bool has_main_key = false;
  bool has_prefixed_key = false;
  for (osmium::Tag const& tag : tags) {
    std::string_view const key = tag.key();
    // Most objects with a main key are buildings, and few of those are a school's.
    has_main_key |= key == "building" ? contains(kSchoolBuildings, tag.value()) : contains(kMainKeys, key);
    has_prefixed_key |= key.find(':') != std::string_view::npos;
  }
  if (!has_main_key) {
    result.is_lifecycle = has_prefixed_key && has_lifecycle_key(tags);
    return result;
  }
  bool found_reason = false;
  for (PlaceRule const& rule : kRules) {
    if (!holds(rule.all[0], tags) || !holds(rule.all[1], tags)) {
      continue;
    }
    if (rule.take == Take::place || rule.take == Take::staff_place) {
      if (!contains(result.kinds, rule.kind)) {
        result.kinds.push_back(rule.kind);
      }
      // A school mapped on the same object as a prison stays hidden with it.
      result.take = result.take == Take::staff_place ? Take::staff_place : rule.take;
    } else if (!found_reason) {
      found_reason = true;
      result.not_taken = rule.kind;
      if (result.kinds.empty()) {
        result.take = rule.take;
      }
    }
  }
  if (!result.kinds.empty() && is_marked_as_gone(tags)) {
    return Classified{.kinds = {}, .take = Take::no_place, .not_taken = {}, .is_lifecycle = true};
  }
  if (result.kinds.empty() && !found_reason) {
    result.is_lifecycle = has_prefixed_key && has_lifecycle_key(tags);
  }
  if (!result.kinds.empty()) {
    result.not_taken = {};
  }
  return result;
}

}  // namespace cartable::importers
