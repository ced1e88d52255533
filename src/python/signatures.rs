/*!
What PyTorch says of arguments that no form of an operation takes.

An operation binds its arguments by the table's rows. Only where that fails
is PyTorch's own order of looking at them followed here, over the forms that
`signatures.txt` holds (`tests/pytorch/record_signatures.py` makes it): the
sentence depends on how many forms there are, and on which of them have room
for as many arguments.
*/

use rustpython_vm::builtins::{PyBaseExceptionRef, PyStr};
use rustpython_vm::function::FuncArgs;
use rustpython_vm::protocol::PyNumber;
use rustpython_vm::{AsObject, PyObject, PyObjectRef, VirtualMachine};

use super::convert;
use super::dtype::PyDType;
use super::numpy;
use super::tensor::PyTensor;

const FORMS: &str = include_str!("signatures.txt");

/// Functions whose tensors may be numbers.
const TAKE_NUMBERS: [&str; 9] = [
    "add",
    "div",
    "divide",
    "floor_divide",
    "mul",
    "multiply",
    "sub",
    "subtract",
    "true_divide",
];

/// One parameter of a form.
struct Parameter<'a> {
    kind: &'a str,
    name: &'a str,
    optional: bool,
    by_keyword: bool,
}

/// One form, as errors write it.
struct Form<'a> {
    text: &'a str,
    parameters: Vec<Parameter<'a>>,
}

impl<'a> Form<'a> {
    fn of(text: &'a str) -> Form<'a> {
        let mut by_keyword = false;
        let mut parameters = Vec::new();
        for part in text.split(", ").filter(|part| !part.is_empty()) {
            if part == "*" {
                by_keyword = true;
                continue;
            }
            let (declared, default) = match part.split_once(" = ") {
                Some((declared, default)) => (declared, Some(default)),
                None => (part, None),
            };
            let (kind, name) = declared.rsplit_once(' ').unwrap_or(("", part));
            let optional = default.is_some();
            parameters.push(Parameter { kind, name, optional, by_keyword });
        }
        Form { text, parameters }
    }

    /// How many arguments there may be.
    fn holds(&self, count: usize) -> bool {
        let least = self.parameters.iter().filter(|p| !p.optional).count();
        (least..=self.parameters.len()).contains(&count)
    }

    fn positional(&self) -> (usize, usize) {
        let places = || self.parameters.iter().filter(|p| !p.by_keyword);
        (places().filter(|p| !p.optional).count(), places().count())
    }
}

/// A call whose arguments did not fit.
pub struct Call<'a> {
    name: &'a str,
    args: Vec<&'a PyObject>,
    keywords: Vec<(&'a str, &'a PyObject)>,
    vm: &'a VirtualMachine,
}

/// A `TypeError` in PyTorch's words, where it has some.
pub fn word<'a>(
    name: &'a str,
    receivers: usize,
    args: &'a FuncArgs,
    vm: &'a VirtualMachine,
) -> impl FnOnce(PyBaseExceptionRef) -> PyBaseExceptionRef + 'a {
    move |raised| {
        if !raised.class().is(vm.ctx.exceptions.type_error) {
            return raised;
        }
        refusal(name, receivers, args, vm).unwrap_or(raised)
    }
}

/// PyTorch's `TypeError` for these arguments, if it would raise one. `name`
/// is the function's, or, with a receiver, the method's.
fn refusal(
    name: &str,
    receivers: usize,
    args: &FuncArgs,
    vm: &VirtualMachine,
) -> Option<PyBaseExceptionRef> {
    let letter = if receivers == 1 { 'm' } else { 'f' };
    let mut forms = Vec::new();
    let mut number = '1';
    for line in FORMS.lines() {
        let Some((head, rest)) = line.split_once(' ') else { continue };
        let Some((own, text)) = rest.split_once('(') else { continue };
        if own == name && head.starts_with(letter) {
            number = head.chars().nth(1).unwrap_or(number);
            forms.push(Form::of(text.strip_suffix(')').unwrap_or(text)));
        }
    }
    let mut keywords: Vec<(&str, &PyObject)> =
        args.kwargs.iter().map(|(k, v)| (&**k, &**v)).collect();
    keywords.sort_by_key(|(name, _)| *name);
    let args = args.args.iter().skip(receivers);
    let args: Vec<&PyObject> = args.map(|x: &PyObjectRef| &**x).collect();
    let call = Call { name, args, keywords, vm };
    let said = match (number, &forms[..]) {
        (_, []) => return None,
        ('0', _) => Some(call.takes_none()),
        ('1', [form]) => call.misfit(form).or_else(|| call.odd_item(form)),
        _ => call.no_form(&forms),
    };
    said.map(|said| vm.new_type_error(said))
}

