#include "server/api/hsds_api.hpp"

#include "base/format.hpp"
#include "base/json.hpp"
#include "base/text.hpp"
#include "geo/metric.hpp"
#include "server/api/features.hpp"
#include "server/api/ics.hpp"
#include "server/api/visible.hpp"
#include "store/hsds.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <map>
#include <optional>
#include <set>
#include <unordered_map>
#include <unordered_set>

namespace cartable::server::api {
namespace {

using base::OrderedJson;
using store::HsdsService;
using namespace std::string_view_literals;

constexpr std::array kBooleans{"true"sv, "false"sv};
constexpr std::size_t kMostPerPage = 1000;
constexpr std::string_view kJson = "application/json";

Response json_answer(OrderedJson const& document) {
  Response response;
  response.content_type = kJson;
  response.body = base::to_text(document);
  return response;
}

/// The services that a viewer may see: every offer, then every place without any; in an order that stays.
class Services {
 public:
  explicit Services(Context const& context) : catalog_(*context.state.catalog), viewer_(context.request.viewer) {
    city_.name = catalog_.setting("name");
    city_.region = catalog_.setting("region");
    std::string_view const zone = catalog_.setting("timezone");
    city_.zone = zone.empty() ? std::nullopt : base::TimeZone::find(zone);
    // Schedules are given from this day on: the same all day long, so that answers can be kept.
    city_.now = std::chrono::duration_cast<std::chrono::seconds>(
                    std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now()).time_since_epoch())
                    .count();
    for (store::Organisation const& one : catalog_.organisations()) {
      if (may_see(viewer_, one.head.visibility)) {
        organisations_.emplace(one.head.id, &one);
      }
    }
    std::unordered_set<std::string_view> with_offers;
    for (store::Offer const& offer : catalog_.offers()) {
      if (is_listed(catalog_, offer, viewer_)) {
        store::Place const* const place = seen_place(catalog_, offer.place, viewer_);
        if (place != nullptr) {
          with_offers.insert(place->head.id);
        }
        all_.push_back({.offer = &offer, .place = place, .organisation = nullptr, .sessions = {}});
      }
    }
    auto const selection = catalog_.select({}, viewer_);
    for (std::uint32_t row = 0; row < catalog_.size(); ++row) {
      store::Place const& place = catalog_.place(store::PlaceRow(row));
      if (selection->all.test(row) && !with_offers.contains(place.head.id)) {
        all_.push_back({.offer = nullptr, .place = &place, .organisation = nullptr, .sessions = {}});
      }
    }
    for (HsdsService& one : all_) {
      std::string_view id = one.offer != nullptr ? std::string_view(one.offer->organisation) : std::string_view();
      if (id.empty() && one.place != nullptr) {
        id = one.place->organisation;
      }
      auto const found = organisations_.find(id);
      one.organisation = found == organisations_.end() ? nullptr : found->second;
    }
  }

  [[nodiscard]] std::vector<HsdsService> const& all() const noexcept { return all_; }
  [[nodiscard]] store::HsdsCity const& city() const noexcept { return city_; }

  /// The service with its sessions and without claims for groups that the viewer may not see.
  template <class Write>
  OrderedJson shown(HsdsService const& service, Write const& write) const {
    HsdsService full = service;
    std::optional<store::Offer> offer;
    std::optional<store::Place> place;
    if (service.offer != nullptr) {
      offer = *service.offer;
      hide_groups(offer->audiences);
      full.offer = &*offer;
      full.sessions = sessions_of(catalog_, service.offer->head.id, viewer_);
    }
    if (service.place != nullptr) {
      place = *service.place;
      hide_groups(place->audiences);
      full.place = &*place;
      if (service.offer == nullptr) {
        full.sessions = sessions_at(catalog_, service.place->head.id, viewer_);
      }
    }
    return write(full);
  }
  [[nodiscard]] bool sees_group(std::string_view slug) const { return may_see_group(catalog_, slug, viewer_); }

 private:
  void hide_groups(std::map<std::string, store::AudienceClaim, std::less<>>& claims) const {
    std::erase_if(claims, [&](auto const& claim) { return !sees_group(claim.first); });
  }

