#include "server/auth.hpp"

#include "base/time.hpp"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <mutex>
#include <stdexcept>
#include <unordered_map>
#include <vector>

namespace cartable::server {
namespace {

constexpr std::string_view kPrefix = "ct_";
constexpr std::size_t kIdBytes = 6;
constexpr std::size_t kSecretBytes = 24;
constexpr std::size_t kMaxTokenText = 128;

void ready() {
  // Safe to call again and from several threads (libsodium's manual, "Usage").
  if (sodium_init() < 0) {
    throw std::runtime_error("libsodium cannot start: no source of randomness");
  }
}

std::string random_text(std::size_t bytes) {
  std::vector<unsigned char> raw(bytes);
  randombytes_buf(raw.data(), raw.size());
  std::string out(sodium_base64_encoded_len(bytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING), '\0');
  sodium_bin2base64(out.data(), out.size(), raw.data(), raw.size(), sodium_base64_VARIANT_URLSAFE_NO_PADDING);
  out.pop_back();  // the terminating zero that libsodium counts
  return out;
}

/// Hexadecimal, so that the id is free of the '_' that parts a token.
std::string random_id() {
  std::array<unsigned char, kIdBytes> raw{};
  randombytes_buf(raw.data(), raw.size());
  std::string out(kIdBytes * 2 + 1, '\0');
  sodium_bin2hex(out.data(), out.size(), raw.data(), raw.size());
  out.pop_back();
  return out;
}

/// The id inside "ct_ID_SECRET"; empty for anything else.
std::string_view id_of(std::string_view plain) noexcept {
  if (plain.size() > kMaxTokenText || plain.substr(0, kPrefix.size()) != kPrefix) {
    return {};
  }
  plain.remove_prefix(kPrefix.size());
  std::size_t const at = plain.find('_');
  return at == std::string_view::npos ? std::string_view() : plain.substr(0, at);
}

bool is_valid_now(store::Token const& token, std::string_view now) noexcept {
  return token.revoked.empty() && (token.expires.empty() || token.expires > now);
}

}  // namespace

std::optional<store::Visibility> viewer_of_role(std::string_view role) noexcept {
  if (role == "staff" || role == "moderator") {
    return store::Visibility::staff;
  }
  if (role == "planner" || role == "admin") {
    return store::Visibility::planner;
  }
  return std::nullopt;
}

base::Result<NewToken> make_token(std::string_view role, std::string_view label) {
  if (!viewer_of_role(role)) {
    return base::fail(base::ErrorCode::invalid_value, "role={}: must be staff, planner, moderator or admin", role);
  }
  ready();
  NewToken made;
  std::string const id = random_id();
  made.plain = std::string(kPrefix) + id + "_" + random_text(kSecretBytes);
  std::string hash(crypto_pwhash_STRBYTES, '\0');
  if (crypto_pwhash_str_alg(hash.data(), made.plain.data(), made.plain.size(), crypto_pwhash_OPSLIMIT_INTERACTIVE,
                            crypto_pwhash_MEMLIMIT_INTERACTIVE, crypto_pwhash_ALG_ARGON2ID13) != 0) {
    return base::fail(base::ErrorCode::unavailable, "not enough memory to hash a token");
  }
  hash.resize(hash.find('\0'));
  made.token.head.id = id;
  made.token.head.visibility = store::Visibility::planner;
  made.token.role = role;
  made.token.hash = std::move(hash);
  made.token.label = label;
  made.token.created = base::now_rfc3339();
  return made;
}

struct TokenVerifier::Impl {
  struct Remembered {
    bool good = false;
    std::string hash;  ///< of the token that it was compared with
    std::chrono::steady_clock::time_point until;
  };
  using Key = std::array<unsigned char, crypto_generichash_BYTES>;
  struct KeyHash {
    std::size_t operator()(Key const& key) const noexcept {
      std::size_t out = 0;
      std::copy_n(key.data(), sizeof out, reinterpret_cast<unsigned char*>(&out));
      return out;
    }
  };

