#include "exporters/text_tables.hpp"

#include "base/json.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <iterator>
#include <string_view>
#include <variant>

namespace cartable::exporters {
namespace {

constexpr std::size_t kPointColumns = 2;  ///< columns in front of lon and lat: id and name

/// Degrees with at most seven decimals.
void append_degrees(std::string& out, double degrees) {
  std::size_t const start = out.size();
  fmt::format_to(std::back_inserter(out), "{:.7f}", degrees);
  while (out.back() == '0') {
    out.pop_back();
  }
  if (out.back() == '.') {
    out.pop_back();
  }
  if (std::string_view(out).substr(start) == "-0") {
    out.erase(start, 1);
  }
}

/// A value as text: numbers in their shortest form.
void append_value(std::string& out, geo::FieldValue const& value) {
  if (auto const* const integer = std::get_if<std::int64_t>(&value)) {
    fmt::format_to(std::back_inserter(out), "{}", *integer);
  } else if (auto const* const real = std::get_if<double>(&value)) {
    fmt::format_to(std::back_inserter(out), "{}", *real);
  } else if (auto const* const text = std::get_if<std::string>(&value)) {
    out += *text;
  }
}

void json_position(std::string& out, geo::LonLat p) {
  out.push_back('[');
  append_degrees(out, p.lon);
  out.push_back(',');
  append_degrees(out, p.lat);
  out.push_back(']');
}

/// `[item,item]`.
template <class List, class Item>
void json_list(std::string& out, List const& list, Item const& item) {
  char separator = '[';
  for (auto const& one : list) {
    out.push_back(separator);
    item(one);
    separator = ',';
  }
  out += list.empty() ? "[]" : "]";
}

void json_polygon(std::string& out, geo::Polygon const& polygon) {
  json_list(out, polygon.rings,
            [&](geo::Ring const& ring) { json_list(out, ring, [&](geo::LonLat p) { json_position(out, p); }); });
}

void json_geometry(std::string& out, geo::Geometry const& geometry) {
  if (auto const* const point = std::get_if<geo::LonLat>(&geometry)) {
    out += R"({"type":"Point","coordinates":)";
    json_position(out, *point);
    out.push_back('}');
  } else if (auto const* const area = std::get_if<geo::MultiPolygon>(&geometry); area != nullptr && !area->empty()) {
    bool const single = area->polygons.size() == 1;
    out += fmt::format(R"({{"type":"{}","coordinates":)", single ? "Polygon" : "MultiPolygon");
    if (single) {
      json_polygon(out, area->polygons.front());
    } else {
      json_list(out, area->polygons, [&](geo::Polygon const& polygon) { json_polygon(out, polygon); });
    }
    out.push_back('}');
  } else {
    out += "null";  // RFC 7946 §3.2: a feature without a position
  }
}

void wkt_ring(std::string& out, geo::Ring const& ring) {
  char separator = '(';
  for (geo::LonLat const p : ring) {
    out.push_back(separator);
    append_degrees(out, p.lon);
    out.push_back(' ');
    append_degrees(out, p.lat);
    separator = ',';
  }
  out.push_back(')');
}

std::string wkt_of(geo::Geometry const& geometry) {
  auto const* const area = std::get_if<geo::MultiPolygon>(&geometry);
  if (area == nullptr || area->empty()) {
    return {};
  }
  std::string out = "MULTIPOLYGON ";
  char separator = '(';
  for (geo::Polygon const& polygon : area->polygons) {
    out.push_back(separator);
    char inner = '(';
    for (geo::Ring const& ring : polygon.rings) {
      out.push_back(inner);
      wkt_ring(out, ring);
      inner = ',';
    }
    out.push_back(')');
    separator = ',';
  }
  out.push_back(')');
  return out;
}

bool is_number_or_phone(std::string_view text) noexcept {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= '0' && c <= '9') || c == ' ' || c == '(' || c == ')' || c == '.' || c == '/' || c == '-';
  });
}

}  // namespace

base::Status GeoJsonWriter::begin() {
  text_ = R"({"type":"FeatureCollection","name":)";
  base::append_json_string(text_, layer_.name);
  text_ += ",\"features\":[\n";
  return file_.write(text_);
}

