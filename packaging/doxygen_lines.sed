# A command of Doxygen that stands within a line of a comment begins a line of its own; read by docs/Doxyfile.
:again
s@^( *///)( .*[^ /]) \\(par|pre|throws|param) @\1\2\n\1 \\\3 @
t again
