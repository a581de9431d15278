#include "store/source_order.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <limits>

namespace cartable::store {

SourceOrder::SourceOrder(std::string_view setting, std::vector<ImportRun> const& runs, SourceInfo const* batch,
                         std::string const& now) {
  constexpr std::size_t kNotListed = std::numeric_limits<std::size_t>::max();
  std::map<std::string, std::string> first_import;
  std::map<std::string, std::string> data_date;
  std::map<std::string, bool> osm;
  auto const take = [&](std::string const& source, std::string const& role, std::string const& date,
                        std::string const& when) {
    first_import.emplace(source, when.substr(0, std::min<std::size_t>(10, when.size())));
    if (!date.empty()) {
      data_date[source] = date;
    }
    osm[source] = osm[source] || role == "osm" || source == "osm";
  };
  for (auto const& run : runs) {
    take(run.head.source, run.role, run.date, run.started);
    auto& info = sources_[run.head.source];
    info.slug = run.head.source;
    info.licence = run.licence;
    info.attribution = run.attribution;
    info.date = run.date;
  }
  if (batch != nullptr) {
    take(batch->slug, batch->role, batch->date, now);
    auto& info = sources_[batch->slug];
    info.slug = batch->slug;
    info.licence = batch->licence;
    info.attribution = batch->attribution;
    info.date = batch->date;
  }
  for (auto const& [source, imported] : first_import) {
    auto const dated = data_date.find(source);
    ranks_.emplace(source, Rank{kNotListed, osm[source], dated != data_date.end() ? dated->second : imported});
  }
  std::size_t place = 0;
  for (auto const& source : base::split(setting, ',')) {
    auto [found, is_new] = ranks_.emplace(source, Rank{place, source == "osm", {}});
    if (!is_new && found->second.listed == kNotListed) {
      found->second.listed = place;
    }
    ++place;
  }
}

SourceOrder::Rank const* SourceOrder::rank_of(std::string_view source) const {
  auto const found = ranks_.find(source);
  return found == ranks_.end() ? nullptr : &found->second;
}

bool SourceOrder::before(std::string_view a, std::string_view b) const {
  Rank const* const x = rank_of(a);
  Rank const* const y = rank_of(b);
  if (x == nullptr || y == nullptr) {
    return x != nullptr || (y == nullptr && a < b);
  }
  if (x->listed != y->listed) {
    return x->listed < y->listed;
  }
  if (x->osm != y->osm) {
    return y->osm;
  }
  if (x->date != y->date) {
    return x->date > y->date;
  }
  return a < b;
}

void SourceOrder::rank(std::vector<PlaceStatement>& statements) const {
  std::stable_sort(statements.begin(), statements.end(),
                   [&](PlaceStatement const& a, PlaceStatement const& b) { return before(a.source, b.source); });
}

}  // namespace cartable::store
