#include "tiles/service.hpp"
