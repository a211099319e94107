"""Interacting walkers in NumPy.
usage: interacting.py walkers|sites|profile-walkers|profile-sites WALKERS STEPS SITES WIDTH RIGHT0 RIGHT1 LEFT0 LEFT1

A walker jumps right with probability RIGHT0 + RIGHT1 u, left with LEFT0 + LEFT1 u; u is the density of the
others in its box relative to even spread, boxes WIDTH sites wide from an offset drawn at each step. Prints
the seconds of one run; a profile is the mean density of many runs from a bump."""

import sys
import time

import numpy as np

BLOCK = 16384  # walkers whose numbers stay in the cache


class Lattice:
    def __init__(self, walkers, sites, width, law):
        self.walkers, self.sites, self.width, self.law = walkers, sites, width, law
        self.two_ways = law[2] != 0 or law[3] != 0
        self.scale = sites / width / (walkers - 1)
        self.rng = np.random.Generator(np.random.SFC64(1))
        self.checked = False
        # The box of each site for every offset; site 0 and the last stand for those beyond the ends.
        site = np.arange(-1, sites + 1)
        self.box_of = [(site - offset) % sites // width for offset in range(width)]
        self.never = np.zeros(sites // width)

    def start(self, bump=False):
        counts = np.full(self.sites, self.walkers // self.sites)
        counts[: self.walkers % self.sites] += 1
        if bump:
            half = self.sites // 2
            moved = counts[half : 2 * half] // 2
            counts[:half] += moved
            counts[half : 2 * half] -= moved
        self.counts = counts
        self.site = np.repeat(np.arange(1, self.sites + 1), counts)

    def look(self):
        """Probabilities of right and left jumps in every box."""
        offset = int(self.rng.random() * self.width)
        self.box = self.box_of[offset]
        turned = np.concatenate((self.counts[offset:], self.counts[:offset]))
        boxes = np.add.reduce(turned.reshape(-1, self.width), axis=1)
        u = np.maximum(boxes - 1, 0) * self.scale
        right = np.minimum(np.maximum(u * self.law[1] + self.law[0], 0), 1)
        if not self.two_ways:
            return boxes, right, self.never
        return boxes, right, np.minimum(np.maximum(u * self.law[3] + self.law[2], 0), 1 - right)

    def step_walkers(self):
        """One step of walkers that are moved one by one; `site` is where each is, from 1 on."""
        boxes, right, left = self.look()
        low = np.minimum(right * 2**32, 2**32 - 1).astype(np.uint32).take(self.box)
        if self.two_ways:
            high = np.minimum((1 - left) * 2**32, 2**32 - 1).astype(np.uint32).take(self.box)
        landed = 0
        gone = [0, 0]
        for first in range(0, self.walkers, BLOCK):
            part = self.site[first : first + BLOCK]
            word = self.rng.bit_generator.random_raw((len(part) + 1) // 2).view(np.uint32)[: len(part)]
            goes = word < low.take(part)
            if self.two_ways:
                comes = word >= high.take(part)
                part -= comes
            part += goes
            ends = np.bincount(part, minlength=self.sites + 2)
            if ends[0]:
                part[part == 0] = self.sites
            if ends[-1]:
                part[part > self.sites] = 1
            landed = landed + ends
            if self.checked:
                gone[0] += np.count_nonzero(goes)
                gone[1] += np.count_nonzero(comes) if self.two_ways else 0
        landed[1] += landed[-1]
        landed[-2] += landed[0]
        self.counts = landed[1:-1]
        if self.checked:
            self.seen(boxes, right, left, *gone)

    def step_sites(self):
        """One step of the numbers of walkers on sites."""
        boxes, right, left = self.look()
        counts = self.counts
        go_right = self.rng.binomial(counts, right.take(self.box[1:-1]))
        counts -= go_right
        gone = [go_right.sum() if self.checked else 0, 0]
        if self.two_ways:
            go_left = self.rng.binomial(counts, (left / (1 - right)).take(self.box[1:-1]))
            counts -= go_left
            counts[:-1] += go_left[1:]
            counts[-1] += go_left[0]
            if self.checked:
                gone[1] = go_left.sum()
        counts[1:] += go_right[:-1]
        counts[0] += go_right[-1]
        if self.checked:
            self.seen(boxes, right, left, *gone)

    def check(self, step, steps):
        """Whether as many jump as the walkers in the boxes let expect, within 6 standard errors."""
        excess, variance = np.zeros(2), np.zeros(2)

        def seen(boxes, right, left, *gone):
            for way, p in enumerate((right, left)):
                excess[way] += gone[way] - boxes @ p
                variance[way] += boxes @ (p * (1 - p))

        self.seen, self.checked = seen, True
        for _ in range(steps):
            step()
        self.checked = False
        if np.any(np.abs(excess) > 6 * np.sqrt(variance) + 1e-9):
            sys.exit(f"jumps beyond what is expected: {excess}, variances {variance}")


def main():
    kind = sys.argv[1]
    walkers, steps, sites, width = map(int, sys.argv[2:6])
    lattice = Lattice(walkers, sites, width, [float(a) for a in sys.argv[6:10]])
    step = lattice.step_walkers if kind.endswith("walkers") else lattice.step_sites
    if kind.startswith("profile"):
        sum, runs = 0, max(10, 2_000_000 // walkers)
        for _ in range(runs):
            lattice.start(bump=True)
            for _ in range(steps):
                step()
            sum = sum + lattice.counts
        print(*(sum.reshape(24, -1).sum(axis=1) / runs / walkers), sep="\n")
        return
    # Its time is the same for every step: a part of them tells it.
    share = max(1, min(steps, 20_000_000 // walkers))
    lattice.start()
    lattice.check(step, min(share, 40))
    runs, start, elapsed = 0, time.perf_counter(), 0
    while elapsed < 0.2:
        for _ in range(share):
            step()
        runs += 1
        elapsed = time.perf_counter() - start
    counts = lattice.counts
    if kind == "walkers":
        counts = np.bincount(lattice.site, minlength=sites + 1)[1:]
    if counts.sum() != walkers or np.any(counts != lattice.counts):
        sys.exit("walkers were lost")
    print(elapsed / runs * steps / share)


main()
