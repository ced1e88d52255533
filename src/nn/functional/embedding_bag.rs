/*!
Rows of a table, several of them taken together.

Follows [torch.nn.functional.embedding_bag](https://pytorch.org/docs/stable/generated/torch.nn.functional.embedding_bag.html).
*/

use super::embedding::check_indices;
use crate::autograd::{Grads, Names, Tensor, backward, no_grad, record};
use crate::ops::create::zeros_with;
use crate::tensor::{DType, Result, Size, Strided, TorchError};

static EMBEDDING_BAG: Names =
    Names::new("EmbeddingBagBackward0", "EmbeddingBagBackward");

/// What becomes of the rows of a bag.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum BagMode {
    /// Their sum.
    Sum,
    /// Their mean.
    Mean,
    /// The largest number of each column.
    Max,
}

/// The rows of `weight` that each bag of `indices` names, taken together:
/// `F.embedding_bag(indices, weight, offsets, mode=…)`. A bag begins where
/// its offset says and ends where the next one begins. Rows may be
/// multiplied by `per_sample_weights`; row `padding_idx` is left out. A bag
/// of nothing is zeros.
///
/// # Errors
/// `RuntimeError` for offsets that do not ascend from 0 to within the
/// indices, and for rows that do not exist.
pub fn embedding_bag(
    indices: &Tensor,
    weight: &Tensor,
    offsets: &Tensor,
    mode: BagMode,
    per_sample_weights: Option<&Tensor>,
    padding_idx: Option<i64>,
) -> Result<Tensor> {
    if weight.ndim() != 2 {
        return Err(TorchError::value(format!(
            "weight has to be a 2D Tensor, but got Tensor of dimension {}",
            weight.ndim()
        )));
    }
    check_indices(indices, "embedding_bag")?;
    if !weight.dtype().is_floating_point() {
        return Err(TorchError::runtime(format!(
            "Expected tensor for argument #1 'weight' to have one of the \
             following scalar types: Half, BFloat16, Float, Double; but got \
             {} instead (while checking arguments for embedding_bag)",
            weight.strided().type_name()
        )));
    }
    for (name, given) in [("indices", indices), ("offsets", offsets)] {
        if given.ndim() != 1 {
            return Err(TorchError::runtime(format!("{name} must be 1-D")));
        }
    }
    let rows = weight.size()[0] as i64;
    let flat = no_grad(|| indices.to(DType::Int64))?.to_vec::<i64>()?;
    let starts = no_grad(|| offsets.to(DType::Int64))?.to_vec::<i64>()?;
    check_offsets(&starts, flat.len())?;
    if let Some((nr, row)) =
        flat.iter().enumerate().find(|(_, row)| !(0..rows).contains(*row))
    {
        return Err(TorchError::runtime(format!(
            "Index {nr} of input takes value {row} which is not in the valid \
             range [0, {rows})"
        )));
    }
    let padding = padding_idx.map(|nr| if nr < 0 { nr + rows } else { nr });
    // Which rows, of which index each, and in which bag.
    let (mut from, mut places, mut bags) = (vec![], vec![], vec![]);
    let mut counts = vec![0.0_f64; starts.len()];
    let mut bag = 0;
    // Without bags nothing is taken.
    let flat = if starts.is_empty() { &[][..] } else { &flat };
    for (place, &row) in flat.iter().enumerate() {
        while bag + 1 < starts.len() && starts[bag + 1] as usize <= place {
            bag += 1;
        }
        if Some(row) != padding {
            from.push(row);
            places.push(place as i64);
            bags.push(bag as i64);
            counts[bag] += 1.0;
        }
    }
    let vector = |x: Vec<i64>| {
        let size = Size::new(&[x.len()]);
        Tensor::from_strided(Strided::new(x, size))
    };
    let [from, places, bags] = [from, places, bags].map(vector);
    let counts: Vec<f64> = counts.iter().map(|n| n.max(1.0)).collect();
    let size = Size::new(&[counts.len(), 1]);
    let counts = Tensor::from_strided(Strided::new(counts, size));
    let counts = no_grad(|| counts.to(weight.dtype()))?;
    let taken = Taken { from, places, bags, counts, mode };
    let scale = |given: &Tensor| {
        given.reshape(-1)?.index_select(0, &taken.places)?.unsqueeze(1)
    };
    let out = no_grad(|| {
        let mut each = weight.index_select(0, &taken.from)?;
        if let Some(given) = per_sample_weights {
            each = each.mul(&scale(given)?)?;
        }
        taken.together(&each)
    })?;
    let largest = match mode {
        BagMode::Max => Some(no_grad(|| taken.winners(weight, &out))?),
        _ => None,
    };
    let mut inputs = vec![weight];
    inputs.extend(per_sample_weights);
    let out = out.strided().clone();
    Ok(record(&EMBEDDING_BAG, &inputs, out, |saver| {
        let weight = saver.save(weight);
        let given = per_sample_weights.map(|given| saver.save(given));
        let taken = taken.clone();
        backward(move |grad, context| {
            let weight = context.get(weight)?;
            let given = given.map(|given| context.get(given)).transpose()?;
            let mut each = taken.apart(grad)?;
            if let Some(largest) = &largest {
                each = each.mul(largest)?;
            }
            let scale = |given: &Tensor| {
                let given = given.reshape(-1)?;
                given.index_select(0, &taken.places)?.unsqueeze(1)
            };
            let mut grads = Grads::new();
            grads.push(context.only_if(0, || {
                let each = match &given {
                    Some(given) => each.mul(&scale(given)?)?,
                    None => each.clone(),
                };
                let size = [weight.size()[0] as i64, weight.size()[1] as i64];
                zeros_with(size, grad.dtype())?.index_add(
                    0,
                    &taken.from,
                    &each,
                    1,
                )
            })?);
            if let Some(given) = &given {
                grads.push(context.only_if(1, || {
                    let rows = weight.index_select(0, &taken.from)?;
                    let each = each.mul(&rows)?.sum_dim(1, false)?;
                    let zeros =
                        zeros_with(given.numel() as i64, grad.dtype())?;
                    zeros
                        .index_add(0, &taken.places, &each, 1)?
                        .reshape(given.size())
                })?);
            }
            Ok(grads)
        })
    }))
}

