#include "store/name_search_build.hpp"

#include "base/search_text.hpp"
#include "geo/repair.hpp"
#include "geo/tile_id.hpp"
#include "store/address_text.hpp"
#include "store/topics.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <tuple>
#include <utility>

namespace cartable::store {
namespace {

/// More words than this are not a name that people type; a name's count of words fits a byte.
constexpr std::size_t kMaxWords = 32;

/// Ways of one name whose middle points lie in the same or neighbouring squares of this size are one street.
constexpr double kStreetCellMetres = 1000;

bool is_listed(RecordStatus status) noexcept {
  return status == RecordStatus::active || status == RecordStatus::temporarily_closed;
}

/// A square of kStreetCellMetres at the latitude of `p`, in Mercator units.
std::pair<std::int64_t, std::int64_t> street_cell(geo::LonLat p, double cos_lat) {
  constexpr double kEquatorMetres = 2 * std::numbers::pi * 6378137.0;  // WGS 84 semi-major axis
  double const cell = kStreetCellMetres / cos_lat / kEquatorMetres * 4294967296.0;
  geo::WorldPoint const world = geo::to_world(p);
  return {static_cast<std::int64_t>(world.x / cell), static_cast<std::int64_t>(world.y / cell)};
}

std::uint32_t root_of(std::vector<std::uint32_t>& parents, std::uint32_t i) {
  while (parents[i] != i) {
    parents[i] = parents[parents[i]];
    i = parents[i];
  }
  return i;
}

}  // namespace

NameSearch::NameSearch(CityData const& data, std::span<std::uint32_t const> listed) : data_(&data) {
  for (Setting const& setting : data.settings) {
    if (setting.head.id == "region") {
      number_first_ = number_before_street(setting.value);
    }
  }
  NameSearchBuilder builder(*this);
  builder.add_places(listed);
  builder.add_offers(listed);
  builder.add_topics(listed);
  builder.add_streets();
  builder.add_districts();
  builder.add_localities();
  builder.add_addresses();
  builder.finish();
}

void NameSearchBuilder::begin(SearchHit::Type type, Visibility visibility, std::uint32_t record, geo::LonLat point) {
  search_.entries_.push_back({type, visibility, record, static_cast<std::uint32_t>(search_.points_.size()), 1});
  search_.points_.push_back(point);
  spellings_.clear();
}

void NameSearchBuilder::add_point(geo::LonLat point) {
  ++search_.entries_.back().points;
  search_.points_.push_back(point);
}

void NameSearchBuilder::add_name(std::string_view name) {
  if (name.empty()) {
    return;
  }
  std::string folded = base::search_text(name);
  if (folded.empty() || std::find(spellings_.begin(), spellings_.end(), folded) != spellings_.end()) {
    return;
  }
  index_.tokenize(folded, words_);
  words_.words.resize(std::min(words_.words.size(), kMaxWords));
  index_.add(words_.words, words_.tails);
  search_.names_.push_back(
      {static_cast<std::uint32_t>(search_.entries_.size() - 1), static_cast<std::uint8_t>(words_.words.size()), 0});
  spellings_.push_back(std::move(folded));
}

void NameSearchBuilder::add_names(std::string_view name, LangMap const& names) {
  add_name(name);
  for (auto const& [language, text] : names) {
    if (text != name) {
      add_name(text);
    }
  }
}

void NameSearchBuilder::add_places(std::span<std::uint32_t const> listed) {
  CityData const& data = *search_.data_;
  std::size_t const expected = listed.size() + data.streets.size() + data.addresses.size() + data.localities.size();
  search_.entries_.reserve(expected);
  search_.points_.reserve(expected);
  search_.names_.reserve(expected);
  index_.reserve(expected);
  for (std::uint32_t const record : listed) {
    Place const& place = data.places[record];
    if (!place.name.empty() || !place.names.empty()) {
      begin(SearchHit::Type::place, place.head.visibility, record, *place.point);
      add_names(place.name, place.names);
    }
  }
}

void NameSearchBuilder::add_offers(std::span<std::uint32_t const> listed) {
  auto const& [places, offers] = std::tie(search_.data_->places, search_.data_->offers);
  // Only the places that offers are at are looked up, by their ids and older ids.
  std::unordered_map<std::string_view, std::optional<std::uint32_t>> record_of;
  for (Offer const& offer : offers) {
    if (is_listed(offer.head.status) && !offer.place.empty()) {
      record_of.emplace(offer.place, std::nullopt);
    }
  }
  if (!record_of.empty()) {
    for (std::uint32_t const record : listed) {
      for (std::string const& alias : places[record].aliases) {
        if (auto const at = record_of.find(alias); at != record_of.end()) {
          at->second = record;
        }
      }
    }
    for (std::uint32_t const record : listed) {  // an id in use comes before an older one
      if (auto const at = record_of.find(places[record].head.id); at != record_of.end()) {
        at->second = record;
      }
    }
  }
  for (std::uint32_t i = 0; i < offers.size(); ++i) {
    Offer const& offer = offers[i];
    if (!is_listed(offer.head.status)) {
      continue;
    }
    if (offer.place.empty()) {
      offers_at_.push_back({i, offer.head.visibility, std::nullopt});
    } else if (auto const record = record_of.at(offer.place)) {
      offers_at_.push_back(
          {i, std::max(offer.head.visibility, places[*record].head.visibility), places[*record].point});
    }
  }
  for (OfferAt const& at : offers_at_) {
    Offer const& offer = offers[at.offer];
    if (offer.name.empty() && offer.names.empty()) {
      continue;
    }
    begin(SearchHit::Type::offer, at.visibility, at.offer, at.point.value_or(geo::LonLat{}));
    if (!at.point) {
      search_.points_.pop_back();
      search_.entries_.back().points = 0;
    }
    add_names(offer.name, offer.names);
  }
}

void NameSearchBuilder::add_topics(std::span<std::uint32_t const> listed) {
  // (topic, visibility) → where; a field above another one is learnt where that is.
  std::map<std::pair<std::string_view, Visibility>, std::vector<geo::LonLat>> found;
  auto const add = [&found](StringList const& codes, Visibility visibility, std::optional<geo::LonLat> point) {
    for (std::string const& code : codes) {
      for (std::size_t digits = 2; digits <= code.size(); ++digits) {
        if (Topic const* const topic = find_topic(std::string_view(code).substr(0, digits))) {
          auto& points = found[{topic->code, visibility}];
          if (point) {
            points.push_back(*point);
          }
        }
      }
    }
  };
  for (std::uint32_t const record : listed) {
    Place const& place = search_.data_->places[record];
    add(place.topics, place.head.visibility, place.point);
  }
  for (OfferAt const& at : offers_at_) {
    add(search_.data_->offers[at.offer].topics, at.visibility, at.point);
  }
  for (auto const& [key, points] : found) {
    auto const record = static_cast<std::uint32_t>(find_topic(key.first) - topics().data());
    begin(SearchHit::Type::topic, key.second, record, points.empty() ? geo::LonLat{} : points.front());
    if (points.empty()) {
      search_.points_.pop_back();
      search_.entries_.back().points = 0;
    }
    for (std::size_t i = 1; i < points.size(); ++i) {
      add_point(points[i]);
    }
    Topic const& topic = topics()[record];
    add_name(topic.code);  // what a link asks for by code can be shown by name
    for (std::string_view const name : topic.names) {
      add_name(name);
    }
    for (std::string_view words = topic.words; !words.empty();) {
      std::size_t const end = words.find('|');
      add_name(words.substr(0, end));
      words.remove_prefix(end == std::string_view::npos ? words.size() : end + 1);
    }
  }
}

void NameSearchBuilder::add_streets() {
  auto const& streets = search_.data_->streets;
  std::vector<std::string> keys(streets.size());
  std::vector<std::uint32_t> order;
  for (std::uint32_t i = 0; i < streets.size(); ++i) {
    keys[i] = base::search_text(
        !streets[i].name.empty() || streets[i].names.empty() ? streets[i].name : streets[i].names.begin()->second);
    if (!keys[i].empty() && geo::is_valid(streets[i].point)) {
      order.push_back(i);
    }
  }
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    return std::tie(keys[a], streets[a].visibility, streets[a].id) <
           std::tie(keys[b], streets[b].visibility, streets[b].id);
  });
  for (std::size_t first = 0, last = 0; first < order.size(); first = last) {
    while (last < order.size() && keys[order[last]] == keys[order[first]] &&
           streets[order[last]].visibility == streets[order[first]].visibility) {
      ++last;
    }
    add_street_group(std::span(order).subspan(first, last - first));
  }
}

