"""Interacting walkers in NumPy.
usage: interacting.py walkers|sites WALKERS STEPS SITES WIDTH RIGHT0 RIGHT1 LEFT0 LEFT1

A walker jumps right with probability RIGHT0 + RIGHT1 u, left with LEFT0 + LEFT1 u; u is the density of the
others in its box relative to even spread, boxes WIDTH sites wide from an offset drawn at each step. Prints
the seconds of one run."""

import sys
import time

import numpy as np


def probabilities(rng, counts, width, law, walkers):
    """Probabilities of right and left jumps at every site."""
    offset = int(rng.integers(width))
    boxes = np.roll(counts, -offset).reshape(-1, width).sum(axis=1)
    u = np.maximum(boxes - 1, 0) * (len(counts) / width / (walkers - 1))
    spread = np.roll(np.repeat(u, width), offset)
    return law[0] + law[1] * spread, law[2] + law[3] * spread


def step_walkers(rng, site, sites, width, law):
    """One step of walkers that are moved one by one; `site` is where each is."""
    counts = np.bincount(site, minlength=sites)
    right, left = probabilities(rng, counts, width, law, len(site))
    word = rng.random(len(site), dtype=np.float32)
    goes = word < right.astype(np.float32).take(site)
    if law[2] != 0 or law[3] != 0:
        site -= word >= (1 - left).astype(np.float32).take(site)
        site[site < 0] += sites
    site += goes
    site[site >= sites] -= sites


def step_sites(rng, counts, width, law):
    """One step of the numbers of walkers on sites."""
    right, left = probabilities(rng, counts, width, law, counts.sum())
    go_right = rng.binomial(counts, right)
    stay = counts - go_right
    if law[2] != 0 or law[3] != 0:
        go_left = rng.binomial(stay, left / (1 - right))
        stay += np.roll(go_left, -1) - go_left
    counts[:] = stay + np.roll(go_right, 1)


def main():
    kind = sys.argv[1]
    walkers, steps, sites, width = map(int, sys.argv[2:6])
    law = [float(a) for a in sys.argv[6:10]]
    rng = np.random.Generator(np.random.SFC64(1))
    counts = np.full(sites, walkers // sites)
    counts[: walkers % sites] += 1
    # Its time is the same for every step: a part of them tells it.
    share = max(1, min(steps, 20_000_000 // walkers))
    if kind == "walkers":
        site = np.repeat(np.arange(sites), counts)
        run = lambda: [step_walkers(rng, site, sites, width, law) for _ in range(share)]
    else:
        run = lambda: [step_sites(rng, counts, width, law) for _ in range(share)]
    run()
    runs, start, elapsed = 0, time.perf_counter(), 0
    while elapsed < 0.2:
        run()
        runs += 1
        elapsed = time.perf_counter() - start
    if kind == "walkers":
        counts = np.bincount(site, minlength=sites)
    if counts.sum() != walkers or len(counts) != sites:
        sys.exit("walkers were lost")
    print(elapsed / runs * steps / share)


main()
