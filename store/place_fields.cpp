#include "store/place_fields.hpp"

#include "store/record_rows.hpp"

namespace cartable::store {
namespace {

/// The map of a place that a field with a dot is an entry of; null: none.
template <class P>
auto* map_of(P& place, std::string_view column) {
  return column == "contact"       ? &place.contact
         : column == "address"     ? &place.address
         : column == "names"       ? &place.names
         : column == "description" ? &place.description
         : column == "needs"       ? &place.needs
         : column == "extra"       ? &place.extra
         : column == "identifiers" ? &place.head.identifiers
                                   : nullptr;
}

}  // namespace

base::Status set_place_field(Place& place, std::string_view field, std::string_view text) {
  auto const dot = field.find('.');
  if (dot == std::string_view::npos) {
    return set_column(place, field, text);
  }
  auto* const map = map_of(place, field.substr(0, dot));
  std::string key(field.substr(dot + 1));
  if (map == nullptr || key.empty()) {
    return base::fail(base::ErrorCode::invalid_value, "{}: a place has no field of this name that can be set", field);
  }
  if (text.empty()) {
    map->erase(key);
  } else {
    map->insert_or_assign(std::move(key), std::string(text));
  }
  return {};
}

std::string get_place_field(Place const& place, std::string_view field) {
  auto const dot = field.find('.');
  if (dot == std::string_view::npos) {
    return get_column(place, field);
  }
  auto const* const map = map_of(place, field.substr(0, dot));
  if (map == nullptr) {
    return {};
  }
  auto const found = map->find(field.substr(dot + 1));
  return found == map->end() ? std::string() : found->second;
}

}  // namespace cartable::store
