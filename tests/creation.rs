//! Tensors from nothing: what PyTorch 2.15 makes of the same calls.

use torchbook::prelude::*;

fn steps(x: &Tensor) -> Vec<usize> {
    x.strided().strides().to_vec()
}

/// The last line of a traceback.
fn raised(result: Result<Tensor>) -> String {
    format!("{:#}", result.expect_err("PyTorch raises here"))
}

fn bits(x: &Tensor) -> Vec<u32> {
    x.to_vec::<f32>().unwrap().iter().map(|x| x.to_bits()).collect()
}

fn bits64(x: &Tensor) -> Vec<u64> {
    x.to_vec::<f64>().unwrap().iter().map(|x| x.to_bits()).collect()
}

#[test]
fn no_float_counts_beyond_its_digits() {
    let x = zeros(3).expect("a tensor");
    let error = x.random_(1 << 24..).expect_err("PyTorch refuses this");
    assert_eq!(
        format!("{error:#}"),
        "RuntimeError: random_ expects 'from' casted to dtype to be less \
         than or equal to 'to_inc' casted to dtype, but got from=16777216 > \
         to_inc=16777216"
    );
}

#[test]
fn ranges_to_the_last_bit() {
    // Sixteen numbers by registers, four by themselves: 0x3f999999 and
    // 0x3fc00000 tell which.
    assert_eq!(
        bits(&arange((0.1, 2.1, 0.1)).unwrap()),
        [
            0x3dcccccd, 0x3e4ccccd, 0x3e99999a, 0x3ecccccd, 0x3f000000,
            0x3f19999a, 0x3f333333, 0x3f4ccccd, 0x3f666666, 0x3f800000,
            0x3f8ccccd, 0x3f999999, 0x3fa66666, 0x3fb33333, 0x3fc00000,
            0x3fcccccd, 0x3fd9999a, 0x3fe66666, 0x3ff33333, 0x40000000
        ]
    );
    assert_eq!(
        bits64(&arange_with((0.1, 1.1, 0.1), float64).unwrap())[..7],
        [
            0x3fb999999999999a,
            0x3fc999999999999a,
            0x3fd3333333333334,
            0x3fd999999999999a,
            0x3fe0000000000000,
            0x3fe3333333333333,
            0x3fe6666666666666
        ]
    );
    assert_eq!(
        bits(&linspace(-0.1, 0.7, 11).unwrap()),
        [
            0xbdcccccd, 0xbca3d70c, 0x3d75c28e, 0x3e0f5c28, 0x3e6147ae,
            0x3e99999a, 0x3ec28f5c, 0x3eeb851e, 0x3f0a3d70, 0x3f1eb852,
            0x3f333333
        ]
    );
    assert_eq!(
        bits64(&linspace_with(-0.1, 0.7, 7, float64).unwrap()),
        [
            0xbfb999999999999a,
            0x3fa1111111111110,
            0x3fc5555555555555,
            0x3fd3333333333332,
            0x3fdbbbbbbbbbbbbb,
            0x3fe2222222222222,
            0x3fe6666666666666
        ]
    );
}

#[test]
fn ranges_of_integers() -> Result<()> {
    assert_eq!(arange((5, 1, -2))?.repr(), "tensor([5, 3])");
    assert_eq!(arange(2.5)?.repr(), "tensor([0., 1., 2.])");
    assert_eq!(arange(0)?.repr(), "tensor([], dtype=torch.int64)");
    assert_eq!(
        arange_with((-5, 5, 3), uint8)?.repr(),
        "tensor([251, 254,   1,   4], dtype=torch.uint8)"
    );
    // How many counts the fractions, which ones does not.
    assert_eq!(
        arange_with((0.5, 5.2, 1.5), int64)?.repr(),
        "tensor([0, 1, 2, 3])"
    );
    assert_eq!(
        linspace_with(-3, 10, 6, int64)?.repr(),
        "tensor([-3,  0,  2,  4,  7, 10])"
    );
    assert_eq!(eye_with(2, 3, int64)?.repr().lines().count(), 2);
    assert_eq!(eye(0)?.repr(), "tensor([], size=(0, 0))");
    Ok(())
}

#[test]
fn what_cannot_be_made() {
    let sentences = [
        (
            raised(arange((5, 1))),
            "RuntimeError: upper bound and lower bound inconsistent with \
             step sign",
        ),
        (raised(arange((1, 5, 0))), "RuntimeError: step must be nonzero"),
        (
            raised(arange(f64::NAN)),
            "RuntimeError: unsupported range: 0 -> nan",
        ),
        (
            raised(arange(1e20)),
            "RuntimeError: invalid size, possible overflow?",
        ),
        (
            raised(arange_with(3, bool_)),
            "NotImplementedError: \"arange_cpu\" not implemented for 'Bool'",
        ),
        (
            raised(linspace(0, 1, -1)),
            "RuntimeError: number of steps must be non-negative",
        ),
        (
            raised(eye(-1)),
            "RuntimeError: n must be greater or equal to 0, got -1",
        ),
        (
            raised(zeros([2, -1])),
            "RuntimeError: zeros: Dimension size must be non-negative.",
        ),
        (
            raised(ones([2, -1])),
            "RuntimeError: Trying to create tensor with negative dimension \
             -1: [2, -1]",
        ),
        (
            raised(full_with(2, 300, uint8)),
            "RuntimeError: value cannot be converted to type uint8_t without \
             overflow",
        ),
        (
            raised(tensor_with(300, uint8)),
            "RuntimeError: value cannot be converted to type uint8 without \
             overflow",
        ),
        (
            raised(rand_with(2, int64)),
            "NotImplementedError: \"check_uniform_bounds\" not implemented \
             for 'Long'",
        ),
        (
            raised(randint(5, 5, 2)),
            "RuntimeError: random_ expects 'from' to be less than 'to', but \
             got from=5 >= to=5",
        ),
        (
            raised(randint_with(0, 300, 2, uint8)),
            "RuntimeError: to - 1 is out of bounds for unsigned char",
        ),
        (
            raised(normal(0.0, -1.0, 2)),
            "RuntimeError: normal expects std >= 0.0, but found std -1",
        ),
    ];
    for (got, want) in sentences {
        assert_eq!(got, want);
    }
}

