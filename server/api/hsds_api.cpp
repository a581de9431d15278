#include "server/api/hsds_api.hpp"

#include "base/format.hpp"
#include "base/json.hpp"
#include "base/text.hpp"
#include "geo/metric.hpp"
#include "server/api/features.hpp"
#include "server/api/hsds_services.hpp"
#include "store/hsds.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <optional>

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
  HsdsServices const services(context);
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
  HsdsServices const services(context);
  for (HsdsService const& one : services.all()) {
    if (store::hsds_service_id(one.offer, one.place) == context.args.front()) {
      return json_answer(services.shown(
          one, [&](HsdsService const& shown) { return store::hsds_service(shown, services.city(), true); }));
    }
  }
  return problem(404, "there is no service with this id");
}

Response handle_service_at_locations(Context& context) {
  if (context.values.has("proximity") && !context.values.has("postcode")) {
    context.values.mistake("postcode", "postcode: is required together with proximity");
  }
  if (!context.values.mistakes().empty()) {
    return bad_parameters(context.values.mistakes());
  }
  HsdsServices const services(context);
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
  HsdsServices const services(context);
  for (HsdsService const& one : services.all()) {
    if (one.place != nullptr && store::hsds_service_at_location_id(one) == context.args.front()) {
      return json_answer(services.shown(one, [&](HsdsService const& shown) {
        return store::hsds_service_at_location(shown, services.city(), true);
      }));
    }
  }
  return problem(404, "there is no service at a location with this id");
}

Response handle_organizations(Context& context) {
  if (!context.values.mistakes().empty()) {
    return bad_parameters(context.values.mistakes());
  }
  HsdsServices const services(context);
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
  HsdsServices const services(context);
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

Response handle_terms(Context& context) {
  if (!context.values.mistakes().empty()) {
    return bad_parameters(context.values.mistakes());
  }
  HsdsServices const services(context);
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
  HsdsServices const services(context);
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
