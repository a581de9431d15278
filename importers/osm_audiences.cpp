#include "importers/osm_audiences.hpp"

#include "base/text.hpp"
#include "importers/osm_tag_rules.hpp"

#include <osmium/osm/tag.hpp>

#include <algorithm>
#include <array>
#include <string>

namespace cartable::importers {
namespace {

constexpr std::string_view kMigrants = "migrant-families";
constexpr std::string_view kSpecialNeeds = "special-educational-needs";
constexpr std::string_view kJobSeekers = "job-seekers";

enum class Weight : std::uint8_t { serves, excludes, supports };

/// A tag as evidence. `key` ending in ':' is a prefix; `value` "*" is any but "no".
struct EvidenceRule {
  std::string_view group, key, value;
  Weight weight;
};

// docs/data/osm.md, "The three groups". Sources: OSM wiki pages social_facility:for, community_centre:for,
// school:special_needs; the rejected school:for is read, never expected.
constexpr std::array kRules{
    EvidenceRule{kMigrants, "social_facility:for", "migrant", Weight::serves},
    EvidenceRule{kMigrants, "social_facility:for", "migrants", Weight::serves},
    EvidenceRule{kMigrants, "social_facility:for", "refugee", Weight::serves},
    EvidenceRule{kMigrants, "social_facility:for", "refugees", Weight::serves},
    EvidenceRule{kMigrants, "social_facility:for", "displaced", Weight::serves},
    EvidenceRule{kMigrants, "social_facility:for", "family", Weight::serves},
    EvidenceRule{kMigrants, "community_centre:for", "migrant", Weight::serves},
    EvidenceRule{kMigrants, "community_centre:for", "immigrant", Weight::serves},
    EvidenceRule{kMigrants, "community_centre:for", "refugee", Weight::serves},
    EvidenceRule{kMigrants, "community_centre:for", "family", Weight::serves},
    EvidenceRule{kMigrants, "amenity", "language_school", Weight::serves},
    EvidenceRule{kMigrants, "education", "language_school", Weight::serves},
    EvidenceRule{kMigrants, "language:", "*", Weight::supports},
    EvidenceRule{kMigrants, "fee", "no", Weight::supports},
    EvidenceRule{kSpecialNeeds, "school:special_needs", "yes", Weight::serves},
    EvidenceRule{kSpecialNeeds, "school:special_needs", "only", Weight::serves},
    EvidenceRule{kSpecialNeeds, "school:special_needs", "separated", Weight::serves},
    EvidenceRule{kSpecialNeeds, "school:special_needs", "mixed", Weight::serves},
    EvidenceRule{kSpecialNeeds, "school:special_needs", "limited", Weight::serves},
    EvidenceRule{kSpecialNeeds, "school:special_needs", "no", Weight::excludes},
    EvidenceRule{kSpecialNeeds, "special_needs:", "yes", Weight::serves},
    EvidenceRule{kSpecialNeeds, "school:for", "special_needs", Weight::serves},
    EvidenceRule{kSpecialNeeds, "school:for", "special_needs_students", Weight::serves},
    EvidenceRule{kSpecialNeeds, "school:for", "mentally_disabled", Weight::serves},
    EvidenceRule{kSpecialNeeds, "school:for", "physically_disabled", Weight::serves},
    EvidenceRule{kSpecialNeeds, "school:for", "autism", Weight::serves},
    EvidenceRule{kSpecialNeeds, "school:for", "blind", Weight::serves},
    EvidenceRule{kSpecialNeeds, "school:for", "deaf", Weight::serves},
    EvidenceRule{kSpecialNeeds, "social_facility:for", "disabled", Weight::serves},
    EvidenceRule{kSpecialNeeds, "social_facility:for", "mental_health", Weight::serves},
    EvidenceRule{kSpecialNeeds, "wheelchair", "yes", Weight::supports},
    EvidenceRule{kSpecialNeeds, "wheelchair", "designated", Weight::supports},
    EvidenceRule{kSpecialNeeds, "toilets:wheelchair", "yes", Weight::supports},
    EvidenceRule{kSpecialNeeds, "tactile_paving", "yes", Weight::supports},
    EvidenceRule{kSpecialNeeds, "audio_loop", "yes", Weight::supports},
    EvidenceRule{kJobSeekers, "social_facility:for", "unemployed", Weight::serves},
    EvidenceRule{kJobSeekers, "social_facility:for", "underprivileged", Weight::serves},
    EvidenceRule{kJobSeekers, "office", "employment_agency", Weight::serves},
    EvidenceRule{kJobSeekers, "social_facility", "workshop", Weight::serves},
    EvidenceRule{kJobSeekers, "amenity", "training", Weight::serves},
    EvidenceRule{kJobSeekers, "amenity", "coworking_space", Weight::serves},
    EvidenceRule{kJobSeekers, "office", "coworking", Weight::serves},
    EvidenceRule{kJobSeekers, "internet_access", "terminal", Weight::supports},
    EvidenceRule{kJobSeekers, "fee", "no", Weight::supports},
};

bool key_fits(EvidenceRule const& rule, std::string_view key) {
  return rule.key.ends_with(':') ? key.starts_with(rule.key) && key.size() > rule.key.size() : key == rule.key;
}

bool value_fits(EvidenceRule const& rule, std::string_view value) {
  if (rule.value == "*") {
    return value != "no";
  }
  auto const values = base::split(value, ';');
  return std::find(values.begin(), values.end(), rule.value) != values.end();
}

}  // namespace

void read_audiences(osmium::TagList const& tags, std::string_view source, store::Place& place) {
  for (Weight const weight : {Weight::serves, Weight::excludes, Weight::supports}) {
    for (EvidenceRule const& rule : kRules) {
      if (rule.weight != weight) {
        continue;
      }
      for (osmium::Tag const& tag : tags) {
        if (!key_fits(rule, tag.key()) || !value_fits(rule, tag.value())) {
          continue;
        }
        auto claim = place.audiences.find(rule.group);
        if (claim == place.audiences.end()) {
          if (weight == Weight::supports) {
            continue;
          }
          claim = place.audiences.emplace(std::string(rule.group), store::AudienceClaim{}).first;
          claim->second.serves = weight == Weight::serves;
        }
        // A tag for the group outweighs one against it; help counts only for places that serve.
        if (claim->second.serves == (weight != Weight::excludes)) {
          store::Evidence evidence{base::mend_utf8(tag.key()), base::mend_utf8(tag.value()), std::string(source)};
          auto& list = claim->second.evidence;
          if (std::find(list.begin(), list.end(), evidence) == list.end()) {
            list.push_back(std::move(evidence));
          }
        }
      }
    }
  }
}

}  // namespace cartable::importers
