/*!
Modules: parameters that have names.

Follows [torch.nn.Module](https://pytorch.org/docs/stable/generated/torch.nn.Module.html);
the implementation is in [`crate::nn`].
*/

use super::{Chapter, Listing};
use crate::nn::{StateDict, functional, sequential};
use crate::prelude::*;

/// Its page.
pub const CHAPTER: Chapter = Chapter {
    name: "modules",
    title: "Modules: parameters that have names",
    summary: "A module knows what is registered in it, and nothing else.",
    listings: LISTINGS,
};

const LISTINGS: &[Listing] = listings![
    notes_model,
    named_parameters,
    first_own_then_children,
    plain_tensor,
    parameter_is_a_leaf,
    forgotten_list,
    module_list,
    shared_layer,
    tree,
    same_seed,
    state_is_shared,
    state_does_not_fit,
    not_strict,
    file,
    file_cut_short,
    train_and_eval,
    zero_grad,
    zero_grad_to_zeros,
    frozen,
    reductions,
    column_and_row,
    cross_entropy,
    ignored_rows,
    yes_or_no,
    embedding_rows,
    wrong_features,
];

#[expect(clippy::upper_case_acronyms, reason = "the notes' name")]
fn notes_model() -> Result<()> {
    // ANCHOR: notes_model
    struct LSTM {
        from_input: nn::Linear,
        from_hidden: nn::Linear,
        out: nn::Linear,
    }
    module!(LSTM { from_input, from_hidden, out });

    impl LSTM {
        fn new(features: i64, hidden: i64, outputs: i64) -> Result<LSTM> {
            Ok(LSTM {
                from_input: nn::Linear::new(features, 4 * hidden)?,
                from_hidden: nn::Linear::new(hidden, 4 * hidden)?,
                out: nn::Linear::new(hidden, outputs)?,
            })
        }

        fn forward(
            &self,
            x: &Tensor,
            h: &Tensor,
            c: &Tensor,
        ) -> Result<Tensor> {
            let gates = self
                .from_input
                .forward(x)?
                .add(&self.from_hidden.forward(h)?)?;
            let gates = gates.chunk(4, 1)?;
            let [i, f, g, o] = [0, 1, 2, 3].map(|nr| &gates[nr]);
            let kept = f.sigmoid()?.mul(c)?;
            let c = kept.add(&i.sigmoid()?.mul(&g.tanh()?)?)?;
            let h = o.sigmoid()?.mul(&c.tanh()?)?;
            self.out.forward(&h)
        }
    }

    manual_seed(0);
    let model = LSTM::new(4, 5, 3)?;
    print(&model);
    let (h, c) = (zeros([2, 5])?, zeros([2, 5])?);
    print(model.forward(&ones([2, 4])?, &h, &c)?.size());
    // ANCHOR_END: notes_model
    Ok(())
}

fn named_parameters() -> Result<()> {
    // ANCHOR: named_parameters
    let model = sequential![
        nn::Linear::new(2, 3)?,
        nn::Tanh::new(),
        nn::Linear::new(3, 1)?,
    ];
    for (name, parameter) in model.named_parameters() {
        print(format!("{name} {}", parameter.size()));
    }
    // ANCHOR_END: named_parameters
    Ok(())
}

fn first_own_then_children() -> Result<()> {
    // ANCHOR: first_own_then_children
    struct Net {
        first: nn::Linear,
        scale: Tensor,
        last: nn::Linear,
    }
    module!(Net { first, scale, last });

    let net = Net {
        first: nn::Linear::without_bias(2, 3)?,
        scale: parameter(&ones([1])?)?,
        last: nn::Linear::without_bias(3, 1)?,
    };
    for (name, _) in net.named_parameters() {
        print(name);
    }
    print(&net);
    // ANCHOR_END: first_own_then_children
    Ok(())
}

fn plain_tensor() -> Result<()> {
    // ANCHOR: plain_tensor
    struct Scale {
        plain: Tensor,
        learned: Tensor,
    }
    module!(Scale { plain, learned });

    let model = Scale {
        plain: ones_with([2], float32.requires_grad(true))?,
        learned: parameter(&ones([2])?)?,
    };
    for (name, _) in model.named_parameters() {
        print(name);
    }
    print(model.state_dict());
    print(&model.plain);
    // ANCHOR_END: plain_tensor
    Ok(())
}

fn parameter_is_a_leaf() -> Result<()> {
    // ANCHOR: parameter_is_a_leaf
    let data = tensor([1.0, 2.0]);
    let weight = parameter(&data)?;
    print(&weight);
    print(weight.is_leaf());
    data.index_put_(0, 8.0)?;
    print(&weight);
    print(weight.mul(2)?);
    // ANCHOR_END: parameter_is_a_leaf
    Ok(())
}