/// Which rows are in which bag.
#[derive(Clone)]
struct Taken {
    from: Tensor,
    places: Tensor,
    bags: Tensor,
    /// How many each bag holds, at least 1, as a column.
    counts: Tensor,
    mode: BagMode,
}

impl Taken {
    /// One row for each bag, of all rows.
    fn together(&self, each: &Tensor) -> Result<Tensor> {
        let size = [self.counts.numel() as i64, each.size()[1] as i64];
        let zeros = zeros_with(size, each.dtype())?;
        match self.mode {
            BagMode::Sum => zeros.index_add(0, &self.bags, each, 1),
            BagMode::Mean => {
                zeros.index_add(0, &self.bags, each, 1)?.div(&self.counts)
            }
            BagMode::Max => {
                let bags = self.bags.to_vec::<i64>()?;
                for (nr, &bag) in bags.iter().enumerate() {
                    let (row, new) =
                        (zeros.select(0, bag)?, each.select(0, nr as i64)?);
                    let first = nr == 0 || bags[nr - 1] != bag;
                    let new = match first {
                        true => new,
                        false => row.maximum(&new)?,
                    };
                    row.copy_(&new)?;
                }
                Ok(zeros)
            }
        }
    }

    /// The gradient of each row, of that of each bag.
    fn apart(&self, grad: &Tensor) -> Result<Tensor> {
        let grad = match self.mode {
            BagMode::Mean => grad.div(&self.counts)?,
            BagMode::Sum | BagMode::Max => grad.clone(),
        };
        grad.index_select(0, &self.bags)
    }

    /// 1 for the first largest number of each column of each bag, else 0.
    fn winners(&self, weight: &Tensor, out: &Tensor) -> Result<Tensor> {
        let each = weight.index_select(0, &self.from)?;
        let best = each.eq(&out.index_select(0, &self.bags)?)?;
        let best = best.to_vec::<bool>()?;
        let (bags, columns) = (self.bags.to_vec::<i64>()?, each.size()[1]);
        let mut taken = vec![false; self.counts.numel() * columns];
        let mut first = vec![0.0; best.len()];
        for (nr, &best) in best.iter().enumerate() {
            let (row, column) = (nr / columns, nr % columns);
            let taken = &mut taken[bags[row] as usize * columns + column];
            if best && !*taken {
                *taken = true;
                first[nr] = 1.0;
            }
        }
        let first = Strided::new(first, each.size());
        Ok(Tensor::from_strided(first.to_dtype(each.dtype())?))
    }
}

fn check_offsets(starts: &[i64], indices: usize) -> Result<()> {
    let Some((&first, &last)) = starts.first().zip(starts.last()) else {
        return Ok(());
    };
    if first != 0 {
        return Err(TorchError::runtime(format!(
            "offsets[0] has to be 0, i.e., the first sequence in the \
             mini-batch has to start from position 0. However, got {}",
            format_args!("{first}\n[ torch.LongTensor{{}} ]")
        )));
    }
    if last > indices as i64 {
        return Err(TorchError::runtime(format!(
            "offsets[-1] can not be greater than input's length {indices} \
             but got offsets[-1] of {last}"
        )));
    }
    match starts.is_sorted() {
        true => Ok(()),
        false => Err(TorchError::runtime("offsets should be non-decreasing")),
    }
}
