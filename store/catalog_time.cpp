#include "store/catalog_time.hpp"

#include "store/recurrence.hpp"

#include <algorithm>
#include <array>
#include <limits>

namespace cartable::store {
namespace {

constexpr UtcMinute kBlock = 7 * 1440;  // of occurrences that are counted out together
constexpr std::size_t kBlocks = 8;
constexpr UtcMinute kLongest = 60 * 1440;  // of a span that is taken from blocks

bool in_force(Session const& session) noexcept {
  return session.head.status == RecordStatus::active && session.state != "cancelled";
}

/// One time that a session takes place.
struct Happening {
  std::uint32_t session = 0;
  MinuteSpan span{};
};

/// Those of the sessions in from…to. A session without an end takes the minute in which it begins.
std::vector<Happening> happenings(std::span<Session const> sessions, MinuteSpan const& within) {
  std::vector<Happening> out;
  for (Occurrence const& one : occurrences(sessions, std::int64_t{within.from} * 60, std::int64_t{within.to} * 60)) {
    auto const from = static_cast<UtcMinute>(one.starts / 60);
    auto const to = static_cast<UtcMinute>((one.ends + 59) / 60);
    out.push_back({one.session, {from, std::max(to, from + 1)}});
  }
  return out;
}

std::int64_t block_of(UtcMinute minute) noexcept {
  return minute >= 0 ? minute / kBlock : -((-std::int64_t{minute} + kBlock - 1) / kBlock);
}

}  // namespace

/// What is kept of answers, the newest first.
struct TimeColumns::Kept {
  std::mutex lock;
  std::list<std::pair<Key, TriSet>> answers;
  /// The hours of texts_ in a table, which looking up by text takes most of the time for.
  struct InTable {
    std::uint64_t table = 0;
    std::shared_ptr<std::vector<Hours const*> const> hours;
  };
  std::list<InTable> tables;
  std::list<std::pair<std::int64_t, std::shared_ptr<std::vector<Happening> const>>> blocks;
};

TimeColumns::TimeColumns() : kept_(std::make_shared<Kept>()) {}

TimeColumns::TimeColumns(std::size_t rows, std::function<Row(std::size_t)> const& row,
                         std::span<Session const> sessions,
                         std::function<std::optional<std::uint32_t>(Session const&)> const& row_of)
    : sessions_(sessions), kept_(std::make_shared<Kept>()) {
  std::unordered_map<std::string_view, std::uint32_t> codes;
  auto const code = [&](std::string_view text) {
    auto const [at, fresh] = codes.try_emplace(text, static_cast<std::uint32_t>(texts_.size()));
    if (fresh) {
      texts_.push_back(text);
    }
    return at->second;
  };
  // The number of texts is known at the end only: until then schedules, "nothing" and "closed" have marks.
  constexpr std::uint32_t kSchedule = 0x80000000;
  constexpr std::uint32_t kNothing = 0x7FFFFFFE;
  constexpr std::uint32_t kClosed = 0x7FFFFFFF;
  entry_.reserve(rows);
  is_place_.reserve(rows);
  place_.reserve(rows);
  for (std::size_t i = 0; i < rows; ++i) {
    Row const said = row(i);
    is_place_.push_back(said.is_place);
    place_.push_back(said.place);
    entry_.push_back(said.closed              ? kClosed
                     : !said.schedule.empty() ? code(said.schedule) | kSchedule
                     : !said.hours.empty()    ? code(said.hours)
                                              : kNothing);
  }
  auto const texts = static_cast<std::uint32_t>(texts_.size());
  for (std::uint32_t& entry : entry_) {
    entry = entry == kNothing          ? 2 * texts
            : entry == kClosed         ? 2 * texts + 1
            : (entry & kSchedule) != 0 ? texts + (entry & ~kSchedule)
                                       : entry;
  }
  session_row_.assign(sessions.size(), kNoRow);
  for (std::size_t i = 0; i < sessions.size(); ++i) {
    // A cancelled session still says that its row's time is its sessions.
    auto const of = sessions[i].head.status == RecordStatus::active ? row_of(sessions[i]) : std::nullopt;
    if (of) {
      session_row_[i] = *of;
      timed_rows_.push_back({*of, sessions[i].head.visibility});
    }
  }
  std::sort(timed_rows_.begin(), timed_rows_.end(), [](Belongs const& a, Belongs const& b) {
    return std::pair(a.row, a.visibility) < std::pair(b.row, b.visibility);
  });
  timed_rows_.erase(std::unique(timed_rows_.begin(), timed_rows_.end(),
                                [](Belongs const& a, Belongs const& b) { return a.row == b.row; }),
                    timed_rows_.end());
}

TriSet TimeColumns::open_at(HoursTable const* table, UtcMinute minute, Visibility viewer) const {
  return answer(table, {.table = table != nullptr ? table->serial() : 0,
                        .open_at = true,
                        .span = {minute, minute + 1},
                        .viewer = viewer});
}

TriSet TimeColumns::when(HoursTable const* table, MinuteSpan const& span, Visibility viewer) const {
  return answer(table,
                {.table = table != nullptr ? table->serial() : 0, .open_at = false, .span = span, .viewer = viewer});
}

TriSet TimeColumns::answer(HoursTable const* table, Key const& key) const {
  {
    std::scoped_lock const guard(kept_->lock);
    auto const known = std::find_if(kept_->answers.begin(), kept_->answers.end(),
                                    [&](auto const& entry) { return entry.first == key; });
    if (known != kept_->answers.end()) {
      kept_->answers.splice(kept_->answers.begin(), kept_->answers, known);
      return known->second;
    }
  }
  std::vector<Truth> const entries = entries_of(table, key);
  auto yes = std::make_shared<Bitset>(
      Bitset::where(entry_.size(), [&](std::size_t row) { return entries[entry_[row]] == Truth::yes; }));
  auto possible = std::make_shared<Bitset>(
      Bitset::where(entry_.size(), [&](std::size_t row) { return entries[entry_[row]] != Truth::no; }));
  if (table != nullptr) {
    lay_over_closings(*table, key.span, *yes, *possible);
  }
  lay_over_sessions(key, *yes, *possible);
  TriSet out{std::move(yes), std::move(possible)};
  std::scoped_lock const guard(kept_->lock);
  kept_->answers.emplace_front(key, out);
  if (kept_->answers.size() > kKept) {
    kept_->answers.pop_back();
  }
  return out;
}

std::vector<TimeColumns::Truth> TimeColumns::entries_of(HoursTable const* table, Key const& key) const {
  std::size_t const texts = texts_.size();
  std::vector<Truth> out(2 * texts + 2, Truth::unknown);
  out.back() = Truth::no;
  if (table == nullptr) {
    return out;
  }
  std::shared_ptr<std::vector<Hours const*> const> hours;
  {
    std::scoped_lock const guard(kept_->lock);
    for (Kept::InTable const& known : kept_->tables) {
      if (known.table == table->serial()) {
        hours = known.hours;
      }
    }
  }
  if (!hours) {
    auto found = std::make_shared<std::vector<Hours const*>>();
    found->reserve(texts_.size());
    for (std::string_view const text : texts_) {
      found->push_back(table->find(text));
    }
    hours = std::move(found);
    std::scoped_lock const guard(kept_->lock);
    kept_->tables.push_front({table->serial(), hours});
    if (kept_->tables.size() > 4) {
      kept_->tables.pop_back();
    }
  }
  for (std::size_t i = 0; i < texts; ++i) {
    Hours const* const one = (*hours)[i];
    if (one == nullptr || one->changes.empty()) {
      continue;
    }
    bool open = false;
    bool doubtful = key.span.from < table->first() || key.span.to > table->last();
    UtcMinute const end = std::min(key.span.to, table->last());
    for (std::optional<UtcMinute> at = std::max(key.span.from, table->first()); at && *at < end;
         at = one->next_change(*at)) {
      OpenState const state = one->at(*at);
      open = open || state == OpenState::open;
      doubtful = doubtful || state == OpenState::unknown || state == OpenState::appointment;
    }
    Truth const own = open ? Truth::yes : doubtful ? Truth::unknown : Truth::no;
    // That a place is open does not say that anything takes place.
    out[i] = open && !key.open_at ? Truth::unknown : own;
    out[texts + i] = own;
  }
  return out;
}

void TimeColumns::lay_over_closings(HoursTable const& table, MinuteSpan const& span, Bitset& yes,
                                    Bitset& possible) const {
  std::vector<std::string_view> closed;
  for (auto const& [place, spans] : table.closed_places()) {
    if (std::any_of(spans.begin(), spans.end(),
                    [&](auto const& one) { return one.first <= span.from && span.to <= one.second; })) {
      closed.push_back(place);
    }
  }
  if (closed.empty()) {
    return;
  }
  for (std::size_t row = 0; row < place_.size(); ++row) {
    if (std::binary_search(closed.begin(), closed.end(), place_[row])) {
      yes.reset(row);
      possible.reset(row);
    }
  }
}

void TimeColumns::lay_over_sessions(Key const& key, Bitset& yes, Bitset& possible) const {
  if (timed_rows_.empty()) {
    return;
  }
  auto const nothing = static_cast<std::uint32_t>(2 * texts_.size());
  // A place's hours say when it is open, whatever else takes place there.
  auto const by_sessions = [&](std::uint32_t row) { return !(key.open_at && is_place_[row]); };
  for (Belongs const& timed : timed_rows_) {
    if (timed.visibility <= key.viewer && by_sessions(timed.row)) {
      yes.reset(timed.row);
      possible.reset(timed.row);
    }
  }
  auto const take = [&](std::vector<Happening> const& some) {
    for (Happening const& one : some) {
      std::uint32_t const row = session_row_[one.session];
      Session const& session = sessions_[one.session];
      bool const meets = one.span.from < key.span.to && one.span.to > key.span.from;
      if (row == kNoRow || !meets || !in_force(session) || session.head.visibility > key.viewer) {
        continue;
      }
      if (by_sessions(row) || entry_[row] == nothing) {
        yes.set(row);
        possible.set(row);
      }
    }
  };
  if (key.span.to - key.span.from > kLongest) {
    take(happenings(sessions_, key.span));
    return;
  }
  for (std::int64_t block = block_of(key.span.from); block <= block_of(key.span.to - 1); ++block) {
    std::shared_ptr<std::vector<Happening> const> some;
    {
      std::scoped_lock const guard(kept_->lock);
      auto const known = std::find_if(kept_->blocks.begin(), kept_->blocks.end(),
                                      [&](auto const& entry) { return entry.first == block; });
      if (known != kept_->blocks.end()) {
        kept_->blocks.splice(kept_->blocks.begin(), kept_->blocks, known);
        some = known->second;
      }
    }
    if (!some) {
      auto const from = static_cast<UtcMinute>(block * kBlock);
      some = std::make_shared<std::vector<Happening> const>(happenings(sessions_, {from, from + kBlock}));
      std::scoped_lock const guard(kept_->lock);
      kept_->blocks.emplace_front(block, some);
      if (kept_->blocks.size() > kBlocks) {
        kept_->blocks.pop_back();
      }
    }
    take(*some);
  }
}

}  // namespace cartable::store