void NameSearchBuilder::add_street_group(std::span<std::uint32_t const> group) {
  auto const& streets = search_.data_->streets;
  // Joined over cells, so that the cost grows with the ways and not with their square.
  double const cos_lat = std::max(0.01, std::cos(streets[group.front()].point.lat * std::numbers::pi / 180));
  std::map<std::pair<std::int64_t, std::int64_t>, std::uint32_t> cells;
  std::vector<std::uint32_t> parents(group.size());
  for (std::uint32_t i = 0; i < group.size(); ++i) {
    parents[i] = i;
    auto const cell = street_cell(streets[group[i]].point, cos_lat);
    auto const [own, fresh] = cells.emplace(cell, i);
    if (!fresh) {
      parents[i] = root_of(parents, own->second);
      continue;
    }
    for (std::int64_t dx = -1; dx <= 1; ++dx) {
      for (std::int64_t dy = -1; dy <= 1; ++dy) {
        auto const near = cells.find({cell.first + dx, cell.second + dy});
        if (near != cells.end()) {
          parents[root_of(parents, near->second)] = root_of(parents, i);
        }
      }
    }
  }
  std::map<std::uint32_t, std::vector<std::uint32_t>> members;  // by root
  for (std::uint32_t i = 0; i < group.size(); ++i) {
    members[root_of(parents, i)].push_back(group[i]);
  }
  for (auto& [root, ways] : members) {
    // Shown at the way that is nearest to the middle of them all.
    geo::LonLat middle;
    for (std::uint32_t const way : ways) {
      middle.lon += streets[way].point.lon / static_cast<double>(ways.size());
      middle.lat += streets[way].point.lat / static_cast<double>(ways.size());
    }
    auto const off = [&](std::uint32_t way) {
      return std::hypot((streets[way].point.lon - middle.lon) * cos_lat, streets[way].point.lat - middle.lat);
    };
    std::iter_swap(ways.begin(), std::min_element(ways.begin(), ways.end(), [&](std::uint32_t a, std::uint32_t b) {
                     return off(a) != off(b) ? off(a) < off(b) : streets[a].id < streets[b].id;
                   }));
    begin(SearchHit::Type::street, streets[ways.front()].visibility, ways.front(), streets[ways.front()].point);
    for (std::uint32_t const way : ways) {
      if (way != ways.front()) {
        search_.points_.push_back(streets[way].point);
      }
      add_names(streets[way].name, streets[way].names);
    }
    search_.entries_.back().points = static_cast<std::uint32_t>(ways.size());
  }
}

