/*!
The loops that take most of the time.

What is here knows memory: slices, steps between elements, numbers. Tensors,
dtypes, errors and gradients are one floor up, and decide what is to be done;
here is only how it is done fast, with the bits that PyTorch gives.
*/

#![deny(unsafe_code)]

pub mod functions;
pub mod fused;
pub mod machine;
pub mod number;
pub mod products;
pub mod recurrent;
