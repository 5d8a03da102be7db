#!/usr/bin/env python3
"""Makes the golden files of this folder: tiny random transformers, written in plain PyTorch in float64, with the value
at every site, the logits, and the gradient of a fixed score with respect to every weight.

Run it with Debian's python3-torch:  /usr/bin/python3 golden.py
Arrays are float32, little-endian, base64.
"""

import base64
import json
import math
import os

import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
HERE = os.path.dirname(os.path.abspath(__file__))

BASE = dict(
    kind="decoder", vocab=13, context=12, width=8, encoder_layers=0, decoder_layers=2, heads=2, kv_heads=2, head_dim=4,
    hidden=12, norm="layer", norm_place="pre", activation="gelu_tanh", position="learned", rotary_pairs="half",
    rotary_base=10000, biases=True, qkv_biases=True, norm_biases=True, tied_unembed=True, embed_scale=False, eps=1e-5,
    begin=-1, end=-1, pad=-1)

MODELS = {
    "gpt2": BASE,
    "llama": dict(
        BASE, heads=4, kv_heads=2, norm="rms", activation="swiglu", position="rotary", biases=False, qkv_biases=False,
        norm_biases=False, tied_unembed=False, eps=1e-6),
    "llama_adjacent": dict(
        BASE, heads=4, kv_heads=2, norm="rms", activation="swiglu", position="rotary", rotary_pairs="adjacent",
        rotary_base=500, biases=False, norm_biases=False),
    "encoder": dict(BASE, kind="encoder", encoder_layers=2, decoder_layers=0, norm_place="post", activation="gelu_erf"),
    "translator_pre": dict(
        BASE, kind="encoder-decoder", encoder_layers=2, activation="relu", position="sinusoidal", embed_scale=True),
    "translator_post": dict(
        BASE, kind="encoder-decoder", encoder_layers=2, norm_place="post", activation="gelu_erf", tied_unembed=False),
}

TOKENS, SOURCE = [3, 1, 12, 0, 7], [5, 9, 2, 2, 11, 4]


def packed(x):
    x = x.detach().to(torch.float32).contiguous()
    return {"shape": list(x.shape), "data": base64.b64encode(x.numpy().astype("<f4").tobytes()).decode()}


