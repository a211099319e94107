"""Single kernels in NumPy. usage: kernels.py gram|inverse|newton|gradient|normals|multinomial

Prints the seconds of one run; sizes are those of kernels.ts."""

import sys
import time

import numpy as np

SEQUENCES, BINS, WALKERS, REACH, SAMPLES = 64, 24, 2400, 6, 32
rng = np.random.Generator(np.random.SFC64(1))


def gram():
    x0 = 0.3 * rng.standard_normal((SEQUENCES, BINS))

    def run():
        first = np.stack([np.roll(x0, -m, axis=1) for m in range(-REACH, REACH + 1)], axis=-1)
        second = first[..., :, None] * first[..., None, :]
        parts = [first.reshape(x0.size, -1), second.reshape(x0.size, -1)]
        phi = np.concatenate(parts, axis=1)
        return phi.T @ phi

    return run


def inverse():
    b = rng.standard_normal((182, 200))
    a = b @ b.T + np.eye(182)
    return lambda: (np.linalg.cholesky(a), np.linalg.inv(a))


def emission():
    mu = 0.3 * rng.standard_normal((SEQUENCES, BINS))
    p = np.exp(mu)
    p /= p.sum(axis=1, keepdims=True)
    counts = np.stack([rng.multinomial(WALKERS, row) for row in p]).astype(float)
    return counts, mu, np.full_like(mu, 0.01)


def newton():
    counts, mu, s2 = emission()
    prediction, v, n = mu.copy(), 300.0, WALKERS

    def run():
        t = mu + 0.5 * s2
        t -= t.max(axis=1, keepdims=True)
        rho = np.exp(t, out=t)
        rho /= rho.sum(axis=1, keepdims=True)
        growth = np.expm1(s2)
        spread = np.einsum("ij,ij,ij->i", rho, rho, growth)[:, None]
        share = 1 / (1 + spread)
        weight = n * rho
        gradient = counts - weight * (1 + share * (spread - rho * growth)) - v * (mu - prediction)
        reciprocal = 1 / (weight + v)
        step = gradient * reciprocal
        tangent = rho * reciprocal
        along = n * np.einsum("ij,ij->i", rho, step) / (v * tangent.sum(axis=1))
        step += along[:, None] * tangent
        step /= np.maximum(np.abs(step).max(axis=1, keepdims=True), 1)
        slope = np.maximum(weight * (1 + share * (spread - rho * (2 * growth + 1))), 0)
        feedback = 0.5 * slope * s2 * s2
        mu[...] += step
        s2[...] = (1 + feedback) / (v + slope + feedback / s2)

    return run


def gradient():
    counts, mu, s2 = emission()
    s = np.sqrt(s2)

    def run():
        eps = rng.standard_normal((SAMPLES, SEQUENCES, BINS))
        x = s * eps
        x += mu
        x -= x.max(axis=2, keepdims=True)
        np.exp(x, out=x)
        x *= WALKERS / x.sum(axis=2, keepdims=True)
        g = counts - x
        return g.mean(axis=0), np.einsum("sij,sij->ij", g, eps) / SAMPLES

    return run


def normals():
    out = np.empty(100_000)
    return lambda: rng.standard_normal(out=out)


def multinomial():
    p = np.exp(0.3 * rng.standard_normal(BINS))
    p /= p.sum()
    return lambda: rng.multinomial(WALKERS, p, size=100)


run = {"gram": gram, "inverse": inverse, "newton": newton, "gradient": gradient,
       "normals": normals, "multinomial": multinomial}[sys.argv[1]]()
run()
runs, start, elapsed = 0, time.perf_counter(), 0
while elapsed < 0.1:
    run()
    runs += 1
    elapsed = time.perf_counter() - start
print(elapsed / runs)
