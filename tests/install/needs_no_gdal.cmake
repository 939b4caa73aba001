# The library of kerb::kerb in PREFIX must not pull in what only io may see.
file(GLOB_RECURSE libraries ${PREFIX}/*/libkerb.so)
list(GET libraries 0 library)
execute_process(COMMAND readelf -d ${library} OUTPUT_VARIABLE dynamic COMMAND_ERROR_IS_FATAL ANY)
string(REGEX MATCHALL "NEEDED[^\n]*" needed "${dynamic}")
if(NOT needed MATCHES "libproj" OR needed MATCHES "libgdal|libsqlite3|libpq|libcrypto|libexpat")
  message(FATAL_ERROR "libkerb.so needs: ${needed}")
endif()
