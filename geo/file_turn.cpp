#include "geo/file_turn.hpp"

#include <sys/stat.h>

#include <condition_variable>
#include <mutex>
#include <set>

namespace cartable::geo {
namespace {

struct Turns {
  std::mutex mutex;
  std::condition_variable given_back;
  std::set<std::string> taken;
};

Turns& turns() {
  static Turns all;
  return all;
}

std::string key_of(std::string const& path) {
  struct stat about {};
  if (::stat(path.c_str(), &about) == 0) {
    return fmt::format("{}:{}", about.st_dev, about.st_ino);
  }
  return path;
}

}  // namespace

base::Result<FileTurn> FileTurn::take(std::string const& path, std::chrono::milliseconds patience) {
  std::string key = key_of(path);
  auto& all = turns();
  std::unique_lock lock(all.mutex);
  if (!all.given_back.wait_for(lock, patience, [&] { return !all.taken.contains(key); })) {
    return base::fail(base::ErrorCode::locked, "{}: is in use by another part of this program; try again", path);
  }
  all.taken.insert(key);
  return FileTurn(std::move(key));
}

void FileTurn::give_back() noexcept {
  if (key_.empty()) {
    return;
  }
  auto& all = turns();
  {
    std::lock_guard const lock(all.mutex);
    all.taken.erase(key_);
  }
  key_.clear();
  all.given_back.notify_all();
}

}  // namespace cartable::geo
