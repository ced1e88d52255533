//! Any bits, in any shape and layout, printed with any options.
//!
//! The text must not depend on how the elements lie in memory.

#![no_main]

mod bytes;
#[path = "../../nonsense/strategies.rs"]
#[allow(dead_code, reason = "also made for other tests")]
mod strategies;

use libfuzzer_sys::fuzz_target;
use proptest::prelude::*;
use strategies::{Layout, Recipe, printings, tensors};
use torchbook::prelude::*;
use torchbook::tensor::{Print, Printing, with_printoptions};

fuzz_target!(|data: &[u8]| {
    // A part chooses shape, layout and options, the rest is elements.
    let (chosen, bits) = data.split_at(data.len().min(160));
    let strategy = (tensors(), printings(), any::<bool>());
    if let Some((recipe, printing, then)) = bytes::made(&strategy, chosen) {
        let edition = if then { Edition::Notes } else { Edition::Today };
        let _error = with_edition(edition, || print(&recipe, printing, bits));
    }
});

/// As many elements of these bits, again and again.
fn filled(recipe: &Recipe, bits: &[u8]) -> Result<Tensor> {
    let x = recipe.make()?.detach()?;
    let words = bits.chunks(8).map(|word| {
        let mut all = [0; 8];
        all[..word.len()].copy_from_slice(word);
        u64::from_le_bytes(all)
    });
    let words: Vec<u64> = words.take(300).collect();
    if words.is_empty() || recipe.layout == Layout::Expanded {
        return Ok(x);
    }
    let words = words.iter().cycle().take(x.numel());
    let flat = if recipe.dtype == float64 {
        let floats: Vec<f64> = words.map(|&w| f64::from_bits(w)).collect();
        tensor_with(floats, float64)?
    } else if recipe.dtype == float32 {
        let bits = words.map(|&w| f32::from_bits(w as u32));
        tensor_with(bits.collect::<Vec<f32>>(), float32)?
    } else {
        let whole: Vec<i64> = words.map(|&w| w as i64).collect();
        tensor_with(whole, int64)?.to(recipe.dtype)?
    };
    x.copy_(&flat.view(&x.size())?)
}

fn print(recipe: &Recipe, printing: Printing, bits: &[u8]) -> Result<()> {
    let x = filled(recipe, bits)?;
    let plain = x.contiguous()?.copy()?;
    with_printoptions(printing, || {
        let text = x.repr();
        assert_eq!(text, plain.repr());
        assert!(text.starts_with("tensor(") && text.ends_with(')'));
        let lists = x.tolist().text();
        assert_eq!(lists, plain.tolist().text());
        let (array, same) = (x.numpy()?, plain.numpy()?);
        assert_eq!(format!("{array} {array:?}"), format!("{same} {same:?}"));
        assert_eq!(format!("{x} {x:?}"), format!("{plain} {plain:?}"));
        let _with_past = recipe.make()?.repr();
        if x.ndim() == 0 {
            let _number = x.item()?.text();
        }
        Ok(())
    })
}
