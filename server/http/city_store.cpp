#include "server/http/city_store.hpp"

#include "store/catalog.hpp"
#include "tiles/base_tiles.hpp"

namespace cartable::server::http {
namespace {

constexpr std::string_view kBaseTilesKey = "base_tiles";

std::size_t index(store::Part part) noexcept { return static_cast<std::size_t>(part); }

}  // namespace

std::shared_ptr<api::CityState const> CityStore::get() const {
  std::scoped_lock const guard(lock_);
  return state_;
}

TokenList CityStore::tokens() const {
  std::scoped_lock const guard(lock_);
  return tokens_;
}

void CityStore::put(std::shared_ptr<api::CityState const> state, TokenList tokens) {
  {
    std::scoped_lock const guard(lock_);
    // The old state is handed out of the lock: its end may take a while and nobody should wait for it.
    state_.swap(state);
    tokens_ = std::move(tokens);
  }
  generation_.fetch_add(1, std::memory_order_release);
}

void CityStore::put_tokens(TokenList tokens) {
  std::scoped_lock const guard(lock_);
  tokens_ = std::move(tokens);
}

CityLoader::CityLoader(std::string where, tiles::TileService::Options const& tiles, CityStore& store)
    : where_(std::move(where)), watch_(where_), tiles_(tiles), store_(store) {}

base::Status CityLoader::load() {
  store::CityFile const file(where_);
  CARTABLE_TRY(file.check());
  CARTABLE_ASSIGN(store::CityData data, file.load());
  store::Revisions const revisions = data.revisions;
  auto tokens = std::make_shared<std::vector<store::Token> const>(data.tokens);
  std::shared_ptr<api::CityState const> const previous = store_.get();
  auto state = std::make_shared<api::CityState>();
  if (previous && seen_ && (*seen_)[index(store::Part::basemap)] == revisions[index(store::Part::basemap)]) {
    state->base_tiles = previous->base_tiles;
  } else {
    CARTABLE_ASSIGN(std::vector<store::Derived> const parts, file.derived(kBaseTilesKey));
    CARTABLE_ASSIGN(tiles::BaseTiles base_tiles, tiles::BaseTiles::load(parts));
    state->base_tiles = std::make_shared<tiles::BaseTiles const>(std::move(base_tiles));
  }
  state->catalog = store::Catalog::build(std::move(data));
  state->tiles = std::make_shared<tiles::TileService const>(state->catalog, state->base_tiles, tiles_,
                                                            previous ? previous->tiles : nullptr);
  store_.put(std::move(state), std::move(tokens));
  seen_ = revisions;
  return {};
}

base::Result<bool> CityLoader::poll() {
  base::Result<store::Revisions> const now = watch_.revisions();
  if (!now) {
    if (now.error().code == base::ErrorCode::locked) {
      return false;
    }
    return base::fail(now);
  }
  if (seen_ == *now) {
    return false;
  }
  store::Revisions shared = *now;
  if (seen_) {
    shared[index(store::Part::private_)] = (*seen_)[index(store::Part::private_)];
  }
  if (seen_ == shared) {
    CARTABLE_ASSIGN(std::vector<store::Token> tokens, store::CityFile(where_).tokens());
    store_.put_tokens(std::make_shared<std::vector<store::Token> const>(std::move(tokens)));
    seen_ = *now;
    return false;
  }
  base::Status const loaded = load();
  if (!loaded) {
    if (loaded.error().code == base::ErrorCode::locked) {
      return false;
    }
    return base::fail(loaded);
  }
  return true;
}

}  // namespace cartable::server::http
