//! What is measured, on our own engine. `compare/` has the same items for
//! PyTorch, candle and burn.

use std::fs;
use std::hint::black_box;
use std::path::Path;

use torchbook::chapters::{CHAPTERS, Listing};
use torchbook::nn::functional::mse_loss;
use torchbook::prelude::*;
use torchbook::tensor::{Printing, Profile, with_printoptions};

/// What is measured: one repetition.
pub type Work = Box<dyn FnMut() -> Result<()>>;

/// Makes the inputs, which is not measured, and returns what is.
type Prepare = fn() -> Result<Work>;

/// A number of rows and columns, or of elements, that is large.
const SIDE: i64 = 1_000;
const MILLION: i64 = 1_000_000;
const TEN_MILLION: i64 = 10_000_000;

const ITEMS: &[(&str, Prepare)] = &[
    ("dot", dot),
    ("chain", || chain(1_000)),
    ("small cat", || {
        let (a, b) = (randn([3, 3])?, randn([3, 2])?);
        work(move || cat([&a, &b], 1))
    }),
    ("small topk", || {
        let x = randn([4, 3])?;
        work(move || x.topk(2))
    }),
    ("small squeeze", || {
        let x = randn([2, 1, 2, 1, 2])?;
        work(move || x.squeeze())
    }),
    ("small max", || {
        let x = randn([3, 5])?;
        work(move || x.max_dim(1, false))
    }),
    ("small masked assign", || masked_assign(randn([3, 5])?)),
    ("print 3x5", || {
        let x = randn([3, 5])?;
        work(move || Ok(x.repr()))
    }),
    ("print 1000x1000", || {
        let x = randn([SIDE, SIDE])?;
        work(move || Ok(x.repr()))
    }),
    ("print 300x300 in full", || {
        let x = randn([300, 300])?;
        let full = Printing::from(Profile::Full);
        work(move || Ok(with_printoptions(full, || x.repr())))
    }),
    ("add 10M", || {
        let (a, b) = (randn(TEN_MILLION)?, randn(TEN_MILLION)?);
        work(move || a.add(&b))
    }),
    ("dot 10M", || {
        let (a, b) = (randn(TEN_MILLION)?, randn(TEN_MILLION)?);
        work(move || a.dot(&b))
    }),
    ("sum 10M", || {
        let x = randn(TEN_MILLION)?;
        work(move || x.sum())
    }),
    ("masked assign 10M", || masked_assign(randn(TEN_MILLION)?)),
    ("max dim 0", || {
        let x = randn([SIDE, SIDE])?;
        work(move || x.max_dim(0, false))
    }),
    ("max dim 1", || {
        let x = randn([SIDE, SIDE])?;
        work(move || x.max_dim(1, false))
    }),
    ("topk 1M k=10", || {
        let x = randn(MILLION)?;
        work(move || x.topk(10))
    }),
    ("topk 1M k=1000", || {
        let x = randn(MILLION)?;
        work(move || x.topk(1_000))
    }),
    ("topk 1000x1000 k=5", || {
        let x = randn([SIDE, SIDE])?;
        work(move || x.topk(5))
    }),
    ("sort 1M", || {
        let x = randn(MILLION)?;
        work(move || x.sort())
    }),
    ("cat dim 0", || {
        let (a, b) = (randn([SIDE, SIDE])?, randn([SIDE, SIDE])?);
        work(move || cat([&a, &b], 0))
    }),
    ("cat dim 1", || {
        let (a, b) = (randn([SIDE, SIDE])?, randn([SIDE, SIDE])?);
        work(move || cat([&a, &b], 1))
    }),
    ("matmul 512", || matmul(512)),
    ("matmul 1000", || matmul(SIDE)),
    ("randn 1M", || work(|| randn(MILLION))),
    ("RNN 62x32, 3 in, 10 hidden", || {
        let rnn = nn::RNN::new(3, 10)?;
        let parameters = rnn.parameters();
        training([62, 32, 3], 10, parameters, move |x| Ok(rnn.forward(x)?.0))
    }),
    ("LSTM 62x32, 3 in, 10 hidden", || lstm([62, 32, 3], 10)),
    ("LSTM 50x64, 32 in, 128 hidden", || lstm([50, 64, 32], 128)),
    ("a million nodes", || chain(500_000)),
];

