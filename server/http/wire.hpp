#pragma once

#include "server/http/worker.hpp"

#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstring>
#include <optional>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace cartable::server::http {

/// The bytes of one connection, plain or over TLS: what was read and not yet taken, and writing under deadlines. Knows
/// of requests and answers nothing. The deadlines are the connection's; past one, reads and writes end with false.
template <class Stream>
class Wire {
 public:
  static constexpr bool kIsPlain = std::is_same_v<Stream, Socket>;
  static constexpr std::size_t kBuffer =
      16384;  ///< bytes read at once; holds a header and pipelined requests behind it

  /// \param owner  outlives this
  Wire(Stream&& stream, Connection& owner) : stream_(std::move(stream)), owner_(owner), buffer_(kBuffer) {}

  [[nodiscard]] auto& socket() noexcept {
    if constexpr (kIsPlain) {
      return stream_;
    } else {
      return stream_.next_layer();
    }
  }

  [[nodiscard]] std::string_view unread() const noexcept { return {buffer_.data() + begin_, end_ - begin_}; }
  [[nodiscard]] bool is_full() const noexcept { return end_ - begin_ == buffer_.size(); }
  void consume(std::size_t bytes) noexcept {
    begin_ += bytes;
    if (begin_ == end_) {
      begin_ = end_ = 0;
    }
  }
  void expire_in(std::chrono::milliseconds time) { owner_.deadline = std::chrono::steady_clock::now() + time; }
  void never_expire() noexcept { owner_.deadline = std::chrono::steady_clock::time_point::max(); }

  /// TLS: its handshake. \return false when there is none to be had
  Awaitable<bool> shake_hands(std::chrono::milliseconds time) {
    boost::system::error_code error;
    if constexpr (!kIsPlain) {
      expire_in(time);
      co_await stream_.async_handshake(asio::ssl::stream_base::server, asio::redirect_error(kAwait, error));
    }
    co_return !error;
  }

  /// Reads more behind what is unread. \return false at the end of the stream or past the deadline
  Awaitable<bool> read_more() {
    if (begin_ > 0) {
      std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
      end_ -= begin_;
      begin_ = 0;
    }
    if (owner_.expired) {
      co_return false;
    }
    boost::system::error_code error;
    std::size_t const read = co_await stream_.async_read_some(
        asio::buffer(buffer_.data() + end_, buffer_.size() - end_), asio::redirect_error(kAwait, error));
    end_ += read;
    co_return !error && read > 0;
  }

  /// Whether bytes have arrived that were not read.
  [[nodiscard]] bool has_more() {
    boost::system::error_code error;
    return socket().available(error) > 0 && !error;
  }

  /// One gathering write without waiting, of as much as the socket takes. Over TLS nothing is taken.
  /// \return bytes taken; nothing when the connection is broken
  template <std::size_t N>
  [[nodiscard]] std::optional<std::size_t> write_some(std::array<std::string_view, N> const& pieces) {
    if constexpr (kIsPlain) {
      std::array<asio::const_buffer, N> buffers;
      std::transform(pieces.begin(), pieces.end(), buffers.begin(),
                     [](std::string_view piece) { return asio::buffer(piece.data(), piece.size()); });
      boost::system::error_code error;
      std::size_t const sent = stream_.write_some(buffers, error);
      if (error && error != asio::error::would_block && error != asio::error::try_again) {
        return std::nullopt;
      }
      return sent;
    } else {
      return 0;
    }
  }

  /// Piece by piece: the deadline is for progress, so that a slow reader is served and a dead one is not.
  /// \param progress  how long each piece may take
  Awaitable<bool> write_slowly(std::string_view bytes, std::chrono::milliseconds progress) {
    while (!bytes.empty()) {
      if (owner_.expired) {
        co_return false;
      }
      expire_in(progress);
      boost::system::error_code error;
      std::size_t const sent = co_await stream_.async_write_some(asio::buffer(bytes.data(), bytes.size()),
                                                                 asio::redirect_error(kAwait, error));
      if (error || sent == 0) {
        co_return false;
      }
      bytes.remove_prefix(sent);
    }
    never_expire();
    co_return true;
  }

  /// Says goodbye. \param swallow  bytes to read on for a moment, so that a last answer is not lost in a reset; 0: none
  Awaitable<void> close(std::size_t swallow) {
    constexpr std::chrono::milliseconds kMoment{1000};
    boost::system::error_code error;
    if constexpr (!kIsPlain) {
      expire_in(kMoment);
      co_await stream_.async_shutdown(asio::redirect_error(kAwait, error));
    }
    socket().shutdown(asio::ip::tcp::socket::shutdown_send, error);
    expire_in(kMoment);
    for (std::size_t swallowed = 0; swallowed < swallow && !owner_.expired;) {
      std::size_t const read =
          co_await socket().async_read_some(asio::buffer(buffer_), asio::redirect_error(kAwait, error));
      if (error || read == 0) {
        break;
      }
      swallowed += read;
    }
  }

 private:
  Stream stream_;
  Connection& owner_;
  std::vector<char> buffer_;
  std::size_t begin_ = 0, end_ = 0;  ///< what is unread
};

}  // namespace cartable::server::http
