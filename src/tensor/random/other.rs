//! Distributions that are made of one uniform or normal number each, and
//! Poisson's.

use std::f64::consts::PI;

use super::Generator;
use crate::tensor::Element;

impl Generator {
    /// Exponential numbers, as
    /// [`exponential_`](https://pytorch.org/docs/stable/generated/torch.Tensor.exponential_.html)
    /// draws them, two words each, for every dtype.
    pub fn exponential(&mut self, out: &mut [f64], lambda: f64) {
        for x in out {
            *x = -1.0 / lambda * (-self.next_unit()).ln_1p();
        }
    }

    /// Cauchy's numbers, as
    /// [`cauchy_`](https://pytorch.org/docs/stable/generated/torch.Tensor.cauchy_.html)
    /// draws them, two words each.
    pub fn cauchy(&mut self, out: &mut [f64], median: f64, sigma: f64) {
        for x in out {
            let turn = PI * (self.next_unit() - 0.5);
            *x = sigma.mul_add(turn.tan(), median);
        }
    }

    /// Numbers whose logarithms are normal, one by one, as
    /// [`log_normal_`](https://pytorch.org/docs/stable/generated/torch.Tensor.log_normal_.html)
    /// draws them.
    pub fn log_normal(&mut self, out: &mut [f64], mean: f64, std: f64) {
        for x in out {
            *x = self.next_normal(mean, std).exp();
        }
    }

    /// How many coins with probability `p` are thrown until one shows 1, as
    /// [`geometric_`](https://pytorch.org/docs/stable/generated/torch.Tensor.geometric_.html)
    /// draws it, two words each.
    pub fn geometric(&mut self, out: &mut [f64], p: f64) {
        for x in out {
            *x = (self.next_unit().ln() / (-p).ln_1p()).ceil();
        }
    }

    /// A number of events of which `rate` are expected, as
    /// [`poisson`](https://pytorch.org/docs/stable/generated/torch.poisson.html)
    /// draws it: few by a product of uniform numbers, many by W. Hörmann's
    /// transformed rejection.
    pub fn poisson(&mut self, rate: f64) -> f64 {
        if rate >= 10.0 {
            return self.many_events(rate);
        }
        if rate.is_nan() || rate <= 0.0 {
            return 0.0;
        }
        let least = (-rate).exp();
        let (mut events, mut product) = (0.0, 1.0);
        loop {
            product *= self.next_unit();
            if product <= least {
                return events;
            }
            events += 1.0;
        }
    }

    fn many_events(&mut self, rate: f64) -> f64 {
        let log_rate = rate.ln();
        let b = 0.931 + 2.53 * rate.sqrt();
        let a = -0.059 + 0.02483 * b;
        let inverse_alpha = 1.1239 + 1.1328 / (b - 3.4);
        let v_r = 0.9277 - 3.6224 / (b - 2.0);
        loop {
            let u = self.next_unit() - 0.5;
            let v = self.next_unit();
            let us = 0.5 - u.abs();
            // An integer, as C converts it: what is too large is the least.
            let k = (2.0 * a / us + b) * u + rate + 0.43;
            let k = i64::from_f64(k.floor()) as f64;
            if us >= 0.07 && v <= v_r {
                return k;
            }
            if k < 0.0 || (us < 0.013 && v > us) {
                continue;
            }
            let left = v.ln() + inverse_alpha.ln() - (a / (us * us) + b).ln();
            if left <= -rate + k * log_rate - log_factorial(k) {
                return k;
            }
        }
    }
}

/// The logarithm of `k!`: Stirling's series, where it is exact enough.
fn log_factorial(k: f64) -> f64 {
    if k < 16.0 {
        return (2..=k as u32).map(f64::from).product::<f64>().ln();
    }
    let n = k + 1.0;
    let series = 1.0 / (12.0 * n) - 1.0 / (360.0 * n.powi(3))
        + 1.0 / (1260.0 * n.powi(5));
    (n - 0.5) * n.ln() - n + 0.5 * (2.0 * PI).ln() + series
}
