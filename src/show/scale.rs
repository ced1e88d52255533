/*!
From values to places: an axis is as long as 1, and its ticks are round
numbers.

Any values at all may come: none, one, infinities, the whole range of floats.
*/

/// One axis.
pub struct Scale {
    /// Its ends, as values.
    pub ends: (f64, f64),
    /// Whether equal lengths are equal ratios.
    pub log: bool,
    /// Places and what is written there.
    pub ticks: Vec<(f64, String)>,
}

impl Scale {
    /// An axis for these values, with `room` at both ends, as a part of the
    /// length. Values that have no place are passed over.
    pub fn of(
        values: impl Iterator<Item = f64> + Clone,
        log: bool,
        room: f64,
    ) -> Scale {
        let shown = values.filter(|v| has_place(*v, log));
        let whole = !log && shown.clone().all(|v| v.fract() == 0.0);
        let ends = shown.fold((f64::INFINITY, f64::NEG_INFINITY), |e, v| {
            (e.0.min(v), e.1.max(v))
        });
        let (lo, hi) = if log { decades(ends) } else { span(ends) };
        let widen = |lo: f64, hi: f64| {
            // Halves, for the difference may be more than a float holds.
            let more = 2.0 * room * (hi / 2.0 - lo / 2.0);
            (lo - more, hi + more)
        };
        let ends = if log {
            let (lo, hi) = widen(lo.log10(), hi.log10());
            (10_f64.powf(lo), 10_f64.powf(hi))
        } else {
            widen(lo, hi)
        };
        // Rounding may lead out of what floats hold.
        let least = if log { f64::MIN_POSITIVE } else { f64::MIN };
        let ends = (ends.0.max(least), ends.1.min(f64::MAX));
        let mut scale = Scale { ends, log, ticks: Vec::new() };
        scale.ticks =
            if log { scale.round_decades() } else { scale.round_steps(whole) };
        scale
    }

    /// Where a value is: 0 is one end and 1 the other. `None` if it has no
    /// place, such as NaN, or 0 where lengths are ratios.
    pub fn at(&self, value: f64) -> Option<f64> {
        let (lo, hi) = self.ends;
        has_place(value, self.log).then(|| {
            if self.log {
                let (lo, hi) = (lo.log10(), hi.log10());
                (value.log10() - lo) / (hi - lo)
            } else {
                let half = hi / 2.0 - lo / 2.0;
                (value / 2.0 - lo / 2.0) / half
            }
        })
    }

    /// The value at a place.
    pub fn value(&self, at: f64) -> f64 {
        let (lo, hi) = self.ends;
        if self.log {
            let (lo, hi) = (lo.log10(), hi.log10());
            10_f64.powf(lo + at * (hi - lo))
        } else {
            lo * (1.0 - at) + hi * at
        }
    }

    fn tick(&self, value: f64, text: String) -> Option<(f64, String)> {
        let at = self.at(value)?;
        ((-1e-9..=1.0 + 1e-9).contains(&at)).then_some((at, text))
    }

    /// 1, 2 or 5 times a power of ten apart.
    fn round_steps(&self, whole: bool) -> Vec<(f64, String)> {
        let (lo, hi) = self.ends;
        let rough = (hi / 2.0 - lo / 2.0) / 2.5;
        let mut power = exponent(rough);
        let mantissa = rough / ten(power);
        let mut times = match mantissa {
            m if m < 1.4 => 1.0,
            m if m < 2.8 => 2.0,
            m if m < 7.0 => 5.0,
            _ => 10.0,
        };
        if whole && power < 0 {
            (times, power) = (1.0, 0);
        }
        let step = times * ten(power);
        if !step.is_finite() || step == 0.0 {
            return Vec::new();
        }
        // Rounding must not cost the axis its lower end.
        let first = (lo / step - 1e-9).ceil();
        let decimals = if times == 10.0 { -power - 1 } else { -power };
        let largest = exponent(lo.abs().max(hi.abs()));
        // More than a float's digits, and nothing more can be told apart.
        (0..12)
            .map_while(|i| {
                let value = (first + f64::from(i)) * step;
                let text = if largest >= 6 || power < -5 {
                    scientific(value, (exponent(value) + decimals).max(0))
                } else {
                    let decimals = usize::try_from(decimals).unwrap_or(0);
                    format!("{value:.decimals$}")
                };
                self.tick(value, unsigned_zero(text))
            })
            .collect()
    }

    /// Powers of ten; where there are too few, 2 and 5 times, too.
    fn round_decades(&self) -> Vec<(f64, String)> {
        let (lo, hi) = self.ends;
        let (first, last) = (exponent(lo), exponent(hi));
        let every = usize::try_from((last - first) / 6).unwrap_or(0).max(1);
        let times: &[f64] = match last - first {
            0..2 => &[1.0, 2.0, 3.0, 5.0, 7.0],
            2..4 => &[1.0, 2.0, 5.0],
            _ => &[1.0],
        };
        let ticks: Vec<_> = (first..=last)
            .step_by(every)
            .flat_map(|power| times.iter().map(move |t| t * ten(power)))
            .filter_map(|value| self.tick(value, short(value)))
            .collect();
        if ticks.len() > 1 {
            return ticks;
        }
        // Less than from 1 to 2: the ends themselves.
        [0.1, 0.5, 0.9]
            .into_iter()
            .map(|at| (at, short(self.value(at))))
            .collect()
    }
}

fn has_place(value: f64, log: bool) -> bool {
    value.is_finite() && (!log || value >= f64::MIN_POSITIVE)
}

