#include "importers/osm_attributes.hpp"

#include "base/text.hpp"
#include "importers/osm_audiences.hpp"
#include "importers/osm_isced.hpp"
#include "importers/osm_tag_rules.hpp"
#include "store/taxonomy.hpp"

#include <osmium/osm/tag.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <string>
#include <utility>

namespace cartable::importers {
namespace {

struct Renamed {
  std::string_view key, field;
};

constexpr std::array kContact{
    Renamed{"phone", "phone"},
    Renamed{"contact:phone", "phone"},
    Renamed{"mobile", "mobile"},
    Renamed{"contact:mobile", "mobile"},
    Renamed{"email", "email"},
    Renamed{"contact:email", "email"},
    Renamed{"website", "website"},
    Renamed{"contact:website", "website"},
    Renamed{"url", "website"},
    Renamed{"fax", "fax"},
    Renamed{"contact:fax", "fax"},
    Renamed{"facebook", "facebook"},
    Renamed{"contact:facebook", "facebook"},
    Renamed{"contact:instagram", "instagram"},
    Renamed{"contact:mastodon", "mastodon"},
    Renamed{"contact:whatsapp", "whatsapp"},
    Renamed{"contact:telegram", "telegram"},
};
// Fields of a contact that are links: only http and https are carried, so that a page may show them as links.
constexpr std::array<std::string_view, 1> kLinks{"website"};

constexpr std::array<std::string_view, 21> kExtra{
    "alt_name",        "official_name",          "short_name",     "old_name",   "loc_name",
    "blind",           "tactile_paving",         "changing_table", "toilets",    "baby_feeding",
    "internet_access", "internet_access:fee",    "reservation",    "start_date", "wikipedia",
    "image",           "wheelchair:description", "training",       "religion",   "level",
    "school:gender",
};

// Keys of identifiers that do not start with "ref:".
constexpr std::array<std::string_view, 3> kIdentifiers{"ref", "isil", "wikidata"};
// ref: keys whose scheme goes by a shorter name everywhere else in the project.
constexpr std::array kSchemes{Renamed{"fr:siret", "siret"}, Renamed{"fr:siren", "siren"}, Renamed{"fr:rna", "rna"}};

constexpr std::array<std::string_view, 4> kThreeGrades{"yes", "limited", "no", "designated"};

// ISCED-F 2013 of training=* (values as the OSM wiki lists them).
constexpr std::array kTrainingTopics{
    Renamed{"computer", "06"},  Renamed{"language", "0231"}, Renamed{"music", "0215"},   Renamed{"dance", "0215"},
    Renamed{"art", "021"},      Renamed{"cooking", "1013"},  Renamed{"sport", "1014"},   Renamed{"hairdresser", "1012"},
    Renamed{"beauty", "1012"},  Renamed{"aviation", "1041"}, Renamed{"vehicle", "1041"}, Renamed{"nursing", "0913"},
    Renamed{"business", "041"},
};

std::string text_of(std::string_view value) { return base::mend_utf8(base::trim(value)); }

template <class Table>
std::string_view renamed(Table const& table, std::string_view key) {
  auto const found = std::find_if(table.begin(), table.end(), [&](Renamed const& entry) { return entry.key == key; });
  return found == table.end() ? std::string_view{} : found->field;
}

std::optional<int> whole_number(std::string_view text, int most) {
  text = base::trim(text);
  int value = 0;
  auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || value < 0 || value > most) {
    return std::nullopt;
  }
  return value;
}

/// A language tag (RFC 5646, loosely: letters first, then parts of 2 to 8), or empty. "zh_pinyin" → "zh-pinyin".
std::string language_tag(std::string_view text) {
  std::string tag(text);
  std::replace(tag.begin(), tag.end(), '_', '-');
  auto const parts = base::split(tag, '-');
  if (parts.empty() || parts[0].size() < 2 || parts[0].size() > 3) {
    return {};
  }
  auto const is_lower = [](char c) { return c >= 'a' && c <= 'z'; };
  auto const is_alnum = [&](char c) { return is_lower(c) || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); };
  if (!std::all_of(parts[0].begin(), parts[0].end(), is_lower)) {
    return {};
  }
  for (std::size_t i = 1; i < parts.size(); ++i) {
    if (parts[i].size() < 2 || parts[i].size() > 8 || !std::all_of(parts[i].begin(), parts[i].end(), is_alnum)) {
      return {};
    }
  }
  return tag;
}

