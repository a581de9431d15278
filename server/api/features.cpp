#include "server/api/features.hpp"

#include "server/api/json_text.hpp"

namespace cartable::server::api {

Reader reader_of(Context const& context) {
  return {.catalog = *context.state.catalog,
          .viewer = context.request.viewer,
          .languages = wanted_languages(context.values.text("lang"), context.request.accept_language),
          .hours = context.state.hours.get(),
          .now = store::to_minute(context.now)};
}

Response too_late() { return busy("this request takes longer than the server allows; ask for less at once"); }

void vary_by_language(Context const& context, Response& response) {
  if (!context.values.has("lang")) {
    response.headers.emplace_back("Vary", "Accept-Language");
  }
}

Response FeatureList::finish(Context const& context, CollectionTotals totals, std::optional<PageKey> const& next) {
  Response response;
  out_.push_back(']');
  auto const number = [&](std::string_view name, std::optional<std::size_t> value) {
    if (value) {
      fmt::format_to(std::back_inserter(out_), ",\"{}\":{}", name, *value);
    }
  };
  number("numberMatched", totals.matched);
  number("numberFits", totals.fits);
  number("numberMaybe", totals.maybe);
  number("numberReturned", count_);
  out_ += ",\"links\":[";
  append_link(out_, self_url(context.request), "self", "application/geo+json");
  if (next) {
    std::string const href = self_url(context.request, {{"next", format_page_key(*next)}, {"offset", std::string()}});
    out_.push_back(',');
    append_link(out_, href, "next", "application/geo+json");
    response.headers.emplace_back("Link", fmt::format("<{}>; rel=\"next\"; type=\"application/geo+json\"", href));
  }
  out_ += "]}";
  response.content_type = "application/geo+json";
  response.body = std::move(out_);
  vary_by_language(context, response);
  freshness_.apply(context, response);
  return response;
}

bool append_places(FeatureList& list, Context const& context, Reader const& reader, store::Filter const& filter,
                   store::Selection const& selection, std::span<std::uint32_t const> rows,
                   std::span<base::Metres const> distances, std::span<TravelAnswer const> travel) {
  store::Catalog const& catalog = reader.catalog;
  auto const compiled = catalog.compiled(filter, reader.viewer);
  bool const conditions = filter.has_conditions();
  for (std::size_t i = 0; i < rows.size(); ++i) {
    // A clock call costs more than a short place: look every 256 features.
    if (i % 256 == 255 && context.late()) {
      return false;
    }
    store::PlaceRow const row(rows[i]);
    store::Place const& place = catalog.place(row);
    PlaceAnswer answer;
    if (!distances.empty()) {
      answer.distance = distances[i];
    }
    if (!travel.empty()) {
      answer.travel = &travel[i];
    }
    if (filter.maybe) {
      answer.fits = selection.fits.test(rows[i]);
      if (!*answer.fits) {
        answer.unknown = catalog.unknowns(row, *compiled);
      }
    }
    answer.offers =
        conditions ? catalog.matching_offers(row, *compiled) : catalog.offers_of(place.head.id, reader.viewer);
    answer.hours = hours_of(place, reader);
    list.freshness().add(*answer.hours, reader);
    append_place(list.next(), place, answer, reader);
  }
  return true;
}

}  // namespace cartable::server::api
