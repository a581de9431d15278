#pragma once

#include <array>
#include <cstdio>
#include <memory>
#include <string>

namespace cartable::test {

/// What a shell command prints on its standard output; empty when it cannot be run.
inline std::string output_of(std::string const& command) {
  std::string out;
  std::unique_ptr<FILE, int (*)(FILE*)> const pipe(::popen((command + " 2>/dev/null").c_str(), "r"), ::pclose);
  std::array<char, 65536> buffer{};
  for (std::size_t got = 0; pipe && (got = std::fread(buffer.data(), 1, buffer.size(), pipe.get())) > 0;) {
    out.append(buffer.data(), got);
  }
  return out;
}

}  // namespace cartable::test
