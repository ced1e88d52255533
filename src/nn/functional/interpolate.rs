/*!
Images in another size.

Follows [torch.nn.functional.interpolate](https://pytorch.org/docs/stable/generated/torch.nn.functional.interpolate.html).
Dimensions are resized one after the other, the last one first.
*/

use super::linear_map::{Map, Maps};
use crate::autograd::{Names, Tensor};
use crate::ops::numeric::not_implemented;
use crate::tensor::{DType, Result, TorchError, check_allocation};

macro_rules! names {
    ($($name:ident $one:literal $two:literal $three:literal;)+) => {$(
        static $name: [Names; 3] = [
            Names::new(
                concat!("Upsample", $one, "Backward0"),
                concat!("Upsample", $one, "Backward"),
            ),
            Names::new(
                concat!("Upsample", $two, "Backward0"),
                concat!("Upsample", $two, "Backward"),
            ),
            Names::new(
                concat!("Upsample", $three, "Backward0"),
                concat!("Upsample", $three, "Backward"),
            ),
        ];
    )+};
}
names! {
    NEAREST "Nearest1D" "Nearest2D" "Nearest3D";
    NEAREST_EXACT "NearestExact1D" "NearestExact2D" "NearestExact3D";
    LINEAR "Linear1D" "Bilinear2D" "Trilinear3D";
    CUBIC "Bicubic1D" "Bicubic2D" "Bicubic3D";
}

/// How numbers between those that there are come about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Interpolation {
    /// The next one before: `"nearest"`.
    Nearest,
    /// The next one: `"nearest-exact"`.
    NearestExact,
    /// On the line between the two: `"linear"`, `"bilinear"`,
    /// `"trilinear"`.
    Linear,
    /// On a curve through the next four: `"bicubic"`.
    Cubic,
}

/// A tensor whose last dimensions have these extents:
/// `F.interpolate(x, size, mode=…, align_corners=…)`, with one extent for
/// each dimension behind batch and channels. Scales, where there are any,
/// say how much larger it is really: extents are whole numbers.
///
/// # Errors
/// `RuntimeError` for an extent that is not positive.
pub fn interpolate(
    x: &Tensor,
    sizes: &[i64],
    scales: &[Option<f64>],
    how: Interpolation,
    align_corners: bool,
) -> Result<Tensor> {
    let size = x.size();
    let dims = sizes.len();
    if !(1..=3).contains(&dims) || size.len() != dims + 2 {
        return Err(TorchError::runtime(format!(
            "It is expected input_size equals to {}, but got size {}",
            dims + 2,
            size.len()
        )));
    }
    let inputs = &size[2..];
    let wrong = inputs.contains(&0) || sizes.iter().any(|&n| n <= 0);
    if wrong {
        let named = |n: &[i64]| {
            let names = ["D", "H", "W"].into_iter().skip(3 - dims);
            let each = names.zip(n).map(|(name, n)| format!("{name}: {n}"));
            each.collect::<Vec<_>>().join(", ")
        };
        let inputs: Vec<i64> = inputs.iter().map(|&n| n as i64).collect();
        return Err(TorchError::runtime(format!(
            "Input and output sizes should be greater than 0, but got input \
             ({}) output ({})",
            named(&inputs),
            named(sizes)
        )));
    }
    if size[1] == 0 {
        return Err(TorchError::runtime(format!(
            "Non-empty {}D data tensor expected but got a tensor with sizes \
             {}",
            dims + 2,
            crate::tensor::Listed(&size)
        )));
    }
    let nearest =
        matches!(how, Interpolation::Nearest | Interpolation::NearestExact);
    let dtype = x.dtype();
    let fits = dtype.is_floating_point() || dtype == DType::Uint8 && nearest;
    let names = match how {
        Interpolation::Nearest => &NEAREST,
        Interpolation::NearestExact => &NEAREST_EXACT,
        Interpolation::Linear => &LINEAR,
        Interpolation::Cubic => &CUBIC,
    };
    if !fits {
        let kernel = names[dims - 1].today;
        let kernel = kernel.trim_start_matches("Upsample").to_lowercase();
        let kernel = kernel.trim_end_matches("backward0");
        return Err(not_implemented(&format!("upsample_{kernel}"), dtype));
    }
    let mut maps = Vec::new();
    for d in 0..dims {
        let along = Along {
            input: inputs[d],
            output: sizes[d] as usize,
            scale: scales.get(d).copied().flatten().filter(|&s| s > 0.0),
            align_corners,
            single: dtype != DType::Float64,
        };
        check_allocation(&[along.output], 64)?;
        maps.push(along.map(how));
    }
    Maps::each_dim(maps, size.clone()).apply(&names[dims - 1], x)
}

