import type { RitzPairs } from "./ritz-pairs.js";

/** Eigenvalues this near to each other, relatively, count as one that is not to be cut. */
const CLUSTER = 1e-6;
/** Of eigenvalues nearer to each other than this a Krylov space tells as many apart as it has starts, and hardly more. */
const CROWD = 1e-2;

/** `count`, or more so that pairs and eigenvalues that coincide stay together. */
export function wholeClusters({ re, im }: RitzPairs, count: number): number {
  let at = 0;
  while (at < re.length && (at < count || same(at - 1, at))) at += im[at] === 0 ? 1 : 2;
  return Math.min(at, re.length);

  function same(k: number, m: number): boolean {
    return Math.hypot(re[m] - re[k], Math.abs(im[m]) - Math.abs(im[k])) <= CLUSTER * Math.hypot(re[k], im[k]);
  }
}

/** Most eigenvalues near to one of the wanted, itself included, among those that have settled somewhat. */
export function largestCrowd({ re, im }: RitzPairs, wanted: number, settled: (k: number) => boolean): number {
  let largest = 0;
  for (let k = 0; k < wanted; k++) {
    let members = 0;
    for (let m = 0; m < re.length; m++)
      if (Math.hypot(re[m] - re[k], im[m] - im[k]) <= CROWD * Math.hypot(re[k], im[k]) && settled(m)) members++;
    largest = Math.max(largest, members);
  }
  return largest;
}
