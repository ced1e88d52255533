/*!
Attention: a mean of values, weighted by how well their keys fit a query.

Follows [torch.nn.functional.scaled_dot_product_attention](https://pytorch.org/docs/stable/generated/torch.nn.functional.scaled_dot_product_attention.html).
*/

use crate::autograd::{Grads, Names, Tensor, backward, no_grad, record};
use crate::tensor::{Result, TorchError};

/// 1.1.0 had no attention.
static ATTENTION: Names = Names::new(
    "ScaledDotProductFlashAttentionForCpuBackward0",
    "UnsafeViewBackward",
);

/// `softmax(query @ key.mT * scale + mask) @ value`, where a query that may
/// look at nothing gets zeros. The mask gets no gradient.
///
/// # Errors
/// `RuntimeError` if the shapes do not fit.
pub fn attention(
    query: &Tensor,
    key: &Tensor,
    value: &Tensor,
    mask: Option<&Tensor>,
    scale: f64,
) -> Result<Tensor> {
    let mask = mask.map(Tensor::detach).transpose()?;
    let weights = no_grad(|| weigh(query, key, mask.as_ref(), scale))?;
    let seen = no_grad(|| weights.matmul(value)?.contiguous())?;
    let seen = seen.strided().clone();
    Ok(record(&ATTENTION, &[query, key, value], seen, |saver| {
        let saved = [query, key, value].map(|x| saver.save(x));
        backward(move |grad, context| {
            let [query, key, value] = saved.map(|x| context.get(x));
            let (query, key, value) = (query?, key?, value?);
            let weights = weigh(&query, &key, mask.as_ref(), scale)?;
            // By how much each score counts.
            let scores = || {
                let each = grad.matmul(&value.transpose(-2, -1)?)?;
                let all = each.mul(&weights)?.sum_dim(-1, true)?;
                weights.mul(&each.sub(&all)?)?.mul(scale)
            };
            let mut grads = Grads::new();
            grads.push(context.only_if(0, || scores()?.matmul(&key))?);
            grads.push(
                context.only_if(1, || {
                    scores()?.transpose(-2, -1)?.matmul(&query)
                })?,
            );
            grads.push(
                context
                    .only_if(2, || weights.transpose(-2, -1)?.matmul(grad))?,
            );
            Ok(grads)
        })
    }))
}

/// How much of each value a query gets.
fn weigh(
    query: &Tensor,
    key: &Tensor,
    mask: Option<&Tensor>,
    scale: f64,
) -> Result<Tensor> {
    let scores = query.matmul(&key.transpose(-2, -1)?)?.mul(scale)?;
    let Some(mask) = mask else { return scores.softmax(-1) };
    let scores = scores.add(mask)?;
    let nothing = no_grad(|| {
        let none = scores.eq(f64::NEG_INFINITY)?.all_dim(-1, true)?;
        Ok::<_, TorchError>(none)
    })?;
    let weights = scores.masked_fill(&nothing, 0.0)?.softmax(-1)?;
    weights.masked_fill(&nothing, 0.0)
}
