#pragma once

// The home of fmt (GCC 12 has no <format>): everything else includes this header.
#include <fmt/format.h>
