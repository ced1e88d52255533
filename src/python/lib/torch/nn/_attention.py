"""torch.nn.functional, the part that knows queries, keys and values."""

import math as _math

from torch import _C


def scaled_dot_product_attention(
    query,
    key,
    value,
    attn_mask=None,
    dropout_p=0.0,
    is_causal=False,
    scale=None,
    enable_gqa=False,
):
    _check_attention(query, key, value, attn_mask, is_causal)
    if enable_gqa:
        key, value = _shared(key, query), _shared(value, query)
    if scale is None:
        scale = 1.0 / _math.sqrt(query.size(-1))
    mask = attn_mask
    if is_causal:
        now = _C.arange(query.size(-2)).unsqueeze(1)
        mask = now >= _C.arange(key.size(-2))
    if mask is not None and mask.dtype is _C.bool:
        mask = _minus_infinity(mask.logical_not(), query.dtype)
    learned = attn_mask is not None and attn_mask.requires_grad
    if dropout_p == 0.0 and not learned and query.dim() > 2:
        if query.dim() != 3:
            return _C._attention(query, key, value, mask, scale)
        batch = [x.unsqueeze(0) for x in (query, key, value)]
        return _C._attention(*batch, mask, scale).squeeze(0)
    root = _math.sqrt(scale)
    scores = (query * root) @ (key.transpose(-2, -1) * root)
    if mask is not None:
        scores = scores + mask
    if mask is None:
        weights = scores.softmax(-1)
    else:
        nothing = (scores == float("-inf")).all(-1, keepdim=True)
        weights = scores.masked_fill(nothing, 0.0).softmax(-1)
        weights = weights.masked_fill(nothing, 0.0)
    if dropout_p > 0.0:
        weights = _C._dropout(weights, float(dropout_p), True)
    return weights @ value


def _check_attention(query, key, value, attn_mask, is_causal):
    def name(x):
        names = {
            _C.float32: "float",
            _C.float64: "double",
            _C.int64: "long int",
            _C.int32: "int",
            _C.uint8: "unsigned char",
            _C.bool: "bool",
        }
        return names[x.dtype]

    if not query.dtype is key.dtype is value.dtype:
        raise RuntimeError(
            "Expected query, key, and value to have the same dtype, but got "
            f"query.dtype: {name(query)} key.dtype: {name(key)} and "
            f"value.dtype: {name(value)} instead."
        )
    if min(query.dim(), key.dim(), value.dim()) < 2:
        raise RuntimeError(
            "Expected query, key, and value to all be  at least 2 "
            f"dimensional, but got query.dim: {query.dim()} key.dim: "
            f"{key.dim()} and value.dim: {value.dim()} instead."
        )
    if attn_mask is not None:
        if attn_mask.dtype not in (_C.bool, _C.float32, query.dtype):
            raise RuntimeError(
                "Expected attn_mask dtype to be bool or float or to match "
                f"query dtype, but got attn_mask.dtype: {name(attn_mask)} "
                f"and  query.dtype: {name(query)} instead."
            )
        if is_causal:
            raise RuntimeError(
                "_scaled_dot_product_attention: Explicit attn_mask should "
                "not be set when is_causal=True"
            )


def _shared(x, query):
    """Every head once for each query head that shares it."""
    heads = x.size(-3)
    times = query.size(-3) // heads
    *batch, _, length, width = x.shape
    each = x.unsqueeze(-3).expand(*batch, heads, times, length, width)
    return each.reshape(*batch, heads * times, length, width)


def _minus_infinity(where, dtype):
    zeros = _C.zeros(where.shape, dtype=dtype)
    return zeros.masked_fill(where, float("-inf"))


def _canonical_mask(mask, mask_name, other, other_name, target, check=True):
    """A mask to be added."""
    if mask is None:
        return None
    if mask.dtype is not _C.bool and not mask.is_floating_point():
        raise AssertionError(
            f"only bool and floating types of {mask_name} are supported"
        )
    if check and other is not None and mask.dtype is not other:
        import warnings

        warnings.warn(
            f"Support for mismatched {mask_name} and {other_name} is "
            "deprecated. Use same type for both instead.",
            stacklevel=4,
        )
    if mask.dtype is _C.bool:
        mask = _minus_infinity(mask, target)
    return mask


