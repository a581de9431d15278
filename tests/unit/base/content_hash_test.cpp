#include "base/content_hash.hpp"

#include "base/json.hpp"
#include "base/text.hpp"
#include "tests/support/property.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>

namespace cartable::base {
namespace {

using test::PropertyRandom;

std::string random_bytes(PropertyRandom& random, int most, int lowest, int highest) {
  std::string out(static_cast<std::size_t>(random.integer(0, most)), ' ');
  for (char& c : out) {
    c = static_cast<char>(random.integer(lowest, highest));
  }
  return out;
}

TEST(ContentHash, the_pieces_in_which_bytes_come_do_not_matter) {
  PropertyRandom random;
  for (int i = 0; i < 2000; ++i) {
    std::string const bytes = random_bytes(random, 300, 0, 255);
    ContentHash hash;
    std::string_view rest = bytes;
    while (!rest.empty()) {
      auto const size = static_cast<std::size_t>(random.integer(1, 80));
      hash.add(rest.substr(0, size));
      rest.remove_prefix(std::min(size, rest.size()));
    }
    ASSERT_EQ(hash.value(), content_hash(bytes)) << bytes.size() << " bytes";
  }
}

TEST(ContentHash, a_bit_or_a_zero_at_the_end_makes_another_one) {
  PropertyRandom random;
  for (int i = 0; i < 300; ++i) {
    std::string bytes = random_bytes(random, 100, 0, 255);
    std::set<std::uint64_t> seen{content_hash(bytes)};
    for (std::size_t bit = 0; bit < 8 * bytes.size(); ++bit) {
      bytes[bit / 8] = static_cast<char>(static_cast<unsigned char>(bytes[bit / 8]) ^ (1U << (bit % 8)));
      ASSERT_TRUE(seen.insert(content_hash(bytes)).second) << "bit " << bit << " of " << bytes.size() << " bytes";
      bytes[bit / 8] = static_cast<char>(static_cast<unsigned char>(bytes[bit / 8]) ^ (1U << (bit % 8)));
    }
    for (int zeros = 0; zeros < 40; ++zeros) {
      bytes.push_back('\0');
      ASSERT_TRUE(seen.insert(content_hash(bytes)).second);
    }
  }
}

TEST(Json, strings_are_written_as_the_library_writes_them) {
  PropertyRandom random;
  for (int i = 0; i < 20'000; ++i) {
    // Mostly plain, with what needs an escape or more than a byte here and there.
    std::string text = random_bytes(random, 40, 'A', 'z');
    for (int n = static_cast<int>(random.integer(0, 2)); n > 0 && !text.empty(); --n) {
      text[static_cast<std::size_t>(random.integer(0, static_cast<int>(text.size()) - 1))] =
          static_cast<char>(random.integer(0, 255));
    }
    std::string ours;
    append_json_string(ours, text);
    text = mend_utf8(text);
    auto const read = parse_json(ours);
    ASSERT_TRUE(read) << ours;
    ASSERT_EQ(read->get<std::string>(), text) << ours;
    bool const ascii =
        text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz\n\t\r\"") == text.npos;
    if (ascii) {
      ASSERT_EQ(ours, to_text(Json(text)));
    }
  }
}

}  // namespace
}  // namespace cartable::base
