#include "server/api/place_pieces.hpp"

#include <algorithm>
#include <cstring>

namespace cartable::server::api {
namespace {

constexpr std::size_t kPlainAt = sizeof(PlacePieces::ends);
constexpr std::size_t kTextAt = kPlainAt + sizeof(PlacePieces::is_plain);

}  // namespace

bool KeptPieces::find(std::uint32_t row, PlacePieces& out) const noexcept {
  char const* const kept = row < table_.size() ? table_[row].load(std::memory_order_acquire) : nullptr;
  if (kept == nullptr) {
    return false;
  }
  std::memcpy(out.ends.data(), kept, kPlainAt);
  std::memcpy(&out.is_plain, kept + kPlainAt, sizeof(out.is_plain));
  out.text = {kept + kTextAt, out.ends.back()};
  return true;
}

void KeptPieces::put(std::uint32_t row, PlacePieces const& pieces) {
  if (row >= table_.size()) {
    return;
  }
  std::size_t const size = kTextAt + pieces.text.size();
  std::scoped_lock const guard(lock_);
  if (table_[row].load(std::memory_order_relaxed) != nullptr) {
    return;  // another request was faster
  }
  if (size > left_) {
    left_ = std::max(kChunk, size);
    chunks_.push_back(std::unique_ptr<char[]>(new char[left_]));
    bytes_.fetch_add(left_, std::memory_order_relaxed);
    ends_ = chunks_.back().get() + left_;
  }
  char* const at = ends_ - left_;
  std::memcpy(at, pieces.ends.data(), kPlainAt);
  std::memcpy(at + kPlainAt, &pieces.is_plain, sizeof(pieces.is_plain));
  std::copy(pieces.text.begin(), pieces.text.end(), at + kTextAt);
  left_ -= size;
  table_[row].store(at, std::memory_order_release);
}

std::shared_ptr<KeptPieces> PlacePiecesCache::current() {
  std::scoped_lock const guard(lock_);
  if (!kept_ || kept_->bytes() >= max_bytes_) {
    kept_ = std::make_shared<KeptPieces>(rows_);
  }
  return kept_;
}

}  // namespace cartable::server::api
