# Thin helpers over CMake for libraries and programs that use MLIR.

# The headers that nearly every file needs, compiled once and shared by all
# targets below: 2.5 s instead of 10 s for a file.
function(fovea_add_precompiled_header)
  file(WRITE ${CMAKE_BINARY_DIR}/pch.cpp.in "")
  configure_file(${CMAKE_BINARY_DIR}/pch.cpp.in ${CMAKE_BINARY_DIR}/pch.cpp COPYONLY)
  add_library(fovea_pch OBJECT ${CMAKE_BINARY_DIR}/pch.cpp)
  fovea_configure_target(fovea_pch)
  target_precompile_headers(fovea_pch PRIVATE
    ${PROJECT_SOURCE_DIR}/cmake/PrecompiledHeaders.h)
endfunction()

function(fovea_configure_target name)
  target_include_directories(${name} PUBLIC
    ${PROJECT_SOURCE_DIR}/include ${PROJECT_BINARY_DIR}/include)
  target_include_directories(${name} SYSTEM PUBLIC
    ${LLVM_INCLUDE_DIRS} ${MLIR_INCLUDE_DIRS})
  target_compile_definitions(${name} PUBLIC ${LLVM_DEFINITIONS_LIST})
  # The MLIR precompiled header must not be diagnosed as changed because of
  # time stamps: its content decides.
  target_compile_options(${name} PRIVATE -fpch-instantiate-templates
    -Xclang -fno-pch-timestamp)
endfunction()

# fovea_add_library(NAME sources... [LINK_LIBS libs...] [DEPENDS targets...] [NO_PCH])
#
# DEPENDS names the TableGen targets whose output the sources include.
function(fovea_add_library name)
  cmake_parse_arguments(ARG "NO_PCH" "" "LINK_LIBS;DEPENDS" ${ARGN})
  add_library(${name} STATIC ${ARG_UNPARSED_ARGUMENTS})
  fovea_configure_target(${name})
  if(NOT ARG_NO_PCH)
    target_precompile_headers(${name} REUSE_FROM fovea_pch)
  endif()
  target_link_libraries(${name} PUBLIC ${ARG_LINK_LIBS} MLIR LLVM)
  if(ARG_DEPENDS)
    add_dependencies(${name} ${ARG_DEPENDS})
  endif()
endfunction()

# fovea_add_tool(NAME sources... [LINK_LIBS libs...])
function(fovea_add_tool name)
  cmake_parse_arguments(ARG "" "" "LINK_LIBS" ${ARGN})
  add_executable(${name} ${ARG_UNPARSED_ARGUMENTS})
  fovea_configure_target(${name})
  target_precompile_headers(${name} REUSE_FROM fovea_pch)
  target_link_libraries(${name} PRIVATE ${ARG_LINK_LIBS} MLIR LLVM)
endfunction()

# fovea_embed_texts(OUTPUT files...)
#
# Writes OUTPUT below the binary folder: a C++ string literal for each file, in the
# order given, with commas between, to be included where an array is initialized.
# Files are those of the source folder; changing one configures anew.
function(fovea_embed_texts output)
  set(literals)
  foreach(name IN LISTS ARGN)
    set(file ${CMAKE_CURRENT_SOURCE_DIR}/${name})
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
    file(READ ${file} text)
    string(APPEND literals "// ${name}\nR\"FOVEA_TEXT(${text})FOVEA_TEXT\",\n")
  endforeach()
  file(CONFIGURE OUTPUT ${output} CONTENT "@literals@" @ONLY)
endfunction()

separate_arguments(LLVM_DEFINITIONS_LIST NATIVE_COMMAND ${LLVM_DEFINITIONS})
list(TRANSFORM LLVM_DEFINITIONS_LIST REPLACE "^-D" "")
# Clang refuses a header precompiled with -fPIC in a file compiled with -fPIE, which
# CMake would use for programs.
set(CMAKE_CXX_COMPILE_OPTIONS_PIE ${CMAKE_CXX_COMPILE_OPTIONS_PIC})
fovea_add_precompiled_header()
