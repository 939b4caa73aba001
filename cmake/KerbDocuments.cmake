# Manual pages and shell completion, written by the program itself as soon as it is linked, so they tell of the options
# that it has. Below build/…/documents they stand as below a prefix's share/.
set(kerb_documents "${CMAKE_CURRENT_BINARY_DIR}/documents")
set(kerb_completions bash-completion/completions/kerb zsh/vendor-completions/_kerb fish/vendor_completions.d/kerb.fish)
set(kerb_make_documents
  COMMAND ${CMAKE_COMMAND} -E rm -rf "${kerb_documents}/man"
  COMMAND kerb_program man --lang en -o "${kerb_documents}/man"
  COMMAND kerb_program man --lang zh -o "${kerb_documents}/man")
foreach(file IN LISTS kerb_completions)
  string(REGEX MATCH "^[a-z]+" shell ${file})
  get_filename_component(folder "${kerb_documents}/${file}" DIRECTORY)
  file(MAKE_DIRECTORY "${folder}")
  list(APPEND kerb_make_documents
    COMMAND kerb_program completion ${shell} --lang en -o "${kerb_documents}/${file}" --overwrite)
endforeach()
file(MAKE_DIRECTORY "${kerb_documents}/man")
add_custom_command(TARGET kerb_program POST_BUILD ${kerb_make_documents}
  COMMENT "Writing manual pages and shell completion" VERBATIM)
if(KERB_INSTALL)
  install(DIRECTORY "${kerb_documents}/" DESTINATION ${CMAKE_INSTALL_DATADIR} COMPONENT program)
  install(DIRECTORY docs/ DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/kerb COMPONENT program
    FILES_MATCHING PATTERN "*.md" PATTERN "*.schema.json" PATTERN picture EXCLUDE)
endif()
