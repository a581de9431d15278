#include "importers/osm_format.hpp"

#include "base/text.hpp"

#include <bzlib.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <fstream>
#include <optional>
#include <string_view>
#include <vector>

namespace cartable::importers {
namespace {

constexpr std::size_t kPeek = 4096;
constexpr std::size_t kChunk = 1U << 18U;
constexpr std::uint64_t kMaxBlobHeader = 64ULL * 1024;   // PBF format: a header is at most 64 KiB,
constexpr std::uint64_t kMaxBlob = 32ULL * 1024 * 1024;  // a block at most 32 MiB

std::string gunzip_start(std::string_view packed) {
  std::string plain(kPeek, '\0');
  std::string input(packed);
  z_stream stream{};
  constexpr int kGzip = 15 + 16;
  if (inflateInit2(&stream, kGzip) != Z_OK) {
    return {};
  }
  stream.next_in = reinterpret_cast<Bytef*>(input.data());
  stream.avail_in = static_cast<uInt>(input.size());
  stream.next_out = reinterpret_cast<Bytef*>(plain.data());
  stream.avail_out = static_cast<uInt>(plain.size());
  inflate(&stream, Z_SYNC_FLUSH);
  plain.resize(plain.size() - stream.avail_out);
  inflateEnd(&stream);
  return plain;
}

std::string bunzip_start(std::filesystem::path const& file) {
  // A bzip2 block gives nothing before all of it (up to 900 kB packed) has been read.
  std::ifstream in(file, std::ios::binary);
  std::string plain(kPeek, '\0');
  std::string chunk(kChunk, '\0');
  bz_stream stream{};
  if (BZ2_bzDecompressInit(&stream, 0, 0) != BZ_OK) {
    return {};
  }
  stream.next_out = plain.data();
  stream.avail_out = static_cast<unsigned>(plain.size());
  for (int rounds = 0; rounds < 5 && stream.avail_out == plain.size(); ++rounds) {
    in.read(chunk.data(), static_cast<std::streamsize>(chunk.size()));
    stream.next_in = chunk.data();
    stream.avail_in = static_cast<unsigned>(in.gcount());
    if (stream.avail_in == 0 || BZ2_bzDecompress(&stream) != BZ_OK) {
      break;
    }
  }
  plain.resize(plain.size() - stream.avail_out);
  BZ2_bzDecompressEnd(&stream);
  return plain;
}

/// Whether the text's first element is <osm>: blanks, a byte-order mark, the declaration and comments may precede.
bool starts_with_osm_element(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) {
    text.remove_prefix(3);
  }
  while (true) {
    text = base::trim(text);
    std::string_view const end = text.starts_with("<?") ? "?>" : text.starts_with("<!--") ? "-->" : "";
    if (end.empty()) {
      break;
    }
    std::size_t const at = text.find(end);
    if (at == std::string_view::npos) {
      return false;
    }
    text.remove_prefix(at + end.size());
  }
  return text.starts_with("<osm") && text.size() > 4 &&
         (text[4] == ' ' || text[4] == '>' || text[4] == '/' || text[4] == '\n' || text[4] == '\t' || text[4] == '\r');
}

std::uint64_t big_endian(std::string_view four) {
  std::uint64_t value = 0;
  for (char const c : four.substr(0, 4)) {
    value = (value << 8U) | static_cast<unsigned char>(c);
  }
  return value;
}

/// Walks the blocks of a PBF file while its bytes stream past: 4 bytes of length, BlobHeader, Blob, …
class PbfFraming {
 public:
  /// False once the bytes cannot be a PBF file.
  bool feed(std::string_view bytes) {
    while (!bytes.empty()) {
      if (skip_ > 0) {
        auto const step = static_cast<std::size_t>(std::min<std::uint64_t>(skip_, bytes.size()));
        bytes.remove_prefix(step);
        skip_ -= step;
        continue;
      }
      std::size_t const step = std::min(wanted_ - header_.size(), bytes.size());
      header_.append(bytes.substr(0, step));
      bytes.remove_prefix(step);
      if (header_.size() < wanted_) {
        break;
      }
      if (wanted_ == 4) {
        std::uint64_t const size = big_endian(header_);
        if (size == 0 || size > kMaxBlobHeader) {
          return false;
        }
        wanted_ = 4 + static_cast<std::size_t>(size);
      } else {
        auto const size = blob_size(std::string_view(header_).substr(4));
        if (!size || *size > kMaxBlob) {
          return false;
        }
        skip_ = *size;
        header_.clear();
        wanted_ = 4;
      }
    }
    return true;
  }
  /// Whether the bytes so far end where a block ends.
  [[nodiscard]] bool is_whole() const { return skip_ == 0 && header_.empty(); }

