export { factorLine, sweepLine, factorRing, sweepRing } from "./lines";
export { sweepStiffLine } from "./stiff-lines";
export { factorPanels, sweepPanels, pack, unpack, turn } from "./panels";
export { factorPanelRings, sweepPanelRings } from "./panel-rings";
export { addWork, faceRates } from "./rates";
export { explicitStep } from "./explicit";
export { convolvePanels, transformPanels, twistPanels, untwistPanels } from "./fourier";
export { combine, extrapolate, absoluteSum, combinedSize, negativeSum, clip, sum, dot, minimum, heapBase } from "./vectors";
export { gather, scatter, factorChains, sweepChains, hop } from "./chains";
export {
  normals,
  particleKeys,
  particleNumbers,
  philoxNormals,
  philoxUniforms,
  philoxWords,
  uniforms,
  zigguratTables,
} from "./noise";
export { gatherFours, gramFours, mixFours, scatterFours } from "./blocks";
export {
  clear,
  eliminateFront,
  extendAdd,
  keepFactors,
  keepRest,
} from "./fronts";
export { solveNodes } from "./front-solves";
export { runTape } from "./tape";
export {
  addScaled,
  addSquares,
  advance,
  allWithin,
  blend,
  exits,
  exp,
  fold,
  notFinite,
  reflectBridge,
  reflectOblique,
  tame,
  waits,
  wrap,
} from "./particles";
