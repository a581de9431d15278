#include "store/place_features.hpp"

#include "base/text.hpp"
#include "geo/metric.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <numbers>

namespace cartable::store {
namespace {

constexpr double kMetresPerDegree = 111'320;

double scale_of(Place const& place) {
  constexpr std::array<std::string_view, 6> kCampus{"university",         "college", "zoo", "botanical_garden",
                                                    "research_institute", "prison"};
  constexpr double kCampusScale = 250;
  constexpr double kSchoolScale = 120;
  constexpr double kScale = 75;
  for (auto const& kind : place.kinds) {
    if (std::find(kCampus.begin(), kCampus.end(), kind) != kCampus.end()) {
      return kCampusScale;
    }
  }
  bool const school = std::find(place.kinds.begin(), place.kinds.end(), "school") != place.kinds.end();
  return school ? kSchoolScale : kScale;
}

/// Schemes whose value one place has. A company's number is shared by its branches; `ref` is anybody's.
bool is_strong(std::string_view scheme) {
  return scheme != "ref" && scheme != "siren" && scheme != "rna" && scheme != "fr:siren" &&
         scheme != "brand:wikidata" && scheme != "operator:wikidata";
}

std::string digits_of(std::string_view text) {
  std::string out;
  for (char const c : text) {
    if (c >= '0' && c <= '9') {
      out.push_back(c);
    }
  }
  constexpr std::size_t kWithoutCountry = 9;
  return out.size() > kWithoutCountry ? out.substr(out.size() - kWithoutCountry) : out;
}

std::string web_form(std::string_view text) {
  std::string out = base::ascii_lower(base::trim(text));
  for (std::string_view const start : {"https://", "http://", "www."}) {
    if (out.starts_with(start)) {
      out.erase(0, start.size());
    }
  }
  out.erase(std::min(out.find_first_of("?#"), out.size()));
  while (out.ends_with('/')) {
    out.pop_back();
  }
  for (std::string_view const end : {"/index.html", "/index.htm", "/index.php"}) {
    if (out.ends_with(end)) {
      out.erase(out.size() - end.size());
    }
  }
  return out;
}

/// Metres from a point to an area's borders, in a plane that touches the point; 0 inside.
double footprint_distance(geo::LonLat p, geo::MultiPolygon const& area, bool& inside) {
  double const east = kMetresPerDegree * std::cos(p.lat * std::numbers::pi / 180);
  double best = std::numeric_limits<double>::infinity();
  bool odd = false;
  for (auto const& polygon : area.polygons) {
    for (auto const& ring : polygon.rings) {
      for (std::size_t i = 1; i < ring.size(); ++i) {
        double const x1 = (ring[i - 1].lon - p.lon) * east;
        double const y1 = (ring[i - 1].lat - p.lat) * kMetresPerDegree;
        double const dx = (ring[i].lon - ring[i - 1].lon) * east;
        double const dy = (ring[i].lat - ring[i - 1].lat) * kMetresPerDegree;
        double const length2 = dx * dx + dy * dy;
        double const t = length2 > 0 ? std::clamp(-(x1 * dx + y1 * dy) / length2, 0.0, 1.0) : 0;
        best = std::min(best, std::hypot(x1 + t * dx, y1 + t * dy));
        bool const crosses = (y1 > 0) != (y1 + dy > 0) && x1 - y1 * dx / dy > 0;
        odd = odd != crosses;
      }
    }
  }
  inside = inside || odd;
  return odd ? 0 : best;
}

void add_name(PlaceFeatures& out, std::string_view name) {
  constexpr std::size_t kMostNames = 8;
  if (name.empty() || out.names.size() >= kMostNames) {
    return;
  }
  NameForm form = name_form(name);
  bool const known = std::any_of(out.names.begin(), out.names.end(),
                                 [&](NameForm const& other) { return other.folded == form.folded; });
  if (!known && !form.empty()) {
    out.names.push_back(std::move(form));
  }
}

}  // namespace

double position_doubt(geo::LonLat p) noexcept {
  auto const decimals = [](double degrees) {
    auto units = static_cast<std::int64_t>(std::llround(std::abs(degrees) * 1e7));
    int count = 7;
    while (count > 0 && units % 10 == 0) {
      units /= 10;
      --count;
    }
    return count;
  };
  int const shown = std::max(decimals(p.lon), decimals(p.lat));
  return kMetresPerDegree * std::pow(10.0, -shown) / 2;
}

PlaceFeatures features_of(Place const& place) {
  PlaceFeatures out;
  out.place = &place;
  add_name(out, place.name);
  for (auto const& [language, name] : place.names) {
    add_name(out, name);
  }
  for (char const* const key : {"official_name", "alt_name", "short_name", "old_name", "loc_name"}) {
    if (auto const found = place.extra.find(key); found != place.extra.end()) {
      for (auto const& name : base::split(found->second, ';')) {
        add_name(out, name);
      }
    }
  }
  for (auto const& [scheme, value] : place.head.identifiers) {
    if (scheme == "ref") {
      out.ref = base::fold(value);
    } else if (is_strong(scheme)) {
      out.identifiers.emplace_back(scheme, base::fold(value));
    }
  }
  out.addresses = read_address_text(place.address);
  for (char const* const key : {"phone", "mobile"}) {
    if (auto const found = place.contact.find(key); found != place.contact.end()) {
      for (auto const& number : base::split(found->second, ';')) {
        if (std::string digits = digits_of(number); digits.size() >= 6) {
          out.phones.push_back(std::move(digits));
        }
      }
    }
  }
  if (auto const found = place.contact.find("website"); found != place.contact.end()) {
    out.website = web_form(found->second);
  }
  out.levels = place.isced_from == "tags" ? place.isced : 0;
  out.scale = scale_of(place);
  if (!place.footprint.empty()) {
    out.box = geo::bounds(place.footprint);
  }
  if (place.point) {
    constexpr double kMostDoubt = 600;
    out.doubt = std::min(position_doubt(*place.point), kMostDoubt);
    double size = 0;
    if (!out.box.empty() && out.box.west <= out.box.east) {
      size = geo::distance({.lon = out.box.west, .lat = out.box.south}, {.lon = out.box.east, .lat = out.box.north})
                 .value();
    }
    out.reach = std::min(kFarthestReach, 6 * out.scale + size + out.doubt);
  }
  return out;
}

void weigh_names(std::vector<PlaceFeatures>& all, std::string_view city_name) {
  NameWeights weights;
  weights.say_little(city_name);
  for (auto const& features : all) {
    if (!features.names.empty()) {
      weights.count(features.names.front());
    }
  }
  for (auto& features : all) {
    for (auto& form : features.names) {
      weights.weigh(form);
      for (auto const& word : form.words) {
        bool const telling = word.role == NameForm::Role::distinctive || word.role == NameForm::Role::number;
        if (word.role != NameForm::Role::generic && !word.text.empty()) {
          auto const letter = static_cast<unsigned char>(word.text.front());
          features.letters |= std::uint32_t{1} << (letter % 32U);
        }
        if (telling) {
          features.sketch |= std::uint64_t{1} << (base::stable_hash(word.text.substr(0, 2)) >> 58U);
        }
      }
    }
  }
}

double place_distance(PlaceFeatures const& a, PlaceFeatures const& b, bool& inside) {
  inside = false;
  double metres = geo::distance(*a.place->point, *b.place->point).value();
  constexpr double kNearEnough = 3;  // nothing is won by looking at outlines
  if (metres < kNearEnough) {
    return metres;
  }
  for (auto const& [point, area] : {std::pair(&a, &b), std::pair(&b, &a)}) {
    if (!area->box.empty() && metres < area->reach) {
      metres = std::min(metres, footprint_distance(*point->place->point, area->place->footprint, inside));
    }
  }
  return metres;
}

}  // namespace cartable::store
