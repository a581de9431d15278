#include "base/format.hpp"
#include "base/json.hpp"
#include "server/api/collection.hpp"
#include "server/api/page.hpp"

#include <algorithm>
#include <array>

namespace cartable::server::api {
namespace {

using base::OrderedJson;

constexpr std::string_view kHead = R"(<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{}</title><style>
body{{font:1rem/1.5 system-ui,sans-serif;margin:0 auto;max-width:60rem;padding:1rem;color:#1a1a1a;background:#fff}}
a{{color:#0b4f9e}} dt{{font-weight:600}} dd{{margin:0 0 .5rem 1rem;overflow-wrap:anywhere}}
article{{border-top:1px solid #767676;padding:.5rem 0}} h2{{font-size:1.1rem;margin:.5rem 0}}
@media (prefers-color-scheme:dark){{body{{color:#eee;background:#161616}} a{{color:#9cc7ff}}}}
</style></head><body><nav aria-label="Breadcrumb"><a href="{}/api?f=html">API</a> › <a href="{}/api/collections?f=html">Collections</a></nav>
<main><h1>{}</h1>
)";

/// Text that may hold anything, made harmless inside HTML.
std::string escape(std::string_view text) {
  std::string out;
  for (char const c : text) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      case '\'': out += "&#39;"; break;
      default: out.push_back(c);
    }
  }
  return out;
}

/// A text of data is shown in its own direction, so that an override in it ends with it.
std::string isolated(std::string_view text) { return fmt::format("<bdi>{}</bdi>", escape(text)); }

bool is_web_link(std::string_view text) { return text.substr(0, 8) == "https://" || text.substr(0, 7) == "http://"; }

void append_value(std::string& out, OrderedJson const& value);

void append_members(std::string& out, OrderedJson const& object) {
  out += "<dl>";
  for (auto const& [name, value] : object.items()) {
    if (name == "links" || name == "features" || name == "collections" || name == "footprint") {
      continue;
    }
    out += fmt::format("<dt>{}</dt><dd>", escape(name));
    append_value(out, value);
    out += "</dd>";
  }
  out += "</dl>\n";
}

void append_value(std::string& out, OrderedJson const& value) {
  if (value.is_string()) {
    auto const& text = value.get_ref<std::string const&>();
    out += is_web_link(text) ? fmt::format("<a rel=\"nofollow\" href=\"{}\">{}</a>", escape(text), escape(text))
                             : isolated(text);
  } else if (value.is_object()) {
    if (value.contains("coordinates") && value.value("type", OrderedJson()) != OrderedJson("Point")) {
      out += escape(value.value("type", std::string("area")));
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
    out += escape(base::to_text(value));
  }
}

void append_entry(std::string& out, OrderedJson const& entry, std::string_view href) {
  OrderedJson const properties = entry.value("properties", entry);
  std::string const id = entry.value("id", std::string());
  std::string name = properties.value("name", properties.value("title", std::string()));
  name = name.empty() ? id : name;
  out += fmt::format("<article><h2><a href=\"{}/{}?f=html\">{}</a></h2>", escape(href), escape(id), isolated(name));
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
  std::string const base = escape(context.request.base_url);
  std::string out = fmt::format(kHead, escape(title), base, base, isolated(title));
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
      out += fmt::format("<li><a rel=\"{}\" href=\"{}\">{}</a></li>", escape(rel),
                         escape(link.value("href", std::string())), escape(link.value("title", rel)));
    }
    out += "</ul></nav>\n";
  }
  out += "</main></body></html>\n";
  json.body = std::move(out);
  json.content_type = "text/html; charset=utf-8";
  json.headers.emplace_back("Content-Security-Policy",
                            "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'");
  return json;
}

}  // namespace cartable::server::api
