#pragma once

#include "store/filter.hpp"
#include "store/hours_table.hpp"
#include "store/model.hpp"
#include "store/tri_set.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace cartable::store {

/// The times of a catalog's rows: the text of their hours, and their sessions. What conditions of time are answered
/// from. Immutable but for what it keeps of answers; safe from any thread.
///
/// The time of a row is its sessions (of those that the viewer may see), else its own schedule, else the place's hours.
class TimeColumns {
 public:
  /// What is said of one row. The views must stay valid.
  struct Row {
    std::string_view hours{};     ///< the place's opening_hours
    std::string_view schedule{};  ///< the offer's own
    std::string_view place{};     ///< id, for closing days of its own; empty: it has none
    bool closed = false;          ///< temporarily
    bool is_place = false;        ///< the place itself: its hours stand beside its sessions
  };
  TimeColumns();
  /// \param rows      number of rows
  /// \param row       what is said of row i; called once for each, in order
  /// \param sessions  of the catalog; must stay where they are
  /// \param row_of    the row that a session belongs to (its offer's, else its place's), if that is listed
  TimeColumns(std::size_t rows, std::function<Row(std::size_t)> const& row, std::span<Session const> sessions,
              std::function<std::optional<std::uint32_t>(Session const&)> const& row_of);

  /// Rows that are open at a minute: by their hours, or because a session goes on.
  /// \param table  covers the minute; null: of hours nothing is known
  [[nodiscard]] TriSet open_at(HoursTable const* table, UtcMinute minute, Visibility viewer) const;
  /// Rows of which a session, or an opening by their own schedule, has a part in the span; the place's hours make it
  /// possible at most. Hours beyond the table's window are unknown.
  [[nodiscard]] TriSet when(HoursTable const* table, MinuteSpan const& span, Visibility viewer) const;

  static constexpr std::size_t kKept = 16;  ///< answers that are kept, of the newest questions

 private:
  /// By entry (see entry_).
  enum class Truth : std::uint8_t { no, yes, unknown };
  struct Key {
    std::uint64_t table = 0;
    bool open_at = false;
    MinuteSpan span{};
    Visibility viewer = Visibility::everyone;
    friend bool operator==(Key const&, Key const&) = default;
  };
  struct Kept;
  struct Belongs {
    std::uint32_t row = 0;
    Visibility visibility = Visibility::everyone;
  };

  [[nodiscard]] TriSet answer(HoursTable const* table, Key const& key) const;
  [[nodiscard]] std::vector<Truth> entries_of(HoursTable const* table, Key const& key) const;
  void lay_over_closings(HoursTable const& table, MinuteSpan const& span, Bitset& yes, Bitset& possible) const;
  void lay_over_sessions(Key const& key, Bitset& yes, Bitset& possible) const;

  std::vector<std::string_view> texts_;
  /// By row, an entry of: the texts as a place's hours, the same as schedules, "nothing is known", "closed".
  std::vector<std::uint32_t> entry_;
  std::vector<bool> is_place_;           ///< by row
  std::vector<std::string_view> place_;  ///< by row: the place's id
  std::span<Session const> sessions_;
  std::vector<std::uint32_t> session_row_;  ///< by session; kNoRow: none, or not in force
  std::vector<Belongs> timed_rows_;         ///< rows that have sessions, with the least that one must be to see one
  static constexpr std::uint32_t kNoRow = 0xFFFFFFFF;
  std::shared_ptr<Kept> kept_;
};

}  // namespace cartable::store
