/** Nodes and weights of Gauss-Legendre quadrature with 4 points on [0, 1], exact to degree 7 (Abramowitz and Stegun 25.4). */
export const GAUSS_4: readonly (readonly [node: number, weight: number])[] = [
  [0.06943184420297371, 0.17392742256872692],
  [0.33000947820757187, 0.32607257743127307],
  [0.6699905217924281, 0.32607257743127307],
  [0.9305681557970263, 0.17392742256872692],
];
