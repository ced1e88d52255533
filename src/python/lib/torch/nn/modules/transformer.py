"""Transformer: encoders and decoders, in layers."""

import copy

from torch import _C
from torch.nn import functional as F, init
from torch.nn._attention import _canonical_mask
from torch.nn.modules.attention import MultiheadAttention
from torch.nn.modules.container import ModuleList
from torch.nn.modules.dropout import Dropout
from torch.nn.modules.linear import Linear
from torch.nn.modules.module import Module
from torch.nn.modules.normalization import LayerNorm


def _causal_mask(size, dtype=None):
    """Minus infinity above the diagonal."""
    zeros = _C.zeros((size, size), dtype=dtype or _C.float32)
    now = _C.arange(size)
    return zeros.masked_fill(now > now.unsqueeze(1), float("-inf"))


def _is_causal(mask, is_causal, size):
    """Whether a mask hides all that comes later."""
    if is_causal is not None or mask is None:
        return is_causal is True
    if tuple(mask.shape[-2:]) != (size, size) or mask.dim() != 2:
        return False
    return bool((mask == _causal_mask(size, mask.dtype)).all())


def _length(x, batch_first):
    if x.dim() == 2:
        return x.size(0)
    return x.size(1 if batch_first else 0)


def _activation(name):
    if not isinstance(name, str):
        return name
    if name not in ("relu", "gelu"):
        raise RuntimeError(f"activation should be relu/gelu, not {name}")
    return getattr(F, name)


class _Layer(Module):
    """What layers of both kinds are made of."""

    _attentions = ()

    def __init__(
        self,
        d_model,
        nhead,
        dim_feedforward=2048,
        dropout=0.1,
        activation="relu",
        layer_norm_eps=1e-5,
        batch_first=False,
        norm_first=False,
        bias=True,
        device=None,
        dtype=None,
    ):
        super().__init__()
        for name in self._attentions:
            attention = MultiheadAttention(
                d_model,
                nhead,
                dropout=dropout,
                bias=bias,
                batch_first=batch_first,
                dtype=dtype,
            )
            setattr(self, name, attention)
        self.linear1 = Linear(d_model, dim_feedforward, bias, dtype=dtype)
        self.dropout = Dropout(dropout)
        self.linear2 = Linear(dim_feedforward, d_model, bias, dtype=dtype)
        self.norm_first = norm_first
        parts = range(1, len(self._attentions) + 2)
        for nr in parts:
            norm = LayerNorm(
                d_model, eps=layer_norm_eps, bias=bias, dtype=dtype
            )
            setattr(self, f"norm{nr}", norm)
        for nr in parts:
            setattr(self, f"dropout{nr}", Dropout(dropout))
        self.activation = _activation(activation)

    def _attend(self, attention, dropout, x, memory, mask, padding, causal):
        output, _ = attention(
            x,
            memory,
            memory,
            attn_mask=mask,
            key_padding_mask=padding,
            is_causal=causal,
            need_weights=False,
        )
        return dropout(output)

    def _feed(self, dropout, x):
        hidden = self.dropout(self.activation(self.linear1(x)))
        return dropout(self.linear2(hidden))


class TransformerEncoderLayer(_Layer):
    _attentions = ("self_attn",)

    def forward(
        self,
        src,
        src_mask=None,
        src_key_padding_mask=None,
        is_causal=False,
    ):
        src_key_padding_mask = _canonical_mask(
            src_key_padding_mask,
            "src_key_padding_mask",
            None if src_mask is None else src_mask.dtype,
            "src_mask",
            src.dtype,
        )
        src_mask = _canonical_mask(
            src_mask, "src_mask", None, "", src.dtype, False
        )

        def attend(x):
            return self._attend(
                self.self_attn,
                self.dropout1,
                x,
                x,
                src_mask,
                src_key_padding_mask,
                is_causal,
            )

        x = src
        if self.norm_first:
            x = x + attend(self.norm1(x))
            return x + self._feed(self.dropout2, self.norm2(x))
        x = self.norm1(x + attend(x))
        return self.norm2(x + self._feed(self.dropout2, x))


