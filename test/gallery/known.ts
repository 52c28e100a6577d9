/** What is known about a problem of the gallery from outside this program. */
export interface Fact {
  /** Path into the summary that `solve --json` (`steady --json`, `first-passage --json`) prints, e.g. `covariance.0.1`. */
  readonly what: string;
  /** A frame's time, the last frame, the stationary state, or first passage from the initial density. */
  readonly at: number | "end" | "steady" | "passage";
  readonly value: number;
  readonly tolerance: number;
  /** Where the value comes from. */
  readonly source: string;
}

type Row = readonly [what: string, at: Fact["at"], value: number, tolerance: number];

const facts = (source: string, ...rows: readonly Row[]): Fact[] =>
  rows.map(([what, at, value, tolerance]) => ({ what, at, value, tolerance, source }));

/**
 * Facts by problem.
 *
 * The values come from closed forms, quadrature or spectral (Galerkin) solutions that share no code and no method with
 * the finite volumes here; only the two gradient problems in 2D were solved on finer grids, by a separate program.
 *
 * Each tolerance at a time is the sum of two parts, rounded up: twice the error in space on the file's own grid (order
 * 2, found with that separate program by halving the grid), and what the solver may leave in time: 1e-4 in L1, its
 * default tolerance, which moves a share by at most half of that and a mean or variance by about as much. Quantities of
 * the ledger have the same errors in space times their sensitivity, at most 1 % of their size.
 *
 * Stationary values have no error in time. A Gibbs state is exact at cell centres and the midpoint rule converges fast
 * on it: 1e-8; less where a density ends at a wall or an indicator cuts through it: 2e-5 in 1D, 5e-4 in 2D. Without a
 * potential the error in space is that of the transient. Passage times and probabilities have no error in time either: twice
 * the error in space, as seen.
 */
