//! Everything public that is no row of the table: one line each.

use std::fmt;

use proptest::prelude::*;
use torchbook::autograd::grad_with;
use torchbook::autograd::graph::{Graph, collect, traced};
use torchbook::prelude::*;
use torchbook::tensor::random::{Generator, get_rng_state, set_rng_state};
use torchbook::tensor::{
    Dims, Print, Printing, capture, printoptions, with_printoptions,
};

use super::strategies::{
    Brackets, DTYPES, Recipe, brackets, floats, ints, lists, numbers,
    printings, tensors, words,
};

/// Enough for one call of anything.
#[derive(Clone)]
pub struct Given {
    x: Recipe,
    y: Recipe,
    z: Recipe,
    pub ints: [i64; 3],
    pub floats: [f64; 3],
    pub number: Scalar,
    pub list: Vec<i64>,
    pub other: Vec<i64>,
    pub word: &'static str,
    brackets: Brackets,
    pub flags: [bool; 3],
    printing: Printing,
}

impl fmt::Debug for Given {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (ints, floats, flags) = (self.ints, self.floats, self.flags);
        let (number, list, other) = (self.number, &self.list, &self.other);
        writeln!(f, "x = {:?}", self.x)?;
        writeln!(f, "    y = {:?}", self.y)?;
        writeln!(f, "    z = {:?}", self.z)?;
        writeln!(f, "    {ints:?} {floats:?} {number:?} {flags:?}")?;
        writeln!(f, "    {list:?} {other:?} {:?}", self.word)?;
        writeln!(f, "    {:?}", self.brackets)?;
        let all = with_printoptions(self.printing, printoptions);
        write!(f, "    {all:?}")
    }
}

/// Enough for one call. Shapes are alike in half of all cases.
pub fn given() -> impl Strategy<Value = Given> {
    let three = || (tensors(), tensors(), tensors());
    let numeric = (
        [ints(), ints(), ints()],
        [floats(), floats(), floats()],
        numbers(),
        [lists(), lists()],
    );
    let rest = (words(), brackets(), any::<[bool; 3]>(), printings());
    (0..4u8, three(), numeric, rest).prop_map(|(alike, t, n, rest)| {
        let (x, mut y, mut z) = t;
        let (ints, floats, number, [list, other]) = n;
        let (word, brackets, flags, printing) = rest;
        if alike < 2 {
            y.shape.clone_from(&x.shape);
            z.shape.clone_from(&x.shape);
        }
        if alike == 0 {
            (y.dtype, z.dtype) = (x.dtype, x.dtype);
        }
        Given {
            x,
            y,
            z,
            ints,
            floats,
            number,
            list,
            other,
            word,
            brackets,
            flags,
            printing,
        }
    })
}

impl Given {
    pub fn x(&self) -> Result<Tensor> {
        self.x.make()
    }

    pub fn y(&self) -> Result<Tensor> {
        self.y.make()
    }

    pub fn z(&self) -> Result<Tensor> {
        self.z.make()
    }

    pub fn dtype(&self) -> DType {
        DTYPES[self.list.len()]
    }

    fn options(&self) -> torchbook::ops::create::Options {
        let options = self.dtype().requires_grad(self.flags[0]);
        match self.flags[1] {
            true => options,
            false => torchbook::ops::create::Options {
                requires_grad: self.flags[0],
                ..Default::default()
            },
        }
    }

    fn size(&self, list: &[i64]) -> Size {
        list.iter().map(|&i| i.unsigned_abs() as usize).collect()
    }

    fn backward(&self) -> BackwardOptions {
        let [retain_graph, create_graph, allow_unused] = self.flags;
        BackwardOptions { retain_graph, create_graph, allow_unused }
    }

    fn tolerance(&self) -> Tolerance {
        let [rtol, atol, _] = self.floats;
        Tolerance { rtol, atol, equal_nan: self.flags[0] }
    }

    /// A result with a graph.
    fn result(&self) -> Result<Tensor> {
        let (x, y) = (self.x()?, self.y()?);
        let z = x.mul(&y)?.sum()?;
        if self.flags[2] { z.add(&x.square()?) } else { Ok(z) }
    }
}

/// What a call gives back, as far as there are tensors in it.
pub trait Outcome {
    fn tensors(self) -> Vec<Tensor>;
}

macro_rules! outcomes {
    ($($t:ty: |$x:pat_param| $tensors:expr;)+) => {$(
        impl Outcome for $t {
            fn tensors(self) -> Vec<Tensor> {
                let $x = self;
                $tensors
            }
        }
    )+};
}
impl Outcome for () {
    fn tensors(self) -> Vec<Tensor> {
        Vec::new()
    }
}

outcomes! {
    Tensor: |x| vec![x];
    Vec<Tensor>: |x| x;
    Option<Tensor>: |x| x.into_iter().collect();
    Max: |x| vec![x.values, x.indices];
    Min: |x| vec![x.values, x.indices];
    Sort: |x| vec![x.values, x.indices];
    Topk: |x| vec![x.values, x.indices];
}

/// Looks at something, so that nothing is left out as unused.
pub fn seen<T>(x: T) -> Result<()> {
    std::hint::black_box(x);
    Ok(())
}

