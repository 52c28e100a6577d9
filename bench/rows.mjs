import { PARTICLES } from "./particles.mjs";

// What is compared: one row each, with the C++ case beside it (where there is one) and the target it has to meet.
// `against` instead of `native`: another side of ours is what it is compared with.
// `ratio`: ours over the time of the other, at most. `accuracy`: figure of ours and its bound, at most; `atLeast`: the
// same from below. `milliseconds`: an absolute bound.
export const rows = [
  {
    id: "p1",
    title: "P1 OU 1D, 512 cells, 30 steps, against Crank-Nicolson",
    native: ["p1-crank-nicolson", { n: 43 }],
    ratio: 2,
    accuracy: ["l1", 2e-4],
  },
  {
    id: "p1-tr-bdf2",
    ours: "p1",
    title: "P1, against the same TR-BDF2 at a fixed step",
    native: ["p1-tr-bdf2", { n: 30 }],
  },
  {
    id: "p1-adaptive",
    title: "P1 with adaptive steps at tolerance 1e-3, against Crank-Nicolson",
    native: ["p1-crank-nicolson", { n: 43 }],
    accuracy: ["l1", 2e-4],
  },
  {
    id: "p2",
    title: "P2 double well 1D, 1024 cells, 16 steps, against Crank-Nicolson",
    native: ["p2-crank-nicolson", { n: 44 }],
    ratio: 2,
    accuracy: ["l1", 3e-5],
  },
  {
    id: "p2-tr-bdf2",
    ours: "p2",
    title: "P2, against the same TR-BDF2 at a fixed step",
    native: ["p2-tr-bdf2", { n: 16 }],
  },
  {
    id: "p2-adaptive",
    title: "P2 with adaptive steps at tolerance 3e-5, against Crank-Nicolson",
    native: ["p2-crank-nicolson", { n: 44 }],
    accuracy: ["l1", 3e-5],
  },
  {
    id: "p3",
    title: "P3 two wells 2D, 256x256, extrapolated Strang, 10 steps, same algorithm",
    native: ["p3-256-extrapolated", { n: 10 }],
    ratio: 1.3,
    accuracy: ["l1", 1e-3],
    milliseconds: 65,
  },
  {
    id: "p3-panels",
    ours: "p3",
    title: "P3, the same against C++ in panels of 8 lines",
    native: ["p3-256-extrapolated-panels", { n: 10 }],
  },
  {
    id: "p3-plain",
    ours: "p3",
    title: "P3, against the cheapest C++ that reaches 1e-3: plain Strang, 41 steps",
    native: ["p3-256-strang", { n: 41 }],
  },
  {
    id: "p3-fine",
    title: "P3 with a time error below 1e-4: 13 extrapolated steps",
    native: ["p3-256-extrapolated", { n: 13 }],
    accuracy: ["timeError", 1e-4],
  },
  {
    id: "p3-128",
    title: "P3 at 128x128, extrapolated Strang, 10 steps, same algorithm",
    native: ["p3-128-extrapolated", { n: 10 }],
    ratio: 1.3,
  },
  {
    id: "p4",
    title: "P4 rotation with a full tensor D, 128x128, extrapolated Strang, 3 steps, same algorithm",
    native: ["p4-128-extrapolated", { n: 3 }],
    ratio: 1.5,
    accuracy: ["l1", 5.6e-3],
    atLeast: ["minDensity", 0],
  },
  {
    id: "p4-told",
    ours: "p4",
    title: "P4, against C++ that is told D as numbers and the drift as functions, and finds the rest out as ours does",
    native: ["p4-128-told", { n: 3, same: 1, affine: 1 }],
  },
  {
    id: "p4-functions",
    ours: "p4",
    title: "P4, against C++ for any D and drift: both functions, evaluated in every cell and at five nodes a face",
    native: ["p4-128-told", { n: 3 }],
    ratio: 1.5,
  },
  {
    id: "p4-5",
    title: "P4 in 5 steps",
    native: ["p4-128-extrapolated", { n: 5 }],
  },
  {
    id: "adaptive",
    title: "adaptive D, P3's loss at 128x128, against ours with D frozen in time",
    against: "adaptive-frozen",
    ratio: 4,
  },
  {
    id: "adaptive-steps",
    title: "adaptive D, the steps alone, against ours with D frozen in time",
    against: "adaptive-steps-frozen",
  },
  {
    id: "reset",
    title: "P3 in 10 steps with 10 boosts of D, against 110 steps without: below 1 a reset costs less than ten steps",
    against: "reset-steps",
    ratio: 1,
  },
  {
    id: "reset-both",
    title: "P3 in 10 steps with 10 boosts and redistributions, against 110 steps without",
    against: "reset-steps",
    ratio: 1,
  },
  {
    id: "reset-ledger",
    title: "P3 in 10 steps with 10 boosts, all with the ledger, against 110 steps without boosts",
    against: "reset-ledger-steps",
    ratio: 1,
  },
  {
    id: "reset-tensor",
    title: "P4 in 10 steps with 10 boosts of its full tensor D, against 110 steps without",
    against: "reset-tensor-steps",
    ratio: 1,
  },
  ...["reflecting", "periodic"].map((boundary) => ({
    id: `convolution-${boundary}`,
    title: `mean field at 256x256, ${boundary}: the convolution of a step, against the sweeps of one of its two attempts`,
    against: `convolution-${boundary}-sweeps`,
    ratio: 1,
  })),
  {
    id: "p5",
    title: "P5 tilted ring, stationary current, 512 cells",
    native: ["p5-ring", {}],
    milliseconds: 2,
    accuracy: ["currentError", 1e-12],
  },
  {
    id: "p6",
    title: "P6 particles in a double well, Euler-Maruyama, against C++ particle by particle, same noise",
    native: ["p6-particles", { particles: PARTICLES }],
    ratio: 1.1,
  },
  {
    id: "p6-blocks",
    ours: "p6",
    title: "P6, against C++ in blocks of 256",
    native: ["p6-blocks", { particles: PARTICLES }],
  },
  {
    id: "p6-threads",
    title: "P6 on two threads, against ours on one",
    against: "p6-one-thread",
  },
  {
    id: "p6-expression",
    ours: "p6",
    title: "P6, against ours with the drift of the quartic written by hand",
    against: "p6-hand-written",
    ratio: 2,
  },
  {
    id: "p6-wells",
    title:
      "P6 with two Gaussian wells instead (two exponentials), against ours with the drift of the quartic written by hand",
    against: "p6-hand-written",
    ratio: 2,
  },
  {
    id: "p6-philox",
    title: "P6 with the noise of Philox4x32-10, against ours with the fast noise",
    against: "p6",
  },
  {
    id: "p6-heun",
    title: "P6 by stochastic Heun, against ours by Euler-Maruyama",
    against: "p6",
  },
  {
    id: "spectrum",
    title: "6 modes of a reversible problem, 256x256, against eigsh (shift-invert)",
    scipy: "spectrum",
    ratio: 1,
  },
  {
    id: "passage",
    title: "mean passage time, its variance and where, 256x256, against splu and one solve for the mean",
    scipy: "passage",
    ratio: 1,
  },
  {
    id: "process",
    title: "whole process: solve grids/two-wells-2d.yaml, 128x128",
    milliseconds: 400,
  },
  ...[256, 1024].flatMap((cells) => [
    {
      id: `kernel-explicit-${cells}`,
      title: `explicit five-point step, ${cells}x${cells}`,
      native: [`kernel-explicit-${cells}`, {}],
      ratio: 1.2,
    },
    {
      id: `kernel-sweep-${cells}`,
      title: `implicit sweep, ${cells}x${cells}`,
      native: [`kernel-sweep-${cells}`, {}],
      ratio: 1.5,
    },
    {
      id: `kernel-sweep-transpose-${cells}`,
      title: `implicit sweep and transpose, ${cells}x${cells}`,
      native: [`kernel-sweep-transpose-${cells}`, {}],
      ratio: 1.5,
    },
  ]),
];