def _batched(query, key, value, key_padding_mask, attn_mask, num_heads):
    """Whether there is a batch; refuses what does not fit."""
    if query.dim() not in (2, 3):
        raise AssertionError(
            "query should be unbatched 2D or batched 3D tensor but received "
            f"{query.dim()}-D query tensor"
        )
    dims = query.dim()
    word = {2: "unbatched (2-D)", 3: "batched (3-D)"}[dims]
    if key.dim() != dims or value.dim() != dims:
        raise AssertionError(
            f"For {word} `query`, expected `key` and `value` to be {dims}-D "
            f"but found {key.dim()}-D and {value.dim()}-D tensors "
            "respectively"
        )
    if key_padding_mask is not None and key_padding_mask.dim() != dims - 1:
        raise AssertionError(
            f"For {word} `query`, expected `key_padding_mask` to be `None` "
            f"or {dims - 1}-D but found {key_padding_mask.dim()}-D tensor "
            "instead"
        )
    if attn_mask is not None:
        if attn_mask.dim() not in (2, 3):
            raise AssertionError(
                f"For {word} `query`, expected `attn_mask` to be `None`, 2-D "
                f"or 3-D but found {attn_mask.dim()}-D tensor instead"
            )
        if dims == 2 and attn_mask.dim() == 3:
            shape = (num_heads, query.shape[0], key.shape[0])
            if tuple(attn_mask.shape) != shape:
                raise AssertionError(
                    f"Expected `attn_mask` shape to be {shape} but got "
                    f"{attn_mask.shape}"
                )
    return dims == 3


def _in_projection_packed(query, key, value, weight, bias, linear):
    """What in-projections make of queries, keys and values, one weight
    holding all three."""
    width = query.size(-1)
    if key is value:
        if query is key:
            all_three = linear(query, weight, bias)
            all_three = (
                all_three.view(*all_three.shape[:-1], 3, width)
                .unsqueeze(0)
                .transpose(0, -2)
                .squeeze(-2)
                .contiguous()
            )
            return all_three[0], all_three[1], all_three[2]
        of_query, of_both = weight.split([width, 2 * width])
        bias_q = bias_both = None
        if bias is not None:
            bias_q, bias_both = bias.split([width, 2 * width])
        projected = linear(query, of_query, bias_q)
        both = linear(key, of_both, bias_both)
        both = (
            both.view(*both.shape[:-1], 2, width)
            .unsqueeze(0)
            .transpose(0, -2)
            .squeeze(-2)
            .contiguous()
        )
        return projected, both[0], both[1]
    weights = weight.chunk(3)
    biases = (None, None, None) if bias is None else bias.chunk(3)
    given = query, key, value
    return tuple(linear(*each) for each in zip(given, weights, biases))