/// Two steps of an optimizer over parameters with any gradients, as far as it
/// comes.
pub fn optimized(
    g: &Given,
    make: fn(&Given, Vec<Tensor>) -> Result<Optimizer>,
) -> Result<Vec<Tensor>> {
    let params = vec![g.x()?.detach()?, g.y()?.detach()?];
    params[0].set_grad(Some(params[0].ones_like()?));
    params[1].set_grad(Some(g.z()?.detach()?));
    let optimizer = make(g, params.clone())?;
    optimizer.step()?;
    let mut scheduler =
        CosineAnnealingLr::new(&optimizer, g.ints[0], g.floats[2])?;
    scheduler.step()?;
    let mut scheduler = StepLr::new(&optimizer, g.ints[1], g.floats[2])?;
    let mut state = scheduler.state_dict();
    state.last_epoch = g.ints[0];
    scheduler.load_state_dict(&state)?;
    scheduler.step()?;
    optimizer.param_groups()[0].set(g.word, g.number);
    optimizer.load_state_dict(&optimizer.state_dict())?;
    optimizer.step()?;
    seen(format!("{optimizer:?}{}", optimizer.state_dict().text()))?;
    Ok(params)
}

/// A call with its name.
pub struct Function {
    pub name: &'static str,
    pub call: fn(&Given) -> Result<Vec<Tensor>>,
}

macro_rules! functions {
    ($($name:literal: |$g:pat_param| $call:expr;)+) => {
        /// Every function and method, by name.
        pub const FUNCTIONS: &[Function] = &[$(
            Function {
                name: $name,
                call: |$g| Ok(Outcome::tensors($call?)),
            },
        )+];
    };
}

