#include "tiles/event_layer.hpp"

#include "tiles/fingerprint.hpp"
#include "tiles/place_layer.hpp"

#include <algorithm>
#include <string_view>
#include <unordered_map>

namespace cartable::tiles {
namespace {

bool is_listed(store::RecordHead const& head) noexcept {
  return head.status == store::RecordStatus::active || head.status == store::RecordStatus::temporarily_closed;
}

}  // namespace

EventLayer::EventLayer(std::shared_ptr<store::Catalog const> catalog) : catalog_(std::move(catalog)) {
  std::unordered_map<std::string_view, store::Offer const*> offers;
  for (store::Offer const& offer : catalog_->offers()) {
    offers.emplace(offer.head.id, &offer);
  }
  auto const sessions = catalog_->sessions();
  for (std::uint32_t i = 0; i < sessions.size(); ++i) {
    store::Session const& session = sessions[i];
    if (!is_listed(session.head)) {
      continue;
    }
    std::string_view place = session.place;
    if (place.empty()) {
      if (auto const offer = offers.find(session.offer); offer != offers.end()) {
        place = offer->second->place;
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
  auto const selection = catalog_->select(filter, viewer);
  MvtLayerWriter layer("events", origin(tile));
  geo::MortonRange const range = geo::morton_range(tile);
  auto const points = catalog_->world_points();
  for (auto event = std::ranges::lower_bound(events_, range.first, {}, &Event::code);
       event != events_.end() && event->code <= range.last; ++event) {
    store::Session const& session = catalog_->sessions()[event->session];
    if (session.head.visibility > viewer || !selection->all.test(event->row)) {
      continue;
    }
    // A session of a hidden offer, or of one at a hidden place, is hidden: its name would tell of it.
    if (!session.offer.empty()) {
      auto const offers = catalog_->offers();
      auto const offer = std::ranges::lower_bound(
          offers, session.offer, {}, [](store::Offer const& one) -> std::string const& { return one.head.id; });
      if (offer == offers.end() || offer->head.id != session.offer || offer->head.visibility > viewer ||
          (!offer->place.empty() && !catalog_->find(offer->place, viewer))) {
        continue;
      }
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
    layer.attribute("place", catalog_->place(store::PlaceRow(event->row)).head.id);
    layer.point(to_grid(points[event->row], tile.z));
    layer.end();
  }
  layer.append_to(out);
}

}  // namespace cartable::tiles
