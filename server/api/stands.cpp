#include "server/api/stands.hpp"

#include "access/stand_search.hpp"
#include "base/format.hpp"
#include "base/time.hpp"
#include "geo/metric.hpp"
#include "server/api/directions.hpp"
#include "server/api/features.hpp"
#include "server/api/filters.hpp"
#include "server/api/json_text.hpp"
#include "server/api/route_feature.hpp"
#include "server/api/travel.hpp"
#include "server/api/visible.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>
#include <variant>

namespace cartable::server::api {
namespace {

using access::StandTravel;
using access::StandWays;
using namespace std::string_view_literals;

constexpr std::array kBy{"walk"sv, "wheelchair"sv, "bicycle"sv};
constexpr std::array kYesNo{"true"sv, "false"sv};

std::vector<Parameter> travel_from_stand() {
  return {{.name = "by",
           .description = "How one travels: as an adult on foot, in a manual wheelchair, by bicycle.",
           .type = ParameterType::choice,
           .fallback = "walk",
           .choices = kBy},
          {.name = "avoid_unknown",
           .description = "true: only ways that are known to be fit for a wheelchair.",
           .type = ParameterType::choice,
           .choices = kYesNo}};
}

std::vector<Parameter> list_parameters() {
  return join({travel_from_stand(),
               {{.name = "limit",
                 .description = "Most places in the answer.",
                 .type = ParameterType::integer,
                 .minimum = 1,
                 .maximum = 10000,
                 .fallback = "10"},
                {.name = "max_minutes",
                 .description = "Minutes; places exactly at it are included. At most the city's own limit for stands "
                                "counts, which the answer names.",
                 .type = ParameterType::number,
                 .minimum = 1,
                 .maximum = 1440}},
               filter_parameters(),
               language_parameters()});
}

/// A question about one stand, understood.
struct Question {
  StandBook::Entry const* entry = nullptr;
  StandTravel travel = StandTravel::walk;
  access::Profile profile{};
  std::shared_ptr<KeptWays const> kept{};  ///< null: not worked out
};

std::variant<Question, Response> read_question(Context& context) {
  Values& values = context.values;
  Question out;
  bool const strict = values.text("avoid_unknown") == "true";
  std::string_view const by = values.text("by");
  if (values.has("avoid_unknown") && by != "wheelchair") {
    values.mistake("avoid_unknown", fmt::format("avoid_unknown={}: is of by=wheelchair, not of by={}",
                                                values.text("avoid_unknown"), by));
  }
  if (!values.mistakes().empty()) {
    return bad_parameters(values.mistakes());
  }
  out.entry = context.state.stands ? context.state.stands->find(context.args.front()) : nullptr;
  if (out.entry == nullptr) {
    return problem(404, "there is no stand with this id; /api/stands lists them");
  }
  out.travel = strict               ? StandTravel::wheelchair_confirmed
               : by == "wheelchair" ? StandTravel::wheelchair
               : by == "bicycle"    ? StandTravel::bicycle
                                    : StandTravel::walk;
  out.profile = access::profile_of(out.travel);
  out.kept = out.entry->kept[static_cast<std::size_t>(out.travel)];
  return out;
}

/// The streets, when the answer is to come from them: null when what is kept is to answer.
/// \param enough  whether what is kept, when it is not stale, holds all that this viewer may see
std::variant<std::shared_ptr<access::Streets const>, Response> live_streets(Context const& context,
                                                                            Question const& question, bool enough) {
  if (question.kept && !question.kept->stale && enough) {
    return nullptr;
  }
  auto streets = streets_of(context);
  if (streets) {
    return *std::move(streets);
  }
  if (question.kept) {
    return nullptr;
  }
  if (streets.error().code == base::ErrorCode::unavailable) {
    return problem(streets.error());
  }
  return problem(404, fmt::format("the ways from this stand by {} are not worked out, and this city has no streets to "
                                  "find them in; on the city they come from run: cartable stands",
                                  access::to_string(question.travel)));
}

/// Further members of an answer, as JSON text.
std::string members(Context const& context, Question const& question, bool live) {
  std::string out;
  ObjectText object(out);
  object.text("stand", question.entry->stand.id);
  object.known("stand_name", question.entry->stand.name);
  object.fixed("max_minutes",
               live || !question.kept ? context.state.stands->max_minutes() : question.kept->ways.max_minutes, 4);
  if (!live) {
    object.text("computed", question.kept->ways.computed);
  }
  object.key("stale") += !live && question.kept->stale ? "true" : "false";
  return out.substr(1);  // without the brace
}

/// The places, in order of (time, id), what is said of each, and how many there are.
struct Listed {
  TravelList list;
  std::vector<TravelAnswer> answers;
};

Listed kept_places(Context const& context, Question const& question, store::Selection const& selection,
                   std::size_t limit, double max_minutes) {
  Listed out;
  StandWays const& ways = question.kept->ways;
  bool const strict = question.travel == StandTravel::wheelchair_confirmed;
  for (std::size_t i = 0; i < ways.places.size(); ++i) {
    StandWays::Place const& place = ways.places[i];
    std::uint32_t const row = question.kept->rows[i];
    if (place.reach.duration_ds > max_minutes * 600 + 1e-6) {
      break;
    }
    if (row == KeptWays::kNoRow || !selection.all.test(row)) {
      continue;
    }
    ++out.list.matched;
    out.list.fits += selection.fits.test(row) ? 1 : 0;
    if (out.list.rows.size() == limit) {
      continue;
    }
    auto const hit = [&](StandWays::Reach const& reach) {
      return access::TravelHit{
          .place = row, .duration_s = reach.duration_ds / 10.0, .distance_m = reach.distance_cm / 100.0};
    };
    TravelAnswer answer;
    answer.line = geo::distance(question.entry->stand.point, context.state.catalog->point(store::PlaceRow(row)));
    std::optional<access::TravelHit> other;
    if (place.other) {
      other = hit(*place.other);
    }
    answer.way = strict ? other : hit(place.reach);
    if (strict) {
      answer.confirmed = hit(place.reach);
    } else {
      answer.confirmed = other;
    }
    out.list.rows.push_back(row);
    out.answers.push_back(answer);
  }
  return out;
}

Response handle_stands(Context& context) {
  if (!context.values.mistakes().empty()) {
    return bad_parameters(context.values.mistakes());
  }
  FeatureList list;
  CollectionTotals totals;
  totals.matched = 0;
  if (context.state.stands) {
    for (StandBook::Entry const& entry : context.state.stands->entries()) {
      ++*totals.matched;
      ObjectText feature(list.next());
      feature.text("type", "Feature");
      feature.text("id", entry.stand.id);
      std::string& geometry = feature.key("geometry");
      geometry += R"({"type":"Point","coordinates":[)";
      append_fixed(geometry, entry.stand.point.lon, 7);
      geometry.push_back(',');
      append_fixed(geometry, entry.stand.point.lat, 7);
      geometry += "]}";
      ObjectText object(feature.key("properties"));
      object.text("id", entry.stand.id);
      object.known("name", entry.stand.name);
      std::string& out = object.key("ways");
      char before = '[';
      for (std::shared_ptr<KeptWays const> const& kept : entry.kept) {
        if (!kept) {
          continue;
        }
        bool const strict = kept->ways.travel == StandTravel::wheelchair_confirmed;
        out.push_back(std::exchange(before, ','));
        ObjectText one(out);
        one.text("by", strict ? "wheelchair" : access::to_string(kept->ways.travel));
        if (strict) {
          one.key("avoid_unknown") += "true";
        }
        one.integer("places", std::count_if(kept->rows.begin(), kept->rows.end(), [&](std::uint32_t row) {
                      return row != KeptWays::kNoRow &&
                             is_listed(context.state.catalog->place(store::PlaceRow(row)).head, context.request.viewer);
                    }));
        one.fixed("max_minutes", kept->ways.max_minutes, 4);
        one.text("computed", kept->ways.computed);
        one.key("stale") += kept->stale ? "true" : "false";
        one.known("refused", kept->ways.refused);
        one.close();
      }
      out += before == '[' ? "[]" : "]";
      object.close();
      feature.close();
    }
  }
  Response response = list.finish(context, totals, std::nullopt);
  return response;
}

Response handle_stand(Context& context) {
  auto const read = read_question(context);
  if (auto const* const no = std::get_if<Response>(&read)) {
    return *no;
  }
  Question const& question = std::get<Question>(read);
  store::Filter filter = read_filter(context.values);
  if (!context.values.mistakes().empty()) {
    return bad_parameters(context.values.mistakes());
  }
  if (auto not_now = settle_filter(context, filter)) {
    return *std::move(not_now);
  }
  auto const selection = context.state.catalog->select(filter, context.request.viewer);
  auto const streets = live_streets(context, question, context.request.viewer == Visibility::everyone);
  if (auto const* const no = std::get_if<Response>(&streets)) {
    return *no;
  }
  bool const live = std::get<0>(streets) != nullptr;
  auto const limit = static_cast<std::size_t>(context.values.integer("limit").value_or(10));
  double const most = live ? context.state.stands->max_minutes() : question.kept->ways.max_minutes;
  double const max_minutes = std::min(context.values.number("max_minutes").value_or(most), most);
  Listed places;
  if (live) {
    auto there = Traveller::at(context, question.entry->stand.point, question.profile);
    if (auto* const no = std::get_if<Response>(&there)) {
      return *no;
    }
    auto& traveller = std::get<Traveller>(there);
    access::TravelOptions options;
    options.max_s = max_minutes * 60;
    options.accept = [&](std::uint32_t row) { return selection->all.test(row); };
    places.list = traveller.nearest(limit, options, [&](std::uint32_t row) { return selection->fits.test(row); });
    places.answers = traveller.answers(places.list.rows);
  } else if (!question.kept->ways.refused.empty()) {
    return problem(404, question.kept->ways.refused);
  } else {
    places = kept_places(context, question, *selection, limit, max_minutes);
  }
  CollectionTotals totals;
  totals.matched = places.list.matched;
  if (filter.maybe) {
    totals.fits = places.list.fits;
    totals.maybe = places.list.matched - places.list.fits;
  }
  FeatureList list;
  if (context.late() ||
      !append_places(list, context, reader_of(context), filter, *selection, places.list.rows, {}, places.answers)) {
    return too_late();
  }
  Response response = list.finish(context, totals, std::nullopt);
  response.body.back() = ',';
  response.body += members(context, question, live);
  response.body.push_back('}');
  return response;
}

Response handle_stand_way(Context& context) {
  auto const read = read_question(context);
  if (auto const* const no = std::get_if<Response>(&read)) {
    return *no;
  }
  Question const& question = std::get<Question>(read);
  auto const found = context.state.catalog->find(context.args[1], context.request.viewer);
  if (!found || !found->row) {
    return problem(404, "there is no place with this id");
  }
  std::string const& id = found->place->head.id;
  StandWays::Place const* const place = question.kept ? question.kept->ways.find(id) : nullptr;
  auto const streets = live_streets(context, question, place != nullptr);
  if (auto const* const no = std::get_if<Response>(&streets)) {
    return *no;
  }
  std::string const more =
      fmt::format("\"place\":\"{}\",{}", id, members(context, question, std::get<0>(streets) != nullptr));
  geo::LonLat const to = context.state.catalog->point(*found->row);
  if (auto const& city = std::get<0>(streets)) {
    auto const stop = [&] { return context.late(); };
    auto const graph = city->graph(question.profile, access::Weight::time);
    auto const workspace = city->workspaces().lease();
    auto const route = access::find_route(*workspace, *graph, city->index(), question.entry->stand.point, to, stop);
    if (!route) {
      return problem(route.error());
    }
    std::optional<access::Lengths> confirmed;
    if (question.profile.mode == access::Mode::wheelchair) {
      access::Profile strict = question.profile;
      strict.limits.avoid_unknown = true;
      confirmed = access::lengths_between(*workspace, *city->graph(strict, access::Weight::time), route->start,
                                          route->end, stop);
    }
    return route_feature(
        context, {.profile = question.profile,
                  .route = *route,
                  .confirmed = confirmed,
                  .label_of = [&](std::uint32_t i) -> access::StreetLabel const& { return city->network()->label(i); },
                  .more = more});
  }
  StandWays const& ways = question.kept->ways;
  if (!ways.refused.empty()) {
    return problem(404, ways.refused);
  }
  if (place == nullptr) {
    return problem(404, fmt::format("{} is not within {} minutes of this stand by {}, and this city has no streets to "
                                    "look farther",
                                    id, ways.max_minutes, access::to_string(question.travel)));
  }
  access::RouteLine const route = ways.way_to(*place, to);
  std::optional<access::Lengths> confirmed;
  if (place->confirmed) {
    confirmed = {.distance_m = place->confirmed->distance_cm / 100.0,
                 .duration_s = place->confirmed->duration_ds / 10.0};
  }
  return route_feature(context,
                       {.profile = question.profile,
                        .route = route,
                        .confirmed = confirmed,
                        .label_of = [&](std::uint32_t i) -> access::StreetLabel const& { return ways.labels[i]; },
                        .more = more});
}

/// What is kept, worked out anew from the streets for the places that everybody sees.
base::Result<KeptWays> worked_out(Context const& context, std::shared_ptr<access::Streets const> const& streets,
                                  Question const& question) {
  store::Catalog const& catalog = *context.state.catalog;
  std::vector<std::string> ids;
  std::vector<geo::LonLat> points;
  for (std::uint32_t row = 0; row < catalog.size(); ++row) {
    if (catalog.place(store::PlaceRow(row)).head.visibility == store::Visibility::everyone) {
      ids.push_back(catalog.place(store::PlaceRow(row)).head.id);
      points.push_back(catalog.point(store::PlaceRow(row)));
    }
  }
  access::StandSearch search(streets, std::move(ids), std::move(points));
  KeptWays out;
  CARTABLE_ASSIGN(out.ways,
                  search.ways(question.entry->stand.point, question.travel, context.state.stands->max_minutes()));
  out.ways.computed = base::now_rfc3339();
  for (StandWays::Place const& place : out.ways.places) {
    out.rows.push_back(catalog.find(place.id, store::Visibility::everyone)->row->value());
  }
  return out;
}

Response handle_stand_bundle(Context& context) {
  auto const read = read_question(context);
  if (auto const* const no = std::get_if<Response>(&read)) {
    return *no;
  }
  Question const& question = std::get<Question>(read);
  auto const streets = live_streets(context, question, true);
  if (auto const* const no = std::get_if<Response>(&streets)) {
    return *no;
  }
  std::shared_ptr<KeptWays const> kept = question.kept;
  if (auto const& city = std::get<0>(streets)) {
    auto fresh = worked_out(context, city, question);
    if (!fresh) {
      return problem(fresh.error());
    }
    kept = std::make_shared<KeptWays const>(*std::move(fresh));
  }
  if (!kept->ways.refused.empty()) {
    return problem(404, kept->ways.refused);
  }
  Response response;
  response.content_type = "application/json";
  response.body = stand_bundle(context, question.entry->stand, *kept);
  vary_by_language(context, response);
  return response;
}

}  // namespace

std::vector<Route> stand_routes() {
  constexpr std::string_view kGeoJson = "application/geo+json";
  Answer const invalid{400, "application/problem+json", "Problem", "Names every bad parameter"};
  Answer const missing{404, "application/problem+json", "Problem",
                       "No such stand or place, or no way; says what is near or missing"};
  Answer const later{503, "application/problem+json", "Problem", "Not now; Retry-After says when"};
  std::vector<Route> out;
  out.push_back({.pattern = "/api/stands",
                 .operation = "getStands",
                 .tag = "stands",
                 .summary = "The city's fixed spots, such as kiosks, and what is worked out from each",
                 .handler = handle_stands,
                 .parameters = {},
                 .answers = {{200, kGeoJson, "StandCollection", "The stands"}, invalid, later}});
  out.push_back({.pattern = "/api/stands/{standId}",
                 .operation = "nearestToStand",
                 .tag = "stands",
                 .summary = "The places nearest to a stand, by minutes",
                 .handler = handle_stand,
                 .parameters = list_parameters(),
                 .answers = {{200, kGeoJson, "StandPlaces", "As nearest answers from there"}, invalid, missing, later},
                 .cost = Cost::heavy});
  out.push_back(
      {.pattern = "/api/stands/{standId}/ways",
       .operation = "getWaysFromStand",
       .tag = "stands",
       .summary = "All that is known from a stand, for a copy without a network",
       .handler = handle_stand_bundle,
       .parameters = join({travel_from_stand(), language_parameters()}),
       .answers = {{200, "application/json", "StandWays", "Places, lines and steps"}, invalid, missing, later},
       .cost = Cost::heavy});
  out.push_back({.pattern = "/api/stands/{standId}/ways/{placeId}",
                 .operation = "getWayFromStand",
                 .tag = "stands",
                 .summary = "The way from a stand to a place",
                 .handler = handle_stand_way,
                 .parameters = join({travel_from_stand(), language_parameters()}),
                 .answers = {{200, kGeoJson, "RouteFeature", "As route answers"}, invalid, missing, later},
                 .cost = Cost::heavy});
  return out;
}

}  // namespace cartable::server::api
