#include "server/http/negotiate.hpp"

#include <array>
#include <cstdint>

namespace cartable::server::http {
namespace {

std::string_view strip(std::string_view text) noexcept {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) {
    text.remove_prefix(1);
  }
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) {
    text.remove_suffix(1);
  }
  return text;
}

bool same(std::string_view a, std::string_view lower) noexcept {
  if (a.size() != lower.size()) {
    return false;
  }
  for (std::size_t i = 0; i < a.size(); ++i) {
    char const c = a[i] >= 'A' && a[i] <= 'Z' ? static_cast<char>(a[i] | 0x20) : a[i];
    if (c != lower[i]) {
      return false;
    }
  }
  return true;
}

/// q in thousandths (RFC 9110 §12.4.2: at most three decimals); -1 when it is malformed.
int parse_q(std::string_view text) noexcept {
  if (text.empty() || (text[0] != '0' && text[0] != '1') || (text.size() > 1 && text[1] != '.') || text.size() > 5) {
    return -1;
  }
  int value = (text[0] - '0') * 1000;
  int unit = 100;
  for (std::size_t i = 2; i < text.size(); ++i, unit /= 10) {
    if (text[i] < '0' || text[i] > '9') {
      return -1;
    }
    value += (text[i] - '0') * unit;
  }
  return value <= 1000 ? value : -1;
}

}  // namespace

base::Encoding choose_encoding(std::string_view header) noexcept {
  using base::Encoding;
  constexpr int kNotNamed = -2;
  int gzip = kNotNamed;
  int brotli = kNotNamed;
  int zstd = kNotNamed;
  int identity = kNotNamed;
  int any = kNotNamed;
  while (!header.empty()) {
    std::string_view const piece = header.substr(0, header.find(','));
    header.remove_prefix(piece.size() < header.size() ? piece.size() + 1 : header.size());
    std::size_t const semicolon = piece.find(';');
    std::string_view const token = strip(piece.substr(0, semicolon));
    int q = 1000;
    if (semicolon != std::string_view::npos) {
      std::string_view const weight = strip(piece.substr(semicolon + 1));
      q = weight.size() > 2 && (weight[0] == 'q' || weight[0] == 'Q') && weight[1] == '=' ? parse_q(weight.substr(2))
                                                                                          : -1;
    }
    if (q < 0) {
      continue;
    }
    if (same(token, "gzip") || same(token, "x-gzip")) {
      gzip = q;
    } else if (same(token, "br")) {
      brotli = q;
    } else if (same(token, "zstd")) {
      zstd = q;
    } else if (same(token, "identity")) {
      identity = q;
    } else if (token == "*") {
      any = q;
    }
  }
  auto const weight = [&](int own) { return own != kNotNamed ? own : any != kNotNamed ? any : 0; };
  struct Offer {
    Encoding encoding;
    int q;
  };
  // identity needs no mention; unnamed it is the last resort.
  std::array const offers{Offer{Encoding::zstd, weight(zstd)}, Offer{Encoding::brotli, weight(brotli)},
                          Offer{Encoding::gzip, weight(gzip)},
                          Offer{Encoding::identity, identity == kNotNamed ? 0 : identity}};
  Offer best{Encoding::identity, 0};
  for (Offer const& offer : offers) {
    if (offer.q > best.q) {
      best = offer;
    }
  }
  return best.encoding;
}

bool is_safe_host(std::string_view host) noexcept {
  if (host.empty() || host.size() > 255) {
    return false;
  }
  bool const is_ipv6 = host.front() == '[';
  std::size_t end = host.find(is_ipv6 ? ']' : ':');
  if (is_ipv6) {
    if (end == std::string_view::npos) {
      return false;
    }
    for (char const c : host.substr(1, end - 1)) {
      bool const good = (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f') || c == ':' || c == '.';
      if (!good) {
        return false;
      }
    }
    ++end;
  } else {
    end = end == std::string_view::npos ? host.size() : end;
    for (char const c : host.substr(0, end)) {
      bool const good = (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || c == '-' || c == '.';
      if (!good) {
        return false;
      }
    }
  }
  if (end == 0) {
    return false;
  }
  std::string_view const port = host.substr(end);
  if (port.empty()) {
    return true;
  }
  if (port.size() < 2 || port.size() > 6 || port.front() != ':') {
    return false;
  }
  return port.find_first_not_of("0123456789", 1) == std::string_view::npos;
}

}  // namespace cartable::server::http
