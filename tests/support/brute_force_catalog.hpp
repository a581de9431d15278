#pragma once

#include "base/format.hpp"
#include "base/text.hpp"
#include "geo/metric.hpp"
#include "geo/repair.hpp"
#include "store/city_file.hpp"
#include "store/filter.hpp"
#include "store/hours_table.hpp"
#include "tests/support/random_cql.hpp"

#include <algorithm>
#include <chrono>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace cartable::test {

/// What a catalog must answer, worked out by looping over the records with API.md in hand: no columns, no bitsets, no
/// index, nothing shared with the real one but the records' types and PROJ's distance.
class BruteForceCatalog {
 public:
  enum class Truth : int { no, unknown, yes };

  explicit BruteForceCatalog(store::CityData data) : data_(std::move(data)) {}

  struct Answer {
    std::set<std::string> fits, may;  ///< ids
    friend bool operator==(Answer const&, Answer const&) = default;
  };

  [[nodiscard]] Answer select(store::Filter const& filter, store::Visibility viewer) const {
    Answer out;
    for (store::Place const& place : data_.places) {
      if (!listed(place) || place.head.visibility > viewer) {
        continue;
      }
      Truth best = Truth::no;
      for (auto const& [truth, offer] : rows(place, filter, viewer)) {
        best = std::max(best, truth);
      }
      if (best == Truth::yes) {
        out.fits.insert(place.head.id);
      } else if (best == Truth::unknown && filter.maybe) {
        out.may.insert(place.head.id);
      }
    }
    return out;
  }

  /// Ids of the offers that reach the best truth of their place.
  [[nodiscard]] std::set<std::string> matching_offers(std::string const& id, store::Filter const& filter,
                                                      store::Visibility viewer) const {
    for (store::Place const& place : data_.places) {
      if (place.head.id == id) {
        auto const all = rows(place, filter, viewer);
        Truth best = Truth::no;
        for (auto const& [truth, offer] : all) {
          best = std::max(best, truth);
        }
        std::set<std::string> out;
        for (auto const& [truth, offer] : all) {
          if (truth == best && best != Truth::no && !offer.empty()) {
            out.insert(offer);
          }
        }
        return out;
      }
    }
    return {};
  }

  /// (distance, id) of the chosen places that are near enough, nearest first.
  [[nodiscard]] std::vector<std::pair<double, std::string>> by_distance(geo::LonLat from, double max_m,
                                                                        std::set<std::string> const& chosen) const {
    std::vector<std::pair<double, std::string>> out;
    for (store::Place const& place : data_.places) {
      if (chosen.contains(place.head.id)) {
        double const metres = geo::geodesic_distance(from, *place.point).value();
        if (metres <= max_m) {
          out.emplace_back(metres, place.head.id);
        }
      }
    }
    std::sort(out.begin(), out.end());
    return out;
  }

  template <class Inside>
  [[nodiscard]] std::set<std::string> inside(Inside const& test, std::set<std::string> const& chosen) const {
    std::set<std::string> out;
    for (store::Place const& place : data_.places) {
      if (chosen.contains(place.head.id) && test(*place.point)) {
        out.insert(place.head.id);
      }
    }
    return out;
  }

  [[nodiscard]] static bool listed(store::Place const& place) {
    return (place.head.status == store::RecordStatus::active ||
            place.head.status == store::RecordStatus::temporarily_closed) &&
           place.point && geo::is_valid(*place.point);
  }

 private:
  static Truth either(Truth a, Truth b) { return std::max(a, b); }
  static Truth both(Truth a, Truth b) { return std::min(a, b); }
  static Truth of(bool value) { return value ? Truth::yes : Truth::no; }

  /// (truth, offer id) of the place itself, whose id is empty, and of its offers.
  [[nodiscard]] std::vector<std::pair<Truth, std::string>> rows(store::Place const& place, store::Filter const& filter,
                                                                store::Visibility viewer) const {
    std::vector<std::pair<Truth, std::string>> out{{truth(place, nullptr, filter, viewer), ""}};
    for (store::Offer const& offer : data_.offers) {
      bool const here = offer.place == place.head.id ||
                        std::find(place.aliases.begin(), place.aliases.end(), offer.place) != place.aliases.end();
      bool const on = offer.head.status == store::RecordStatus::active ||
                      offer.head.status == store::RecordStatus::temporarily_closed;
      if (here && on && offer.head.visibility <= viewer) {
        out.emplace_back(truth(place, &offer, filter, viewer), offer.head.id);
      }
    }
    return out;
  }

