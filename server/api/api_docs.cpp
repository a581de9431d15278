#include "server/api/api_docs.hpp"

#include "base/format.hpp"
#include "server/api/html_text.hpp"
#include "server/api/service.hpp"

#include <algorithm>
#include <limits>

namespace cartable::server::api {
namespace {

/// The values that a parameter takes, in words.
std::string values_of(Parameter const& p) {
  std::string out;
  switch (p.type) {
    case ParameterType::number:
    case ParameterType::integer:
      out = p.type == ParameterType::number ? "number" : "whole number";
      out += p.maximum < std::numeric_limits<double>::max() ? fmt::format(", {} to {}", p.minimum, p.maximum)
                                                            : fmt::format(", at least {}", p.minimum);
      break;
    case ParameterType::choice: out = fmt::format("one of {}", fmt::join(p.choices, ", ")); break;
    case ParameterType::choices: out = fmt::format("any of {}, by comma", fmt::join(p.choices, ", ")); break;
    case ParameterType::bbox: out = "west,south,east,north"; break;
    case ParameterType::interval: out = "moment, date or start/end"; break;
    case ParameterType::integers: out = fmt::format("whole numbers, {} to {}, by comma", p.minimum, p.maximum); break;
    case ParameterType::slugs: out = "names, by comma"; break;
    case ParameterType::topics: out = "ISCED-F codes or words, by comma"; break;
    case ParameterType::ranges: out = "languages, by comma"; break;
    case ParameterType::cql2: out = "CQL2 text"; break;
    case ParameterType::day: out = "date or moment"; break;
    case ParameterType::city_time: out = "now, or a time of the city"; break;
    case ParameterType::city_span: out = "start/end in times of the city, or a date"; break;
    case ParameterType::text:
    case ParameterType::words: out = "text"; break;
  }
  if (!p.fallback.empty()) {
    out += fmt::format("; {} when absent", p.fallback);
  }
  return out;
}

void append_parameters(std::string& out, Route const& route) {
  if (route.parameters.empty()) {
    return;
  }
  out +=
      "<div class=\"table\"><table><caption>Parameters of the query</caption><thead><tr><th scope=\"col\">Name</th>"
      "<th scope=\"col\">Values</th><th scope=\"col\">Meaning</th></tr></thead><tbody>\n";
  for (Parameter const& p : route.parameters) {
    out += fmt::format("<tr><th scope=\"row\"><code>{}</code>{}</th><td>{}</td><td>{}</td></tr>\n", escape_html(p.name),
                       p.required ? " (required)" : "", escape_html(values_of(p)), escape_html(p.description));
  }
  out += "</tbody></table></div>\n";
}

void append_answers(std::string& out, Route const& route) {
  out += "<dl>";
  for (Answer const& answer : route.answers) {
    out += fmt::format("<dt>{}{}{}</dt><dd>{}</dd>", answer.status, answer.type.empty() ? "" : " ",
                       escape_html(answer.type), escape_html(answer.description));
  }
  out += "</dl>\n";
}

/// The tags of the table, in its order.
std::vector<std::string_view> tags_of(std::vector<Route> const& routes) {
  std::vector<std::string_view> tags;
  for (Route const& route : routes) {
    if (std::find(tags.begin(), tags.end(), route.tag) == tags.end()) {
      tags.push_back(route.tag);
    }
  }
  return tags;
}

}  // namespace

Response handle_api_docs(Context& context) {
  if (!context.values.mistakes().empty()) {
    return bad_parameters(context.values.mistakes());
  }
  std::string const base = escape_html(context.request.base_url);
  std::vector<Route> const& routes = context.api.routes();
  Response response;
  std::string& out = response.body;
  open_page(out, {.title = "Cartable API",
                  .nav = fmt::format("<a href=\"{}/api?f=html\">API</a> › <a href=\"{}/api/collections?f=html\">"
                                     "Collections</a> › <a href=\"{}/api/openapi.json\">OpenAPI 3.0</a>",
                                     base, base, base)});
  out +=
      "<h1>Cartable API</h1>\n<p>The map of everything a person can learn in a city. Answers are JSON or GeoJSON in "
      "WGS 84; errors are problem documents (RFC 9457) that name every bad parameter. Unknown parameters and "
      "parameters given twice are refused. No key is needed.</p>\n<nav aria-label=\"Operations\"><ul>\n";
  std::vector<std::string_view> const tags = tags_of(routes);
  for (std::string_view const tag : tags) {
    out += fmt::format("<li><a href=\"#{}\">{}</a></li>\n", escape_html(tag), escape_html(tag));
  }
  out += "</ul></nav>\n";
  for (std::string_view const tag : tags) {
    out += fmt::format("<section aria-labelledby=\"{}\"><h2 id=\"{}\">{}</h2>\n", escape_html(tag), escape_html(tag),
                       escape_html(tag));
    for (Route const& route : routes) {
      if (route.tag != tag) {
        continue;
      }
      std::string_view const method = route.method == Method::post ? "POST" : "GET";
      bool const is_link =
          route.method == Method::get && route.pattern.find('{') == std::string_view::npos &&
          std::none_of(route.parameters.begin(), route.parameters.end(), [](Parameter const& p) { return p.required; });
      std::string const path = escape_html(route.pattern);
      out += fmt::format("<article id=\"{}\"><h3>{} <code>{}</code></h3><p>{}</p>\n", escape_html(route.operation),
                         method, is_link ? fmt::format("<a href=\"{}{}\">{}</a>", base, path, path) : path,
                         escape_html(route.summary));
      append_parameters(out, route);
      append_answers(out, route);
      out += "</article>\n";
    }
    out += "</section>\n";
  }
  close_page(out);
  response.content_type = "text/html; charset=utf-8";
  response.headers.emplace_back("Content-Security-Policy", page_policy());
  return response;
}

}  // namespace cartable::server::api
