#pragma once

#include <string>
#include <string_view>

namespace cartable::server::api {

/// Text that may hold anything, made harmless inside HTML (elements and quoted attributes).
[[nodiscard]] std::string escape_html(std::string_view text);
/// A text of data is shown in its own direction, so that an override in it ends with it.
[[nodiscard]] std::string isolated_html(std::string_view text);
/// Whether a text may be a link: http or https and nothing else.
[[nodiscard]] bool is_web_link(std::string_view text) noexcept;

/// What a page says of itself.
struct PageHead {
  std::string_view language = "en";  ///< BCP 47
  std::string title{};
  std::string more{};  ///< further elements of <head>, as HTML
  std::string nav{};   ///< the links above the page, as HTML
  std::string_view nav_label = "Breadcrumb";
};
/// From the doctype up to and with <main>; right to left for languages written so. One style sheet, no script.
void open_page(std::string& out, PageHead const& head);
void close_page(std::string& out);
/// The Content-Security-Policy of such pages: nothing is loaded and no script runs; the style sheet is named by its
/// hash.
[[nodiscard]] std::string const& page_policy();

}  // namespace cartable::server::api
