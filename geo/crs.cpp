#include "geo/crs.hpp"

#include "geo/metric.hpp"

#include <proj.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <set>
#include <string>
#include <string_view>
#include <utility>

namespace cartable::geo {
namespace {

struct DestroyContext {
  void operator()(PJ_CONTEXT* context) const noexcept { proj_context_destroy(context); }
};
struct DestroyPj {
  void operator()(PJ* pj) const noexcept { proj_destroy(pj); }
};
using Context = std::unique_ptr<PJ_CONTEXT, DestroyContext>;
using Pj = std::unique_ptr<PJ, DestroyPj>;

/// Positions that differ by less are the same for a map of places.
constexpr double kSamePlace = 10;  // metres
constexpr std::size_t kPointsTried = 40;

Context make_context() {
  Context context(proj_context_create());
  proj_log_level(context.get(), PJ_LOG_NONE);
  proj_context_set_enable_network(context.get(), 0);
  return context;
}

Pj make_transformation(PJ_CONTEXT* context, std::string const& crs) {
  Pj const plain(proj_create_crs_to_crs(context, crs.c_str(), "OGC:CRS84", nullptr));
  return plain ? Pj(proj_normalize_for_visualization(context, plain.get())) : nullptr;
}

bool transform(PJ* pj, LonLat& p) {
  PJ_COORD const out = proj_trans(pj, PJ_FWD, proj_coord(p.lon, p.lat, 0, 0));
  if (!std::isfinite(out.xy.x) || !std::isfinite(out.xy.y) || std::abs(out.xy.x) > 180 || std::abs(out.xy.y) > 90) {
    return false;
  }
  p = {.lon = out.xy.x, .lat = out.xy.y};
  return true;
}

/// Datums that surveys have left; their systems are still in the register.
bool on_superseded_datum(std::string_view name) {
  static constexpr std::array<std::string_view, 26> kOld = {
      "ED50",      "ED79",        "ED87",        "NAD27",    "NTF",     "Pulkovo",         "Datum 73",
      "Lisbon",    "Tokyo",       "CH1903 /",    "SAD69",    "Corrego", "PSAD56",          "Beijing 1954",
      "Xian 1980", "Monte Mario", "Madrid 1870", "WGS 72",   "Hito",    "Campo Inchauspe", "Bogota 1975",
      "Greek",     "JGD2000",     "Old ",        "GGRS_old", "Yacare"};
  return std::any_of(kOld.begin(), kOld.end(), [&](std::string_view old) { return name.starts_with(old); });
}

/// What open data is mostly in, among systems that give the same positions.
int preference(std::string_view name) {
  int score = 0;
  score += name.find('(') != std::string_view::npos ? 4 : 0;  // variants of axis order or realisation
  score += name.starts_with("WGS 84") ? 1 : 0;
  score +=
      name.starts_with("NAD83(") || name.find(" v2") != std::string_view::npos || name.starts_with("RGF93 v2") ? 3 : 0;
  return score;
}

/// "NAD83 / UTM zone 10N" for its realisations "NAD83(CSRS)v4 / UTM zone 10N", "NAD83(2011) / …"; "RGF93 / Lambert-93"
/// for "RGF93 v2b / Lambert-93": metres at most apart, and dear to work out.
std::string family_of(std::string_view name) {
  auto const slash = name.find(" / ");
  if (slash == std::string_view::npos) {
    return std::string(name);
  }
  std::string_view datum = name.substr(0, slash);
  datum = datum.substr(0, datum.find('('));
  if (auto const version = datum.rfind(" v"); version != std::string_view::npos) {
    datum = datum.substr(0, version);
  }
  return std::string(datum) + std::string(name.substr(slash));
}

struct Candidate {
  CrsGuess guess;
  std::vector<LonLat> at;
  int rank = 0;
};

double largest_gap(std::vector<LonLat> const& a, std::vector<LonLat> const& b) {
  double out = 0;
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
    if (is_valid(a[i]) && is_valid(b[i])) {
      out = std::max(out, geodesic_distance(a[i], b[i]).value());
    }
  }
  return out;
}

}  // namespace

struct ToWgs84::Impl {
  Context context;
  Pj pj;
};

