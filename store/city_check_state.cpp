#include "store/city_check_state.hpp"

#include <algorithm>
#include <charconv>
#include <system_error>
#include <utility>

namespace cartable::store::checking {

CheckState::CheckState(CityData const& of_city, Provenance const& said, std::vector<ImportRun> const& imports,
                       CheckOptions const& wanted)
    : city(of_city),
      provenance(said),
      runs(imports),
      options(wanted),
      order(setting(kSourceOrder), imports, nullptr, wanted.today) {
  int days = 0;
  std::string const text = setting(kStaleAfter);
  auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), days);
  constexpr int kThreeYears = 1096;
  bool const set = error == std::errc() && end == text.data() + text.size() && days > 0;
  if (options.stale_days <= 0) {
    options.stale_days = set ? days : kThreeYears;
  }
  sources.resize(city.places.size());
  for (std::size_t i = 0; i < city.places.size(); ++i) {
    index.emplace(city.places[i].head.id, i);
    sources[i].insert(city.places[i].head.source);
    if (auto const* const rows = provenance.of(city.places[i].head.id)) {
      for (auto const& row : *rows) {
        if (row.record.field == "id" && row.record.set_by == kByImport) {
          sources[i].insert(row.record.from_source);
        }
      }
    }
  }
  for (std::size_t i = 0; i < city.places.size(); ++i) {
    for (auto const& alias : city.places[i].aliases) {
      index.emplace(alias, i);
    }
  }
}

std::string CheckState::setting(std::string_view key) const {
  for (auto const& setting : city.settings) {
    if (setting.head.id == key) {
      return setting.value;
    }
  }
  return {};
}

std::string CheckState::day_of(std::string_view source) const {
  std::string day;
  for (auto const& run : runs) {
    if (run.head.source == source) {
      day = !run.date.empty() ? run.date : run.started;
    }
  }
  return day.substr(0, std::min<std::size_t>(10, day.size()));
}

Finding& CheckState::say(Severity severity, std::string_view kind, Place const& place, std::string message,
                         std::string remedy) {
  return out.findings.emplace_back(Finding{.severity = severity,
                                           .kind = std::string(kind),
                                           .record = place.head.id,
                                           .name = place.name,
                                           .message = std::move(message),
                                           .remedy = std::move(remedy),
                                           .details = {{"source", place.head.source}}});
}

bool is_gone(RecordHead const& head) {
  return head.status == RecordStatus::closed || head.status == RecordStatus::withdrawn;
}

}  // namespace cartable::store::checking
