#include "importers/hsds_words.hpp"

#include "base/format.hpp"
#include "base/text.hpp"
#include "importers/offer_words.hpp"
#include "importers/osm_isced.hpp"
#include "store/hsds_fields.hpp"
#include "store/open_format_fields.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <optional>
#include <system_error>
#include <vector>

namespace cartable::importers {
namespace {

constexpr std::array<std::string_view, 5> kNeeds{"hearing-loop", "sign-language", "accessible-toilet", "quiet",
                                                 "step-free"};

std::optional<double> number_of(std::string_view text) {
  double value = 0;
  auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc{} && end == text.data() + text.size() && !text.empty() ? std::optional(value)
                                                                                   : std::nullopt;
}

std::optional<int> age_of(std::string_view text) {
  auto const value = number_of(text);
  return value && *value >= 0 && *value <= 130 ? std::optional(static_cast<int>(*value)) : std::nullopt;
}

bool holds(std::string const& folded, std::string_view word) {
  std::string const wanted = base::fold(word);
  std::size_t at = folded.find(wanted);
  return at != std::string::npos && (at == 0 || folded[at - 1] == ' ');
}

}  // namespace

std::pair<std::string, std::string> street_and_number(std::string_view text) {
  auto const is_digit = [](char c) { return c >= '0' && c <= '9'; };
  auto const is_number = [&](std::string_view word) {
    std::size_t digits = 0;
    while (digits < word.size() && is_digit(word[digits])) {
      ++digits;
    }
    bool const letter = digits + 1 == word.size() && ((word.back() | 0x20) >= 'a' && (word.back() | 0x20) <= 'z');
    return digits > 0 && digits <= 5 && (digits == word.size() || letter);
  };
  std::string_view const all = base::trim(text);
  std::size_t const first = all.find(' ');
  std::size_t const last = all.rfind(' ');
  if (first == std::string_view::npos || all.find(',') != std::string_view::npos) {
    return {};
  }
  bool const before = is_number(all.substr(0, first));
  std::string_view const number = before ? all.substr(0, first) : all.substr(last + 1);
  std::string_view const street = base::trim(before ? all.substr(first + 1) : all.substr(0, last));
  bool const plain = is_number(number) && std::none_of(street.begin(), street.end(), is_digit);
  return plain ? std::pair(std::string(street), std::string(number)) : std::pair<std::string, std::string>();
}

void apply(HsdsTerm const& term, std::string const& source, store::Offer& offer) {
  std::string const& word = term.code.empty() ? term.name : term.code;
  std::string const taxonomy = base::fold(term.taxonomy);
  auto const is = [&](std::string_view name, std::string_view slug) {
    return taxonomy == base::fold(name) || term.taxonomy == slug;  // as `store::hsds_service` names it
  };
  if (is(store::kPillarTaxonomy, "pillar")) {
    if (word.size() == 1 && word[0] >= '1' && word[0] <= '6') {
      offer.pillars |= static_cast<std::uint8_t>(1U << static_cast<unsigned>(word[0] - '1'));
    }
  } else if (is(store::kAudienceTaxonomy, "audience")) {
    if (base::is_record_id(word)) {
      add_evidence(offer.audiences, word, term.value != "excludes", {"attribute", word, source});
    }
  } else if (is(store::kModalityTaxonomy, "modality")) {
    add_once(offer.modalities, word);
  } else if (is(store::kRecognitionTaxonomy, "recognition")) {
    offer.recognition = store::parse_tri(word).value_or(store::Tri::unknown);
  } else if (taxonomy.starts_with("isced f")) {
    for (std::string const& code : topic_codes(word)) {
      add_once(offer.topics, code);
    }
  } else if (taxonomy.starts_with("isced")) {
    offer.isced |= parse_isced(word, true).sure;
  } else {
    OfferWords words;
    for (std::string const& one : {term.name, term.value}) {
      words.read(one);
    }
    words.give(offer, source, "attribute");
  }
}

void apply(HsdsTerm const& term, std::string const& source, store::Place& place) {
  std::string const& word = term.code.empty() ? term.name : term.code;
  std::string const taxonomy = base::fold(term.taxonomy);
  auto const is = [&](std::string_view name, std::string_view slug) {
    return taxonomy == base::fold(name) || term.taxonomy == slug;  // as `store::hsds_service` names it
  };
  if (is(store::kKindTaxonomy, "kind")) {
    add_once(place.kinds, word);
  } else if (is(store::kNeedTaxonomy, "access")) {
    std::size_t const equals = word.find('=');
    std::string const need = word.substr(0, equals);
    std::string const value =
        equals == std::string::npos ? (term.value.empty() ? "yes" : term.value) : word.substr(equals + 1);
    if (need == "wheelchair") {
      place.wheelchair = store::parse_wheelchair(value).value_or(store::Wheelchair::unknown);
    } else if (!need.empty()) {
      place.needs[need] = value;
    }
  } else if (is(store::kAudienceTaxonomy, "audience") && base::is_record_id(word)) {
    add_evidence(place.audiences, word, term.value != "excludes", {"attribute", word, source});
  } else if (is(store::kPillarTaxonomy, "pillar") && word.size() == 1 && word[0] >= '1' && word[0] <= '6') {
    place.pillars |= static_cast<std::uint8_t>(1U << static_cast<unsigned>(word[0] - '1'));
  } else if (taxonomy.starts_with("isced f")) {
    for (std::string const& code : topic_codes(word)) {
      add_once(place.topics, code);
    }
  } else if (taxonomy.starts_with("isced")) {
    place.isced |= parse_isced(word, true).sure;
    place.isced_from = place.isced == 0 ? "" : "tags";
  } else if (is(store::kRecognitionTaxonomy, "recognition")) {
    place.recognition = store::parse_tri(word).value_or(store::Tri::unknown);
  }
}

void read_access(HsdsRows const& rows, store::Place& place) {
  for (FlatRecord const* const row : rows) {
    std::string text((*row)[row->has("description") ? "description" : "accessibility"]);
    std::string_view const grade = (*row)["details"];  // our own exports: what, and how far
    if (auto const access = store::parse_wheelchair(grade); access && text == "wheelchair") {
      place.wheelchair = *access;
      continue;
    }
    if (std::find(kNeeds.begin(), kNeeds.end(), text) != kNeeds.end() &&
        (grade == "yes" || grade == "no" || grade == "limited")) {
      place.needs.insert_or_assign(text, std::string(grade));
      continue;
    }
    if (row->has("details")) {
      text += (text.empty() ? "" : " ") + std::string((*row)["details"]);
    }
    if (text.empty()) {
      continue;
    }
    std::string& kept = place.extra["accessibility"];
    kept += (kept.empty() ? "" : " ") + text;
    for (std::string const& sentence : base::split(text, '.')) {
      std::string const folded = base::fold(sentence);
      bool const denied = holds(folded, "no") || holds(folded, "not") || holds(folded, "without") ||
                          holds(folded, "unavailable") || holds(folded, "inaccessible");
      bool const partly =
          holds(folded, "partial") || holds(folded, "limited") || holds(folded, "some") || holds(folded, "assistance");
      if (holds(folded, "wheelchair") && !holds(folded, "wheelchair van")) {
        place.wheelchair = denied   ? store::Wheelchair::no
                           : partly ? store::Wheelchair::limited
                                    : store::Wheelchair::yes;
      }
      bool const loop = holds(folded, "hearing loop") || holds(folded, "induction loop") || holds(folded, "audio loop");
      if (loop && !denied) {
        place.needs["hearing-loop"] = "yes";
      }
      if ((holds(folded, "sign language") || holds(folded, "deaf interpreter") || holds(folded, "deaf_interpreter")) &&
          !denied) {
        place.needs["sign-language"] = "yes";
      }
      bool const toilet =
          holds(folded, "accessible toilet") || holds(folded, "accessible restroom") || folded == "restroom";
      if (toilet && !denied) {
        place.needs["accessible-toilet"] = "yes";
      }
      if (holds(folded, "step free") && !denied) {
        place.needs["step-free"] = "yes";
      }
    }
  }
}

void read_costs(FlatRecord const& service, HsdsRows const& costs, store::Offer& offer) {
  std::string const words(service[service.has("fees_description") ? "fees_description" : "fees"]);
  bool free = false, paid = false;
  for (FlatRecord const* const cost : costs) {
    auto const amount = number_of((*cost)["amount"]);
    if (!amount) {
      free = free || (*cost)["option"] == to_string(store::Fee::free);
      paid = paid || (*cost)["option"] == to_string(store::Fee::paid);
      continue;
    }
    (*amount > 0 ? paid : free) = true;
    if (*amount > 0) {
      std::string currency((*cost)["currency"]);
      std::transform(currency.begin(), currency.end(), currency.begin(),
                     [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
      offer.price += fmt::format("{}{}{}", offer.price.empty() ? "" : "; ", (*cost)["amount"],
                                 currency.empty() ? "" : " " + currency);
      for (char const* const more : {"option", "amount_description"}) {
        if (cost->has(more)) {
          offer.price += fmt::format(", {}", (*cost)[more]);
        }
      }
    }
  }
  if (offer.price.empty() && !store::parse_fee(words)) {
    offer.price = words;
  }
  if (paid || free) {
    offer.fee = paid ? store::Fee::paid : store::Fee::free;
    return;
  }
  std::string const folded = base::fold(words);
  if (auto const known = store::parse_fee(store::choice_called(store::fee_choices(), words));
      known && !folded.empty()) {
    offer.fee = *known;
  } else if (folded == "none" || folded == "no fees" || folded == "no cost" || folded == "free of charge" ||
             folded == "0") {
    offer.fee = store::Fee::free;
  }
}

void read_eligibility(FlatRecord const& service, HsdsRows const& rules, std::string const& source,
                      store::Offer& offer) {
  offer.age_min = age_of(service["minimum_age"]);
  offer.age_max = age_of(service["maximum_age"]);
  std::vector<std::string> texts{std::string(service["eligibility_description"])};
  for (FlatRecord const* const rule : rules) {  // 1.1
    texts.emplace_back((*rule)["eligibility"]);
    offer.age_min = offer.age_min ? offer.age_min : age_of((*rule)["minimum_age"]);
    offer.age_max = offer.age_max ? offer.age_max : age_of((*rule)["maximum_age"]);
  }
  if (offer.age_min && offer.age_max && *offer.age_max < *offer.age_min) {
    offer.age_max.reset();
  }
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 13> kWords{
      {{"refugee", "migrant-families"},
       {"immigrant", "migrant-families"},
       {"migrant", "migrant-families"},
       {"newcomer", "migrant-families"},
       {"asylum seeker", "migrant-families"},
       {"disabled", "special-educational-needs"},
       {"disabilit", "special-educational-needs"},
       {"special educational needs", "special-educational-needs"},
       {"special needs", "special-educational-needs"},
       {"unemployed", "job-seekers"},
       {"job seeker", "job-seekers"},
       {"jobseeker", "job-seekers"},
       {"looking for work", "job-seekers"}}};
  for (std::string const& text : texts) {
    std::string const folded = base::fold(text);
    bool const denied = holds(folded, "not") || holds(folded, "except") || holds(folded, "exclud");
    for (auto const& [word, group] : kWords) {
      if (!denied && holds(folded, word)) {
        add_evidence(offer.audiences, group, true, {"eligibility", text.substr(0, 200), source});
      }
    }
  }
}

}  // namespace cartable::importers
