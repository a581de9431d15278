// The times of the catalog's rows.
#include "store/catalog_impl.hpp"

#include <algorithm>
#include <optional>

namespace cartable::store {

void Catalog::Impl::build_times() {
  RowSpace const& space = columns.space;
  auto const of_place = [this](std::uint32_t row) {
    Place const& place = data.places[record_of[row]];
    return TimeColumns::Row{.hours = place.opening_hours,
                            .place = place.head.id,
                            .closed = place.head.status == RecordStatus::temporarily_closed};
  };
  auto const said = [&](std::size_t row) {
    if (row < space.places) {
      TimeColumns::Row out = of_place(static_cast<std::uint32_t>(row));
      out.is_place = true;
      return out;
    }
    Offer const& offer = data.offers[offer_of[row - space.places]];
    TimeColumns::Row out;
    if (row < space.placed_rows()) {
      out = of_place(space.place_of[row - space.places]);
    }
    out.schedule = offer.schedule;
    out.closed = out.closed || offer.head.status == RecordStatus::temporarily_closed;
    return out;
  };
  auto const row_of_session = [&](Session const& session) -> std::optional<std::uint32_t> {
    if (!session.offer.empty()) {
      auto const offer = std::lower_bound(data.offers.begin(), data.offers.end(), session.offer,
                                          [](Offer const& one, std::string const& id) { return one.head.id < id; });
      if (offer == data.offers.end() || offer->head.id != session.offer) {
        return std::nullopt;
      }
      std::uint32_t const row = row_of_offer[static_cast<std::size_t>(offer - data.offers.begin())];
      return row == kNoRow ? std::nullopt : std::optional(row);
    }
    std::uint32_t const record = find_record(session.place);
    return record == IdTable::kNone || row_of[record] == kNoRow ? std::nullopt : std::optional(row_of[record]);
  };
  columns.times = TimeColumns(space.rows(), said, data.sessions, row_of_session);
}

}  // namespace cartable::store
