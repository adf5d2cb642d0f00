// RUN: fovea-opt %s -split-input-file -verify-diagnostics

func.func @ranks(%x: tensor<4x8xf32>, %w: tensor<3x8x8xf32>, %y: tensor<4x8xf32>) {
  // expected-error @+1 {{expected input and result of one rank, at least 3, found 'tensor<4x8xf32>' and 'tensor<4x8xf32>'}}
  %0 = kernel.contract %x, %w into %y window [3, 3] : (tensor<4x8xf32>, tensor<3x8x8xf32>, tensor<4x8xf32>) -> tensor<4x8xf32> {
  ^bb0(%sum: f32):
    kernel.yield %sum : f32
  }
  return
}

// -----

func.func @strides(%x: tensor<1x4x8xf32>, %w: tensor<3x8x8xf32>, %y: tensor<1x2x8xf32>) {
  // expected-error @+1 {{expected one stride and dilation for each of 1 spatial dimensions}}
  %0 = kernel.contract %x, %w into %y window [3] strides [1, 1] : (tensor<1x4x8xf32>, tensor<3x8x8xf32>, tensor<1x2x8xf32>) -> tensor<1x2x8xf32> {
  ^bb0(%sum: f32):
    kernel.yield %sum : f32
  }
  return
}

// -----

func.func @batch(%x: tensor<2x4x8xf32>, %w: tensor<3x8x8xf32>, %y: tensor<1x2x8xf32>) {
  // expected-error @+1 {{dimension 0: expected one size, found 'tensor<2x4x8xf32>' and 'tensor<1x2x8xf32>'}}
  %0 = kernel.contract %x, %w into %y window [3] : (tensor<2x4x8xf32>, tensor<3x8x8xf32>, tensor<1x2x8xf32>) -> tensor<1x2x8xf32> {
  ^bb0(%sum: f32):
    kernel.yield %sum : f32
  }
  return
}

// -----

func.func @reads(%x: tensor<1x4x8xf32>, %w: tensor<3x8x8xf32>, %y: tensor<1x3x8xf32>) {
  // expected-error @+1 {{dimension 1: the windows of 3 results read 5 elements, but the input has 4}}
  %0 = kernel.contract %x, %w into %y window [3] : (tensor<1x4x8xf32>, tensor<3x8x8xf32>, tensor<1x3x8xf32>) -> tensor<1x3x8xf32> {
  ^bb0(%sum: f32):
    kernel.yield %sum : f32
  }
  return
}

// -----

func.func @groups(%x: tensor<4x8xf32>, %w: tensor<8x8xf32>, %y: tensor<4x8xf32>) {
  // expected-error @+1 {{expected groups to divide 8 and 8 channels, found 3}}
  %0 = kernel.contract %x, %w into %y window [] groups 3 : (tensor<4x8xf32>, tensor<8x8xf32>, tensor<4x8xf32>) -> tensor<4x8xf32> {
  ^bb0(%sum: f32):
    kernel.yield %sum : f32
  }
  return
}

// -----

func.func @weights(%x: tensor<4x8xf32>, %w: tensor<9x8xf32>, %y: tensor<4x8xf32>) {
  // expected-error @+1 {{expected weights of shape [8, 8], found 'tensor<9x8xf32>'}}
  %0 = kernel.contract %x, %w into %y window [] : (tensor<4x8xf32>, tensor<9x8xf32>, tensor<4x8xf32>) -> tensor<4x8xf32> {
  ^bb0(%sum: f32):
    kernel.yield %sum : f32
  }
  return
}

// -----

func.func @scale(%x: tensor<4x8xf32>, %w: tensor<8x8xf32>, %s: tensor<4xf32>, %y: tensor<4x8xf32>) {
  // expected-error @+1 {{expected a scale of shape [8], found 'tensor<4xf32>'}}
  %0 = kernel.contract %x, %w scaled by %s into %y window [] : (tensor<4x8xf32>, tensor<8x8xf32>, tensor<4xf32>, tensor<4x8xf32>) -> tensor<4x8xf32> {
  ^bb0(%sum: f32):
    kernel.yield %sum : f32
  }
  return
}

// -----

