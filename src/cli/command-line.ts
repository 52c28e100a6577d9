import { Command } from "commander";
import { packageVersion } from "../store/version.js";
import { reportFailure } from "./failure.js";
import type {
  CompareCommandOptions,
  ListOptions,
  ProblemOptions,
  SimulateOptions,
  SolveOptions,
  SpectrumCommandOptions,
  SteadyCommandOptions,
  VerifyOptions,
} from "./options.js";

const FILE = "problem file (YAML or JSON), the name of a ready-made problem (see `list`), or - for standard input";

/** The commands and their options. What a command does is loaded only when it is called. */
export function commandLine(): Command {
  const program = new Command("fokker-planck")
    .description(
      "Solves the Fokker-Planck equation on 1D and 2D grids, d(rho)/dt = -div(mu rho - D grad rho), and runs the same\n" +
        "problem as particles: `compare` says whether both agree.\n" +
        "A problem file states the grid, the drift, the diffusion and the start; `list` shows ready-made ones.",
    )
    .version(packageVersion(), "-V, --version", "print the version")
    .helpOption("-h, --help", "show this help")
    .helpCommand("help [command]", "show the help of a command")
    .exitOverride()
    .showHelpAfterError("(--help shows what is understood)")
    .addHelpText(
      "after",
      examples("solve ou", "solve grids/two-wells-2d.yaml --out runs/two-wells-2d", "compare ou", "steady ou"),
    )
    .addHelpText(
      "after",
      "\nExit codes: 0 done (compare: they agree; verify: all as documented), 1 compare, verify: otherwise,\n" +
        "2 bad input (nothing was computed), 3 the computation failed, 130 interrupted.",
    );

  withProblem(program.command("solve"))
    .description("evolve the density in time")
    .option("--estimate-error", "solve on the halved grid as well, and state the error in space")
    .option("--no-ledger", "leave out entropies, their production and the stationary state: faster on large grids")
    .addHelpText(
      "after",
      examples(
        "solve grids/double-well.yaml",
        "solve double-well --set parameters.D=0.2 --set axes[0].cells=512",
        "solve two-wells-2d --out runs/two-wells-2d --force",
        "solve ou --estimate-error --json > ou.json",
      ) + "\n\nCtrl-C stops after the current step and leaves what was finished; a second one stops at once.",
    )
    .action(async (file: string, options: SolveOptions) =>
      attempt(file, options, async () => (await import("./solve.js")).solve(file, options)),
    );

  withProblem(program.command("steady"))
    .description("find the stationary density and its current")
    .option("--branches <N>", "with a mean field: look for stationary states from N starts, and list them all")
    .addHelpText(
      "after",
      examples(
        "steady tilted-ring",
        "steady grids/hopf-2d.yaml --out runs/hopf --json",
        "steady noisy-kuramoto --branches 6",
      ),
    )
    .action(async (file: string, options: SteadyCommandOptions) =>
      attempt(file, options, async () => (await import("./steady.js")).steadyState(file, options)),
    );

  withProblem(program.command("simulate"))
    .description("run the problem as particles: dX = a dt + B dW with B = sqrt(2 D)")
    .option("--threads <N>", "at most so many threads; one for each core by default. The result has the same bits")
    .option("--trajectories <N>", "keep the positions of the first N particles at every frame (with --out)")
    .option("--reference", "take the noise from Philox4x32-10 instead of the faster stream")
    .option(
      "--study",
      "compare schemes at several steps on the same Brownian paths: errors and orders, strong and weak",
    )
    .option("--schemes <LIST>", "with --study: these, e.g. euler-maruyama,heun; all that fit the noise by default")
    .option("--paths <N>", "with --study: how many paths; 4000")
    .option("--levels <N>", "with --study: how many steps, each half the one before; 5. particles.dt is the longest")
    .addHelpText(
      "after",
      examples(
        "simulate double-well",
        "simulate ou --set particles.count=1000000 --set particles.seed=7 --json",
        "simulate ou --set particles.scheme=euler-maruyama --set particles.dt=1e-3",
        "simulate brownian-exit --out runs/exit --trajectories 20",
        "simulate double-well --study --schemes euler-maruyama,heun --set time.end=1",
      ),
    )
    .action(async (file: string, options: SimulateOptions) =>
      attempt(file, options, async () =>
        options.study
          ? (await import("./study.js")).studyProblem(file, options)
          : (await import("./simulate.js")).simulateProblem(file, options),
      ),
    );

  withProblem(program.command("compare"))
    .description("solve the density, run the particles, and say whether both agree")
    .option("--threads <N>", "at most so many threads for the particles; one for each core by default")
    .option("--no-ledger", "leave out entropies, their production and the stationary state")
    .addHelpText(
      "after",
      examples("compare two-wells-2d --out runs/two-wells-2d", "compare ou --set particles.count=1000000 --json") +
        "\n\nThe verdict is agree (exit code 0), disagree or inconclusive (both 1); docs/method.md has the tests and what they allow for.",
    )
    .action(async (file: string, options: CompareCommandOptions) =>
      attempt(file, options, async () => (await import("./compare.js")).compareProblem(file, options)),
    );

  withProblem(program.command("spectrum"))
    .description("find the slowest modes, their relaxation times, and the quasi-stationary state")
    .option("--modes <N>", "how many eigenvalues, the one at 0 included; 6")
    .option("--no-extrapolation", "leave out the coarser grids: eigenvalues of the grid, without errors")
    .addHelpText(
      "after",
      examples(
        "spectrum double-well",
        "spectrum double-well --modes 10",
        "spectrum hopf-2d --out runs/hopf-modes --json",
      ),
    )
    .action(async (file: string, options: SpectrumCommandOptions) =>
      attempt(file, options, async () => (await import("./spectrum.js")).findSpectrum(file, options)),
    );

  withProblem(program.command("first-passage"))
    .description("find passage times and probabilities, and transitions between two regions")
    .addHelpText(
      "after",
      examples(
        "first-passage drift-diffusion-decision",
        'first-passage double-well --set "target=x > 1" --json',
        "first-passage maier-stein-2d --out runs/maier-stein",
      ) +
        "\n\nPassage is through absorbing ends and into the `target` of the file; `regions` A and B add the committor and\n" +
        "the rate of transitions from A to B.",
    )
    .action(async (file: string, options: ProblemOptions) =>
      attempt(file, options, async () => (await import("./first-passage.js")).findPassage(file, options)),
    );

  withChanges(
    program.command("verify").argument("[FILE]", `${FILE}; without it the documented set`),
    "the certificates",
  )
    .description("examine propositions about learning dynamics, as written and as they hold: a certificate for each")
    .option("--rerun <CERTIFICATE>", "repeat the certificates in a JSON file, and compare every figure")
    .addHelpText(
      "after",
      examples(
        "verify",
        "verify --json --out runs/certificates",
        "verify double-well",
        "verify --rerun runs/certificates/run.json",
      ) +
        "\n\nExit code 0: all as documented (of a problem of your own: the amended forms that apply hold; a certificate that is\n" +
        "repeated has the same figures); 1 otherwise. docs/propositions.md explains each of them. A problem of your own takes\n" +
        "some ten times as long as to solve it. Ctrl-C stops after the current certificate and keeps those that are\n" +
        "finished; a second one stops at once.",
    )
    .action(async (file: string | undefined, options: VerifyOptions) =>
      attempt(options.rerun ?? file, options, async () =>
        options.rerun === undefined
          ? (await import("./verify.js")).verifyPropositions(file, options)
          : (await import("./verify-rerun.js")).rerunCertificates(options.rerun, file, options),
      ),
    );

  program
    .command("list")
    .description("list the ready-made problems")
    .option("--json", "print one JSON object")
    .addHelpText("after", examples("list", "list --json"))
    .action(async (options: ListOptions) =>
      attempt(undefined, options, async () => (await import("./list.js")).list(options)),
    );

  program
    .command("schema")
    .argument("[OF]", "what is described: problem (files, for editors) or certificate (of `verify`)", "problem")
    .description("print the JSON Schema of problem files, for editors, or of certificates")
    .addHelpText(
      "after",
      examples("schema > fokker-planck.schema.json", "schema certificate") +
        "\n\nThen start a problem file with\n  # yaml-language-server: $schema=fokker-planck.schema.json",
    )
    .action(async (of: string) => attempt(undefined, {}, async () => (await import("./schema.js")).schema(of)));

  return program;
}

const withProblem = (command: Command): Command => withChanges(command.argument("<FILE>", FILE));

const withChanges = (command: Command, written = "the arrays (.npy)"): Command =>
  command
    .option(
      "--set <path=value>",
      "change a value of the file, e.g. parameters.T=0.2 (repeatable)",
      (value: string, earlier: readonly string[] = []) => [...earlier, value],
    )
    .option("--json", "print one JSON object at full precision instead of a table")
    .option("--out <DIR>", `write ${written} and run.json into this new directory`)
    .option("--force", "with --out: replace the directory of an earlier run")
    .option("--quiet", "no progress, no preview, no notes");

const examples = (...lines: readonly string[]): string =>
  `\nExamples:\n${lines.map((line) => `  $ fokker-planck ${line}`).join("\n")}`;

async function attempt(
  file: string | undefined,
  options: { readonly json?: boolean; readonly out?: string },
  run: () => Promise<number>,
): Promise<void> {
  try {
    process.exitCode = await run();
  } catch (error) {
    process.exitCode = reportFailure(error, { json: options.json ?? false, file, out: options.out });
  }
}