impl Call<'_> {
    fn takes_none(&self) -> String {
        let name = self.name;
        match self.args.len() {
            0 => format!("TensorBase.{name}() takes no keyword arguments"),
            n => format!("TensorBase.{name}() takes no arguments ({n} given)"),
        }
    }

    /// Several forms: if only one has room for so many arguments, that is
    /// what was meant.
    fn no_form(&self, forms: &[Form<'_>]) -> Option<String> {
        let count = self.args.len() + self.keywords.len();
        if let Some(form) =
            forms.iter().find(|form| self.misfit(form).is_none())
        {
            return self.odd_item(form);
        }
        let mut roomy = forms.iter().filter(|form| form.holds(count));
        if let (Some(only), None) = (roomy.next(), roomy.next()) {
            return self.misfit(only);
        }
        let right = |_: usize| true;
        let given = match forms {
            [only] => self.shown(|i| self.place_fits(only, i)),
            _ => self.shown(right),
        };
        let mut said = format!(
            "{}() received an invalid combination of arguments - got \
             ({given}), but expected ",
            self.name
        );
        if let [only] = forms {
            said.push_str(&format!("({})", only.text));
            return Some(said);
        }
        said.push_str("one of:\n");
        for form in forms {
            said.push_str(&format!(" * ({})\n", form.text));
            if form.text.split(", ").count() != count {
                continue;
            }
            said.push_str("      didn't match because some of the ");
            let unknown = self.unknown_keywords(form);
            said.push_str(&match unknown.is_empty() {
                false => {
                    format!(
                        "keywords were incorrect: {}\n",
                        unknown.join(", ")
                    )
                }
                true => format!(
                    "arguments have invalid types: ({})\n",
                    self.shown(|i| self.place_fits(form, i))
                ),
            });
        }
        Some(said)
    }

    fn unknown_keywords(&self, form: &Form<'_>) -> Vec<&str> {
        let known =
            |name: &str| form.parameters.iter().any(|p| p.name == name);
        let names = self.keywords.iter().map(|(name, _)| *name);
        names.filter(|name| !known(name)).collect()
    }

    /// Whether argument `i`, positional or by keyword, is of the kind that a
    /// form has in its place.
    fn place_fits(&self, form: &Form<'_>, i: usize) -> bool {
        // The star counts as a place.
        let place = |i: usize| {
            let part = form.text.split(", ").nth(i)?;
            let name = part.split(" = ").next()?.rsplit(' ').next()?;
            form.parameters.iter().find(|p| p.name == name)
        };
        match self.args.get(i) {
            Some(arg) => place(i).is_some_and(|p| self.is_like(arg, p.kind)),
            None => {
                let (name, arg) = self.keywords[i - self.args.len()];
                let mut known = form.parameters.iter();
                let found = known.find(|p| p.name == name);
                found.is_some_and(|p| self.is_like(arg, p.kind))
            }
        }
    }

    /// The classes of the arguments, those that do not fit between marks.
    fn shown(&self, fits: impl Fn(usize) -> bool) -> String {
        let marked = |i: usize, text: String| match fits(i) {
            true => text,
            false => format!("!{text}!"),
        };
        let class = |obj: &PyObject| self.class(obj);
        let args = self.args.iter().enumerate();
        let mut parts: Vec<String> =
            args.map(|(i, arg)| marked(i, class(arg))).collect();
        let given = parts.len();
        for (i, (name, arg)) in self.keywords.iter().enumerate() {
            parts.push(marked(given + i, format!("{name}={}", class(arg))));
        }
        let mut text = parts.join(", ");
        // PyTorch's comma.
        if given == 0 && !self.keywords.is_empty() {
            text.push_str(", ");
        }
        text
    }

    /// What does not fit the one form there is.
    fn misfit(&self, form: &Form<'_>) -> Option<String> {
        let name = self.name;
        let (least, most) = form.positional();
        let several = |n: usize| if n == 1 { "" } else { "s" };
        let packs = form.parameters.first().is_some_and(|p| {
            p.kind == "tuple of ints"
                && self.args.first().is_some_and(|x| self.is_a(x, "int"))
        });
        if self.args.len() > most && !packs {
            let given = self.args.len();
            let was = if given == 1 { "was" } else { "were" };
            let takes = match least == most {
                true => {
                    format!("{most} positional argument{}", several(most))
                }
                false => {
                    format!("from {least} to {most} positional arguments")
                }
            };
            return Some(format!(
                "{name}() takes {takes} but {given} {was} given"
            ));
        }
        let mut used = 0;
        for (i, parameter) in form.parameters.iter().enumerate() {
            let place = (!parameter.by_keyword).then(|| self.args.get(i));
            let (arg, by_place) = match place.flatten() {
                Some(arg) => (*arg, true),
                None => match self.keyword(parameter.name) {
                    Some(arg) => {
                        used += 1;
                        (arg, false)
                    }
                    None if parameter.optional => continue,
                    None => return Some(self.missing(form, i)),
                },
            };
            let none = self.vm.is_none(arg) && parameter.optional;
            if none || self.is_a(arg, parameter.kind) {
                continue;
            }
            if i == 0 && by_place && packs {
                // Numbers instead of a tuple of them.
                break;
            }
            let place = match by_place {
                true => format!(" (position {})", i + 1),
                false => String::new(),
            };
            let first = convert::items(arg).unwrap_or_default();
            let but = match first.first() {
                Some(first) if parameter.kind.starts_with("tuple") => format!(
                    "but found element of type {} at pos 0",
                    self.class(first)
                ),
                _ => format!("not {}", self.class(arg)),
            };
            return Some(format!(
                "{name}(): argument '{}'{place} must be {}, {but}",
                parameter.name, parameter.kind,
            ));
        }
        if used < self.keywords.len() {
            let unknown = self.unknown_keywords(form);
            return Some(match unknown.first() {
                Some(unknown) => format!(
                    "{name}() got an unexpected keyword argument '{unknown}'"
                ),
                None => format!(
                    "{name}() got multiple values for argument '{}'",
                    self.keywords[0].0
                ),
            });
        }
        None
    }

    /// What is among the numbers of a form that fits otherwise.
    fn odd_item(&self, form: &Form<'_>) -> Option<String> {
        let parameter = form.parameters.first()?;
        let named = form.parameters.iter().zip(&self.args);
        for (parameter, arg) in named {
            let items = convert::items(arg).unwrap_or_default();
            if parameter.kind == "tuple of ints"
                && let Some(said) = self.unpacked(parameter, &items)
            {
                return Some(said);
            }
        }
        if parameter.kind != "tuple of ints" {
            return None;
        }
        let items: Vec<PyObjectRef> =
            self.args.iter().map(|x| (*x).to_owned()).collect();
        self.unpacked(parameter, &items)
    }

    fn unpacked(
        &self,
        parameter: &Parameter<'_>,
        items: &[PyObjectRef],
    ) -> Option<String> {
        let odd = items.iter().position(|x| !self.is_a(x, "int"))?;
        if odd == 0 {
            return None;
        }
        Some(format!(
            "{}(): argument '{}' failed to unpack the object at pos {} with \
             error \"type must be tuple of ints,but got {}\"",
            self.name,
            parameter.name,
            odd + 1,
            self.class(&items[odd])
        ))
    }

    fn missing(&self, form: &Form<'_>, from: usize) -> String {
        let names: Vec<String> = form.parameters[from..]
            .iter()
            .filter(|p| !p.optional && self.keyword(p.name).is_none())
            .map(|p| format!("\"{}\"", p.name))
            .collect();
        // PyTorch's plural.
        let end = if names.len() == 1 { "s" } else { "" };
        format!(
            "{}() missing {} required positional argument{end}: {}",
            self.name,
            names.len(),
            names.join(", ")
        )
    }

    fn keyword(&self, name: &str) -> Option<&PyObject> {
        let other = match name {
            "dim" => "axis",
            "keepdim" => "keepdims",
            "input" => "x",
            "other" => "x2",
            name => name,
        };
        let mut all = self.keywords.iter();
        let found = all.find(|(own, _)| *own == name || *own == other);
        found.map(|(_, arg)| *arg)
    }

    fn class(&self, obj: &PyObject) -> String {
        let class = obj.class();
        match obj.downcast_ref::<PyDType>() {
            Some(_) => "torch.dtype".to_owned(),
            None if obj.downcast_ref::<numpy::PyArray>().is_some() => {
                "numpy.ndarray".to_owned()
            }
            None => class.name().to_string(),
        }
    }

    /// [`is_a`](Call::is_a), as the marks between arguments have it: by the
    /// class alone.
    fn is_like(&self, obj: &PyObject, kind: &str) -> bool {
        match kind {
            "Tensor" => obj.downcast_ref::<PyTensor>().is_some(),
            "Number" => false,
            kind => self.is_a(obj, kind),
        }
    }

    fn is_a(&self, obj: &PyObject, kind: &str) -> bool {
        let types = &self.vm.ctx.types;
        let class = obj.class();
        let is_tensor = obj.downcast_ref::<PyTensor>().is_some();
        let whole = class.is(types.int_type)
            || obj.downcast_ref::<PyTensor>().is_some_and(|x| {
                x.tensor.ndim() == 0 && !x.tensor.dtype().is_floating_point()
            });
        let number = whole
            || class.is(types.float_type)
            || class.is(types.bool_type)
            || obj
                .downcast_ref::<PyTensor>()
                .is_some_and(|x| x.tensor.ndim() == 0)
            || !is_tensor && PyNumber::check(obj) && !class.is(types.str_type);
        // As PyTorch, which looks at the others later.
        let all = |kind: &str| {
            convert::items(obj).is_some_and(|items| {
                items.iter().take(1).all(|x| self.is_a(x, kind))
            })
        };
        match kind {
            "Tensor" => {
                let base = self.name.trim_end_matches('_');
                is_tensor || number && TAKE_NUMBERS.contains(&base)
            }
            "int" => whole,
            "float" | "Number" => number,
            "bool" => class.is(types.bool_type),
            "str" => obj.downcast_ref::<PyStr>().is_some(),
            "tuple of ints" => all("int") || whole,
            "tuple of floats" => all("float"),
            "tuple of Tensors" => all("Tensor"),
            "torch.dtype" => obj.downcast_ref::<PyDType>().is_some(),
            // Where it lies, and what draws it: looked at elsewhere.
            _ => true,
        }
    }
}
