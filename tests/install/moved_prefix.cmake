# Installs BUILD into WORK/made and moves the tree to PREFIX: what is installed must not know where it was put.
file(REMOVE_RECURSE ${WORK}/made ${PREFIX})
execute_process(COMMAND ${CMAKE_COMMAND} --install ${BUILD} --prefix ${WORK}/made OUTPUT_QUIET COMMAND_ERROR_IS_FATAL ANY)
file(RENAME ${WORK}/made ${PREFIX})