  store::Catalog const& catalog_;
  Visibility viewer_;
  store::HsdsCity city_;
  std::unordered_map<std::string_view, store::Organisation const*> organisations_;
  std::vector<HsdsService> all_;
};

std::vector<Parameter> paging_parameters() {
  return {{.name = "page",
           .description = "Number of the page, from 1.",
           .type = ParameterType::integer,
           .minimum = 1,
           .maximum = 1e7,
           .fallback = "1"},
          {.name = "per_page",
           .description = "Entries of a page; more than 1000 is served as 1000.",
           .type = ParameterType::integer,
           .minimum = 1,
           .maximum = kMostPerPage,
           .clamp = true,
           .fallback = "50"}};
}

/// A page of a list, as ORUK heads it. \param write  the entry with a number
template <class Write>
Response page_answer(Context const& context, std::size_t total, Write const& write) {
  auto const number = static_cast<std::size_t>(context.values.integer("page").value_or(1));
  auto const size = static_cast<std::size_t>(context.values.integer("per_page").value_or(50));
  std::size_t const pages = (total + size - 1) / size;
  std::size_t const first = std::min((number - 1) * size, total);
  std::size_t const last = std::min(first + size, total);
  Response response;
  response.content_type = kJson;
  std::string& out = response.body;
  out = fmt::format(
      "{{\"total_items\":{},\"total_pages\":{},\"page_number\":{},\"size\":{},\"first_page\":{},\"last_page\":{},"
      "\"empty\":{},\"contents\":[",
      total, pages, number, last - first, number == 1, number >= pages, first == last);
  for (std::size_t i = first; i < last; ++i) {
    if (i % 64 == 63 && context.late()) {
      return too_late();
    }
    if (i > first) {
      out.push_back(',');
    }
    out += base::to_text(write(i));
  }
  out += "]}";
  if (number < pages) {
    response.headers.emplace_back("Link",
                                  fmt::format("<{}>; rel=\"next\"; type=\"application/json\"",
                                              self_url(context.request, {{"page", std::to_string(number + 1)}})));
  }
  return response;
}

/// Whether every word of a search text begins a word of a name or description.
bool speaks_of(HsdsService const& service, std::vector<std::string> const& words) {
  std::string text = " ";
  auto const add = [&](std::string_view more) { text += base::fold(more) + " "; };
  auto const add_all = [&](store::LangMap const& all) {
    for (auto const& [language, more] : all) {
      add(more);
    }
  };
  if (service.offer != nullptr) {
    add(service.offer->name);
    add_all(service.offer->names);
    add_all(service.offer->description);
  }
  if (service.place != nullptr) {
    add(service.place->name);
    add_all(service.place->names);
    add(service.place->operator_name);
  }
  return std::all_of(words.begin(), words.end(),
                     [&](std::string const& word) { return text.find(" " + word) != std::string::npos; });
}

std::string_view modified(HsdsService const& service) {
  if (service.offer != nullptr) {
    return service.offer->checked;
  }
  return service.place != nullptr ? std::string_view(service.place->checked) : std::string_view();
}

/// What services are asked for.
std::vector<HsdsService const*> wanted_services(Context const& context, Services const& services) {
  Values const& values = context.values;
  std::vector<std::string> const words = base::split(base::fold(values.text("search")), ' ');
  std::vector<std::string> const terms = values.list("taxonomy_term_id");
  std::vector<std::string> const taxonomies = values.list("taxonomy_id");
  std::string_view const organization = values.text("organization_id");
  auto const since = values.interval("modified_after");
  std::vector<HsdsService const*> out;
  for (HsdsService const& one : services.all()) {
    if (!organization.empty() && store::hsds_organization_id(one) != organization) {
      continue;
    }
    if (!words.empty() && !speaks_of(one, words)) {
      continue;
    }
    if (since) {
      auto const moment = parse_moment(modified(one));
      if (!moment || (since->to && moment->second <= *since->to)) {
        continue;
      }
    }
    if (!terms.empty() || !taxonomies.empty()) {
      auto const own = store::hsds_terms_of(one);
      auto const has = [&](auto const& term) {
        if (term.first == "audience" && !services.sees_group(term.second)) {
          return false;
        }
        auto const in = [](std::vector<std::string> const& list, std::string const& id) {
          return list.empty() || std::find(list.begin(), list.end(), id) != list.end();
        };
        return in(terms, store::hsds_term_id(term.first, term.second)) &&
               in(taxonomies, store::hsds_taxonomy_id(term.first));
      };
      if (std::none_of(own.begin(), own.end(), has)) {
        continue;
      }
    }
    out.push_back(&one);
  }
  return out;
}

std::vector<Parameter> service_parameters() {
  return join({paging_parameters(),
               {{.name = "search",
                 .description = "Words that the name, description or place begins with, all of them.",
                 .type = ParameterType::text},
                {.name = "taxonomy_term_id",
                 .description = "Described by any of these terms (see /api/hsds/taxonomy_terms).",
                 .type = ParameterType::slugs},
                {.name = "taxonomy_id",
                 .description = "Described by a term of any of these taxonomies.",
                 .type = ParameterType::slugs},
                {.name = "organization_id", .description = "Given by this organization.", .type = ParameterType::text},
                {.name = "modified_after",
                 .description = "Checked after this date or moment; what nobody has dated is left out.",
                 .type = ParameterType::interval,
                 .max_length = 80},
                {.name = "minimal",
                 .description = "true: id, name, description, status and last_modified alone.",
                 .type = ParameterType::choice,
                 .fallback = "false",
                 .choices = kBooleans},
                {.name = "full",
                 .description = "true: with all that belongs to each service.",
                 .type = ParameterType::choice,
                 .fallback = "false",
                 .choices = kBooleans}}});
}

Response handle_root(Context& context) {
  if (!context.values.mistakes().empty()) {
    return bad_parameters(context.values.mistakes());
  }
  std::string const& base = context.request.base_url;
  return json_answer(OrderedJson{{"version", "3.0"},
                                 {"profile", "https://docs.openreferraluk.org/en/latest/"},
                                 {"openapi_url", base + "/api/openapi.json"},
                                 {"services", base + "/api/hsds/services"},
                                 {"service_at_locations", base + "/api/hsds/service_at_locations"},
                                 {"organizations", base + "/api/hsds/organizations"},
                                 {"taxonomies", base + "/api/hsds/taxonomies"},
                                 {"taxonomy_terms", base + "/api/hsds/taxonomy_terms"}});
}

Response handle_services(Context& context) {
  if (!context.values.mistakes().empty()) {
    return bad_parameters(context.values.mistakes());
  }
  Services const services(context);
  std::vector<HsdsService const*> const wanted = wanted_services(context, services);
  bool const minimal = context.values.text("minimal") == "true";
  bool const full = context.values.text("full") == "true";
  return page_answer(context, wanted.size(), [&](std::size_t i) {
    return services.shown(*wanted[i], [&](HsdsService const& one) {
      if (minimal) {
        return store::hsds_service_minimal(one);
      }
      OrderedJson out = store::hsds_service(one, services.city(), full);
      if (!full) {
        OrderedJson const organization = store::hsds_organization(one);
        out["organization"] = {{"id", organization["id"]}, {"name", organization["name"]}};
      }
      return out;
    });
  });
}

Response handle_service(Context& context) {
  if (!context.values.mistakes().empty()) {
    return bad_parameters(context.values.mistakes());
  }
  Services const services(context);
  for (HsdsService const& one : services.all()) {
    if (store::hsds_service_id(one.offer, one.place) == context.args.front()) {
      return json_answer(services.shown(
          one, [&](HsdsService const& shown) { return store::hsds_service(shown, services.city(), true); }));
    }
  }
  return problem(404, "there is no service with this id");
}

/// The middle of the places with a postcode, for "near this postcode".
std::optional<geo::LonLat> middle_of(Services const& services, std::string_view postcode) {
  double lon = 0, lat = 0;
  std::size_t count = 0;
  for (HsdsService const& one : services.all()) {
    if (one.place == nullptr || !one.place->point) {
      continue;
    }
    auto const own = one.place->address.find("postcode");
    if (own != one.place->address.end() && base::fold(own->second) == postcode) {
      lon += one.place->point->lon;
      lat += one.place->point->lat;
      ++count;
    }
  }
  auto const n = static_cast<double>(count);
  return count == 0 ? std::nullopt : std::optional(geo::LonLat{.lon = lon / n, .lat = lat / n});
}

Response handle_service_at_locations(Context& context) {
  if (context.values.has("proximity") && !context.values.has("postcode")) {
    context.values.mistake("postcode", "postcode: is required together with proximity");
  }
  if (!context.values.mistakes().empty()) {
    return bad_parameters(context.values.mistakes());
  }
  Services const services(context);
  std::string const postcode = base::fold(context.values.text("postcode"));
  auto const proximity = context.values.number("proximity");
  auto const middle = proximity ? middle_of(services, postcode) : std::nullopt;
  std::vector<HsdsService const*> wanted;
  for (HsdsService const* const one : wanted_services(context, services)) {
    if (one->place == nullptr) {
      continue;
    }
    if (!postcode.empty() && proximity) {
      if (!middle || !one->place->point || geo::distance(*middle, *one->place->point).value() > *proximity) {
        continue;
      }
    } else if (!postcode.empty()) {
      auto const own = one->place->address.find("postcode");
      if (own == one->place->address.end() || base::fold(own->second) != postcode) {
        continue;
      }
    }
    wanted.push_back(one);
  }
  return page_answer(context, wanted.size(), [&](std::size_t i) {
    return services.shown(*wanted[i], [&](HsdsService const& one) {
      return store::hsds_service_at_location(one, services.city(), true);
    });
  });
}

Response handle_service_at_location(Context& context) {
  if (!context.values.mistakes().empty()) {
    return bad_parameters(context.values.mistakes());
  }
  Services const services(context);
  for (HsdsService const& one : services.all()) {
    if (one.place != nullptr && store::hsds_service_at_location_id(one) == context.args.front()) {
      return json_answer(services.shown(one, [&](HsdsService const& shown) {
        return store::hsds_service_at_location(shown, services.city(), true);
      }));
    }
  }
  return problem(404, "there is no service at a location with this id");
}

/// One service of each organization, by id.
std::map<std::string, HsdsService const*> organizations(Services const& services) {
  std::map<std::string, HsdsService const*> out;
  for (HsdsService const& one : services.all()) {
    out.emplace(store::hsds_organization_id(one), &one);
  }
  return out;
}

Response handle_organizations(Context& context) {
  if (!context.values.mistakes().empty()) {
    return bad_parameters(context.values.mistakes());
  }
  Services const services(context);
  std::vector<HsdsService const*> wanted;
  for (auto const& [id, one] : organizations(services)) {
    wanted.push_back(one);
  }
  return page_answer(context, wanted.size(), [&](std::size_t i) { return store::hsds_organization(*wanted[i]); });
}

Response handle_organization(Context& context) {
  if (!context.values.mistakes().empty()) {
    return bad_parameters(context.values.mistakes());
  }
  Services const services(context);
  auto const all = organizations(services);
  auto const found = all.find(context.args.front());
  return found == all.end() ? problem(404, "there is no organization with this id")
                            : json_answer(store::hsds_organization(*found->second));
}

Response handle_taxonomies(Context& context) {
  if (!context.values.mistakes().empty()) {
    return bad_parameters(context.values.mistakes());
  }
  auto const all = store::hsds_taxonomies();
  return page_answer(context, all.size(), [&](std::size_t i) { return store::hsds_taxonomy(all[i]); });
}

Response handle_taxonomy(Context& context) {
  if (!context.values.mistakes().empty()) {
    return bad_parameters(context.values.mistakes());
  }
  for (store::HsdsTaxonomy const& one : store::hsds_taxonomies()) {
    if (store::hsds_taxonomy_id(one.slug) == context.args.front()) {
      return json_answer(store::hsds_taxonomy(one));
    }
  }
  return problem(404, "there is no taxonomy with this id");
}

/// The terms of the tables and those that only this city has, as far as the viewer may see them.
std::vector<std::pair<std::string, std::string>> terms_for(Services const& services) {
  auto out = store::hsds_terms();
  std::set<std::pair<std::string, std::string>> seen(out.begin(), out.end());
  for (HsdsService const& one : services.all()) {
    for (auto const& term : store::hsds_terms_of(one)) {
      if (seen.insert(term).second) {
        out.push_back(term);
      }
    }
  }
  std::erase_if(out, [&](auto const& term) { return term.first == "audience" && !services.sees_group(term.second); });
  return out;
}

Response handle_terms(Context& context) {
  if (!context.values.mistakes().empty()) {
    return bad_parameters(context.values.mistakes());
  }
  Services const services(context);
  auto terms = terms_for(services);
  std::string_view const taxonomy = context.values.text("taxonomy_id");
  if (!taxonomy.empty()) {
    std::erase_if(terms, [&](auto const& term) { return store::hsds_taxonomy_id(term.first) != taxonomy; });
  }
  return page_answer(context, terms.size(),
                     [&](std::size_t i) { return store::hsds_term(terms[i].first, terms[i].second); });
}

Response handle_term(Context& context) {
  if (!context.values.mistakes().empty()) {
    return bad_parameters(context.values.mistakes());
  }
  Services const services(context);
  for (auto const& term : terms_for(services)) {
    if (store::hsds_term_id(term.first, term.second) == context.args.front()) {
      return json_answer(store::hsds_term(term.first, term.second));
    }
  }
  return problem(404, "there is no taxonomy term with this id");
}

}  // namespace

