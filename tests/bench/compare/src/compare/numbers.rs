//! Medians, and how numbers are written.

/// The median and the quartiles around it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spread {
    pub low: f64,
    pub median: f64,
    pub high: f64,
}

impl Spread {
    /// Of at least one number.
    pub fn of(mut numbers: Vec<f64>) -> Spread {
        numbers.sort_by(f64::total_cmp);
        let at = |part: f64| {
            let place = part * (numbers.len() - 1) as f64;
            let (below, above) = (place.floor(), place.ceil());
            let (a, b) = (numbers[below as usize], numbers[above as usize]);
            a + (b - a) * (place - below)
        };
        Spread { low: at(0.25), median: at(0.5), high: at(0.75) }
    }
}

/// `38 (35-41)`
pub fn ratio(spread: Spread) -> String {
    let Spread { low, median, high } = spread;
    format!("{} ({}-{})", digits(median), digits(low), digits(high))
}

/// Two digits that count, or all before the point.
pub fn digits(x: f64) -> String {
    let decimals = match x {
        _ if x >= 9.95 => 0,
        _ if x >= 0.995 => 1,
        _ => 2,
    };
    grouped(&format!("{x:.decimals$}"))
}

/// With a comma at every thousand.
fn grouped(number: &str) -> String {
    let (whole, rest) = match number.find('.') {
        Some(point) => number.split_at(point),
        None => (number, ""),
    };
    let mut out = String::new();
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out + rest
}

pub fn duration(nanoseconds: f64) -> String {
    let (number, unit) = match nanoseconds {
        _ if nanoseconds < 1e6 => (nanoseconds / 1e3, "µs"),
        _ if nanoseconds < 1e9 => (nanoseconds / 1e6, "ms"),
        _ => (nanoseconds / 1e9, "s"),
    };
    format!("{} {unit}", digits(number))
}

pub fn megabytes(bytes: u64) -> String {
    match bytes as f64 / 1e6 {
        x if x < 0.05 => "0".to_owned(),
        x if x < 9.95 => format!("{x:.1}"),
        x => grouped(&format!("{x:.0}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quartiles_lie_between_numbers() {
        let spread = Spread::of(vec![4.0, 1.0, 3.0, 2.0]);
        let wanted = Spread { low: 1.75, median: 2.5, high: 3.25 };
        assert_eq!(spread, wanted);
        assert_eq!(Spread::of(vec![7.0]).high, 7.0);
    }

    #[test]
    fn numbers_have_two_digits_that_count() {
        let written = [0.012, 0.5, 0.996, 3.26, 9.96, 1234.5].map(digits);
        assert_eq!(written, ["0.01", "0.50", "1.0", "3.3", "10", "1,234"]);
    }

    #[test]
    fn a_duration_has_the_unit_that_fits() {
        let written = [99.0, 1.5e6, 2e9].map(duration);
        assert_eq!(written, ["0.10 µs", "1.5 ms", "2.0 s"]);
    }
}
