//! What we say to bad input, in both editions, against recordings of both.

use torchbook::autograd::grad;
use torchbook::prelude::*;

type Case = (&'static str, fn() -> Result<()>);

fn leaf(size: impl Into<torchbook::tensor::Dims>) -> Result<Tensor> {
    ones(size)?.requires_grad_(true)
}

/// One for each recorded situation, in Rust.
const CASES: &[Case] = &[
    ("numpy_requires_grad", || leaf([2])?.numpy().map(drop)),
    ("backward_twice", || {
        let f = tensor(2.0).requires_grad_(true)?.pow(2)?;
        f.backward()?;
        f.backward()
    }),
    ("backward_not_scalar", || leaf([2])?.backward()),
    ("backward_no_graph", || ones([2])?.sum()?.backward()),
    ("backward_gradient_shape", || {
        leaf([3])?.mul(2)?.backward_with(&ones([2])?)
    }),
    ("saved_and_changed", || {
        let y = leaf([2])?.exp()?;
        y.add_(1)?;
        y.sum()?.backward()
    }),
    ("saved_leaf_and_changed", || {
        let (x, c) = (leaf([2])?, ones([2])?);
        let y = x.mul(&c)?;
        c.add_(1)?;
        y.sum()?.backward()
    }),
    ("leaf_in_place", || leaf([2])?.add_(1).map(drop)),
    ("integers_require_grad", || {
        tensor_with([1, 2], int64.requires_grad(true)).map(drop)
    }),
    ("cat_sizes", || cat([&ones([3, 3])?, &ones([3, 2])?], 0).map(drop)),
    ("cat_ranks", || cat([&ones([3, 3])?, &ones([3])?], 0).map(drop)),
    ("cat_nothing", || cat::<Tensor>([], 0).map(drop)),
    ("cat_zero_dim", || cat([&tensor(1.0), &tensor(2.0)], 0).map(drop)),
    ("cat_dim", || cat([&ones([2, 2])?, &ones([2, 2])?], 5).map(drop)),
    ("squeeze_dim", || ones([2, 1, 3])?.squeeze_dim(5).map(drop)),
    ("squeeze_zero_dim", || tensor(1.0).squeeze_dim(1).map(drop)),
    ("unsqueeze_dim", || ones([2, 3])?.unsqueeze(-4).map(drop)),
    ("transpose_dim", || ones([2, 3])?.transpose(0, 2).map(drop)),
    ("max_dim", || ones([2, 3])?.max_dim(-3, false).map(drop)),
    ("topk_dim", || ones([2, 3])?.topk_with(1, 2, true, true).map(drop)),
    ("topk_k", || ones([2, 3])?.topk(4).map(drop)),
    ("topk_negative", || ones([2, 3])?.topk(-1).map(drop)),
    ("truth_of_many", || ones([3])?.is_true().map(drop)),
    ("truth_of_none", || ones([0])?.is_true().map(drop)),
    ("broadcast", || ones([3])?.add(&ones([2])?).map(drop)),
    ("broadcast_inner", || ones([2, 3, 4])?.mul(&ones([2, 4])?).map(drop)),
    ("in_place_shape", || ones([3])?.add_(&ones([2, 3])?).map(drop)),
    ("in_place_cast", || tensor([1, 2]).add_(1.5).map(drop)),
    ("item_of_many", || ones([3])?.item().map(drop)),
    ("view_size", || ones([2, 3])?.view([4]).map(drop)),
    ("view_two_unknown", || ones([2, 3])?.view([-1, -1]).map(drop)),
    ("view_strides", || ones([2, 3])?.t()?.view([6]).map(drop)),
    ("reshape_size", || ones([2, 3])?.reshape([4]).map(drop)),
    ("expand_size", || ones([2, 3])?.expand([2, 4]).map(drop)),
    ("expand_too_few", || ones([2, 3])?.expand([3]).map(drop)),
    ("dot_shape", || ones([2])?.dot(&ones([3])?).map(drop)),
    ("dot_rank", || ones([2, 2])?.dot(&ones([2])?).map(drop)),
    ("dot_dtype", || ones([2])?.dot(&ones_with([2], float64)?).map(drop)),
    ("mm_shape", || ones([2, 3])?.mm(&ones([2, 3])?).map(drop)),
    ("mm_rank", || ones([2])?.mm(&ones([2, 3])?).map(drop)),
    ("mm_dtype", || ones([2, 2])?.mm(&ones_with([2, 2], float64)?).map(drop)),
    ("mv_shape", || ones([2, 3])?.mv(&ones([2])?).map(drop)),
    ("matmul_zero_dim", || tensor(1.0).matmul(&ones([2])?).map(drop)),
    ("bmm_shape", || ones([2, 3, 4])?.bmm(&ones([2, 3, 4])?).map(drop)),
    ("mask_shape", || ones([3, 3])?.index(&ones([2, 3])?.gt(0)?).map(drop)),
    ("mask_value", || {
        let x = ones([3, 5])?;
        x.index_put_(&x.gt(0)?, &ones([3])?).map(drop)
    }),
    ("index_out_of_range", || ones([3])?.index(5).map(drop)),
    ("index_too_many", || ones([3])?.index((0, 0)).map(drop)),
    ("index_of_zero_dim", || tensor(1.0).index(0).map(drop)),
    ("index_negative_step", || {
        ones([3])?.index(slice(None, None, -1)).map(drop)
    }),
    ("index_tensor_out_of_range", || {
        ones([3])?.index(tensor([0, 7])).map(drop)
    }),
    ("index_float_tensor", || ones([3])?.index(ones([2])?).map(drop)),
    ("max_of_nothing", || ones([0])?.max().map(drop)),
    ("mean_of_integers", || tensor([1, 2]).mean().map(drop)),
    ("sum_dim_twice", || ones([2, 3])?.sum_dim([0, 0], false).map(drop)),
    ("stack_sizes", || stack([&ones([2])?, &ones([3])?], 0).map(drop)),
    ("stack_nothing", || stack::<Tensor>([], 0).map(drop)),
    ("split_size", || ones([3])?.split([1, 1], 0).map(drop)),
    ("chunk_zero", || ones([3])?.chunk(0, 0).map(drop)),
    ("select_out_of_range", || ones([3])?.select(0, 4).map(drop)),
    ("narrow_out_of_range", || ones([3])?.narrow(0, 2, 2).map(drop)),
    ("negative_size", || zeros([-1]).map(drop)),
    ("arange_step", || arange((0, 3, 0)).map(drop)),
    ("arange_direction", || arange((3, 0)).map(drop)),
    ("gather_dtype", || ones([3])?.gather(0, &ones([2])?).map(drop)),
    ("gather_range", || ones([3])?.gather(0, &tensor([3])).map(drop)),
    ("randint_range", || randint(5, 2, [3]).map(drop)),
    ("bernoulli_p", || ones([3])?.bernoulli_(1.5).map(drop)),
    ("grad_unused", || {
        let (x, y) = (leaf([2])?, leaf([2])?);
        grad([&x.sum()?], [&y], Default::default()).map(drop)
    }),
    ("grad_no_grad", || {
        let f = leaf([2])?.sum()?;
        grad([&f], [&ones([2])?], Default::default()).map(drop)
    }),
    ("requires_grad_off", || {
        leaf([2])?.mul(2)?.requires_grad_(false).map(drop)
    }),
    ("retain_grad", || ones([2])?.retain_grad()),
    ("overlap", || ones([1, 2])?.expand([3, 2])?.add_(1).map(drop)),
    ("overlap_of_one", || ones([1, 2])?.expand([3, 2])?.exp_().map(drop)),
    ("leaf_in_place_by_view", || leaf([2, 3])?.index(0)?.add_(1).map(drop)),
    ("leaf_filled_by_slice", || leaf([2, 3])?.index(..)?.fill_(1).map(drop)),
    ("in_place_cast_tensor", || {
        tensor([1, 2]).add_(&tensor([1.5, 2.5])).map(drop)
    }),
    ("cat_dtypes", || cat([&ones([2])?, &tensor([1, 2])], 0).map(drop)),
    ("stack_dtypes", || stack([&ones([2])?, &tensor([1, 2, 3])], 0).map(drop)),
    ("add_dtypes", || ones([2])?.add(&tensor([1, 2])).map(drop)),
];

/// Where the notes' edition says something else than 1.1.0 did, and why.
const DEVIATIONS: &[(&str, &str)] = &[
    ("in_place_cast", "1.1.0 cut the number off; numbers are today's"),
    ("sum_dim_twice", "1.1.0 took it; results are today's"),
    ("retain_grad", "1.1.0 ignored it; results are today's"),
    ("leaf_in_place_by_view", "1.1.0 took it; results are today's"),
    ("leaf_filled_by_slice", "1.1.0 took it; results are today's"),
    ("cat_dtypes", "1.1.0 refused it; results are today's"),
    ("add_dtypes", "1.1.0 refused it; results are today's"),
];

fn recorded(text: &str) -> Vec<(&str, &str, &str)> {
    let lines: Vec<&str> = text.lines().collect();
    lines
        .chunks(2)
        .map(|pair| {
            let (name, code) = pair[0].split_once(": ").expect("name: code");
            (name, code, pair[1].trim_start())
        })
        .collect()
}

fn compare(edition: Edition, recording: &str, deviations: &[(&str, &str)]) {
    let recorded = recorded(recording);
    let names: Vec<&str> = recorded.iter().map(|case| case.0).collect();
    let ours: Vec<&str> = CASES.iter().map(|case| case.0).collect();
    assert_eq!(ours, names, "a case for each recorded situation");

    let mut report = String::new();
    for ((name, code, wanted), (_, run)) in recorded.iter().zip(CASES) {
        let said = with_edition(edition, || match run() {
            Ok(()) => "no error".to_owned(),
            Err(error) => format!("{error:#}"),
        });
        let deviates = deviations.iter().any(|(d, _)| d == name);
        if (said == *wanted) == deviates {
            report += &format!(
                "\n{name}: {code}\n---- PyTorch {} ----\n{wanted}\n\
                 ---- torchbook ----\n{said}\n",
                edition.version()
            );
            if deviates {
                report += "(a deviation that is no longer needed)\n";
            }
        }
    }
    println!(
        "{} errors of {}, {} known deviations",
        recorded.len(),
        edition.version(),
        deviations.len()
    );
    assert!(report.is_empty(), "{report}");
}

#[test]
fn errors_are_those_of_today() {
    let recording = include_str!("pytorch/errors.2.15.0.txt");
    compare(Edition::Today, recording, &[]);
}

#[test]
fn errors_are_those_of_the_notes() {
    let recording = include_str!("pytorch/errors.1.1.0.txt");
    compare(Edition::Notes, recording, DEVIATIONS);
}
