# The target fovea_onnx_proto: the protobuf classes of the ONNX format, which
# Debian packages generated, but without a CMake package.
find_package(Protobuf REQUIRED)
find_path(ONNX_INCLUDE_DIR onnx/onnx_pb.h REQUIRED)
find_library(ONNX_PROTO_LIBRARY onnx_proto REQUIRED)
add_library(fovea_onnx_proto INTERFACE)
target_include_directories(fovea_onnx_proto SYSTEM INTERFACE ${ONNX_INCLUDE_DIR})
target_compile_definitions(fovea_onnx_proto INTERFACE ONNX_NAMESPACE=onnx ONNX_ML=1)
target_link_libraries(fovea_onnx_proto INTERFACE
  ${ONNX_PROTO_LIBRARY} protobuf::libprotobuf)
