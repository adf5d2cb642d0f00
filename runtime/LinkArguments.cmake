# What foveac puts behind the model's object when it links an artifact, as
# response files for a C compiler driver, so that the compiler knows nothing of
# where this build found its libraries:
#
#   cc model.o @lib/fovea-link.rsp -o model
#   cc -shared model.o @lib/fovea-link-shared.rsp -o libmodel.so
#
# An executable needs libc at run time and nothing else: image libraries and
# the C++ library are static where the system has them so.

set(FOVEA_LINK_DIR ${CMAKE_BINARY_DIR}/lib CACHE INTERNAL
    "Where the response files for linking artifacts are")

# The static library beside a shared one, or the shared one.
function(fovea_prefer_static result name shared)
  find_library(FOVEA_STATIC_${name} NAMES lib${name}.a)
  if(FOVEA_STATIC_${name})
    set(${result} ${FOVEA_STATIC_${name}} PARENT_SCOPE)
  else()
    set(${result} ${shared} PARENT_SCOPE)
  endif()
endfunction()
find_package(ZLIB REQUIRED)
fovea_prefer_static(png png16 "${PNG_LIBRARY_RELEASE}")
fovea_prefer_static(zlib z "${ZLIB_LIBRARY_RELEASE}")
fovea_prefer_static(turbojpeg turbojpeg "${TURBOJPEG_LIBRARY}")

file(GENERATE OUTPUT ${FOVEA_LINK_DIR}/fovea-link.rsp CONTENT
"-static-libgcc -Wl,--gc-sections
\"$<TARGET_FILE:fovea_main>\"
\"$<TARGET_FILE:fovea_app>\"
\"$<TARGET_FILE:fovea_image>\"
\"$<TARGET_FILE:fovea_rt>\"
\"${png}\"
\"${zlib}\"
\"${turbojpeg}\"
-Wl,-Bstatic -lstdc++ -Wl,-Bdynamic
-lm -lpthread -ldl
")

# Nothing in a shared library calls the runtime: its users do.
file(GENERATE OUTPUT ${FOVEA_LINK_DIR}/fovea-link-shared.rsp CONTENT
"-static-libgcc -Wl,--gc-sections
-Wl,--whole-archive
\"$<TARGET_FILE:fovea_rt>\"
-Wl,--no-whole-archive
-lm -lpthread -ldl
")
