#include "server/api/sitemap.hpp"

#include "base/format.hpp"
#include "server/api/html_text.hpp"
#include "server/api/page.hpp"

#include <charconv>

namespace cartable::server::api {
namespace {

constexpr std::size_t kMostUrls = 50000;  // sitemaps.org: of one file
constexpr std::string_view kHead = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
constexpr std::string_view kNamespace = "http://www.sitemaps.org/schemas/sitemap/0.9";

Response xml_answer(std::string body) {
  Response response;
  response.content_type = "application/xml";
  response.body = std::move(body);
  return response;
}

/// The places with numbers from `first` on among all that everybody may see; no more than one file takes.
std::string urls(Context const& context, store::Selection const& selection, std::size_t first) {
  store::Catalog const& catalog = *context.state.catalog;
  std::string out = fmt::format("{}<urlset xmlns=\"{}\">\n", kHead, kNamespace);
  std::string const base = escape_html(context.request.base_url);
  std::size_t const last = std::min(first + kMostUrls, selection.matched());
  for (std::size_t number = first; number < last; ++number) {
    store::PlaceRow const row(static_cast<std::uint32_t>(selection.all.select(number)));
    store::Place const& place = catalog.place(row);
    out += fmt::format("<url><loc>{}/places/{}</loc>", base, escape_html(place.head.id));
    if (parse_moment(place.checked)) {
      out += fmt::format("<lastmod>{}</lastmod>", escape_html(place.checked));
    }
    out += "</url>\n";
  }
  out += "</urlset>\n";
  return out;
}

}  // namespace

Response handle_sitemap(Context& context) {
  if (!context.values.mistakes().empty()) {
    return bad_parameters(context.values.mistakes());
  }
  auto const selection = context.state.catalog->select({}, store::Visibility::everyone);
  if (selection->matched() <= kMostUrls) {
    return xml_answer(urls(context, *selection, 0));
  }
  std::string out = fmt::format("{}<sitemapindex xmlns=\"{}\">\n", kHead, kNamespace);
  for (std::size_t part = 0; part * kMostUrls < selection->matched(); ++part) {
    out += fmt::format("<sitemap><loc>{}/sitemaps/{}.xml</loc></sitemap>\n", escape_html(context.request.base_url),
                       part + 1);
  }
  out += "</sitemapindex>\n";
  return xml_answer(std::move(out));
}

Response handle_sitemap_part(Context& context) {
  if (!context.values.mistakes().empty()) {
    return bad_parameters(context.values.mistakes());
  }
  std::string const& text = context.args.front();
  std::size_t part = 0;
  auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), part);
  auto const selection = context.state.catalog->select({}, store::Visibility::everyone);
  std::size_t const parts = (selection->matched() + kMostUrls - 1) / kMostUrls;
  if (error != std::errc() || end != text.data() + text.size() || part == 0 || part > parts) {
    return problem(404, "there is no such part; /sitemap.xml lists them");
  }
  return xml_answer(urls(context, *selection, (part - 1) * kMostUrls));
}

Response handle_robots(Context& context) {
  if (!context.values.mistakes().empty()) {
    return bad_parameters(context.values.mistakes());
  }
  Response response;
  response.content_type = "text/plain; charset=utf-8";
  response.body = fmt::format("User-agent: *\nDisallow: /api/\nDisallow: /tiles/\n\nSitemap: {}/sitemap.xml\n",
                              context.request.base_url);
  return response;
}

}  // namespace cartable::server::api
