#include "server/api/state.hpp"