  /// Whether any word of a text begins with `word`; Han is looked through, as it has no blanks.
  static bool says(std::string const& text, std::string const& word) {
    std::string const folded = base::fold(text);
    if (word == "书") {
      return folded.find(word) != std::string::npos;
    }
    std::vector<std::string> const words = base::split(folded, ' ');
    return std::any_of(words.begin(), words.end(), [&](std::string const& one) { return one.starts_with(word); });
  }
  template <class Record>
  static bool record_says(Record const& record, std::string const& word) {
    bool any = says(record.name, word);
    for (auto const& [language, name] : record.names) {
      any = any || says(name, word);
    }
    for (auto const& [language, text] : record.description) {
      any = any || says(text, word);
    }
    return any;
  }
  /// First and last day of an ISO date, as text; empty when it is none.
  static std::pair<std::string, std::string> days(std::string const& date) {
    if (date == "soon" || date == "2026-13-01" || date.empty()) {
      return {};
    }
    std::string const rest_first[] = {"-01-01", "", "-01"};
    std::string const rest_last[] = {"-12-31", "", "-31"};
    std::string const day = date.substr(0, 10);
    std::size_t const which = day.size() == 4 ? 0 : day.size() == 10 ? 1 : 2;
    return {day + rest_first[which], day + rest_last[which]};
  }

  /// Of what, for whom, in which language, at what age: of one row, which an offer may take from its place.
  [[nodiscard]] static Truth row_truth(store::Place const& place, store::Offer const* offer,
                                       store::Filter const& filter, store::Visibility viewer,
                                       std::vector<store::Group> const& groups) {
    Truth out = Truth::yes;
    auto const flags = [&](unsigned asked, unsigned own) {
      if (asked != 0) {
        out = both(out, own == 0 ? Truth::unknown : of((asked & own) != 0));
      }
    };
    flags(filter.pillars, offer != nullptr ? offer->pillars : place.pillars);
    flags(filter.isced, offer != nullptr ? offer->isced : place.isced);
    if (!filter.topics.empty()) {
      auto const& own = offer != nullptr ? offer->topics : place.topics;
      Truth any = own.empty() ? Truth::unknown : Truth::no;
      for (std::string const& asked : filter.topics) {
        for (std::string const& topic : own) {
          if (topic.starts_with(asked)) {
            any = Truth::yes;
          } else if (asked.starts_with(topic)) {
            any = either(any, Truth::unknown);
          }
        }
      }
      out = both(out, any);
    }
    if (!filter.audiences.empty()) {
      Truth any = Truth::no;
      for (std::string const& group : filter.audiences) {
        bool const hidden = std::any_of(groups.begin(), groups.end(), [&](store::Group const& one) {
          return one.head.id == group && one.head.visibility > viewer;
        });
        Truth one = Truth::unknown;
        if (!hidden && offer != nullptr && offer->audiences.contains(group)) {
          one = of(offer->audiences.at(group).serves);
        } else if (!hidden && place.audiences.contains(group)) {
          one = of(place.audiences.at(group).serves);
        }
        any = either(any, one);
      }
      out = both(out, any);
    }
    if (filter.age) {
      bool const own = offer != nullptr && (offer->age_min || offer->age_max);
      auto const least = own ? offer->age_min : place.age_min;
      auto const most = own ? offer->age_max : place.age_max;
      out = both(out, !least && !most ? Truth::unknown
                                      : of(*filter.age >= least.value_or(0) && *filter.age <= most.value_or(999)));
    }
    if (!filter.languages.empty()) {
      auto const& spoken = offer != nullptr && !offer->languages.empty() ? offer->languages : place.languages;
      Truth any = spoken.empty() ? Truth::unknown : Truth::no;
      for (std::string const& one : spoken) {
        std::string tag = base::ascii_lower(one);
        std::replace(tag.begin(), tag.end(), '_', '-');
        for (std::string const& range : filter.languages) {
          any = either(any, of(range == "*" || tag == range || tag.starts_with(range + "-")));
        }
      }
      out = both(out, any);
    }
    for (std::string const& modality : filter.modalities) {
      bool const listed =
          offer != nullptr && std::count(offer->modalities.begin(), offer->modalities.end(), modality) > 0;
      out = both(out, listed ? Truth::yes : Truth::unknown);
    }
    if (filter.recognition) {
      store::Tri const own = offer != nullptr ? offer->recognition : place.recognition;
      out = both(out, own == store::Tri::unknown ? Truth::unknown : of(own == store::Tri::yes));
    }
    for (std::string const& word : filter.words) {
      out = both(out, of(record_says(place, word) || says(place.operator_name, word) ||
                         (offer != nullptr && record_says(*offer, word))));
    }
    return out;
  }

  /// Minutes since 1970 of "1970-01-02T10:30:00Z".
  static int minute_of(std::string const& text) {
    return (std::stoi(text.substr(8, 2)) - 1) * 1440 + std::stoi(text.substr(11, 2)) * 60 +
           std::stoi(text.substr(14, 2));
  }

