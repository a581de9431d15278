#include "importers/offer_words.hpp"

#include "base/local_time.hpp"
#include "base/text.hpp"
#include "store/open_format_fields.hpp"
#include "store/topics.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <optional>
#include <utility>

namespace cartable::importers {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::optional<int> number_of(std::string_view text) {
  int value = 0;
  auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc{} && end == text.data() + text.size() ? std::optional(value) : std::nullopt;
}

std::string as_iso(int year, int month, int day) {
  base::LocalTime const date{.year = year, .month = month, .day = day};
  return base::is_valid(date) && year >= 1000 ? fmt::format("{:04}-{:02}-{:02}", year, month, day) : std::string();
}

/// Mailboxes that belong to an office whatever stands behind the "@".
constexpr std::array<std::string_view, 40> kOffices{
    "contact",     "info",         "infos",   "accueil",     "mairie",  "secretariat", "bibliotheque", "mediatheque",
    "library",     "office",       "hello",   "bonjour",     "admin",   "service",     "formation",    "formations",
    "inscription", "inscriptions", "emploi",  "association", "asso",    "direction",   "mission",      "reception",
    "enquiries",   "enquiry",      "support", "help",        "welcome", "courrier",    "numerique",    "biblioteca",
    "informacion", "info-fr",      "team",    "equipe",      "school",  "ecole",       "centre",       "museum"};

}  // namespace

base::Result<store::Visibility> visibility_of(std::string_view word) {
  if (word.empty()) {
    return store::Visibility::everyone;
  }
  auto const visibility = store::parse_visibility(word);
  if (!visibility) {
    return base::fail(base::ErrorCode::bad_usage, "visibility={}: must be public, staff or planner", word);
  }
  return *visibility;
}

void add_evidence(Audiences& audiences, std::string_view group, bool serves, store::Evidence evidence) {
  auto const [found, is_new] = audiences.try_emplace(std::string(group));
  store::AudienceClaim& claim = found->second;
  if (is_new) {
    claim.serves = serves;
  } else if (claim.serves != serves) {
    if (!serves) {
      return;
    }
    claim.serves = true;
    claim.evidence.clear();
  }
  if (std::find(claim.evidence.begin(), claim.evidence.end(), evidence) == claim.evidence.end()) {
    claim.evidence.push_back(std::move(evidence));
  }
}

void add_once(store::StringList& list, std::string_view value) {
  if (!value.empty() && std::find(list.begin(), list.end(), value) == list.end()) {
    list.emplace_back(value);
  }
}

std::vector<std::string> topic_codes(std::string_view word) {
  word = base::trim(word);
  // "ISCED-F 0231", "0231 Language acquisition", "F 0231": the code stands alone or first.
  std::string folded = base::fold(word);
  for (std::string_view const prefix : {"isced f 2013 ", "isced f ", "f ", "cine f "}) {
    if (folded.starts_with(prefix)) {
      folded.erase(0, prefix.size());
    }
  }
  std::string const code = folded.substr(0, folded.find(' '));
  bool const digits = code.size() >= 2 && code.size() <= 4 && std::all_of(code.begin(), code.end(), is_digit);
  if (digits && (code[0] == '0' || code[0] == '1') && code <= "1099") {
    return {code};
  }
  // A whole name or word of the table; beginnings of words are for people who type, and only where they mean one topic.
  std::vector<std::string> called = store::topics_called(word);
  std::string const whole = base::fold(word);
  std::erase_if(called, [&, alone = called.size() == 1](std::string const& topic) {
    store::Topic const* const known = store::find_topic(topic);
    auto const same = [&](std::string_view name) { return base::fold(name) == whole; };
    bool exact = known != nullptr && std::any_of(known->names.begin(), known->names.end(), same);
    if (known != nullptr && !exact) {
      auto const words = base::split(known->words, '|');
      exact = std::any_of(words.begin(), words.end(), same);
    }
    return !exact && !(alone && whole.size() >= 5);
  });
  return called;
}

bool OfferWords::read(std::string_view word) {
  bool known = false;
  if (auto const group = store::choice_called(store::audience_choices(), word); !group.empty()) {
    groups_.emplace_back(group, word);
    known = true;
  }
  if (auto const modality = store::choice_called(store::modality_choices(), word); !modality.empty()) {
    add_once(modalities_, modality);
    known = true;
  }
  if (auto const fee = store::parse_fee(store::choice_called(store::fee_choices(), word));
      fee && *fee != store::Fee::unknown) {
    fee_ = *fee;
    known = true;
  }
  for (std::string const& code : topic_codes(word)) {
    add_once(topics_, code);
    known = true;
  }
  return known;
}

