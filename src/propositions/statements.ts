import type { Form, Proposition } from "./certificate.js";

interface Statement {
  readonly statement: string;
  readonly reference: string;
}

/** What is claimed, and where it comes from. */
export const statements: Readonly<Record<Proposition, Readonly<Record<Form, Statement>>>> = {
  "stationary-distribution": {
    literal: {
      statement: "rho* = exp(-L/T_eff)/Z with T_eff = Tr(D)/||mu||, ||mu||^2 = integral of |mu|^2 rho*",
      reference:
        "as it is stated for stochastic gradient descent; compare S. Mandt, M. Hoffman and D. Blei (2017), JMLR 18, 134",
    },
    amended: {
      statement: "for a drift -eta grad L and a constant isotropic D: rho* = exp(-L/T)/Z with T = Tr(D)/(d eta)",
      reference:
        "H. Risken (1989), The Fokker-Planck Equation, section 5.2; virial: R. Clausius (1870); H. H. Rugh (1997), Phys. Rev. Lett. 78, 772",
    },
  },
  "entropy-production": {
    literal: {
      statement:
        "integral of S dt >= KL(rho_0|rho*), S = integral of J.grad(log rho) dz, with equality for reversible processes only",
      reference:
        "as it is stated for learning dynamics, read for the time T of a run and with equality whenever the process is reversible; S = -dH/dt is only a part of the entropy production",
    },
    amended: {
      statement:
        "integral of sigma dt >= KL(rho_0|rho*) - KL(rho_T|rho*), sigma = integral of J.D^-1 J/rho dz, the difference being the housekeeping; and >= W2(rho_0, rho_T)^2/(D T) on one axis with constant D",
      reference:
        "U. Seifert (2012), Rep. Prog. Phys. 75, 126001; T. Hatano and S. Sasa (2001), Phys. Rev. Lett. 86, 3463; J.-D. Benamou and Y. Brenier (2000), Numer. Math. 84, 375; E. Aurell et al. (2012), J. Stat. Phys. 147, 487",
    },
  },
  "transition-criterion": {
    literal: {
      statement: "the density moves freely between the basins iff lambda_min(D) > eta ||hess L||",
      reference:
        "as it is stated for learning dynamics; ||hess L||, of which no norm is stated, is read as the root mean square over rho*, in a mean field as the largest |W''|: our reading",
    },
    amended: {
      statement:
        "epsilon = D/(eta Delta), Delta the critical depth, decides: the largest finite persistence of the sublevel sets of L",
      reference:
        "H. A. Kramers (1940), Physica 7, 284; A. Bovier et al. (2004), J. Eur. Math. Soc. 6, 399; H. Edelsbrunner, D. Letscher and A. Zomorodian (2002), Discrete Comput. Geom. 28, 511",
    },
  },
};
