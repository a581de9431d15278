#include "store/columns.hpp"

#include "geo/repair.hpp"

#include <charconv>

namespace cartable::store {
namespace {

/// `unknown` is an empty cell.
template <class E>
std::string known_word(E value) {
  return value == E::unknown ? std::string() : std::string(to_string(value));
}

template <class E>
bool read_word(std::optional<E> parsed, E& out) {
  if (parsed) {
    out = *parsed;
  }
  return parsed.has_value();
}

template <class T>
bool read_number(std::string_view text, T& out) {
  auto const [stop, failed] = std::from_chars(text.data(), text.data() + text.size(), out);
  return failed == std::errc() && stop == text.data() + text.size();
}

template <class T>
bool read_optional_number(std::string_view text, std::optional<T>& out) {
  out.reset();
  if (text.empty()) {
    return true;
  }
  T number{};
  if (!read_number(text, number)) {
    return false;
  }
  out = number;
  return true;
}

}  // namespace

std::string column_text(Visibility value) { return std::string(to_string(value)); }
std::string column_text(RecordStatus value) { return std::string(to_string(value)); }
std::string column_text(Fee value) { return known_word(value); }
std::string column_text(Wheelchair value) { return known_word(value); }
std::string column_text(Tri value) { return known_word(value); }
bool read_column_text(std::string_view text, Visibility& out) { return read_word(parse_visibility(text), out); }
bool read_column_text(std::string_view text, RecordStatus& out) { return read_word(parse_status(text), out); }
bool read_column_text(std::string_view text, Fee& out) {
  return read_word(text.empty() ? Fee::unknown : parse_fee(text), out);
}
bool read_column_text(std::string_view text, Wheelchair& out) {
  return read_word(text.empty() ? Wheelchair::unknown : parse_wheelchair(text), out);
}
bool read_column_text(std::string_view text, Tri& out) {
  return read_word(text.empty() ? Tri::unknown : parse_tri(text), out);
}

std::string column_text(geo::LonLat value) { return fmt::format("[{},{}]", value.lon, value.lat); }
std::string column_text(std::optional<geo::LonLat> const& value) { return value ? column_text(*value) : std::string(); }
bool read_column_text(std::string_view text, geo::LonLat& out) {
  if (text.size() < 5 || text.front() != '[' || text.back() != ']') {
    return false;
  }
  text = text.substr(1, text.size() - 2);
  auto const comma = text.find(',');
  return comma != std::string_view::npos && read_number(text.substr(0, comma), out.lon) &&
         read_number(text.substr(comma + 1), out.lat) && geo::is_valid(out);
}
bool read_column_text(std::string_view text, std::optional<geo::LonLat>& out) {
  out.reset();
  geo::LonLat p;
  if (text.empty()) {
    return true;
  }
  if (!read_column_text(text, p)) {
    return false;
  }
  out = p;
  return true;
}

std::string column_text(std::int64_t value) { return fmt::format("{}", value); }
std::string column_text(std::optional<int> const& value) { return value ? fmt::format("{}", *value) : std::string(); }
std::string column_text(std::optional<double> const& value) {
  return value ? fmt::format("{}", *value) : std::string();
}
bool read_column_text(std::string_view text, std::int64_t& out) { return read_number(text, out); }
bool read_column_text(std::string_view text, std::optional<int>& out) { return read_optional_number(text, out); }
bool read_column_text(std::string_view text, std::optional<double>& out) { return read_optional_number(text, out); }

std::string area_bytes(geo::MultiPolygon const& area) { return area.empty() ? std::string() : geo::to_wkb(area); }
bool read_area_bytes(std::string_view bytes, geo::MultiPolygon& out) {
  auto area = geo::multipolygon_from_wkb(bytes);
  if (area) {
    out = *std::move(area);
  }
  return area.has_value();
}

}  // namespace cartable::store
