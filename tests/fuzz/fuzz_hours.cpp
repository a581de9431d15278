// Opening hours, in OSM's syntax and in words. Whatever the text, the states of its minutes are in order and inside the
// window, go over the pipe and come back, and what is proposed for words is a text that can be read.
#include "store/hours_engine.hpp"
#include "store/hours_rewrite.hpp"
#include "store/hours_wire.hpp"
#include "store/hours_words.hpp"

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

namespace store = cartable::store;

namespace {

store::HoursContext context() {
  store::HoursContext out;
  out.zone = "Europe/Paris";
  out.region = "FR-IDF";
  out.location = cartable::geo::LonLat{.lon = 2.3, .lat = 48.9};
  out.first_day = *store::parse_day("2026-03-20");  // summer time begins inside
  out.days = 12;
  return out;
}

void check(store::Hours const& hours, std::pair<store::UtcMinute, store::UtcMinute> const& window) {
  store::UtcMinute before = window.first - 1;
  for (std::size_t i = 0; i < hours.changes.size(); ++i) {
    store::HoursChange const& change = hours.changes[i];
    bool const first = i > 0 || change.from == window.first;
    bool const differs = i == 0 || hours.changes[i - 1].state != change.state;
    if (change.from <= before || change.from >= window.second || !first || !differs) {
      std::abort();
    }
    before = change.from;
  }
  std::string line = store::hours_line(hours);
  line.pop_back();
  if (store::parse_hours_line(line) != hours) {
    std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  static store::HoursEngine engine(context());
  static auto const window = store::window_of(context());
  std::string_view const text(reinterpret_cast<char const*>(data), size);
  check(engine.evaluate(text), window);
  static_cast<void>(store::parse_hours_line(text));
  static_cast<void>(store::without_classes(text, store::day_classes(text), 1));
  if (auto const proposed = store::propose_hours(text)) {
    store::Hours const hours = engine.evaluate(proposed->osm);
    check(hours, window);
    if (hours.problem == store::HoursProblem::unreadable) {
      std::abort();
    }
  }
  return 0;
}
