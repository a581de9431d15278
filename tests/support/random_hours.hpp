#pragma once

#include "base/format.hpp"
#include "base/time.hpp"
#include "store/city_file.hpp"
#include "store/hours_table.hpp"
#include "tests/support/property.hpp"

#include <algorithm>
#include <chrono>
#include <memory>
#include <string>
#include <vector>

namespace cartable::test {

inline constexpr store::UtcMinute kHoursMinutes = 20 * 1440;  ///< of the window of random_hours(), from 1970 on

/// Hours of the texts "H0" to "H9", each changing some times; "H0" is open and "H1" closed throughout.
inline std::shared_ptr<store::HoursTable const> random_hours() {
  static std::shared_ptr<store::HoursTable const> const table = [] {
    PropertyRandom random(20261128);
    std::vector<std::string> texts;
    std::vector<store::HoursTable::Shared> hours;
    for (int i = 0; i < 10; ++i) {
      texts.push_back("H" + std::to_string(i));
      store::Hours one;
      auto const changes = i < 2 ? 0 : random.integer(1, 40);
      std::vector<store::UtcMinute> minutes;
      for (std::int64_t n = 0; n < changes; ++n) {
        minutes.push_back(static_cast<store::UtcMinute>(random.integer(1, 3000)));
      }
      std::sort(minutes.begin(), minutes.end());
      minutes.erase(std::unique(minutes.begin(), minutes.end()), minutes.end());
      auto const state = [&] { return static_cast<store::OpenState>(random.integer(0, 3)); };
      one.changes.push_back({0, i == 0 ? store::OpenState::open : i == 1 ? store::OpenState::closed : state()});
      for (store::UtcMinute const minute : minutes) {
        one.changes.push_back({minute, state()});
      }
      hours.push_back(std::make_shared<store::Hours const>(std::move(one)));
    }
    store::HoursContext context;
    context.zone = "UTC";
    context.days = 20;
    return std::make_shared<store::HoursTable const>(context, texts, hours);
  }();
  return table;
}

/// Gives places and offers some of those hours, and sessions.
inline void add_random_hours(PropertyRandom& random, store::CityData& data) {
  auto const text = [&] { return "H" + std::to_string(random.integer(0, 11)); };  // H10 and H11 nobody knows
  for (store::Place& place : data.places) {
    place.opening_hours = random.chance(0.6) ? text() : "";
  }
  for (store::Offer& offer : data.offers) {
    offer.schedule = random.chance(0.3) ? text() : "";
  }
  auto const moment = [](std::int64_t minute) {
    return base::to_rfc3339(std::chrono::system_clock::time_point(std::chrono::minutes(minute)));
  };
  for (std::size_t i = 0; i < data.places.size(); ++i) {
    store::Session session;
    session.head.id = "session:" + std::to_string(i);
    session.head.status = random.chance(0.9) ? store::RecordStatus::active : store::RecordStatus::withdrawn;
    session.head.visibility =
        random.chance(0.8) ? store::Visibility::everyone : static_cast<store::Visibility>(random.integer(1, 2));
    session.state = random.chance(0.1) ? "cancelled" : "scheduled";
    auto const starts = random.integer(1, 3000);
    session.starts = moment(starts);
    session.ends = random.chance(0.9) ? moment(starts + random.integer(1, 300)) : "";
    auto const any = [&](auto const& records) {
      return records[static_cast<std::size_t>(random.integer(0, static_cast<std::int64_t>(records.size()) - 1))]
          .head.id;
    };
    if (random.chance(0.7)) {
      session.offer = any(data.offers);
    } else {
      session.place = any(data.places);
    }
    data.sessions.push_back(std::move(session));
  }
}

}  // namespace cartable::test
