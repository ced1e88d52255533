/*!
Shapes that meet: broadcast_to, broadcast_tensors; and all ways to choose one
element of each tensor: meshgrid, cartesian_prod, combinations.

Follows [torch.broadcast_tensors](https://pytorch.org/docs/stable/generated/torch.broadcast_tensors.html)
and [torch.meshgrid](https://pytorch.org/docs/stable/generated/torch.meshgrid.html).
*/

use super::joining::stack;
use super::permute::EXPAND;
use super::row::{Value, derived_rows};
use crate::autograd::{Names, Tensor};
use crate::tensor::{
    DType, Dims, Listed, Result, Size, Strided, TorchError, broadcast,
    check_allocation,
};

static COMBINATIONS: Names = Names::new("IndexBackward0", "StackBackward");
static STACK: Names = Names::new("StackBackward0", "StackBackward");

/// All tensors in the shape that they broadcast to: `broadcast_tensors`.
/// Views.
///
/// # Errors
/// `RuntimeError` if the shapes do not broadcast.
pub fn broadcast_tensors(tensors: &[&Tensor]) -> Result<Vec<Tensor>> {
    let mut shape = Size::default();
    for x in tensors {
        shape = broadcast(&shape, &x.size())?;
    }
    tensors
        .iter()
        .map(|&x| match x.size() == shape {
            true => Ok(x.clone()),
            false => x.expand(&shape),
        })
        .collect()
}

/// Which of two ways a grid's first dimensions lie.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Indexing {
    /// As a matrix is indexed.
    Ij,
    /// As a plane is.
    Xy,
}

/// The coordinates of a grid, from those of its axes:
/// `torch.meshgrid(*tensors, indexing)`. Views.
///
/// # Errors
/// `RuntimeError` for no tensors, for different dtypes, and for tensors with
/// more than one dimension.
pub fn meshgrid(
    tensors: &[&Tensor],
    indexing: Indexing,
) -> Result<Vec<Tensor>> {
    if tensors.is_empty() {
        return Err(TorchError::runtime(
            "meshgrid expects a non-empty TensorList",
        ));
    }
    if tensors.iter().any(|x| x.dtype() != tensors[0].dtype()) {
        return Err(TorchError::runtime(
            "meshgrid expects all tensors to have the same dtype",
        ));
    }
    let mut axes = tensors.to_vec();
    let swap = indexing == Indexing::Xy && axes.len() >= 2;
    if swap {
        axes.swap(0, 1);
    }
    if let Some(x) = axes.iter().find(|x| x.ndim() > 1) {
        return Err(TorchError::runtime(format!(
            "torch.meshgrid: Expected 0D or 1D tensor in the tensor list but \
             got: {}",
            x.repr()
        )));
    }
    let shape: Dims = axes.iter().map(|x| x.numel() as i64).collect();
    let mut grids = axes
        .iter()
        .enumerate()
        .map(|(i, x)| {
            let mut own = vec![1; axes.len()];
            own[i] = x.numel() as i64;
            x.view(own)?.expand(shape.clone())
        })
        .collect::<Result<Vec<_>>>()?;
    if swap {
        grids.swap(0, 1);
    }
    Ok(grids)
}

fn check_vector(x: &Tensor) -> Result<()> {
    if x.ndim() == 1 {
        return Ok(());
    }
    Err(TorchError::runtime(format!(
        "Expect a 1D vector, but got shape {}",
        Listed(&x.size())
    )))
}

/// Every element of each vector with every one of the others, a row for each
/// choice: `torch.cartesian_prod(*tensors)`.
///
/// # Errors
/// `RuntimeError` for tensors that are not vectors, or of different dtypes.
pub fn cartesian_prod(tensors: &[&Tensor]) -> Result<Tensor> {
    tensors.iter().try_for_each(|x| check_vector(x))?;
    if let [one] = tensors {
        return Ok((*one).clone());
    }
    let columns = meshgrid(tensors, Indexing::Ij)?
        .iter()
        .map(|grid| grid.flatten(0, -1))
        .collect::<Result<Vec<_>>>()?;
    stack(columns, 1)
}