  explicit Impl(Options const& given) : options(given), allowance(given.burst) {
    ready();
    randombytes_buf(secret.data(), secret.size());
  }
  [[nodiscard]] Key key_of(std::string_view plain) const {
    Key key{};
    crypto_generichash(key.data(), key.size(), reinterpret_cast<unsigned char const*>(plain.data()), plain.size(),
                       secret.data(), secret.size());
    return key;
  }
  /// \pre lock held
  bool take_hash(std::chrono::steady_clock::time_point now) {
    std::chrono::duration<double> const passed = now - refilled;
    refilled = now;
    allowance = std::min(options.burst, allowance + passed.count() * options.hashes_per_second);
    if (allowance < 1) {
      return false;
    }
    allowance -= 1;
    return true;
  }
  /// \pre lock held
  void remember(Key const& key, Remembered value) {
    if (cache.size() >= options.cached) {
      // Bad answers go first: a flood of them must not drop those who belong here.
      std::erase_if(cache, [](auto const& entry) { return !entry.second.good; });
      if (cache.size() >= options.cached) {
        cache.clear();
      }
    }
    cache[key] = std::move(value);
  }

  Options options;
  std::array<unsigned char, crypto_generichash_KEYBYTES> secret{};
  mutable std::mutex lock;
  std::mutex hashing;  ///< one argon2id at a time: 64 MiB each
  std::unordered_map<Key, Remembered, KeyHash> cache;
  double allowance;
  std::chrono::steady_clock::time_point refilled = std::chrono::steady_clock::now();
};

TokenVerifier::TokenVerifier() : TokenVerifier(Options()) {}
TokenVerifier::TokenVerifier(Options const& options) : impl_(std::make_unique<Impl>(options)) {}
TokenVerifier::~TokenVerifier() = default;

bool TokenVerifier::remembers(std::string_view plain) const {
  if (id_of(plain).empty()) {
    return true;
  }
  Impl::Key const key = impl_->key_of(plain);
  std::scoped_lock const guard(impl_->lock);
  auto const found = impl_->cache.find(key);
  return found != impl_->cache.end() && found->second.until > std::chrono::steady_clock::now();
}

TokenCheck TokenVerifier::check(std::string_view plain, std::span<store::Token const> tokens,
                                std::chrono::system_clock::time_point now) {
  std::string_view const id = id_of(plain);
  auto const token = std::find_if(tokens.begin(), tokens.end(), [&](store::Token const& t) { return t.head.id == id; });
  if (id.empty() || token == tokens.end() || !is_valid_now(*token, base::to_rfc3339(now))) {
    return {};
  }
  std::optional<store::Visibility> const viewer = viewer_of_role(token->role);
  if (!viewer) {
    return {};
  }
  auto const answer = [&](bool good) { return good ? TokenCheck{TokenAnswer::good, *viewer} : TokenCheck{}; };
  Impl::Key const key = impl_->key_of(plain);
  auto const moment = std::chrono::steady_clock::now();
  auto const remembered = [&]() -> std::optional<bool> {
    auto const found = impl_->cache.find(key);
    if (found == impl_->cache.end() || found->second.until <= moment || found->second.hash != token->hash) {
      return std::nullopt;
    }
    return found->second.good;
  };
  {
    std::scoped_lock const guard(impl_->lock);
    if (auto const known = remembered()) {
      return answer(*known);
    }
  }
  std::scoped_lock const turn(impl_->hashing);
  {
    std::scoped_lock const guard(impl_->lock);
    // Somebody may have hashed the same token while this thread waited.
    if (auto const known = remembered()) {
      return answer(*known);
    }
    if (!impl_->take_hash(moment)) {
      return {TokenAnswer::busy, store::Visibility::everyone};
    }
  }
  bool const good = crypto_pwhash_str_verify(token->hash.c_str(), plain.data(), plain.size()) == 0;
  std::scoped_lock const guard(impl_->lock);
  impl_->remember(key, {.good = good, .hash = token->hash, .until = moment + impl_->options.keep});
  return answer(good);
}

}  // namespace cartable::server