def multi_head_attention_forward(
    query,
    key,
    value,
    embed_dim_to_check,
    num_heads,
    in_proj_weight,
    in_proj_bias,
    bias_k,
    bias_v,
    add_zero_attn,
    dropout_p,
    out_proj_weight,
    out_proj_bias,
    training=True,
    key_padding_mask=None,
    need_weights=True,
    attn_mask=None,
    use_separate_proj_weight=False,
    q_proj_weight=None,
    k_proj_weight=None,
    v_proj_weight=None,
    static_k=None,
    static_v=None,
    average_attn_weights=True,
    is_causal=False,
):
    from torch.nn.functional import linear, pad

    is_batched = _batched(
        query, key, value, key_padding_mask, attn_mask, num_heads
    )
    if not is_batched:
        query, key, value = (x.unsqueeze(1) for x in (query, key, value))
        if key_padding_mask is not None:
            key_padding_mask = key_padding_mask.unsqueeze(0)
    length, batch, width = query.shape
    source = key.size(0)
    key_padding_mask = _canonical_mask(
        key_padding_mask,
        "key_padding_mask",
        None if attn_mask is None else attn_mask.dtype,
        "attn_mask",
        query.dtype,
    )
    if is_causal and attn_mask is None:
        raise RuntimeError(
            "Need attn_mask if specifying the is_causal hint. You may use "
            "the Transformer module method "
            "`generate_square_subsequent_mask` to create this mask."
        )
    if is_causal and key_padding_mask is None and not need_weights:
        attn_mask = None
    else:
        attn_mask = _canonical_mask(
            attn_mask, "attn_mask", None, "", query.dtype, False
        )
        if key_padding_mask is not None:
            is_causal = False
    if width != embed_dim_to_check:
        raise AssertionError(
            f"was expecting embedding dimension of {embed_dim_to_check}, but "
            f"got {width}"
        )
    head = width // num_heads
    if head * num_heads != width:
        raise AssertionError(
            f"embed_dim {width} not divisible by num_heads {num_heads}"
        )
    if use_separate_proj_weight:
        if key.shape[:2] != value.shape[:2]:
            raise AssertionError(
                f"key's sequence and batch dims {key.shape[:2]} do not match "
                f"value's {value.shape[:2]}"
            )
        biases = (None, None, None)
        if in_proj_bias is not None:
            biases = in_proj_bias.chunk(3)
        weights = q_proj_weight, k_proj_weight, v_proj_weight
        given = query, key, value
        q, k, v = (linear(*each) for each in zip(given, weights, biases))
    else:
        if key.shape != value.shape:
            raise AssertionError(
                f"key shape {key.shape} does not match value shape "
                f"{value.shape}"
            )
        q, k, v = _in_projection_packed(
            query, key, value, in_proj_weight, in_proj_bias, linear
        )
    if attn_mask is not None:
        shape = (length, source)
        if attn_mask.dim() == 3:
            shape = (batch * num_heads, *shape)
        if tuple(attn_mask.shape) != shape:
            raise RuntimeError(
                f"The shape of the {attn_mask.dim()}D attn_mask is "
                f"{attn_mask.shape}, but should be {shape}."
            )
        if attn_mask.dim() == 2:
            attn_mask = attn_mask.unsqueeze(0)
    if bias_k is not None and bias_v is not None:
        k = _C.cat([k, bias_k.expand(1, batch, -1)])
        v = _C.cat([v, bias_v.expand(1, batch, -1)])
        attn_mask, key_padding_mask = (
            None if mask is None else pad(mask, (0, 1))
            for mask in (attn_mask, key_padding_mask)
        )
    heads = batch * num_heads
    q = q.view(length, heads, head).transpose(0, 1)
    if static_k is None:
        k = k.view(k.shape[0], heads, head).transpose(0, 1)
    else:
        k = static_k
    if static_v is None:
        v = v.view(v.shape[0], heads, head).transpose(0, 1)
    else:
        v = static_v
    if add_zero_attn:
        zeros = _C.zeros((heads, 1, head), dtype=k.dtype)
        k, v = _C.cat([k, zeros], 1), _C.cat([v, zeros], 1)
        attn_mask, key_padding_mask = (
            None if mask is None else pad(mask, (0, 1))
            for mask in (attn_mask, key_padding_mask)
        )
    source = k.size(1)
    if key_padding_mask is not None:
        for dim, extent in enumerate((batch, source)):
            if key_padding_mask.shape[dim] != extent:
                raise AssertionError(
                    f"Expected key_padded_mask.shape[{dim}] to be {extent}, "
                    f"but got {key_padding_mask.shape[dim]}"
                )
        each = key_padding_mask.view(batch, 1, 1, source)
        each = each.expand(-1, num_heads, -1, -1).reshape(heads, 1, source)
        attn_mask = each if attn_mask is None else attn_mask + each
    if not training:
        dropout_p = 0.0
    if need_weights:
        scaled = q * _math.sqrt(1.0 / float(head))
        weights = scaled.bmm(k.transpose(-2, -1))
        if attn_mask is not None:
            weights = attn_mask + weights
        weights = weights.softmax(-1)
        if dropout_p > 0.0:
            weights = _C._dropout(weights, float(dropout_p), True)
        output = weights.bmm(v)
        output = output.transpose(0, 1).contiguous()
        output = output.view(length * batch, width)
        output = linear(output, out_proj_weight, out_proj_bias)
        output = output.view(length, batch, output.size(1))
        weights = weights.view(batch, num_heads, length, source)
        if average_attn_weights:
            weights = weights.mean(1)
        if not is_batched:
            output, weights = output.squeeze(1), weights.squeeze(0)
        return output, weights
    if attn_mask is not None:
        if attn_mask.size(0) == 1 and attn_mask.dim() == 3:
            attn_mask = attn_mask.unsqueeze(0)
        else:
            attn_mask = attn_mask.view(batch, num_heads, -1, source)
    q = q.view(batch, num_heads, length, head)
    k = k.view(batch, num_heads, source, head)
    v = v.view(batch, num_heads, source, head)
    output = scaled_dot_product_attention(
        q, k, v, attn_mask, dropout_p, is_causal
    )
    output = output.permute(2, 0, 1, 3).contiguous()
    output = output.view(batch * length, width)
    output = linear(output, out_proj_weight, out_proj_bias)
    output = output.view(length, batch, output.size(1))
    return output if is_batched else output.squeeze(1), None
