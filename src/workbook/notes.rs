/*!
What the 2019 notes document, as data.

Every result that the notes print, and every claim of theirs that a program
can decide, stands in [`NOTES`] with the listing that shows it.
`tests/notes.rs` runs the listings, in the notes' edition and in today's, and
compares. Where PyTorch never printed what the notes say there is an
[`Erratum`], and the test also fails when it is no longer needed. The book's
page of errata is [`errata`] of the same data, so it cannot say more than was
checked.
*/

use std::fmt::Write;

use super::figure;

/// One result or one claim of the notes.
pub struct Documented {
    /// Where it stands in the notes.
    pub section: &'static str,
    /// Whether the notes show it or say it.
    pub form: Form,
    /// What was run.
    pub code: &'static str,
    /// What is printed, if the notes are right: whole lines of the listing's
    /// output. An error may stand without its class.
    pub documented: &'static str,
    /// The listing that shows it: `chapter/listing`.
    pub listing: &'static str,
    /// What is printed today in its place, if that has changed.
    pub since: Option<Since>,
    /// Why the notes are not right, if they are not.
    pub erratum: Option<Erratum>,
}

/// Whether the notes show a result or say something.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Form {
    /// They show it.
    Printed {
        /// The recording of the notes' own code, in
        /// `tests/pytorch/notes/EDITION/`.
        recording: &'static str,
    },
    /// They say this; [`Documented::documented`] is what follows from it.
    Said(&'static str),
}

/// A change between the notes' PyTorch and today's.
pub struct Since {
    /// What today's edition prints in place of the documented text.
    pub prints: &'static str,
    /// What has changed.
    pub why: &'static str,
}

/// Where the notes differ from every PyTorch, their own included.
pub struct Erratum {
    /// A name, unique among the errata.
    pub name: &'static str,
    /// What the notes say, in short.
    pub says: &'static str,
    /// What is printed in place of the documented text, in both editions.
    pub truth: &'static str,
    /// The reason.
    pub why: &'static str,
}

/// A word that the notes' code misspells.
pub struct Slip {
    /// As the notes have it.
    pub wrong: &'static str,
    /// As PyTorch has it.
    pub right: &'static str,
    /// What becomes of it.
    pub why: &'static str,
}

