#include "importers/offers_fields.hpp"

#include "base/language_names.hpp"
#include "base/text.hpp"
#include "importers/offer_words.hpp"
#include "importers/osm_isced.hpp"
#include "importers/table_profile.hpp"
#include "importers/table_values.hpp"
#include "store/open_format_fields.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>

namespace cartable::importers {
namespace {

using store::Offer;

constexpr std::size_t kMaxWords = 200;

std::vector<std::string> items_of(std::string_view cell) {
  std::vector<std::string> out;
  std::string text(cell);
  for (std::string_view const mark : {"،", "；", "、", "，", "|", "\n"}) {
    for (std::size_t at = text.find(mark); at != std::string::npos; at = text.find(mark, at)) {
      text.replace(at, mark.size(), ";");
    }
  }
  for (std::string const& part : base::split(text, ';')) {
    // Commas separate too, where there is no other mark.
    if (text.find(';') == std::string::npos) {
      for (std::string& piece : base::split(part, ',')) {
        out.push_back(std::move(piece));
      }
    } else {
      out.push_back(part);
    }
  }
  return out;
}

std::optional<int> first_number(std::string_view text, std::size_t& at) {
  while (at < text.size() && (text[at] < '0' || text[at] > '9')) {
    ++at;
  }
  int value = 0;
  auto const [end, error] = std::from_chars(text.data() + at, text.data() + text.size(), value);
  if (error != std::errc{}) {
    return std::nullopt;
  }
  at = static_cast<std::size_t>(end - text.data());
  return value;
}

void read_words(TableRow const& row, OfferCells& cells, std::string const& source, Offer& offer) {
  for (std::string const& item : items_of(cells.cell(row, "topics"))) {
    auto const codes = topic_codes(cells.value("topics", item));
    for (std::string const& code : codes) {
      add_once(offer.topics, code);
    }
    if (codes.empty()) {
      cells.not_understood("topics", item);
    }
  }
  std::string_view const audiences = cells.cell(row, "audiences");
  for (std::string const& item : items_of(audiences)) {
    std::string const word = cells.value("audiences", item);
    auto const group = store::choice_called(store::audience_choices(), word);
    if (!group.empty()) {
      add_evidence(offer.audiences, group, true, {cells.column_name("audiences"), item, source});
    } else {
      cells.not_understood("audiences", item);
    }
  }
  for (std::string const& item : items_of(cells.cell(row, "modalities"))) {
    auto const modality = store::choice_called(store::modality_choices(), cells.value("modalities", item));
    add_once(offer.modalities, modality);
    if (modality.empty()) {
      cells.not_understood("modalities", item);
    }
  }
  for (std::string const& item : items_of(cells.cell(row, "languages"))) {
    auto const tag = base::find_language(cells.value("languages", item));
    if (tag) {
      add_once(offer.languages, *tag);
    } else {
      cells.not_understood("languages", item);
    }
  }
  for (std::string const& item : items_of(cells.cell(row, "level"))) {
    std::string const word = cells.value("level", item);
    auto const choice = store::choice_called(store::level_choices(), word);
    std::uint16_t const levels = parse_isced(choice.empty() ? std::string_view(word) : choice, true).sure;
    offer.isced |= levels;
    if (levels == 0) {
      cells.not_understood("level", item);
    }
  }
}

void read_numbers(TableRow const& row, OfferCells& cells, Offer& offer) {
  auto const number = [&](std::string_view field, std::optional<int>& into, int most) {
    std::string_view const text = cells.cell(row, field);
    if (text.empty()) {
      return;
    }
    std::size_t at = 0;
    if (auto const read = first_number(text, at); read && *read <= most && text.find('-') == std::string_view::npos) {
      into = read;
    } else {
      cells.not_understood(field, text);
    }
  };
  if (std::string_view const text = cells.cell(row, "age"); !text.empty()) {  // "6-12", "16+", "from 60"
    std::size_t at = 0;
    if (auto const low = first_number(text, at); low && *low <= 130) {
      offer.age_min = low;
      if (auto const high = first_number(text, at); high && *high <= 130 && *high >= *low) {
        offer.age_max = high;
      }
    } else {
      cells.not_understood("age", text);
    }
  }
  number("age_min", offer.age_min, 130);
  number("age_max", offer.age_max, 130);
  number("capacity", offer.capacity, 1'000'000);
}

}  // namespace

OfferCells::OfferCells(OfferSourceOptions const& options) {
  for (auto const& [field, values] : options.values) {
    for (auto const& [theirs, ours] : values) {
      values_[field].emplace(base::fold(theirs), ours);
    }
  }
}

void OfferCells::set_layout(OfferLayout layout, std::vector<std::string> columns) {
  layout_ = std::move(layout);
  columns_ = std::move(columns);
}

std::string OfferCells::column_name(std::string_view field) const {
  auto const found = layout_.columns.find(field);
  return found == layout_.columns.end() ? std::string(field) : columns_[found->second];
}

std::string_view OfferCells::cell(TableRow const& row, std::string_view field) const {
  auto const found = layout_.columns.find(field);
  if (found == layout_.columns.end()) {
    return {};
  }
  std::string_view const text = row.cells[found->second];
  return is_nothing(text) ? std::string_view() : text;
}

std::string OfferCells::value(std::string_view field, std::string_view item) const {
  if (auto const values = values_.find(field); values != values_.end()) {
    if (auto const ours = values->second.find(base::fold(item)); ours != values->second.end()) {
      return ours->second;
    }
  }
  return std::string(item);
}

void OfferCells::not_understood(std::string_view field, std::string_view word) {
  auto& words = unknown_[std::string(field)];
  std::string shown = base::mend_utf8(word.substr(0, 80));
  if (words.size() < kMaxWords || words.contains(shown)) {
    ++words[std::move(shown)];
  }
}

std::optional<std::pair<int, int>> clock_of(std::string_view text) {
  text = base::trim(text);
  std::string const lower = base::ascii_lower(text);
  std::size_t at = 0;
  auto hour = first_number(lower, at);
  if (!hour) {
    return std::nullopt;
  }
  if (*hour == 0 && at < lower.size() && lower[at] == '.' && lower.size() - at > 3) {  // a part of a day
    double const part = std::strtod(lower.c_str(), nullptr);
    auto const minutes = static_cast<int>(std::lround(part * 1440));
    return std::pair(minutes / 60 % 24, minutes % 60);
  }
  int minute = 0;
  if (at < lower.size() && (lower[at] == ':' || lower[at] == 'h' || lower[at] == '.')) {
    std::size_t next = at + 1;
    if (next < lower.size() && lower[next] >= '0' && lower[next] <= '9') {
      auto const read = first_number(lower, next);
      minute = read.value_or(0);
      at = next;
    }
  }
  bool const afternoon = lower.find("pm", at) != std::string::npos || lower.find("p.m", at) != std::string::npos;
  bool const morning = lower.find("am", at) != std::string::npos || lower.find("a.m", at) != std::string::npos;
  if (afternoon && *hour < 12) {
    *hour += 12;
  } else if (morning && *hour == 12) {
    *hour = 0;
  }
  if (*hour > 24 || minute > 59 || (*hour == 24 && minute > 0)) {
    return std::nullopt;
  }
  return std::pair(*hour, minute);
}

void read_offer_fields(TableRow const& row, OfferCells& cells, std::string const& source, store::Offer& offer) {
  read_words(row, cells, source, offer);
  read_numbers(row, cells, offer);
  for (auto const& [field, column] : cells.layout().translations) {
    std::size_t const colon = field.find(':');
    std::string_view const text = row.cells[column];
    if (colon != std::string::npos && !is_nothing(text)) {
      (field.starts_with("name") ? offer.names : offer.description)[field.substr(colon + 1)] = text;
    }
  }
  if (std::string_view const text = cells.cell(row, "description"); !text.empty()) {
    offer.description.try_emplace("und", plain_text(text));
  }
  std::string_view const fee = cells.cell(row, "fee");
  offer.price = cells.cell(row, "price");
  if (!fee.empty()) {
    std::string const word = cells.value("fee", fee);
    auto known = store::parse_fee(store::choice_called(store::fee_choices(), word));
    if (!known) {
      known = fee_of(word, asks_whether_free(cells.column_name("fee")));
    }
    bool const amount = !known && std::any_of(word.begin(), word.end(), [](char c) { return c >= '1' && c <= '9'; });
    if (known) {
      offer.fee = *known;
    } else if (amount) {
      offer.fee = store::Fee::paid;
      offer.price = offer.price.empty() ? word : offer.price;
    } else {
      cells.not_understood("fee", fee);
    }
  } else if (!offer.price.empty()) {
    bool const amount =
        std::any_of(offer.price.begin(), offer.price.end(), [](char c) { return c >= '1' && c <= '9'; });
    auto const said = fee_of(offer.price, false);
    bool const zero = !amount && offer.price.find('0') != std::string::npos;
    offer.fee = amount ? store::Fee::paid : zero ? store::Fee::free : said.value_or(store::Fee::unknown);
  }
  offer.schedule = cells.cell(row, "schedule");
  if (auto const word = cells.cell(row, "recognition"); !word.empty()) {
    auto const answer = store::choice_called(store::yes_no_choices(), cells.value("recognition", word));
    if (auto const tri = store::parse_tri(answer); tri && !answer.empty()) {
      offer.recognition = *tri;
    } else {
      cells.not_understood("recognition", word);
    }
  }
  offer.booking = cells.cell(row, "booking");
  if (is_personal_email(offer.booking)) {
    offer.booking.clear();
    cells.not_understood("booking", "an address of a person");
  }
  offer.url = web_address(cells.cell(row, "url"));
  if (std::string_view const text = cells.cell(row, "checked"); !text.empty()) {
    offer.checked = checked_date(text);
    if (offer.checked.empty()) {
      cells.not_understood("checked", text);
    }
  }
}

}  // namespace cartable::importers
