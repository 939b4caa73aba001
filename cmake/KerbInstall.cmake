# What is installed: headers, libraries, the CMake package, pkg-config files, data for planners to copy and edit.
# Nothing of it knows the prefix, so the tree may be moved.
set(kerb_exported kerb_lib_kerb)
set(kerb_cmake_dir ${CMAKE_INSTALL_LIBDIR}/cmake/kerb)
set(kerb_pc_dir ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
file(RELATIVE_PATH kerb_pc_to_prefix "/prefix/${kerb_pc_dir}" /prefix)

# kerb_pc(NAME PRIVATE packages… LIBRARIES -l…): a pkg-config file. Who links a shared kerb needs nothing of what stands
# below it; a static one is useless without, so it is required, not privately (which would ask for a static GDAL too).
function(kerb_pc name)
  cmake_parse_arguments(arg "" "" "PRIVATE;LIBRARIES" ${ARGN})
  set(kerb_pc_requires)
  set(kerb_pc_libraries)
  if(NOT BUILD_SHARED_LIBS)
    list(JOIN arg_PRIVATE " " kerb_pc_requires)
    list(JOIN arg_LIBRARIES " " kerb_pc_libraries)
  endif()
  configure_file(${PROJECT_SOURCE_DIR}/cmake/${name}.pc.in ${name}.pc @ONLY)
  install(FILES ${CMAKE_CURRENT_BINARY_DIR}/${name}.pc DESTINATION ${kerb_pc_dir} COMPONENT dev)
endfunction()

set(kerb_cbc_link)
if(kerb_cbc)
  set(kerb_cbc_link -l${kerb_cbc})
endif()
kerb_pc(kerb PRIVATE tbb fmt proj geos LIBRARIES ${kerb_cbc_link})
if(KERB_BUILD_IO)
  list(APPEND kerb_exported kerb_lib_io)
  kerb_pc(kerb-io PRIVATE fmt gdal sqlite3 libpq libcrypto zlib expat LIBRARIES -lbz2 -pthread)
endif()
install(TARGETS ${kerb_exported} EXPORT kerb-targets
  LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT library NAMELINK_COMPONENT dev
  ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT dev
  FILE_SET HEADERS COMPONENT dev)
install(DIRECTORY data/ DESTINATION ${CMAKE_INSTALL_DATADIR}/kerb COMPONENT program)
install(EXPORT kerb-targets NAMESPACE kerb:: DESTINATION ${kerb_cmake_dir} COMPONENT dev)
configure_package_config_file(cmake/kerb-config.cmake.in kerb-config.cmake INSTALL_DESTINATION ${kerb_cmake_dir}
  NO_SET_AND_CHECK_MACRO)
write_basic_package_version_file(kerb-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/kerb-config.cmake ${CMAKE_CURRENT_BINARY_DIR}/kerb-config-version.cmake
  DESTINATION ${kerb_cmake_dir} COMPONENT dev)
include(KerbPackage)