/// What the notes document, in their own order.
pub const NOTES: &[Documented] = &[
    Documented {
        section: "torch.autograd",
        form: Form::Printed { recording: "dot_a" },
        code: "a = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)",
        documented: "tensor([1., 2., 3.], requires_grad=True)",
        listing: "autograd/dot",
        since: None,
        erratum: None,
    },
    Documented {
        section: "torch.autograd",
        form: Form::Printed { recording: "dot_b" },
        code: "b = torch.tensor([2.0, 3.0, 4.0], requires_grad=True)",
        documented: "tensor([2., 3., 4.], requires_grad=True)",
        listing: "autograd/dot",
        since: None,
        erratum: None,
    },
    Documented {
        section: "torch.autograd",
        form: Form::Printed { recording: "dot_f" },
        code: "f = torch.dot(a, b)",
        documented: "tensor(20., grad_fn=<DotBackward>)",
        listing: "autograd/dot",
        since: Some(Since {
            prints: "tensor(20., grad_fn=<DotBackward0>)",
            why: "Every `grad_fn` now ends in a number. In 1.1.0 only those of \
                  operations with several forms did.",
        }),
        erratum: None,
    },
    Documented {
        section: "torch.autograd",
        form: Form::Printed { recording: "dot_a_grad" },
        code: "print(a.grad)",
        documented: "tensor([2., 3., 4.])",
        listing: "autograd/dot",
        since: None,
        erratum: None,
    },
    Documented {
        section: "torch.autograd",
        form: Form::Printed { recording: "dot_b_grad" },
        code: "print(b.grad)",
        documented: "tensor([1., 2., 3.])",
        listing: "autograd/dot",
        since: None,
        erratum: None,
    },
    Documented {
        section: "torch.autograd",
        form: Form::Printed { recording: "dot_f_grad" },
        code: "print(f.grad)",
        documented: "None",
        listing: "autograd/dot",
        since: None,
        erratum: None,
    },
    Documented {
        section: "torch.autograd",
        form: Form::Said(
            "An addition hands the upstream gradient down as it is; a \
             multiplication hands it down times the value of the other \
             branch.",
        ),
        code: "(x + y).backward(torch.tensor(10.0)); \
               (x * y).backward(torch.tensor(10.0))",
        documented: "tensor(10.)\ntensor(10.)\ntensor(40.)\ntensor(30.)",
        listing: "autograd/two_rules",
        since: None,
        erratum: None,
    },
    Documented {
        section: "torch.squeeze",
        form: Form::Said("It removes the dimensions of size 1."),
        code: "torch.zeros(2, 1, 3, 1).squeeze().size()",
        documented: "torch.Size([2, 3])",
        listing: "squeeze/sizes",
        since: None,
        erratum: None,
    },
    Documented {
        section: "torch.max",
        form: Form::Printed { recording: "max_dim" },
        code: "torch.max(a, 0)",
        documented: "torch.return_types.max(values=tensor(3., \
                     grad_fn=<MaxBackward0>), indices=tensor(2))",
        listing: "max_indices/notes_max",
        since: None,
        erratum: Some(Erratum {
            name: "max on one line",
            says: "the result stands on one line.",
            truth: "torch.return_types.max(\n\
                    values=tensor(3., grad_fn=<MaxBackward0>),\n\
                    indices=tensor(2))",
            why: "Each field is printed on a line of its own. The notes have \
                  joined them.",
        }),
    },
    Documented {
        section: "torch.max",
        form: Form::Said(
            "Of the two that torch.max returns, indices keeps no history.",
        ),
        code: "values.requires_grad, indices.requires_grad, indices.grad_fn",
        documented: "True\nFalse\nNone",
        listing: "max_indices/no_history",
        since: None,
        erratum: None,
    },
    Documented {
        section: "torch.Tensor.numpy",
        form: Form::Printed { recording: "wave" },
        code: "tensor1",
        documented: "\
tensor([ 71.,  79.,  84.,  91.,  97., 101., 104., 107., 108., 109., 108., 106.,
        106., 103., 100.,  95.,  90.,  84.,  77.,  70.,  64.,  54.,  47.,  39.,
         34.,  29.,  22.,  12.,   9.,   5.,   0.,   0.,   0.,   0.,   0.,   0.,
          0.,   0.,   0.,   0.,   2.,   7.,  15.,  21.,  25.,  35.,  43.,  48.,
         54.,  64.,  71.,  79.,  84.,  91.,  97., 101., 104., 107., 108., 109.,
        108., 106., 106., 103., 100.,  95.,  90.,  84.,  77.,  70.,  64.,  54.,
         47.,  39.,  34.,  29.,  22.,  12.,   9.,   5.,   0.,   0.,   0.,   0.,
          0.,   0.,   0.,   0.,   0.,   0.,   2.,   7.,  15.,  21.,  25.,  35.,
         43.], grad_fn=<CopyBackwards>)",
        listing: "numpy_detach/wave",
        since: Some(Since {
            prints: "         43.], grad_fn=<ToCopyBackward0>)",
            why: "The `grad_fn` of a conversion has another name.",
        }),
        erratum: None,
    },
    Documented {
        section: "torch.Tensor.numpy",
        form: Form::Printed { recording: "wave_numpy" },
        code: "tensor1.numpy()",
        documented: "RuntimeError: Can't call numpy() on Variable that \
                     requires grad. Use var.detach().numpy() instead.",
        listing: "numpy_detach/wave",
        since: Some(Since {
            prints: "RuntimeError: Can't call numpy() on Tensor that requires \
                     grad. Use tensor.detach().numpy() instead.",
            why: "The message now says `Tensor` where it said `Variable`.",
        }),
        erratum: None,
    },
    Documented {
        section: "torch.Tensor.numpy",
        form: Form::Said("After Tensor.detach() it can be converted."),
        code: "wave.detach().numpy().tolist()",
        documented: "[10.0, 20.0, 30.0]",
        listing: "numpy_detach/detached",
        since: None,
        erratum: None,
    },
    Documented {
        section: "torch.Tensor.numpy",
        form: Form::Said(
            "Tensor.detach() erases the information about the graph.",
        ),
        code: "wave.detach(); print(wave)",
        documented: "tensor([10., 20., 30.])",
        listing: "numpy_detach/still_there",
        since: None,
        erratum: Some(Erratum {
            name: "detach erases nothing",
            says: "`detach` erases the information about the graph.",
            truth: "tensor([10., 20., 30.], grad_fn=<MulBackward0>)",
            why: "It makes a second tensor without a history. The one it is \
                  called on keeps its own.",
        }),
    },
    Documented {
        section: "torch.Tensor.backward",
        form: Form::Printed { recording: "backward_again" },
        code: "f.backward(); f.backward()",
        documented: "Trying to backward through the graph a second time, but \
                     the buffers have already been freed. Specify \
                     retain_graph=True when calling backward the first time.",
        listing: "backward_twice/again",
        since: Some(Since {
            prints: "RuntimeError: Trying to backward through the graph a \
                     second time (or directly access saved tensors after \
                     they have already been freed). Saved intermediate \
                     values of the graph are freed when you call .backward() \
                     or autograd.grad(). Specify retain_graph=True if you \
                     need to backward through the graph a second time or if \
                     you need to access saved tensors after calling backward.",
            why: "The message speaks of saved tensors where it spoke of \
                  buffers.",
        }),
        erratum: None,
    },
    Documented {
        section: "torch.Tensor.backward",
        form: Form::Said("Calling backward again is an error."),
        code: "result = a + b; result.backward(ones); result.backward(ones)",
        documented: "a + b         refused",
        listing: "backward_twice/which",
        since: None,
        erratum: Some(Erratum {
            name: "not every second backward",
            says: "calling `backward` a second time is an error.",
            truth: "a + b         fine",
            why: "It is an error where an operation saved tensors for its \
                  derivative. An addition saves none.",
        }),
    },
    Documented {
        section: "torch.Tensor.backward",
        form: Form::Printed { recording: "backward_first" },
        code: "f.backward(retain_graph=True); w.grad",
        documented: "tensor(8.0)",
        listing: "backward_twice/retain_graph",
        since: None,
        erratum: Some(Erratum {
            name: "tensor(8.0)",
            says: "the gradient is printed as `tensor(8.0)`.",
            truth: "tensor(8.)",
            why: "Where all values are whole numbers, a tensor prints the dot \
                  and nothing after it. 8.0 is how Python prints a number.",
        }),
    },
    Documented {
        section: "torch.Tensor.backward",
        form: Form::Printed { recording: "backward_second" },
        code: "f.backward(retain_graph=True); w.grad",
        documented: "tensor(16.0)",
        listing: "backward_twice/retain_graph",
        since: None,
        erratum: Some(Erratum {
            name: "tensor(16.0)",
            says: "the sum of both is printed as `tensor(16.0)`.",
            truth: "tensor(16.)",
            why: "As with `tensor(8.0)`. That gradients are added is right.",
        }),
    },
    Documented {
        section: "Values in a range",
        form: Form::Printed { recording: "mask_input" },
        code: "inpt",
        documented: "\
tensor([[-0.0678, -1.1650,  0.4382, -0.0260,  1.3923],
        [-0.7038,  0.3360,  1.0169, -1.1304,  0.3695],
        [-0.0491, -1.4775, -2.2848,  0.9594, -0.2495]])",
        listing: "masked_indexing/notes_mask",
        since: None,
        erratum: None,
    },
    Documented {
        section: "Values in a range",
        form: Form::Printed { recording: "mask_assign" },
        code: "outen[[-5.0<inpt] and [inpt<-1.0]] = 8.0",
        documented: "\
tensor([[0., 8., 0., 0., 0.],
        [0., 0., 0., 8., 0.],
        [0., 8., 8., 0., 0.]])",
        listing: "masked_indexing/notes_mask",
        since: None,
        erratum: None,
    },
    Documented {
        section: "Values in a range",
        form: Form::Said(
            "outen[[-5.0<inpt] and [inpt<-1.0]] = 8.0 acts on the values \
             between -5 and -1.",
        ),
        code: "inpt = torch.tensor([-7.0, -3.0, 0.5]); \
               outen[[-5.0 < inpt] and [inpt < -1.0]] = 8.0",
        documented: "tensor([0., 8., 0.])",
        listing: "masked_indexing/lower_bound_lost",
        since: None,
        erratum: Some(Erratum {
            name: "and of two lists",
            says: "`[-5.0<inpt] and [inpt<-1.0]` chooses what is between.",
            truth: "tensor([8., 8., 0.])",
            why: "Python's `and` of two lists that are not empty is the \
                  second list. The lower bound is dropped. No value in the \
                  notes is below -5, so their result is right all the same. \
                  Write `(-5.0 < inpt) & (inpt < -1.0)`.",
        }),
    },
    Documented {
        section: "Values in a range",
        form: Form::Said("-5.0 < inpt < -1.0 cannot be written."),
        code: "-5.0 < inpt < -1.0",
        documented: "RuntimeError: bool value of Tensor with more than one \
                     value is ambiguous",
        listing: "masked_indexing/chained",
        since: Some(Since {
            prints: "RuntimeError: Boolean value of Tensor with more than one \
                     value is ambiguous",
            why: "The message says `Boolean` where it said `bool`.",
        }),
        erratum: None,
    },
    Documented {
        section: "torch.topk",
        form: Form::Printed { recording: "topk_input" },
        code: "fi",
        documented: "\
tensor([[-0.0879,  1.2384,  0.3714],
        [ 0.6582,  0.4486,  1.1292],
        [ 0.7334, -1.0504,  0.9428],
        [ 1.9731, -0.2247,  0.6539]])",
        listing: "topk/notes_topk",
        since: None,
        erratum: None,
    },
    Documented {
        section: "torch.topk",
        form: Form::Printed { recording: "topk_two" },
        code: "fi.topk(2)",
        documented: "\
torch.return_types.topk(values=tensor([[1.2384, 0.3714],
        [1.1292, 0.6582],
        [0.9428, 0.7334],
        [1.9731, 0.6539]]), indices=tensor([[1, 2],
        [2, 0],
        [2, 0],
        [0, 2]]))",
        listing: "topk/notes_topk",
        since: None,
        erratum: Some(Erratum {
            name: "topk, fields joined",
            says: "`values` and `indices` are printed without a new line.",
            truth: "\
torch.return_types.topk(
values=tensor([[1.2384, 0.3714],
        [1.1292, 0.6582],
        [0.9428, 0.7334],
        [1.9731, 0.6539]]),
indices=tensor([[1, 2],
        [2, 0],
        [2, 0],
        [0, 2]]))",
            why: "Each field begins on a line of its own. The numbers are the \
                  same.",
        }),
    },
    Documented {
        section: "torch.topk",
        form: Form::Said(
            "The argument is how many values to find, in ascending order.",
        ),
        code: "torch.tensor([3, 1, 2]).topk(3)",
        documented: "torch.return_types.topk(\nvalues=tensor([1, 2, 3]),",
        listing: "topk/largest_first",
        since: None,
        erratum: Some(Erratum {
            name: "topk is descending",
            says: "`topk` finds its values in ascending order.",
            truth: "torch.return_types.topk(\nvalues=tensor([3, 2, 1]),",
            why: "`largest=True` is the default, and the largest comes first. \
                  The notes' own result is descending.",
        }),
    },
    Documented {
        section: "torch.cat",
        form: Form::Printed { recording: "cat_sizes" },
        code: "print(\"1size{}and2size{}\".format(tensor1.size(), \
               tensor2.size()))",
        documented: "1sizetorch.Size([3, 3])and2sizetorch.Size([3, 2])",
        listing: "cat_dims/sizes",
        since: None,
        erratum: None,
    },
    Documented {
        section: "torch.cat",
        form: Form::Said(
            "With dim=n, the elements of dimension n must match; dimensions \
             are best counted from the right.",
        ),
        code: "a = torch.zeros(2, 3, 4); b = torch.zeros(2, 5, 4); \
               torch.cat((a, b), dim=1).size()",
        documented: "dim=1: refused",
        listing: "cat_dims/every_dim",
        since: None,
        erratum: Some(Erratum {
            name: "cat, which dimensions match",
            says: "the dimension that is named must match.",
            truth: "dim=1: torch.Size([2, 8, 4])",
            why: "Every dimension except the one that is named must match. \
                  For two dimensions, counting from the right turns the rule \
                  round and gives the right answer by luck.",
        }),
    },
    Documented {
        section: "torch.cat",
        form: Form::Printed { recording: "cat_rows" },
        code: "torch.cat((tensor1, tensor2), dim=0)",
        documented: "RuntimeError: invalid argument 0: Sizes of tensors must \
                     match except in dimension 0. Got 3 and 2 in dimension 1 \
                     at /pytorch/aten/src/TH/generic/THTensor.cpp:711",
        listing: "cat_dims/along_zero",
        since: Some(Since {
            prints: "RuntimeError: Sizes of tensors must match except in \
                     dimension 0. Expected size 3 but got size 2 for tensor \
                     number 1 in the list.",
            why: "The message names the tensor at fault. It used to name the \
                  dimension, and a line of C.",
        }),
        erratum: None,
    },
    Documented {
        section: "torch.cat",
        form: Form::Printed { recording: "cat_columns" },
        code: "torch.cat((tensor1, tensor2), dim=1)",
        documented: "\
tensor([[1, 1, 1, 2, 2],
        [1, 1, 1, 2, 2],
        [1, 1, 1, 2, 2]])",
        listing: "cat_dims/along_one",
        since: None,
        erratum: None,
    },
    Documented {
        section: "Updating parameters",
        form: Form::Said(
            "`param.data -= learning_rate * param.grad.data` moves the \
             parameters.",
        ),
        code: "param.data -= learning_rate * param.grad.data",
        documented: "[tensor([ 2., -1.], requires_grad=True), \
                     tensor(0.5000, requires_grad=True)]",
        listing: "parameter_updates/notes_subtract",
        since: None,
        erratum: None,
    },
    Documented {
        section: "Updating parameters",
        form: Form::Said(
            "`param.data.add(-learning_rate, param.grad.data)` moves them \
             as well.",
        ),
        code: "param.data.add(-learning_rate, param.grad.data)",
        documented: "[tensor([ 2., -1.], requires_grad=True), \
                     tensor(0.5000, requires_grad=True)]",
        listing: "parameter_updates/notes_add",
        since: None,
        erratum: Some(Erratum {
            name: "An update that changes nothing",
            says: "`param.data.add(-learning_rate, param.grad.data)` is \
                   `param.data = param.data + -learning_rate * \
                   param.grad.data`.",
            truth: "[tensor([ 4., -2.], requires_grad=True), \
                    tensor(1., requires_grad=True)]",
            why: "`add` returns a new tensor, which nobody takes. In place \
                  is `add_`.",
        }),
    },
    Documented {
        section: "Updating parameters",
        form: Form::Said(
            "`torch.optim.Adam` with `zero_grad()`, `backward()` and \
             `step()` moves the parameters.",
        ),
        code: "optimizer.step()",
        documented: "tensor([ 3.5000, -1.5000], requires_grad=True)\n\
                     tensor(0.5000, requires_grad=True)",
        listing: "optimizers/notes_adam",
        since: None,
        erratum: None,
    },
];

