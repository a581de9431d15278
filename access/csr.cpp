#include "access/csr.hpp"