/// The link when it is http or https (or has no scheme: then https is put before it), else empty.
std::string safe_link(std::string const& text) {
  std::string const lower = base::ascii_lower(text);
  if (lower.starts_with("https://") || lower.starts_with("http://")) {
    return text;
  }
  bool const names_a_host = text.find('.') != std::string::npos && text.find(':') == std::string::npos &&
                            text.find(' ') == std::string::npos && text.find('<') == std::string::npos;
  return names_a_host ? "https://" + text : std::string{};
}

/// The three-grade values of accessibility tags, empty when the tag says something else.
std::string grade_of(osmium::TagList const& tags, char const* key) {
  std::string_view const value = tag_value(tags, key);
  bool const known = std::find(kThreeGrades.begin(), kThreeGrades.end(), value) != kThreeGrades.end();
  return known ? std::string(value == "designated" ? "yes" : value) : std::string{};
}

void read_access(osmium::TagList const& tags, store::Place& place) {
  if (auto const value = store::parse_wheelchair(tag_value(tags, "wheelchair"))) {
    place.wheelchair = *value;
  }
  constexpr std::array<std::pair<char const*, char const*>, 5> kNeeds{{{"toilets:wheelchair", "accessible-toilet"},
                                                                       {"audio_loop", "hearing-loop"},
                                                                       {"hearing_loop", "hearing-loop"},
                                                                       {"sign_language", "sign-language"},
                                                                       {"wheelchair:step_free", "step-free"}}};
  for (auto const& [key, need] : kNeeds) {
    if (std::string grade = grade_of(tags, key); !grade.empty()) {
      place.needs.emplace(need, std::move(grade));
    }
  }
}

void read_cost_and_hours(osmium::TagList const& tags, store::Place& place) {
  std::string_view const fee = tag_value(tags, "fee");
  place.price = text_of(tag_value(tags, "charge"));
  if (fee == "no") {
    place.fee = store::Fee::free;
  } else if (fee == "yes" || !place.price.empty()) {
    place.fee = store::Fee::paid;
  } else if (!fee.empty()) {
    place.extra.emplace("fee", text_of(fee));
  }
  place.opening_hours = text_of(tag_value(tags, "opening_hours"));
  std::string_view const reservation = tag_value(tags, "reservation");
  if (reservation == "required" || reservation == "members_only" ||
      place.opening_hours.find("\"by appointment\"") != std::string::npos) {
    place.appointment = store::Tri::yes;
  } else if (reservation == "no") {
    place.appointment = store::Tri::no;
  }
  place.booking = safe_link(text_of(tag_value(tags, "reservation:website")));
}

void read_keyed(osmium::TagList const& tags, store::Place& place) {
  for (osmium::Tag const& tag : tags) {
    std::string_view const key = tag.key();
    std::string_view const value = tag.value();
    if (std::string_view const field = renamed(kContact, key); !field.empty()) {
      bool const is_link = std::find(kLinks.begin(), kLinks.end(), field) != kLinks.end();
      std::string text = is_link ? safe_link(text_of(value)) : text_of(value);
      if (!text.empty()) {
        place.contact.emplace(field, std::move(text));
      }
    } else if (std::find(kExtra.begin(), kExtra.end(), key) != kExtra.end()) {
      place.extra.emplace(key, text_of(value));
    } else if (key.starts_with("language:") && value != "no") {
      if (std::string language = language_tag(key.substr(9)); !language.empty()) {
        place.languages.push_back(std::move(language));
      }
    } else if (key == "description" || key.starts_with("description:")) {
      std::string const language = key == "description" ? "und" : language_tag(key.substr(12));
      if (!language.empty()) {
        place.description.emplace(language, text_of(value));
      }
    } else if (key.starts_with("ref:") ||
               std::find(kIdentifiers.begin(), kIdentifiers.end(), key) != kIdentifiers.end()) {
      std::string const scheme = base::ascii_lower(key.starts_with("ref:") ? key.substr(4) : key);
      std::string_view const shorter = renamed(kSchemes, scheme);
      place.head.identifiers.emplace(shorter.empty() ? scheme : std::string(shorter), text_of(value));
    }
  }
  std::sort(place.languages.begin(), place.languages.end());
}

