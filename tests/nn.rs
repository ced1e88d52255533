//! Modules against `tests/pytorch/nn.EDITION.txt`, which `record_nn.py`
//! makes, and what Rust adds.

use std::rc::Rc;

use torchbook::nn::functional as f;
use torchbook::nn::{StateDict, init, sequential};
use torchbook::prelude::*;
use torchbook::tensor::{Print, capture};

struct Net {
    fc1: nn::Linear,
    w: Tensor,
    plain: Tensor,
    fc2: nn::Linear,
    b: nn::Buffer,
}
module!(Net { fc1, w, plain, fc2, b });

fn net() -> Result<Net> {
    Ok(Net {
        fc1: nn::Linear::new(2, 3)?,
        w: parameter(&ones([2])?)?,
        plain: ones([4])?,
        fc2: nn::Linear::without_bias(3, 1)?,
        b: nn::Buffer(zeros([3])?),
    })
}

fn names<T>(named: &[(String, T)]) -> Vec<String> {
    named.iter().map(|(name, _)| name.clone()).collect()
}

fn keys(state: &StateDict) -> Vec<String> {
    state.keys().map(str::to_owned).collect()
}

fn bits(x: &Tensor) -> Result<String> {
    let numbers = x.to_vec::<f32>()?;
    let words = numbers.iter().map(|x| format!("{:08x}", x.to_bits()));
    Ok(words.collect::<Vec<_>>().join(" "))
}

/// Prints the value, or the error as Python does.
fn said<T: Print>(result: Result<T>) {
    match result {
        Ok(value) => print(value),
        Err(error) => print(format!("{error:#}")),
    }
}

/// Only errors are recorded.
fn refused<T>(result: Result<T>) {
    print(result.err().map(|error| format!("{error:#}")));
}

fn initial() -> Result<()> {
    manual_seed(0);
    let sizes = [(2, 3), (1, 1), (5, 4), (20, 10), (3, 1), (1, 7), (0, 2)];
    for (rows, columns) in sizes {
        let layer = nn::Linear::new(rows, columns)?;
        print(bits(&layer.weight)?);
        print(bits(layer.bias.as_ref().expect("a bias"))?);
    }
    print(bits(&nn::Linear::without_bias(4, 3)?.weight)?);
    print(bits(&nn::Embedding::new(3, 4)?.weight)?);
    print(bits(&nn::Embedding::with_padding(5, 4, -2)?.weight)?);
    let [a, b] = [nn::LayerNorm::new([2, 2])?, nn::LayerNorm::new(3)?];
    print(bits(&a.weight.expect("a weight"))?);
    print(bits(&b.bias.expect("a bias"))?);
    let w = empty([3, 5])?;
    print(bits(&init::kaiming_uniform_(&w, 0.0)?)?);
    print(bits(&init::xavier_uniform_(&w, 1.0)?)?);
    print(bits(&init::uniform_(&w, -2.0, 3.0)?)?);
    print(bits(&init::normal_(&w, 1.0, 2.0)?)?);
    print(i64::from(nn::Embedding::with_padding(3, 4, 0)?.weight.version()));
    print(i64::from(nn::Linear::new(2, 3)?.weight.version()));
    Ok(())
}

fn norms() -> Result<()> {
    manual_seed(0);
    for n in [1, 3, 8, 17, 128, 129, 300, 1000, 5000] {
        let x = randn([2, n])?.mul(3)?.add(100)?;
        let y = f::layer_norm(&x, n, None, None, 1e-5)?;
        let (first, last) = (y.index((.., ..2))?, y.index((.., -2..))?);
        print(bits(&cat([&first, &last], 1)?)?);
    }
    Ok(())
}