/// What the notes misspell, in what the book covers.
pub const SLIPS: &[Slip] = &[
    Slip {
        wrong: "requieres_grad",
        right: "requires_grad",
        why: "Python refuses an argument that does not exist, so this slip \
              is found at once.",
    },
    Slip {
        wrong: "learnng_rate",
        right: "learning_rate",
        why: "Python knows no such name, and says so.",
    },
];

/// The page of errata, in Markdown.
#[must_use]
pub fn errata() -> String {
    let mut page = String::from(
        "# Errata of the 2019 notes\n\n\
         Every result on this page is checked: a test runs the listing that \
         it links to, and reads what both releases of PyTorch printed. What \
         was not so with the notes' own release, 1.1.0, is an erratum. Where \
         PyTorch has changed since, the notes were right.\n\n\
         ## What was not so\n",
    );
    for entry in NOTES {
        if let Some(erratum) = &entry.erratum {
            let Erratum { name, says, truth, why } = erratum;
            line(&mut page, &format!("\n### {name}\n"));
            let Documented { section, code, documented, .. } = entry;
            line(
                &mut page,
                &format!(
                    "The notes, \u{201c}{section}\u{201d}: *{says}*\n\n{why} \
                     For {}:\n",
                    link(entry, &format!("`{code}`"))
                ),
            );
            let printed = ("PyTorch, then and now", (*truth).to_owned());
            // What was only said cannot be set beside what was printed.
            let shown = matches!(entry.form, Form::Printed { .. })
                .then(|| ("in the notes", (*documented).to_owned()));
            let both: Vec<_> = [printed].into_iter().chain(shown).collect();
            line(&mut page, &figure::outputs(&both));
        }
    }
    page.push_str("\n## What has changed since\n");
    for entry in NOTES {
        if let Some(Since { prints, why }) = &entry.since {
            let Documented { section, code, documented, .. } = entry;
            line(&mut page, &format!("\n### `{code}`\n"));
            let here = link(entry, "here");
            line(
                &mut page,
                &format!(
                    "{why} In the notes it stands under \
                     \u{201c}{section}\u{201d}; it is shown {here}.\n"
                ),
            );
            let both = [
                ("today, 2.15.0", (*prints).to_owned()),
                ("the notes\u{2019} 1.1.0", (*documented).to_owned()),
            ];
            line(&mut page, &figure::outputs(&both));
        }
    }
    page.push_str("\n## Slips of the keyboard\n\n");
    for Slip { wrong, right, why } in SLIPS {
        line(&mut page, &format!("- `{wrong}` is `{right}`. {why}"));
    }
    page.push_str(
        "\n## What is as documented\n\n\
         | in the notes | what they show or say |\n|---|---|\n",
    );
    for entry in NOTES {
        if entry.erratum.is_none() && entry.since.is_none() {
            let what = match entry.form {
                Form::Printed { .. } => format!("`{}`", entry.code),
                Form::Said(says) => says.to_string(),
            };
            let link = link(entry, &what);
            line(&mut page, &format!("| {} | {link} |", entry.section));
        }
    }
    page
}

/// A link to where the listing is shown.
fn link(entry: &Documented, text: &str) -> String {
    let (chapter, listing) =
        entry.listing.split_once('/').expect("chapter/listing");
    format!("[{text}]({chapter}.md#{chapter}-{listing})")
}

fn line(page: &mut String, text: &str) {
    writeln!(page, "{text}").expect("a String takes every line");
}
