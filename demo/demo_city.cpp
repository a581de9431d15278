#include "demo/demo_city.hpp"
