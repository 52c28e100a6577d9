/**
 * Two wide rooms joined by a narrow neck: a pass of a fifth of a temperature, and yet the way through has to be found. The
 * criterion takes it for free motion, and is wrong.
 */
export const bottleneck = {
  name: "bottleneck",
  axes: [axis("x", [-3, 3], 96), axis("y", [-2, 2], 65)] as const,
  drift: { loss: "y^2/2*(0.05 + 60*exp(-4*x^2)) + 0.05*exp(-4*x^2)" },
  diffusion: 0.25,
};

function axis(name: string, range: readonly [number, number], cells: number) {
  return { name, range, cells };
}
