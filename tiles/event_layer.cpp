#include "tiles/event_layer.hpp"

#include "store/session_filter.hpp"
#include "tiles/fingerprint.hpp"
#include "tiles/place_layer.hpp"

#include <algorithm>
#include <string_view>

namespace cartable::tiles {
namespace {

bool is_listed(store::RecordHead const& head) noexcept {
  return head.status == store::RecordStatus::active || head.status == store::RecordStatus::temporarily_closed;
}

}  // namespace

EventLayer::EventLayer(std::shared_ptr<store::Catalog const> catalog) : catalog_(std::move(catalog)) {
  auto const sessions = catalog_->sessions();
  for (std::uint32_t i = 0; i < sessions.size(); ++i) {
    store::Session const& session = sessions[i];
    if (!is_listed(session.head)) {
      continue;
    }
    std::string_view place = session.place;
    if (place.empty()) {
      if (store::Offer const* const offer = store::find_offer(*catalog_, session.offer)) {
        place = offer->place;
      }
    }
    auto const found = place.empty() ? std::nullopt : catalog_->find(place, store::Visibility::planner);
    if (!found || !found->row) {
      continue;  // its place is remote, closed or without a point
    }
    std::uint32_t const row = found->row->value();
    events_.push_back({catalog_->morton_codes()[row], row, i});
    for (std::string_view const text :
         {std::string_view(session.head.id), std::string_view(session.name), std::string_view(session.state),
          std::string_view(session.starts), std::string_view(session.ends), place}) {
      content_hash_ = hash64(text, content_hash_);
    }
    for (auto const& [language, name] : session.names) {
      content_hash_ = hash64(name, hash64(language, content_hash_));
    }
    content_hash_ = mix(content_hash_ ^ events_.back().code, 0x9E3779B97F4A7C15U);
  }
  std::ranges::stable_sort(events_, {}, &Event::code);
}

void EventLayer::write(geo::TileId tile, store::Filter const& filter, store::Visibility viewer,
                       std::string& out) const {
  if (events_.empty()) {
    return;
  }
  auto const seen = catalog_->select({}, viewer);
  store::SessionFilter const asked(*catalog_, filter, viewer);
  MvtLayerWriter layer("events", origin(tile));
  geo::MortonRange const range = geo::morton_range(tile);
  auto const points = catalog_->world_points();
  for (auto event = std::ranges::lower_bound(events_, range.first, {}, &Event::code);
       event != events_.end() && event->code <= range.last; ++event) {
    store::Session const& session = catalog_->sessions()[event->session];
    if (session.head.visibility > viewer || !seen->all.test(event->row)) {
      continue;
    }
    // A session of a hidden offer, or of one at a hidden place, is hidden: its name would tell of it.
    if (!session.offer.empty()) {
      store::Offer const* const offer = store::find_offer(*catalog_, session.offer);
      if (offer == nullptr || offer->head.visibility > viewer ||
          (!offer->place.empty() && !catalog_->find(offer->place, viewer))) {
        continue;
      }
    }
    store::Fit const fit = asked.fit_of(session).fit;
    if (fit == store::Fit::no || (fit == store::Fit::maybe && !filter.maybe)) {
      continue;
    }
    layer.begin(GeometryType::point, feature_number(session.head.id));
    layer.tag(layer.key("id"), layer.unique_value(session.head.id));
    tag_names(layer, session.name, session.names);
    layer.attribute("state", session.state.empty() ? std::string_view("scheduled") : std::string_view(session.state));
    if (!session.starts.empty()) {
      layer.attribute("starts", session.starts);
    }
    if (!session.ends.empty()) {
      layer.attribute("ends", session.ends);
    }
    if (filter.maybe) {
      layer.attribute("fits", std::string_view(fit == store::Fit::yes ? "yes" : "maybe"));
    }
    layer.attribute("place", catalog_->place(store::PlaceRow(event->row)).head.id);
    layer.point(to_grid(points[event->row], tile.z));
    layer.end();
  }
  layer.append_to(out);
}

}  // namespace cartable::tiles