/// One dimension.
struct Along {
    input: usize,
    output: usize,
    scale: Option<f64>,
    align_corners: bool,
    /// Whether places are computed in float32, as numbers are.
    single: bool,
}

impl Along {
    fn round(&self, x: f64) -> f64 {
        if self.single { f64::from(x as f32) } else { x }
    }

    /// How far the places of neighbours lie apart in the input.
    fn step(&self) -> f64 {
        self.round(match self.scale {
            Some(scale) => 1.0 / scale,
            None => self.input as f64 / self.output as f64,
        })
    }

    fn map(&self, how: Interpolation) -> Map {
        let mut map = Map::new(self.input);
        for i in 0..self.output {
            match how {
                Interpolation::Nearest => map.sum([self.nearest(i, 0.0)]),
                Interpolation::NearestExact => {
                    map.sum([self.nearest(i, 0.5)]);
                }
                Interpolation::Linear => map.weighted(self.linear(i)),
                Interpolation::Cubic => map.weighted(self.cubic(i)),
            }
        }
        map
    }

    /// Nearest places are always computed in float32.
    fn nearest(&self, i: usize, offset: f32) -> usize {
        let step = match self.scale {
            Some(scale) => (1.0 / scale) as f32,
            None => self.input as f32 / self.output as f32,
        };
        if offset == 0.0 {
            if self.output == self.input {
                return i;
            }
            if self.output == 2 * self.input {
                return i / 2;
            }
        }
        let at = ((i as f32 + offset) * step).floor();
        (at as usize).min(self.input - 1)
    }

    /// Where output `i` lies in the input.
    fn place(&self, i: usize) -> f64 {
        if self.align_corners {
            let step = match self.output {
                0 | 1 => 0.0,
                n => (self.input - 1) as f64 / (n - 1) as f64,
            };
            return self.round(self.round(step) * i as f64);
        }
        let middle = self.round(self.step() * (i as f64 + 0.5));
        self.round(middle - 0.5)
    }

    fn linear(&self, i: usize) -> Vec<(usize, f64)> {
        if self.input == self.output {
            return vec![(i, 1.0)];
        }
        let place = self.place(i).max(0.0);
        let first = (place as usize).min(self.input - 1);
        let next = (first + 1).min(self.input - 1);
        let part = self.round(place - first as f64).clamp(0.0, 1.0);
        vec![(first, self.round(1.0 - part)), (next, part)]
    }

    fn cubic(&self, i: usize) -> Vec<(usize, f64)> {
        let place = self.place(i);
        let first = place.floor();
        let part = self.round(place - first);
        // How far each of the four lies away, by Keys' curve for -0.75.
        let a = -0.75;
        let near = |x: f64| ((a + 2.0) * x - (a + 3.0)) * x * x + 1.0;
        let far = |x: f64| ((a * x - 5.0 * a) * x + 8.0 * a) * x - 4.0 * a;
        let weights =
            [far(part + 1.0), near(part), near(1.0 - part), far(2.0 - part)];
        let last = self.input as i64 - 1;
        let each = weights.into_iter().enumerate().map(|(nr, weight)| {
            let at = (first as i64 + nr as i64 - 1).clamp(0, last);
            (at as usize, self.round(weight))
        });
        each.collect()
    }
}
