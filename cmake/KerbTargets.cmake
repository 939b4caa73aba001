# One object library per module, collected in the libraries that are installed.

if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
  set(CMAKE_BUILD_TYPE Release)
endif()
include(KerbUnits)

# What our own code is compiled with; nothing of it leaks to those who link us.
function(kerb_compile_settings target)
  target_compile_features(${target} PRIVATE cxx_std_20)
  set_target_properties(${target} PROPERTIES CXX_EXTENSIONS OFF POSITION_INDEPENDENT_CODE ON)
  if(PROJECT_IS_TOP_LEVEL)
    target_compile_options(${target} PRIVATE -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion -Werror)
    if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
      # g++ 12 sees these where there are none (GCC 105329, 105562).
      target_compile_options(${target} PRIVATE -Wno-restrict -Wno-maybe-uninitialized)
    endif()
  endif()
  if(KERB_JOIN AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU") # a source that is included passes for a header
    target_compile_options(${target} PRIVATE -Wno-subobject-linkage)
  endif()
  # The same roundings on every machine; and a square root is one instruction, as nobody reads errno after it.
  target_compile_options(${target} PRIVATE -ffp-contract=off -fno-math-errno)
  target_include_directories(${target} PRIVATE ${PROJECT_SOURCE_DIR}/include)
  if(KERB_SANITIZE)
    target_compile_options(${target} PRIVATE -fsanitize=${KERB_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer -g)
    target_link_options(${target} PUBLIC -fsanitize=${KERB_SANITIZE})
  endif()
  if(KERB_FUZZ)
    target_compile_options(${target} PRIVATE -fsanitize=fuzzer-no-link)
  endif()
  if(KERB_COVERAGE)
    target_compile_options(${target} PRIVATE --coverage -fprofile-update=atomic -O0)
    target_link_options(${target} PUBLIC --coverage)
  endif()
endfunction()

# For the tests: no optimisation, and assertions of Catch without a block of their own.
function(kerb_compile_quickly target)
  target_compile_options(${target} PRIVATE $<$<CONFIG:Release>:-O0>)
  target_compile_definitions(${target} PRIVATE CATCH_CONFIG_FAST_COMPILE)
endfunction()

# For what makes texts and waits for the libraries most of its time, and for tests that reckon much.
function(kerb_optimise_lightly target)
  target_compile_options(${target} PRIVATE $<$<CONFIG:Release>:-O1>)
endfunction()

# What nearly every file of ours includes, read once, for all targets that name the same `first`, which is one of them.
# Not with a compiler cache, which does better without; and the dev build goes without, so a file that forgets an include
# is found there.
option(KERB_PRECOMPILED_HEADERS "Read common headers once" ON)
function(kerb_precompile target first)
  if(KERB_PRECOMPILED_HEADERS AND PROJECT_IS_TOP_LEVEL AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
    if(target STREQUAL first)
      target_precompile_headers(${target} PRIVATE <algorithm> <array> <cmath> <cstdint> <functional> <map> <memory>
        <numeric> <optional> <span> <string> <string_view> <unordered_map> <utility> <variant> <vector>
        <fmt/format.h> ${ARGN})
    else()
      target_precompile_headers(${target} REUSE_FROM ${first})
    endif()
    if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU") # g++ 12 sees these where there are none, and no longer knows whose header it is in
      target_compile_options(${target} PRIVATE -Wno-stringop-overflow -Wno-stringop-overread -Wno-array-bounds)
    endif()
  endif()
endfunction()

# kerb_module(NAME PRIVATE third parties…): the object library kerb_NAME from lib/NAME/*.cpp.
function(kerb_module name)
  cmake_parse_arguments(arg "" "" "PRIVATE" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/lib/${name}/*.cpp)
  if(NOT sources)
    file(WRITE ${CMAKE_CURRENT_BINARY_DIR}/generated/${name}.cpp "")
    set(sources ${CMAKE_CURRENT_BINARY_DIR}/generated/${name}.cpp)
  endif()
  kerb_join(kerb_${name} sources)
  add_library(kerb_${name} OBJECT ${sources})
  kerb_compile_settings(kerb_${name})
  target_link_libraries(kerb_${name} PRIVATE ${arg_PRIVATE})
  if("fmt::fmt" IN_LIST arg_PRIVATE AND TARGET kerb_geometry)
    kerb_precompile(kerb_${name} kerb_geometry)
  endif()
endfunction()

# kerb_library(EXPORT_NAME file name MODULES … PRIVATE …): an installed library made of modules and their public headers.
function(kerb_library export_name file_name)
  cmake_parse_arguments(arg "" "" "MODULES;PRIVATE" ${ARGN})
  set(objects)
  set(headers)
  foreach(module IN LISTS arg_MODULES)
    list(APPEND objects $<TARGET_OBJECTS:kerb_${module}>)
    file(GLOB module_headers CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/include/kerb/${module}/*.hpp)
    list(APPEND headers ${module_headers})
  endforeach()
  set(target kerb_lib_${export_name})
  add_library(${target} ${objects})
  add_library(kerb::${export_name} ALIAS ${target})
  kerb_compile_settings(${target})
  target_compile_features(${target} PUBLIC cxx_std_20)
  target_sources(${target} PUBLIC FILE_SET HEADERS BASE_DIRS ${PROJECT_SOURCE_DIR}/include FILES ${headers})
  target_link_libraries(${target} PRIVATE ${arg_PRIVATE})
  set_target_properties(${target} PROPERTIES OUTPUT_NAME ${file_name} EXPORT_NAME ${export_name}
    INSTALL_RPATH "$ORIGIN" VERSION ${PROJECT_VERSION} SOVERSION ${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR} LINKER_LANGUAGE CXX)
endfunction()
