// What is wrong with a module's target specification is an error of the pass that
// reads it.
// RUN: fovea-opt %s -pass-pipeline='builtin.module(func.func(kernel-select-schedules))' -split-input-file -verify-diagnostics

// expected-error @below {{target specification of the device 'CPU': unexpected value of 'vector': 64 : i64}}
module attributes {dlti.target_system_spec = #dlti.target_system_spec<
    "CPU" = #dlti.target_device_spec<"vector" = 64 : i64>>} {
  func.func @main() {
    return
  }
}

// -----

// expected-error @below {{unexpected value of 'registers': "many"}}
module attributes {dlti.target_system_spec = #dlti.target_system_spec<
    "CPU" = #dlti.target_device_spec<"vector" = #dlti.map<"bytes" = 64 : i64, "registers" = "many">>>} {
  func.func @main() {
    return
  }
}

// -----

// expected-error @below {{expected 'bytes' to be a power of two, found 48}}
module attributes {dlti.target_system_spec = #dlti.target_system_spec<
    "CPU" = #dlti.target_device_spec<"vector" = #dlti.map<"bytes" = 48 : i64>>>} {
  func.func @main() {
    return
  }
}

// -----

// expected-error @below {{expected 'ways' to be an integer from 1 to 1024, found 0}}
module attributes {dlti.target_system_spec = #dlti.target_system_spec<
    "CPU" = #dlti.target_device_spec<"caches" = [
      #dlti.map<"bytes" = 1024 : i64, "ways" = 0 : i64>, #dlti.map<"bytes" = 4096 : i64>]>>} {
  func.func @main() {
    return
  }
}

// -----

// Other devices do not matter.
module attributes {dlti.target_system_spec = #dlti.target_system_spec<
    "GPU" = #dlti.target_device_spec<"vector" = 64 : i64>>} {
  func.func @main() {
    return
  }
}
