#include "server/api/stand_book.hpp"

#include "base/log.hpp"

#include <algorithm>
#include <utility>

namespace cartable::server::api {

store::StandInputs stand_inputs(store::Catalog const& catalog) {
  store::StandInputs out(catalog.revisions()[static_cast<std::size_t>(store::Part::streets)]);
  for (std::uint32_t row = 0; row < catalog.size(); ++row) {
    store::RecordHead const& head = catalog.place(store::PlaceRow(row)).head;
    if (head.visibility == store::Visibility::everyone) {
      out.add(head.id, catalog.point(store::PlaceRow(row)));
    }
  }
  return out;
}

base::Result<std::shared_ptr<StandBook const>> StandBook::load(store::CityFile const& city,
                                                               store::Catalog const& catalog) {
  std::string_view const setting = catalog.setting(store::kStandsSetting);
  if (setting.empty()) {
    return nullptr;
  }
  auto list = store::StandList::parse(setting);
  if (!list) {
    base::log_error("the stands of this city are not served: {}", list.error().message);
    return nullptr;
  }
  if (list->stands.empty()) {
    return nullptr;
  }
  CARTABLE_ASSIGN(std::vector<store::Derived> const derived, city.derived(store::kStandWaysKey));
  return make(*std::move(list), derived, catalog);
}

std::shared_ptr<StandBook const> StandBook::make(store::StandList list, std::vector<store::Derived> const& derived,
                                                 store::Catalog const& catalog) {
  auto out = std::make_shared<StandBook>();
  store::StandInputs const inputs = stand_inputs(catalog);
  out->max_minutes_ = list.max_minutes;
  for (store::Stand& stand : list.stands) {
    Entry entry{.stand = std::move(stand)};
    for (std::size_t travel = 0; travel < entry.kept.size(); ++travel) {
      std::string const part =
          store::stand_part(entry.stand.id, access::to_string(static_cast<access::StandTravel>(travel)));
      auto const found = std::find_if(derived.begin(), derived.end(), [&](store::Derived const& one) {
        return one.part == part && one.format_version == access::StandWays::kFormat;
      });
      if (found == derived.end()) {
        continue;
      }
      auto ways = access::StandWays::decode(found->bytes);
      if (!ways) {
        base::log_error("{}: {}; work them out again: cartable stands", part, ways.error().message);
        continue;
      }
      auto kept = std::make_shared<KeptWays>();
      kept->stale = found->input_revision != inputs.of(entry.stand, list.max_minutes);
      kept->rows.reserve(ways->places.size());
      for (access::StandWays::Place const& place : ways->places) {
        auto const known = catalog.find(place.id, store::Visibility::planner);
        kept->rows.push_back(known && known->row && known->place->head.id == place.id ? known->row->value()
                                                                                      : KeptWays::kNoRow);
      }
      kept->ways = *std::move(ways);
      entry.kept[travel] = std::move(kept);
    }
    out->entries_.push_back(std::move(entry));
  }
  return out;
}

StandBook::Entry const* StandBook::find(std::string_view id) const noexcept {
  auto const found =
      std::find_if(entries_.begin(), entries_.end(), [&](Entry const& one) { return one.stand.id == id; });
  return found == entries_.end() ? nullptr : &*found;
}

}  // namespace cartable::server::api