/// The names of the items, chapters last.
pub fn names() -> Vec<String> {
    let chapters = CHAPTERS.iter().map(|c| format!("chapter {}", c.name));
    ITEMS.iter().map(|(name, _)| (*name).to_owned()).chain(chapters).collect()
}

/// The item of a name, with its inputs made from the same seed each time.
/// `root` is the workbook's folder, where the pages are.
///
/// # Panics
/// If the inputs cannot be made, or a page cannot be read.
pub fn prepare(root: &Path, name: &str) -> Option<Work> {
    manual_seed(0);
    if let Some(chapter) = name.strip_prefix("chapter ") {
        return chapter_work(root, chapter);
    }
    let (_, prepare) = ITEMS.iter().find(|(item, _)| *item == name)?;
    Some(prepare().expect("the item's inputs"))
}

/// Repeats `f`. What it returns is dropped as a part of the work.
fn work<R>(f: impl Fn() -> Result<R> + 'static) -> Result<Work> {
    Ok(Box::new(move || {
        black_box(f()?);
        Ok(())
    }))
}

/// The listings of a page that show Python, each run and its text kept.
/// PyTorch has no other side for the rest.
fn chapter_work(root: &Path, name: &str) -> Option<Work> {
    let chapter = CHAPTERS.iter().find(|c| c.name == name)?;
    let file = root.join(format!("book/src/{name}.md"));
    let page = fs::read_to_string(file).expect("the chapter's page");
    let python: Vec<&str> = page
        .lines()
        .filter_map(|line| line.strip_prefix("```python listing="))
        .filter_map(|info| info.split(' ').next())
        .collect();
    let listings: Vec<&'static Listing> = chapter
        .listings
        .iter()
        .filter(|listing| python.contains(&listing.name))
        .collect();
    assert!(!listings.is_empty(), "{name} shows no Python");
    Some(Box::new(move || {
        for listing in &listings {
            black_box(listing.output());
        }
        Ok(())
    }))
}

fn dot() -> Result<Work> {
    let a = tensor([1.0, 2.0, 3.0]).requires_grad_(true)?;
    let b = tensor([2.0, 3.0, 4.0]).requires_grad_(true)?;
    work(move || {
        a.set_grad(None);
        b.set_grad(None);
        a.dot(&b)?.backward()
    })
}

/// A number times another, plus a third, again and again; and back.
fn chain(length: usize) -> Result<Work> {
    let x = tensor(1.0).requires_grad_(true)?;
    work(move || {
        x.set_grad(None);
        let mut y = x.clone();
        for _ in 0..length {
            y = y.mul(0.999)?.add(0.1)?;
        }
        y.backward()
    })
}

/// 8 where a number is between -5 and -1, as the chapter on masks does it.
fn masked_assign(x: Tensor) -> Result<Work> {
    let out = x.zeros_like()?;
    work(move || {
        let mask = x.gt(-5.0)? & x.lt(-1.0)?;
        out.index_put_(&mask, 8.0)?;
        Ok(())
    })
}

fn matmul(side: i64) -> Result<Work> {
    let (a, b) = (randn([side, side])?, randn([side, side])?);
    work(move || a.matmul(&b))
}

fn lstm(size: [i64; 3], hidden: i64) -> Result<Work> {
    let lstm = nn::LSTM::new(size[2], hidden)?;
    let parameters = lstm.parameters();
    training(size, hidden, parameters, move |x| Ok(lstm.forward(x)?.0))
}

/// One step of Adam: forward through the whole sequence, mean squared error,
/// backward, update.
fn training(
    size: [i64; 3],
    hidden: i64,
    parameters: Vec<Tensor>,
    forward: impl Fn(&Tensor) -> Result<Tensor> + 'static,
) -> Result<Work> {
    let x = randn(size)?;
    let target = randn([size[0], size[1], hidden])?;
    let adam = Adam::new(parameters, lr(0.001))?;
    work(move || {
        adam.zero_grad();
        mse_loss(&forward(&x)?, &target, nn::Reduction::Mean)?.backward()?;
        adam.step()
    })
}
