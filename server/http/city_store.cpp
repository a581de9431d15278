#include "server/http/city_store.hpp"

#include "base/log.hpp"
#include "server/api/directions.hpp"
#include "server/api/place_pieces.hpp"
#include "server/api/stand_book.hpp"
#include "store/catalog.hpp"
#include "tiles/base_tiles.hpp"

#include <span>

namespace cartable::server::http {
namespace {

constexpr std::string_view kBaseTilesKey = "base_tiles";

/// How long the first start waits for opening hours: those of a town are there by then.
constexpr std::chrono::milliseconds kPatience(250);

std::chrono::sys_seconds now() { return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()); }

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

CityLoader::CityLoader(std::string where, tiles::TileService::Options const& tiles, CityStore& store,
                       store::EvaluateHours hours)
    : where_(std::move(where)), watch_(where_), tiles_(tiles), store_(store) {
  if (hours) {
    hours_ = std::make_shared<store::HoursSource>(
        [evaluate = std::move(hours), stop = stop_hours_.get_token()](
            store::HoursContext const& context, std::span<std::string const> texts, std::stop_token const&) {
          auto const begun = std::chrono::steady_clock::now();
          std::vector<store::Hours> out = evaluate(context, texts, stop);
          std::chrono::duration<double> const took = std::chrono::steady_clock::now() - begun;
          base::log_info("opening hours: {} texts read in {:.1f} s", texts.size(), took.count());
          return out;
        });
  }
}

CityLoader::~CityLoader() {
  stop_hours_.request_stop();  // before hours_at_work_ is waited for
}

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
  if (hours_) {
    // The first city is served at once, with hours as soon as they are known; a later one is served when its hours are,
    // and until then the city before.
    hours_->want(store::hours_input(data.places, data.offers, data.settings));
    read_hours();
  }
  state->catalog = store::Catalog::build(std::move(data));
  if (hours_) {
    if (previous) {
      hours_at_work_.wait();
    } else {
      hours_at_work_.wait_for(kPatience);
    }
    state->hours = hours_->current();
    state->hours_source = hours_;
  }
  // Streets are read once the city is served: nobody waits for them who asks for no way.
  std::int64_t const streets = revisions[index(store::Part::streets)];
  state->streets = previous && seen_ && (*seen_)[index(store::Part::streets)] == streets
                       ? previous->streets
                       : api::read_streets(where_, streets);
  state->links = api::link_places(state->catalog);
  state->pieces = std::make_shared<api::PlacePiecesCache>(state->catalog->size());
  CARTABLE_ASSIGN(state->stands, api::StandBook::load(file, *state->catalog));
  state->tiles = std::make_shared<tiles::TileService const>(state->catalog, state->base_tiles, tiles_,
                                                            previous ? previous->tiles : nullptr);
  store_.put(std::move(state), std::move(tokens));
  seen_ = revisions;
  return {};
}

void CityLoader::read_hours() {
  if (hours_at_work_.valid()) {
    hours_at_work_.wait();  // of an input that is no longer wanted; what it knows is kept
  }
  hours_at_work_ = std::async(std::launch::async, [source = hours_] { source->refresh(now()); });
}

bool CityLoader::renew_hours() {
  if (!hours_) {
    return false;
  }
  bool const at_work =
      hours_at_work_.valid() && hours_at_work_.wait_for(std::chrono::seconds(0)) != std::future_status::ready;
  if (at_work) {
    return false;
  }
  std::shared_ptr<api::CityState const> const served = store_.get();
  auto const known = hours_->current();
  if (served && known && served->hours != known) {
    auto state = std::make_shared<api::CityState>(*served);
    state->hours = known;
    store_.put(std::move(state), store_.tokens());
    return true;
  }
  if (hours_->is_stale(now())) {
    read_hours();
  }
  return false;
}

bool CityLoader::awaits_hours() const {
  std::shared_ptr<api::CityState const> const served = store_.get();
  return hours_ && served && !served->hours;
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
