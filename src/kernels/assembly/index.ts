export { factorLine, sweepLine, factorRing, sweepRing } from "./lines";
export { sweepStiffLine } from "./stiff-lines";
export { factorPanels, sweepPanels, pack, unpack, turn } from "./panels";
export { factorPanelRings, sweepPanelRings } from "./panel-rings";
export { addWork, faceRates } from "./rates";
export { explicitStep } from "./explicit";
export { combine, absoluteSum, combinedSize, negativeSum, clip, sum, dot, minimum } from "./vectors";
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
export { runTape } from "./tape";
export { addScaled, addSquares, advance, blend, exits, fold, notFinite, reflectOblique, tame, wrap } from "./particles";
