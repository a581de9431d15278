#include "server/api/hours_json.hpp"

#include "base/format.hpp"
#include "server/api/json_text.hpp"
#include "server/api/route.hpp"
#include "server/api/times.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <string>

namespace cartable::server::api {
namespace {

using store::OpenState;

constexpr std::array<std::string_view, 7> kWeekdays{"Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"};

/// "09:00"; "24:00" at a day's end, and the next day's time of what goes on past it.
std::string clock(int minute) {
  int const shown = minute > 1440 ? minute - 1440 : minute;
  return fmt::format("{:02}:{:02}", shown / 60, shown % 60);
}

void append_week(std::string& out, std::vector<store::HoursDay> const& week) {
  char day_separator = '[';
  for (store::HoursDay const& day : week) {
    out.push_back(day_separator);
    ObjectText object(out);
    object.text("date", store::format_day(day.date));
    object.text("day", kWeekdays[std::chrono::weekday(day.date).iso_encoding() - 1]);
    std::string& spans = object.key("spans");
    char separator = '[';
    for (store::HoursDay::Span const& span : day.spans) {
      spans.push_back(separator);
      ObjectText one(spans);
      one.text("from", clock(span.from));
      one.text("to", clock(span.to));
      one.text("state", to_string(span.state));
      one.close();
      separator = ',';
    }
    spans += day.spans.empty() ? "[]" : "]";
    object.close();
    day_separator = ',';
  }
  out.push_back(']');
}

}  // namespace

store::HoursTable::Answer hours_of(store::Place const& place, Reader const& reader) {
  if (place.head.status != store::RecordStatus::active) {
    return {.state = OpenState::closed};
  }
  return reader.hours != nullptr ? reader.hours->ask(place, reader.now) : store::HoursTable::Answer{};
}

bool has_closing_days(Reader const& reader) {
  return reader.hours != nullptr && !reader.hours->closed_places().empty();
}

void hours_members(ObjectText& object, store::Place const& place, PlaceAnswer const& answer, Reader const& reader) {
  store::HoursTable::Answer const hours = answer.hours ? *answer.hours : hours_of(place, reader);
  bool const by_appointment = hours.state == OpenState::appointment;
  object.text("open", to_string(by_appointment ? OpenState::unknown : hours.state));
  auto const moment = [&](std::string_view name, std::optional<store::UtcMinute> minute) {
    if (minute && reader.hours != nullptr && reader.hours->zone()) {
      object.text(name, reader.hours->zone()->rfc3339(std::int64_t{*minute} * 60));
    }
  };
  if (hours.state == OpenState::open) {
    moment("open_until", hours.until);
  }
  moment("opens_at", hours.opens);
  if (by_appointment) {
    object.text("appointment", "yes");
  } else if (place.appointment != store::Tri::unknown) {
    object.text("appointment", to_string(place.appointment));
  }
  if (answer.week && reader.hours != nullptr) {
    if (auto const week = reader.hours->week(place, reader.now); !week.empty()) {
      append_week(object.key("opening_hours_week"), week);
    }
  }
}

void Freshness::add(store::HoursTable::Answer const& answer, Reader const& reader, bool with_week) {
  if (reader.hours == nullptr || (answer.state == OpenState::unknown && !answer.until)) {
    return;
  }
  store::UtcMinute until = std::min(answer.until.value_or(reader.hours->last()), reader.hours->last());
  if (with_week) {
    until = std::min(until, reader.hours->next_midnight(reader.now));
  }
  until_ = std::min(until_.value_or(until), until);
}

void Freshness::apply(Context const& context, Response& response) const {
  if (!until_ || depends_on_now(context.values)) {
    return;
  }
  auto const left = (store::to_moment(*until_) - context.now).count();
  if (left > 0) {
    response.headers.emplace_back("Cache-Control", fmt::format("public, max-age={}", left));
  }
}

}  // namespace cartable::server::api
