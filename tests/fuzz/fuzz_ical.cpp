// Bytes as a calendar: mended, parsed by libical, its series counted out. Times that come out are times, what is
// counted out is in order and within the span asked about.
#include "base/local_time.hpp"
#include "base/text.hpp"
#include "store/ical_text.hpp"
#include "store/recurrence.hpp"

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

namespace st = cartable::store;

namespace {

void require(bool good) {
  if (!good) {
    std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  if (size > 20'000) {
    return 0;
  }
  std::string_view const text(reinterpret_cast<char const*>(data), size);
  if (!cartable::base::is_utf8(text)) {
    return 0;
  }
  auto const calendar = st::read_calendar_text(text);
  if (!calendar) {
    return 0;
  }
  std::vector<st::Session> sessions;
  for (st::CalendarEvent const& event : calendar->events) {
    if (!event.start || sessions.size() > 20) {
      continue;
    }
    require(is_valid(event.start->wall));
    st::Session session;
    session.uid = event.uid;
    session.timezone = "Europe/Paris";
    session.starts = cartable::base::TimeZone::utc().rfc3339(wall_seconds(event.start->wall));
    auto const rule = st::check_rule(event.rrule, event.start->wall);
    session.rrule = rule ? *rule : std::string();
    for (st::CalendarTime const& time : event.exdates) {
      session.exdates += st::ical_value(time) + ",";
    }
    sessions.push_back(std::move(session));
  }
  constexpr std::int64_t kFrom = 1'700'000'000, kTo = 1'900'000'000;
  std::int64_t before = kFrom - 1;
  for (st::Occurrence const& one : st::occurrences(sessions, kFrom, kTo, 200)) {
    require(one.session < sessions.size() && one.starts < kTo && one.ends >= one.starts && one.ends >= kFrom);
    require(one.starts >= before || before < kFrom);
    before = one.starts;
  }
  return 0;
}
