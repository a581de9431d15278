#pragma once

#include "geo/database_impl.hpp"
#include "geo/database_url.hpp"

#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <string_view>

/// Private to geo/database*.cpp and geo/database_session.cpp.
namespace cartable::geo {

/// A schema of a PostgreSQL database with PostGIS. See database_pg.cpp.
struct PgImpl final : Database::Impl {
  PgImpl(std::string const& url, DatabaseUrl parsed, Database::Mode open_mode)
      : Impl(without_password(url), open_mode), address(std::move(parsed)) {}
  ~PgImpl() override { close(); }

  DatabaseUrl address;
  std::optional<std::set<std::string, std::less<>>> known_tables;

  /// Changes of rows that are there already go to the server a few hundred at a time.
  struct Waiting {
    enum class Kind : std::uint8_t { none, update, erase } kind = Kind::none;
    std::string table, columns, text;
    std::size_t rows = 0;
  } waiting;

  [[nodiscard]] bool has_table(std::string_view name) override;
  [[nodiscard]] std::vector<std::string> tables() override;
  [[nodiscard]] base::Status made_table(LayerDef const& layer) override;
  void layer_options(LayerDef const& layer, CPLStringList& options) const override;
  [[nodiscard]] base::Status make_feature(Layer& layer) override;
  [[nodiscard]] base::Status after_begin() override;
  [[nodiscard]] base::Status flush() override;
  void forget() noexcept override { waiting = {}; }
  [[nodiscard]] base::Status sync(std::string const& name, Layer& layer) override;
  [[nodiscard]] base::Status before_commit() override;
  [[nodiscard]] base::Status insert(std::string const& name, Layer& layer, Row const& row) override;
  [[nodiscard]] base::Status update(std::string const& name, Layer& layer, Row const& row) override;
  [[nodiscard]] base::Status erase(std::string const& name, Layer& layer, std::int64_t fid) override;
  [[nodiscard]] base::Status scan(std::string const& name, Layer& layer, std::string const& filter,
                                  std::vector<std::string> const& columns, bool with_geometry,
                                  std::function<base::Status(RowBatch const&)> const& take) override;
  [[nodiscard]] base::Result<std::string> keep_copy(std::string const& suffix) override;
  [[nodiscard]] base::Error explained(base::Error error) const override;

  /// The texts of the first column of a query.
  [[nodiscard]] base::Result<std::vector<std::string>> texts(std::string const& sql);

 private:
  [[nodiscard]] base::Status wait_with(Waiting::Kind kind, std::string const& table, std::string const& columns);
};

/// Connects and brings the session into the state that all else expects (UTC, all digits of a number, …).
/// \param name  of the session, as others see it (pg_stat_activity); cut at 63 bytes
/// \return an error in plain words with the remedy: no server, no such database, wrong password, …
[[nodiscard]] base::Result<std::unique_ptr<PgImpl>> connect_pg(std::string const& url, Database::Mode mode,
                                                               std::string const& name = "cartable");

}  // namespace cartable::geo
