//! Tensors that look at other memory from now on: `resize_`, `set_`, `out=`;
//! and that forget where they came from: `detach_`.

use super::tensor::{Tensor, no_grad};
use crate::tensor::{
    DType, Result, Size, Strided, TorchError, check_allocation,
};

impl Tensor {
    /// Another shape, in place, over the same memory, which grows if it
    /// must: `x.resize_(size)`. What is new is zero.
    ///
    /// # Errors
    /// `RuntimeError` if gradients are asked for, or for more than memory
    /// holds.
    pub fn resize_(&self, size: &Size) -> Result<Tensor> {
        if self.requires_grad() {
            return Err(TorchError::runtime(
                "cannot resize variables that require grad",
            ));
        }
        self.reshape_memory(size)?;
        Ok(self.clone())
    }

    fn reshape_memory(&self, size: &Size) -> Result<()> {
        if self.size() == *size {
            return Ok(());
        }
        size.checked_numel().ok_or(TorchError::Numel)?;
        check_allocation(size, self.dtype().itemsize())?;
        let own = self.strided().clone();
        own.storage().grow(own.offset() + size.numel());
        let strides = size.contiguous_strides();
        self.set_window(own.window(size.clone(), strides, own.offset()));
        Ok(())
    }

    /// Looks at the memory of another tensor from now on: `x.set_(source)`.
    /// Without one, at none.
    ///
    /// # Errors
    /// `RuntimeError` for another dtype.
    pub fn set_(&self, source: Option<&Tensor>) -> Result<Tensor> {
        let window = match source {
            None => Strided::full(Size::new(&[0]), 0, self.dtype())?,
            Some(source) if source.dtype() == self.dtype() => {
                source.strided().clone()
            }
            Some(source) => {
                return Err(TorchError::runtime(format!(
                    "Could not set tensor of type {} to a tensor of type {}",
                    in_c(source.dtype()),
                    in_c(self.dtype())
                )));
            }
        };
        self.check_history()?;
        self.set_window(window);
        Ok(self.clone())
    }

    /// Forgets where it came from, in place: `x.detach_()`.
    ///
    /// # Errors
    /// `RuntimeError` for a view.
    pub fn detach_(&self) -> Result<Tensor> {
        if self.view_made().is_some() {
            return Err(TorchError::runtime(
                "Can't detach views in-place. Use detach() instead. If you \
                 are using DistributedDataParallel (DDP) for training, and \
                 gradient_as_bucket_view is set as True, gradients are views \
                 of DDP buckets, and hence detach_() cannot be called on \
                 these gradients. To fix this error, please refer to the \
                 Optimizer.zero_grad() function in \
                 torch/optim/optimizer.py as the solution.",
            ));
        }
        self.forget_history();
        self.meta_mut(|meta| meta.requires_grad = false);
        Ok(self.clone())
    }

    /// Takes a result: `out=`. Says whether it had to be resized although it
    /// had elements.
    ///
    /// # Errors
    /// `RuntimeError` if it cannot hold the dtype.
    pub fn receive(&self, result: &Tensor) -> Result<bool> {
        if !result.dtype().can_cast(self.dtype()) {
            let (from, to) = (result.dtype(), self.dtype());
            return Err(TorchError::ResultCast { from, to });
        }
        no_grad(|| {
            let other = self.size() != result.size();
            let resized = other && self.numel() > 0;
            self.reshape_memory(&result.size())?;
            self.strided().copy_from(&result.strided())?;
            Ok(resized)
        })
    }
}

/// C's name of a type.
fn in_c(dtype: DType) -> &'static str {
    match dtype {
        DType::Bool => "bool",
        DType::Uint8 => "unsigned char",
        DType::Int32 => "int",
        DType::Int64 => "long int",
        DType::Float32 => "float",
        DType::Float64 => "double",
    }
}
