//! Which operations allow a second backward, asked of the whole table.

use torchbook::chapters::backward_twice::saves_nothing;
use torchbook::ops::Example;
use torchbook::table::OPERATIONS;

/// Those of the table that PyTorch 2.15.0 walks back through twice. It
/// refuses all others, for they saved something.
const FINE: &str = "
    clone copy to.dtype to.other fill.Tensor fill.Scalar zero contiguous
    add sub rsub.Tensor rsub.Scalar neg remainder.Scalar
    sign floor ceil round round.decimals trunc lerp
    sum sum.dim_IntList sum_to_size mean mean.dim cumsum
    view reshape flatten squeeze squeeze.dim squeeze.dims unsqueeze
    transpose t permute expand expand_as
    select narrow narrow.Tensor slice split chunk unbind
    cat stack hstack vstack
    as_strided atleast_1d atleast_2d atleast_3d block_diag broadcast_tensors
    broadcast_to cartesian_prod column_stack dsplit dstack hsplit meshgrid
    movedim ravel split_with_sizes tensor_split
    tensor_split.tensor_indices_or_sections unflatten unfold unsafe_chunk
    unsafe_split unsafe_split_with_sizes vsplit
    deg2rad rad2deg diff frac
    diag diag_embed diagflat diagonal trace tril triu
    flip fliplr flipud roll rot90 repeat repeat_interleave.self_int tile
";

/// What these save depends on their arguments: factors, if there are any.
const EITHER: [&str; 2] = ["einsum", "fmod"];

#[test]
fn a_second_backward_is_refused_where_pytorch_refuses_it() {
    let fine: Vec<&str> = FINE.split_whitespace().collect();
    let mut asked = Vec::new();
    for row in OPERATIONS.iter().filter(|row| row.grad_fn.is_some()) {
        if EITHER.contains(&row.name) {
            continue;
        }
        asked.push(row.name);
        for example in (row.examples)(&mut Example::default()) {
            let answer = saves_nothing(row, &example)
                .unwrap_or_else(|error| panic!("{}: {error:#}", row.name));
            assert_eq!(answer, fine.contains(&row.name), "{}", row.name);
        }
    }
    let gone: Vec<_> =
        fine.iter().filter(|name| !asked.contains(name)).collect();
    assert!(gone.is_empty(), "not in the table: {gone:?}");
}