void read_levels(osmium::TagList const& tags, store::Place& place) {
  TaggedLevels tagged = tagged_levels(tags);
  place.isced_raw = std::move(tagged.raw);
  if (tagged.isced == 0) {
    return;
  }
  place.isced = tagged.isced;
  place.isced_from = "tags";
  bool const is_school = std::find(place.kinds.begin(), place.kinds.end(), "school") != place.kinds.end();
  if (!is_school || tagged.from_school) {
    return;
  }
  // A level that beats school=* also decides which kind of school it is (rows 4 to 8).
  auto const has = [&](int level) { return (tagged.isced & store::levels(level)) != 0; };
  std::erase_if(place.kinds, [](std::string const& kind) {
    return kind == "primary_school" || kind == "lower_secondary_school" || kind == "secondary_school" ||
           kind == "upper_secondary_school" || kind == "post_secondary_school";
  });
  auto const add = [&](bool when, char const* kind) {
    if (when) {
      place.kinds.emplace_back(kind);
    }
  };
  add(has(1), "primary_school");
  add(has(2) && !has(3), "lower_secondary_school");
  add(has(2) && has(3), "secondary_school");
  add(has(3) && !has(2), "upper_secondary_school");
  add(has(4), "post_secondary_school");
}

}  // namespace

void read_names(osmium::TagList const& tags, std::string& name, store::LangMap& names) {
  for (osmium::Tag const& tag : tags) {
    std::string_view const key = tag.key();
    if (key.starts_with("name:")) {
      std::string text = text_of(tag.value());
      if (std::string language = language_tag(key.substr(5)); !language.empty() && !text.empty()) {
        names.emplace(std::move(language), std::move(text));
      }
    }
  }
  for (char const* key : {"name", "official_name", "short_name", "loc_name"}) {
    if (name = text_of(tag_value(tags, key)); !name.empty()) {
      return;
    }
  }
  if (!names.empty()) {
    name = names.begin()->second;
  }
}

store::StringMap read_address(osmium::TagList const& tags) {
  store::StringMap address;
  for (osmium::Tag const& tag : tags) {
    std::string_view const key = tag.key();
    if (key.starts_with("addr:") && key.size() > 5) {
      if (std::string text = text_of(tag.value()); !text.empty()) {
        address.emplace(key.substr(5), std::move(text));
      }
    }
  }
  return address;
}

void read_attributes(osmium::TagList const& tags, std::string_view source, store::Place& place) {
  read_names(tags, place.name, place.names);
  place.address = read_address(tags);
  place.operator_name = text_of(tag_value(tags, "operator"));
  place.operator_type = text_of(tag_value(tags, "operator:type"));
  place.capacity = whole_number(tag_value(tags, "capacity"), 1'000'000);
  place.age_min = whole_number(tag_value(tags, "min_age"), 130);
  place.age_max = whole_number(tag_value(tags, "max_age"), 130);
  for (char const* key : {"check_date", "survey:date"}) {
    if (std::string date = text_of(tag_value(tags, key));
        place.checked.empty() && date.size() >= 4 && date.size() <= 10) {
      place.checked = std::move(date);
    }
  }
  read_access(tags, place);
  read_cost_and_hours(tags, place);
  read_keyed(tags, place);
  read_audiences(tags, source, place);
  read_levels(tags, place);
  for (std::string const& subject : base::split(tag_value(tags, "training"), ';')) {
    if (std::string_view const topic = renamed(kTrainingTopics, subject); !topic.empty()) {
      place.topics.emplace_back(topic);
    }
  }
  store::apply_kind_defaults(place);
}

}  // namespace cartable::importers
