/*!
What PyTorch does and people trip over, implemented.
*/

pub mod tensor;
