#include "server/api/features.hpp"

#include "server/api/json_text.hpp"
#include "server/api/place_pieces.hpp"

#include <memory>
#include <string>
#include <utility>

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

PlaceWriter::PlaceWriter(CityState const& state, Reader const& reader, store::Filter const& filter,
                         store::Selection const& selection)
    : reader_(reader),
      maybe_(filter.maybe),
      selection_(selection),
      compiled_(reader.catalog.compiled(filter, reader.viewer)),
      kept_(state.pieces && reader.viewer == store::Visibility::everyone ? state.pieces->current() : nullptr) {}

void PlaceWriter::append(std::string& out, std::uint32_t row, PlaceAnswer answer, Freshness& freshness) {
  store::Place const& place = reader_.catalog.place(store::PlaceRow(row));
  if (maybe_) {
    answer.fits = selection_.fits.test(row);
    if (!*answer.fits) {
      answer.unknown = reader_.catalog.unknowns(store::PlaceRow(row), *compiled_);
    }
  }
  answer.offers = reader_.catalog.matching_offers(store::PlaceRow(row), *compiled_);
  PlacePieces pieces;
  if (kept_) {
    if (!kept_->find(row, pieces)) {
      pieces = place_pieces(text_, place, reader_);
      kept_->put(row, pieces);
    }
    answer.pieces = &pieces;
  }
  // Most places have no hours: then their record is not looked at.
  answer.hours = pieces.is_plain && !has_closing_days(reader_) ? store::HoursTable::Answer{} : hours_of(place, reader_);
  freshness.add(*answer.hours, reader_);
  append_place(out, place, answer, reader_);
}

bool append_places(FeatureList& list, Context const& context, Reader const& reader, store::Filter const& filter,
                   store::Selection const& selection, std::span<std::uint32_t const> rows,
                   std::span<base::Metres const> distances, std::span<TravelAnswer const> travel) {
  constexpr std::size_t kUsualBytes = 640;  // of a place
  PlaceWriter writer(context.state, reader, filter, selection);
  list.reserve((rows.size() + 1) * kUsualBytes);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    // A clock call costs more than a short place: look every 256 features.
    if (i % 256 == 255 && context.late()) {
      return false;
    }
    PlaceAnswer answer;
    if (!distances.empty()) {
      answer.distance = distances[i];
    }
    if (!travel.empty()) {
      answer.travel = &travel[i];
    }
    writer.append(list.next(), rows[i], std::move(answer), list.freshness());
  }
  return true;
}

}  // namespace cartable::server::api
