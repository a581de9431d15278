#include "base/format.hpp"
#include "base/text.hpp"
#include "server/api/collection.hpp"
#include "server/api/features.hpp"
#include "server/api/filters.hpp"
#include "server/api/geojson.hpp"
#include "server/api/ics.hpp"
#include "server/api/json_text.hpp"
#include "server/api/long_places.hpp"
#include "server/api/times.hpp"
#include "server/api/visible.hpp"
#include "store/session_filter.hpp"

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

namespace cartable::server::api {
namespace {

/// What OGC API Features asks of a page beside its features: the links alternate and collection.
Response complete(Context const& context, Response page, CollectionInfo const& info) {
  if (page.status != 200) {
    return page;
  }
  std::string& out = page.body;
  out.resize(out.size() - 2);  // "]}" of the links
  out.push_back(',');
  append_link(out, self_url(context.request, {{"f", "html"}}), "alternate", "text/html", "This page to read");
  out.push_back(',');
  if (info.collection == Collection::events) {
    append_link(out, self_url(context.request, {{"f", "ics"}, {"limit", std::string()}}), "alternate", "text/calendar",
                "As a calendar");
    out.push_back(',');
  }
  append_link(out, fmt::format("{}/api/collections/{}", context.request.base_url, info.id), "collection",
              "application/json", info.title);
  out += "]}";
  return page;
}

/// What items are asked for besides paging.
struct ItemsQuery {
  store::Filter filter;
  std::optional<geo::BBox> bbox;
  std::optional<Interval> time;
  std::vector<std::string> festivals;  ///< of events: any of them; empty: all
  Visibility viewer;
};

Response items_of_places(Context& context, ItemsQuery const& query, Paging const& paging) {
  store::Catalog const& catalog = *context.state.catalog;
  std::shared_ptr<store::Selection const> const selection = catalog.select(query.filter, query.viewer);
  CollectionTotals totals;
  RowPage page;
  if (!query.bbox && !query.time) {
    page = page_of(catalog, selection->all, paging);
    totals.matched = selection->matched();
    if (query.filter.maybe) {
      totals.fits = selection->fits_count;
      totals.maybe = selection->may_count;
    }
  } else {
    std::vector<std::uint32_t> rows;
    if (query.bbox) {
      rows = catalog.within(*query.bbox, *selection);
    } else {
      rows.reserve(selection->matched());
      for (std::uint32_t row = 0; row < catalog.size(); ++row) {
        if (selection->all.test(row)) {
          rows.push_back(row);
        }
      }
    }
    if (query.time) {
      std::erase_if(rows, [&](std::uint32_t row) {
        return !in_time(query.time, catalog.place(store::PlaceRow(row)).checked, {});
      });
    }
    totals.matched = rows.size();
    if (query.filter.maybe) {
      totals.fits = static_cast<std::size_t>(
          std::count_if(rows.begin(), rows.end(), [&](std::uint32_t row) { return selection->fits.test(row); }));
      totals.maybe = rows.size() - *totals.fits;
    }
    page = page_of(catalog, rows, paging);
  }
  if (is_long_page(context, page.rows.size())) {
    return long_page(context, query.filter, selection, std::move(page), totals);
  }
  FeatureList list;
  if (!append_places(list, context, reader_of(context), query.filter, *selection, page.rows)) {
    return too_late();
  }
  Response response = list.finish(context, totals, page.next);
  response.keep = !context.request.authorized && !depends_on_now(context.values);
  if (auto const until = list.freshness().until()) {
    response.keep_until = store::to_moment(*until);
  }
  return response;
}

/// A page of records that are few enough to sort for each request: by (key, id).
template <class Record, class Key, class Append>
Response items_of(Context& context, std::vector<Record const*>& records, Paging const& paging, Key const& key,
                  Append const& append, CollectionTotals totals = {}) {
  auto const less = [&](Record const* a, Record const* b) {
    return key(*a) != key(*b) ? key(*a) < key(*b) : a->head.id < b->head.id;
  };
  std::sort(records.begin(), records.end(), less);
  auto first = records.begin() + static_cast<std::ptrdiff_t>(std::min(paging.offset, records.size()));
  if (paging.after) {
    first = std::find_if(records.begin(), records.end(), [&](Record const* one) {
      std::string_view const own = key(*one);
      return own != paging.after->text ? own > paging.after->text : one->head.id > paging.after->id;
    });
  }
  auto const end = first + std::min<std::ptrdiff_t>(records.end() - first, static_cast<std::ptrdiff_t>(paging.limit));
  Reader const reader = reader_of(context);
  FeatureList list;
  for (auto one = first; one != end; ++one) {
    if (list.count() % 256 == 255 && context.late()) {
      return too_late();
    }
    append(list.next(), **one, reader);
  }
  std::optional<PageKey> next;
  if (end != records.end() && end != first) {
    Record const& last = **(end - 1);
    next = PageKey{.order = 'k', .number = 0, .text = std::string(key(last)), .id = last.head.id};
  }
  totals.matched = records.size();
  return list.finish(context, totals, next);
}

constexpr auto kNoKey = [](auto const&) { return std::string_view(); };

/// The records that match: those that fit, and with maybe=yes those that may.
template <class Record>
class Matching {
 public:
  explicit Matching(bool with_maybe) : with_maybe_(with_maybe) {}