fn reprs() -> Result<()> {
    let model = sequential![
        nn::Linear::new(2, 3)?,
        nn::ReLU::new(),
        sequential![nn::Linear::new(3, 1)?, nn::Dropout::new(0.25)?],
        nn::Sequential::new(),
        nn::LayerNorm::new([3, 4])?,
        nn::LayerNorm::plain(3),
        nn::Embedding::new(5, 3)?,
        nn::Embedding::with_padding(5, 3, -1)?,
        nn::Softmax::new(1),
        nn::LogSoftmax::new(-1),
        nn::Tanh::new(),
        nn::Sigmoid::new(),
        nn::Dropout::new(1.0)?,
        nn::SELU::new(),
        nn::LeakyReLU::new(0.2),
        nn::ELU::new(1.5),
        nn::Softplus::new(2, 5.0),
    ];
    print(&model);
    print(names(&model.named_parameters()));
    print(names(&model.named_modules()));
    print(names(&model.named_children()));
    print(keys(&model.state_dict()));
    let linear = |n| nn::Linear::new(n, 1);
    print(Vec::<nn::Linear>::new().module_repr());
    print(vec![linear(1)?, linear(1)?, linear(2)?].module_repr());
    print(nn::MSELoss::new());
    print(nn::L1Loss::new());
    print(nn::CrossEntropyLoss::new());
    print(nn::NLLLoss::new());
    print(nn::BCEWithLogitsLoss::new().reduction(nn::Reduction::Sum));
    let weight = Some(nn::Buffer(ones([3])?));
    let loss = nn::CrossEntropyLoss { weight, ..Default::default() };
    print(keys(&loss.state_dict()));
    Ok(())
}

