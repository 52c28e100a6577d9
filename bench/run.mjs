// Runs ours and the C++ reference in turn and prints their ratios. See README.md.
//
//   node --expose-gc bench/run.mjs [ROW ...] [--rounds N] [--milliseconds N] [--portable]
import { mkdirSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { Bench } from "tinybench";
import { convolutionSides } from "./convolution.mjs";
import { compilerVersion, startNative, VARIANTS } from "./native.mjs";
import { ourSides } from "./ours.mjs";
import { particleSides } from "./particles.mjs";
import { asMarkdown, asText, verdictOf } from "./report.mjs";
import { rows } from "./rows.mjs";
import { spectrumSides, startScipy } from "./spectrum.mjs";

const { values: options, positionals: wanted } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: "string", default: "7" },
    milliseconds: { type: "string", default: "150" },
    portable: { type: "boolean", default: false },
  },
});
const rounds = Number(options.rounds);
const budget = Number(options.milliseconds);
if (!(Number.isInteger(rounds) && rounds > 0 && budget > 0)) {
  console.error("--rounds is a whole number and --milliseconds a number, both above 0");
  process.exit(2);
}
const chosen = rows.filter(({ id }) => wanted.length === 0 || wanted.some((start) => id.startsWith(start)));
if (chosen.length === 0) {
  console.error(`no such row; there are ${rows.map(({ id }) => id).join(", ")}`);
  process.exit(2);
}

const [library, workspace, panels, ...forParticles] = await Promise.all(
  [
    "index.js",
    "kernels/workspace.js",
    "steppers/panels.js",
    "particles/noise.js",
    "particles/planning.js",
    "threads/run-on-threads.js",
    "kernels/module.js",
  ].map((file) => import(`../dist/${file}`)),
).catch((error) => {
  console.error(`the built library cannot be loaded (npm run build makes it): ${error.message}`);
  process.exit(2);
});
const sides = {
  ...ourSides(library, workspace),
  ...convolutionSides(library, panels),
  ...spectrumSides(library),
  ...(await particleSides(library, ...forParticles)),
};
const compiler = compilerVersion();
const variant = options.portable ? "portable" : "native";
const native = compiler === null ? null : startNative(variant);
if (native === null) console.error("no g++ here: times are ours alone, without ratios");

const scipy = chosen.some((row) => row.scipy) ? startScipy() : null;

const median = (samples) => [...samples].sort((a, b) => a - b)[samples.length >> 1];
const spread = (samples) => ({ min: Math.min(...samples), median: median(samples), max: Math.max(...samples) });

/** Both sides once each, one after the other, as tinybench samples them; the one that goes first alternates. */
async function round(index, ours, reference) {
  const bench = new Bench({
    time: budget,
    iterations: 3,
    warmup: index === 0,
    warmupTime: 3 * budget,
    warmupIterations: 3,
    throws: true,
  });
  const tasks = [() => bench.add("ours", ours.run, { async: ours.async ?? false })];
  if (reference) tasks.push(() => reference.addTo(bench));
  if (index % 2 === 1) tasks.reverse();
  for (const add of tasks) add();
  globalThis.gc?.();
  await bench.run();
  return Object.fromEntries(bench.tasks.map(({ name, result }) => [name, result.latency]));
}

/** What a row is compared with: a C++ case, another side of ours, or nothing. */
function referenceOf(row) {
  if (row.against) {
    const side = sides[row.against]();
    return {
      name: row.against,
      addTo: (bench) => bench.add("reference", side.run, { async: side.async ?? false }),
      accuracy: async () => side.accuracy(),
    };
  }
  if (scipy && row.scipy)
    return {
      name: `SciPy, ${row.scipy}`,
      addTo: (bench) =>
        bench.add("reference", async () => ({ overriddenDuration: (await scipy.ask(row.scipy)).milliseconds }), {
          async: true,
        }),
      accuracy: async () => (await scipy.ask(row.scipy)).accuracy,
    };
  if (native === null || !row.native) return null;
  const [name, parameters] = row.native;
  const timed = async () => ({ overriddenDuration: (await native.time(name, parameters)).milliseconds.median });
  return {
    name,
    addTo: (bench) => bench.add("reference", timed, { async: true }),
    accuracy: async () => (await native.run(name, parameters)).accuracy,
  };
}

async function measured(row) {
  const ours = sides[row.ours ?? row.id]();
  const reference = referenceOf(row);
  const latencies = [];
  for (let index = 0; index < rounds; index++) latencies.push(await round(index, ours, reference));
  const result = {
    id: row.id,
    title: row.title,
    ours: { milliseconds: spread(latencies.map(({ ours: { p50 } }) => p50)), accuracy: ours.accuracy() },
    reference: reference && {
      case: reference.name,
      milliseconds: spread(latencies.map(({ reference: { p50 } }) => p50)),
      accuracy: await reference.accuracy(),
    },
    ratio: reference && spread(latencies.map((latency) => latency.ours.p50 / latency.reference.p50)),
    showsSteps: row.against !== undefined,
  };
  return {
    ...result,
    target: { ratio: row.ratio, accuracy: row.accuracy, atLeast: row.atLeast, milliseconds: row.milliseconds },
    ...verdictOf(row, result),
  };
}

const results = [];
for (const row of chosen) {
  process.stderr.write(`${row.title} ...\n`);
  try {
    results.push(await measured(row));
  } catch (error) {
    console.error(`${row.id} failed: ${error.message}`);
    process.exitCode = 1;
  }
}
native?.stop();
scipy?.stop();

const machine = {
  processor: `${cpus().length} x ${cpus()[0].model}`,
  node: process.version,
  compiler: compiler && `${compiler}, ${VARIANTS[variant].join(" ")}`,
};
const record = { date: new Date().toISOString(), machine, rounds, results };
console.log(asText(record));
// a run of some rows only must not replace the record of all
if (results.length === rows.length && !options.portable) {
  mkdirSync(new URL("results/", import.meta.url), { recursive: true });
  writeFileSync(new URL("results/latest.json", import.meta.url), `${JSON.stringify(record, null, 2)}\n`);
  writeFileSync(new URL("results.md", import.meta.url), asMarkdown(record));
}
