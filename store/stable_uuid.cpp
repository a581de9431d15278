#include "store/stable_uuid.hpp"

#include <uuid/uuid.h>

#include <array>

namespace cartable::store {

std::string stable_uuid(std::string_view type, std::string_view id) {
  // Drawn once by chance; changing it would give every record a new id in other people's systems.
  static constexpr uuid_t kNamespace{0x6f, 0x1d, 0x9b, 0x52, 0x3c, 0x0e, 0x4a, 0x77,
                                     0x9a, 0x41, 0xd2, 0x58, 0x0c, 0xe4, 0x7b, 0x13};
  std::string name(type);
  name.push_back('/');
  name += id;
  uuid_t value;
  uuid_generate_sha1(value, kNamespace, name.data(), name.size());
  std::array<char, UUID_STR_LEN> text{};
  uuid_unparse_lower(value, text.data());
  return text.data();
}

}  // namespace cartable::store
