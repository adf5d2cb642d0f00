//===- KernelAttributes.td - Schedules ------------------------------------===//

#ifndef KERNEL_ATTRIBUTES
#define KERNEL_ATTRIBUTES

include "fovea/Dialect/Kernel/IR/KernelBase.td"

class Kernel_Attr<string name, string attrMnemonic>
    : AttrDef<Kernel_Dialect, name> {
  let mnemonic = attrMnemonic;
}

def Kernel_ContractScheduleAttr
    : Kernel_Attr<"ContractSchedule", "contract_schedule"> {
  let summary = "How a contraction is tiled, and how its weights are packed";
  let description = [{
    The output channels (of one group) are cut into panels of `panels` columns.
    A panel is computed `rows[i]` output rows at a time, with all its
    accumulators in registers: vectors of `lanes` elements and, for what remains
    of the panel's width, a shorter one, a power of two. The widths of the
    panels add up to the channels, rounded up such that the last vector is whole.

    The tiles of rows are cut into `blocks` runs, which threads share. In a
    block, tiles of one panel follow each other, and then comes the next panel.
    So weights are read once for each block, and the input once for each panel.

    The weights of a panel are contiguous, `[taps..., channels, panel]`, or
    `[taps..., channels / 2, panel, 2]` in bf16, and the panels follow each
    other.
  }];
  let parameters = (ins "int64_t":$lanes,
                        ArrayRefParameter<"int64_t">:$panels,
                        ArrayRefParameter<"int64_t">:$rows,
                        DefaultValuedParameter<"int64_t", "1">:$blocks);
  let assemblyFormat = [{
    `<` `lanes` `=` $lanes `,` `panels` `=` `[` $panels `]` `,`
        `rows` `=` `[` $rows `]` (`,` `blocks` `=` $blocks^)? `>`
  }];
  let genVerifyDecl = 1;
  let extraClassDeclaration = [{
    /// Columns of all panels.
    int64_t getPaddedColumns() const;
    /// The vectors that make up a panel: their sizes, in order.
    ::llvm::SmallVector<int64_t> getVectors(int64_t panel) const;
  }];
}

def Kernel_DepthwiseScheduleAttr
    : Kernel_Attr<"DepthwiseSchedule", "depthwise_schedule"> {
  let summary = "How a depthwise convolution or a pool is tiled";
  let description = [{
    `columns` neighbours in the last spatial dimension are accumulated in
    registers at a time, each a vector of `lanes` channels.
  }];
  let parameters = (ins "int64_t":$lanes, "int64_t":$columns);
  let assemblyFormat = "`<` `lanes` `=` $lanes `,` `columns` `=` $columns `>`";
  let genVerifyDecl = 1;
}

def Kernel_AttentionScheduleAttr
    : Kernel_Attr<"AttentionSchedule", "attention_schedule"> {
  let summary = "How attention is tiled";
  let description = [{
    `vectors` vectors of `lanes` queries are computed at a time. Their scores
    with `rows` keys, and `rows` rows of their result, are accumulated in
    registers.
  }];
  let parameters = (ins "int64_t":$lanes, "int64_t":$vectors, "int64_t":$rows);
  let assemblyFormat = [{
    `<` `lanes` `=` $lanes `,` `vectors` `=` $vectors `,` `rows` `=` $rows `>`
  }];
  let genVerifyDecl = 1;
}

def Kernel_RowScheduleAttr : Kernel_Attr<"RowSchedule", "row_schedule"> {
  let summary = "How rows are cut into vectors";
  let description = "A row is computed in vectors of `lanes` elements.";
  let parameters = (ins "int64_t":$lanes);
  let assemblyFormat = "`<` `lanes` `=` $lanes `>`";
  let genVerifyDecl = 1;
}

#endif // KERNEL_ATTRIBUTES