 private:
  /// BlobHeader { string type = 1; bytes indexdata = 2; int32 datasize = 3; } of the PBF format.
  static std::optional<std::uint64_t> blob_size(std::string_view message) {
    std::optional<std::uint64_t> size;
    auto const varint = [&]() -> std::optional<std::uint64_t> {
      std::uint64_t value = 0;
      for (unsigned shift = 0; shift < 64 && !message.empty(); shift += 7) {
        auto const byte = static_cast<unsigned char>(message.front());
        message.remove_prefix(1);
        value |= static_cast<std::uint64_t>(byte & 0x7FU) << shift;
        if ((byte & 0x80U) == 0) {
          return value;
        }
      }
      return std::nullopt;
    };
    while (!message.empty()) {
      auto const key = varint();
      auto const value = varint();
      if (!key || !value) {
        return std::nullopt;
      }
      if (unsigned const type = *key & 7U; type == 2) {
        if (*value > message.size()) {
          return std::nullopt;
        }
        message.remove_prefix(static_cast<std::size_t>(*value));
      } else if (type != 0) {
        return std::nullopt;
      } else if (*key >> 3U == 3) {
        size = *value;
      }
    }
    return size;
  }

  std::string header_;
  std::size_t wanted_ = 4;
  std::uint64_t skip_ = 0;
};

}  // namespace

OsmFormat detect_osm(std::filesystem::path const& file) {
  std::ifstream in(file, std::ios::binary);
  std::string start(kPeek, '\0');
  in.read(start.data(), static_cast<std::streamsize>(start.size()));
  start.resize(static_cast<std::size_t>(std::max<std::streamsize>(in.gcount(), 0)));
  constexpr std::string_view kHeaderType("\x0A\x09OSMHeader", 11);
  if (start.size() > 15 && big_endian(start) <= kMaxBlobHeader && start.substr(4, 11) == kHeaderType) {
    return OsmFormat::pbf;
  }
  if (start.starts_with("\x1F\x8B")) {
    return starts_with_osm_element(gunzip_start(start)) ? OsmFormat::xml_gz : OsmFormat::none;
  }
  if (start.starts_with("BZh")) {
    return starts_with_osm_element(bunzip_start(file)) ? OsmFormat::xml_bz2 : OsmFormat::none;
  }
  return starts_with_osm_element(start) ? OsmFormat::xml : OsmFormat::none;
}

char const* osmium_name(OsmFormat format) noexcept {
  switch (format) {
    case OsmFormat::pbf: return "pbf";
    case OsmFormat::xml_gz: return "osm.gz";
    case OsmFormat::xml_bz2: return "osm.bz2";
    case OsmFormat::xml:
    case OsmFormat::none: return "osm";
  }
  return "osm";
}

base::Result<std::string> hash_and_check(std::filesystem::path const& file, OsmFormat format) {
  std::ifstream in(file, std::ios::binary);
  std::vector<char> chunk(kChunk);
  std::uint64_t hash = base::stable_hash({});
  PbfFraming framing;
  bool const is_pbf = format == OsmFormat::pbf;
  bool sound = true;
  while (in.read(chunk.data(), static_cast<std::streamsize>(chunk.size())) || in.gcount() > 0) {
    std::string_view const bytes(chunk.data(), static_cast<std::size_t>(in.gcount()));
    hash = base::stable_hash(bytes, hash);
    sound = sound && (!is_pbf || framing.feed(bytes));
  }
  if (in.bad()) {
    return base::fail(base::ErrorCode::unreadable, "{}: cannot be read to its end", file.string());
  }
  if (!sound) {
    return base::fail(base::ErrorCode::corrupt,
                      "{}: damaged: a block of this PBF file has an impossible header; "
                      "download it again",
                      file.string());
  }
  if (is_pbf && !framing.is_whole()) {
    return base::fail(base::ErrorCode::corrupt,
                      "{}: cut short: the last block of this PBF file is not complete; "
                      "download it again",
                      file.string());
  }
  return base::to_hex(hash);
}

}  // namespace cartable::importers