functions! {
    // Of tensors: what the table calls by another name, or not at all.
    "Tensor::add_alpha": |g| g.x()?.add_alpha(&g.y()?, g.number);
    "Tensor::add_alpha_": |g| g.x()?.add_alpha_(&g.y()?, g.number);
    "Tensor::sub_alpha": |g| g.x()?.sub_alpha(&g.y()?, g.number);
    "Tensor::sub_alpha_": |g| g.x()?.sub_alpha_(&g.y()?, g.number);
    "Tensor::div_mode": |g| g.x()?.div_mode(&g.y()?, g.word);
    "Tensor::div_mode_": |g| g.x()?.div_mode_(&g.y()?, g.word);
    "Tensor::pow": |g| g.x()?.pow(g.number);
    "Tensor::pow_": |g| g.x()?.pow_(&g.y()?);
    "Tensor::gelu_with": |g| g.x()?.gelu_with(g.word);
    "Tensor::rsub_alpha": |g| g.x()?.rsub_alpha(&g.y()?, g.number);
    "Tensor::addmm_with": |g| g.x()?.addmm_with(
        &g.y()?, &g.z()?, g.number, g.floats[0],
    );
    "Tensor::sum_dtype": |g| g.x()?.sum_dtype(g.dtype());
    "Tensor::sum_dim_dtype": |g|
        g.x()?.sum_dim_dtype(g.list.as_slice(), g.flags[0], g.dtype());
    "Tensor::mean_dtype": |g| g.x()?.mean_dtype(g.dtype());
    "Tensor::mean_dim_dtype": |g|
        g.x()?.mean_dim_dtype(g.list.as_slice(), g.flags[0], g.dtype());
    "Tensor::prod_dtype": |g| g.x()?.prod_dtype(g.dtype());
    "Tensor::prod_dim_dtype": |g|
        g.x()?.prod_dim_dtype(g.ints[0], g.flags[0], g.dtype());
    "Tensor::cumsum_dtype": |g| g.x()?.cumsum_dtype(g.ints[0], g.dtype());
    "Tensor::full_like_with": |g|
        g.x()?.full_like_with(g.number, g.dtype());
    "Tensor::to_copy": |g| g.x()?.to_copy(g.dtype());
    "Tensor::fill_tensor": |g| g.x()?.fill_tensor(&g.y()?);
    "Tensor::fill_tensor_": |g| g.x()?.fill_tensor_(&g.y()?);
    "Tensor::narrow_from": |g|
        g.x()?.narrow_from(g.ints[0], &g.y()?, g.ints[1]);
    "Tensor::round_decimals": |g| g.x()?.round_decimals(g.ints[0]);
    "Tensor::round_decimals_": |g| g.x()?.round_decimals_(g.ints[0]);
    "Tensor::scatter_with": |g|
        g.x()?.scatter_with(g.ints[0], &g.y()?, &g.z()?, g.word);
    "Tensor::scatter_with_": |g|
        g.x()?.scatter_with_(g.ints[0], &g.y()?, g.number, g.word);
    "Tensor::squeeze_dim_": |g| g.x()?.squeeze_dim_(g.ints[0]);
    "Tensor::squeeze_dims_": |g| g.x()?.squeeze_dims_(g.list.as_slice());
    "Tensor::allclose_with": |g|
        seen(g.x()?.allclose_with(&g.y()?, g.tolerance())?);
    "Tensor::isclose_with": |g| g.x()?.isclose_with(&g.y()?, g.tolerance());
    "Tensor::max_dim": |g| g.x()?.max_dim(g.ints[0], g.flags[0]);
    "Tensor::min_dim": |g| g.x()?.min_dim(g.ints[0], g.flags[0]);
    "Tensor::amax": |g| g.x()?.amax(g.list.as_slice(), g.flags[0]);
    "Tensor::amin": |g| g.x()?.amin(g.list.as_slice(), g.flags[0]);
    "Tensor::argmax_dim": |g| g.x()?.argmax_dim(
        g.flags[1].then_some(g.ints[0]), g.flags[0]);
    "Tensor::argmin_dim": |g| g.x()?.argmin_dim(
        g.flags[1].then_some(g.ints[0]), g.flags[0]);
    "Tensor::sum_dim": |g| g.x()?.sum_dim(g.list.as_slice(), g.flags[0]);
    "Tensor::mean_dim": |g| g.x()?.mean_dim(g.list.as_slice(), g.flags[0]);
    "Tensor::all_dim": |g| g.x()?.all_dim(g.list.as_slice(), g.flags[0]);
    "Tensor::any_dim": |g| g.x()?.any_dim(g.list.as_slice(), g.flags[0]);
    "Tensor::prod_dim": |g| g.x()?.prod_dim(g.ints[0], g.flags[0]);
    "Tensor::var_dim": |g| g.x()?.var_dim(
        g.list.as_slice(), g.number, g.flags[0]);
    "Tensor::std_dim": |g| g.x()?.std_dim(
        g.list.as_slice(), g.number, g.flags[0]);
    "Tensor::sum_to_size": |g| g.x()?.sum_to_size(g.list.as_slice());
    "Tensor::sort_with": |g| g.x()?.sort_with(
        g.ints[0], g.flags[0], g.flags[1]);
    "Tensor::argsort_with": |g| g.x()?.argsort_with(
        g.ints[0], g.flags[0], g.flags[1]);
    "Tensor::topk_dim": |g| g.x()?.topk_dim(g.ints[0], g.ints[1]);
    "Tensor::topk_with": |g| g.x()?.topk_with(
        g.ints[0], g.ints[1], g.flags[0], g.flags[1]);
    "Tensor::squeeze_dim": |g| g.x()?.squeeze_dim(g.ints[0]);
    "Tensor::squeeze_dims": |g| g.x()?.squeeze_dims(g.list.as_slice());
    "Tensor::scatter_value": |g| g.x()?.scatter_value(
        g.ints[0], &g.y()?, g.number);
    "Tensor::scatter_value_": |g| g.x()?.scatter_value_(
        g.ints[0], &g.y()?, g.number);
    "Tensor::index": |g| g.x()?.index(g.brackets.make()?);
    "Tensor::index_put_": |g| match g.flags[0] {
        true => g.x()?.index_put_(g.brackets.make()?, &g.y()?),
        false => g.x()?.index_put_(g.brackets.make()?, g.number),
    };
    "Tensor::index_put_accumulate_": |g| g.x()?.index_put_accumulate_(
        g.brackets.make()?, &g.y()?);
    "Tensor::index_put": |g| g.x()?.index_put(
        g.brackets.make()?, &g.y()?, g.flags[0]);
    "Tensor::nonzero_as_tuple": |g| g.x()?.nonzero_as_tuple();
    "Tensor::linear": |g| {
        let bias = g.z()?;
        g.x()?.linear(&g.y()?, g.flags[0].then_some(&bias))
    };
    "Tensor::expand_as": |g| g.x()?.expand_as(&g.y()?);
    "Tensor::contiguous": |g| g.x()?.contiguous();
    "Tensor::copy": |g| g.x()?.copy();
    "Tensor::to": |g| g.x()?.to(g.dtype());
    "Tensor::fill_": |g| g.x()?.fill_(g.number);
    "Tensor::zero_": |g| g.x()?.zero_();
    "Tensor::zeros_like": |g| g.x()?.zeros_like();
    "Tensor::ones_like": |g| g.x()?.ones_like();
    "Tensor::empty_like": |g| g.x()?.empty_like();
    "Tensor::full_like": |g| g.x()?.full_like(g.number);
    "Tensor::isnan": |g| g.x()?.isnan();
    "Tensor::isinf": |g| g.x()?.isinf();
    "Tensor::isfinite": |g| g.x()?.isfinite();
    "Tensor::positive": |g| g.x()?.positive();
    // Of tensors: random numbers.
    "Tensor::uniform_": |g| g.x()?.uniform_(g.floats[0], g.floats[1]);
    "Tensor::normal_": |g| g.x()?.normal_(g.floats[0], g.floats[1]);
    "Tensor::bernoulli": |g| g.x()?.bernoulli();
    "Tensor::bernoulli_": |g| g.x()?.bernoulli_(g.floats[0]);
    "Tensor::random_": |g| {
        let ([a, b, _], x) = (g.ints, g.x()?);
        match g.flags {
            [true, true, _] => x.random_(a..b),
            [true, false, _] => x.random_(a..),
            [false, true, _] => x.random_(..b),
            [false, false, _] => x.random_(..),
        }
    };
    "Tensor::rand_like": |g| g.x()?.rand_like();
    "Tensor::randn_like": |g| g.x()?.randn_like();
    "Tensor::randint_like": |g| g.x()?.randint_like(g.ints[0], g.ints[1]);
    // Of tensors: what they are.
    "Tensor::base": |g| Ok::<_, TorchError>(g.x()?.base());
    "Tensor::dtype": |g| seen(g.x()?.dtype());
    "Tensor::is": |g| seen(g.x()?.is(&g.y()?));
    "Tensor::is_contiguous": |g| seen(g.x()?.is_contiguous());
    "Tensor::is_leaf": |g| seen(g.x()?.is_leaf());
    "Tensor::is_parameter": |g| seen(g.x()?.is_parameter());
    "Tensor::item": |g| seen(g.x()?.item()?.text());
    "Tensor::iter": |g| Ok::<Vec<_>, TorchError>(g.x()?.iter()?.collect());
    "Tensor::len": |g| seen(g.x()?.len()?);
    "Tensor::ndim": |g| seen(g.x()?.ndim());
    "Tensor::numel": |g| seen(g.x()?.numel());
    "Tensor::repr": |g| with_printoptions(g.printing, || {
        let x = g.x()?;
        seen((x.repr(), format!("{x} {x:?}"), x.text()))
    });
    "Tensor::shares_memory": |g| seen(g.x()?.shares_memory(&g.y()?));
    "Tensor::size": |g| seen(g.x()?.size().text());
    "Tensor::storage_offset": |g| seen(g.x()?.storage_offset());
    "Tensor::stride": |g| seen(g.x()?.stride().text());
    "Tensor::strided": |g| seen(g.x()?.strided().places().sum::<usize>());
    "Tensor::to_float": |g| seen(g.x()?.to_float()?.text());
    "Tensor::to_int": |g| seen(g.x()?.to_int()?.text());
    "Tensor::to_vec": |g| seen((g.x()?.to_vec::<f32>()?, g.y()?));
    "Tensor::tolist": |g| seen(g.x()?.tolist().text());
    "Tensor::version": |g| seen(g.x()?.version());
    "Truth::is_true": |g| seen(g.x()?.is_true()?);
    // Of tensors: memory and history.
    "Tensor::as_strided": |g| g.x()?.as_strided(
        &g.size(&g.list), &g.size(&g.other), g.ints[0] as usize);
    "Tensor::from_strided": |g| {
        let window = g.x()?.strided().clone();
        Ok::<_, TorchError>(Tensor::from_strided(window))
    };
    "Tensor::set_data": |g| {
        let x = g.x()?;
        let y = x.square()?;
        x.set_data(&g.y()?)?;
        y.sum()?.backward()?;
        Ok::<_, TorchError>(vec![x, y])
    };
    "Tensor::data": |g| g.x()?.data()?.add_(&g.y()?);
    "Tensor::detach": |g| g.x()?.detach()?.mul_(&g.y()?);
    "Tensor::check_in_place": |g| g.x()?.check_in_place();
    "Tensor::in_place": |g| g.x()?.in_place(|old| old.mul(&g.y()?));
    "Tensor::in_place_reading": |g| {
        let y = g.y()?;
        g.x()?.in_place_reading(&y, |old| old.div(&y))
    };
    "Tensor::requires_grad": |g| seen(g.x()?.requires_grad());
    "Tensor::requires_grad_": |g| g.x()?.requires_grad_(g.flags[0]);
    "Tensor::register_hook": |g| {
        let (x, y) = (g.x()?, g.y()?);
        let hook = x.register_hook(move |_| Ok(Some(y.clone())))?;
        x.square()?.sum()?.backward()?;
        hook.remove();
        Ok::<_, TorchError>(x.grad())
    };
    "Tensor::retain_grad": |g| {
        let x = g.x()?;
        x.retain_grad()?;
        x.square()?.sum()?.backward()?;
        Ok::<_, TorchError>(x.grad())
    };
    "Tensor::retains_grad": |g| seen(g.x()?.retains_grad());
    "Tensor::grad": |g| Ok::<_, TorchError>(g.x()?.grad());
    "Tensor::set_grad": |g| {
        // Whatever it is: the next gradient is added to it.
        let x = g.x()?;
        x.set_grad(g.flags[0].then_some(g.y()?));
        x.mul(&g.z()?)?.sum()?.backward()?;
        Ok::<_, TorchError>(x.grad())
    };
    "Tensor::grad_fn": |g| seen(g.x()?.grad_fn().map(|f| f.text()));
    "GradFn::name": |g| seen(g.result()?.grad_fn().map(|f| f.name()));
    "GradFn::next_functions": |g| seen(
        g.result()?.grad_fn().map(|f| f.next_functions()));
    "GradFn::variable": |g| {
        let next = g.result()?.grad_fn().map(|f| f.next_functions());
        let next = next.into_iter().flatten().flatten();
        Ok::<Vec<Tensor>, TorchError>(
            next.filter_map(|f| f.variable()).collect())
    };
    // Backward.
    "Tensor::backward": |g| {
        let z = g.result()?;
        // The second time, the graph is gone.
        z.backward().and_then(|()| z.backward())
    };
    "Tensor::backward_retain": |g| {
        let z = g.result()?;
        z.backward_retain().and_then(|()| z.backward())
    };
    "Tensor::backward_with": |g| g.result()?.backward_with(&g.z()?);
    "Tensor::backward_options": |g| {
        let (x, gradient) = (g.x()?, g.z()?);
        let given = g.flags[0].then_some(&gradient);
        let z = x.mul(&g.y()?)?;
        z.backward_options(given, g.backward())?;
        z.backward_options(given, g.backward())?;
        Ok::<_, TorchError>(x.grad())
    };
    "BackwardOptions::retain_graph": |g|
        g.result()?.backward_options(None, BackwardOptions::retain_graph());
    "BackwardOptions::create_graph": |g| {
        let x = g.x()?;
        x.mul(&g.y()?)?.sum()?.backward_options(
            None, BackwardOptions::create_graph())?;
        Ok::<_, TorchError>(x.grad())
    };
    "grad": |g| {
        let (x, y) = (g.x()?, g.y()?);
        let z = x.mul(&y)?.sum()?;
        grad([&z], [&x, &y], g.backward()).map(Vec::from)
    };
    "grad_with": |g| {
        let (x, y, z) = (g.x()?, g.y()?, g.z()?);
        let out = x.mul(&y)?;
        let found = grad_with(
            &[&out, &out],
            &[&x, &y, &z],
            &[Some(&z), g.flags[0].then_some(&out)],
            g.backward(),
        )?;
        Ok::<Vec<Tensor>, TorchError>(found.into_iter().flatten().collect())
    };
    "no_grad": |g| no_grad(|| g.x()?.mul_(&g.y()?));
    "enable_grad": |g| no_grad(|| enable_grad(|| g.x()?.mul_(&g.y()?)));
    "set_grad_enabled": |g|
        set_grad_enabled(g.flags[0], || g.x()?.mul_(&g.y()?));
    "is_grad_enabled": |_| seen(is_grad_enabled());
    // Making tensors.
    "tensor": |g| Ok::<_, TorchError>(tensor(&g.list));
    "tensor_with": |g| match g.flags[2] {
        true => tensor_with(&g.list, g.options()),
        false => tensor_with(&g.floats[..], g.options()),
    };
    "Tensor::try_from": |g|
        Tensor::try_from(vec![g.list.clone(), g.other.clone()]);
    "full": |g| full(g.list.as_slice(), g.number);
    "full_with": |g| full_with(g.list.as_slice(), g.number, g.options());
    "zeros": |g| zeros(g.list.as_slice());
    "zeros_with": |g| zeros_with(g.list.as_slice(), g.options());
    "ones": |g| ones(g.list.as_slice());
    "ones_with": |g| ones_with(g.list.as_slice(), g.options());
    "empty": |g| empty(g.list.as_slice());
    "empty_with": |g| empty_with(g.list.as_slice(), g.options());
    "arange": |g| match g.flags {
        [true, true, _] => arange((g.ints[0], g.ints[1], g.ints[2])),
        [true, false, _] => arange(g.number),
        [false, true, _] => arange((g.ints[0], g.number)),
        [false, false, _] => arange((g.floats[0], g.floats[1], g.floats[2])),
    };
    "arange_with": |g| arange_with(
        (g.ints[0], g.number, g.floats[0]), g.options());
    "linspace": |g| linspace(g.number, g.floats[0], g.ints[0]);
    "linspace_with": |g| linspace_with(
        g.number, g.ints[1], g.ints[0], g.options());
    "eye": |g| eye(g.ints[0]);
    "eye_with": |g| eye_with(g.ints[0], g.ints[1], g.options());
    "parameter": |g| parameter(&g.x()?);
    // Random tensors.
    "rand": |g| rand(g.list.as_slice());
    "rand_with": |g| rand_with(g.list.as_slice(), g.options());
    "randn": |g| randn(g.list.as_slice());
    "randn_with": |g| randn_with(g.list.as_slice(), g.options());
    "normal": |g| normal(g.floats[0], g.floats[1], g.list.as_slice());
    "randint": |g| randint(g.ints[0], g.ints[1], g.list.as_slice());
    "randint_with": |g| randint_with(
        g.ints[0], g.ints[1], g.list.as_slice(), g.options());
    "randperm": |g| randperm(g.ints[0]);
    "randperm_with": |g| randperm_with(g.ints[0], g.options());
    "manual_seed": |g| {
        manual_seed(g.ints[0]);
        rand(3)
    };
    "initial_seed": |_| seen(initial_seed());
    "get_rng_state": |_| seen(get_rng_state());
    "set_rng_state": |g| {
        set_rng_state(Generator::new(g.ints[0] as u64));
        randn(17)
    };
    "Generator::new": |g| seen(Generator::new(g.ints[0] as u64).random());
    "Generator::manual_seed": |g| {
        let mut generator = Generator::new(0);
        generator.manual_seed(g.ints[0]);
        seen(generator.random64())
    };
    "Generator::seed": |_| seen(Generator::new(0).seed());
    "Generator::initial_seed": |g|
        seen(Generator::new(g.ints[0] as u64).initial_seed());
    "Generator::random": |g| seen(Generator::new(g.ints[0] as u64).random());
    "Generator::random64": |g|
        seen(Generator::new(g.ints[0] as u64).random64());
    "Generator::random_": |g| {
        let mut out = [0i64; 5];
        Generator::new(g.ints[0] as u64).random_(&mut out);
        seen(out)
    };
    "Generator::randint": |g| {
        let mut out = [0; 5];
        Generator::new(0).randint(&mut out, g.ints[0], g.ints[1])?;
        seen(out)
    };
    "Generator::randint_to": |g| {
        let mut out = [0; 5];
        let (from, last) = (g.ints[0], g.ints[1].max(g.ints[0]));
        Generator::new(0).randint_to(&mut out, from, last);
        seen(out)
    };
    "Generator::randperm": |g| {
        let n = g.ints[0].min(100);
        seen(Generator::new(0).randperm(n)?)
    };
    "Generator::uniform_f32": |g| {
        let (mut out, [from, to, _]) = ([0.0; 17], g.floats);
        Generator::new(0).uniform_f32(&mut out, from, to)?;
        seen(out)
    };
    "Generator::uniform_f64": |g| {
        let (mut out, [from, to, _]) = ([0.0; 17], g.floats);
        Generator::new(0).uniform_f64(&mut out, from, to)?;
        seen(out)
    };
    "Generator::normal_f32": |g| {
        let (mut out, [mean, std, _]) = ([0.0; 17], g.floats);
        Generator::new(0).normal_f32(&mut out, mean, std, g.flags[0])?;
        seen(out)
    };
    "Generator::normal_f64": |g| {
        let (mut out, [mean, std, _]) = ([0.0; 17], g.floats);
        Generator::new(0).normal_f64(&mut out, mean, std, g.flags[0])?;
        seen(out)
    };
    "Generator::bernoulli_scalar": |g| {
        let mut out = [false; 5];
        Generator::new(0).bernoulli_scalar(&mut out, g.floats[0])?;
        seen(out)
    };
    "Generator::bernoulli_f32": |g| {
        let (mut out, p) = ([false; 3], g.floats.map(|p| p as f32));
        Generator::new(0).bernoulli_f32(&mut out, &p)?;
        seen(out)
    };
    "Generator::bernoulli_f64": |g| {
        let mut out = [false; 3];
        Generator::new(0).bernoulli_f64(&mut out, &g.floats)?;
        seen(out)
    };
    // Joining and choosing.
    "cat": |g| cat([&g.x()?, &g.y()?, &g.z()?], g.ints[0]);
    "stack": |g| stack([&g.x()?, &g.y()?, &g.z()?], g.ints[0]);
    "hstack": |g| hstack([&g.x()?, &g.y()?]);
    "vstack": |g| vstack([&g.x()?, &g.y()?]);
    "where_": |g| match g.flags[0] {
        true => where_(&g.x()?, &g.y()?, &g.z()?),
        false => where_(&g.x()?, g.number, &g.z()?),
    };
    "pow": |g| pow(g.number, &g.x()?);
    "slice": |g| g.x()?.index(slice(g.ints[0], g.ints[1], g.ints[2]));
    // NumPy.
    "Tensor::numpy": |g| seen(g.x()?.numpy()?.text());
    "from_numpy": |g| from_numpy(&g.x()?.numpy()?);
    "Tensor::from": |g|
        Ok::<_, TorchError>(Tensor::from(&g.x()?.numpy()?));
    "Numpy::new": |g| {
        let array = Numpy::new(g.x()?.strided().clone());
        seen(with_printoptions(g.printing, || {
            format!("{array} {array:?}")
        }))
    };
    "Numpy::at": |g| seen(g.x()?.numpy()?.at(g.list.as_slice())?.text());
    "Numpy::get": |g| seen(g.x()?.numpy()?.get(g.list.as_slice())?.text());
    "Numpy::set": |g| {
        g.x()?.numpy()?.set(g.list.as_slice(), g.number)
    };
    "Numpy::fill": |g| g.x()?.numpy()?.fill(g.number);
    "Numpy::update": |g|
        g.x()?.numpy()?.update(g.list.as_slice(), |x: f32| x + 1.0);
    "Numpy::with_view": |g| seen(
        g.x()?.numpy()?.with_view(|view: ndarray::ArrayViewD<'_, f32>| {
            view.sum()
        })?);
    "Numpy::with_view_mut": |g| g.x()?.numpy()?.with_view_mut(
        |mut view: ndarray::ArrayViewMutD<'_, f32>| view.fill(1.0));
    "Numpy::shape": |g| seen(g.x()?.numpy()?.shape().text());
    "Numpy::dtype": |g| seen(g.x()?.numpy()?.dtype());
    "Numpy::strided": |g| seen(g.x()?.numpy()?.strided().numel());
    "Numpy::tolist": |g| seen(g.x()?.numpy()?.tolist().text());
    "Numpy::copy": |g| from_numpy(&g.x()?.numpy()?.copy());
    "List::numbers": |g| seen(g.x()?.tolist().numbers());
    // Printing.
    "print": |g| seen(capture(|| {
        with_printoptions(g.printing, || {
            print((&g.x()?, (g.word, g.number), &g.list, g.floats));
            print(g.x()?.size());
            Ok::<_, TorchError>(())
        })
    }));
    "capture": |g| seen(capture(|| {
        print(g.word);
        g.x()?.backward()
    }));
    "set_printoptions": |g| with_printoptions(printoptions(), || {
        set_printoptions(g.printing);
        seen(g.x()?.repr())
    });
    "printoptions": |_| seen(printoptions());
    "with_printoptions": |g| {
        let change = Printing::from(with_printoptions(
            g.printing, printoptions));
        seen(with_printoptions(change, || g.x().map(|x| x.repr())))
    };
    "Printing::new": |_| seen(Printing::new());
    "Printing::profile": |g| seen(g.printing.profile(
        torchbook::tensor::Profile::Short));
    "Printing::precision": |g| {
        let printing = Printing::new().precision(g.ints[0] as usize);
        seen(with_printoptions(printing, || g.x().map(|x| x.repr())))
    };
    "Printing::threshold": |g| {
        let printing = Printing::new().threshold(g.floats[0]);
        seen(with_printoptions(printing, || g.x().map(|x| x.repr())))
    };
    "Printing::edgeitems": |g| {
        let printing = Printing::new()
            .edgeitems(g.ints[0] as usize)
            .threshold(g.floats[0]);
        seen(with_printoptions(printing, || g.x().map(|x| x.repr())))
    };
    "Printing::linewidth": |g| {
        let printing = Printing::new().linewidth(g.ints[0] as usize);
        seen(with_printoptions(printing, || g.x().map(|x| x.repr())))
    };
    "Printing::sci_mode": |g| {
        let printing = Printing::new().sci_mode(g.flags[0]);
        seen(with_printoptions(printing, || g.x().map(|x| x.repr())))
    };
    // Drawing.
    "draw": |g| seen(collect(|| {
        let (x, z) = (g.x()?, g.result()?);
        draw(&z, &[(g.word, &x), ("", &z)])
    })?.iter().map(Graph::to_svg).collect::<Vec<_>>());
    "plot": |g| {
        let made = plot(g.word).line(g.word, g.x()?).dots("", g.floats);
        seen(made.log_y().to_svg())
    };
    "progress": |g| seen(progress(g.word, &g.list).count());
    "collect": |g| seen(collect(|| g.result()?.backward())?.len());
    "traced": |g| seen(traced(|| {
        let z = g.result()?;
        z.backward()?;
        Ok::<_, TorchError>(Graph::of(&z)?.expanded()?.to_text())
    })?);
    "Graph::of": |g| seen(Graph::of(&g.result()?)?.to_text());
    "Graph::name": |g| {
        let x = g.x()?;
        seen(Graph::of(&x)?.name(g.word, &x).to_svg())
    };
    "Graph::expanded": |g| seen(traced(|| {
        let x = g.x()?.index(g.brackets.make()?)?;
        Ok::<_, TorchError>(Graph::of(&x)?.expanded()?.to_svg())
    })?);
    "Graph::to_svg": |g| seen(Graph::of(&g.x()?)?.to_svg());
    "Graph::to_dot": |g| seen(Graph::of(&g.result()?)?.to_dot());
    "Graph::to_text": |g| seen(traced(|| {
        Ok::<_, TorchError>(Graph::of(&g.result()?)?.to_text())
    })?);
    // Shapes, dtypes, numbers, errors.
    "Size::new": |g| seen(Size::new(&g.size(&g.list)).text());
    "Size::numel": |g| seen(g.x()?.size().numel());
    "Size::checked_numel": |g| seen(
        Size::new(&g.size(&g.list)).checked_numel());
    "Size::contiguous_strides": |g|
        seen(g.x()?.size().contiguous_strides());
    "DType::is_floating_point": |g| seen(g.dtype().is_floating_point());
    "DType::name": |g| seen(g.dtype().name());
    "DType::scalar_type": |g| seen(g.dtype().scalar_type());
    "DType::c_name": |g| seen(g.dtype().c_name());
    "DType::itemsize": |g| seen(g.dtype().itemsize());
    "DType::category": |g| seen(g.dtype().category());
    "DType::promote": |g| seen(g.dtype().promote(g.x.dtype));
    "DType::can_cast": |g| seen(g.dtype().can_cast(g.x.dtype));
    "DType::requires_grad": |g| zeros_with(2, g.dtype().requires_grad(true));
    "Scalar::dtype": |g| seen(g.number.dtype());
    "Scalar::to_f64": |g| seen(g.number.to_f64());
    "Scalar::to_i64": |g| seen(g.number.to_i64());
    "Scalar::is_zero": |g| seen(g.number.is_zero());
    "Edition::current": |_| seen(Edition::current().version());
    "Edition::version": |_| seen(Edition::Notes.version());
    "with_edition": |g| with_edition(Edition::Notes, || {
        match g.x()?.index(g.brackets.make()?) {
            Ok(x) => x.mul_(&g.y()?),
            Err(error) => {
                seen(format!("{error} {error:#}"))?;
                g.x()?.sum_dim(g.list.as_slice(), false)
            }
        }
    });
    "TorchError::class": |g| seen(g.x()?.backward().map_err(|e| e.class()));
    "TorchError::runtime": |g| seen(TorchError::runtime(g.word));
    "TorchError::index": |g| seen(TorchError::index(g.word));
    "TorchError::value": |g| seen(TorchError::value(g.word));
    "TorchError::type_": |g| seen(TorchError::type_(g.word));
    "TorchError::said": |g|
        seen(TorchError::said(ErrorClass::Overflow, g.word).to_string());
    "TorchError::in_the_notes": |g|
        seen(TorchError::runtime("").in_the_notes(g.word).to_string());
    "TorchError::in_the_notes_as": |g| seen(
        TorchError::runtime("").in_the_notes_as(ErrorClass::Index, g.word));
    // Optimizers: any gradient, any options, and a step with what comes of
    // them.
    "lr": |g| optimized(g, |g, p| Sgd::new(p,
        lr(g.number).momentum(g.floats[0]).nesterov(g.flags[0])));
    "group": |g| optimized(g, |g, p| Adam::new(
        [group(p, lr(g.number).betas(g.floats[0], g.floats[1]))], ()));
    "clip_grad_norm_": |g| optimized(g, |g, p| {
        seen(clip_grad_norm_(&p, g.number).map(drop))?;
        RmsProp::new(p, lr(0.1).eps(g.floats[0]).centered(g.flags[0]))
    });
    "clip_grad_norm_with_": |g| optimized(g, |g, p| {
        let options = ClipOptions {
            norm_type: g.floats[0],
            error_if_nonfinite: g.flags[0],
        };
        seen(clip_grad_norm_with_(&p, g.number, options).map(drop))?;
        Adagrad::new(p, lr(0.1).lr_decay(g.floats[1]))
    });
    "Dims": |g| seen(Dims::from(g.size(&g.list)));
    "DType::usual": |_| seen(DType::usual());
    "DType::set_usual": |g| {
        let before = DType::usual();
        let set = g.dtype().set_usual();
        let made = zeros([2]);
        before.set_usual()?;
        set?;
        made
    };
    "Generator::unit": |g| seen(Generator::new(g.ints[0] as u64).unit());
    "Generator::cauchy": |g| {
        let mut out = [0.0; 3];
        Generator::new(0).cauchy(&mut out, g.floats[0], g.floats[1]);
        seen(out)
    };
    "Generator::exponential": |g| {
        let mut out = [0.0; 3];
        Generator::new(0).exponential(&mut out, g.floats[0]);
        seen(out)
    };
    "Generator::geometric": |g| {
        let mut out = [0.0; 3];
        Generator::new(0).geometric(&mut out, g.floats[0]);
        seen(out)
    };
    "Generator::log_normal": |g| {
        let mut out = [0.0; 3];
        Generator::new(0).log_normal(&mut out, g.floats[0], g.floats[1]);
        seen(out)
    };
    "Generator::poisson": |g|
        seen(Generator::new(0).poisson(g.floats[0].abs()));
    "Generator::to_bytes": |g|
        seen(Generator::new(g.ints[0] as u64).to_bytes().len());
    "Generator::from_bytes": |g|
        seen(Generator::from_bytes(g.word.as_bytes()).is_some());
    "Tensor::$of": |g| torchbook::ops::shifts::number_left_shift(g.number, &g.x()?);
    "Tensor::bernoulli_from_": |g| g.x()?.bernoulli_from_(&g.y()?);
    "Tensor::cholesky": |g| g.x()?.cholesky(g.flags[0]);
    "Tensor::counted_out": |g|
        g.x()?.counted_out(g.flags[0].then_some(g.ints[0]));
    "Tensor::cumprod_dtype": |g| g.x()?.cumprod_dtype(g.ints[0], g.dtype());
    "Tensor::detach_": |g| g.x()?.detach_();
    "Tensor::median_dim": |g|
        g.x()?.median_dim(g.ints[0], g.flags[0]).map(|found| found.0);
    "Tensor::nanmedian_dim": |g|
        g.x()?.nanmedian_dim(g.ints[0], g.flags[0]).map(|found| found.0);
    "Tensor::qr": |g| g.x()?.qr(g.word).map(|parts| parts.0);
    "Tensor::receive": |g| seen(g.x()?.receive(&g.y()?));
    "Tensor::register_post_accumulate_grad_hook": |g| {
        let x = g.x()?;
        x.register_post_accumulate_grad_hook(|x| x.zero_().map(drop))?;
        x.sum()?.backward().map(|()| x)
    };
    "Tensor::resize_": |g| g.x()?.resize_(&Size::new(&g.size(&g.list)));
    "Tensor::set_": |g| g.x()?.set_(g.flags[0].then_some(&g.y()?));
    "Tensor::solve": |g| g.x()?.solve(&g.y()?, g.flags[0]);
    "Tensor::svdvals": |g| g.x()?.svdvals();
    "Tensor::tensor_split_by": |g|
        seen(g.x()?.tensor_split_by(&g.y()?, g.ints[0]).map(|x| x.len()));
    "Tensor::unique_dim": |g|
        seen(g.x()?.unique_dim(g.ints[0]).map(drop));
    "Tensor::unique_consecutive_dim": |g|
        seen(g.x()?.unique_consecutive_dim(g.ints[0]).map(drop));
    "Tensor::vector_norm": |g|
        g.x()?.vector_norm(g.floats[0], g.list.as_slice(), g.flags[0]);
    "TorchError::linalg": |g| seen(TorchError::linalg(g.word).to_string());
}
