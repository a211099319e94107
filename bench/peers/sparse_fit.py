"""The fit of the sparse Bayesian model in NumPy: the same updates as src/models/sparse-bayes.

usage: sparse_fit.py DATA RANGE ASCENT ELIMINATE MODE VALUE

DATA       float64: sequences, bins, walkers, then X0 and the counts, [sequences][bins] each
ASCENT     accelerated or plain
ELIMINATE  0, or the |mean/sd| below which features are dropped
MODE       "iterations": makes VALUE of them;
           "tolerance": fits until ten iterations raise the bound by less than VALUE;
           "target": fits until the bound reaches VALUE

Prints the bound, the iterations and the number of features, then the seconds that the fit took.
"""

import math
import sys
import time

import numpy as np

PRIOR = 1e-10
RELEVANCE_STRIDE = 10.0
PRECISION_STRIDE = 4.0
PRUNED = 1e4
STEADY = 1.5
MOST_JOINT = 64
ENOUGH = 1000
WINDOW = 10
SETTLED = 1.0
LOG_2PI = math.log(2 * math.pi)


def digamma(x):
    shift = 0.0
    while x < 10:
        shift -= 1 / x
        x += 1
    y = 1 / (x * x)
    series = y * (1 / 12 - y * (1 / 120 - y * (1 / 252 - y * (1 / 240 - y / 132))))
    return shift + math.log(x) - 0.5 / x - series


def features(x0, reach):
    """Phi, [sequences * bins, features]; first order, then ordered pairs."""
    first = np.stack([np.roll(x0, -m, axis=1) for m in range(-reach, reach + 1)], axis=-1)
    second = first[..., :, None] * first[..., None, :]
    rows = x0.size
    return np.concatenate([first.reshape(rows, -1), second.reshape(rows, -1)], axis=1)


def tilt(mu, s2):
    """Sum over sequences of <logsumexp X> by the lognormal law, and what Newton needs."""
    t = mu + 0.5 * s2
    top = t.max(axis=1, keepdims=True)
    t -= top
    np.exp(t, out=t)
    total = t.sum(axis=1, keepdims=True)
    t /= total
    growth = np.expm1(s2)
    spread = np.einsum("ij,ij,ij->i", t, t, growth)[:, None]
    lse = top.sum() + np.log(total).sum() - 0.5 * np.log1p(spread).sum()
    return lse, t, growth, spread


