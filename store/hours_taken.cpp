#include "store/hours_taken.hpp"

#include "base/format.hpp"
#include "store/hours_words.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>
#include <vector>

namespace cartable::store {
namespace {

constexpr std::string_view kBefore = " open \"";
constexpr std::string_view kBeforeOff = " off \"";

/// With the words as a comment: `Mo 10:00-12:00 open "…"`, `Mo-Fr 09:00-12:00; Sa off "…"`.
std::string with_words(std::string const& osm, std::string words) {
  std::replace(words.begin(), words.end(), '"', '\'');
  std::replace_if(
      words.begin(), words.end(), [](char c) { return c == '\n' || c == '\r' || c == '\t'; }, ' ');
  return osm + (osm.ends_with("off") ? " \"" : std::string(kBefore)) + words + "\"";
}

}  // namespace

HoursTaken take_hours_in_words(ImportBatch& batch) {
  HoursTaken out;
  std::map<std::string, std::optional<std::string>> known;  // each text once
  auto const taken = [&](std::string const& text) -> std::optional<std::string> const& {
    auto [found, added] = known.try_emplace(text);
    if (added) {
      found->second = sure_hours(text);
    }
    return found->second;
  };
  for (Place& place : batch.places) {
    if (auto const& osm = taken(place.opening_hours)) {
      place.extra.insert_or_assign(std::string(kHoursWords), place.opening_hours);
      place.opening_hours = *osm;
      ++out.records;
    }
  }
  for (Offer& offer : batch.offers) {
    if (auto const& osm = taken(offer.schedule)) {
      offer.schedule = with_words(*osm, offer.schedule);
      ++out.records;
    }
  }
  // Hours of the city's own: as if it had set their words, too, in the same row.
  std::vector<Correction> corrections;
  for (Correction& correction : batch.corrections) {
    Correction& set = corrections.emplace_back(std::move(correction));
    if (set.field != "opening_hours") {
      continue;
    }
    Correction words = set;
    words.field = fmt::format("extra.{}", kHoursWords);
    if (auto const& osm = taken(set.value); osm && !set.give_back) {
      set.value = *osm;
      ++out.records;
    } else {
      words.value.clear();
      words.give_back = true;  // of hours that it set before
    }
    corrections.push_back(std::move(words));
  }
  batch.corrections = std::move(corrections);
  for (auto const& [text, osm] : known) {
    if (osm) {
      out.texts.emplace_back(text, *osm);
    }
  }
  return out;
}

std::string_view words_of_schedule(std::string_view schedule) noexcept {
  std::size_t const rest = without_words(schedule).size();
  if (rest == schedule.size()) {
    return {};
  }
  schedule.remove_suffix(1);
  return schedule.substr(schedule.find('"', rest) + 1);
}

std::string_view without_words(std::string_view schedule) noexcept {
  if (schedule.ends_with('"')) {
    std::string_view const inner = schedule.substr(0, schedule.size() - 1);
    for (std::string_view const before : {kBefore, kBeforeOff}) {
      if (auto const at = inner.rfind(before); at != std::string_view::npos) {
        return schedule.substr(0, before == kBefore ? at : at + kBeforeOff.size() - 2);
      }
    }
  }
  return schedule;
}

}  // namespace cartable::store
