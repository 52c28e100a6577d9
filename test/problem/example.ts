/** A problem file that uses most of what a file may say; tests change one thing at a time. */
export const example = `
name: example
parameters: { T: 0.3, half: T/2 }
axes:
  - { name: x, range: [-4, 4], cells: 64 }
  - { name: y, range: [-4, 4], cells: 32, boundary: periodic }
drift: { loss: "x^2/2", force: { y: "2*x" } }
diffusion: T
initial: { gaussian: { mean: [0, 2], variance: 0.2 } }
time: { end: 2, frames: 5 }
observables: { left: "x < 0.1" }
`;