ToWgs84::ToWgs84(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
ToWgs84::~ToWgs84() = default;
ToWgs84::ToWgs84(ToWgs84&&) noexcept = default;
ToWgs84& ToWgs84::operator=(ToWgs84&&) noexcept = default;

base::Result<ToWgs84> ToWgs84::from(std::string const& crs) {
  auto impl = std::make_unique<Impl>();
  impl->context = make_context();
  Pj const known(proj_create(impl->context.get(), crs.c_str()));
  if (!known || proj_is_crs(known.get()) == 0) {
    return base::fail(base::ErrorCode::invalid_value,
                      "crs={}: is not a reference system that PROJ knows; try EPSG:25832", crs);
  }
  impl->pj = make_transformation(impl->context.get(), crs);
  if (!impl->pj) {
    return base::fail(base::ErrorCode::unsupported, "crs={}: there is no way from it to WGS 84", crs);
  }
  return ToWgs84(std::move(impl));
}

bool ToWgs84::apply(LonLat& p) const { return transform(impl_->pj.get(), p); }

BBox widened(BBox const& box, double part, double degrees) noexcept {
  double const x = std::max(degrees, (box.east - box.west) * part);
  double const y = std::max(degrees, (box.north - box.south) * part);
  return {.west = std::max(-180.0, box.west - x),
          .south = std::max(-90.0, box.south - y),
          .east = std::min(180.0, box.east + x),
          .north = std::min(90.0, box.north + y)};
}

namespace {

/// Whether a system may put the positions near the city, by its projection alone: a hundred times cheaper than the
/// whole way to WGS 84 with its change of datum, which is then worked out for the few that remain. Axes in either
/// order, in degrees or radians, as the conversion of a system has them.
bool may_lie_near(PJ_CONTEXT* context, std::string const& code, std::vector<LonLat> const& tried, BBox const& near) {
  Pj const crs(proj_create_from_database(context, "EPSG", code.substr(5).c_str(), PJ_CATEGORY_CRS, 0, nullptr));
  Pj const conversion(crs ? proj_crs_get_coordoperation(context, crs.get()) : nullptr);
  if (!conversion) {
    return true;
  }
  BBox const wide = widened(near, 0.2, 0.05);
  constexpr double kDegrees = 57.29577951308232;  // of a radian
  std::size_t inside = 0, looked = 0;
  for (std::size_t i = 0; i < tried.size(); i += std::max<std::size_t>(1, tried.size() / 8)) {
    ++looked;
    bool found = false;
    for (bool const swapped : {false, true}) {
      PJ_COORD const in =
          swapped ? proj_coord(tried[i].lat, tried[i].lon, 0, 0) : proj_coord(tried[i].lon, tried[i].lat, 0, 0);
      PJ_COORD const out = proj_trans(conversion.get(), PJ_INV, in);
      for (double const unit : {1.0, kDegrees}) {
        found = found || wide.contains({.lon = out.xy.x * unit, .lat = out.xy.y * unit}) ||
                wide.contains({.lon = out.xy.y * unit, .lat = out.xy.x * unit});
      }
    }
    inside += found ? 1U : 0U;
  }
  return inside * 2 >= looked;
}

}  // namespace

std::vector<CrsGuess> guess_crs(std::vector<LonLat> const& positions, BBox const& city) {
  Context const context = make_context();
  std::vector<LonLat> tried;
  std::size_t const step = std::max<std::size_t>(1, positions.size() / kPointsTried);
  for (std::size_t i = 0; i < positions.size() && tried.size() < kPointsTried; i += step) {
    tried.push_back(positions[i]);
  }
  PROJ_CRS_LIST_PARAMETERS* const ask = proj_get_crs_list_parameters_create();
  PJ_TYPE const type = PJ_TYPE_PROJECTED_CRS;
  LonLat const middle{.lon = (city.west + city.east) / 2, .lat = (city.south + city.north) / 2};
  ask->types = &type;
  ask->typesCount = 1;
  ask->bbox_valid = 1;
  ask->west_lon_degree = middle.lon - 1e-4;
  ask->east_lon_degree = middle.lon + 1e-4;
  ask->south_lat_degree = middle.lat - 1e-4;
  ask->north_lat_degree = middle.lat + 1e-4;
  ask->crs_area_of_use_contains_bbox = 1;
  ask->allow_deprecated = 0;
  int count = 0;
  PROJ_CRS_INFO** const list = proj_get_crs_info_list_from_database(context.get(), "EPSG", ask, &count);
  proj_get_crs_list_parameters_destroy(ask);

  BBox const near = widened(city, 0.5, 0.1);
  std::vector<Candidate> found;
  std::set<std::string> families;
  std::vector<std::pair<std::string, std::string>> systems;  // name, code: the plain name of a family first
  systems.reserve(static_cast<std::size_t>(std::max(count, 0)));
  for (int i = 0; i < count; ++i) {
    systems.emplace_back(list[i]->name, fmt::format("EPSG:{}", list[i]->code));
  }
  proj_crs_info_list_destroy(list);
  std::stable_sort(systems.begin(), systems.end(),
                   [](auto const& a, auto const& b) { return a.first.size() < b.first.size(); });
  for (auto const& [name, code] : systems) {
    if (families.contains(family_of(name))) {
      continue;
    }
    Candidate candidate;
    candidate.guess.code = code;
    candidate.guess.name = name;
    if (!may_lie_near(context.get(), candidate.guess.code, tried, near)) {
      continue;
    }
    Pj const pj = make_transformation(context.get(), candidate.guess.code);
    if (!pj) {
      continue;
    }
    for (bool const swapped : {false, true}) {
      std::vector<LonLat> at;
      std::size_t inside = 0;
      for (LonLat const p : tried) {
        LonLat q = swapped ? LonLat{.lon = p.lat, .lat = p.lon} : p;
        bool const fine = transform(pj.get(), q);
        at.push_back(fine ? q : LonLat{.lon = 999, .lat = 999});
        inside += fine && near.contains(q) ? 1U : 0U;
      }
      if (inside * 5 >= tried.size() * 4 && inside > 0) {
        candidate.guess.swapped = swapped;
        candidate.at = std::move(at);
        candidate.guess.superseded = on_superseded_datum(candidate.guess.name);
        candidate.rank = (candidate.guess.superseded ? 100 : 0) + preference(candidate.guess.name);
        families.insert(family_of(candidate.guess.name));
        found.push_back(std::move(candidate));
        break;
      }
    }
  }
  std::stable_sort(found.begin(), found.end(), [](Candidate const& a, Candidate const& b) {
    return std::pair(a.rank, a.guess.code.size()) < std::pair(b.rank, b.guess.code.size());
  });
  std::vector<CrsGuess> out;
  std::vector<std::vector<LonLat>> kept;
  for (Candidate& candidate : found) {
    bool const same = std::any_of(kept.begin(), kept.end(),
                                  [&](auto const& at) { return largest_gap(at, candidate.at) < kSamePlace; });
    if (!same) {
      candidate.guess.apart = kept.empty() ? 0 : largest_gap(kept.front(), candidate.at);
      kept.push_back(std::move(candidate.at));
      out.push_back(std::move(candidate.guess));
    }
  }
  return out;
}

}  // namespace cartable::geo