func.func @scale_of_groups(%x: tensor<4x8xf32>, %w: tensor<4x8xf32>, %s: tensor<8xf32>, %y: tensor<4x8xf32>) {
  // expected-error @+1 {{expected one group and weights in f32 with a scale, found 2 groups and 'tensor<4x8xf32>'}}
  %0 = kernel.contract %x, %w scaled by %s into %y window [] groups 2 : (tensor<4x8xf32>, tensor<4x8xf32>, tensor<8xf32>, tensor<4x8xf32>) -> tensor<4x8xf32> {
  ^bb0(%sum: f32):
    kernel.yield %sum : f32
  }
  return
}

// -----

func.func @columns(%x: tensor<4x8xf32>, %w: tensor<64xf32>, %y: tensor<4x9xf32>) {
  // expected-error @+1 {{the panels of the schedule have 8 columns for 9 channels}}
  %0 = kernel.contract %x, %w into %y window [] schedule <lanes = 8, panels = [8], rows = [4]> : (tensor<4x8xf32>, tensor<64xf32>, tensor<4x9xf32>) -> tensor<4x9xf32> {
  ^bb0(%sum: f32):
    kernel.yield %sum : f32
  }
  return
}

// -----

// expected-error @+1 {{expected lanes to be a power of two, found 12}}
func.func private @lanes() attributes {s = #kernel.contract_schedule<lanes = 12, panels = [12], rows = [4]>}

// -----

// expected-error @+1 {{expected as many rows as panels, found 2 and 1}}
func.func private @rows() attributes {s = #kernel.contract_schedule<lanes = 8, panels = [8], rows = [4, 4]>}

// -----

// expected-error @+1 {{expected at least one block, found 0}}
func.func private @blocks() attributes {s = #kernel.contract_schedule<lanes = 8, panels = [8], rows = [4], blocks = 0>}

// -----

// expected-error @+1 {{expected a panel of vectors of 8 lanes and a remainder that is a power of two, found 11 columns}}
func.func private @panel() attributes {s = #kernel.contract_schedule<lanes = 8, panels = [11], rows = [4]>}

// -----

// expected-error @+1 {{expected at least one column, found 0}}
func.func private @columns_of_depthwise() attributes {s = #kernel.depthwise_schedule<lanes = 8, columns = 0>}

// -----

func.func @channels(%x: tensor<1x4x8xf32>, %w: tensor<3x7xf32>, %y: tensor<1x2x8xf32>) {
  // expected-error @+1 {{expected an input of 8 channels and weights of shape [3, 8]}}
  %0 = kernel.depthwise %x, %w into %y window [3] : (tensor<1x4x8xf32>, tensor<3x7xf32>, tensor<1x2x8xf32>) -> tensor<1x2x8xf32> {
  ^bb0(%sum: f32):
    kernel.yield %sum : f32
  }
  return
}

// -----

func.func @sums_without_schedule(%x: tensor<1x4x8xf32>, %w: tensor<3x8xf32>, %y: tensor<1x2x8xf32>, %s: tensor<1x1x8xf32>) {
  // expected-error @+1 {{sums: expected a schedule and a spatial dimension, which make its tiles}}
  %0:2 = kernel.depthwise %x, %w into %y sums %s window [3] : (tensor<1x4x8xf32>, tensor<3x8xf32>, tensor<1x2x8xf32>, tensor<1x1x8xf32>) -> (tensor<1x2x8xf32>, tensor<1x1x8xf32>) {
  ^bb0(%sum: f32):
    kernel.yield %sum : f32
  }
  return
}

// -----

func.func @sums_of_no_columns(%x: tensor<1x8xf32>, %w: tensor<8xf32>, %s: tensor<1x8xf32>) {
  // expected-error @+1 {{sums: expected a schedule and a spatial dimension, which make its tiles}}
  %0:2 = kernel.depthwise %x, %w into %x sums %s window [] schedule <lanes = 8, columns = 1> : (tensor<1x8xf32>, tensor<8xf32>, tensor<1x8xf32>, tensor<1x8xf32>) -> (tensor<1x8xf32>, tensor<1x8xf32>) {
  ^bb0(%sum: f32):
    kernel.yield %sum : f32
  }
  return
}

// -----

func.func @sums_of_other_tiles(%x: tensor<1x7x8xf32>, %w: tensor<3x8xf32>, %y: tensor<1x5x8xf32>, %s: tensor<1x3x8xf32>) {
  // expected-error @+1 {{sums: expected one for each tile, of shape [1, 2, 8], found 'tensor<1x3x8xf32>'}}
  %0:2 = kernel.depthwise %x, %w into %y sums %s window [3] schedule <lanes = 8, columns = 4> : (tensor<1x7x8xf32>, tensor<3x8xf32>, tensor<1x5x8xf32>, tensor<1x3x8xf32>) -> (tensor<1x5x8xf32>, tensor<1x3x8xf32>) {
  ^bb0(%sum: f32):
    kernel.yield %sum : f32
  }
  return
}

// -----

func.func @sums_without_result(%x: tensor<1x4x8xf32>, %w: tensor<3x8xf32>, %y: tensor<1x2x8xf32>, %s: tensor<1x1x8xf32>) {
  // expected-error @+1 {{expected the number of tensor results (1) to be equal to the number of output tensors (2)}}
  %0 = kernel.depthwise %x, %w into %y sums %s window [3] schedule <lanes = 8, columns = 4> : (tensor<1x4x8xf32>, tensor<3x8xf32>, tensor<1x2x8xf32>, tensor<1x1x8xf32>) -> tensor<1x2x8xf32> {
  ^bb0(%sum: f32):
    kernel.yield %sum : f32
  }
  return
}

// -----

func.func @pool_kind(%x: tensor<1x4x8xf32>, %y: tensor<1x2x8xf32>) {
  // expected-error @+1 {{expected addf or maximumf, found mulf}}
  %0 = kernel.pool mulf %x into %y window [3] : (tensor<1x4x8xf32>, tensor<1x2x8xf32>) -> tensor<1x2x8xf32> {
  ^bb0(%e: f32):
    kernel.yield %e : f32
  }
  return
}

// -----

func.func @pool_window(%x: tensor<4x8xf32>, %y: tensor<4x8xf32>) {
  // expected-error @+1 {{expected a window with at least one dimension}}
  %0 = kernel.pool addf %x into %y window [] : (tensor<4x8xf32>, tensor<4x8xf32>) -> tensor<4x8xf32> {
  ^bb0(%e: f32):
    kernel.yield %e : f32
  }
  return
}

// -----

func.func @pool_channels(%x: tensor<1x4x8xf32>, %y: tensor<1x2x7xf32>) {
  // expected-error @+1 {{expected input and result of as many channels, found 'tensor<1x4x8xf32>' and 'tensor<1x2x7xf32>'}}
  %0 = kernel.pool addf %x into %y window [3] : (tensor<1x4x8xf32>, tensor<1x2x7xf32>) -> tensor<1x2x7xf32> {
  ^bb0(%e: f32):
    kernel.yield %e : f32
  }
  return
}

// -----

func.func @broadcast(%x: tensor<4x8xf32>, %w: tensor<8x8xf32>, %b: tensor<2x8xf32>, %y: tensor<4x8xf32>) {
  // expected-error @+1 {{epilogue: 'tensor<2x8xf32>' does not broadcast to the result 'tensor<4x8xf32>'}}
  %0 = kernel.contract %x, %w, %b into %y window [] : (tensor<4x8xf32>, tensor<8x8xf32>, tensor<2x8xf32>, tensor<4x8xf32>) -> tensor<4x8xf32> {
  ^bb0(%sum: f32, %e: f32):
    kernel.yield %sum : f32
  }
  return
}

// -----

func.func @arguments(%x: tensor<4x8xf32>, %w: tensor<8x8xf32>, %y: tensor<4x8xf32>) {
  // expected-error @+1 {{epilogue: expected 1 arguments, found 2}}
  %0 = kernel.contract %x, %w into %y window [] : (tensor<4x8xf32>, tensor<8x8xf32>, tensor<4x8xf32>) -> tensor<4x8xf32> {
  ^bb0(%sum: f32, %e: f32):
    kernel.yield %sum : f32
  }
  return
}

// -----

func.func @operations(%x: tensor<4x8xf32>, %w: tensor<8x8xf32>, %y: tensor<4x8xf32>, %m: memref<f32>) {
  %0 = kernel.contract %x, %w into %y window [] : (tensor<4x8xf32>, tensor<8x8xf32>, tensor<4x8xf32>) -> tensor<4x8xf32> {
  ^bb0(%sum: f32):
    // expected-error @+1 {{is no elementwise operation of arith or math, as an epilogue expects}}
    %1 = memref.load %m[] : memref<f32>
    kernel.yield %1 : f32
  }
  return
}

// -----

func.func @pack(%w: tensor<8x8xf32>, %init: tensor<60xf32>) {
  // expected-error @+1 {{expected a result of 64 elements, found 'tensor<60xf32>'}}
  %0 = kernel.pack %w into %init groups 1 schedule <lanes = 8, panels = [8], rows = [4]> : (tensor<8x8xf32>, tensor<60xf32>) -> tensor<60xf32>
  return
}

// -----

func.func @border(%init: tensor<4x4xf32>) {
  // expected-error @+1 {{expected borders that fit into 'tensor<4x4xf32>', found 3 and 2}}
  %0 = kernel.fill_border %init low [0, 3] high [0, 2] value 0.000000e+00 : (tensor<4x4xf32>) -> tensor<4x4xf32>
  return
}

// -----

func.func @attention_rank(%q: tensor<2x5x8xf32>) {
  // expected-error @+1 {{expected operands of rank 4, found 'tensor<2x5x8xf32>'}}
  %0 = kernel.attention %q, %q, %q into %q scale 1.0 : (tensor<2x5x8xf32>, tensor<2x5x8xf32>, tensor<2x5x8xf32>, tensor<2x5x8xf32>) -> tensor<2x5x8xf32>
  return
}

// -----

func.func @attention_heads(%q: tensor<1x5x4x8xf32>, %k: tensor<1x5x3x8xf32>) {
  // expected-error @+1 {{expected the heads of key to divide those of query, found 3 and 4}}
  %0 = kernel.attention %q, %k, %k into %q scale 1.0 : (tensor<1x5x4x8xf32>, tensor<1x5x3x8xf32>, tensor<1x5x3x8xf32>, tensor<1x5x4x8xf32>) -> tensor<1x5x4x8xf32>
  return
}

// -----

func.func @attention_keys(%q: tensor<1x5x4x8xf32>, %k: tensor<1x6x4x8xf32>) {
  // expected-error @+1 {{expected [batch, queries or keys, heads, depth] that agree}}
  %0 = kernel.attention %q, %k, %q into %q scale 1.0 : (tensor<1x5x4x8xf32>, tensor<1x6x4x8xf32>, tensor<1x5x4x8xf32>, tensor<1x5x4x8xf32>) -> tensor<1x5x4x8xf32>
  return
}

// -----

func.func @attention_mask(%q: tensor<1x5x4x8xf32>, %k: tensor<1x6x4x8xf32>, %mask: tensor<1x4x5x6xf32>) {
  // expected-error @+1 {{expected a mask that broadcasts to [batch, heads, keys, queries], which is [1, 4, 6, 5], found 'tensor<1x4x5x6xf32>'}}
  %0 = kernel.attention %q, %k, %k mask %mask into %q scale 1.0 : (tensor<1x5x4x8xf32>, tensor<1x6x4x8xf32>, tensor<1x6x4x8xf32>, tensor<1x4x5x6xf32>, tensor<1x5x4x8xf32>) -> tensor<1x5x4x8xf32>
  return
}

// -----

func.func @attention_types(%q: tensor<1x5x1x8xbf16>, %k: tensor<1x5x1x8xf32>) {
  // expected-error @+1 {{expected query, key and value of one type, found 'tensor<1x5x1x8xbf16>', 'tensor<1x5x1x8xf32>' and 'tensor<1x5x1x8xf32>'}}
  %0 = kernel.attention %q, %k, %k into %k scale 1.0 : (tensor<1x5x1x8xbf16>, tensor<1x5x1x8xf32>, tensor<1x5x1x8xf32>, tensor<1x5x1x8xf32>) -> tensor<1x5x1x8xf32>
  return
}

// -----

func.func @attention_depth(%q: tensor<1x5x1x3xbf16>) {
  // expected-error @+1 {{expected an even depth, found 'tensor<1x5x1x3xbf16>'}}
  %0 = kernel.attention %q, %q, %q into %q scale 1.0 : (tensor<1x5x1x3xbf16>, tensor<1x5x1x3xbf16>, tensor<1x5x1x3xbf16>, tensor<1x5x1x3xbf16>) -> tensor<1x5x1x3xbf16>
  return
}

// -----

// expected-error @+1 {{expected at least one vector and one row, found 2 and 0}}
func.func private @attention_schedule() attributes {s = #kernel.attention_schedule<lanes = 8, vectors = 2, rows = 0>}

// -----

func.func @normalize(%x: tensor<4x8xf32>, %y: tensor<4x9xf32>) {
  // expected-error @+1 {{expected input and result of one shape with at least one dimension}}
  %0 = kernel.normalize %x into %y epsilon 1.0e-6 : (tensor<4x8xf32>, tensor<4x9xf32>) -> tensor<4x9xf32> {
  ^bb0(%e: f32):
    kernel.yield %e : f32
  }
  return
}

// -----

func.func @winograd_input_small(%x: tensor<1x5x6x8xf32>, %v: tensor<1x1x1x288xf32>) {
  // expected-error @+1 {{expected room for a tile of 6x6, found 'tensor<1x5x6x8xf32>'}}
  %0 = kernel.winograd_input %x into %v : (tensor<1x5x6x8xf32>, tensor<1x1x1x288xf32>) -> tensor<1x1x1x288xf32>
  return
}

// -----

func.func @winograd_input_tiles(%x: tensor<1x10x6x8xf32>, %v: tensor<1x1x1x288xf32>) {
  // expected-error @+1 {{expected tiles of shape [1, 2, 1, 288], found 'tensor<1x1x1x288xf32>'}}
  %0 = kernel.winograd_input %x into %v : (tensor<1x10x6x8xf32>, tensor<1x1x1x288xf32>) -> tensor<1x1x1x288xf32>
  return
}

// -----

func.func @winograd_input_small_2x2(%x: tensor<1x3x4x8xf32>, %v: tensor<1x1x1x128xf32>) {
  // expected-error @+1 {{expected room for a tile of 4x4, found 'tensor<1x3x4x8xf32>'}}
  %0 = kernel.winograd_input %x into %v outputs 2 : (tensor<1x3x4x8xf32>, tensor<1x1x1x128xf32>) -> tensor<1x1x1x128xf32>
  return
}

// -----

func.func @winograd_input_outputs(%x: tensor<1x5x5x8xf32>, %v: tensor<1x1x1x200xf32>) {
  // expected-error @+1 {{expected 2 or 4 outputs of a tile in each dimension, found 3}}
  %0 = kernel.winograd_input %x into %v outputs 3 : (tensor<1x5x5x8xf32>, tensor<1x1x1x200xf32>) -> tensor<1x1x1x200xf32>
  return
}

// -----

func.func @winograd_weights_outputs(%w: tensor<3x3x8x8xf32>, %u: tensor<8x512xf32>) {
  // expected-error @+1 {{expected 2 or 4 outputs of a tile in each dimension, found 6}}
  %0 = kernel.winograd_weights %w into %u outputs 6 : (tensor<3x3x8x8xf32>, tensor<8x512xf32>) -> tensor<8x512xf32>
  return
}

// -----

func.func @winograd_weights_2x2(%w: tensor<3x3x8x8xf32>, %u: tensor<8x288xf32>) {
  // expected-error @+1 {{expected tiles of shape [8, 128], found 'tensor<8x288xf32>'}}
  %0 = kernel.winograd_weights %w into %u outputs 2 : (tensor<3x3x8x8xf32>, tensor<8x288xf32>) -> tensor<8x288xf32>
  return
}

// -----

func.func @winograd_output_outputs(%m: tensor<1x1x1x8xf32>, %y: tensor<1x1x1x8xf32>) {
  // expected-error @+1 {{expected 2 or 4 outputs of a tile in each dimension, found 0}}
  %0 = kernel.winograd_output %m into %y outputs 0 : (tensor<1x1x1x8xf32>, tensor<1x1x1x8xf32>) -> tensor<1x1x1x8xf32> {
  ^bb0(%sum: f32):
    kernel.yield %sum : f32
  }
  return
}

// -----

func.func @winograd_output_2x2(%m: tensor<1x4x4x128xf32>, %y: tensor<1x5x7x8xf32>) {
  // expected-error @+1 {{expected tiles of shape [1, 3, 4, 128], found 'tensor<1x4x4x128xf32>'}}
  %0 = kernel.winograd_output %m into %y outputs 2 : (tensor<1x4x4x128xf32>, tensor<1x5x7x8xf32>) -> tensor<1x5x7x8xf32> {
  ^bb0(%sum: f32):
    kernel.yield %sum : f32
  }
  return
}

// -----

func.func @winograd_weights(%w: tensor<5x5x8x8xf32>, %u: tensor<8x288xf32>) {
  // expected-error @+1 {{expected weights of shape [3, 3, ci, co], found 'tensor<5x5x8x8xf32>'}}
  %0 = kernel.winograd_weights %w into %u : (tensor<5x5x8x8xf32>, tensor<8x288xf32>) -> tensor<8x288xf32>
  return
}

// -----

func.func @winograd_output(%m: tensor<2x288xf32>, %y: tensor<5x8xf32>) {
  // expected-error @+1 {{expected a feature map of at least three dimensions, found 'tensor<5x8xf32>'}}
  %0 = kernel.winograd_output %m into %y : (tensor<2x288xf32>, tensor<5x8xf32>) -> tensor<5x8xf32> {
  ^bb0(%sum: f32):
    kernel.yield %sum : f32
  }
  return
}

// -----

func.func @mixed(%x: tensor<4x8xbf16>, %w: tensor<8x8xf32>, %y: tensor<4x8xf32>) {
  // expected-error @+1 {{expected input and weights of one type, found 'tensor<4x8xbf16>' and 'tensor<8x8xf32>'}}
  %0 = kernel.contract %x, %w into %y window [] : (tensor<4x8xbf16>, tensor<8x8xf32>, tensor<4x8xf32>) -> tensor<4x8xf32> {
  ^bb0(%sum: f32):
    kernel.yield %sum : f32
  }
  return
}

// -----

func.func @odd(%x: tensor<4x6xbf16>, %w: tensor<3x8xbf16>, %y: tensor<4x8xf32>) {
  // expected-error @+1 {{expected an even number of channels in each group of 'tensor<4x6xbf16>', found 3}}
  %0 = kernel.contract %x, %w into %y window [] groups 2 : (tensor<4x6xbf16>, tensor<3x8xbf16>, tensor<4x8xf32>) -> tensor<4x8xf32> {
  ^bb0(%sum: f32):
    kernel.yield %sum : f32
  }
  return
}

// -----

func.func @argument_type(%x: tensor<4x8xf32>, %w: tensor<8x8xf32>, %r: tensor<4x8xbf16>, %y: tensor<4x8xf32>) {
  // expected-error @+1 {{epilogue: expected an argument of type 'bf16', found 'f32'}}
  %0 = kernel.contract %x, %w, %r into %y window [] : (tensor<4x8xf32>, tensor<8x8xf32>, tensor<4x8xbf16>, tensor<4x8xf32>) -> tensor<4x8xf32> {
  ^bb0(%sum: f32, %e: f32):
    kernel.yield %sum : f32
  }
  return
}

// -----

func.func @sum_type(%x: tensor<4x8xbf16>, %w: tensor<8x8xbf16>, %y: tensor<4x8xbf16>) {
  // expected-error @+1 {{epilogue: expected an argument of type 'f32', found 'bf16'}}
  %0 = kernel.contract %x, %w into %y window [] : (tensor<4x8xbf16>, tensor<8x8xbf16>, tensor<4x8xbf16>) -> tensor<4x8xbf16> {
  ^bb0(%sum: bf16):
    kernel.yield %sum : bf16
  }
  return
}

// -----

func.func @yield_type(%x: tensor<4x8xf32>, %w: tensor<8x8xf32>, %y: tensor<4x8xbf16>) {
  // expected-error @+1 {{epilogue: expected it to yield 'bf16', found 'f32'}}
  %0 = kernel.contract %x, %w into %y window [] : (tensor<4x8xf32>, tensor<8x8xf32>, tensor<4x8xbf16>) -> tensor<4x8xbf16> {
  ^bb0(%sum: f32):
    kernel.yield %sum : f32
  }
  return
}

// -----

func.func @pack_type(%w: tensor<4x8xbf16>, %y: tensor<32xf32>) {
  // expected-error @+1 {{expected a result of the type of 'tensor<4x8xbf16>', found 'tensor<32xf32>'}}
  %0 = kernel.pack %w into %y groups 1 schedule <lanes = 8, panels = [8], rows = [1]> : (tensor<4x8xbf16>, tensor<32xf32>) -> tensor<32xf32>
  return
}

// -----

func.func @pack_odd(%w: tensor<3x8xbf16>, %y: tensor<24xbf16>) {
  // expected-error @+1 {{expected an even number of channels in 'tensor<3x8xbf16>', found 3}}
  %0 = kernel.pack %w into %y groups 1 schedule <lanes = 8, panels = [8], rows = [1]> : (tensor<3x8xbf16>, tensor<24xbf16>) -> tensor<24xbf16>
  return
}