std::vector<Route> hsds_routes() {
  Answer const list{200, kJson, "HsdsPage", "A page of entries (HSDS 3.0)"};
  Answer const one{200, kJson, "", "The entry (HSDS 3.0)"};
  Answer const invalid{400, "application/problem+json", "Problem", "Names every bad parameter"};
  Answer const missing{404, "application/problem+json", "Problem", "There is no such thing"};
  Answer const later{503, "application/problem+json", "Problem", "Not now; Retry-After says when"};
  std::vector<Route> routes;
  auto const add = [&](std::string_view pattern, std::string_view operation, std::string_view summary,
                       Response (*handler)(Context&), std::vector<Parameter> parameters) {
    bool const single = pattern.find('{') != std::string_view::npos;
    routes.push_back({.pattern = pattern,
                      .operation = operation,
                      .tag = "open-referral",
                      .summary = summary,
                      .handler = handler,
                      .parameters = std::move(parameters),
                      .answers = {single ? one : list, invalid, single ? missing : later, later},
                      .cost = Cost::heavy});
    if (!single) {
      routes.back().answers.pop_back();
    }
  };
  routes.push_back({.pattern = "/api/hsds",
                    .operation = "getHsds",
                    .tag = "open-referral",
                    .summary = "The Open Referral UK reading API: version and addresses",
                    .handler = handle_root,
                    .parameters = {},
                    .answers = {{200, kJson, "", "Version and addresses"}, invalid},
                    .needs_city = false});
  add("/api/hsds/services", "getHsdsServices", "Services: what can be learnt, and places without offers of their own",
      handle_services, service_parameters());
  add("/api/hsds/services/{hsdsId}", "getHsdsService", "A service with all that belongs to it", handle_service, {});
  add("/api/hsds/service_at_locations", "getHsdsServiceAtLocations", "Services where they are given",
      handle_service_at_locations,
      join({service_parameters(),
            {{.name = "postcode",
              .description = "At this postcode, or near it with proximity.",
              .type = ParameterType::text},
             {.name = "proximity",
              .description = "Metres around the middle of the places with the postcode.",
              .type = ParameterType::number,
              .minimum = 0,
              .maximum = 100000}}}));
  add("/api/hsds/service_at_locations/{hsdsId}", "getHsdsServiceAtLocation", "A service at a location",
      handle_service_at_location, {});
  add("/api/hsds/organizations", "getHsdsOrganizations", "Who gives services", handle_organizations,
      paging_parameters());
  add("/api/hsds/organizations/{hsdsId}", "getHsdsOrganization", "An organization", handle_organization, {});
  add("/api/hsds/taxonomies", "getHsdsTaxonomies", "Lists of terms", handle_taxonomies, paging_parameters());
  add("/api/hsds/taxonomies/{hsdsId}", "getHsdsTaxonomy", "A list of terms", handle_taxonomy, {});
  add("/api/hsds/taxonomy_terms", "getHsdsTaxonomyTerms", "Terms: kinds, fields, levels, pillars, groups, modalities",
      handle_terms,
      join({paging_parameters(),
            {{.name = "taxonomy_id", .description = "Of this list.", .type = ParameterType::text}}}));
  add("/api/hsds/taxonomy_terms/{hsdsId}", "getHsdsTaxonomyTerm", "A term", handle_term, {});
  return routes;
}

}  // namespace cartable::server::api
