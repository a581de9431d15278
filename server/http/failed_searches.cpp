#include "server/http/failed_searches.hpp"

#include "base/text.hpp"

#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <system_error>
#include <utility>

namespace cartable::server::http {
namespace {

namespace fs = std::filesystem;

std::string environment(char const* name) {
  char const* const value = std::getenv(name);
  return value == nullptr ? std::string() : std::string(value);
}

std::string month_of(std::string_view date) { return std::string(date.substr(0, 7)); }

}  // namespace

fs::path SearchKey::default_file() {
  fs::path folder;
  if (std::string const state = environment("STATE_DIRECTORY"); !state.empty()) {
    folder = state.substr(0, state.find(':'));
  } else if (std::string const home = environment("XDG_STATE_HOME"); !home.empty()) {
    folder = fs::path(home) / "cartable";
  } else if (std::string const user = environment("HOME"); !user.empty()) {
    folder = fs::path(user) / ".local" / "state" / "cartable";
  }
  return folder.empty() ? folder : folder / "search-key";
}

SearchKey::SearchKey(fs::path file) : file_(std::move(file)) {
  if (sodium_init() < 0) {  // safe to call again
    throw std::runtime_error("libsodium cannot start: no source of randomness");
  }
}

SearchKey::~SearchKey() { sodium_memzero(key_.data(), key_.size()); }

std::string SearchKey::hash(std::string_view date, std::string_view term) {
  if (std::string const month = month_of(date); month != month_) {
    use(month);
  }
  std::array<unsigned char, 16> out{};
  crypto_generichash(out.data(), out.size(), reinterpret_cast<unsigned char const*>(term.data()), term.size(),
                     key_.data(), key_.size());
  std::string text(2 * out.size() + 1, '\0');
  sodium_bin2hex(text.data(), text.size(), out.data(), out.size());
  text.pop_back();  // the terminating zero that libsodium counts
  return text;
}

void SearchKey::use(std::string const& month) {
  month_ = month;
  if (!read(month)) {
    randombytes_buf(key_.data(), key_.size());
    write(month);
    if (!read(month)) {  // another server of this machine may have been first: its key holds
      return;
    }
  }
}

/// The file is the month and the key in hexadecimal digits, in one line.
bool SearchKey::read(std::string const& month) {
  std::ifstream in(file_);
  std::string stored, digits;
  std::array<unsigned char, kBytes> key{};
  std::size_t length = 0;
  if (!(in >> stored >> digits) || stored != month ||
      sodium_hex2bin(key.data(), key.size(), digits.data(), digits.size(), nullptr, &length, nullptr) != 0 ||
      length != key.size()) {
    return false;
  }
  key_ = key;
  return true;
}

void SearchKey::write(std::string const& month) const {
  if (file_.empty()) {
    return;
  }
  std::error_code error;
  fs::create_directories(file_.parent_path(), error);
  // Over the old key's very bytes: it is gone, and nobody else may read the new one.
  int const file = ::open(file_.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (file < 0) {
    return;
  }
  std::string digits(2 * kBytes + 1, '\0');
  sodium_bin2hex(digits.data(), digits.size(), key_.data(), key_.size());
  digits.back() = '\n';
  std::string const line = month + " " + digits;
  bool const whole = ::pwrite(file, line.data(), line.size(), 0) == static_cast<ssize_t>(line.size());
  if (!whole || ::ftruncate(file, static_cast<off_t>(line.size())) != 0 || ::fsync(file) != 0) {
    static_cast<void>(::unlink(file_.c_str()));
  }
  ::close(file);
  sodium_memzero(digits.data(), digits.size());
}

void FailedSearches::put(Counts& counts, Key key, int count) {
  if (counts.size() >= kMaxTexts && !counts.contains(key)) {
    key.term.clear();
    key.topic.clear();
  }
  counts[std::move(key)] += count;
}

void FailedSearches::add(store::FailedSearch const& failed) {
  std::scoped_lock const guard(lock_);
  put(fresh_,
      {.date = {}, .language = failed.language, .cell = failed.cell, .term = failed.term, .topic = failed.topic},
      failed.count);
}

/// While somebody types "tango" each of its beginnings fails as well: a text that another one of the same minute,
/// language and cell goes on from was not finished, so many times as that one came.
void FailedSearches::drop_beginnings(Counts& counts) {
  for (auto at = counts.begin(); at != counts.end();) {
    int going_on = 0;
    std::string const& term = at->first.term;
    for (auto next = std::next(at);
         !term.empty() && next != counts.end() && next->first.language == at->first.language &&
         next->first.cell == at->first.cell && next->first.term.starts_with(term);
         ++next) {
      going_on = std::max(going_on, next->second);
    }
    at->second -= going_on;
    at = at->second > 0 ? std::next(at) : counts.erase(at);
  }
}

base::Status FailedSearches::write(std::string const& date, SearchKey& key, Add const& add) {
  Counts taken;
  {
    std::scoped_lock const guard(lock_);
    taken.swap(fresh_);
  }
  drop_beginnings(taken);
  for (auto& [of, count] : taken) {
    Key dated = of;
    dated.date = date;
    put(pending_, std::move(dated), count);
  }
  if (pending_.empty()) {
    return {};
  }
  std::vector<store::FailedSearch> failed;
  for (auto const& [of, count] : pending_) {
    failed.push_back({.term = of.term,
                      .hash = of.term.empty() ? std::string() : key.hash(of.date, of.term),
                      .topic = of.topic,
                      .language = of.language,
                      .cell = of.cell,
                      .date = of.date,
                      .count = count});
  }
  base::Status added = add(failed);
  if (added) {
    pending_.clear();
  }
  return added;
}

bool FailedSearches::empty() const {
  std::scoped_lock const guard(lock_);
  return fresh_.empty() && pending_.empty();
}

}  // namespace cartable::server::http
