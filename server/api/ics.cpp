#include "server/api/ics.hpp"

#include "base/format.hpp"
#include "server/api/features.hpp"
#include "server/api/visible.hpp"
#include "store/ical_write.hpp"

#include <algorithm>
#include <array>
#include <set>

namespace cartable::server::api {
namespace {

store::Organisation const* seen_organisation(store::Catalog const& catalog, std::string_view id, Visibility viewer) {
  for (store::Organisation const& one : catalog.organisations()) {
    if (one.head.id == id && may_see(viewer, one.head.visibility)) {
      return &one;
    }
  }
  return nullptr;
}

template <class Wanted>
std::vector<store::Session const*> sessions_if(store::Catalog const& catalog, Visibility viewer, Wanted const& wanted) {
  std::vector<store::Session const*> out;
  for (store::Session const& session : catalog.sessions()) {
    if (wanted(session) && is_listed(catalog, session, viewer)) {
      out.push_back(&session);
    }
  }
  return out;
}

/// Whether a parameter is given, not only its fallback taken.
bool asks_for(Request const& request, std::string_view name) {
  return std::any_of(request.query.begin(), request.query.end(), [&](auto const& pair) { return pair.first == name; });
}

store::CalendarItem item_of(Context const& context, store::Session const& session, std::string_view language) {
  store::Catalog const& catalog = *context.state.catalog;
  Visibility const viewer = context.request.viewer;
  store::Offer const* const offer = session.offer.empty() ? nullptr : offer_by_id(catalog, session.offer);
  std::string const& place = session.place.empty() && offer != nullptr ? offer->place : session.place;
  std::string const& organisation =
      session.organisation.empty() && offer != nullptr ? offer->organisation : session.organisation;
  store::CalendarItem item =
      store::calendar_item(session, offer, seen_place(catalog, place, viewer),
                           organisation.empty() ? nullptr : seen_organisation(catalog, organisation, viewer), language);
  for (store::ImportRun const& run : catalog.runs()) {
    if (run.head.source == session.head.source) {
      item.modified = run.date;
    }
  }
  if (item.url.empty()) {
    item.url = fmt::format("{}/api/collections/events/items/{}?f=html", context.request.base_url, session.head.id);
  }
  return item;
}

}  // namespace

std::vector<Parameter> record_format_parameters() {
  using namespace std::string_view_literals;
  static constexpr std::array kFormats{"json"sv, "html"sv, "ics"sv};
  return {{.name = "f",
           .description = "json; html for a page to read; ics for a calendar of events (of a place or an offer: its "
                          "sessions). Without it Accept decides.",
           .type = ParameterType::choice,
           .choices = kFormats}};
}

bool wants_calendar(Context const& context) noexcept {
  std::string_view const format = context.values.text("f");
  return format.empty() ? context.request.accept.find("text/calendar") != std::string::npos : format == "ics";
}

std::vector<store::Session const*> sessions_at(store::Catalog const& catalog, std::string_view place,
                                               store::Visibility viewer) {
  return sessions_if(catalog, viewer, [&](store::Session const& session) {
    if (!session.place.empty()) {
      return session.place == place;
    }
    store::Offer const* const offer = session.offer.empty() ? nullptr : offer_by_id(catalog, session.offer);
    return offer != nullptr && offer->place == place;
  });
}

std::vector<store::Session const*> sessions_of(store::Catalog const& catalog, std::string_view offer,
                                               store::Visibility viewer) {
  return sessions_if(catalog, viewer, [&](store::Session const& session) { return session.offer == offer; });
}

Response calendar_answer(Context const& context, std::vector<store::Session const*> sessions, std::string_view name,
                         Paging const& paging) {
  store::Catalog const& catalog = *context.state.catalog;
  std::sort(sessions.begin(), sessions.end(), [](store::Session const* a, store::Session const* b) {
    return a->starts != b->starts ? a->starts < b->starts : a->head.id < b->head.id;
  });
  auto first = sessions.begin() + static_cast<std::ptrdiff_t>(std::min(paging.offset, sessions.size()));
  if (paging.after) {
    first = std::find_if(sessions.begin(), sessions.end(), [&](store::Session const* one) {
      return one->starts != paging.after->text ? one->starts > paging.after->text : one->head.id > paging.after->id;
    });
  }
  std::size_t const limit = asks_for(context.request, "limit") ? paging.limit : kMaxLimit;
  auto const last = first + std::min<std::ptrdiff_t>(sessions.end() - first, static_cast<std::ptrdiff_t>(limit));
  std::string const zone(catalog.setting("timezone"));
  std::set<std::string> zones;
  for (auto one = first; one != last; ++one) {
    zones.insert(store::calendar_zone(**one, zone));
  }
  Languages const languages = wanted_languages(context.values.text("lang"), context.request.accept_language);
  std::string_view const language = languages.empty() ? std::string_view() : std::string_view(languages.front());
  Response response;
  store::CalendarWriter const writer({.name = std::string(name.empty() ? catalog.setting("name") : name),
                                      .url = self_url(context.request),
                                      .zone = zone,
                                      .program = {}},
                                     zones, response.body);
  std::size_t written = 0;
  for (auto one = first; one != last; ++one) {
    if (++written % 256 == 0 && context.late()) {
      return too_late();
    }
    writer.add(item_of(context, **one, language), response.body);
  }
  store::CalendarWriter::end(response.body);
  response.content_type = "text/calendar; charset=utf-8";
  response.headers.emplace_back("Content-Disposition", "inline; filename=\"calendar.ics\"");
  if (last != sessions.end() && last != first) {
    store::Session const& end = **(last - 1);
    PageKey const key{.order = 'k', .number = 0, .text = end.starts, .id = end.head.id};
    response.headers.emplace_back(
        "Link", fmt::format("<{}>; rel=\"next\"; type=\"text/calendar\"",
                            self_url(context.request, {{"next", format_page_key(key)}, {"offset", std::string()}})));
  }
  vary_by_language(context, response);
  if (!context.values.has("f")) {
    auto const vary =
        std::find_if(response.headers.begin(), response.headers.end(), [](auto const& h) { return h.first == "Vary"; });
    if (vary == response.headers.end()) {
      response.headers.emplace_back("Vary", "Accept");
    } else {
      vary->second += ", Accept";
    }
  }
  return response;
}

}  // namespace cartable::server::api