impl Tensor {
    /// Every choice of `r` elements of a vector, a row for each:
    /// `torch.combinations(x, r, with_replacement)`.
    ///
    /// # Errors
    /// `RuntimeError` for a tensor that is no vector, and for a negative
    /// number.
    pub fn combinations(
        &self,
        r: i64,
        with_replacement: bool,
    ) -> Result<Tensor> {
        check_vector(self)?;
        if r < 0 {
            return Err(TorchError::runtime(format!(
                "Expect a non-negative number, but got {r}"
            )));
        }
        if r == 0 {
            return super::create::zeros_with([0], self.dtype());
        }
        let (n, r) = (self.numel(), r as usize);
        if n < 2 {
            // Nothing to choose from, or always the same.
            let rows = usize::from(n == 1 && (with_replacement || r == 1));
            let rows = super::create::zeros_with(
                [rows as i64, r as i64],
                DType::Int64,
            )?;
            return self.index(rows);
        }
        if r > 63 {
            return Err(TorchError::Numel);
        }
        // PyTorch lays out all of the grid that the choices are part of.
        check_allocation(&[r], size_of::<usize>())?;
        let grid: Size = std::iter::repeat_n(n, r).collect();
        grid.checked_numel().ok_or(TorchError::Numel)?;
        check_allocation(&grid, DType::Int64.itemsize())?;
        let mut rows: Vec<i64> = Vec::new();
        let mut choice: Vec<usize> = match with_replacement {
            true => vec![0; r],
            false => (0..r).collect(),
        };
        let step = usize::from(!with_replacement);
        let most =
            |place: usize| n as i64 - 1 - (step * (r - 1 - place)) as i64;
        while (0..r).all(|i| choice[i] as i64 <= most(i)) {
            rows.extend(choice.iter().map(|&i| i as i64));
            let next = (0..r).rev().find(|&i| (choice[i] as i64) < most(i));
            let Some(i) = next else { break };
            choice[i] += 1;
            for later in i + 1..r {
                choice[later] = choice[later - 1] + step;
            }
        }
        let shape = Size::new(&[rows.len() / r, r]);
        let rows = Tensor::from_strided(Strided::new(rows, shape));
        self.index(rows)
    }
}

fn indexing(value: &Value) -> Result<Indexing> {
    match value {
        Value::None => Ok(Indexing::Ij),
        Value::Str(how) if how == "ij" => Ok(Indexing::Ij),
        Value::Str(how) if how == "xy" => Ok(Indexing::Xy),
        Value::Str(how) => Err(TorchError::runtime(format!(
            "torch.meshgrid: indexing must be one of \"xy\" or \"ij\", but \
             received: {how}"
        ))),
        _ => Err(TorchError::type_("argument at position 2 must be str")),
    }
}

derived_rows! {
    BROADCAST_TO_ROW, "broadcast_to", "broadcast_to(input, size)", &EXPAND,
    |a| Ok(a.tensor(0)?.expand(a.dims(1)?)?.into()),
    |e| vec![vec![e.any(&[3, 1]).into(), [2, 3, 2].into()]];
    BROADCAST_TENSORS_ROW, "broadcast_tensors",
    "broadcast_tensors(*tensors)", &EXPAND,
    |a| Ok(broadcast_tensors(&a.gathered(0)?)?.into()),
    |e| vec![vec![vec![e.any(&[2, 1]), e.any(&[3])].into()]];
    MESHGRID_ROW, "meshgrid", "meshgrid(*tensors, indexing=None)", &EXPAND,
    |a| {
        let tensors = a.gathered(0)?;
        Ok(meshgrid(&tensors, indexing(a.value(1))?)?.into())
    },
    |e| vec![
        vec![vec![e.any(&[2]), e.any(&[3])].into(), Value::None],
        vec![vec![e.any(&[2]), e.any(&[])].into(), "xy".into()],
    ];
    CARTESIAN_PROD_ROW, "cartesian_prod", "cartesian_prod(*tensors)", &STACK,
    |a| Ok(cartesian_prod(&a.gathered(0)?)?.into()),
    |e| vec![vec![vec![e.any(&[2]), e.any(&[3])].into()]];
    COMBINATIONS_ROW, "combinations",
    "combinations(input, r=2, with_replacement=False)", &COMBINATIONS,
    |a| Ok(a.tensor(0)?.combinations(a.int(1)?, a.bool(2)?)?.into()),
    |e| vec![
        vec![e.any(&[4]).into(), 3.into(), false.into()],
        vec![e.any(&[3]).into(), 2.into(), true.into()],
    ];
}
