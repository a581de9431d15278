#include "server/api/place_text.hpp"

#include "base/format.hpp"
#include "base/text.hpp"
#include "server/api/place_words.hpp"
#include "store/address_text.hpp"
#include "store/topics.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

namespace cartable::server::api {

static_assert(kPageLanguages == store::kTemplateLanguages && kPageLanguages == store::kTopicLanguages);

std::string_view choice(std::span<store::Choice const> choices, std::string_view value, std::size_t language) {
  auto const found = std::find_if(choices.begin(), choices.end(), [&](auto const& one) { return one.value == value; });
  return found == choices.end() ? value : found->labels[language];
}

std::string_view need_word(std::string_view need, std::size_t language) {
  static constexpr std::array kNeeds{
      std::pair{std::string_view("hearing-loop"), Word::hearing_loop},
      std::pair{std::string_view("sign-language"), Word::sign_language},
      std::pair{std::string_view("accessible-toilet"), Word::accessible_toilet},
      std::pair{std::string_view("quiet"), Word::quiet},
      std::pair{std::string_view("step-free"), Word::step_free},
  };
  auto const found = std::find_if(kNeeds.begin(), kNeeds.end(), [&](auto const& one) { return one.first == need; });
  return found == kNeeds.end() ? need : word(found->second, language);
}

std::string_view value_word(std::string_view value, std::size_t language) {
  return value == "yes"       ? word(Word::yes, language)
         : value == "no"      ? word(Word::no, language)
         : value == "limited" ? word(Word::limited, language)
                              : value;
}

std::string age_text(std::optional<int> least, std::optional<int> most) {
  if (least && most) {
    return fmt::format("{}–{}", *least, *most);
  }
  return least ? fmt::format("{}+", *least) : most ? fmt::format("0–{}", *most) : std::string();
}

std::string address_text(store::StringMap const& address, std::string_view region) {
  auto const get = [&](std::string_view key) {
    auto const found = address.find(key);
    return found == address.end() ? std::string() : found->second;
  };
  if (std::string full = get("full"); !full.empty()) {
    return full;
  }
  bool const number_first = store::number_before_street(region);
  std::string const both =
      get(number_first ? "housenumber" : "street") + " " + get(number_first ? "street" : "housenumber");
  std::string const street(base::trim(both));
  std::string const town = std::string(base::trim(get("postcode") + " " + get("city")));
  return street.empty() || town.empty() ? street + town : street + ", " + town;
}

std::string topics_text(store::StringList const& codes, std::size_t language) {
  std::vector<std::string> names;
  for (std::string const& code : codes) {
    store::Topic const* const topic = store::find_topic(code);
    names.emplace_back(topic != nullptr ? store::topic_name(*topic, kPageLanguages[language]) : std::string_view(code));
  }
  return fmt::format("{}", fmt::join(names, ", "));
}
std::string levels_text(std::uint16_t levels, std::size_t language) {
  std::vector<std::string_view> names;
  for (unsigned level = 0; level <= 8; ++level) {
    if (((levels >> level) & 1U) != 0) {
      names.push_back(choice(store::level_choices(), std::to_string(level), language));
    }
  }
  return fmt::format("{}", fmt::join(names, ", "));
}
std::string cost_text(store::Fee fee, std::string_view price, std::size_t language) {
  std::string out(fee == store::Fee::unknown ? std::string_view()
                                             : choice(store::fee_choices(), to_string(fee), language));
  if (!price.empty()) {
    out += (out.empty() ? "" : " – ") + std::string(price);
  }
  return out;
}

}  // namespace cartable::server::api
