# Writes OUTPUT: all files of DATA_DIR as one table of raw strings (see lib/base/builtin_table.hpp).
file(GLOB_RECURSE files RELATIVE "${DATA_DIR}" "${DATA_DIR}/*.toml" "${DATA_DIR}/*.qml")
list(SORT files)
set(text "#include \"builtin_table.hpp\"\n\nnamespace kerb::detail {\n\nextern const BuiltinFile builtin_files[] = {\n")
set(count 0)
foreach(file IN LISTS files)
  file(READ "${DATA_DIR}/${file}" content)
  # A string literal may hold 64 KiB for sure; longer files are joined by the compiler.
  string(APPEND text "    {\"${file}\", R\"KERB_DATA(${content})KERB_DATA\"},\n")
  math(EXPR count "${count} + 1")
endforeach()
string(APPEND text "};\nextern const std::size_t builtin_file_count = ${count};\n\n}  // namespace kerb::detail\n")
file(WRITE "${OUTPUT}" "${text}")
