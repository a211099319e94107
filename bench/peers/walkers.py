"""Independent walkers in NumPy. usage: walkers.py micro|leap WALKERS STEPS P_LEFT P_RIGHT

Prints the seconds of one run over all walkers."""

import sys
import time

import numpy as np

BLOCK = 16384  # walkers whose numbers stay in the cache


def micro(rng, net, steps, left, right):
    low = np.uint32(round(right * 2**32))
    high = np.uint32(2**32 - round(left * 2**32))
    for first in range(0, len(net), BLOCK):
        part = net[first : first + BLOCK]
        for _ in range(steps):
            word = rng.integers(0, 2**32, len(part), dtype=np.uint32)
            part += word < low
            part -= word >= high


def displacement_law(steps, left, right):
    one = np.array([left, 1 - left - right, right])
    law = np.ones(1)
    for bit in bin(steps)[2:]:
        law = np.convolve(law, law)
        if bit == "1":
            law = np.convolve(law, one)
    kept = np.flatnonzero(law > 1e-19)
    return kept[0] - steps, law[kept[0] : kept[-1] + 1]


def alias_table(law):
    """Vose's table of 256 cells with 24-bit thresholds."""
    scaled = np.zeros(256)
    scaled[: len(law)] = law * 256
    threshold = np.full(256, 2**24, dtype=np.uint32)
    alias = np.arange(256, dtype=np.int32)
    small = [i for i in range(256) if scaled[i] < 1]
    large = [i for i in range(256) if scaled[i] >= 1]
    while small and large:
        low, high = small.pop(), large[-1]
        threshold[low], alias[low] = round(scaled[low] * 2**24), high
        scaled[high] -= 1 - scaled[low]
        if scaled[high] < 1:
            small.append(large.pop())
    return threshold, alias


def leap(rng, net, first_outcome, threshold, alias):
    for first in range(0, len(net), BLOCK):
        part = net[first : first + BLOCK]
        word = rng.integers(0, 2**32, len(part), dtype=np.uint32)
        cell = word & np.uint32(255)
        word >>= np.uint32(8)
        part += np.where(word < threshold[cell], cell.astype(np.int32), alias[cell])
        part += first_outcome


def main():
    kind, walkers, steps = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    left, right = float(sys.argv[4]), float(sys.argv[5])
    rng = np.random.Generator(np.random.SFC64(1))
    net = np.zeros(walkers, dtype=np.int32)
    if kind == "micro":
        # Its time is the same for every step: a tenth of them tells it.
        share = max(1, steps // 10)
        run, scale = lambda: micro(rng, net, share, left, right), steps / share
    else:
        first, law = displacement_law(steps, left, right)
        table = alias_table(law)
        run, scale = lambda: leap(rng, net, np.int32(first), *table), 1
    run()
    runs, start, elapsed = 0, time.perf_counter(), 0
    while elapsed < 0.1:
        run()
        runs += 1
        elapsed = time.perf_counter() - start
    print(elapsed / runs * scale)


main()
