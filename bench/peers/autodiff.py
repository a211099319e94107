"""The two workloads of bench/autodiff.ts in PyTorch, on one thread.

Prints the seconds of one step.

    autodiff.py particle-density
    autodiff.py regression
"""
import sys
import time

import torch
from torch.nn.functional import silu

torch.set_num_threads(1)
torch.manual_seed(1)


def particle_density():
    cells, sequences, times, sigma = 25, 64, 10, 0.5
    states = sequences * times
    mu = torch.zeros(cells, states, requires_grad=True)
    log_s = torch.full((cells, states), -2.0, requires_grad=True)
    layers = [torch.nn.Linear(cells, cells), torch.nn.Linear(cells, cells)]
    weights = [p for layer in layers for p in layer.parameters()]
    w1, b1, w2, b2 = weights
    b1, b2 = (b.data[:, None].clone().requires_grad_() for b in (b1, b2))
    adam = torch.optim.Adam([mu, log_s, w1, b1, w2, b2], lr=1e-3)

    def step():
        s = torch.exp(log_s)
        x = torch.exp(mu + s * torch.randn(cells, states))
        before, after = x[:, : states - sequences], x[:, sequences:]
        change = torch.addmm(b2, w2, torch.relu(torch.addmm(b1, w1, before)))
        missed = after - before - change
        loss = 0.5 / sigma**2 * missed.square().sum()
        loss = loss + 0.5 * mu.square().sum() + 0.5 * s.square().sum() - log_s.sum()
        adam.zero_grad()
        loss.backward()
        adam.step()
        return loss

    return step


def regression():
    samples = 12800
    x = torch.tensor([((i * 7919) % 2003) / 1000 - 1 for i in range(10 * samples)])
    x = x.reshape(10, samples)
    y = (x[0].abs() + x[1])[:, None]
    # In PyTorch samples are rows.
    x = x.T.contiguous()
    first, second, third = torch.nn.Linear(10, 128), torch.nn.Linear(128, 128), torch.nn.Linear(128, 1)
    parameters = [p for layer in (first, second, third) for p in layer.parameters()]
    adam = torch.optim.Adam(parameters, lr=1e-3)

    def step():
        loss = (third(silu(second(silu(first(x))))) - y).square().mean()
        adam.zero_grad()
        loss.backward()
        adam.step()
        return loss

    return step


def warn_of_slow_products():
    """A PyTorch on the reference BLAS, as Debian's is without OpenBLAS, is no fair peer."""
    a = torch.randn(256, 256)
    fastest = min(timed(lambda: a @ a) for _ in range(5))
    rate = 2 * 256**3 / fastest / 1e9
    if rate < 10:
        print(f"PyTorch multiplies at {rate:.1f} GFLOP/s here: install OpenBLAS.", file=sys.stderr)


def timed(run):
    before = time.perf_counter()
    run()
    return time.perf_counter() - before


warn_of_slow_products()
step = {"particle-density": particle_density, "regression": regression}[sys.argv[1]]()
start = time.perf_counter()
while time.perf_counter() - start < 0.3:
    step()
times = []
start = time.perf_counter()
while time.perf_counter() - start < 0.7:
    times.append(timed(step))
print(sorted(times)[len(times) // 2])