fn forgotten_list() -> Result<()> {
    // ANCHOR: forgotten_list
    struct Net {
        layers: Vec<nn::Linear>,
    }
    module!(Net {});

    let net = Net { layers: vec![nn::Linear::new(2, 2)?] };
    print(net.layers[0].parameters().len());
    print(net.parameters().len());
    print(&net);
    // ANCHOR_END: forgotten_list
    Ok(())
}

fn module_list() -> Result<()> {
    // ANCHOR: module_list
    struct Net {
        layers: Vec<nn::Linear>,
    }
    module!(Net { layers });

    let net =
        Net { layers: vec![nn::Linear::new(2, 2)?, nn::Linear::new(2, 2)?] };
    print(net.parameters().len());
    print(&net);
    // ANCHOR_END: module_list
    Ok(())
}

fn shared_layer() -> Result<()> {
    // ANCHOR: shared_layer
    use std::rc::Rc;

    struct Net {
        there: Rc<nn::Linear>,
        back: Rc<nn::Linear>,
    }
    module!(Net { there, back });

    let there = Rc::new(nn::Linear::new(2, 2)?);
    let net = Net { back: there.clone(), there };
    let modules = net.named_modules().into_iter().map(|(name, _)| name);
    print(modules.collect::<Vec<_>>());
    let parameters = net.named_parameters().into_iter();
    print(parameters.map(|(name, _)| name).collect::<Vec<_>>());
    print(net.state_dict().keys().collect::<Vec<_>>());
    print(&net);
    // ANCHOR_END: shared_layer
    Ok(())
}

fn column_and_row() -> Result<()> {
    // ANCHOR: column_and_row
    let x = tensor([[1.0], [2.0], [3.0]]);
    let y = tensor([1.0, 2.0, 3.0]);
    print(nn::MSELoss::new().forward(&x, &y)?);
    print(nn::MSELoss::new().forward(&x.squeeze_dim(1)?, &y)?);
    // ANCHOR_END: column_and_row
    Ok(())
}

fn yes_or_no() -> Result<()> {
    // ANCHOR: yes_or_no
    let x = tensor([100.0, -100.0]);
    let y = tensor([0.0, 1.0]);
    print(nn::BCEWithLogitsLoss::new().forward(&x, &y)?);
    let p = x.sigmoid()?;
    let yes = &y * &p.log()?;
    let no = (1.0 - &y) * (1.0 - &p).log()?;
    print(-(yes + no).mean()?);
    // ANCHOR_END: yes_or_no
    Ok(())
}

fn tree() -> Result<()> {
    // ANCHOR: tree
    let model = sequential![
        nn::Embedding::with_padding(10, 4, 0)?,
        sequential![
            nn::LayerNorm::new(4)?,
            nn::Linear::without_bias(4, 8)?,
            nn::Dropout::new(0.1)?,
        ],
        nn::Softmax::new(-1),
    ];
    print(&model);
    // ANCHOR_END: tree
    Ok(())
}

fn same_seed() -> Result<()> {
    // ANCHOR: same_seed
    manual_seed(0);
    let layer = nn::Linear::new(2, 3)?;
    print(&layer.weight);
    print(&layer.bias);
    // ANCHOR_END: same_seed
    Ok(())
}

fn state_is_shared() -> Result<()> {
    // ANCHOR: state_is_shared
    let layer = nn::Linear::without_bias(2, 1)?;
    let state = layer.state_dict();
    no_grad(|| layer.weight.fill_(8))?;
    print(state);
    // ANCHOR_END: state_is_shared
    Ok(())
}

fn state_does_not_fit() -> Result<()> {
    // ANCHOR: state_does_not_fit
    let layer = nn::Linear::new(2, 3)?;
    let mut state = layer.state_dict();
    if let Some(weight) = state.remove("weight") {
        state.insert("wieght", weight);
    }
    state.insert("bias", zeros([2])?);
    layer.load_state_dict(&state)?;
    // ANCHOR_END: state_does_not_fit
    Ok(())
}

fn not_strict() -> Result<()> {
    // ANCHOR: not_strict
    let mut state = StateDict::new();
    state.insert("weight", ones([1, 2])?);
    state.insert("scale", ones([1])?);
    let layer = nn::Linear::new(2, 1)?;
    print(layer.load_state_dict_with(&state, false)?);
    print(&layer.weight);
    // ANCHOR_END: not_strict
    Ok(())
}

