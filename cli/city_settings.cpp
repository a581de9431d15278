#include "cli/city_settings.hpp"

#include "base/format.hpp"
#include "base/text.hpp"
#include "geo/geometry.hpp"
#include "geo/metric.hpp"

#include <algorithm>
#include <cctype>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <limits>
#include <map>
#include <utility>

namespace cartable::cli {
namespace {

/// "+4852+00220" or "-345433-0561245" (ISO 6709, degrees minutes [seconds]) as a position.
std::optional<geo::LonLat> parse_iso6709(std::string const& text) {
  auto const second = text.find_first_of("+-", 1);
  if (text.empty() || second == std::string::npos) {
    return std::nullopt;
  }
  auto const part = [](std::string const& digits, std::size_t degree_digits) -> std::optional<double> {
    if (digits.size() < degree_digits + 3) {
      return std::nullopt;
    }
    for (std::size_t i = 1; i < digits.size(); ++i) {
      if (std::isdigit(static_cast<unsigned char>(digits[i])) == 0) {
        return std::nullopt;
      }
    }
    double value = std::stod(digits.substr(1, degree_digits)) + std::stod(digits.substr(1 + degree_digits, 2)) / 60;
    if (digits.size() >= degree_digits + 5) {
      value += std::stod(digits.substr(3 + degree_digits, 2)) / 3600;
    }
    return digits[0] == '-' ? -value : value;
  };
  auto const lat = part(text.substr(0, second), 2);
  auto const lon = part(text.substr(second), 3);
  if (!lat || !lon) {
    return std::nullopt;
  }
  return geo::LonLat{.lon = *lon, .lat = *lat};
}

std::optional<geo::LonLat> middle(store::ImportBatch const& batch) {
  geo::BBox box;
  for (store::Place const& place : batch.places) {
    if (place.point) {
      box.add(*place.point);
    }
  }
  if (box.empty()) {
    for (store::District const& district : batch.districts) {
      box.add(geo::bounds(district.area));
    }
  }
  if (box.empty() && batch.covers) {
    box = geo::bounds(*batch.covers);
  }
  if (box.empty()) {
    return std::nullopt;
  }
  return geo::LonLat{.lon = (box.west + box.east) / 2, .lat = (box.south + box.north) / 2};
}

/// The country that most addresses name, if any does.
std::string country_of(store::ImportBatch const& batch) {
  std::map<std::string, int> votes;
  for (store::Place const& place : batch.places) {
    auto const named = place.address.find("country");
    if (named != place.address.end() && named->second.size() == 2) {
      ++votes[named->second];
    }
  }
  auto const most =
      std::max_element(votes.begin(), votes.end(), [](auto const& a, auto const& b) { return a.second < b.second; });
  return most == votes.end() ? std::string() : most->first;
}

void propose(store::ImportBatch& batch, std::string key, std::string value) {
  store::Setting setting;
  setting.head.id = std::move(key);
  setting.head.source = "city";
  setting.value = std::move(value);
  batch.settings.push_back(std::move(setting));
}

}  // namespace

std::optional<ZoneGuess> guess_zone(geo::LonLat where, std::string const& country, std::string const& table) {
  std::ifstream in(table);
  std::optional<ZoneGuess> best;
  double nearest = std::numeric_limits<double>::infinity();
  for (std::string line; std::getline(in, line);) {
    if (line.empty() || line[0] == '#') {
      continue;
    }
    auto const fields = base::split(line, '\t');  // country codes, coordinates, zone, remarks
    if (fields.size() < 3 || (!country.empty() && fields[0].substr(0, 2) != country)) {
      continue;
    }
    auto const place = parse_iso6709(fields[1]);
    if (!place) {
      continue;
    }
    double const metres = geo::distance(where, *place).value();
    if (metres < nearest) {
      nearest = metres;
      best = ZoneGuess{.timezone = fields[2], .country = fields[0].substr(0, 2)};
    }
  }
  return best;
}

std::string name_from_file(std::string const& file) {
  std::string stem = std::filesystem::path(file).filename().string();
  stem = stem.substr(0, stem.find('.'));
  std::string out;
  bool start = true;
  for (char const c : stem) {
    if (std::isdigit(static_cast<unsigned char>(c)) != 0) {
      break;  // a date or a version follows
    }
    if (c == '-' || c == '_' || c == ' ') {
      start = true;
      continue;
    }
    if (start && !out.empty()) {
      out.push_back(' ');
    }
    out.push_back(start ? static_cast<char>(std::toupper(static_cast<unsigned char>(c))) : c);
    start = false;
  }
  if (out.ends_with(" Latest")) {
    out.resize(out.size() - 7);
  }
  return out;
}

void propose_settings(store::ImportBatch& batch, SettingWishes const& wishes) {
  if (!wishes.name.empty()) {
    propose(batch, "name", wishes.name);
  } else if (auto guess = name_from_file(wishes.file); !guess.empty() && batch.source.role == "osm") {
    propose(batch, "name", std::move(guess));
  }
  if (!wishes.timezone.empty()) {
    propose(batch, "timezone", wishes.timezone);
  }
  if (!wishes.region.empty()) {
    propose(batch, "region", wishes.region);
  }
  if (wishes.timezone.empty() || wishes.region.empty()) {
    auto const where = middle(batch);
    auto const guess = where ? guess_zone(*where, country_of(batch)) : std::nullopt;
    if (guess && wishes.timezone.empty()) {
      propose(batch, "timezone", guess->timezone);
      propose(batch, "timezone_origin", "guessed");
    }
    if (guess && wishes.region.empty()) {
      propose(batch, "region", guess->country);
      propose(batch, "region_origin", "guessed");
    }
  }
}

}  // namespace cartable::cli
