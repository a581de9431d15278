#pragma once

#include "base/result.hpp"
#include "store/model.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace cartable::server {

/// A fresh token: what the person gets to see once, and what the city keeps (an argon2id hash).
struct NewToken {
  std::string plain;  ///< "ct_ID_SECRET": 192 secret bits
  store::Token token;
};
/// \param role  staff | planner | moderator | admin; another word is invalid_value
[[nodiscard]] base::Result<NewToken> make_token(std::string_view role, std::string_view label = {});

/// What a role may see: moderators see what staff sees, admins everything.
[[nodiscard]] std::optional<store::Visibility> viewer_of_role(std::string_view role) noexcept;

enum class TokenAnswer : std::uint8_t { good, bad, busy };
struct TokenCheck {
  TokenAnswer answer = TokenAnswer::bad;
  store::Visibility viewer = store::Visibility::everyone;
};

/// Checks tokens against a city's hashes. argon2id is slow on purpose, so answers are remembered (by a keyed hash
/// of the token, never the token), and only a few hashes a second are spent on tokens not seen before: a flood of
/// bad tokens gets `busy`. Safe from any thread; may take some 50 ms for a token not seen before.
class TokenVerifier {
 public:
  struct Options {
    std::size_t cached = 1024;     ///< tokens remembered, good or bad
    double hashes_per_second = 4;  ///< argon2id runs for tokens not remembered
    double burst = 8;
    std::chrono::seconds keep{300};  ///< a remembered answer is checked again after it
  };
  TokenVerifier();
  explicit TokenVerifier(Options const& options);
  ~TokenVerifier();

  /// \param tokens  those of the city now: a token revoked by a reload is bad at once
  [[nodiscard]] TokenCheck check(std::string_view plain, std::span<store::Token const> tokens,
                                 std::chrono::system_clock::time_point now = std::chrono::system_clock::now());
  /// Whether check() would answer without hashing: then an I/O thread may call it itself.
  [[nodiscard]] bool remembers(std::string_view plain) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace cartable::server