base::Status GeoJsonWriter::write(geo::Row const& row) {
  text_ = first_ ? "" : ",\n";
  first_ = false;
  text_ += R"({"type":"Feature")";
  if (auto const* const id = std::get_if<std::string>(&row.fields.front())) {
    text_ += ",\"id\":";
    base::append_json_string(text_, *id);
  }
  text_ += ",\"geometry\":";
  json_geometry(text_, row.geometry);
  text_ += ",\"properties\":{";
  char const* separator = "";
  for (std::size_t i = 0; i < row.fields.size(); ++i) {
    geo::FieldValue const& value = row.fields[i];
    if (std::holds_alternative<std::monostate>(value)) {
      continue;
    }
    text_ += separator;
    separator = ",";
    base::append_json_string(text_, layer_.fields[i].name);
    text_.push_back(':');
    if (auto const* const text = std::get_if<std::string>(&value)) {
      base::append_json_string(text_, *text);
    } else {
      append_value(text_, value);
    }
  }
  text_ += "}}";
  return file_.write(text_);
}

base::Status GeoJsonWriter::end() { return file_.write("\n]}\n"); }

bool CsvWriter::has_points() const noexcept {
  return layer_.geometry == geo::GeometryType::point || layer_.geometry == geo::GeometryType::any;
}
bool CsvWriter::has_areas() const noexcept {
  return layer_.geometry == geo::GeometryType::multipolygon || layer_.geometry == geo::GeometryType::any;
}

void CsvWriter::cell(std::string_view text) {
  if (!base::is_utf8(text)) {
    cell(base::mend_utf8(text));
    return;
  }
  bool const formula = looks_like_formula(text);
  bool const blank_ends = !text.empty() && (text.front() == ' ' || text.back() == ' ');
  if (!formula && !blank_ends && text.find_first_of(",\"\r\n") == std::string_view::npos) {
    text_ += text;
    return;
  }
  text_ += formula ? "\"'" : "\"";
  for (char const c : text) {
    if (c == '"') {
      text_.push_back('"');
    }
    text_.push_back(c);
  }
  text_.push_back('"');
}

base::Status CsvWriter::begin() {
  text_.clear();
  char const* separator = "";
  for (std::size_t i = 0; i < layer_.fields.size(); ++i) {
    if (i == kPointColumns && has_points()) {
      text_ += ",lon,lat";
    }
    text_ += separator;
    separator = ",";
    cell(layer_.fields[i].name);
  }
  text_ += has_areas() ? ",WKT\r\n" : "\r\n";
  return file_.write(text_);
}

base::Status CsvWriter::write(geo::Row const& row) {
  text_.clear();
  std::string value;
  for (std::size_t i = 0; i < row.fields.size(); ++i) {
    if (i == kPointColumns && has_points()) {
      auto const* const point = std::get_if<geo::LonLat>(&row.geometry);
      text_.push_back(',');
      if (point != nullptr) {
        append_degrees(text_, point->lon);
      }
      text_.push_back(',');
      if (point != nullptr) {
        append_degrees(text_, point->lat);
      }
    }
    if (i > 0) {
      text_.push_back(',');
    }
    if (auto const* const text = std::get_if<std::string>(&row.fields[i])) {
      cell(*text);
    } else {
      append_value(text_, row.fields[i]);  // a number is none of somebody's text
    }
  }
  if (has_areas()) {
    text_.push_back(',');
    cell(wkt_of(row.geometry));
  }
  text_ += "\r\n";
  return file_.write(text_);
}

bool looks_like_formula(std::string_view cell) noexcept {
  if (cell.empty()) {
    return false;
  }
  // ＝ ＋ － ＠ of full width mean the same to some.
  for (std::string_view const wide : {"\uff1d", "\uff0b", "\uff0d", "\uff20"}) {
    if (cell.starts_with(wide)) {
      return true;
    }
  }
  switch (cell.front()) {
    case '=':
    case '@':
    case '\t':
    case '\r': return true;
    case '+':
    case '-': return !is_number_or_phone(cell.substr(1));
    default: return false;
  }
}

}  // namespace cartable::exporters
