export { factorLines, sweepLines } from "./lines";
export { factorRings, sweepRings } from "./rings";
export { transpose } from "./transpose";
export { faceRates, spreadSlow, spreadFast } from "./rates";
export { explicitStep } from "./explicit";
export { combine, absoluteSum, combinedSize, negativeSum, clip, sum, dot, minimum } from "./vectors";
