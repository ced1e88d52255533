//! The page "torchbook for PyTorch users": every Rust expression on it
//! compiles and runs.

use std::collections::BTreeSet;

use torchbook::prelude::*;

/// Layout does not count, nor does the way a table writes a bar.
fn bare(code: &str) -> String {
    code.replace('\\', "").split_whitespace().collect()
}

/// The Rust column of the page's tables.
fn on_the_page() -> BTreeSet<String> {
    include_str!("../book/src/pytorch_users.md")
        .lines()
        .filter(|line| line.starts_with("| `"))
        .map(|line| {
            let cell = line.trim_end_matches(" |").rsplit_once(" | ");
            bare(cell.expect("two columns").1.trim_matches('`'))
        })
        .collect()
}

/// Runs each expression, and collects how it is written.
macro_rules! written {
    ($($code:expr;)+) => {
        BTreeSet::from([$({
            let _ran = $code;
            bare(stringify!($code))
        }),+])
    };
}

#[test]
fn what_the_page_writes_runs() -> Result<()> {
    let fresh = || tensor([[1.0, 2.0], [3.0, 4.0]]).requires_grad_(true);
    let a = tensor([[5.0, 6.0], [7.0, 8.0]]);
    let b = a.copy()?;
    let x = a.mul(1.0)?;
    let m = x.gt(6.0)?;
    let i = tensor([[0], [1]]);
    let (n, mask) = (m.copy()?, m.copy()?);

    let mut written = written! {
        tensor([1.0, 2.0]);
        tensor([[1, 2], [3, 4]]);
        tensor([1.0]).requires_grad_(true)?;
        tensor_with([1.0], float64.requires_grad(true))?;
        zeros([2, 3])?;
        zeros_with([2, 3], int64)?;
        manual_seed(0);
        randn([3, 5])?;
        arange((1, 10, 2))?;
        x.zeros_like()?;
        parameter(&x)?;
        x.sum()?;
        x.sum_dim(1, true)?;
        x.max()?;
        x.max_dim(0, false)?;
        x.squeeze()?;
        x.squeeze_dim(0)?;
        x.unsqueeze(1)?;
        x.gather(1, &i)?;
        x.to(bool_)?;
        x.size()[0];
        x.size()[1] as i64;
        x.narrow(0, 0, 1)?;
        x.topk(2)?;
        x.topk_dim(2, 0)?;
        x.topk_with(2, -1, false, true)?;
        cat([&a, &b], 1)?;
        x.index_put_(&mask, 8.0)?;
        x.lt(-1.0)?;
        where_(&mask, &a, &b)?;
        &m & &n;
        x.clone();
        x.copy()?;
        x.view([2, -1])?;
        x.detach()?;
        x.data()?;
        x.detach()?.numpy()?;
        no_grad(|| x.add_(1))?;
    };
    {
        let rows = vec![a.clone(), b.clone()];
        written.extend(written! { stack(&rows, 0)?; });
        let x = tensor(1.0);
        written.extend(written! { x.is_true()?; });
        let x = arange(6)?.view([2, 3])?;
        written.extend(written! { x.index((0, 1..3))?; });
    }
    {
        let f = fresh()?.sum()?;
        written.extend(written! { f.backward_retain()?; f.backward()?; });
        let (f, x) = (fresh()?.mul(2.0)?, fresh()?);
        let g = x.detach()?;
        written.extend(written! { f.backward_with(&g)?; });
        let f = x.pow(2)?.sum()?;
        written.extend(written! {
            grad([&f], [&x], BackwardOptions::create_graph())?;
            grad([&f], [&x], Default::default())?;
            x.grad();
            x.set_grad(None);
            x.requires_grad_(false)?;
        });
    }
    {
        use torchbook::nn::Reduction::Sum;
        let (x, y) = (ones([2, 2])?, ones([2, 3])?);
        let (a, b) = (nn::Linear::new(2, 2)?, nn::Linear::new(2, 3)?);
        written.extend(written! {
            nn::Linear::new(2, 3)?;
            nn::Linear::without_bias(2, 3)?;
        });
        let model = nn::sequential![a, b];
        let state = model.state_dict();
        let (a, b) = (nn::Linear::new(2, 2)?, nn::Linear::new(2, 3)?);
        written.extend(written! {
            nn::sequential![a, b];
            model.forward(&x)?;
            model.train(false);
            model.zero_grad();
            model.load_state_dict_with(&state, false)?;
        });
        let x = model.forward(&x)?;
        written.extend(written! {
            nn::MSELoss::new().reduction(Sum).forward(&x, &y)?;
        });
    }
    {
        let optimizer = Sgd::new([fresh()?], lr(0.1))?;
        written.extend(written! {
            Sgd::new([&a, &b], lr(0.1).momentum(0.9))?;
            Adam::new([&a], ())?;
            group([&a], lr(0.01));
            optimizer.zero_grad();
            optimizer.zero_grad_to_zeros()?;
            optimizer.step()?;
            optimizer.param_groups()[0].set("lr", 0.05);
            StepLr::new(&optimizer, 30, 0.1)?;
            clip_grad_norm_([&a], 1.0)?;
        });
    }
    let page = on_the_page();
    let unknown: Vec<_> = page.difference(&written).collect();
    let gone: Vec<_> = written.difference(&page).collect();
    assert!(
        unknown.is_empty() && gone.is_empty(),
        "on the page, not run here: {unknown:#?}\nrun here, not on the \
         page: {gone:#?}"
    );
    Ok(())
}
