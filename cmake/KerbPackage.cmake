# Debian packages by CPack: kerb (program, data, manual pages, completion), the shared libraries, and what one needs to
# link them. `./run package` configures a build of its own with KERB_DEBIAN and makes them.
option(KERB_DEBIAN "Install and pack as Debian wants it" OFF)
if(NOT KERB_DEBIAN)
  return()
endif()
find_program(KERB_GZIP gzip REQUIRED)
file(READ packaging/debian/changelog kerb_changelog LIMIT 200)
string(REGEX MATCH "^kerb \\(([0-9.]+)-([0-9]+)\\)" kerb_changelog_head "${kerb_changelog}")
if(NOT CMAKE_MATCH_1 STREQUAL PROJECT_VERSION)
  message(FATAL_ERROR "packaging/debian/changelog begins with ${CMAKE_MATCH_1}, but this is kerb ${PROJECT_VERSION}. Add an entry.")
endif()
set(kerb_revision ${CMAKE_MATCH_2})
set(kerb_so_version ${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR})
set(kerb_changelog_gz "${CMAKE_CURRENT_BINARY_DIR}/changelog.Debian.gz")
execute_process(COMMAND ${KERB_GZIP} -9nc "${PROJECT_SOURCE_DIR}/packaging/debian/changelog"
  OUTPUT_FILE "${kerb_changelog_gz}" COMMAND_ERROR_IS_FATAL ANY)

# kerb_package(component name section "dependencies" "first line" "more lines")
function(kerb_package component name section depends first more)
  install(FILES "${kerb_changelog_gz}" packaging/debian/copyright DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/${name}
    COMPONENT ${component})
  string(TOUPPER ${component} upper)
  set(CPACK_DEBIAN_${upper}_PACKAGE_NAME ${name} PARENT_SCOPE)
  set(CPACK_DEBIAN_${upper}_PACKAGE_SECTION ${section} PARENT_SCOPE)
  set(CPACK_DEBIAN_${upper}_PACKAGE_DEPENDS "${depends}" PARENT_SCOPE)
  set(CPACK_DEBIAN_${upper}_DESCRIPTION "${first}\n${more}" PARENT_SCOPE)
endfunction()

set(kerb_same "(= ${PROJECT_VERSION}-${kerb_revision})")
set(kerb_library_package libkerb${kerb_so_version})
kerb_package(program kerb science "${kerb_library_package} ${kerb_same}"
  "coverage, waterlogging and outage of a city's assets"
  "Models a city's roads, drains, streetlights, green spaces and districts as\ngeometries and answers what the city asks of its inventory: what is covered\nand where are the gaps, where does storm water stand and why, which share of\nthe lamps is out, and which records contradict each other.")
kerb_package(library ${kerb_library_package} libs ""
  "models of a city's assets - shared libraries"
  "Coverage, waterlogging and outage of a city's assets as a C++20 library, and\nreaders and writers of the files that hold them.")
kerb_package(dev libkerb-dev libdevel "${kerb_library_package} ${kerb_same}"
  "models of a city's assets - development files"
  "Headers, CMake package and pkg-config files of kerb.")

# As Debian compresses them; the same bytes each time.
install(CODE "execute_process(COMMAND find \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_DATADIR}/man\" -type f
  -name *.1 -exec ${KERB_GZIP} -9nf {} + COMMAND_ERROR_IS_FATAL ANY)" COMPONENT program)

set(CPACK_GENERATOR DEB)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_COMPONENTS_ALL program library dev)
set(CPACK_COMPONENTS_GROUPING IGNORE)
set(CPACK_PACKAGE_NAME kerb)
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "") # each package has its own
set(CPACK_PACKAGE_VERSION ${PROJECT_VERSION})
set(CPACK_PACKAGING_INSTALL_PREFIX ${CMAKE_INSTALL_PREFIX})
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_RELEASE ${kerb_revision})
set(KERB_MAINTAINER "kerb maintainers <maintainers@kerb.invalid>" CACHE STRING "Maintainer of the packages")
set(CPACK_DEBIAN_PACKAGE_MAINTAINER "${KERB_MAINTAINER}")
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS_PRIVATE_DIRS "${CMAKE_CURRENT_BINARY_DIR}")
set(CPACK_DEBIAN_PACKAGE_GENERATE_SHLIBS ON)
# CPack itself calls ldconfig from scripts; what Debian wants is the trigger.
file(WRITE "${CMAKE_CURRENT_BINARY_DIR}/triggers" "activate-noawait ldconfig\n")
set(CPACK_DEBIAN_LIBRARY_PACKAGE_CONTROL_EXTRA "${CMAKE_CURRENT_BINARY_DIR}/triggers")
set(CPACK_DEBIAN_PACKAGE_GENERATE_SHLIBS_POLICY ">=")
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE
  WORLD_READ WORLD_EXECUTE)
include(CPack)
