#include "server/api/html_text.hpp"

#include "base/format.hpp"

#include <sodium.h>

#include <array>

namespace cartable::server::api {
namespace {

constexpr std::string_view kStyle =
    "body{font:1rem/1.5 system-ui,sans-serif;margin:0 auto;max-width:60rem;padding:1rem;color:#1a1a1a;background:#fff}"
    "a{color:#0b4f9e}a:focus-visible{outline:3px solid #0b4f9e;outline-offset:2px}"
    "dt{font-weight:600}dd{margin:0 0 .5rem;margin-inline-start:1rem;overflow-wrap:anywhere}"
    "article,section{border-top:1px solid #767676;padding:.5rem 0}h2{font-size:1.15rem;margin:.5rem 0}"
    "h3{font-size:1rem;margin:1rem 0 .25rem}nav ul{padding-inline-start:1.2rem}"
    "code{font-family:ui-monospace,monospace;overflow-wrap:anywhere}"
    "table{border-collapse:collapse;width:100%}"
    "th,td{border:1px solid #767676;padding:.25rem .5rem;text-align:start;vertical-align:top;overflow-wrap:anywhere}"
    ".alert{border:2px solid #a33b00;padding:.5rem}.table{overflow-x:auto}"
    "@media (prefers-color-scheme:dark){body{color:#eee;background:#161616}a{color:#9cc7ff}"
    "a:focus-visible{outline-color:#9cc7ff}}";

bool is_right_to_left(std::string_view language) noexcept {
  std::string_view const primary = language.substr(0, language.find('-'));
  return primary == "ar" || primary == "fa" || primary == "he" || primary == "ur" || primary == "ps" ||
         primary == "ckb" || primary == "yi";
}

}  // namespace

std::string escape_html(std::string_view text) {
  std::string out;
  out.reserve(text.size());
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

std::string isolated_html(std::string_view text) { return fmt::format("<bdi>{}</bdi>", escape_html(text)); }

bool is_web_link(std::string_view text) noexcept {
  return text.substr(0, 8) == "https://" || text.substr(0, 7) == "http://";
}

void open_page(std::string& out, PageHead const& head) {
  fmt::format_to(std::back_inserter(out),
                 "<!doctype html>\n<html lang=\"{}\" dir=\"{}\"><head><meta charset=\"utf-8\">"
                 "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{}</title>{}"
                 "<style>{}</style></head>\n<body><nav aria-label=\"{}\">{}</nav>\n<main>\n",
                 escape_html(head.language), is_right_to_left(head.language) ? "rtl" : "ltr", escape_html(head.title),
                 head.more, kStyle, escape_html(head.nav_label), head.nav);
}

void close_page(std::string& out) { out += "</main></body></html>\n"; }

std::string const& page_policy() {
  static std::string const policy = [] {
    std::array<unsigned char, crypto_hash_sha256_BYTES> digest{};
    crypto_hash_sha256(digest.data(), reinterpret_cast<unsigned char const*>(kStyle.data()), kStyle.size());
    std::string text(sodium_base64_encoded_len(digest.size(), sodium_base64_VARIANT_ORIGINAL), '\0');
    sodium_bin2base64(text.data(), text.size(), digest.data(), digest.size(), sodium_base64_VARIANT_ORIGINAL);
    text.pop_back();  // the zero at the end
    return fmt::format(
        "default-src 'none'; style-src 'sha256-{}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'", text);
  }();
  return policy;
}

}  // namespace cartable::server::api
