#include "server/api/directions.hpp"

#include "access/route.hpp"
#include "access/tag_values.hpp"
#include "base/format.hpp"
#include "server/api/route_feature.hpp"
#include "store/city_file.hpp"
#include "store/elevation.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <utility>

namespace cartable::server::api {
namespace {

using namespace std::string_view_literals;

constexpr std::array kModes{"walk"sv, "wheelchair"sv, "bicycle"sv};
constexpr std::array kWeights{"time"sv, "distance"sv};
constexpr std::array kPaces{"adult"sv, "older"sv, "child"sv, "pushchair"sv};
constexpr std::array kChairs{"manual"sv, "powered"sv};
constexpr std::array kYesNo{"true"sv, "false"sv};
constexpr std::array kOfWheelchairs{"chair"sv,   "min_width"sv,  "max_incline"sv,   "max_kerb"sv,
                                    "surface"sv, "smoothness"sv, "avoid_unknown"sv, "allow_unsuitable"sv};

std::size_t index_of(std::span<std::string_view const> words, std::string_view word) noexcept {
  auto const found = std::find(words.begin(), words.end(), word);
  return found == words.end() ? 0 : static_cast<std::size_t>(found - words.begin());
}

}  // namespace

std::vector<Parameter> travel_parameters() {
  return join({{{.name = "by",
                 .description = "How one travels.",
                 .type = ParameterType::choice,
                 .required = true,
                 .choices = kModes}},
               profile_parameters()});
}

std::vector<Parameter> profile_parameters() {
  return {
      {.name = "pace",
       .description = "Of walkers: adult 4.8 km/h (without it), older and child 3.2, pushchair 3.6.",
       .type = ParameterType::choice,
       .choices = kPaces},
      {.name = "chair",
       .description = "Of wheelchairs: manual 3.2 km/h (without it), powered 5.0; each has limits of its own.",
       .type = ParameterType::choice,
       .choices = kChairs},
      {.name = "min_width",
       .description = "Metres that a wheelchair needs; without it 0.9.",
       .type = ParameterType::number,
       .minimum = 0,
       .maximum = 10},
      {.name = "max_incline",
       .description = "Percent that a wheelchair climbs; without it 6, powered 8.3. 15 and more: any.",
       .type = ParameterType::number,
       .minimum = 0,
       .maximum = 100},
      {.name = "max_kerb",
       .description = "Metres of kerb that a wheelchair climbs; without it 0.03, powered 0.06.",
       .type = ParameterType::number,
       .minimum = 0,
       .maximum = 1},
      {.name = "surface",
       .description = "The worst surface for a wheelchair; without it all but earth, grass, dirt, mud, sand, snow, ice "
                      "and salt.",
       .type = ParameterType::choice,
       .choices = access::surface_words()},
      {.name = "smoothness",
       .description = "The worst smoothness for a wheelchair; without it intermediate.",
       .type = ParameterType::choice,
       .choices = access::smoothness_words()},
      {.name = "avoid_unknown",
       .description = "true: only ways that are known to be fit for a wheelchair.",
       .type = ParameterType::choice,
       .choices = kYesNo},
      {.name = "allow_unsuitable",
       .description = "true: also roads that nothing says people on foot are meant to use.",
       .type = ParameterType::choice,
       .choices = kYesNo},
  };
}

std::vector<Parameter> direction_parameters() {
  return join({{{.name = "from",
                 .description = "Where the way begins: lon,lat in degrees (WGS 84).",
                 .type = ParameterType::text,
                 .required = true,
                 .max_length = 80},
                {.name = "to",
                 .description = "Where it ends: lon,lat in degrees (WGS 84).",
                 .type = ParameterType::text,
                 .required = true,
                 .max_length = 80},
                {.name = "weight",
                 .description = "What is kept small.",
                 .type = ParameterType::choice,
                 .fallback = "time",
                 .choices = kWeights}},
               travel_parameters()});
}

std::optional<geo::LonLat> read_point(Values& values, std::string_view name) {
  std::string_view const text = values.text(name);
  if (text.empty()) {
    return std::nullopt;
  }
  geo::LonLat point;
  char const* const end = text.data() + text.size();
  auto const lon = std::from_chars(text.data(), end, point.lon);
  if (lon.ec == std::errc() && lon.ptr != end && *lon.ptr == ',') {
    char const* lat_text = lon.ptr + 1;
    while (lat_text != end && *lat_text == ' ') {
      ++lat_text;
    }
    auto const lat = std::from_chars(lat_text, end, point.lat);
    if (lat.ec == std::errc() && lat.ptr == end && geo::is_valid(point)) {
      return point;
    }
  }
  values.mistake(name, fmt::format("{}={}: must be lon,lat in degrees, from -180,-90 to 180,90", name, text));
  return std::nullopt;
}

access::Weight read_weight(Values const& values) {
  return values.text("weight") == "distance" ? access::Weight::distance : access::Weight::time;
}

access::Profile read_profile(Values& values) {
  access::Profile profile;
  std::string_view const by = values.text("by");
  profile.mode = static_cast<access::Mode>(index_of(kModes, by));
  profile.pace = static_cast<access::Pace>(index_of(kPaces, values.text("pace")));
  profile.chair = static_cast<access::Chair>(index_of(kChairs, values.text("chair")));
  if (!by.empty()) {
    if (by == "line" && values.has("pace")) {
      values.mistake("pace", fmt::format("pace={}: is of by=walk, not of by=line", values.text("pace")));
    }
    if (profile.mode != access::Mode::walk && values.has("pace")) {
      values.mistake("pace", fmt::format("pace={}: is of by=walk, not of by={}", values.text("pace"), by));
    }
    for (std::string_view const name : kOfWheelchairs) {
      if (profile.mode != access::Mode::wheelchair && values.has(name)) {
        values.mistake(name, fmt::format("{}={}: is of by=wheelchair, not of by={}", name, values.text(name), by));
      }
    }
  }
  access::WheelchairLimits& limits = profile.limits;
  constexpr double kTiny = 1e-6;  // 2.0 m as a double is not less than 200 cm
  if (auto const width = values.number("min_width")) {
    limits.min_width_cm = static_cast<std::uint16_t>(std::ceil(*width * 100 - kTiny));
  }
  if (auto const incline = values.number("max_incline")) {
    limits.max_incline =
        static_cast<std::uint8_t>(std::min<double>(std::floor(*incline * 10 + kTiny), access::kSteepest));
  }
  if (auto const kerb = values.number("max_kerb")) {
    limits.max_kerb_cm = static_cast<std::uint8_t>(std::floor(*kerb * 100 + kTiny));
  }
  if (values.has("surface")) {
    limits.worst_surface = access::surface_rank(values.text("surface"));
  }
  if (values.has("smoothness")) {
    limits.worst_smoothness = access::smoothness_rank(values.text("smoothness"));
  }
  limits.avoid_unknown = values.text("avoid_unknown") == "true";
  limits.allow_unsuitable = values.text("allow_unsuitable") == "true";
  return profile;
}

std::shared_ptr<access::CityStreets const> read_streets(std::string const& where, std::int64_t revision) {
  auto load = [where]() -> base::Result<access::CityStreets::Records> {
    store::CityFile const city(where);
    access::CityStreets::Records out;
    CARTABLE_ASSIGN(out.streets, city.read<store::Street>("status<>'withdrawn' AND visibility='public'"));
    CARTABLE_ASSIGN(out.nodes, city.read<store::StreetNode>("status<>'withdrawn' AND visibility='public'"));
    CARTABLE_ASSIGN(out.heights, store::read_elevation(city));
    return out;
  };
  return std::make_shared<access::CityStreets const>(std::move(load), revision);
}

base::Result<std::shared_ptr<access::Streets const>> streets_of(Context const& context) {
  if (!context.state.streets) {
    return base::fail(base::ErrorCode::unavailable, "the streets of this city are not read");
  }
  return context.state.streets->wait(context.request.deadline);
}

Response handle_directions(Context& context) {
  Values& values = context.values;
  std::optional<geo::LonLat> const from = read_point(values, "from");
  std::optional<geo::LonLat> const to = read_point(values, "to");
  access::Profile const profile = read_profile(values);
  if (!values.mistakes().empty() || !from || !to) {
    return bad_parameters(values.mistakes());
  }
  access::Weight const weight = read_weight(values);
  auto const streets = streets_of(context);
  if (!streets) {
    return problem(streets.error());
  }
  access::Streets const& city = **streets;
  auto const stop = [&] { return context.late(); };
  auto const graph = city.graph(profile, weight);
  auto const workspace = city.workspaces().lease();
  auto const route = access::find_route(*workspace, *graph, city.index(), *from, *to, stop);
  if (!route) {
    return problem(route.error());
  }
  bool const wheels = profile.mode == access::Mode::wheelchair;
  std::optional<access::Lengths> confirmed;
  if (wheels) {
    access::Profile strict = profile;
    strict.limits.avoid_unknown = true;
    confirmed = access::lengths_between(*workspace, *city.graph(strict, weight), route->start, route->end, stop);
  }
  return route_feature(
      context, {.profile = profile,
                .weight = weight,
                .route = *route,
                .confirmed = confirmed,
                .label_of = [&](std::uint32_t i) -> access::StreetLabel const& { return city.network()->label(i); }});
}

}  // namespace cartable::server::api
