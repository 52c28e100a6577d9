/** The compiled loops. Every `number` that stands for an array is the byte address of one in the same workspace. */
export interface Kernels {
  factorLine(forward: number, backward: number, a: number, up: number, down: number, count: number): void;
  sweepLine(r: number, up: number, down: number, y: number, left: number, w: number, count: number): void;
  sweepStiffLine(
    r: number,
    forward: number,
    backward: number,
    a: number,
    up: number,
    down: number,
    y: number,
    left: number,
    keep: number,
    count: number,
  ): void;
  factorRing(
    forward: number,
    backward: number,
    a: number,
    up: number,
    down: number,
    loop: number,
    fill: number,
    count: number,
  ): void;
  sweepRing(r: number, up: number, down: number, loop: number, fill: number, y: number, w: number, count: number): void;
  factorPanels(
    forward: number,
    backward: number,
    a: number,
    up: number,
    down: number,
    count: number,
    depth: number,
    panels: number,
  ): void;
  sweepPanels(
    r: number,
    up: number,
    down: number,
    y: number,
    left: number,
    w: number,
    count: number,
    depth: number,
    panels: number,
    repeats: number,
  ): void;
  factorPanelRings(
    forward: number,
    backward: number,
    a: number,
    up: number,
    down: number,
    loop: number,
    fill: number,
    count: number,
    depth: number,
    panels: number,
  ): void;
  sweepPanelRings(
    r: number,
    up: number,
    down: number,
    loop: number,
    fill: number,
    y: number,
    w: number,
    count: number,
    depth: number,
    panels: number,
    repeats: number,
  ): void;
  pack(natural: number, panels: number, count: number, lines: number, depth: number): void;
  unpack(panels: number, natural: number, count: number, lines: number, depth: number): void;
  turn(input: number, output: number, depth: number, width: number): void;
  faceRates(
    work: number,
    workScale: number,
    own: number,
    next: number,
    scale: number,
    peclet: number,
    forward: number,
    backward: number,
    offset: number,
    n: number,
    scheme: number,
    central: number,
  ): void;
  addWork(
    straight: number,
    turned: number,
    trace: number,
    determinant: number,
    d: number,
    share: number,
    out: number,
    n: number,
  ): void;
  explicitStep(
    p: number,
    out: number,
    fx: number,
    bx: number,
    fy: number,
    by: number,
    flows: number,
    zeros: number,
    keep: number,
    h: number,
    nx: number,
    ny: number,
    ringX: number,
    ringY: number,
  ): void;
  transformPanels(re: number, im: number, table: number, n: number, panels: number, inverse: number): void;
  twistPanels(
    x: number,
    re: number,
    im: number,
    twist: number,
    count: number,
    depth: number,
    n: number,
    panels: number,
  ): void;
  untwistPanels(
    re: number,
    im: number,
    x: number,
    twist: number,
    count: number,
    depth: number,
    n: number,
    panels: number,
  ): void;
  convolvePanels(
    re: number,
    im: number,
    kernelRe: number,
    kernelIm: number,
    workRe: number,
    workIm: number,
    sumRe: number,
    sumIm: number,
    twist: number,
    table: number,
    count: number,
    depth: number,
    n: number,
    panels: number,
    ways: number,
  ): void;
  gather(from: number, index: number, to: number, n: number): void;
  scatter(from: number, index: number, to: number, n: number): void;
  factorChains(
    forward: number,
    backward: number,
    a: number,
    up: number,
    down: number,
    counts: number,
    groups: number,
  ): void;
  sweepChains(
    r: number,
    up: number,
    down: number,
    y: number,
    left: number,
    w: number,
    counts: number,
    groups: number,
    repeats: number,
  ): void;
  hop(
    p: number,
    out: number,
    lower: number,
    upper: number,
    forward: number,
    backward: number,
    h: number,
    n: number,
  ): void;
  eliminateFront(front: number, stride: number, size: number, own: number, out: number, packed: number): void;
  extendAdd(child: number, count: number, places: number, front: number, stride: number, size: number): void;
  keepFactors(front: number, stride: number, size: number, own: number, factors: number): void;
  keepRest(front: number, stride: number, size: number, own: number, rest: number): void;
  clear(x: number, n: number): void;
  solveNodes(nodes: number, count: number, x: number, near: number, fours: number, transposed: number): void;
  gramFours(v: number, x: number, weight: number, out: number, n: number): void;
  gatherFours(from: number, index: number, to: number, n: number): void;
  scatterFours(from: number, index: number, to: number, scale: number, n: number): void;
  mixFours(x: number, keep: number, v: number, share: number, n: number): void;
  zigguratTables(tables: number): void;
  particleKeys(keys: number, seedHigh: number, seedLow: number, first: number, n: number): void;
  particleNumbers(particles: number, first: number, n: number): void;
  normals(
    out: number,
    keys: number,
    tables: number,
    seedHigh: number,
    seedLow: number,
    step: number,
    lane: number,
    n: number,
  ): void;
  uniforms(out: number, keys: number, seedHigh: number, seedLow: number, step: number, lane: number, n: number): void;
  philoxNormals(
    out: number,
    particles: number,
    tables: number,
    seedHigh: number,
    seedLow: number,
    step: number,
    lane: number,
    n: number,
  ): void;
  philoxUniforms(
    out: number,
    particles: number,
    seedHigh: number,
    seedLow: number,
    step: number,
    lane: number,
    n: number,
  ): void;
  philoxWords(out: number, a: number, b: number, c: number, d: number, key0: number, key1: number): void;
  runTape(tape: number, count: number, n: number): void;
  advance(x: number, f: number, h: number, g: number, z: number, s: number, out: number, n: number): void;
  addScaled(x: number, a: number, g: number, z: number, out: number, n: number): void;
  blend(x: number, a: number, y: number, b: number, out: number, n: number): void;
  addSquares(x: number, sum: number, n: number): void;
  tame(f: number, h: number, square: number, n: number): void;
  fold(x: number, lower: number, upper: number, n: number): void;
  allWithin(x: number, lower: number, upper: number, n: number): number;
  wrap(x: number, lower: number, length: number, n: number): void;
  reflectOblique(x: number, y: number, wall: number, sign: number, Dxx: number, Dxy: number, n: number): number;
  reflectBridge(
    from: number,
    x: number,
    wall: number,
    sign: number,
    D: number,
    h: number,
    uniform: number,
    other: number,
    Dxy: number,
    n: number,
  ): void;
  exits(
    from: number,
    to: number,
    wall: number,
    sign: number,
    D: number,
    h: number,
    uniform: number,
    bridge: number,
    mark: number,
    flags: number,
    n: number,
  ): number;
  waits(u: number, n: number): void;
  exp(x: number): number;
  notFinite(x: number, n: number): number;
  combine(x: number, a: number, y: number, b: number, z: number, c: number, out: number, n: number): void;
  extrapolate(
    x: number,
    y: number,
    z: number,
    a: number,
    b: number,
    c: number,
    d: number,
    e: number,
    f: number,
    out: number,
    sums: number,
    n: number,
  ): void;
  absoluteSum(x: number, n: number): number;
  combinedSize(x: number, a: number, y: number, b: number, z: number, c: number, n: number): number;
  negativeSum(x: number, n: number): number;
  clip(x: number, scale: number, n: number): void;
  sum(x: number, n: number): number;
  minimum(x: number, n: number): number;
  heapBase(): number;
  dot(x: number, y: number, n: number): number;
}
