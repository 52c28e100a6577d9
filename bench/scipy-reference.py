"""The reference of the rows on spectra and passage: SciPy on the same rates. A line asks, a line answers."""

import json
import os
import sys
import time

os.environ["OPENBLAS_NUM_THREADS"] = "1"
import numpy as np
import scipy.sparse as sparse
from scipy.sparse.linalg import LinearOperator, eigsh, splu

N, HALF, D = 256, 3.0, 0.3
# SuperLU's symmetric mode with minimum degree, as its guide advises for a symmetric pattern; no pivots are needed.
ORDERING = dict(permc_spec="MMD_AT_PLUS_A", diag_pivot_thresh=0.0, options=dict(SymmetricMode=True))


def potential():
    h = 2 * HALF / N
    x = (np.arange(N) + 0.5) * h - HALF
    return np.add.outer(0.5 * (x**2 - 1) ** 2, x**2) / D, h


def bernoulli(z):
    return np.where(np.abs(z) < 1e-6, 1 - z / 2, z / np.expm1(np.where(z == 0, 1, z)))


def generator():
    u, h = potential()
    cells = np.arange(N * N).reshape(N, N)
    rows, columns, rates = [], [], []
    for axis in range(2):
        low, high = cells.take(range(N - 1), axis), cells.take(range(1, N), axis)
        peclet = -np.diff(u, axis=axis)
        for start, end, rate in ((low, high, bernoulli(-peclet)), (high, low, bernoulli(peclet))):
            rows.append(start.ravel())
            columns.append(end.ravel())
            rates.append(D / h**2 * rate.ravel())
    q = sparse.csc_matrix((np.concatenate(rates), (np.concatenate(rows), np.concatenate(columns))), shape=(N * N, N * N))
    return (q - sparse.diags(np.asarray(q.sum(1)).ravel())).tocsc(), u.ravel()


def spectrum():
    q, u = generator()
    root = np.exp(-(u - u.min()) / 2)
    s = (sparse.diags(root) @ q @ sparse.diags(1 / root)).tocsc()
    s = (s + s.T) / 2
    shift = 0.01
    factors = splu((shift * sparse.eye(N * N) - s).tocsc(), **ORDERING)
    inverse = LinearOperator(s.shape, lambda v: -factors.solve(v), dtype=float)
    values = eigsh(s, 6, sigma=shift, OPinv=inverse, return_eigenvectors=True)[0]
    return {"second": float(np.sort(values)[-2])}


def passage():
    """The mean time until the process leaves through the upper end of x: M T = 1."""
    q, _ = generator()
    x, h = (np.arange(N) + 0.5) * (2 * HALF / N) - HALF, 2 * HALF / N
    # to the wall it is half a cell
    step = 0.5 * ((HALF**2 - 1) ** 2 - (x[-1] ** 2 - 1) ** 2) / D
    killing = np.zeros((N, N))
    killing[-1, :] = 2 * D / h**2 * bernoulli(np.array([step]))[0]
    factors = splu((sparse.diags(killing.ravel()) - q).tocsc(), **ORDERING)
    return {"meanTime": float(factors.solve(np.ones(N * N)).reshape(N, N)[N // 4, N // 2])}


cases = {"spectrum": spectrum, "passage": passage}
for line in sys.stdin:
    began = time.perf_counter()
    answer = cases[line.strip()]()
    print(json.dumps({"milliseconds": 1e3 * (time.perf_counter() - began), "accuracy": answer}), flush=True)