class TransformerDecoderLayer(_Layer):
    _attentions = ("self_attn", "multihead_attn")

    def forward(
        self,
        tgt,
        memory,
        tgt_mask=None,
        memory_mask=None,
        tgt_key_padding_mask=None,
        memory_key_padding_mask=None,
        tgt_is_causal=False,
        memory_is_causal=False,
    ):
        def attend(x):
            return self._attend(
                self.self_attn,
                self.dropout1,
                x,
                x,
                tgt_mask,
                tgt_key_padding_mask,
                tgt_is_causal,
            )

        def remember(x):
            return self._attend(
                self.multihead_attn,
                self.dropout2,
                x,
                memory,
                memory_mask,
                memory_key_padding_mask,
                memory_is_causal,
            )

        x = tgt
        if self.norm_first:
            x = x + attend(self.norm1(x))
            x = x + remember(self.norm2(x))
            return x + self._feed(self.dropout3, self.norm3(x))
        x = self.norm1(x + attend(x))
        x = self.norm2(x + remember(x))
        return self.norm3(x + self._feed(self.dropout3, x))


def _copies(module, count):
    return ModuleList([copy.deepcopy(module) for _ in range(count)])


class TransformerEncoder(Module):
    def __init__(
        self,
        encoder_layer,
        num_layers,
        norm=None,
        enable_nested_tensor=True,
        mask_check=True,
    ):
        super().__init__()
        self.layers = _copies(encoder_layer, num_layers)
        self.num_layers = num_layers
        self.norm = norm
        self.enable_nested_tensor = enable_nested_tensor
        self.mask_check = mask_check
        self.use_nested_tensor = enable_nested_tensor
        why = self._not_nested(encoder_layer)
        if enable_nested_tensor and why:
            import warnings

            warnings.warn(
                "enable_nested_tensor is True, but self.use_nested_tensor is "
                f"False because {why}",
                stacklevel=2,
            )
            self.use_nested_tensor = False

    @staticmethod
    def _not_nested(layer):
        """Why sequences of different lengths are not computed as such."""
        if not isinstance(layer, TransformerEncoderLayer):
            return "encoder_layer was not TransformerEncoderLayer"
        if layer.norm_first:
            return "encoder_layer.norm_first was True"
        attention = layer.self_attn
        if not attention.batch_first:
            return (
                "encoder_layer.self_attn.batch_first was not True(use "
                "batch_first for better inference performance)"
            )
        if not attention._qkv_same_embed_dim:
            return "encoder_layer.self_attn._qkv_same_embed_dim was not True"
        if attention.in_proj_bias is None:
            return "encoder_layer.self_attn was passed bias=False"
        if layer.activation not in (F.relu, F.gelu):
            return (
                "encoder_layer.activation_relu_or_gelu was not True"
            )
        if layer.norm1.eps != layer.norm2.eps:
            return "encoder_layer.norm1.eps was not equal to norm2.eps"
        if attention.num_heads % 2 == 1:
            return "encoder_layer.self_attn.num_heads is odd"
        return ""

    def _leaves_out(self, src, mask, padding):
        """Whether what is padding comes out as zeros."""
        if not self.use_nested_tensor or self.training or src.dim() != 3:
            return False
        if padding is None or mask is not None:
            return False
        if _C.is_grad_enabled() and (
            src.requires_grad
            or any(x.requires_grad for x in self.layers[0].parameters())
        ):
            return False
        there = (padding == 0).to(_C.int64)
        # Only where all padding is at the end.
        return bool((there[:, 1:] <= there[:, :-1]).all())

    def forward(
        self, src, mask=None, src_key_padding_mask=None, is_causal=None
    ):
        padding = _canonical_mask(
            src_key_padding_mask,
            "src_key_padding_mask",
            None if mask is None else mask.dtype,
            "mask",
            src.dtype,
        )
        mask = _canonical_mask(mask, "mask", None, "", src.dtype, False)
        batch_first = self.layers[0].self_attn.batch_first
        causal = _is_causal(mask, is_causal, _length(src, batch_first))
        output = src
        for layer in self.layers:
            output = layer(
                output,
                src_mask=mask,
                is_causal=causal,
                src_key_padding_mask=padding,
            )
        if self._leaves_out(src, mask, padding):
            output = output.masked_fill((padding != 0).unsqueeze(-1), 0.0)
        if self.norm is not None:
            output = self.norm(output)
        return output


