#pragma once

#include "base/result.hpp"
#include "store/model.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

/// Words about offers as ours: what every reader of offers does alike.
namespace cartable::importers {

using Audiences = std::map<std::string, store::AudienceClaim, std::less<>>;

/// public | staff | planner, empty for public; bad_usage for another word.
[[nodiscard]] base::Result<store::Visibility> visibility_of(std::string_view word);

/// Says that a group is served (or excluded) and why. A word for the group outweighs one against it.
void add_evidence(Audiences& audiences, std::string_view group, bool serves, store::Evidence evidence);

/// Adds a value that is not there yet.
void add_once(store::StringList& list, std::string_view value);

/// The ISCED-F codes that a word or code names; empty when it names none.
[[nodiscard]] std::vector<std::string> topic_codes(std::string_view word);

/// What single words (categories, tags, taxonomy terms) say of an offer: what it is about, for whom, how, at what cost.
class OfferWords {
 public:
  /// \return false for a word that says nothing to us
  bool read(std::string_view word);
  /// Puts what was read into an offer, where it does not say so already. \param field  of the source, for evidence
  void give(store::Offer& offer, std::string_view source, std::string_view field) const;

 private:
  store::StringList topics_, modalities_;
  std::vector<std::pair<std::string, std::string>> groups_;  ///< slug, word
  store::Fee fee_ = store::Fee::unknown;
};

/// A date as people write it (2026-11-28, 28/11/2026, 28.11.2026, 2026-11-28T10:00:00Z) as ISO; day before month
/// unless only the other order is a date. Empty for what is none.
[[nodiscard]] std::string iso_date(std::string_view text);

/// A calendar date that somebody checked the record, from a date or moment; empty for what is none.
[[nodiscard]] std::string checked_date(std::string_view text);

/// Whether a text looks like an e-mail address of a person ("prenom.nom@…") rather than of an office ("contact@…").
/// Such an address must not become public.
[[nodiscard]] bool is_personal_email(std::string_view address);

/// HTML of descriptions as plain text: tags gone, entities resolved, breaks kept.
[[nodiscard]] std::string plain_text(std::string_view html);

}  // namespace cartable::importers
