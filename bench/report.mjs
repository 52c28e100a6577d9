// The table: as text for a terminal, as Markdown for the record.

const short = (value) => (value === undefined ? "" : value >= 100 ? value.toFixed(0) : value.toPrecision(3));
const tiny = (value) => value.toExponential(1);
const range = ({ min, median, max }) => `${short(median)} (${short(min)}-${short(max)})`;

/** Which targets a row meets: ratios by the median of the rounds. */
export function verdictOf(row, { ours, ratio }) {
  const checks = [];
  if (row.ratio && ratio) checks.push([`ratio <= ${row.ratio}`, ratio.median <= row.ratio]);
  if (row.milliseconds) checks.push([`<= ${row.milliseconds} ms`, ours.milliseconds.median <= row.milliseconds]);
  if (row.accuracy) {
    const [name, bound] = row.accuracy;
    checks.push([`${name} <= ${tiny(bound)}`, ours.accuracy[name] <= bound]);
  }
  if (row.atLeast) {
    const [name, bound] = row.atLeast;
    checks.push([`${name} >= ${bound}`, ours.accuracy[name] >= bound]);
  }
  return { checks: checks.map(([target, met]) => ({ target, met })) };
}

const HEADINGS = ["row", "ours, ms", "reference, ms", "ratio", "ours", "reference", "targets"];

/** Accuracy, or throughput for a kernel, or how many steps were taken and how long they were on average. */
function figures(side, showsSteps) {
  if (!side) return "";
  const { accuracy, milliseconds } = side;
  if (showsSteps && accuracy.steps)
    return `${accuracy.steps} steps, ${short(milliseconds.median / accuracy.steps)} ms a step`;
  if (accuracy.particleSteps)
    return `${short(accuracy.particleSteps / milliseconds.median / 1e3)} million particle steps/s`;
  if (accuracy.cells) return `${short(accuracy.cells / milliseconds.median / 1e3)} Mcells/s`;
  return ["l1", "timeError", "currentError"]
    .filter((name) => name in accuracy)
    .map((name) => `${name} ${tiny(accuracy[name])}`)
    .join(", ");
}

const cells = ({ title, ours, reference, ratio, checks, showsSteps }) => [
  title,
  range(ours.milliseconds),
  reference ? range(reference.milliseconds) : "-",
  ratio ? range(ratio) : "-",
  figures(ours, showsSteps),
  figures(reference, showsSteps),
  checks.map(({ target, met }) => `${target}: ${met ? "met" : "MISSED"}`).join("; "),
];

const heading = ({ date, machine, rounds }) =>
  `${date.slice(0, 10)}, ${machine.processor}, Node ${machine.node}, ${machine.compiler ?? "no C++ compiler"}. ` +
  `Median (min-max) of ${rounds} interleaved rounds; the reference is C++, unless the row says otherwise.`;

/** A table with aligned columns. */
export function asText(record) {
  const table = [HEADINGS, ...record.results.map(cells)];
  const widths = HEADINGS.map((_, column) => Math.max(...table.map((line) => line[column].length)));
  const lines = table.map((line) =>
    line
      .map((cell, column) => cell.padEnd(widths[column]))
      .join("  ")
      .trimEnd(),
  );
  return [heading(record), "", ...lines].join("\n");
}

/** The same as a Markdown file. */
export function asMarkdown(record) {
  const line = (entries) => `| ${entries.join(" | ")} |`;
  return [
    "# Benchmark results",
    "",
    heading(record),
    "",
    line(HEADINGS),
    line(HEADINGS.map(() => "---")),
    ...record.results.map((result) => line(cells(result))),
    "",
  ].join("\n");
}
