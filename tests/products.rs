/*!
Products of matrices against a recording of PyTorch 2.15: in float32 no bit
may be off, but for the layouts in [`is_known`]; in float64 the last ones may.
*/

mod recording;

use recording::{Bytes, render};
use torchbook::autograd::Tensor;
use torchbook::tensor::random::Generator;
use torchbook::tensor::{Element, Size, Strided};

/// Made by `record_products.py`, which describes it.
const RECORDING: &str = include_str!("pytorch/products.txt");

/// How many numbers there are for factors to be cut from.
const POOL: usize = 1 << 20;

/// Both factors lie column by column, and rows are few: PyTorch adds in
/// orders of its own, which no published script was seen to meet.
fn is_known(words: &[&str]) -> bool {
    let rows: usize = words[4].parse().unwrap();
    words[2] == "tt" && rows < 8 && words[0] != "mv"
}

#[test]
fn every_product_has_pytorchs_bits() {
    let mut f32s = vec![0.0; POOL];
    Generator::new(5).normal_f32(&mut f32s, 0.0, 1.0, true).unwrap();
    let f32s = Tensor::from_strided(Strided::new(f32s, Size::new(&[POOL])));
    let mut f64s = vec![0.0; POOL];
    Generator::new(5).normal_f64(&mut f64s, 0.0, 1.0, true).unwrap();
    let f64s = Tensor::from_strided(Strided::new(f64s, Size::new(&[POOL])));
    let mut off = Vec::new();
    let (mut lines, mut doubles, mut doubles_off) = (0, 0, 0);
    for line in RECORDING.lines() {
        let (call, want) = line.split_once(" =").unwrap();
        let words: Vec<&str> = call.split(' ').collect();
        if words[1] == "f64" {
            let got = replay::<f64>(&f64s, &words);
            doubles += 1;
            doubles_off += usize::from(got != want.trim());
            continue;
        }
        lines += 1;
        if replay::<f32>(&f32s, &words) != want.trim() && !is_known(&words) {
            off.push(call);
        }
    }
    eprintln!("{doubles_off} of {doubles} f64");
    assert!(off.is_empty(), "{} of {lines}:\n{}", off.len(), off.join("\n"));
    assert!(lines > 1000, "only {lines} lines were replayed");
}

fn replay<T: Element + Bytes>(pool: &Tensor, words: &[&str]) -> String {
    let sizes: Vec<i64> =
        words[3..].iter().map(|x| x.parse().unwrap()).collect();
    let [batch, m, k, n] = sizes[..] else { panic!("{words:?}") };
    let factor = |from: usize, layout: u8, rows: i64, columns: i64| {
        let numel = batch * rows * columns;
        let x = pool.narrow(0, from as i64, numel).unwrap();
        let x = match layout {
            b'n' => x.view([batch, rows, columns]).unwrap(),
            _ => {
                let x = x.view([batch, columns, rows]).unwrap();
                x.transpose(1, 2).unwrap()
            }
        };
        if words[0] == "bmm" { x } else { x.select(0, 0).unwrap() }
    };
    let layouts = words[2].as_bytes();
    let a = factor(1, layouts[0], m, k);
    let b = factor(POOL / 2, layouts[1], k, n);
    let product = match words[0] {
        "mm" => a.mm(&b),
        "bmm" => a.bmm(&b),
        "mv" => a.mv(&b.reshape([k]).unwrap()),
        "addmm" => {
            let added = pool.narrow(0, POOL as i64 - n, n).unwrap();
            added.addmm(&a, &b)
        }
        name => panic!("{name}"),
    };
    let product: Vec<T> = product.unwrap().strided().to_vec().unwrap();
    render(&product)
}