  void add(Record const& record, store::Catalog::OfferFit fit) {
    if (fit.fit == store::Fit::yes || (fit.fit == store::Fit::maybe && with_maybe_)) {
      records_.push_back(&record);
    }
    if (fit.fit == store::Fit::maybe && with_maybe_) {
      maybe_.emplace(&record, std::move(fit.unknown));
    }
  }

  [[nodiscard]] std::vector<Record const*> const& records() const noexcept { return records_; }

  /// A page of them, by (key, id). \param append  writes one record with what its match adds
  template <class Key, class Append>
  Response page(Context& context, Paging const& paging, Key const& key, Append const& append) {
    CollectionTotals totals;
    if (with_maybe_) {
      totals.fits = records_.size() - maybe_.size();
      totals.maybe = maybe_.size();
    }
    return items_of(
        context, records_, paging, key,
        [&](std::string& out, Record const& record, Reader const& reader) {
          MatchAnswer match;
          if (with_maybe_) {
            auto const found = maybe_.find(&record);
            match.fits = found == maybe_.end();
            match.unknown = *match.fits ? std::vector<std::string>() : found->second;
          }
          append(out, record, reader, match);
        },
        totals);
  }

 private:
  bool with_maybe_;
  std::vector<Record const*> records_;
  std::map<Record const*, std::vector<std::string>> maybe_;  ///< what is not known of those that may fit
};

bool at_point(store::Catalog const& catalog, std::optional<geo::BBox> const& box, std::string_view place_id,
              Visibility viewer) {
  if (!box) {
    return true;
  }
  store::Place const* const place = seen_place(catalog, place_id, viewer);
  return place != nullptr && place->point && box->contains(*place->point);
}

bool from_source(store::Filter const& filter, store::RecordHead const& head) {
  return filter.sources.empty() ||
         std::find(filter.sources.begin(), filter.sources.end(), head.source) != filter.sources.end();
}

Response items_of_offers(Context& context, ItemsQuery const& query, Paging const& paging) {
  store::Catalog const& catalog = *context.state.catalog;
  store::SessionFilter const filter(catalog, query.filter, query.viewer);
  Matching<store::Offer> matching(query.filter.maybe);
  for (store::Offer const& offer : catalog.offers()) {
    if (is_listed(catalog, offer, query.viewer) && in_time(query.time, offer.checked, {}) &&
        at_point(catalog, query.bbox, offer.place, query.viewer)) {
      matching.add(offer, filter.fit_of(offer));
    }
  }
  return matching.page(context, paging, kNoKey, append_offer);
}

/// Whoever reads a series in a calendar needs its changed times as well, in the interval or not: without them it would
/// take place as if nothing had been moved or cancelled.
std::vector<store::Session const*> with_changed_times(Context const& context,
                                                      std::vector<store::Session const*> sessions, Visibility viewer) {
  auto const key = [](store::Session const& session) { return session.head.source + '\n' + session.uid; };
  std::set<std::string> series;
  std::set<store::Session const*> const there(sessions.begin(), sessions.end());
  for (store::Session const* const one : sessions) {
    if (one->recurrence_id.empty() && !one->uid.empty() && (!one->rrule.empty() || !one->rdates.empty())) {
      series.insert(key(*one));
    }
  }
  store::Catalog const& catalog = *context.state.catalog;
  for (store::Session const& session : catalog.sessions()) {
    if (!series.empty() && !session.recurrence_id.empty() && series.contains(key(session)) &&
        !there.contains(&session) && is_listed(catalog, session, viewer)) {
      sessions.push_back(&session);
    }
  }
  return sessions;
}

Response items_of_events(Context& context, ItemsQuery const& query, Paging const& paging) {
  store::Catalog const& catalog = *context.state.catalog;
  store::SessionFilter const filter(catalog, query.filter, query.viewer);
  store::SessionTimes const times(catalog, store::in_city_days(query.time, catalog.setting("timezone")));
  Matching<store::Session> matching(query.filter.maybe);
  for (store::Session const& session : catalog.sessions()) {
    store::Offer const* const offer = offer_by_id(catalog, session.offer);
    std::string const& place = session.place.empty() && offer != nullptr ? offer->place : session.place;
    bool const wanted = query.festivals.empty() || std::find(query.festivals.begin(), query.festivals.end(),
                                                             session.festival) != query.festivals.end();
    if (wanted && is_listed(catalog, session, query.viewer) && at_point(catalog, query.bbox, place, query.viewer) &&
        times.meets(session)) {
      matching.add(session, filter.fit_of(session));
    }
  }
  if (wants_calendar(context)) {
    return calendar_answer(context, with_changed_times(context, matching.records(), query.viewer),
                           query.festivals.size() == 1 ? query.festivals.front() : "", paging);
  }
  return matching.page(
      context, paging, [](store::Session const& session) { return std::string_view(session.starts); },
      [&](std::string& out, store::Session const& session, Reader const& reader, MatchAnswer& match) {
        auto const told = (query.time ? times : filter.times()).times_of(session);
        match.times = told;
        append_session(out, session, reader, match);
      });
}

template <class Record>
std::vector<Record const*> areas(Context const& context, std::span<Record const> all, ItemsQuery const& query) {
  std::vector<Record const*> out;
  for (Record const& one : all) {
    bool listed = false;
    if constexpr (std::is_same_v<Record, store::Catchment>) {
      listed = is_listed(*context.state.catalog, one, query.viewer);
    } else {
      listed = is_listed(one.head, query.viewer);
    }
    if (listed && from_source(query.filter, one.head) && (!query.bbox || meets(one.area, *query.bbox))) {
      out.push_back(&one);
    }
  }
  return out;
}

}  // namespace

Response handle_items(Context& context) {
  CollectionInfo const* const info = find_collection(context.args.front());
  if (info == nullptr) {
    return problem(404, "there is no such collection; /api/collections lists them");
  }
  Values& values = context.values;
  Paging const paging = read_paging(values, info->collection == Collection::places ? 'm' : 'k');
  for (std::string_view const name : {"f", "festival"}) {
    bool const of_events = name == "festival" ? values.has(name) : values.text("f") == "ics";
    if (info->collection != Collection::events && of_events) {
      values.mistake(name, fmt::format("{}={}: only of the collection events", name, values.text(name)));
    }
  }
  bool const area = info->collection == Collection::districts || info->collection == Collection::catchments;
  for (Parameter const& parameter : area ? filter_parameters() : std::vector<Parameter>()) {
    if (parameter.name != "source" && parameter.name != "maybe" && values.has(parameter.name)) {
      values.mistake(parameter.name, fmt::format("{}: {} have none", parameter.name, info->id));
    }
  }
  if (area && values.text("maybe") == "yes") {
    values.mistake("maybe", fmt::format("maybe=yes: {} match or do not", info->id));
  }
  if (!values.mistakes().empty()) {
    return bad_parameters(values.mistakes());
  }
  store::Filter wanted = read_filter(values);
  wanted.cql.of_offers = info->collection == Collection::offers;
  if (auto not_now = settle_filter(context, wanted)) {
    return *std::move(not_now);
  }
  ItemsQuery const query{.filter = std::move(wanted),
                         .bbox = values.bbox("bbox"),
                         .time = values.interval("datetime"),
                         .festivals = values.list("festival"),
                         .viewer = context.request.viewer};
  auto const answer = [&]() -> Response {
    store::Catalog const& catalog = *context.state.catalog;
    switch (info->collection) {
      case Collection::places: return items_of_places(context, query, paging);
      case Collection::offers: return items_of_offers(context, query, paging);
      case Collection::events: return items_of_events(context, query, paging);
      case Collection::districts: {
        auto found = areas(context, catalog.districts(), query);
        return items_of(context, found, paging, kNoKey,
                        [](std::string& out, store::District const& one, Reader const& reader) {
                          append_district(out, one, reader, true);
                        });
      }
      case Collection::catchments: {
        auto found = areas(context, catalog.catchments(), query);
        return items_of(context, found, paging, kNoKey,
                        [](std::string& out, store::Catchment const& one, Reader const& reader) {
                          append_catchment(out, one, reader, true);
                        });
      }
    }
    return problem(404, "there is no such collection");
  };
  Response page = answer();
  if (page.content_type.starts_with("text/calendar")) {
    return page;
  }
  page = complete(context, std::move(page), *info);
  seal_long_page(page);
  return as_html(context, std::move(page), info->title);
}

Response handle_item(Context& context) {
  CollectionInfo const* const info = find_collection(context.args[0]);
  if (info == nullptr) {
    return problem(404, "there is no such collection; /api/collections lists them");
  }
  if (!context.values.mistakes().empty()) {
    return bad_parameters(context.values.mistakes());
  }
  std::string const& id = context.args[1];
  bool const area = info->collection == Collection::districts || info->collection == Collection::catchments;
  bool const calendar = !area && wants_calendar(context);
  if (area && context.values.text("f") == "ics") {
    context.values.mistake("f", fmt::format("f=ics: {} have no sessions", info->id));
    return bad_parameters(context.values.mistakes());
  }
  store::Catalog const& catalog = *context.state.catalog;
  Visibility const viewer = context.request.viewer;
  Response missing = problem(404, fmt::format("there is no {} with this id", info->id));
  if (!base::is_record_id(id)) {
    return missing;
  }
  Reader const reader = reader_of(context);
  Response response;
  response.content_type = "application/geo+json";
  std::string& out = response.body;
  Freshness freshness;
  switch (info->collection) {
    case Collection::places: {
      auto const found = catalog.find(id, viewer);
      if (!found) {
        return missing;
      }
      if (found->place->head.id != id) {
        // Merged into another place: the id that stayed.
        Response moved = problem(301, fmt::format("this place is now {}", found->place->head.id));
        std::string const query = format_query(context.request.query);
        moved.headers.emplace_back("Location",
                                   fmt::format("{}/api/collections/places/items/{}{}{}", context.request.base_url,
                                               found->place->head.id, query.empty() ? "" : "?", query));
        return moved;
      }
      if (calendar) {
        return calendar_answer(context, sessions_at(catalog, id, viewer), found->place->name);
      }
      PlaceAnswer answer;
      answer.offers = catalog.offers_of(id, viewer);
      answer.footprint = true;
      answer.week = true;
      answer.hours = hours_of(*found->place, reader);
      freshness.add(*answer.hours, reader, true);
      append_place(out, *found->place, answer, reader);
      break;
    }
    case Collection::offers: {
      store::Offer const* const offer = offer_by_id(catalog, id);
      if (offer == nullptr || !is_listed(catalog, *offer, viewer)) {
        return missing;
      }
      if (calendar) {
        return calendar_answer(context, sessions_of(catalog, id, viewer), offer->name);
      }
      append_offer(out, *offer, reader);
      break;
    }
    case Collection::events: {
      auto const sessions = catalog.sessions();
      auto const found =
          std::find_if(sessions.begin(), sessions.end(), [&](store::Session const& s) { return s.head.id == id; });
      if (found == sessions.end() || !is_listed(catalog, *found, viewer)) {
        return missing;
      }
      if (calendar) {
        return calendar_answer(context, {&*found}, found->name);
      }
      append_session(out, *found, reader);
      break;
    }
    case Collection::districts: {
      store::District const* const district = catalog.find_district(id, viewer);
      if (district == nullptr) {
        return missing;
      }
      append_district(out, *district, reader, true);
      break;
    }
    case Collection::catchments: {
      store::Catchment const* const catchment = catalog.find_catchment(id, viewer);
      if (catchment == nullptr || !is_listed(catalog, *catchment, viewer)) {
        return missing;
      }
      append_catchment(out, *catchment, reader, true);
      break;
    }
  }
  // OGC API Features Part 1 /req/core/f-links: self, alternate, collection.
  out.pop_back();
  out += ",\"links\":[";
  std::string const collection = fmt::format("{}/api/collections/{}", context.request.base_url, info->id);
  append_link(out, self_url(context.request), "self", "application/geo+json");
  out.push_back(',');
  append_link(out, fmt::format("{}/items/{}?f=html", collection, id), "alternate", "text/html");
  out.push_back(',');
  append_link(out, collection, "collection", "application/json", info->title);
  if (!area) {
    out.push_back(',');
    append_link(out, fmt::format("{}/items/{}?f=ics", collection, id), "alternate", "text/calendar", "As a calendar");
  }
  if (info->collection == Collection::places) {
    out.push_back(',');
    append_link(out, fmt::format("{}/places/{}", context.request.base_url, id), "describedby", "text/html",
                "A page to read");
  }
  out += "]}";
  vary_by_language(context, response);
  freshness.apply(context, response);
  return as_html(context, std::move(response), id);
}

}  // namespace cartable::server::api
