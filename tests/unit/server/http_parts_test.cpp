#include "server/auth.hpp"
#include "server/http/negotiate.hpp"
#include "server/http/pool.hpp"
#include "server/http/request_reader.hpp"
#include "server/http/static_files.hpp"

#include <boost/asio/buffer.hpp>
#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <future>
#include <random>

namespace cartable::server::test {
namespace {

using base::Encoding;

TEST(Negotiation, takes_the_highest_weight_and_breaks_ties_by_our_order) {
  EXPECT_EQ(http::choose_encoding(""), Encoding::identity);
  EXPECT_EQ(http::choose_encoding("gzip"), Encoding::gzip);
  EXPECT_EQ(http::choose_encoding("gzip, deflate, br, zstd"), Encoding::zstd);
  EXPECT_EQ(http::choose_encoding("GZIP;q=0.5, br;q=0.4"), Encoding::gzip);
  EXPECT_EQ(http::choose_encoding("gzip;q=0, *"), Encoding::zstd);
  EXPECT_EQ(http::choose_encoding("gzip;q=0"), Encoding::identity);
  EXPECT_EQ(http::choose_encoding("br;q=1.001, gzip;q=0.1"), Encoding::gzip);
  EXPECT_EQ(http::choose_encoding("identity;q=0.9, gzip;q=0.1"), Encoding::identity);
  EXPECT_EQ(http::choose_encoding(" br ; q=0.999 ,gzip;q=1.000"), Encoding::gzip);
  EXPECT_EQ(http::choose_encoding("deflate, compress"), Encoding::identity);
  EXPECT_EQ(http::choose_encoding(";;,,q=1"), Encoding::identity);
}

TEST(Negotiation, only_a_plain_host_gets_into_links) {
  for (char const* const good :
       {"localhost", "localhost:8080", "a-b.example.org", "127.0.0.1:1", "[::1]", "[::1]:8080"}) {
    EXPECT_TRUE(http::is_safe_host(good)) << good;
  }
  for (char const* const bad :
       {"", ":80", "a b", "evil.org/x", "a@b", "a\"b", "[::1", "[::1]x", "a:port", "a:123456", "a:", "<x>"}) {
    EXPECT_FALSE(http::is_safe_host(bad)) << bad;
  }
}

TEST(Target, splits_and_refuses) {
  std::string_view path;
  std::string_view query;
  EXPECT_TRUE(http::split_target("/a?b=c#d", path, query));
  EXPECT_EQ(path, "/a");
  EXPECT_EQ(query, "b=c");
  EXPECT_TRUE(http::split_target("http://host:80/a?b", path, query));
  EXPECT_EQ(path, "/a");
  EXPECT_TRUE(http::split_target("http://host", path, query));
  EXPECT_EQ(path, "/");
  EXPECT_FALSE(http::split_target("*", path, query));
  EXPECT_FALSE(http::split_target("host:443", path, query));
  EXPECT_FALSE(http::split_target("", path, query));
}

TEST(RequestReader, reads_a_chunked_body_in_any_pieces) {
  std::string const head = "POST /api/within HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
  std::string const rest = "5\r\nhello\r\n6;x=y\r\n world\r\n0\r\n\r\n";
  for (std::size_t cut = 1; cut < rest.size(); ++cut) {
    http::RequestReader reader(8192, 100);
    boost::beast::error_code error;
    reader.put(boost::asio::buffer(head), error);
    reader.eager(true);
    std::string pending = rest.substr(0, cut);
    std::size_t used = reader.put(boost::asio::buffer(pending), error);
    pending = pending.substr(used) + rest.substr(cut);
    if (!reader.is_done()) {
      reader.put(boost::asio::buffer(pending), error);
    }
    EXPECT_TRUE(reader.is_done()) << cut << " " << error.message();
    EXPECT_EQ(reader.body, "hello world") << cut;
  }
}

TEST(RequestReader, random_bytes_are_refused_without_harm) {
  std::mt19937 random(23);
  std::string const good =
      "GET /tiles/places/0/0/0.mvt?x=1 HTTP/1.1\r\nHost: a\r\nAccept-Encoding: gzip\r\nX: y\r\n\r\n";
  for (int round = 0; round < 20000; ++round) {
    std::string bytes = good;
    for (unsigned n = random() % 4; n > 0; --n) {
      bytes[random() % (bytes.size() - 4)] = static_cast<char>(random());
    }
    http::RequestReader reader(8192, 100);
    boost::beast::error_code error;
    reader.put(boost::asio::buffer(bytes), error);
    std::string_view path;
    std::string_view query;
    static_cast<void>(http::split_target(reader.target, path, query));
    static_cast<void>(http::choose_encoding(reader.accept_encoding));
  }
}

class StaticRoot : public ::testing::Test {
 protected:
  void SetUp() override {
    root_ = std::filesystem::temp_directory_path() / ("cartable-static-" + std::to_string(::getpid()));
    std::filesystem::create_directories(root_ / "web" / "assets");
    write("web/index.html", std::string("<!doctype html>") + std::string(1000, ' '));
    write("web/assets/index-DtX9a1_b.js", std::string(5000, 'x'));
    write("web/assets/café.txt", "x");
    write("web/.secret", "hidden");
    write("web/style.json", "{\"base\":\"{base}\"}");
    write("outside.txt", "outside");
    std::filesystem::create_symlink(root_ / "outside.txt", root_ / "web" / "link.txt");
  }
  void TearDown() override { std::filesystem::remove_all(root_); }
  void write(std::string const& name, std::string const& text) { std::ofstream(root_ / name) << text; }
  std::filesystem::path root_;
};

TEST_F(StaticRoot, serves_its_own_files_and_nothing_else) {
  auto const files = http::StaticFiles::load(root_ / "web");
  ASSERT_TRUE(files) << files.error().message;
  EXPECT_TRUE((*files)->find("/"));
  EXPECT_EQ((*files)->find("/")->type, "text/html; charset=utf-8");
  EXPECT_EQ((*files)->find("/")->cache_control, "no-cache");
  EXPECT_NE((*files)->find("/assets/index-DtX9a1_b.js")->cache_control.find("immutable"), std::string::npos);
  EXPECT_TRUE((*files)->find("/assets/caf%C3%A9.txt"));
  for (char const* const bad :
       {"/../outside.txt", "/%2e%2e/outside.txt", "/assets/../../outside.txt", "/link.txt", "/.secret", "/assets",
        "/assets/", "//index.html", "/index.html%00", "/style.json", "/%", "", "outside.txt"}) {
    EXPECT_FALSE((*files)->find(bad)) << bad;
  }
  EXPECT_EQ((*files)->style(), "{\"base\":\"{base}\"}");
}

TEST_F(StaticRoot, compressed_variants_unpack_to_the_file) {
  auto const files = (*http::StaticFiles::load(root_ / "web"))->compressed();
  auto const file = files->find("/assets/index-DtX9a1_b.js");
  for (Encoding const encoding : {Encoding::gzip, Encoding::brotli, Encoding::zstd}) {
    auto const [used, variant] = file->variant(encoding);
    EXPECT_EQ(used, encoding);
    EXPECT_EQ(*base::decompress(variant->bytes, encoding, 1U << 20U), std::string(5000, 'x'));
    EXPECT_NE(variant->etag, file->variants[0].etag);
  }
  EXPECT_EQ(files->find("/assets/caf%C3%A9.txt")->variant(Encoding::gzip).first, Encoding::identity);
  EXPECT_FALSE(http::StaticFiles::load(root_ / "nowhere"));
}

TEST(StaticNames, only_names_with_a_hash_are_immutable) {
  EXPECT_TRUE(http::is_hashed_name("/assets/index-DtX9a1_b.js"));
  EXPECT_TRUE(http::is_hashed_name("/assets/maplibre-gl-worker-B7-aQ2xZ.mjs"));
  EXPECT_FALSE(http::is_hashed_name("/index.html"));
  EXPECT_FALSE(http::is_hashed_name("/sprites/light.json"));
  EXPECT_FALSE(http::is_hashed_name("/my-document.txt"));
}

TEST(Tokens, are_shown_once_kept_as_argon2id_and_open_their_role) {
  auto const made = make_token("planner", "for the plan");
  ASSERT_TRUE(made);
  EXPECT_EQ(made->token.hash.substr(0, 10), "$argon2id$");
  EXPECT_EQ(made->token.hash.find(made->plain), std::string::npos);
  EXPECT_NE(make_token("planner")->plain, made->plain);
  TokenVerifier verifier;
  std::vector<store::Token> tokens{made->token};
  EXPECT_FALSE(verifier.remembers(made->plain));
  TokenCheck const good = verifier.check(made->plain, tokens);
  EXPECT_EQ(good.answer, TokenAnswer::good);
  EXPECT_EQ(good.viewer, store::Visibility::planner);
  EXPECT_TRUE(verifier.remembers(made->plain));
  EXPECT_EQ(verifier.check(made->plain + "x", tokens).answer, TokenAnswer::bad);
  EXPECT_EQ(verifier.check("", tokens).answer, TokenAnswer::bad);
  EXPECT_EQ(verifier.check("ct__", tokens).answer, TokenAnswer::bad);
  tokens.front().expires = "2020-01-01T00:00:00Z";
  EXPECT_EQ(verifier.check(made->plain, tokens).answer, TokenAnswer::bad);
  tokens.front().expires.clear();
  tokens.front().revoked = "2026-01-01T00:00:00Z";
  EXPECT_EQ(verifier.check(made->plain, tokens).answer, TokenAnswer::bad);
  EXPECT_EQ(verifier.check(made->plain, {}).answer, TokenAnswer::bad);
  EXPECT_FALSE(make_token("king"));
}

TEST(Tokens, each_role_sees_its_part) {
  EXPECT_EQ(viewer_of_role("staff"), store::Visibility::staff);
  EXPECT_EQ(viewer_of_role("moderator"), store::Visibility::staff);
  EXPECT_EQ(viewer_of_role("planner"), store::Visibility::planner);
  EXPECT_EQ(viewer_of_role("admin"), store::Visibility::planner);
  EXPECT_FALSE(viewer_of_role("public"));
}

TEST(Tokens, a_flood_of_bad_secrets_costs_a_bounded_number_of_hashes) {
  auto const made = make_token("staff");
  std::vector<store::Token> const tokens{made->token};
  TokenVerifier verifier({.cached = 16, .hashes_per_second = 0.001, .burst = 3, .keep = std::chrono::seconds(300)});
  EXPECT_EQ(verifier.check(made->plain, tokens).answer, TokenAnswer::good);
  int busy = 0;
  for (int i = 0; i < 50; ++i) {
    busy += verifier.check(made->plain + std::to_string(i), tokens).answer == TokenAnswer::busy ? 1 : 0;
  }
  EXPECT_EQ(busy, 48);
  EXPECT_EQ(verifier.check(made->plain, tokens).answer, TokenAnswer::good) << "who was known stays known";
}

TEST(Pool, refuses_when_full_and_finishes_what_it_took) {
  std::atomic<int> done{0};
  std::promise<void> go;
  std::shared_future<void> const gate(go.get_future());
  {
    http::Pool pool(1, 2);
    std::promise<void> started;
    ASSERT_TRUE(pool.submit([&] {
      started.set_value();
      gate.wait();
      ++done;
    }));
    started.get_future().wait();
    EXPECT_TRUE(pool.submit([&] { ++done; }));
    EXPECT_TRUE(pool.submit([&] { ++done; }));
    EXPECT_FALSE(pool.submit([&] { ++done; }));
    go.set_value();
  }
  EXPECT_EQ(done.load(), 3);
}

}  // namespace
}  // namespace cartable::server::test
