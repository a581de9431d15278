#include "server/api/usage.hpp"

#include "base/text.hpp"
#include "server/api/language.hpp"
#include "server/api/place_page.hpp"
#include "store/catalog.hpp"
#include "store/taxonomy.hpp"

#include <algorithm>

namespace cartable::server::api {
namespace {

constexpr std::string_view kPlaceItems = "/api/collections/places/items/";
constexpr std::string_view kPlacePages = "/places/";

/// Languages and kinds of one view, and the kinds that are not in the table.
std::size_t row_length() noexcept { return kUsageLanguages.size() + store::kinds().size() + 1; }

std::optional<View> view_of(Route const& route, Request const& request) noexcept {
  if (route.handler == handle_nearest) {
    return View::nearest;
  }
  if (route.handler == handle_within || route.handler == handle_within_body) {
    return View::within;
  }
  if (route.handler == handle_search) {
    return View::search;
  }
  if (route.handler == handle_items) {
    return View::list;
  }
  if (route.handler == handle_place_page || (route.handler == handle_item && request.path.starts_with(kPlaceItems))) {
    return View::place;
  }
  return std::nullopt;
}

std::string_view parameter(Request const& request, std::string_view name) noexcept {
  for (auto const& [key, value] : request.query) {
    if (key == name) {
      return value;
    }
  }
  return {};
}

std::uint8_t language_of(Request const& request) {
  constexpr std::size_t kOther = kUsageLanguages.size() - 1;
  Languages const wanted = wanted_languages(parameter(request, "lang"), request.accept_language);
  std::size_t index = kOther;
  if (!wanted.empty()) {
    std::string_view const tag = wanted.front();
    std::string_view const primary = tag.substr(0, tag.find_first_of("-_"));
    index = static_cast<std::size_t>(std::find(kUsageLanguages.begin(), kUsageLanguages.end() - 1, primary) -
                                     kUsageLanguages.begin());
  }
  return static_cast<std::uint8_t>(index);
}

/// Only words of our own table are told apart: what somebody typed is kept nowhere.
void add_kind(std::vector<std::uint16_t>& kinds, std::string_view slug) {
  store::Kind const* const kind = store::find_kind(slug);
  auto const index =
      static_cast<std::uint16_t>(kind != nullptr ? kind - store::kinds().data() : std::ssize(store::kinds()));
  if (std::find(kinds.begin(), kinds.end(), index) == kinds.end()) {
    kinds.push_back(index);
  }
}

}  // namespace

std::string_view to_string(View view) noexcept {
  switch (view) {
    case View::page: return "page";
    case View::nearest: return "nearest";
    case View::within: return "within";
    case View::search: return "search";
    case View::place: return "place";
    case View::list: return "list";
  }
  return "page";
}

std::optional<Usage> usage_of(Request const& request, Route const& route, int status, CityState const* city) {
  bool const reads = request.method == Method::get || request.method == Method::post;
  if (!reads || request.authorized || (status != 200 && status != 304)) {
    return std::nullopt;
  }
  std::optional<View> const view = view_of(route, request);
  if (!view) {
    return std::nullopt;
  }
  Usage usage{.view = *view, .language = language_of(request)};
  if (*view == View::place) {
    std::string_view const prefix = request.path.starts_with(kPlacePages) ? kPlacePages : kPlaceItems;
    std::string id;
    if (city != nullptr && city->catalog &&
        percent_decode(std::string_view(request.path).substr(prefix.size()), false, id)) {
      auto const found = city->catalog->find(id, request.viewer);
      if (found && !found->place->kinds.empty()) {
        add_kind(usage.kinds, found->place->kinds.front());
      }
    }
    return usage;
  }
  for (std::string const& slug : base::split(parameter(request, "kind"), ',')) {
    add_kind(usage.kinds, slug);
  }
  return usage;
}

std::string_view usage_language(Request const& request) { return kUsageLanguages[language_of(request)]; }

Usage page_usage(Request const& request) { return {.view = View::page, .language = language_of(request)}; }

UsageCounters::UsageCounters() : values_(size()) {}

void UsageCounters::count(Usage const& usage) noexcept {
  std::size_t const row = static_cast<std::size_t>(usage.view) * row_length();
  bump(row + usage.language);
  for (std::uint16_t const kind : usage.kinds) {
    bump(row + kUsageLanguages.size() + kind);
  }
}

std::size_t UsageCounters::size() noexcept { return kViews * row_length(); }

UsageCounters::Cell UsageCounters::cell(std::size_t index) noexcept {
  Cell cell{.view = to_string(static_cast<View>(index / row_length())), .language = {}, .kind = {}};
  std::size_t const column = index % row_length();
  if (column < kUsageLanguages.size()) {
    cell.language = kUsageLanguages[column];
    return cell;
  }
  std::size_t const kind = column - kUsageLanguages.size();
  cell.kind = kind < store::kinds().size() ? store::kinds()[kind].slug : std::string_view("other");
  return cell;
}

}  // namespace cartable::server::api
