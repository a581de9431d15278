#include "base/compress.hpp"

#include <brotli/decode.h>
#include <brotli/encode.h>
#include <libdeflate.h>
#include <zstd.h>

#include <algorithm>
#include <memory>
#include <new>

namespace cartable::base {
namespace {

struct FreeCompressor {
  void operator()(libdeflate_compressor* p) const { libdeflate_free_compressor(p); }
};
struct FreeDecompressor {
  void operator()(libdeflate_decompressor* p) const { libdeflate_free_decompressor(p); }
};

std::string gzip(std::string_view bytes, int level) {
  std::unique_ptr<libdeflate_compressor, FreeCompressor> const compressor(libdeflate_alloc_compressor(level));
  if (!compressor) {
    throw std::bad_alloc();
  }
  std::string out(libdeflate_gzip_compress_bound(compressor.get(), bytes.size()), '\0');
  out.resize(libdeflate_gzip_compress(compressor.get(), bytes.data(), bytes.size(), out.data(), out.size()));
  return out;
}

std::string brotli(std::string_view bytes, int quality) {
  std::size_t size = BrotliEncoderMaxCompressedSize(bytes.size());
  std::string out(std::max<std::size_t>(size, 64), '\0');
  size = out.size();
  if (BrotliEncoderCompress(quality, BROTLI_DEFAULT_WINDOW, BROTLI_MODE_GENERIC, bytes.size(),
                            reinterpret_cast<std::uint8_t const*>(bytes.data()), &size,
                            reinterpret_cast<std::uint8_t*>(out.data())) == BROTLI_FALSE) {
    throw std::bad_alloc();
  }
  out.resize(size);
  return out;
}

std::string zstd(std::string_view bytes, int level) {
  std::string out(ZSTD_compressBound(bytes.size()), '\0');
  std::size_t const size = ZSTD_compress(out.data(), out.size(), bytes.data(), bytes.size(), level);
  if (ZSTD_isError(size) != 0) {
    throw std::bad_alloc();
  }
  out.resize(size);
  return out;
}

Result<std::string> gunzip(std::string_view bytes, std::size_t limit) {
  std::unique_ptr<libdeflate_decompressor, FreeDecompressor> const decompressor(libdeflate_alloc_decompressor());
  if (!decompressor) {
    throw std::bad_alloc();
  }
  for (std::size_t room = std::max<std::size_t>(1024, bytes.size() * 4);; room *= 4) {
    room = std::min(room, limit);
    std::string out(room, '\0');
    std::size_t size = 0;
    auto const status =
        libdeflate_gzip_decompress(decompressor.get(), bytes.data(), bytes.size(), out.data(), out.size(), &size);
    if (status == LIBDEFLATE_SUCCESS) {
      out.resize(size);
      return out;
    }
    if (status != LIBDEFLATE_INSUFFICIENT_SPACE) {
      return fail(ErrorCode::corrupt, "damaged gzip data");
    }
    if (room == limit) {
      return fail(ErrorCode::too_large, "gzip data unpacks to more than {} bytes", limit);
    }
  }
}

Result<std::string> unbrotli(std::string_view bytes, std::size_t limit) {
  std::unique_ptr<BrotliDecoderState, decltype(&BrotliDecoderDestroyInstance)> const state(
      BrotliDecoderCreateInstance(nullptr, nullptr, nullptr), &BrotliDecoderDestroyInstance);
  std::string out;
  std::size_t available_in = bytes.size();
  auto const* next_in = reinterpret_cast<std::uint8_t const*>(bytes.data());
  while (true) {
    std::size_t available_out = 0;
    auto const result =
        BrotliDecoderDecompressStream(state.get(), &available_in, &next_in, &available_out, nullptr, nullptr);
    std::size_t size = 0;
    auto const* const chunk = BrotliDecoderTakeOutput(state.get(), &size);
    if (out.size() + size > limit) {
      return fail(ErrorCode::too_large, "brotli data unpacks to more than {} bytes", limit);
    }
    out.append(reinterpret_cast<char const*>(chunk), size);
    if (result == BROTLI_DECODER_RESULT_SUCCESS) {
      return out;
    }
    if (result == BROTLI_DECODER_RESULT_ERROR || (result == BROTLI_DECODER_RESULT_NEEDS_MORE_INPUT && size == 0)) {
      return fail(ErrorCode::corrupt, "damaged brotli data");
    }
  }
}

Result<std::string> unzstd(std::string_view bytes, std::size_t limit) {
  auto const declared = ZSTD_getFrameContentSize(bytes.data(), bytes.size());
  if (declared == ZSTD_CONTENTSIZE_ERROR || declared == ZSTD_CONTENTSIZE_UNKNOWN) {
    return fail(ErrorCode::corrupt, "damaged zstd data");
  }
  if (declared > limit) {
    return fail(ErrorCode::too_large, "zstd data unpacks to more than {} bytes", limit);
  }
  std::string out(declared, '\0');
  std::size_t const size = ZSTD_decompress(out.data(), out.size(), bytes.data(), bytes.size());
  if (ZSTD_isError(size) != 0) {
    return fail(ErrorCode::corrupt, "damaged zstd data");
  }
  out.resize(size);
  return out;
}

}  // namespace

std::string_view to_string(Encoding encoding) noexcept {
  switch (encoding) {
    case Encoding::identity: return "identity";
    case Encoding::gzip: return "gzip";
    case Encoding::brotli: return "br";
    case Encoding::zstd: return "zstd";
  }
  return "identity";
}

std::string compress(std::string_view bytes, Encoding encoding, Effort effort) {
  bool const best = effort == Effort::best;
  switch (encoding) {
    case Encoding::identity: return std::string(bytes);
    case Encoding::gzip: return gzip(bytes, best ? 9 : 6);
    case Encoding::brotli: return brotli(bytes, best ? 10 : 5);
    case Encoding::zstd: return zstd(bytes, best ? 12 : 3);
  }
  return std::string(bytes);
}

Result<std::string> decompress(std::string_view bytes, Encoding encoding, std::size_t limit) {
  switch (encoding) {
    case Encoding::identity:
      if (bytes.size() > limit) {
        return fail(ErrorCode::too_large, "{} bytes are more than {}", bytes.size(), limit);
      }
      return std::string(bytes);
    case Encoding::gzip: return gunzip(bytes, limit);
    case Encoding::brotli: return unbrotli(bytes, limit);
    case Encoding::zstd: return unzstd(bytes, limit);
  }
  return fail(ErrorCode::unsupported, "unknown encoding");
}

}  // namespace cartable::base
