//! Modules, as PyTorch has them.

use torchbook::prelude::*;

struct Net {
    fc1: nn::Linear,
    w: Tensor,
    plain: Tensor,
    fc2: nn::Linear,
    b: nn::Buffer,
}
module!(Net { fc1, w, plain, fc2, b });

fn net() -> Net {
    let fc1 = nn::Linear::new(2, 3).unwrap();
    let w = parameter(&ones([2]).unwrap()).unwrap();
    let plain = ones([4]).unwrap();
    let fc2 = nn::Linear::without_bias(3, 1).unwrap();
    let b = nn::Buffer(zeros([3]).unwrap());
    Net { fc1, w, plain, fc2, b }
}

fn names<T>(named: &[(String, T)]) -> Vec<&str> {
    named.iter().map(|(name, _)| &**name).collect()
}

/// Recorded from PyTorch 2.15.0.
#[test]
fn own_tensors_come_before_those_of_the_children() {
    let net = net();
    assert_eq!(
        net.repr(),
        "Net(\n  \
           (fc1): Linear(in_features=2, out_features=3, bias=True)\n  \
           (fc2): Linear(in_features=3, out_features=1, bias=False)\n\
         )"
    );
    assert_eq!(
        names(&net.named_parameters()),
        ["w", "fc1.weight", "fc1.bias", "fc2.weight"]
    );
    assert_eq!(
        net.state_dict().keys().collect::<Vec<_>>(),
        ["w", "b", "fc1.weight", "fc1.bias", "fc2.weight"]
    );
}

/// Recorded from PyTorch 2.15.0.
#[test]
fn linear_begins_as_in_pytorch() {
    manual_seed(0);
    let layer = nn::Linear::new(2, 3).unwrap();
    let weight: Vec<f32> = layer.weight.to_vec().unwrap();
    assert_eq!(
        weight.map_f64(),
        [
            -0.005293981172144413,
            0.37932288646698,
            -0.5819807648658752,
            -0.5203874707221985,
            -0.27234524488449097,
            0.1896158903837204
        ]
    );
    let bias: Vec<f32> = layer.bias.as_ref().unwrap().to_vec().unwrap();
    assert_eq!(
        bias.map_f64(),
        [-0.014010033570230007, 0.5606575012207031, -0.06275151669979095]
    );
}

trait MapF64 {
    fn map_f64(&self) -> Vec<f64>;
}

impl MapF64 for Vec<f32> {
    fn map_f64(&self) -> Vec<f64> {
        self.iter().map(|&x| x.into()).collect()
    }
}
