# Language level, warnings, sanitizers and the compiler cache. Nothing here is set globally on purpose but
# the language level: flags reach the targets through cartable::flags (see CartableModule).
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)

if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE RelWithDebInfo CACHE STRING "Build type" FORCE)
endif()
# -g1: line tables are enough for backtraces and sanitizers, and keep two-core builds short.
set(CMAKE_CXX_FLAGS_DEBUG "-O1 -g1")
set(CMAKE_CXX_FLAGS_RELWITHDEBINFO "-O2 -g1 -DNDEBUG")

find_program(CARTABLE_CCACHE ccache)
if(CARTABLE_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  # Objects are shared between build folders and clones: paths are taken relative to the source folder.
  set(CMAKE_CXX_COMPILER_LAUNCHER
      ${CMAKE_COMMAND} -E env CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1
      CCACHE_SLOPPINESS=time_macros ${CARTABLE_CCACHE})
endif()

add_library(cartable_flags INTERFACE)
add_library(cartable::flags ALIAS cartable_flags)
target_include_directories(cartable_flags INTERFACE "${CMAKE_SOURCE_DIR}")
target_compile_options(cartable_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Wold-style-cast -Wcast-align -Woverloaded-virtual
  -Wnull-dereference -Wimplicit-fallthrough -Wextra-semi)
if(CARTABLE_WERROR)
  target_compile_options(cartable_flags INTERFACE -Werror)
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  target_compile_options(cartable_flags INTERFACE -Wduplicated-cond -Wlogical-op)
  # GCC 12 reports false positives of these in inlined code of the standard library and of libosmium (GCC bugs
  # 105562, 105329, 107532).
  target_compile_options(cartable_flags INTERFACE -Wno-maybe-uninitialized -Wno-restrict -Wno-null-dereference
    -Wno-stringop-overread -Wno-stringop-overflow -Wno-array-bounds -Wno-dangling-pointer)
endif()

if(CARTABLE_SANITIZE)
  target_compile_options(cartable_flags INTERFACE -fsanitize=${CARTABLE_SANITIZE} -fno-omit-frame-pointer)
  target_link_options(cartable_flags INTERFACE -fsanitize=${CARTABLE_SANITIZE})
  if(CARTABLE_SANITIZE MATCHES "undefined")
    target_compile_options(cartable_flags INTERFACE -fno-sanitize-recover=undefined)
  endif()
endif()

if(CARTABLE_FUZZ)
  # Coverage of every library, so that the fuzzer sees where its input goes.
  target_compile_options(cartable_flags INTERFACE -fsanitize=fuzzer-no-link)
endif()

find_program(CARTABLE_LLD ld.lld)
if(CARTABLE_LLD)
  target_link_options(cartable_flags INTERFACE -fuse-ld=lld)
endif()
