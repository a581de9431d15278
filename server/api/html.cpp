#include "base/format.hpp"
#include "base/json.hpp"
#include "server/api/collection.hpp"
#include "server/api/html_text.hpp"
#include "server/api/page.hpp"

#include <algorithm>
#include <array>

namespace cartable::server::api {
namespace {

using base::OrderedJson;

void append_value(std::string& out, OrderedJson const& value);

void append_members(std::string& out, OrderedJson const& object) {
  out += "<dl>";
  for (auto const& [name, value] : object.items()) {
    if (name == "links" || name == "features" || name == "collections" || name == "footprint") {
      continue;
    }
    out += fmt::format("<dt>{}</dt><dd>", escape_html(name));
    append_value(out, value);
    out += "</dd>";
  }
  out += "</dl>\n";
}

void append_value(std::string& out, OrderedJson const& value) {
  if (value.is_string()) {
    auto const& text = value.get_ref<std::string const&>();
    out += is_web_link(text)
               ? fmt::format("<a rel=\"nofollow\" href=\"{}\">{}</a>", escape_html(text), escape_html(text))
               : isolated_html(text);
  } else if (value.is_object()) {
    if (value.contains("coordinates") && value.value("type", OrderedJson()) != OrderedJson("Point")) {
      out += escape_html(value.value("type", std::string("area")));
    } else {
      append_members(out, value);
    }
  } else if (value.is_array() && std::any_of(value.begin(), value.end(), [](auto const& v) { return v.is_object(); })) {
    out += "<ul>";
    for (OrderedJson const& one : value) {
      out += "<li>";
      append_value(out, one);
      out += "</li>";
    }
    out += "</ul>";
  } else {
    out += escape_html(base::to_text(value));
  }
}

void append_entry(std::string& out, OrderedJson const& entry, std::string_view href) {
  OrderedJson const properties = entry.value("properties", entry);
  std::string const id = entry.value("id", std::string());
  std::string name = properties.value("name", properties.value("title", std::string()));
  name = name.empty() ? id : name;
  out += fmt::format("<article><h2><a href=\"{}/{}?f=html\">{}</a></h2>", escape_html(href), escape_html(id),
                     isolated_html(name));
  append_members(out, properties);
  out += "</article>\n";
}

}  // namespace

std::vector<Parameter> format_parameters() {
  using namespace std::string_view_literals;
  static constexpr std::array kFormats{"json"sv, "html"sv};
  return {{.name = "f",
           .description = "json, or html for a page to read; without it Accept decides.",
           .type = ParameterType::choice,
           .choices = kFormats}};
}

bool wants_html(Context const& context) noexcept {
  std::string_view const format = context.values.text("f");
  if (!format.empty()) {
    return format == "html";
  }
  // Browsers put text/html first; programs that take anything get JSON.
  std::string_view const accept = context.request.accept;
  std::size_t const html = accept.find("text/html");
  std::size_t const json = accept.find("json");
  return html != std::string_view::npos && (json == std::string_view::npos || html < json);
}

Response as_html(Context const& context, Response json, std::string_view title) {
  if (json.status != 200) {
    return json;
  }
  bool const chosen_by_header = !context.values.has("f");
  auto const vary =
      std::find_if(json.headers.begin(), json.headers.end(), [](auto const& h) { return h.first == "Vary"; });
  if (chosen_by_header) {
    if (vary == json.headers.end()) {
      json.headers.emplace_back("Vary", "Accept");
    } else {
      vary->second += ", Accept";
    }
  }
  if (!wants_html(context)) {
    return json;
  }
  OrderedJson const document = OrderedJson::parse(json.body);
  std::string const base = escape_html(context.request.base_url);
  std::string out;
  open_page(out, {.title = std::string(title),
                  .nav = fmt::format("<a href=\"{}/api?f=html\">API</a> › "
                                     "<a href=\"{}/api/collections?f=html\">Collections</a>",
                                     base, base)});
  out += fmt::format("<h1>{}</h1>\n", isolated_html(title));
  append_members(out, document);
  std::string const here = context.request.base_url + context.request.path;
  for (std::string_view const list : {"features", "collections"}) {
    if (document.contains(list)) {
      for (OrderedJson const& entry : document[std::string(list)]) {
        append_entry(out, entry, list == "features" ? here : context.request.base_url + "/api/collections");
      }
    }
  }
  if (document.contains("links")) {
    out += "<nav aria-label=\"Links\"><ul>";
    for (OrderedJson const& link : document["links"]) {
      std::string const rel = link.value("rel", std::string());
      out += fmt::format("<li><a rel=\"{}\" href=\"{}\">{}</a></li>", escape_html(rel),
                         escape_html(link.value("href", std::string())), escape_html(link.value("title", rel)));
    }
    out += "</ul></nav>\n";
  }
  close_page(out);
  json.body = std::move(out);
  json.content_type = "text/html; charset=utf-8";
  json.headers.emplace_back("Content-Security-Policy", page_policy());
  return json;
}

}  // namespace cartable::server::api