fn file() -> Result<()> {
    // ANCHOR: file
    manual_seed(0);
    let (old, new) = (nn::Linear::new(2, 1)?, nn::Linear::new(2, 1)?);
    let bytes = old.state_dict().to_safetensors()?;
    let header = String::from_utf8_lossy(&bytes[8..bytes.len() - 12]);
    print(header.trim_end());
    print(new.load_state_dict(&StateDict::from_safetensors(&bytes)?)?);
    print(new.weight.equal(&old.weight)?);
    // ANCHOR_END: file
    Ok(())
}

fn file_cut_short() -> Result<()> {
    // ANCHOR: file_cut_short
    let bytes = nn::Linear::new(2, 1)?.state_dict().to_safetensors()?;
    StateDict::from_safetensors(&bytes[..bytes.len() - 1])?;
    // ANCHOR_END: file_cut_short
    Ok(())
}

fn train_and_eval() -> Result<()> {
    // ANCHOR: train_and_eval
    let layer = nn::Dropout::new(0.5)?;
    let x = ones([1000])?;
    let y = layer.forward(&x)?;
    print(layer.training());
    print(y.eq(0)?.logical_or(&y.eq(2)?)?.all()?.item()?);
    layer.eval();
    print(layer.training());
    print(layer.forward(&x)?.equal(&x)?);
    // ANCHOR_END: train_and_eval
    Ok(())
}

fn zero_grad() -> Result<()> {
    // ANCHOR: zero_grad
    let layer = nn::Linear::without_bias(2, 1)?;
    layer.forward(&ones([2])?)?.backward()?;
    print(layer.weight.grad());
    layer.zero_grad();
    print(layer.weight.grad());
    // ANCHOR_END: zero_grad
    Ok(())
}

fn zero_grad_to_zeros() -> Result<()> {
    // ANCHOR: zero_grad_to_zeros
    let layer = nn::Linear::without_bias(2, 1)?;
    layer.forward(&ones([2])?)?.backward()?;
    let grad = layer.weight.grad();
    layer.zero_grad_to_zeros()?;
    print(grad);
    // ANCHOR_END: zero_grad_to_zeros
    Ok(())
}

fn frozen() -> Result<()> {
    // ANCHOR: frozen
    let model = sequential![nn::Linear::new(2, 2)?, nn::Linear::new(2, 1)?];
    if let Some(first) = model.get(0) {
        first.requires_grad_(false)?;
    }
    model.forward(&ones([2])?)?.backward()?;
    for (name, parameter) in model.named_parameters() {
        print(name);
        print(parameter.grad().is_none());
    }
    // ANCHOR_END: frozen
    Ok(())
}

fn reductions() -> Result<()> {
    // ANCHOR: reductions
    let (x, y) = (tensor([1.0, 2.0, 4.0]), tensor([1.0, 3.0, 2.0]));
    use nn::Reduction::{Mean, None, Sum};
    for reduction in [None, Sum, Mean] {
        print(nn::MSELoss::new().reduction(reduction).forward(&x, &y)?);
    }
    // ANCHOR_END: reductions
    Ok(())
}

fn cross_entropy() -> Result<()> {
    // ANCHOR: cross_entropy
    let x = tensor([[1.0, 2.0, 3.0], [3.0, -1.0, 0.5]]);
    let target = tensor([2, 0]);
    print(nn::CrossEntropyLoss::new().forward(&x, &target)?);
    print(nn::NLLLoss::new().forward(&x.log_softmax(1)?, &target)?);
    print(nn::NLLLoss::new().forward(&x.softmax(1)?, &target)?);
    // ANCHOR_END: cross_entropy
    Ok(())
}

fn ignored_rows() -> Result<()> {
    // ANCHOR: ignored_rows
    let x = tensor([[1.0, 2.0, 3.0], [3.0, -1.0, 0.5]]);
    let target = tensor([2, -100]);
    let (weight, reduction) = (None, nn::Reduction::None);
    print(functional::nll_loss(
        &x.log_softmax(1)?,
        &target,
        weight,
        -100,
        reduction,
    )?);
    print(nn::CrossEntropyLoss::new().forward(&x, &target)?);
    // ANCHOR_END: ignored_rows
    Ok(())
}

fn embedding_rows() -> Result<()> {
    // ANCHOR: embedding_rows
    let table = nn::Embedding::with_padding(4, 2, 1)?;
    let words = tensor([[0, 1], [3, 0]]);
    table.forward(&words)?.sum()?.backward()?;
    print(table.weight.grad());
    table.forward(&tensor([4]))?;
    // ANCHOR_END: embedding_rows
    Ok(())
}

fn wrong_features() -> Result<()> {
    // ANCHOR: wrong_features
    let layer = nn::Linear::new(2, 3)?;
    layer.forward(&ones([5, 4])?)?;
    // ANCHOR_END: wrong_features
    Ok(())
}