class TransformerDecoder(Module):
    def __init__(self, decoder_layer, num_layers, norm=None):
        super().__init__()
        self.layers = _copies(decoder_layer, num_layers)
        self.num_layers = num_layers
        self.norm = norm

    def forward(
        self,
        tgt,
        memory,
        tgt_mask=None,
        memory_mask=None,
        tgt_key_padding_mask=None,
        memory_key_padding_mask=None,
        tgt_is_causal=None,
        memory_is_causal=False,
    ):
        output = tgt
        batch_first = self.layers[0].self_attn.batch_first
        length = _length(tgt, batch_first)
        causal = _is_causal(tgt_mask, tgt_is_causal, length)
        for layer in self.layers:
            output = layer(
                output,
                memory,
                tgt_mask=tgt_mask,
                memory_mask=memory_mask,
                tgt_key_padding_mask=tgt_key_padding_mask,
                memory_key_padding_mask=memory_key_padding_mask,
                tgt_is_causal=causal,
                memory_is_causal=memory_is_causal,
            )
        if self.norm is not None:
            output = self.norm(output)
        return output


class Transformer(Module):
    def __init__(
        self,
        d_model=512,
        nhead=8,
        num_encoder_layers=6,
        num_decoder_layers=6,
        dim_feedforward=2048,
        dropout=0.1,
        activation="relu",
        custom_encoder=None,
        custom_decoder=None,
        layer_norm_eps=1e-5,
        batch_first=False,
        norm_first=False,
        bias=True,
        device=None,
        dtype=None,
    ):
        super().__init__()
        options = (
            d_model,
            nhead,
            dim_feedforward,
            dropout,
            activation,
            layer_norm_eps,
            batch_first,
            norm_first,
            bias,
            device,
            dtype,
        )

        def norm():
            return LayerNorm(
                d_model, eps=layer_norm_eps, bias=bias, dtype=dtype
            )

        if custom_encoder is not None:
            self.encoder = custom_encoder
        else:
            layer = TransformerEncoderLayer(*options)
            self.encoder = TransformerEncoder(
                layer, num_encoder_layers, norm()
            )
        if custom_decoder is not None:
            self.decoder = custom_decoder
        else:
            layer = TransformerDecoderLayer(*options)
            self.decoder = TransformerDecoder(
                layer, num_decoder_layers, norm()
            )
        self._reset_parameters()
        self.d_model = d_model
        self.nhead = nhead
        self.batch_first = batch_first

    def _reset_parameters(self):
        for parameter in self.parameters():
            if parameter.dim() > 1:
                init.xavier_uniform_(parameter)

    @staticmethod
    def generate_square_subsequent_mask(sz, device=None, dtype=None):
        return _causal_mask(sz, dtype)

    def forward(
        self,
        src,
        tgt,
        src_mask=None,
        tgt_mask=None,
        memory_mask=None,
        src_key_padding_mask=None,
        tgt_key_padding_mask=None,
        memory_key_padding_mask=None,
        src_is_causal=None,
        tgt_is_causal=None,
        memory_is_causal=False,
    ):
        batch_dim = 0 if self.batch_first else 1
        if src.dim() == 3 and src.size(batch_dim) != tgt.size(batch_dim):
            raise RuntimeError("the batch number of src and tgt must be equal")
        if src.size(-1) != self.d_model or tgt.size(-1) != self.d_model:
            raise RuntimeError(
                "the feature number of src and tgt must be equal to d_model"
            )
        memory = self.encoder(
            src,
            mask=src_mask,
            src_key_padding_mask=src_key_padding_mask,
            is_causal=src_is_causal,
        )
        return self.decoder(
            tgt,
            memory,
            tgt_mask=tgt_mask,
            memory_mask=memory_mask,
            tgt_key_padding_mask=tgt_key_padding_mask,
            memory_key_padding_mask=memory_key_padding_mask,
            tgt_is_causal=tgt_is_causal,
            memory_is_causal=memory_is_causal,
        )
