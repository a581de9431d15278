#include "store/cql2_tokens.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace cartable::store {
namespace {

bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
/// Letters, and every character beyond ASCII: BNF of OGC 21-065r2, a little wider.
bool starts_name(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == ':' ||
         static_cast<unsigned char>(c) >= 0x80U;
}

class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  base::Result<std::vector<CqlToken>> scan() {
    std::vector<CqlToken> out;
    while (true) {
      while (at_ < text_.size() && (text_[at_] == ' ' || (text_[at_] >= '\t' && text_[at_] <= '\r'))) {
        ++at_;
      }
      CqlToken token;
      token.position = position(at_);
      std::size_t const begin = at_;
      if (at_ == text_.size()) {
        out.push_back(std::move(token));
        return out;
      }
      CARTABLE_TRY(read(token));
      token.written = text_.substr(begin, at_ - begin);
      out.push_back(std::move(token));
    }
  }

 private:
  [[nodiscard]] std::size_t position(std::size_t byte) const noexcept {
    auto const characters = std::count_if(text_.begin(), text_.begin() + static_cast<std::ptrdiff_t>(byte),
                                          [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; });
    return static_cast<std::size_t>(characters) + 1;
  }

  base::Status read(CqlToken& token) {
    char const c = text_[at_];
    if (starts_name(c)) {
      token.type = CqlToken::Type::name;
      std::size_t const begin = at_;
      while (at_ < text_.size() && (starts_name(text_[at_]) || is_digit(text_[at_]) || text_[at_] == '.')) {
        ++at_;
      }
      token.value = text_.substr(begin, at_ - begin);
      return {};
    }
    if (c == '\'' || c == '"') {
      return read_quoted(token, c);
    }
    if (is_digit(c) || ((c == '-' || c == '+' || c == '.') && at_ + 1 < text_.size() &&
                        (is_digit(text_[at_ + 1]) || text_[at_ + 1] == '.'))) {
      return read_number(token);
    }
    token.type = CqlToken::Type::sign;
    for (std::string_view const two : {"<>", "<=", ">="}) {
      if (text_.substr(at_, 2) == two) {
        token.value = two;
        at_ += 2;
        return {};
      }
    }
    if (std::string_view("()=<>,").find(c) == std::string_view::npos) {
      return base::fail(base::ErrorCode::invalid_value, "“{}” (at {}) has no meaning here",
                        base::mend_utf8(text_.substr(at_, 1)), position(at_));
    }
    token.value = text_.substr(at_++, 1);
    return {};
  }

  base::Status read_quoted(CqlToken& token, char quote) {
    token.type = quote == '"' ? CqlToken::Type::quoted_name : CqlToken::Type::text;
    std::size_t const begin = at_++;
    while (at_ < text_.size()) {
      char const c = text_[at_++];
      bool const more = at_ < text_.size();
      if (c == '\\' && more && text_[at_] == quote) {
        token.value.push_back(text_[at_++]);
      } else if (c != quote) {
        token.value.push_back(c);
      } else if (more && text_[at_] == quote) {
        token.value.push_back(quote);
        ++at_;
      } else {
        return {};
      }
    }
    return base::fail(base::ErrorCode::invalid_value, "the text that starts with {} (at {}) does not end", quote,
                      position(begin));
  }

  base::Status read_number(CqlToken& token) {
    token.type = CqlToken::Type::number;
    std::size_t const begin = at_;
    char const* const first = text_.data() + at_ + (text_[at_] == '+' ? 1 : 0);
    auto const [end, error] = std::from_chars(first, text_.data() + text_.size(), token.number);
    at_ = static_cast<std::size_t>(end - text_.data());
    bool const glued = at_ < text_.size() && (starts_name(text_[at_]) || text_[at_] == '.');
    if (error != std::errc{} || !std::isfinite(token.number) || glued) {
      return base::fail(base::ErrorCode::invalid_value, "“{}” (at {}) is not a number",
                        base::mend_utf8(text_.substr(begin, std::max<std::size_t>(at_ - begin, 1) + (glued ? 1 : 0))),
                        position(begin));
    }
    token.value = text_.substr(begin, at_ - begin);
    return {};
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

bool CqlToken::is_word(std::string_view keyword) const noexcept {
  return type == Type::name && value.size() == keyword.size() &&
         std::equal(value.begin(), value.end(), keyword.begin(),
                    [](char a, char b) { return (a >= 'a' && a <= 'z' ? static_cast<char>(a - 'a' + 'A') : a) == b; });
}

base::Result<std::vector<CqlToken>> cql_tokens(std::string_view text) { return Scanner(text).scan(); }

}  // namespace cartable::store