void OfferWords::give(store::Offer& offer, std::string_view source, std::string_view field) const {
  for (std::string const& topic : topics_) {
    add_once(offer.topics, topic);
  }
  for (std::string const& modality : modalities_) {
    add_once(offer.modalities, modality);
  }
  for (auto const& [group, word] : groups_) {
    add_evidence(offer.audiences, group, true, {std::string(field), word, std::string(source)});
  }
  if (offer.fee == store::Fee::unknown) {
    offer.fee = fee_;
  }
}

std::string iso_date(std::string_view text) {
  text = base::trim(text);
  std::array<std::string_view, 3> parts;
  std::size_t count = 0, begin = 0;
  for (std::size_t i = 0; i <= text.size() && count < 3; ++i) {
    bool const mark = i < text.size() && (text[i] == '-' || text[i] == '/' || text[i] == '.');
    bool const end = i == text.size() || text[i] == ' ' || text[i] == 'T';
    if (mark || end) {
      parts[count++] = text.substr(begin, i - begin);
      begin = i + 1;
      if (end) {
        break;
      }
    }
  }
  if (count == 1 && parts[0].size() == 8) {  // 20261128
    parts = {parts[0].substr(0, 4), parts[0].substr(4, 2), parts[0].substr(6, 2)};
    count = 3;
  }
  if (count != 3) {
    return {};
  }
  auto const a = number_of(parts[0]), b = number_of(parts[1]), c = number_of(parts[2]);
  if (!a || !b || !c) {
    return {};
  }
  if (parts[0].size() == 4) {
    return as_iso(*a, *b, *c);
  }
  if (parts[2].size() != 4) {
    return {};
  }
  std::string const day_first = as_iso(*c, *b, *a);
  return day_first.empty() ? as_iso(*c, *a, *b) : day_first;
}

std::string checked_date(std::string_view text) { return iso_date(text); }

bool is_personal_email(std::string_view address) {
  std::size_t const at = address.find('@');
  if (at == std::string_view::npos) {
    return false;
  }
  std::string const box = base::ascii_lower(address.substr(0, at));
  auto const is_office = [](std::string const& word) {
    return std::find(kOffices.begin(), kOffices.end(), word) != kOffices.end();
  };
  // "marie.durand", "m.durand", "j_martin": two words of letters, neither of them an office's.
  std::size_t const mark = box.find_first_of("._");
  if (mark == std::string::npos) {
    return false;
  }
  std::string const first = box.substr(0, mark), second = box.substr(mark + 1);
  auto const letters = [](std::string const& word) {
    return !word.empty() && std::all_of(word.begin(), word.end(), [](unsigned char c) {
      return std::isalpha(c) != 0 || c == '-' || c == '.' || c == '_';
    });
  };
  return letters(first) && letters(second) && !is_office(first) && !is_office(second);
}

std::string plain_text(std::string_view html) {
  std::string out;
  for (std::size_t i = 0; i < html.size(); ++i) {
    if (html[i] == '<') {
      std::size_t const end = html.find('>', i);
      std::string const tag = base::ascii_lower(html.substr(i + 1, 3));
      bool const is_tag = end != std::string_view::npos && end - i < 2000 && i + 1 < html.size() &&
                          (std::isalpha(static_cast<unsigned char>(html[i + 1])) != 0 || html[i + 1] == '/');
      if (is_tag) {
        if (tag.starts_with("br") || tag.starts_with("/p") || tag.starts_with("li") || tag.starts_with("/di")) {
          out.push_back('\n');
        }
        i = end;
        continue;
      }
    }
    if (html[i] == '&') {
      static constexpr std::array<std::pair<std::string_view, std::string_view>, 8> kEntities{{{"&amp;", "&"},
                                                                                               {"&lt;", "<"},
                                                                                               {"&gt;", ">"},
                                                                                               {"&quot;", "\""},
                                                                                               {"&#39;", "'"},
                                                                                               {"&apos;", "'"},
                                                                                               {"&nbsp;", " "},
                                                                                               {"&eacute;", "é"}}};
      auto const known = std::find_if(kEntities.begin(), kEntities.end(),
                                      [&](auto const& entity) { return html.substr(i).starts_with(entity.first); });
      if (known != kEntities.end()) {
        out += known->second;
        i += known->first.size() - 1;
        continue;
      }
    }
    out.push_back(html[i]);
  }
  return base::mend_utf8(base::trim(out));
}

}  // namespace cartable::importers
