#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>

namespace cartable::test {

/// A PostgreSQL server of the test program's own: in a temporary folder, reached by a Unix socket there and by no
/// port, with PostGIS in its database "city" and a superuser "cartable" that needs no password. Started at first use,
/// stopped with the program.
class TestPostgres {
 public:
  /// Whether the server and PostGIS are installed (postgresql-15, postgresql-15-postgis-3). Where they are, a server
  /// that does not start is an exception.
  [[nodiscard]] static bool is_installed();
  [[nodiscard]] static TestPostgres& instance();

  ~TestPostgres();
  TestPostgres(TestPostgres const&) = delete;
  TestPostgres& operator=(TestPostgres const&) = delete;

  /// The address of a schema that nobody else uses. It is not made.
  [[nodiscard]] std::string new_schema();
  /// An address with other parts. \param user  "cartable", or a role made with sql()
  [[nodiscard]] std::string address(std::string const& schema, std::string const& user = "cartable",
                                    std::string const& password = {}, std::string const& database = "city") const;
  /// Runs statements with psql, in one transaction; an exception when one fails. \return what it printed
  std::string sql(std::string const& statements, std::string const& database = "city") const;
  void stop();   ///< as a quick shutdown: sessions are cut
  void start();  ///< after stop(), with what it held
  [[nodiscard]] pid_t process() const noexcept { return server_; }

 private:
  TestPostgres();
  std::filesystem::path folder_;
  pid_t server_ = 0;
  pid_t owner_ = 0;  ///< the process that may stop it: not a forked child
  int schemas_ = 0;
};

}  // namespace cartable::test
