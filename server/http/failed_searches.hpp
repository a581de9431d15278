#pragma once

#include "base/result.hpp"
#include "store/failed_searches.hpp"

#include <array>
#include <compare>
#include <cstddef>
#include <filesystem>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace cartable::server::http {

/// The key under which terms are hashed until they are known on five days: of one month, kept in a file of this machine
/// beside no city, so that no backup and no export holds it, and overwritten by the next month's.
class SearchKey {
 public:
  /// Where keys are kept: $STATE_DIRECTORY (systemd), else cartable/ in $XDG_STATE_HOME, else in ~/.local/state; empty
  /// when none of them is set. A key that cannot be kept lives as long as the program.
  [[nodiscard]] static std::filesystem::path default_file();

  /// \param file  empty: kept nowhere
  explicit SearchKey(std::filesystem::path file);
  ~SearchKey();
  SearchKey(SearchKey const&) = delete;
  SearchKey& operator=(SearchKey const&) = delete;

  /// The keyed hash of a term, 32 hexadecimal digits. \param date  ISO; its month picks the key
  [[nodiscard]] std::string hash(std::string_view date, std::string_view term);

 private:
  static constexpr std::size_t kBytes = 32;
  void use(std::string const& month);
  [[nodiscard]] bool read(std::string const& month);
  void write(std::string const& month) const;

  std::filesystem::path file_;
  std::string month_;
  std::array<unsigned char, kBytes> key_{};
};

/// Failed searches that are not stored yet. Texts are in memory for a minute, or while the city cannot be written.
class FailedSearches {
 public:
  /// Different texts kept at most; what comes beyond counts among the others.
  static constexpr std::size_t kMaxTexts = 4096;

  /// From any thread.
  void add(store::FailedSearch const& failed);

  using Add = std::function<base::Status(std::vector<store::FailedSearch> const&)>;
  /// Takes what was added since the last time as of this date and stores all that is pending. From one thread.
  [[nodiscard]] base::Status write(std::string const& date, SearchKey& key, Add const& add);
  [[nodiscard]] bool empty() const;

 private:
  struct Key {
    std::string date, language, cell, term, topic;
    friend auto operator<=>(Key const&, Key const&) = default;
  };
  using Counts = std::map<Key, int>;
  static void put(Counts& counts, Key key, int count);
  static void drop_beginnings(Counts& counts);

  mutable std::mutex lock_;
  Counts fresh_;    ///< without a date
  Counts pending_;  ///< of the writing thread
};

}  // namespace cartable::server::http
