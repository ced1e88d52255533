"""Attention, transformers, bags of embeddings."""

import torch
from torch import nn
from torch.nn import functional as F

torch.set_printoptions(precision=3)


def tried(what):
    try:
        print(what())
    except Exception as error:
        print(type(error).__name__, error)


def derived(y, *leaves):
    print(y)
    weights = torch.arange(y.numel(), dtype=y.dtype).view(y.shape).cos()
    for grad in torch.autograd.grad((y * weights).sum(), leaves):
        # What cancels leaves dust.
        print(grad.masked_fill(grad.abs() < 1e-12, 0.0))


def randn(*shape):
    return torch.randn(shape, dtype=torch.float64, requires_grad=True)


torch.manual_seed(0)
q, k, v = randn(1, 2, 3, 4), randn(1, 2, 5, 4), randn(1, 2, 5, 4)
some = torch.rand(3, 5) > 0.4
some[1] = False
attend = F.scaled_dot_product_attention
derived(attend(q, k, v), q, k, v)
derived(attend(q, k, v, some), q, k, v)
derived(attend(q, k, v, torch.randn(3, 5, dtype=torch.float64)), q, k, v)
derived(attend(q, k, v, is_causal=True), q, k, v)
derived(attend(q, k, v, scale=0.3), q, k, v)
derived(attend(q[0], k[0], v[0]), q, k, v)
derived(attend(q, k, v, dropout_p=0.5), q, k, v)
print(attend(q, k[:, :1], v[:, :1], enable_gqa=True).shape)

hidden = torch.tensor([[False, False, True, True], [False] * 4])
later = torch.arange(4) > torch.arange(3).view(3, 1)
for options in (
    {},
    {"bias": False, "add_zero_attn": True},
    {"add_bias_kv": True},
    {"kdim": 3, "vdim": 2},
    {"batch_first": True},
    {"dropout": 0.4},
):
    torch.manual_seed(1)
    layer = nn.MultiheadAttention(4, 2, **options)
    print(layer, layer.state_dict())
    layer.double()
    x = randn(3, 2, 4)
    key, value = randn(4, 2, layer.kdim), randn(4, 2, layer.vdim)
    if layer.batch_first:
        x = randn(2, 3, 4)
        key, value = key.transpose(0, 1), value.transpose(0, 1)
    for keywords in (
        {},
        {"need_weights": False, "key_padding_mask": hidden},
        {"attn_mask": later, "average_attn_weights": False},
    ):
        y, weights = layer(x, key, value, **keywords)
        print(weights)
        derived(y, x, *layer.parameters())
    if not options:
        print(layer(x, x, x), layer(x[0], x[1], x[2]))

for options in {}, {"batch_first": True, "norm_first": True}, {"activation": "gelu"}:
    torch.manual_seed(2)
    layer = nn.TransformerEncoderLayer(4, 2, 6, dropout=0.0, **options)
    layer.double()
    print(layer)
    x, target = randn(3, 2, 4), randn(3, 2, 4)
    derived(layer(x), x, *layer.parameters())
    length = 2 if "batch_first" in options else 3
    mask = nn.Transformer.generate_square_subsequent_mask(length, dtype=x.dtype)
    derived(layer(x, mask, is_causal=True), x)
    encoder = nn.TransformerEncoder(layer, 2, enable_nested_tensor=False)
    print(encoder, list(encoder.state_dict()))
    derived(encoder(x, mask), x)
    layer = nn.TransformerDecoderLayer(4, 2, 6, dropout=0.0, **options)
    print(layer)
    decoder = nn.TransformerDecoder(layer.double(), 2)
    derived(decoder(target, x, tgt_mask=mask), x, target)
torch.manual_seed(3)
whole = nn.Transformer(4, 2, 1, 1, 6, dropout=0.25, batch_first=True)
print(whole, list(whole.state_dict()))
print(whole.generate_square_subsequent_mask(3))
print(whole(torch.ones(2, 3, 4), torch.ones(2, 2, 4)))
whole.eval()
with torch.no_grad():
    print(whole(torch.ones(1, 3, 4), torch.ones(1, 2, 4)))
    padding = torch.tensor([[False, False, True]])
    x = torch.randn(1, 3, 4)
    print(whole.encoder(x, src_key_padding_mask=padding))

table, scale = randn(6, 3), randn(5)
words, starts = torch.tensor([1, 2, 4, 5, 1]), torch.tensor([0, 2, 2])
for mode in "sum", "mean", "max":
    derived(F.embedding_bag(words, table, starts, mode=mode), table)
    print(F.embedding_bag(words.view(1, 5), table, mode=mode, padding_idx=1))
derived(
    F.embedding_bag(words, table, starts, mode="sum", per_sample_weights=scale),
    table,
    scale,
)
bag = nn.EmbeddingBag(5, 3, mode="sum", padding_idx=-1)
print(bag, bag.weight, bag(torch.tensor([[1, 4], [2, 3]])))
short = nn.Embedding(5, 3, max_norm=1.0)
print(short, short(torch.tensor([1, 4])), short.weight)

x = torch.ones(2, 2, 8)
for code in """
nn.MultiheadAttention(8, 3)
nn.MultiheadAttention(8, 2)(torch.ones(2, 2, 7), x, x)
nn.MultiheadAttention(8, 2)(torch.ones(2, 8), x, x)
nn.MultiheadAttention(8, 2)(x, x, x, attn_mask=torch.ones(3, 3))
nn.MultiheadAttention(8, 2)(x, x, x, key_padding_mask=torch.ones(3, 2))
nn.MultiheadAttention(8, 2)(x, x, x, is_causal=True)
attend(torch.ones(4), torch.ones(4), torch.ones(4))
attend(x, x.double(), x)
attend(x, x, x, torch.ones(2, 2), is_causal=True)
nn.TransformerEncoderLayer(8, 2, activation="sin")
nn.Transformer(8, 2, 1, 1)(x, torch.ones(2, 3, 8))
nn.Transformer(8, 2, 1, 1)(x, torch.ones(2, 2, 7))
nn.EmbeddingBag(5, 3)(torch.tensor([1, 2]))
nn.EmbeddingBag(5, 3)(torch.tensor([1, 2]), torch.tensor([0, 3]))
nn.EmbeddingBag(5, 3)(torch.tensor([1, 5]), torch.tensor([0]))
""".split("\n"):
    if code:
        print(code)
        tried(lambda: eval(code))

torch.set_printoptions(precision=4)