export const known: Readonly<Record<string, readonly Fact[]>> = {
  ou: [
    ...facts(
      "mean m0 exp(-k t) and variance of a Gaussian, Uhlenbeck and Ornstein 1930",
      ["mean.0", "end", 0.9931706075828, 4e-4],
      ["covariance.0.0", "end", 0.3865653965869, 3e-4],
      ["observables.right", "end", 0.9449111772668, 6e-5],
      ["observables.energy", "end", 0.6864766261766, 4e-4],
      ["ledger.entropy", "end", 0.9437114215887, 3e-4],
      ["ledger.entropyProduction", "end", 2.039348712454, 3e-3],
      ["ledger.klToStationary", "end", 1.001606773689, 1e-3],
      ["totals.entropyProduction", "end", 3.801257548465, 3e-3],
      ["ledger.consolidationRatio", "end", 1.457032900783, 1e-3],
    ),
    ...facts("Gibbs: D/k", ["covariance.0.0", "steady", 0.5, 1e-8]),
  ],
  "double-well": [
    ...facts(
      "Legendre-Galerkin, 140 modes, matrix exponential",
      ["mean.0", "end", -0.7068071153525, 1.5e-4],
      ["covariance.0.0", "end", 0.4180945624227, 2e-4],
      ["observables.left", "end", 0.874730681769, 7e-5],
      ["observables.barrier", "end", 0.01150224671201, 5.5e-5],
    ),
    ...facts(
      "Gibbs state by quadrature",
      ["covariance.0.0", "steady", 0.9176708607452, 1e-8],
      ["observables.barrier", "steady", 0.01150224676302, 2e-5],
    ),
  ],
  "tilted-ring": [
    ...facts(
      "Fourier-Galerkin, 200 modes, matrix exponential",
      ["observables.cosine", "end", -0.6248601485471, 7e-5],
      ["observables.sine", "end", -0.5088788594428, 8e-5],
      ["mean.0", "end", 3.828063694767, 1.5e-4],
      ["covariance.0.0", "end", 0.4661058335517, 1.5e-4],
    ),
    ...facts("Stratonovich 1958, by quadrature", ["current.x", "steady", 0.03252054994972, 1e-11]),
  ],
  "constant-drift-walls": [
    ...facts(
      "Legendre-Galerkin, 100 modes, matrix exponential",
      ["mean.0", "end", 0.3212939968766, 1.5e-4],
      ["covariance.0.0", "end", 0.06632656843985, 1.5e-4],
      ["observables.lower", "end", 0.491247296668, 6e-5],
    ),
    ...facts("barometric law between walls", ["mean.0", "steady", 0.2313426396362, 2e-5]),
  ],
  "brownian-exit": [
    ...facts("gambler's ruin", ["probability.x.upper", "passage", 0.3, 1e-12], ["meanTime", "passage", 0.42, 1e-12]),
    ...facts(
      "sine series, Redner 2001",
      ["mass", 0.1, 0.8185423925294, 1.5e-4],
      ["mass", "end", 0.2999723891021, 5.5e-5],
      ["absorbed.x.lower", "end", 0.5478366018781, 5.5e-5],
      ["absorbed.x.upper", "end", 0.1521910090199, 5.5e-5],
    ),
  ],
  "drift-diffusion-decision": [
    ...facts(
      "closed forms, Bogacz and others 2006",
      ["probability.x.upper", "passage", 0.8807970779779, 4e-6],
      ["meanTime", "passage", 0.7615941559558, 6e-6],
    ),
    ...facts(
      "sine series with exp(v x/(2 D)), Ratcliff 1978",
      ["mass", "end", 0.2469379052956, 6e-5],
      ["absorbed.x.lower", "end", 0.08976720215286, 5.5e-5],
      ["absorbed.x.upper", "end", 0.6632948925515, 6e-5],
    ),
  ],
  "ou-first-passage": [
    ...facts(
      "image of opposite sign: erf(m/sqrt(2 v))",
      ["mass", "end", 0.4973629324441, 1.5e-4],
      ["absorbed.x.lower", "end", 0.5026370675559, 1.5e-4],
      ["mean.0", "end", 0.8875919386199, 1.5e-4],
      ["covariance.0.0", "end", 0.213280383041, 1.5e-4],
    ),
  ],
  "integrate-and-fire": [
    ...facts(
      "Legendre-Galerkin with a node at the threshold, 120 modes",
      ["mass", "end", 0.7205275780755, 1e-4],
      ["absorbed.v.upper", "end", 0.2794724219245, 1e-4],
      ["mean.0", "end", 0.500197966272, 1.5e-4],
      ["covariance.0.0", "end", 0.05882058892813, 1.5e-4],
    ),
  ],
  "geometric-brownian": [
    ...facts(
      "moment equations of the Ito form, lognormal kernel, Black and Scholes 1973",
      ["mean.0", "end", 1.6487212707, 2e-4],
      ["covariance.0.0", "end", 0.5035507804183, 4e-4],
      ["observables.second", "end", 3.221832608877, 6e-4],
      ["observables.profit", "end", 0.5094479712588, 2.5e-4],
    ),
  ],
  cir: [
    ...facts(
      "moment equations, Cox, Ingersoll and Ross 1985; share above by Legendre-Galerkin, 90 modes",
      ["mean.0", "end", 0.7792723352971, 2e-4],
      ["covariance.0.0", "end", 0.03700673880231, 1.5e-4],
      ["observables.above", "end", 0.5290226592739, 3e-4],
    ),
    ...facts("Gamma density, Feller 1951", ["covariance.0.0", "steady", 0.0625, 2e-5]),
  ],
  "wright-fisher": [
    ...facts(
      "moment equations, Kimura 1964; share below by Legendre-Galerkin, 90 modes",
      ["mean.0", "end", 0.4945608183807, 1.5e-4],
      ["covariance.0.0", "end", 0.02466370057749, 1.5e-4],
      ["observables.heterozygosity", "end", 0.4506134294516, 5.5e-5],
      ["observables.minor", "end", 0.5081217841387, 7.5e-5],
    ),
    ...facts(
      "Beta(3, 5), Wright 1931",
      ["mean.0", "steady", 0.375, 1e-8],
      ["covariance.0.0", "steady", 0.02604166666667, 1e-8],
    ),
  ],
  forgetting: [
    ...facts(
      "Ornstein-Uhlenbeck moments, piece by piece",
      ["observables.lossA", 1, 0.100805110307, 2.5e-3],
      ["mean.0", "end", -0.4031281405964, 6.5e-4],
      ["covariance.0.0", "end", 0.09547018883213, 4.5e-4],
      ["observables.lossA", "end", 4.128477535531, 2.5e-3],
      ["observables.lossB", "end", 0.4517262053801, 1.5e-3],
      ["observables.keepsA", "end", 0.09599824642975, 7e-4],
    ),
  ],
  "annealed-ou": [
    ...facts(
      "v0 exp(-2 k t) + 2 D0 (exp(-t/tau) - exp(-2 k t))/(2 k - 1/tau) + sigma2 (1 - exp(-2 k t))",
      ["observables.second", 0.25, 0.3226813253559, 1.5e-4],
      ["mean.0", "end", 0, 1.5e-4],
      ["covariance.0.0", "end", 0.3502267699227, 1.5e-4],
      ["observables.second", "end", 0.3502267699227, 6e-5],
      ["observables.tail", "end", 0.09107365183045, 8e-5],
    ),
  ],
  "student-t": [
    ...facts(
      "moment equation dm2/dt = 2 D0 - (2 k - 6 D1) m2; tail by Legendre-Galerkin, 220 modes",
      ["mean.0", "end", 0, 1.5e-4],
      ["covariance.0.0", "end", 0.2920000288221, 2e-4],
      ["observables.second", "end", 0.2920000288221, 1.5e-4],
      ["observables.tail", "end", 0.001236408849249, 6e-5],
    ),
    ...facts(
      "Student t density on the range, by quadrature",
      ["observables.second", "steady", 0.4285702293992, 1e-8],
      ["observables.tail", "steady", 0.007114622810709, 2e-5],
    ),
  ],
  "radial-ou": [
    ...facts(
      "Rayleigh density stays Rayleigh",
      ["mean.0", "end", 0.6787696160501, 2e-4],
      ["covariance.0.0", "end", 0.1258891613393, 1.5e-4],
      ["observables.second", "end", 0.5866173530122, 1.5e-4],
      ["observables.inside", "end", 0.3469961060462, 1.5e-4],
    ),
    ...facts("Rayleigh density with s2 = D/k", ["mean.0", "steady", 0.8862269254528, 2e-5]),
  ],
  "convention-ring": [
    ...facts(
      "Fourier-Galerkin, 200 modes, matrix exponential",
      ["observables.cosine", "end", -0.1138031110874, 6e-5],
      ["observables.far", "end", 0.5716571227777, 5.5e-5],
      ["mean.0", "end", 3.14159265359, 1.5e-4],
      ["covariance.0.0", "end", 2.85237835355, 1.5e-4],
    ),
    ...facts("density in 1/D: (sqrt(1 - a^2) - 1)/a", ["observables.cosine", "steady", -0.2679491924311, 1e-8]),
  ],
  "advected-gaussian": [
    ...facts(
      "wrapped Gaussian, Mardia and Jupp 2000",
      ["observables.cosine", "end", 0, 1.5e-4],
      ["observables.sine", "end", -0.6413806259552, 4.5e-4],
      ["mean.0", "end", 0.7022099343788, 2.5e-4],
      ["covariance.0.0", "end", 0.03816316089863, 2e-4],
    ),
  ],
  "stochastic-resonance": [
    ...facts(
      "Legendre-Galerkin, 80 modes, fourth-order Magnus steps",
      ["mean.0", "end", -0.1245143816656, 1.5e-4],
      ["covariance.0.0", "end", 0.7807654907614, 1.5e-4],
      ["observables.right", "end", 0.3919248302162, 7.5e-5],
    ),
  ],
  "sharp-and-flat": [
    ...facts(
      "Legendre-Galerkin, 220 modes, matrix exponential",
      ["mean.0", "end", 1.735365901767, 2.5e-4],
      ["covariance.0.0", "end", 1.476189790091, 3.5e-4],
      ["observables.sharp", "end", 0.7617817426853, 1.5e-4],
    ),
    ...facts("Gibbs state by quadrature", ["observables.sharp", "steady", 0.2154978663079, 1e-8]),
  ],
  "two-wells-2d": [
    ...facts(
      "256 x 256 cells, extrapolated to 1e-6",
      ["mean.0", "end", 0.05869, 6e-4],
      ["mean.1", "end", 0.21299, 4.5e-4],
      ["covariance.0.0", "end", 1.5168, 5e-4],
      ["covariance.0.1", "end", 0.23466, 4e-4],
      ["covariance.1.1", "end", 0.12786, 2e-4],
      ["observables.left", "end", 0.475634, 2.5e-4],
      ["observables.above", "end", 0.728334, 9.5e-4],
    ),
    ...facts(
      "Gibbs state by quadrature",
      ["observables.left", "steady", 0.6366749331515, 5e-4],
      ["observables.above", "steady", 0.6554362873502, 5e-4],
    ),
  ],
  "mueller-brown-2d": [
    ...facts(
      "140 x 135, 280 x 270 and 560 x 540 cells, extrapolated to 1e-8 by a separate program",
      ["mean.0", "end", 0.3596401019621, 3e-4],
      ["covariance.0.0", "end", 0.1503006747015, 2e-4],
      ["covariance.0.1", "end", -0.06971017011692, 1.5e-4],
      ["mean.1", "end", 0.1747763050138, 2.5e-4],
      ["covariance.1.1", "end", 0.06809589417463, 2e-4],
      ["observables.product", "end", 0.02475037655767, 9e-5],
      ["observables.reactant", "end", 0.7213395211409, 3e-4],
    ),
    ...facts(
      "Gibbs state by quadrature",
      ["mean.0", "steady", -0.4220130935782, 2e-5],
      ["mean.1", "steady", 1.164600952293, 2e-5],
    ),
  ],
  "maier-stein-2d": [
    ...facts(
      "Legendre-Galerkin, 52 x 40 modes, matrix exponential: converged to 1e-5",
      ["mean.0", "end", -0.697523320197, 1.5e-3],
      ["mean.1", "end", 0, 1.5e-4],
      ["covariance.0.0", "end", 0.1350710834676, 3.5e-4],
      ["covariance.1.1", "end", 0.03479459074305, 2e-4],
      ["observables.right", "end", 0.055055286818, 4e-4],
      ["observables.saddle", "end", 0.07894431063091, 5.5e-4],
    ),
    ...facts("symmetry x to -x", ["observables.right", "steady", 0.5, 1e-9]),
  ],
  "rotating-ou-2d": [
    ...facts(
      "mean and covariance by matrix exponential, Lax 1960",
      ["mean.0", "end", -0.0229779533343, 2.5e-3],
      ["mean.1", "end", -0.5979576041535, 9e-4],
      ["covariance.0.0", "end", 0.3679930938777, 2.5e-3],
      ["covariance.0.1", "end", -0.01920687950935, 3.5e-4],
      ["covariance.1.1", "end", 0.2401279269308, 1.5e-3],
      ["observables.radius2", "end", 0.9662023035129, 5e-3],
      ["ledger.housekeeping", "end", 8.224665136798, 5e-2],
      ["ledger.excess", "end", 0.9417268003816, 2e-2],
      ["ledger.klToStationary", "end", 0.5701033476022, 1e-2],
      ["ledger.entropy", "end", 1.622648029999, 1e-2],
    ),
    ...facts("A S + S A' = 2 D", ["covariance.0.0", "steady", 0.4707602339181, 3e-3]),
    ...facts("Tr(A' D^-1 A S) - Tr A", ["ledger.housekeeping", "steady", 6.944444444444, 5e-2]),
  ],
  "rotating-tensor-ou-2d": [
    ...facts(
      "mean and covariance by matrix exponential, Lax 1960",
      ["mean.0", "end", -0.0229779533343, 1.2e-3],
      ["mean.1", "end", -0.5979576041535, 4e-4],
      ["covariance.0.0", "end", 0.4153844107886, 1e-3],
      ["covariance.0.1", "end", 0.02760173438927, 5e-4],
      ["covariance.1.1", "end", 0.189192640933, 3e-4],
      ["observables.radius2", "end", 0.962658334426, 1.2e-3],
      ["ledger.entropyProduction", "end", 10.79391969479, 0.18],
      ["ledger.housekeeping", "end", 9.560456101615, 0.18],
      ["ledger.excess", "end", 1.233463593176, 4e-3],
      ["ledger.klToStationary", "end", 0.6619549928139, 1e-3],
      ["ledger.entropy", "end", 1.561236040038, 1e-3],
      ["totals.housekeeping", "end", 5.649863553923, 7.5e-2],
      ["totals.excess", "end", 1.683977211527, 2e-3],
    ),
    ...facts(
      "A S + S A' = 2 D",
      ["covariance.0.0", "steady", 0.5175438596491, 1.2e-3],
      ["covariance.0.1", "steady", 0.008771929824561, 1e-4],
      ["covariance.1.1", "steady", 0.2960526315789, 1e-4],
    ),
    ...facts("Tr(A' D^-1 A S) - Tr A", ["ledger.housekeeping", "steady", 7.308695652174, 0.13]),
  ],
  "shear-2d": [
    ...facts(
      "moment equations of a Gaussian without walls, Elrick 1962",
      ["mean.0", "end", 0, 3e-4],
      ["mean.1", "end", 0.4, 6.5e-4],
      ["covariance.0.0", "end", 0.1783333333333, 8e-4],
      ["covariance.0.1", "end", 0.125, 5e-4],
      ["covariance.1.1", "end", 0.12, 6e-4],
      ["observables.product", "end", 0.125, 5.5e-4],
      ["observables.ahead", "end", 0.5, 5e-4],
      ["ledger.entropy", "end", 0.2607685551222, 7e-3],
      ["ledger.entropyRate", "end", -1.269841269841, 1.1e-2],
    ),
  ],
  "turning-tensor-2d": [
    ...facts(
      "Galerkin, 8 x 8 spectral elements of degree 9, converged to 1e-6",
      ["mean.0", "end", -0.531055, 2.3e-3],
      ["mean.1", "end", 0.416425, 6e-4],
      ["covariance.0.0", "end", 0.708802, 2e-3],
      ["covariance.0.1", "end", 0.150155, 9e-4],
      ["covariance.1.1", "end", 0.519481, 5e-4],
      ["observables.left", "end", 0.724927, 9e-4],
    ),
    ...facts(
      "exp(-U) by quadrature on the range",
      ["mean.0", "steady", -0.3820494690762, 1e-8],
      ["mean.1", "steady", -0.0955121409064, 1e-8],
      ["covariance.0.0", "steady", 1.84735849644, 1e-8],
      // The density ends at the wall y = 4 at up to 3e-7.
      ["covariance.0.1", "steady", 0.4618385162157, 5e-8],
      ["covariance.1.1", "steady", 0.6154570715507, 5e-8],
      ["observables.left", "steady", 0.6215369442716, 5e-4],
      ["ledger.entropy", "steady", 2.632900291489, 5e-8],
    ),
    ...facts(
      "detailed balance: nothing is kept going, whatever D is; rounding",
      ["ledger.housekeeping", "end", 0, 1e-12],
      ["current.max", "steady", 0, 1e-12],
    ),
  ],
  "adaptive-double-well-2d": [
    ...facts(
      "Galerkin, 10 x 6 spectral elements of degree 11, split where D has kinks: converged to 5e-7",
      ["mean.0", "end", -0.9976546, 2.7e-3],
      ["mean.1", "end", -0.4958998, 9e-4],
      ["covariance.0.0", "end", 0.1734432, 3.8e-3],
      ["covariance.0.1", "end", 0.0601694, 1.1e-3],
      ["covariance.1.1", "end", 0.0950653, 2e-3],
      ["observables.right", "end", 0.0285134, 8.5e-4],
      ["observables.saddle", "end", 0.002128, 3.5e-4],
      ["observables.loss", "end", 0.4694795, 1e-2],
    ),
  ],
  // The file's tolerance in time is 1e-3; the error in space is ten times the usual, as its cells are wide.
  "learning-two-wells-2d": [
    ...facts(
      "bilinear finite elements, 96 x 96 and 192 x 192, SDIRK of order 4, extrapolated to 1e-3",
      ["ledger.entropy", 1, 3.4525, 4e-3],
      ["ledger.entropy", 10, 4.1557, 3e-3],
      ["ledger.entropy", 200, 2.7873, 1.2e-2],
      ["ledger.entropy", "end", 1.579, 4.5e-2],
      ["observables.loss", 10, 9.334, 1.5e-2],
      ["observables.loss", 200, 2.9652, 1.8e-2],
      ["observables.loss", "end", 1.802, 2.2e-2],
      ["observables.first", 10, 0.03792, 6e-4],
      ["observables.first", 200, 0.1528, 2e-3],
      ["observables.first", "end", 0.441, 1.6e-2],
      ["observables.second", 10, 0.02849, 6e-4],
      ["observables.second", "end", 0.2044, 8e-3],
      ["mean.0", "end", -0.3755, 7e-3],
      ["covariance.0.0", "end", 1.4665, 1e-2],
    ),
    ...facts("entropy 1 + log(2 pi 0.2) of the Gaussian start", ["ledger.entropy", 0, 1.228439153975, 1e-3]),
  ],
  "hopf-2d": [
    ...facts(
      "angular modes 0, 1 and 2 of the radial problem, 60 polynomials each; then turned by omega t",
      ["mean.0", "end", -0.7800972904377, 5.5e-3],
      ["mean.1", "end", 0.1112001720135, 6.5e-3],
      ["covariance.0.0", "end", 0.117487433185, 3e-3],
      ["covariance.0.1", "end", 0.02470540165813, 7e-4],
      ["covariance.1.1", "end", 0.2872803955997, 6e-3],
      ["observables.radius2", "end", 1.025685089589, 2.5e-3],
      ["observables.inside", "end", 0.1129860964979, 2e-4],
    ),
    ...facts("radial density r exp(-U(r)/D)", ["observables.radius2", "steady", 1.014832970578, 2.5e-3]),
  ],
  "brownian-exit-2d": [
    ...facts(
      "product of two sine series, Redner 2001",
      ["mass", "end", 0.5690621008921, 2.5e-4],
      ["mean.0", "end", 0.5, 1.5e-4],
      ["covariance.0.0", "end", 0.0464016887483, 1.5e-4],
      ["absorbed.x.lower", "end", 0.107734474477, 9e-5],
    ),
  ],
  "noisy-kuramoto": [
    ...facts(
      "r = I1(K r/D)/I0(K r/D), known-answers E31",
      ["observables.cosine", "end", 0.7241587176264, 1e-6],
      ["observables.sine", "end", 0, 1e-9],
      ["observables.cosine", "steady", 0.7241587176264, 1e-12],
    ),
    ...facts(
      "rho = exp(K r cos(x)/D)/(2 pi I0): H = log(2 pi I0) - K r^2/D, F = -K r^2/2 - D H",
      ["ledger.entropy", "steady", 1.211332295503, 1e-11],
      ["ledger.freeEnergy", "end", -1.997941067974, 1e-9],
      ["ledger.freeEnergy", "steady", -1.997941067974, 1e-11],
    ),
  ],
  "mean-field-double-well": [
    ...facts(
      "m = E[x] in the Gibbs state of the field that m makes, by quadrature and bisection; Dawson 1983",
      ["mean.0", "steady", 0.7875504068438, 1e-11],
      ["covariance.0.0", "steady", 0.1465138093477, 1e-11],
      ["observables.right", "steady", 0.9610226304025, 3e-5],
      ["mean.0", "end", 0.7875504068438, 1e-4],
    ),
  ],
  "plateau-resets": [
    ...facts(
      "Legendre-Galerkin, 90 modes, Radau IIA, with a detector of its own at the same frames",
      ["resets.0.time", "end", 2.5, 0],
      ["resets.1.time", "end", 13, 0],
      ["observables.better", 10, 0.2118011240479, 6e-5],
      ["observables.better", 20, 0.3723557404969, 6e-5],
      ["observables.better", "end", 0.3771373604717, 6e-5],
      ["observables.loss", "end", 0.1212765137494, 1e-4],
      ["mean.0", "end", 0.1969818218689, 2e-4],
      ["covariance.0.0", "end", 0.9092529908515, 3e-4],
    ),
  ],
  "stochastic-resetting": [
    ...facts(
      "moment equations, and quadrature over the time since the last restart, Evans and Majumdar 2011",
      ["mean.0", "end", -0.116492409854, 2e-4],
      ["covariance.0.0", "end", 2.262117881134, 6e-4],
      ["observables.second", "end", 2.275688362687, 6e-4],
      ["observables.beyond", "end", 0.08450719089693, 8e-5],
    ),
    ...facts(
      "exponential cusp, Evans and Majumdar 2011",
      ["mean.0", "steady", 0.5, 1e-6],
      ["covariance.0.0", "steady", 1.428571428571, 3e-4],
      ["observables.beyond", "steady", 0.1531460654009, 1e-4],
      ["ledger.entropy", "steady", 1.524911062249, 5e-4],
    ),
  ],
  "warm-restarts": [
    ...facts(
      "v' = -2 k v + 2 D(t) of a Gaussian, Uhlenbeck and Ornstein 1930",
      ["mean.0", "end", 0.003718128264999, 2e-4],
      ["covariance.0.0", "end", 0.1866058253618, 4e-4],
      ["observables.loss", 1.5, 0.2349652061027, 3e-4],
      ["observables.loss", 3, 0.2014503653158, 3e-4],
      ["observables.loss", "end", 0.0933098249198, 2e-4],
      ["ledger.entropy", 3, 0.9574363469925, 8e-4],
      ["ledger.entropy", "end", 0.579560146899, 8e-4],
      ["resets.2.time", "end", 4.5, 0],
    ),
  ],
  "ez-diffusion-decision": [
    ...facts(
      "sine series of the interval, Feller 1968",
      ["mass", 0.4, 0.3987035387634, 1.5e-4],
      ["mass", "end", 0.01442279846075, 1.5e-4],
      ["absorbed.x.upper", "end", 0.7906141520054, 1.5e-4],
    ),
    ...facts(
      "closed forms, Wagenmakers, van der Maas and Grasman 2007",
      ["probability.x.upper", "passage", 0.8021838885586, 7e-6],
      ["meanTime", "passage", 0.423057443982, 4e-6],
      ["conditionalMeanTime.x.lower", "passage", 0.423057443982, 7e-6],
      ["variance", "passage", 0.1120350448906, 8e-6],
    ),
  ],
  "kramers-escape": [
    ...facts(
      "Legendre-Galerkin of the symmetric form, 140 modes",
      ["mass", "end", 0.8769676728, 1.5e-4],
      ["mean.0", "end", -0.92437996774, 1.5e-4],
    ),
    ...facts("double integral, by quadrature", ["meanTime", "passage", 69.26364476084, 1e-7]),
    // the modes beyond their mean are good to some 1e-6 of it
    ...facts("Legendre-Galerkin, sum over modes", ["variance", "passage", 4654.33744, 1e-2]),
  ],
  "kramers-escape-2d": [
    ...facts(
      "along the diagonal the double well by Legendre-Galerkin, 160 modes; across it an Ornstein-Uhlenbeck process",
      ["observables.left", "end", 0.9487189713, 3e-4],
      ["observables.along", "end", -0.8463618657, 6e-4],
      ["mean.0", "end", -0.5984682151, 4e-4],
      ["covariance.0.0", "end", 0.1319213013, 4e-4],
    ),
    ...facts("Gibbs state by quadrature", ["covariance.0.0", "steady", 0.4900854303726, 1e-8]),
    ...facts("double integral along the diagonal", ["meanTime", "passage", 69.26364476084, 0.12]),
    ...facts("D/∫exp(L/D) over the partition sum, along the diagonal", [
      "reactiveRate",
      "passage",
      0.007405929644847,
      1.2e-5,
    ]),
  ],
  "narrow-escape-2d": [
    ...facts("symmetry", ["mean.0", "end", 0.5, 1e-8], ["observables.corner", "end", 0.25, 1e-8]),
    // terms of the size of a² that the formula leaves out, and the grid
    ...facts("square lattice of traps, Hasimoto 1959", ["meanTime", "passage", 1.514102, 4e-3]),
  ],
};
