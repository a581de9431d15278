#include "server/api/filters.hpp"

#include <array>
#include <string_view>

namespace cartable::server::api {
namespace {

using namespace std::string_view_literals;

constexpr std::array kWheelchair{"yes"sv, "limited"sv, "no"sv, "unknown"sv};
constexpr std::array kFee{"free"sv, "paid"sv, "unknown"sv};
constexpr std::array kYesNo{"yes"sv, "no"sv};

}  // namespace

std::vector<Parameter> filter_parameters() {
  return {
      {.name = "kind",
       .description = "Kinds of place, any of them: library, school, community_centre, …",
       .type = ParameterType::slugs},
      {.name = "source", .description = "Sources, any of them, by their slugs: osm, …", .type = ParameterType::slugs},
      {.name = "wheelchair",
       .description = "Access on wheels, any of: yes (designated places too), limited, no, or not known.",
       .type = ParameterType::choices,
       .choices = kWheelchair},
      {.name = "fee",
       .description = "What it costs, any of: free, paid, or not known.",
       .type = ParameterType::choices,
       .choices = kFee},
      {.name = "maybe",
       .description = "yes: also what may fit, because something asked for is not known. Every feature then says "
                      "`fits` (yes or maybe) and `unknown` (what to ask about).",
       .type = ParameterType::choice,
       .fallback = "no",
       .choices = kYesNo},
  };
}

std::vector<Parameter> position_parameters(bool required) {
  return {
      {.name = "lon",
       .description = "Longitude in degrees (WGS 84).",
       .type = ParameterType::number,
       .required = required,
       .minimum = -180,
       .maximum = 180},
      {.name = "lat",
       .description = "Latitude in degrees (WGS 84).",
       .type = ParameterType::number,
       .required = required,
       .minimum = -90,
       .maximum = 90},
  };
}

std::vector<Parameter> language_parameters() {
  return {{.name = "lang",
           .description = "Language of names (BCP 47); without it Accept-Language, else the place's own.",
           .type = ParameterType::text,
           .max_length = 35}};
}

store::Filter read_filter(Values const& values) {
  store::Filter filter;
  filter.kinds = values.list("kind");
  filter.sources = values.list("source");
  for (std::string const& fee : values.list("fee")) {
    if (auto const parsed = store::parse_fee(fee)) {
      filter.fees.push_back(*parsed);
    }
  }
  for (std::string const& wheelchair : values.list("wheelchair")) {
    if (auto const parsed = store::parse_wheelchair(wheelchair)) {
      filter.wheelchair.push_back(*parsed);
    }
  }
  filter.maybe = values.text("maybe") == "yes";
  return filter;
}

bool asks_anything(store::Filter const& filter) noexcept {
  return !filter.kinds.empty() || !filter.sources.empty() || !filter.fees.empty() || !filter.wheelchair.empty();
}

}  // namespace cartable::server::api