  /// Whether a row is open, or has something, in from…to minutes: its sessions, else its schedule, else the place's
  /// hours, which make `when` possible at most. Hours minute by minute.
  [[nodiscard]] Truth time_truth(store::Place const& place, store::Offer const* offer, store::HoursTable const* table,
                                 int from, int to, bool when, store::Visibility viewer) const {
    bool any_session = false;
    bool on = false;
    for (store::Session const& session : data_.sessions) {
      bool const of_place =
          session.offer.empty() &&
          (session.place == place.head.id || std::count(place.aliases.begin(), place.aliases.end(), session.place) > 0);
      bool const mine = offer != nullptr ? session.offer == offer->head.id : of_place;
      if (!mine || session.head.visibility > viewer || session.head.status != store::RecordStatus::active) {
        continue;
      }
      any_session = true;
      int const starts = minute_of(session.starts);
      int const ends = session.ends.empty() ? starts + 1 : minute_of(session.ends);
      on = on || (session.state != "cancelled" && starts < to && ends > from);
    }
    if (any_session && (when || offer != nullptr)) {
      return of(on);
    }
    auto const shut = [](store::RecordHead const& head) {
      return head.status == store::RecordStatus::temporarily_closed;
    };
    if (shut(place.head) || (offer != nullptr && shut(offer->head))) {
      return Truth::no;
    }
    bool const own = offer != nullptr && !offer->schedule.empty();
    std::string const& text = own ? offer->schedule : place.opening_hours;
    if (text.empty() && on) {
      return Truth::yes;
    }
    store::Hours const* const hours = table != nullptr ? table->find(text) : nullptr;
    if (hours == nullptr) {
      return Truth::unknown;
    }
    bool open = false;
    bool doubt = false;
    for (int minute = from; minute < to; ++minute) {
      open = open || hours->at(minute) == store::OpenState::open;
      doubt = doubt || (hours->at(minute) != store::OpenState::open && hours->at(minute) != store::OpenState::closed);
    }
    if (open) {
      return when && !own ? Truth::unknown : Truth::yes;
    }
    return doubt ? Truth::unknown : Truth::no;
  }

  [[nodiscard]] Truth truth(store::Place const& place, store::Offer const* offer, store::Filter const& filter,
                            store::Visibility viewer) const {
    Truth out = row_truth(place, offer, filter, viewer, data_.groups);
    if (!filter.cql.empty()) {
      out = both(out, static_cast<Truth>(cql_truths().at(filter.cql.canonical)(place, offer, viewer)));
    }
    if (filter.open_at) {
      out = both(out, time_truth(place, offer, filter.open_at_hours.get(), *filter.open_at, *filter.open_at + 1, false,
                                 viewer));
    }
    if (filter.when) {
      out = both(out,
                 time_truth(place, offer, filter.when_hours.get(), filter.when->from, filter.when->to, true, viewer));
    }
    for (std::string const& need : filter.needs) {
      auto const found = place.needs.find(need);
      out = both(
          out, found == place.needs.end() || found->second == "limited" ? Truth::unknown : of(found->second == "yes"));
    }
    if (filter.checked_since) {
      std::chrono::year_month_day const day{std::chrono::sys_days(std::chrono::days(*filter.checked_since))};
      std::string const since = fmt::format("{:04}-{:02}-{:02}", static_cast<int>(day.year()),
                                            static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()));
      auto const [first, last] = days(place.checked);
      out = both(out, first.empty()    ? Truth::unknown
                      : first >= since ? Truth::yes
                      : last >= since  ? Truth::unknown
                                       : Truth::no);
    }
    if (!filter.kinds.empty()) {
      Truth any = place.kinds.empty() ? Truth::unknown : Truth::no;
      for (std::string const& asked : filter.kinds) {
        any = either(any, of(std::count(place.kinds.begin(), place.kinds.end(), asked) > 0));
      }
      out = both(out, any);
    }
    if (!filter.sources.empty()) {
      std::set<std::string> own{place.head.source};
      for (auto const& ref : place.sources) {
        own.insert(ref.source);
      }
      own.erase("");
      Truth any = own.empty() ? Truth::unknown : Truth::no;
      for (std::string const& asked : filter.sources) {
        any = either(any, of(own.contains(asked)));
      }
      out = both(out, any);
    }
    if (!filter.fees.empty()) {
      store::Fee fee = place.fee;
      if (offer != nullptr && offer->fee != store::Fee::unknown) {
        fee = offer->fee;
      }
      Truth any = Truth::no;
      for (store::Fee const asked : filter.fees) {
        if (asked == store::Fee::unknown) {
          any = either(any, of(fee == store::Fee::unknown));
        } else {
          any = either(any, fee == store::Fee::unknown ? Truth::unknown : of(fee == asked));
        }
      }
      out = both(out, any);
    }
    if (!filter.wheelchair.empty()) {
      using store::Wheelchair;
      Truth any = Truth::no;
      for (Wheelchair const asked : filter.wheelchair) {
        if (asked == Wheelchair::unknown) {
          any = either(any, of(place.wheelchair == Wheelchair::unknown));
        } else if (place.wheelchair == Wheelchair::unknown) {
          any = either(any, Truth::unknown);
        } else {
          any = either(any, of(place.wheelchair == asked ||
                               (asked == Wheelchair::yes && place.wheelchair == Wheelchair::designated)));
        }
      }
      out = both(out, any);
    }
    if (filter.bbox) {
      out = both(out, of(filter.bbox->contains(*place.point)));
    }
    return out;
  }

  store::CityData data_;
};

}  // namespace cartable::test