/// The same layer in three places, the same buffer in two.
struct Shared {
    a: Rc<nn::Linear>,
    b: Rc<nn::Linear>,
    c: nn::Sequential,
    p: Tensor,
    m: nn::Buffer,
    n: nn::Buffer,
    ps: Vec<Tensor>,
    dict: Vec<(&'static str, nn::Linear)>,
}
module!(Shared { a, b, c, p, m, n, ps, dict });

impl Shared {
    fn new() -> Result<Shared> {
        let a = Rc::new(nn::Linear::new(2, 3)?);
        let p = parameter(&ones([2])?)?;
        let m = nn::Buffer(ones([1])?);
        let other = parameter(&ones_with([2, 3], float64)?)?;
        let x = || nn::Linear::new(1, 1);
        Ok(Shared {
            b: a.clone(),
            c: sequential![a.clone(), nn::ReLU::new()],
            a,
            n: m.clone(),
            m,
            ps: vec![p.clone(), other],
            p,
            dict: vec![("x", x()?), ("y", x()?)],
        })
    }
}

fn shared() -> Result<()> {
    let net = Shared::new()?;
    print(names(&net.named_modules()));
    let classes = |modules: Vec<&dyn Module>| {
        modules.iter().map(|m| m.name().to_owned()).collect::<Vec<_>>()
    };
    print(classes(net.modules()));
    print(names(&net.named_children()));
    print(names(&net.named_parameters()));
    print(names(&net.named_buffers()));
    print(net.buffers().len());
    print(keys(&net.state_dict()));
    print(&net);
    let mut seen = Vec::new();
    net.apply(&mut |module| {
        seen.push(module.name().to_owned());
        Ok(())
    })?;
    print(seen);
    print(vec![parameter(&tensor(1.0))?].module_repr());
    print(Vec::<Tensor>::new().module_repr());
    print(Vec::<(&str, nn::Linear)>::new().module_repr());
    if Edition::current() == Edition::Today {
        let paths =
            ["", "a", "c.0", "c.5", "x", "a.weight", "p", "m", "c.", ".a"];
        for path in paths {
            said(net.get_submodule(path).map(|m| m.name().to_owned()));
        }
        let paths = ["p", "a.weight", "ps.1", "x", "a.x", "a", "", "m", "x.y"];
        for path in paths {
            said(net.get_parameter(path).map(|x| x.size()));
            said(net.get_buffer(path).map(|x| x.size()));
        }
    }
    Ok(())
}

trait ModuleRepr: Module {
    /// Vectors of printable things print as lists.
    fn module_repr(&self) -> String {
        Module::repr(self)
    }
}

impl<M: Module> ModuleRepr for M {}

fn states() -> Result<()> {
    let net = net()?;
    print(&net);
    print(names(&net.named_parameters()));
    print(names(&net.named_buffers()));
    print(keys(&net.state_dict()));
    let load = |strict: bool, changes: &[(&str, Option<&Tensor>)]| {
        let mut state = net.state_dict();
        for (key, value) in changes {
            match value {
                Some(value) => drop(state.insert(*key, (*value).clone())),
                None => drop(state.remove(key)),
            }
        }
        said(net.load_state_dict_with(&state, strict));
    };
    let one = &ones([1])?;
    load(true, &[]);
    load(true, &[("fc1.weight", None)]);
    load(true, &[("fc1.weight", None), ("w", None)]);
    load(true, &[("x", Some(one))]);
    let strange = ["x", "fc1.foo", "zz.bar", "fc1.a.b"];
    load(true, &strange.map(|key| (key, Some(one))));
    if Edition::current() == Edition::Today {
        load(true, &[("fc1", Some(one))]);
    }
    load(
        true,
        &[
            ("x", Some(one)),
            ("fc1.bias", None),
            ("w", Some(&ones([3])?)),
            ("fc1.weight", Some(&ones([2, 2])?)),
        ],
    );
    load(false, &[("x", Some(one)), ("fc1.bias", None)]);
    load(false, &[("w", Some(&ones([3])?)), ("x", Some(one))]);
    load(true, &[("w", Some(&tensor(1.0)))]);
    load(true, &[("b", Some(&ones([2])?))]);
    let double = full_with([2], 1.5, float64)?;
    load(true, &[("w", Some(&double))]);
    print(&net.w);
    load(true, &[("w", Some(&tensor([3, 3])))]);
    print(&net.w);
    let mut state = StateDict::new();
    state.insert("weight", ones([1, 1])?);
    said(nn::Linear::without_bias(1, 1)?.load_state_dict(&state));
    Ok(())
}

fn errors() -> Result<()> {
    refused(nn::Linear::new(-1, 3));
    refused(nn::Linear::new(3, -1));
    refused(nn::Dropout::new(1.5));
    refused(nn::Dropout::new(-0.1));
    refused(nn::Embedding::with_padding(5, 3, 5));
    refused(nn::Embedding::with_padding(5, 3, -6));
    refused(nn::LayerNorm::new(-1));
    said(nn::LayerNorm::new(2)?.forward(&ones([2, 3])?));
    said(nn::Embedding::new(5, 3)?.forward(&tensor([5])));
    said(nn::Embedding::new(5, 3)?.forward(&tensor([1.0])));
    let (two, three) = (ones([2])?, ones([3])?);
    said(nn::MSELoss::new().forward(&two, &three));
    said(nn::BCEWithLogitsLoss::new().forward(&two, &three));
    let rows = ones([2, 3])?;
    said(nn::CrossEntropyLoss::new().forward(&rows, &tensor([0, 3])));
    said(nn::CrossEntropyLoss::new().forward(&rows, &tensor([0])));
    said(nn::NLLLoss::new().forward(&rows, &tensor([0.0, 1.0])));
    said(init::kaiming_uniform_(&three, 0.0));
    Ok(())
}

fn dropped() -> Result<()> {
    let x = ones([2, 3])?;
    let layer = nn::Dropout::new(1.0)?;
    print(layer.forward(&x)?);
    print(layer.forward(&-&x)?);
    print(nn::Dropout::new(0.0)?.forward(&x)?.is(&x));
    layer.eval();
    print(layer.forward(&x)?.is(&x));
    let many = ones_with([1000], float32.requires_grad(true))?;
    let y = nn::Dropout::new(0.5)?.forward(&many)?;
    let mut seen = y.to_vec::<f32>()?;
    seen.sort_by(f32::total_cmp);
    seen.dedup();
    print(seen);
    print(y.grad_fn().expect("a node").name());
    let model = sequential![
        nn::Dropout::new(0.5)?,
        sequential![nn::Linear::new(1, 1)?],
    ];
    let inside = || model.children()[1].children()[0].training();
    model.eval();
    print(inside());
    model.train(true);
    print(inside());
    Ok(())
}

fn gradients() -> Result<()> {
    let table = nn::Embedding::with_padding(4, 2, 1)?;
    let found = table.forward(&tensor([[0, 1], [3, 0]]))?;
    found.sum()?.backward()?;
    print(table.weight.grad());
    match Edition::current() {
        Edition::Today => table.zero_grad(),
        Edition::Notes => table.zero_grad_to_zeros()?,
    }
    print(table.weight.grad());
    Ok(())
}

fn smoothed() -> Result<()> {
    if Edition::current() == Edition::Notes {
        return Ok(());
    }
    let weights = tensor([0.5, 1.0, 2.0]);
    let rows = tensor([[1.0, 2.0, 4.0], [-1.0, 0.5, 0.0], [3.0, 3.0, -2.0]]);
    let images = arange(12.0)?.view([2, 3, 2])?.cos()?;
    let (first, second) = (rows.index(0)?, rows.index(1)?);
    let cases = [
        (&rows, tensor([0, 1, 2])),
        (&rows, tensor([1, 1, 1])),
        (&rows, rows.mul(0.5)?.softmax(1)?),
        (&first, tensor(2)),
        (&first, second.softmax(0)?),
        (&images, tensor([[0, 1], [2, 1]])),
        (&images, images.mul(2)?.softmax(1)?),
    ];
    let decimals = |x: &Tensor| -> Result<String> {
        let numbers = x.to_vec::<f32>()?;
        let texts = numbers.iter().map(|x| format!("{x:.4}").to_lowercase());
        Ok(texts.collect::<Vec<_>>().join(" "))
    };
    use nn::Reduction::{Mean, None as Each, Sum};
    for (x, y) in &cases {
        for weight in [None, Some(&weights)] {
            for ignored in [-100, 1] {
                for smoothing in [0.0, 0.25, 1.0, 1.5, -0.5] {
                    for how in [Each, Sum, Mean] {
                        let x = x.copy()?.requires_grad_(true)?;
                        let call = || {
                            let loss = f::cross_entropy(
                                &x, y, weight, ignored, how, smoothing,
                            )?;
                            loss.sum()?.backward()?;
                            let grad = x.grad().expect("a gradient");
                            let loss = decimals(&loss)?;
                            Ok(format!("{loss} {}", decimals(&grad)?))
                        };
                        said(call());
                    }
                }
            }
        }
    }
    Ok(())
}

#[test]
fn everything_is_as_recorded() {
    let today = include_str!("pytorch/nn.2.15.0.txt");
    let notes = include_str!("pytorch/nn.1.1.0.txt");
    type Block = (&'static str, fn() -> Result<()>);
    let blocks: [Block; 9] = [
        ("initial", initial),
        ("norms", norms),
        ("reprs", reprs),
        ("shared", shared),
        ("states", states),
        ("errors", errors),
        ("dropped", dropped),
        ("gradients", gradients),
        ("smoothed", smoothed),
    ];
    for (edition, text) in [(Edition::Today, today), (Edition::Notes, notes)] {
        let mut recorded = text.split("## ").skip(1);
        for (name, block) in blocks {
            let wanted = recorded.next().expect("a block");
            let wanted = wanted.strip_prefix(name).expect("its name");
            // An edition changes words, never numbers.
            let numbers = ["initial", "norms"].contains(&name);
            if numbers && edition == Edition::Notes {
                continue;
            }
            let got = with_edition(edition, || capture(block));
            assert_eq!(got, wanted[1..], "{name}, {edition:?}");
        }
        assert!(recorded.next().is_none(), "more is recorded");
    }
}

/// PyTorch has copied what fits when it raises; here nothing has changed.
#[test]
fn a_state_that_does_not_fit_changes_nothing() -> Result<()> {
    let net = net()?;
    let before = net.w.to_vec::<f32>()?;
    let mut state = net.state_dict();
    state.insert("w", full([2], 7.0)?);
    state.insert("fc2.weight", ones([5])?);
    net.load_state_dict(&state).expect_err("of another size");
    assert_eq!(net.w.to_vec::<f32>()?, before);
    assert_eq!(net.w.version(), 0);
    // Not even if a parameter cannot be written.
    let mut layer = nn::Linear::new(2, 1)?;
    layer.weight = parameter(&zeros([1, 1])?.expand([1, 2])?)?;
    let bias = layer.bias.as_ref().expect("a bias").to_vec::<f32>()?;
    let other = nn::Linear::new(2, 1)?.state_dict();
    let error = layer.load_state_dict(&other).expect_err("in one place");
    assert_eq!(
        error.to_string(),
        "Error(s) in loading state_dict for Linear:\n\tWhile copying the \
         parameter named \"weight\", whose dimensions in the model are \
         torch.Size([1, 2]) and whose dimensions in the checkpoint are \
         torch.Size([1, 2]), an exception occurred : ('unsupported \
         operation: more than one element of the written-to tensor refers to \
         a single memory location. Please clone() the tensor before \
         performing the operation.',)."
    );
    assert_eq!(layer.bias.expect("a bias").to_vec::<f32>()?, bias);
    Ok(())
}

#[test]
fn a_shared_parameter_is_one() -> Result<()> {
    let mut fc2 = nn::Linear::without_bias(3, 1)?;
    let net = net()?;
    fc2.weight = net.fc2.weight.clone();
    let both = vec![net.fc2, fc2];
    assert_eq!(both.parameters().len(), 1);
    assert_eq!(both.state_dict().len(), 2);
    let frozen = &both[1];
    frozen.requires_grad_(false)?;
    assert!(!both[0].weight.requires_grad());
    assert_eq!(net.plain.numel(), 4);
    Ok(())
}

#[test]
fn pythons_file_is_read_and_written() -> Result<()> {
    let python = include_bytes!("pytorch/state.safetensors");
    let state = StateDict::from_safetensors(python)?;
    assert_eq!(
        state.text(),
        "OrderedDict([('i', tensor([ 1, -2])), \
         ('d', tensor(2.5000, dtype=torch.float64)), \
         ('e', tensor([], size=(0, 3))), ('w', tensor([[1., 2.],\n        \
         [3., 4.]])), ('j', tensor([-7], dtype=torch.int32)), \
         ('u', tensor([7], dtype=torch.uint8)), \
         ('b', tensor([ True, False]))])"
    );
    assert_eq!(state.to_safetensors()?, python);
    Ok(())
}

#[test]
fn a_broken_file_is_an_error() {
    let python = include_bytes!("pytorch/state.safetensors");
    let said = |bytes: &[u8]| {
        let error = StateDict::from_safetensors(bytes).unwrap_err();
        let text = error.to_string();
        text.replace("Error while deserializing: ", "")
    };
    for end in 0..python.len() {
        let expected = if end < 8 {
            "header too small"
        } else if end < 400 {
            "invalid header length"
        } else {
            "incomplete metadata, file not fully covered"
        };
        assert_eq!(said(&python[..end]), expected, "{end}");
    }
    let file = |header: &str, data: &[u8]| {
        let length = (header.len() as u64).to_le_bytes();
        [&length[..], header.as_bytes(), data].concat()
    };
    let tensor = |rest: &str| {
        let header = format!("{{\"a\":{{\"dtype\":\"F32\",{rest}}}}}");
        said(&file(&header, &[0; 8]))
    };
    assert_eq!(
        tensor("\"shape\":[2],\"data_offsets\":[0,4]"),
        "invalid shape, data type, or offset for tensor"
    );
    for offsets in ["[4,8]", "[8,4]"] {
        assert_eq!(
            tensor(&format!("\"shape\":[1],\"data_offsets\":{offsets}")),
            "invalid offset for tensor `a`"
        );
    }
    assert_eq!(
        tensor("\"shape\":[4611686018427387904,4],\"data_offsets\":[0,0]"),
        "overflow computing buffer size from shape and/or element type"
    );
    assert_eq!(said(&[0xff; 9]), "header too large");
    assert!(said(&file("{\"a\": ", &[])).contains("invalid JSON in header"));
    assert!(said(&file("[]", &[])).contains("invalid JSON in header"));
    assert!(tensor("\"shape\":[1]").contains("invalid JSON in header"));
    // No extent, no dtype and no text that anybody has.
    let all = "\"data_offsets\":[0,0]";
    for shape in ["[0,18446744073709551615]", "[-1]", "[1.0]", "5"] {
        let said = tensor(&format!("\"shape\":{shape},{all}"));
        assert_eq!(said, "invalid JSON in header: a");
    }
    let entry = |dtype: &str, data: &str| {
        format!("{{\"dtype\":\"{dtype}\",\"shape\":[2],{data}}}")
    };
    let data = "\"data_offsets\":[0,8]";
    let of = |dtype| {
        said(&file(&format!("{{\"a\":{}}}", entry(dtype, data)), &[0; 8]))
    };
    assert_eq!(
        of("BF16"),
        "tensor `a` is BF16, and here there are only F64, F32, I64, I32, U8, \
         BOOL"
    );
    assert_eq!(of("f32"), "invalid JSON in header: a");
    let texts = |texts: &str| {
        said(&file(&format!("{{\"__metadata__\":{texts}}}"), &[1]))
    };
    assert_eq!(texts("{\"a\":1}"), "invalid JSON in header: __metadata__");
    assert!(texts("{\"a\":\"b\"}").contains("not fully covered"));
    // Two tensors in one place, or beside a hole; bytes that are no text.
    for other in [data, "\"data_offsets\":[4,12]", "\"data_offsets\":[9,17]"] {
        let (a, b) = (entry("F32", data), entry("F32", other));
        let both = format!("{{\"a\":{a},\"b\":{b}}}");
        let said = said(&file(&both, &[0; 17]));
        assert_eq!(said, "invalid offset for tensor `b`");
    }
    let said = said(&[&[5, 0, 0, 0, 0, 0, 0, 0][..], b"{\"\xff\"}"].concat());
    assert!(said.starts_with("invalid UTF-8 in header"), "{said}");
}

/// In the memory of others, in another order, with names that need care:
/// written, and read again.
#[test]
fn any_tensor_can_be_written() -> Result<()> {
    let mut state = StateDict::new();
    state.insert("bytes", tensor([1, 2, 3]).to(uint8)?);
    state.insert("turned", arange(6)?.view([2, 3])?.t()?);
    state.insert("repeated", zeros(1)?.expand([2, 2])?);
    state.insert("part", arange(6)?.index(slice(1, None, 2))?);
    state.insert("none", zeros([0, 3])?);
    state.insert("number", full_with(Vec::<i64>::new(), 2.5, float64)?);
    state.insert("naïve \"name\"\n", tensor([true, false]));
    let bytes = state.to_safetensors()?;
    let read = StateDict::from_safetensors(&bytes)?;
    assert_eq!(read.text(), state.text());
    let empty =
        StateDict::from_safetensors(&StateDict::new().to_safetensors()?);
    assert!(empty?.is_empty());
    state.insert("__metadata__", zeros(1)?);
    state.to_safetensors().expect_err("the format's own name");
    Ok(())
}

#[test]
fn what_is_saved_is_loaded() -> Result<()> {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("net.safetensors");
    let (net, other) = (net()?, net()?);
    net.state_dict().save(&path)?;
    other.load_state_dict(&StateDict::load(&path)?)?;
    assert_eq!(other.state_dict().text(), net.state_dict().text());
    let missing = StateDict::load(folder.path().join("none")).unwrap_err();
    assert!(missing.to_string().contains("No such file"), "{missing}");
    let nowhere = folder.path().join("no/where");
    net.state_dict().save(nowhere).expect_err("no folder");
    Ok(())
}

#[test]
fn losses_have_options() -> Result<()> {
    let (x, y) = (tensor([[1.0, 2.0, 3.0]]), tensor([2]));
    let loss = nn::CrossEntropyLoss {
        label_smoothing: 0.1,
        reduction: nn::Reduction::Sum,
        ..Default::default()
    };
    let same = f::cross_entropy(&x, &y, None, -100, loss.reduction, 0.1)?;
    assert_eq!(loss.forward(&x, &y)?.item()?, same.item()?);
    Ok(())
}

/// PyTorch 2.15 printed these; 1.1.0 has not all of them.
#[test]
fn bends_are_pytorchs() -> Result<()> {
    let x = tensor([-2.0, -0.5, 0.0, 2.0]);
    let y = |layer: &dyn nn::Forward| {
        Ok::<_, TorchError>(layer.forward(&x)?.repr())
    };
    for (layer, repr, values) in [
        (
            &nn::GELU::new() as &dyn nn::Forward,
            "GELU(approximate='none')",
            "-0.0455, -0.1543,  0.0000,  1.9545",
        ),
        (
            &nn::GELU::approximate("tanh"),
            "GELU(approximate='tanh')",
            "-0.0454, -0.1543,  0.0000,  1.9546",
        ),
        (&nn::SiLU::new(), "SiLU()", "-0.2384, -0.1888,  0.0000,  1.7616"),
        (
            &nn::ELU::new(1.5),
            "ELU(alpha=1.5)",
            "-1.2970, -0.5902,  0.0000,  2.0000",
        ),
        (&nn::SELU::new(), "SELU()", "-1.5202, -0.6918,  0.0000,  2.1014"),
        (
            &nn::Softplus::new(2, 3.0),
            "Softplus(beta=2, threshold=3.0)",
            "0.0091, 0.1566, 0.3466, 2.0000",
        ),
        (
            &nn::LeakyReLU::new(0.2),
            "LeakyReLU(negative_slope=0.2)",
            "-0.4000, -0.1000,  0.0000,  2.0000",
        ),
    ] {
        assert_eq!(layer.repr(), repr);
        assert_eq!(y(layer)?, format!("tensor([{values}])"), "{repr}");
    }
    Ok(())
}
