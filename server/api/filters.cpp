#include "server/api/filters.hpp"

#include "base/format.hpp"
#include "store/taxonomy.hpp"

#include <array>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cartable::server::api {
namespace {

using namespace std::string_view_literals;

constexpr std::array kWheelchair{"yes"sv, "limited"sv, "no"sv, "unknown"sv};
constexpr std::array kFee{"free"sv, "paid"sv, "unknown"sv};
constexpr std::array kNeeds{"hearing-loop"sv, "sign-language"sv, "accessible-toilet"sv, "quiet"sv, "step-free"sv};
constexpr std::array kModalities{"evening"sv, "weekend"sv,         "childcare"sv, "remote"sv,
                                 "at-home"sv, "no-registration"sv, "no-papers"sv, "drop-in"sv};
constexpr std::array kFilterLanguages{"cql2-text"sv};
constexpr std::array kFilterSystems{"http://www.opengis.net/def/crs/OGC/1.3/CRS84"sv};
constexpr std::array kYes{"yes"sv};
constexpr std::array kYesNo{"yes"sv, "no"sv};
constexpr std::size_t kMaxListBytes = 1000;

}  // namespace

std::vector<Parameter> filter_parameters(bool with_text) {
  std::vector<Parameter> out{
      {.name = "kind",
       .description = "Kinds of place, any of them: library, school, community_centre, … One that no place has is no "
                      "mistake: nothing matches it.",
       .type = ParameterType::slugs},
      {.name = "pillar",
       .description = "Pillars of the learning city, any of them: 1 formal learning, 2 families and communities, "
                      "3 work, 4 digital, 5 quality, 6 culture of learning throughout life.",
       .type = ParameterType::integers,
       .minimum = 1,
       .maximum = 6},
      {.name = "isced",
       .description = "ISCED 2011 levels, any of them: 0 early childhood, 1 primary, 2 and 3 secondary, … 8 doctoral.",
       .type = ParameterType::integers,
       .minimum = 0,
       .maximum = 8},
      {.name = "topic",
       .description =
           "What can be learnt, any of them: an ISCED-F 2013 code (061 means 0613 too) or a word in English, "
           "French, Spanish, Arabic, Chinese or Russian: pottery, langues, 数学.",
       .type = ParameterType::topics,
       .max_length = kMaxListBytes},
      {.name = "audience",
       .description =
           "Groups that are served, any of them, by their slugs: migrant-families, "
           "special-educational-needs, job-seekers, or one that the city has added. Another word is a mistake.",
       .type = ParameterType::slugs},
      {.name = "age",
       .description = "In years: where somebody of this age is welcome.",
       .type = ParameterType::integer,
       .minimum = 0,
       .maximum = 120},
      {.name = "language",
       .description = "Languages spoken or taught in, any of them (BCP 47): fr means fr-CA too.",
       .type = ParameterType::ranges,
       .max_length = kMaxListBytes},
      {.name = "fee",
       .description = "What it costs, any of: free, paid, or not known.",
       .type = ParameterType::choices,
       .choices = kFee},
      {.name = "wheelchair",
       .description = "Access on wheels, any of: yes (designated places too), limited, no, or not known.",
       .type = ParameterType::choices,
       .choices = kWheelchair},
      {.name = "needs",
       .description = "What the place must have, all of them.",
       .type = ParameterType::choices,
       .choices = kNeeds},
      {.name = "modality",
       .description = "How it can be learnt, all of them.",
       .type = ParameterType::choices,
       .choices = kModalities},
      {.name = "open_at",
       .description = "Open at this time: now, or the city's clock (2026-11-23T18:30; an offset is taken too). A time "
                      "that summer time skips is the next that exists, of one that comes twice it is the first.",
       .type = ParameterType::city_time,
       .max_length = 40},
      {.name = "when",
       .description = "A session that takes place, if only in part, in this span of the city's time: "
                      "2026-11-28T09:00/2026-11-28T12:00, or a date. Where only opening hours are known it may fit.",
       .type = ParameterType::city_span,
       .max_length = 80},
      {.name = "recognition",
       .description = "yes: prior learning is validated.",
       .type = ParameterType::choice,
       .choices = kYes},
      {.name = "source",
       .description =
           "Sources, any of them, by their slugs: osm, … One that no place has is no mistake: nothing matches it.",
       .type = ParameterType::slugs},
      {.name = "checked_since",
       .description = "Somebody checked it on this day or later (a date, or an RFC 3339 date-time).",
       .type = ParameterType::day,
       .max_length = 40},
  };
  if (with_text) {
    out.push_back({.name = "q",
                   .description = "Words that names (in all languages), operator or description begin with, all of "
                                  "them, whatever their accents and case.",
                   .type = ParameterType::words});
  }
  out.push_back({.name = "filter",
                 .description = "A condition in CQL2 text over the queryables: fee = 'free' AND (topics LIKE '06%' OR "
                                "kinds IN ('library','makerspace')). What is not known is neither true nor false.",
                 .type = ParameterType::cql2,
                 .max_length = store::kCqlMaxBytes});
  out.push_back({.name = "filter-lang",
                 .description = "The language of filter.",
                 .type = ParameterType::choice,
                 .choices = kFilterLanguages});
  out.push_back({.name = "filter-crs",
                 .description = "The reference system of positions in filter: longitude and latitude.",
                 .type = ParameterType::choice,
                 .choices = kFilterSystems});
  out.push_back({.name = "maybe",
                 .description = "yes: also what may fit, because something asked for is not known. Every feature then "
                                "says `fits` (yes or maybe) and `unknown` (what to ask about).",
                 .type = ParameterType::choice,
                 .fallback = "no",
                 .choices = kYesNo});
  return out;
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
  for (std::string const& pillar : values.list("pillar")) {
    filter.pillars |= store::pillars(std::stoi(pillar));
  }
  for (std::string const& level : values.list("isced")) {
    filter.isced |= store::levels(std::stoi(level));
  }
  filter.topics = values.list("topic");
  filter.audiences = values.list("audience");
  if (auto const age = values.integer("age")) {
    filter.age = static_cast<int>(*age);
  }
  filter.languages = values.list("language");
  filter.needs = values.list("needs");
  filter.modalities = values.list("modality");
  filter.recognition = values.has("recognition");
  if (auto const day = values.integer("checked_since")) {
    filter.checked_since = static_cast<std::int32_t>(*day);
  }
  filter.words = values.list("q");
  filter.cql = values.cql2("filter");
  filter.maybe = values.text("maybe") == "yes";
  return filter;
}

}  // namespace cartable::server::api