class Model:
    def __init__(self, config, seed):
        self.c, self.weights, self.sites = config, {}, {}
        self.generator = torch.Generator().manual_seed(seed)

    # A weight is made when it is first asked for.
    def weight(self, name, *shape):
        if name not in self.weights:
            w = torch.randn(*shape, generator=self.generator) * (0.3 if len(shape) > 1 else 0.2)
            if len(shape) == 1 and name.endswith("weight"):
                w = w + 1
            self.weights[name] = w.to(torch.float32).to(torch.float64).requires_grad_()
        return self.weights[name]

    def hook(self, name, x):
        self.sites[name] = x
        return x

    def linear(self, name, x, inputs, outputs, bias):
        b = self.weight(name + ".bias", outputs) if bias else None
        return F.linear(x, self.weight(name + ".weight", outputs, inputs), b)

    def norm(self, name, x):
        width, eps = self.c["width"], self.c["eps"]
        gain = self.weight(name + ".weight", width)
        bias = self.weight(name + ".bias", width) if self.c["norm_biases"] else None
        if self.c["norm"] == "layer":
            self.hook(name + ".hook_scale", torch.sqrt(x.var(-1, unbiased=False, keepdim=True) + eps))
            y = F.layer_norm(x, (width,), gain, bias, eps)
        else:
            scale = self.hook(name + ".hook_scale", torch.sqrt((x * x).mean(-1, keepdim=True) + eps))
            y = x / scale * gain
        return self.hook(name + ".hook_normalized", y)

    def rotate(self, x):
        n, _, dim = x.shape
        frequency = self.c["rotary_base"] ** (-torch.arange(0, dim, 2) / dim)
        angle = torch.outer(torch.arange(n), frequency).to(torch.float64)
        if self.c["rotary_pairs"] == "adjacent":
            pairs = torch.view_as_complex(x.reshape(n, -1, dim // 2, 2))
            return torch.view_as_real(pairs * torch.polar(torch.ones_like(angle), angle)[:, None]).reshape(x.shape)
        angle = torch.cat([angle, angle], -1)[:, None]
        turned = torch.cat([-x[..., dim // 2:], x[..., :dim // 2]], -1)
        return x * angle.cos() + turned * angle.sin()

    def attention(self, name, x, memory, causal, out):
        c = self.c
        heads, kv, dim, width = c["heads"], c["kv_heads"], c["head_dim"], c["width"]
        q = self.linear(name + ".q", x, width, heads * dim, c["qkv_biases"]).view(-1, heads, dim)
        k = self.linear(name + ".k", memory, width, kv * dim, c["qkv_biases"]).view(-1, kv, dim)
        v = self.linear(name + ".v", memory, width, kv * dim, c["qkv_biases"]).view(-1, kv, dim)
        self.hook(name + ".hook_q", q), self.hook(name + ".hook_k", k), self.hook(name + ".hook_v", v)
        if c["position"] == "rotary" and x is memory:
            q, k = self.hook(name + ".hook_rot_q", self.rotate(q)), self.hook(name + ".hook_rot_k", self.rotate(k))
        k, v = k.repeat_interleave(heads // kv, 1), v.repeat_interleave(heads // kv, 1)
        scores = torch.einsum("qhd,khd->hqk", q, k) / math.sqrt(dim)
        if causal:
            scores = scores.masked_fill(torch.ones(scores.shape[1:]).triu(1).bool(), -math.inf)
        pattern = self.hook(name + ".hook_pattern", self.hook(name + ".hook_attn_scores", scores).softmax(-1))
        z = self.hook(name + ".hook_z", torch.einsum("hqk,khd->qhd", pattern, v))
        y = self.linear(name + ".o", z.reshape(-1, heads * dim), heads * dim, width, c["biases"])
        o = self.weights[name + ".o.weight"].view(width, heads, dim)
        self.hook(name + ".hook_result", torch.einsum("qhd,whd->qhw", z, o))
        return self.hook(out, y)

    def mlp(self, name, x, out):
        c = self.c
        width, hidden, bias = c["width"], c["hidden"], c["biases"]
        if c["activation"] == "swiglu":
            gate = self.hook(name + ".hook_pre", self.linear(name + ".gate", x, width, hidden, bias))
            up = self.hook(name + ".hook_pre_linear", self.linear(name + ".in", x, width, hidden, bias))
            post = F.silu(gate) * up
        else:
            pre = self.hook(name + ".hook_pre", self.linear(name + ".in", x, width, hidden, bias))
            if c["activation"] == "gelu_tanh":
                post = F.gelu(pre, approximate="tanh")
            elif c["activation"] == "gelu_erf":
                post = F.gelu(pre)
            else:
                post = F.relu(pre)
        return self.hook(out, self.linear(name + ".out", self.hook(name + ".hook_post", post), hidden, width, bias))

    def sublayer(self, norm, resid, x, body):
        if self.c["norm_place"] == "pre":
            return self.hook(resid, x + body(self.norm(norm, x)))
        return self.norm(norm, self.hook(resid, x + body(x)))

    def tower(self, outer, inner, layers, ids, causal, memory=None):
        c = self.c
        x = self.weight("embed.weight", c["vocab"], c["width"])[torch.tensor(ids)]
        if c["embed_scale"]:
            x = x * math.sqrt(c["width"])
        self.hook(outer + "hook_embed", x)
        n = len(ids)
        if c["position"] == "learned":
            x = x + self.hook(outer + "hook_pos_embed", self.weight(outer + "pos_embed.weight", c["context"], c["width"])[:n])
        if c["position"] == "sinusoidal":
            table = torch.zeros(n, c["width"])
            for p in range(n):
                for i in range(0, c["width"], 2):
                    table[p, i] = math.sin(p / 10000 ** (i / c["width"]))
                    table[p, i + 1] = math.cos(p / 10000 ** (i / c["width"]))
            x = x + self.hook(outer + "hook_pos_embed", table)
        for i in range(layers):
            at = f"{inner}{i}."
            self.hook(at + "hook_resid_pre", x)
            x = self.sublayer(at + "ln1", at + "hook_resid_mid", x,
                              lambda h: self.attention(at + "attn", h, h, causal, at + "hook_attn_out"))
            if memory is not None:
                x = self.sublayer(at + "ln_cross", at + "hook_resid_cross", x,
                                  lambda h: self.attention(at + "cross_attn", h, memory, False, at + "hook_cross_attn_out"))
            x = self.sublayer(at + "ln2", at + "hook_resid_post", x, lambda h: self.mlp(at + "mlp", h, at + "hook_mlp_out"))
        return self.norm(outer + "ln_final", x) if c["norm_place"] == "pre" else x

    def logits(self):
        c = self.c
        if c["kind"] == "encoder-decoder":
            memory = self.tower("encoder.", "encoder.", c["encoder_layers"], SOURCE, False)
            x = self.tower("decoder.", "decoder.", c["decoder_layers"], TOKENS, True, memory)
        else:
            layers = c["encoder_layers"] + c["decoder_layers"]
            x = self.tower("", "blocks.", layers, TOKENS, c["kind"] == "decoder")
        name = "embed.weight" if c["tied_unembed"] else "unembed.weight"
        return F.linear(x, self.weight(name, c["vocab"], c["width"]))


for seed, (name, config) in enumerate(MODELS.items()):
    model = Model(config, seed)
    logits = model.logits()
    mix = torch.randn(logits.shape, generator=model.generator).to(torch.float32).to(torch.float64)
    (logits * mix).sum().backward()
    golden = {
        "config": config, "tokens": TOKENS, "source": SOURCE if config["kind"] == "encoder-decoder" else None,
        "weights": {k: packed(v) for k, v in model.weights.items()},
        "sites": {k: packed(v) for k, v in model.sites.items()},
        "logits": packed(logits), "mix": packed(mix),
        "gradients": {k: packed(v.grad) for k, v in model.weights.items()},
    }
    with open(os.path.join(HERE, name + ".json"), "w") as f:
        json.dump(golden, f, indent=0)
        f.write("\n")
