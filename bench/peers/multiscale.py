"""Training of the multiscale model on modes in PyTorch, on one thread: see bench/multiscale/workload.ts.

Prints the processor seconds of the training.

    multiscale.py DATA STEPS [OUT]

DATA is a path without the endings .json and .f64 of its two files; OUT receives what was learned.
"""
import json
import math
import sys
import time

import numpy as np
import torch
from torch.nn.functional import silu

torch.set_num_threads(1)
torch.manual_seed(1)

path, steps = sys.argv[1], int(sys.argv[2])
with open(path + ".json") as file:
    header = json.load(file)
flat = torch.from_numpy(np.fromfile(path + ".f64")).float()
arrays, at = {}, 0
for name, length in header["lengths"]:
    arrays[name] = flat[at : at + length].clone()
    at += length
n = header["numbers"]
macro, modes, faces, features = (n[key] for key in ("macro", "count", "faces", "features"))
d = macro + n["micro"]

# In PyTorch samples are rows, and weights are kept transposed so that no product has to turn them.
mean = arrays["mean"].view(-1, d)
rate = arrays["rate"].view(-1, d)
observed = arrays["observed"].view(-1, modes)
decoder = arrays["decoder"].view(modes, d).T.contiguous()
averages = arrays["averages"].view(macro, modes).T.contiguous()
by_face = arrays["face_weights"].view(features, faces, modes).transpose(0, 1)
face_weights = by_face.reshape(faces * features, modes).T.contiguous()
face_offset = arrays["face_offset"].view(features, faces).T.reshape(-1)
decoder_offset, left, micro_scale = (arrays[key] for key in ("decoder_offset", "left", "micro_scale"))

# Averages less their means, in units of their spread, are what the networks see.
standard_scale, standard_shift = torch.ones(d), torch.zeros(d)
standard_scale[:macro] = 1 / n["macroSpread"]
standard_shift[:macro] = -arrays["macro_mean"] / n["macroSpread"]

learned = {}
for name, rows, columns in header["learned"]:
    value = arrays["first " + name].view(rows, columns)
    # Weights as [in, out], all others as rows.
    learned[name] = value.T.contiguous().requires_grad_()


def network(name, x):
    layers = sum(key.startswith(f"{name}.weight") for key in learned)
    for i in range(layers):
        x = torch.addmm(learned[f"{name}.bias{i}"], x, learned[f"{name}.weight{i}"])
        if i < layers - 1:
            x = silu(x)
    return x


def latent(z):
    standard = z * standard_scale + standard_shift
    decoded = torch.addmm(decoder_offset, z, decoder) + left * network("decoder", standard)
    seen = torch.addmm(face_offset, decoded, face_weights).view(-1, features)
    flux = network("flux", seen).view(-1, faces)
    kappa = n["relaxation"] * learned["relaxation"].exp()
    broad = n["fluxScale"] * (flux - flux.roll(-1, 1))
    broad = broad + kappa * (decoded @ averages - z[:, :macro])
    return torch.cat([broad, micro_scale * network("micro", standard)], 1), decoded


def rate_at(step):
    cosine = n["rate"] * 0.5 * (1 + math.cos(math.pi * step / steps))
    return cosine * min(1, (step + 1) / min(n["warmUp"], steps))


def warn_of_slow_products():
    """Debian's PyTorch multiplies with whatever BLAS there is: the reference one is no fair peer."""
    a = torch.randn(256, 256)
    fastest = math.inf
    for _ in range(5):
        begin = time.perf_counter()
        a @ a
        fastest = min(fastest, time.perf_counter() - begin)
    with open("/proc/self/maps") as maps:
        blas = {line.split()[-1] for line in maps if "blas" in line.rsplit("/", 1)[-1]}
    gigaflops = 2 * 256**3 / fastest / 1e9
    print(
        f"PyTorch {torch.__version__} multiplies at {gigaflops:.0f} GFLOP/s, with {', '.join(blas) or 'its own BLAS'}",
        file=sys.stderr,
    )


warn_of_slow_products()
parameters = list(learned.values())
adam = torch.optim.Adam(parameters, lr=n["rate"], betas=(0.9, 0.99))
times = n["batch"] // 2
columns = 2 * times
rising = max(1, round(n["ramp"] * steps))
variance = n["variance"]
bound = []
begin = time.process_time()
for step in range(steps):
    chosen = torch.randint(0, len(mean), (times,))
    m, r, u = mean[chosen], rate[chosen], observed[chosen]
    eps = torch.randn(times, d)
    eps = torch.cat([eps, -eps])
    scale, dispersion = learned["log_scale"].exp(), learned["log_dispersion"].exp()
    drift, decoded = latent(torch.cat([m, m]) + eps * scale)
    squared = (decoded - torch.cat([u, u])).square().sum()
    path_term = torch.cat([r, r]) - drift - 0.5 * eps / scale * dispersion.square()
    mismatch = (path_term / dispersion).square().sum()
    warmth = n["weight"] * min(1, (step + 1) / rising)
    loss = (0.5 / columns) * (squared / variance + warmth * mismatch)
    adam.zero_grad(set_to_none=True)
    loss.backward()
    torch.nn.utils.clip_grad_norm_(parameters, n["clip"])
    adam.param_groups[0]["lr"] = rate_at(step)
    adam.step()
    bound.append(-loss.item())
    variance += 0.02 * (squared.item() / (columns * modes) - variance)
seconds = time.process_time() - begin

if len(sys.argv) > 3:
    values = [value.detach().T.reshape(-1).double().numpy() for value in parameters]
    np.concatenate([*values, np.array(bound)]).tofile(sys.argv[3])
print(seconds)