void NameSearchBuilder::add_districts() {
  auto const& districts = search_.data_->districts;
  for (std::uint32_t i = 0; i < districts.size(); ++i) {
    if (districts[i].head.status == RecordStatus::active && !districts[i].area.empty()) {
      begin(SearchHit::Type::district, districts[i].head.visibility, i, geo::point_inside(districts[i].area));
      add_names(districts[i].name, districts[i].names);
    }
  }
}

void NameSearchBuilder::add_localities() {
  auto const& localities = search_.data_->localities;
  for (std::uint32_t i = 0; i < localities.size(); ++i) {
    if (is_listed(localities[i].head.status) && geo::is_valid(localities[i].point)) {
      begin(SearchHit::Type::locality, localities[i].head.visibility, i, localities[i].point);
      add_names(localities[i].name, localities[i].names);
    }
  }
}

NameIndex::Builder::Words const& NameSearchBuilder::words_of(std::string_view text) {
  auto const [at, fresh] = street_words_.try_emplace(std::string(text));
  if (fresh) {
    index_.tokenize(base::search_text(text), at->second);
    at->second.words.resize(std::min(at->second.words.size(), kMaxWords));
  }
  return at->second;
}

void NameSearchBuilder::add_addresses() {
  auto const& addresses = search_.data_->addresses;
  search_.first_address_ = static_cast<NameIndex::Document>(search_.names_.size());
  std::vector<NameIndex::Token> words, others;
  NameIndex::Builder::Words number;
  for (std::uint32_t i = 0; i < addresses.size(); ++i) {
    Address const& address = addresses[i];
    if (!is_listed(address.head.status) || !geo::is_valid(address.point)) {
      continue;
    }
    // Villages number their houses without streets.
    auto const& street = words_of(!address.street.empty()   ? address.street
                                  : !address.suburb.empty() ? address.suburb
                                                            : address.city);
    index_.tokenize(base::search_text(address.housenumber), number);
    std::size_t const numbers = std::min(number.words.size(), kMaxWords);
    if (street.words.empty() || numbers == 0) {
      continue;
    }
    words = street.words;
    words.insert(words.end(), number.words.begin(), number.words.begin() + static_cast<std::ptrdiff_t>(numbers));
    others = street.tails;
    others.insert(others.end(), number.tails.begin(), number.tails.end());
    // "Colonia 1234 Montevideo": where it is may be said as well.
    for (std::string_view const where :
         {std::string_view(address.postcode), std::string_view(address.suburb), std::string_view(address.city)}) {
      auto const& more = words_of(where);
      others.insert(others.end(), more.words.begin(), more.words.end());
      others.insert(others.end(), more.tails.begin(), more.tails.end());
    }
    begin(SearchHit::Type::address, address.head.visibility, i, address.point);
    index_.add(words, others);
    search_.names_.push_back({static_cast<std::uint32_t>(search_.entries_.size() - 1),
                              static_cast<std::uint8_t>(words.size()), static_cast<std::uint8_t>(numbers)});
  }
}

void NameSearchBuilder::finish() { search_.index_ = std::move(index_).build(); }

}  // namespace cartable::store