#[test]
fn literals_have_up_to_six_dimensions() {
    let deep = tensor([[[[[[1], [2]]]]]]);
    assert_eq!(deep.size(), [1, 1, 1, 1, 2, 1]);
    let none: [[f64; 2]; 0] = [];
    assert_eq!(tensor(none).size(), [0]);
    assert_eq!(tensor(vec![[1u8, 2]]).dtype(), uint8);
    assert_eq!(tensor(&[1.5, 2.5][..]).repr(), "tensor([1.5000, 2.5000])");
}

#[test]
fn rows_must_be_even() {
    let uneven = |rows: Vec<Vec<Vec<i64>>>| raised(Tensor::try_from(rows));
    assert_eq!(
        uneven(vec![vec![vec![1, 2], vec![3, 4]], vec![vec![1, 2], vec![3]]]),
        "ValueError: expected sequence of length 2 at dim 2 (got 1)"
    );
    // Where the first row is empty, PyTorch does not look at the others.
    let empty = Tensor::try_from(vec![vec![], vec![1.0]]).unwrap();
    assert_eq!(empty.size(), [2, 0]);
    let even = Tensor::try_from(vec![vec![1, 2], vec![3, 4]]).unwrap();
    assert_eq!(even.repr(), "tensor([[1, 2],\n        [3, 4]])");
}

/// One seed, then one call after the other, as a script would.
#[test]
fn random_numbers_are_drawn_in_sequence() -> Result<()> {
    manual_seed(0);
    let mut got = Vec::new();
    let mut see = |x: Tensor| got.push(x.repr());
    see(randn([3, 5])?);
    see(rand([2, 2])?);
    see(randint(0, 10, 5)?);
    see(randperm(6)?);
    see(normal(2.0, 3.0, 2)?);
    // Filled in the order of memory, not of rows.
    let turned = zeros([3, 2])?.transpose(0, 1)?;
    see(turned.uniform_(0.0, 1.0)?);
    let with_gaps =
        zeros([4, 6])?.index((slice(None, None, 2), slice(None, None, 3)))?;
    see(with_gaps.transpose(0, 1)?.normal_(0.0, 1.0)?);
    see(zeros(6)?.random_(0..5)?);
    see(zeros_with(2, uint8)?.random_(..)?);
    see(full(6, 0.5)?.bernoulli()?);
    see(zeros(6)?.bernoulli_(0.5)?);
    see(rand([2, 3])?.transpose(0, 1)?.bernoulli()?);
    // Sixteen or more numbers are drawn otherwise, but not across gaps.
    let turned = zeros([2, 9])?.transpose(0, 1)?;
    see(turned.normal_(0.0, 1.0)?);
    let want = "\
tensor([[ 1.5410, -0.2934, -2.1788,  0.5684, -1.0845],
        [-1.3986,  0.4033,  0.8380, -0.7193, -0.4033],
        [-0.5966,  0.1820, -0.8567,  1.1006, -1.0712]])
tensor([[0.1759, 0.2698],
        [0.1507, 0.0317]])
tensor([2, 9, 1, 8, 8])
tensor([3, 2, 0, 4, 5, 1])
tensor([ 2.3681, -0.1236])
tensor([[0.8198, 0.6984, 0.8352],
        [0.9971, 0.5675, 0.2056]])
tensor([[-0.1064, -0.7185],
        [-0.0209,  0.5186]])
tensor([0., 0., 3., 2., 3., 2.])
tensor([ 53, 133], dtype=torch.uint8)
tensor([0., 0., 0., 0., 0., 1.])
tensor([1., 1., 1., 0., 1., 0.])
tensor([[0., 1.],
        [1., 0.],
        [0., 0.]])
tensor([[-1.3125, -1.1236],
        [-0.0240, -0.6513],
        [ 0.6480,  0.5693],
        [ 1.7340,  0.1782],
        [-0.1336,  1.3549],
        [-0.8351, -0.0112],
        [ 0.9855,  0.5928],
        [-0.0052,  0.8067],
        [-0.0944,  0.3174]])";
    assert_eq!(got.join("\n"), want);
    Ok(())
}

#[test]
fn what_is_like_another_lies_like_it() -> Result<()> {
    let turned = zeros([2, 3])?.transpose(0, 1)?;
    assert_eq!(steps(&turned.ones_like()?), [1, 3]);
    assert_eq!(steps(&turned.rand_like()?), [1, 3]);
    let repeated = zeros([1, 3])?.expand([2, 3])?;
    assert_eq!(steps(&repeated.zeros_like()?), [3, 1]);
    assert_eq!(arange(2)?.full_like(1.5)?.repr(), "tensor([1, 1])");
    Ok(())
}