class Fit:
    def __init__(self, x0, counts, walkers, reach, accelerated, eliminate):
        self.counts, self.n = counts, walkers
        self.accelerated, self.eliminate = accelerated, eliminate
        self.sequences, self.bins = counts.shape
        self.phi_all = features(x0, reach)
        self.gram_all = self.phi_all.T @ self.phi_all
        self.size = self.phi_all.shape[1]
        k = 2 * reach + 1
        pairs = [(l,) for l in range(k)] + [tuple(sorted((a, b))) for a in range(k) for b in range(k)]
        self.products = pairs
        lgamma = np.frompyfunc(math.lgamma, 1, 1)
        self.log_coefficient = self.sequences * math.lgamma(walkers + 1) - float(lgamma(counts + 1).sum())
        self.shape = PRIOR + 0.5 * counts.size
        mu = np.log(counts + 0.5)
        mu -= mu.mean(axis=1, keepdims=True)
        s2 = 1 / (counts + 1)
        self.state = {
            "active": np.arange(self.size), "phi": self.phi_all, "gram": self.gram_all,
            "theta": np.zeros(self.size), "var": np.zeros(self.size),
            "used": np.ones(self.size), "tau": np.ones(self.size),
            "v": 1.0, "ahead": 1.0, "visited": 1.0, "gradient": 0.0, "mu": mu, "s2": s2, "tilt": tilt(mu, s2),
            "prediction": np.zeros_like(mu),
        }
        self.bound, self.since = [], 0
        self.gamma_constants()

    def gamma_constants(self):
        a = PRIOR + 0.5
        self.psi_a, self.psi_s = digamma(a), digamma(self.shape)
        self.entropy_a = a + math.lgamma(a) + (1 - a) * self.psi_a
        self.entropy_s = self.shape + math.lgamma(self.shape) + (1 - self.shape) * self.psi_s
        self.prior = PRIOR * math.log(PRIOR) - math.lgamma(PRIOR)
        self.limit = (0.5 * (self.psi_a - math.log(a) - 1) + self.prior
                      + (PRIOR - 1) * self.psi_a + self.entropy_a + 0.5)

    def newton(self, s, v, tilted):
        """New mu and s2 by one Newton step at precision v; `tilted` is their tilt."""
        _, rho, growth, spread = tilted
        mu, s2, n = s["mu"], s["s2"], self.n
        share = 1 / (1 + spread)
        weight = n * rho
        gradient = self.counts - weight * (1 + share * (spread - rho * growth)) - v * (mu - s["prediction"])
        inverse = 1 / (weight + v)
        step = gradient * inverse
        tangent = rho * inverse
        along = n * np.einsum("ij,ij->i", rho, step) / (v * tangent.sum(axis=1))
        step += along[:, None] * tangent
        size = np.abs(step).max(axis=1, keepdims=True)
        step /= np.maximum(size, 1)
        slope = np.maximum(weight * (1 + share * (spread - rho * (2 * growth + 1))), 0)
        feedback = 0.5 * slope * s2 * s2
        return mu + step, (1 + feedback) / (v + slope + feedback / s2)

    def keep(self, s, mask):
        for key in ("active", "theta", "var", "used", "tau"):
            s[key] = s[key][mask]
        s["phi"] = np.ascontiguousarray(s["phi"][:, mask])
        s["gram"] = s["gram"][np.ix_(mask, mask)]

    def choose(self, s, accelerated):
        tau, var = s["used"], s["var"]
        if var[0] == 0:
            return
        g = 1 / var - tau
        h2 = (s["theta"] / var) ** 2
        if accelerated:
            with np.errstate(divide="ignore", invalid="ignore"):
                best = np.where((h2 > g) & (g > 0), g * g / (h2 - g), np.inf)
            s["used"] = np.clip(best, tau / RELEVANCE_STRIDE, tau * RELEVANCE_STRIDE)
        else:
            s["used"] = s["tau"]
        # While the noise is not known the data may yet come to ask for a feature.
        ratio = s["ahead"] / s["visited"]
        if accelerated and not 1 / STEADY < ratio < STEADY:
            return
        mask = s["used"] < PRUNED * g
        if not mask.all() and mask.any():
            self.keep(s, mask)

    def data_precision(self, s, v, rho, most=None):
        """Precision that the data give theta once the coarse states are integrated out, from `most` sequences."""
        some = min(self.sequences, most or self.sequences)
        rho = rho[:some]
        share = v / (self.n * rho + v)
        direction = rho * share
        weight = self.n * direction
        direction *= np.sqrt(self.n / direction.sum(axis=1))[:, None]
        rows = s["phi"][: some * self.bins]
        weighted = rows * np.sqrt(weight).ravel()[:, None]
        phi = rows.reshape(some, self.bins, -1)
        projected = np.matmul(direction[:, None, :], phi)[:, 0, :]
        return (weighted.T @ weighted - projected.T @ projected) * (self.sequences / some)

    def joint_step(self, s, v):
        """One Newton step in theta, X following; then X follows. A singular matrix ends the program."""
        tilted = tilt(s["mu"], s["s2"])
        a = self.data_precision(s, v, tilted[1], ENOUGH)
        a.flat[:: a.shape[0] + 1] += s["used"]
        gradient = v * ((s["mu"] - s["prediction"]).ravel() @ s["phi"]) - s["used"] * s["theta"]
        s["theta"] = s["theta"] + np.linalg.solve(a, gradient)
        s["prediction"] = (s["phi"] @ s["theta"]).reshape(s["mu"].shape)
        s["mu"], s["s2"] = self.newton(s, v, tilted)

    def iterate(self, s, accelerated):
        """One iteration, from `s` to a new state; returns it and its bound."""
        s = dict(s)
        v = s["ahead"] if accelerated else s["v"]
        s["mu"], s["s2"] = self.newton(s, v, s["tilt"])
        self.choose(s, accelerated)
        if accelerated and self.bound and len(s["active"]) <= MOST_JOINT:
            self.joint_step(s, v)
        mu, s2, phi, gram = s["mu"], s["s2"], s["phi"], s["gram"]
        a = v * gram
        a.flat[:: a.shape[0] + 1] += s["used"]
        log_det = -2 * np.log(np.diagonal(np.linalg.cholesky(a))).sum()
        covariance = np.linalg.inv(a)
        s["theta"] = theta = covariance @ (v * (mu.ravel() @ phi))
        s["var"] = var = covariance.diagonal().copy()
        alpha = PRIOR + 0.5
        second = theta * theta + var
        rate = PRIOR + 0.5 * second
        s["tau"] = tau = alpha / rate
        s["prediction"] = (phi @ theta).reshape(mu.shape)
        error = (mu - s["prediction"]).ravel()
        distance = error @ error
        # v trace(gram covariance) = n - sum tau var
        uncertainty = s2.sum() + (len(var) - s["used"] @ var) / v
        residual = distance + uncertainty
        s["v"] = self.shape / (PRIOR + 0.5 * residual)
        # Fisher scoring towards the fixed point of the plain updates, or the secant where that overshot.
        gamma = mu.size - v * uncertainty
        gradient = v * (v * distance - gamma)
        information = (gamma * v) ** 2 / mu.size
        if s["gradient"] * gradient < 0:
            information = max(information, (s["gradient"] - gradient) / (1 / v - 1 / s["visited"]))
        u = 1 / v + gradient / information
        best = 1 / u if u > 0 else math.inf
        s["ahead"] = max(min(best, v * PRECISION_STRIDE), v / PRECISION_STRIDE)
        s["visited"], s["gradient"] = v, gradient
        s["tilt"] = tilt(mu, s2)
        return s, self.evidence(s, log_det, second, rate, residual)

    def evidence(self, s, log_det, second, rate, residual):
        mu, s2, v, tau = s["mu"], s["s2"], s["v"], s["tau"]
        total, active = mu.size, len(tau)
        b = self.log_coefficient + np.vdot(self.counts, mu) - self.n * s["tilt"][0]
        b += 0.5 * (np.log(s2).sum() + total * (1 + LOG_2PI))
        log_rate_v = math.log(self.shape / v)
        log_v = self.psi_s - log_rate_v
        b += 0.5 * total * (log_v - LOG_2PI) - 0.5 * v * residual
        b += self.prior + (PRIOR - 1) * log_v - PRIOR * v + self.entropy_s - log_rate_v
        log_rate = np.log(rate)
        log_tau = self.psi_a - log_rate
        b += (0.5 * (log_tau - tau * second) + (PRIOR - 1) * log_tau - PRIOR * tau - log_rate).sum()
        b += active * (self.prior + self.entropy_a - 0.5 * LOG_2PI)
        b += 0.5 * (log_det + active * (1 + LOG_2PI))
        return float(b + (self.size - active) * self.limit)

    def ascend(self):
        """One iteration; an accelerated one that lowers the bound is made again plainly."""
        state, bound = self.iterate(self.state, self.accelerated)
        guarded = self.accelerated and len(self.bound) > self.since
        if guarded and not bound >= self.bound[-1]:
            before = dict(self.state, visited=state["visited"], gradient=state["gradient"])
            state, bound = self.iterate(before, False)
        self.state = state
        self.bound.append(bound)

    def z_scores(self):
        """|mean / sd| with the coarse states integrated out."""
        s = self.state
        a = self.data_precision(s, s["v"], s["tilt"][1])
        a.flat[:: a.shape[0] + 1] += s["tau"]
        return np.abs(s["theta"]) / np.sqrt(np.linalg.inv(a).diagonal())

    def drop(self):
        """Drops at most half of the insignificant features; returns whether any was dropped."""
        if self.eliminate == 0:
            return False
        s = self.state
        z = self.z_scores()
        order = [k for k in np.lexsort((s["active"], z)) if z[k] < self.eliminate]
        mask = np.ones(len(z), dtype=bool)
        products = set()
        for k in order:
            if (~mask).sum() >= (len(order) + 1) // 2:
                break
            product = self.products[s["active"][k]]
            if product not in products:
                products.add(product)
                mask[k] = False
        if mask.all() or not mask.any():
            return False
        self.state = s = dict(s)
        self.keep(s, mask)
        s["prediction"] = (s["phi"] @ s["theta"]).reshape(s["mu"].shape)
        self.since = len(self.bound)
        return True

    def converge(self, tolerance, most=20000):
        while len(self.bound) < most:
            self.ascend()
            b = self.bound
            if len(b) - self.since <= WINDOW:
                continue
            gain = b[-1] - b[-1 - WINDOW]
            if gain < max(SETTLED, tolerance) and not self.drop() and gain < tolerance:
                return

    def reach(self, target, most=20000):
        while len(self.bound) < most:
            self.ascend()
            if self.bound[-1] >= target:
                return
        raise SystemExit(f"the bound stays below {target}: {self.bound[-1]}")


def main():
    path, reach, ascent, eliminate, mode, value = sys.argv[1:]
    data = np.fromfile(path)
    sequences, bins, walkers = int(data[0]), int(data[1]), data[2]
    x0, counts = data[3:].reshape(2, sequences, bins)

    def run():
        fit = Fit(x0, counts, walkers, int(reach), ascent == "accelerated", float(eliminate))
        if mode == "iterations":
            for _ in range(int(value)):
                fit.ascend()
        elif mode == "tolerance":
            fit.converge(float(value))
        else:
            fit.reach(float(value))
        return fit

    start = time.perf_counter()
    fit = run()
    elapsed = time.perf_counter() - start
    if elapsed < 0.5:
        # A sample of the warm program, as the harness takes of ours.
        runs, start, elapsed = 0, time.perf_counter(), 0
        while elapsed < 0.1:
            run()
            runs += 1
            elapsed = time.perf_counter() - start
        elapsed /= runs
    print(fit.bound[-1], len(fit.bound), len(fit.state["active"]))
    print(elapsed)


main()