/// Ends that differ.
fn span((lo, hi): (f64, f64)) -> (f64, f64) {
    if lo > hi {
        return (0.0, 1.0);
    }
    let size = lo.abs().max(hi.abs());
    if hi / 2.0 - lo / 2.0 > size * 1e-12 && hi - lo > f64::MIN_POSITIVE {
        return (lo, hi);
    }
    let more = if size > 1e-300 { size / 2.0 } else { 1.0 };
    ((lo - more).max(f64::MIN), (hi + more).min(f64::MAX))
}

/// Ends that differ in ratio.
fn decades((lo, hi): (f64, f64)) -> (f64, f64) {
    if lo > hi {
        return (0.1, 1.0);
    }
    if hi / lo > 1.0 + 1e-9 {
        return (lo, hi);
    }
    ((lo / 2.0).max(f64::MIN_POSITIVE), (hi * 2.0).min(f64::MAX))
}

/// Of the first digit: 2 for 123.
fn exponent(value: f64) -> i32 {
    // By the digits, for a logarithm may round to the next one.
    let text = format!("{value:e}");
    text.split_once('e').and_then(|(_, e)| e.parse().ok()).unwrap_or(0)
}

/// The float nearest to the power.
fn ten(power: i32) -> f64 {
    format!("1e{power}").parse().unwrap_or(f64::INFINITY)
}

fn scientific(value: f64, decimals: i32) -> String {
    let decimals = usize::try_from(decimals).unwrap_or(0);
    if value == 0.0 { "0".to_owned() } else { format!("{value:.decimals$e}") }
}

fn unsigned_zero(text: String) -> String {
    match text.strip_prefix('-') {
        Some(rest) if rest.chars().all(|c| c == '0' || c == '.') => {
            rest.to_owned()
        }
        _ => text,
    }
}

/// A number in four digits; whole ones of six are left alone.
pub fn short(value: f64) -> String {
    if !value.is_finite() {
        let text = value.to_string();
        return text.to_lowercase();
    }
    let text = format!("{value:.3e}");
    let (digits, power) = text.split_once('e').unwrap_or((&text, "0"));
    let power: i32 = power.parse().unwrap_or(0);
    let trim = |text: &str| {
        if !text.contains('.') {
            return text.to_owned();
        }
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    };
    if (-4..6).contains(&power) {
        let decimals = usize::try_from(3 - power).unwrap_or(0);
        return unsigned_zero(trim(&format!("{value:.decimals$}")));
    }
    format!("{}e{power}", trim(digits))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(values: &[f64], log: bool) -> Vec<String> {
        let scale = Scale::of(values.iter().copied(), log, 0.0);
        scale.ticks.into_iter().map(|(_, text)| text).collect()
    }

    #[test]
    fn ticks_are_round() {
        for (values, log, wanted) in [
            (&[0.0, 99.0][..], false, "0 20 40 60 80"),
            (&[0.0, 3.0], false, "0 1 2 3"),
            (&[0.0, 1.5], false, "0.0 0.5 1.0 1.5"),
            (&[-0.3, 0.3], false, "-0.3 -0.2 -0.1 0.0 0.1 0.2 0.3"),
            (&[0.0, 5e7], false, "0 1e7 2e7 3e7 4e7 5e7"),
            (&[2e-9, 3.5e-9], false, "2.0e-9 2.5e-9 3.0e-9 3.5e-9"),
            (&[0.001, 100.0], true, "0.001 0.01 0.1 1 10 100"),
            (&[1.0, 30.0], true, "1 2 3 5 7 10 20 30"),
            (&[1.1, 1.2], true, "1.11 1.149 1.19"),
            (&[4.0, 4.0], false, "2 3 4 5 6"),
            (&[], false, "0 1"),
        ] {
            assert_eq!(texts(values, log).join(" "), wanted, "{values:?}");
        }
    }

    #[test]
    fn numbers_are_short() {
        for (value, wanted) in [
            (0.0, "0"),
            (-0.0, "0"),
            (1.0, "1"),
            (0.123_456, "0.1235"),
            (-12.5, "-12.5"),
            (99_999.0, "99999"),
            (99_999.6, "100000"),
            (1e6, "1e6"),
            (1.5e300, "1.5e300"),
            (1e-5, "1e-5"),
            (f64::NAN, "nan"),
            (f64::NEG_INFINITY, "-inf"),
        ] {
            assert_eq!(short(value), wanted);
        }
    }

    #[test]
    fn all_values_have_a_place_on_their_axis() {
        let extremes = [
            0.0,
            5e-324,
            f64::MIN_POSITIVE,
            1e-300,
            1.0,
            1.0 + f64::EPSILON,
            1e300,
            f64::MAX,
            f64::INFINITY,
            f64::NAN,
        ];
        let signed: Vec<f64> =
            extremes.iter().flat_map(|x| [*x, -x]).collect();
        for a in &signed {
            for b in &signed {
                for log in [false, true] {
                    for room in [0.0, 0.04] {
                        let pair = [*a, *b];
                        let scale = Scale::of(pair.into_iter(), log, room);
                        assert!(scale.ends.0 < scale.ends.1, "{a} {b} {log}");
                        for at in pair.iter().filter_map(|v| scale.at(*v)) {
                            let on = (-1e-9..=1.0 + 1e-9).contains(&at);
                            assert!(on, "{a} {b} {log}: {at}");
                        }
                        assert!(scale.ticks.len() < 20, "{a} {b} {log}");
                        assert!(!scale.ticks.is_empty(), "{a} {b} {log}");
                    }
                }
            }
        }
    }
}
