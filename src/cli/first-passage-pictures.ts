import { axisFromFaces } from "../grid/axis.js";
import type { PassageResult } from "../solve/passage-summary.js";
import type { PassageDensity } from "../solve/passage-density.js";
import { contiguous } from "../store/npy.js";
import { densityPreview } from "./density-preview.js";
import { linePlot } from "./line-plot.js";
import type { Terminal } from "./terminal.js";

/** Little pictures of what was found: the mean time by position, when it happens, the committor. */
export function passagePictures({ problem: { grid }, passage, committor }: PassageResult, terminal: Terminal): string {
  const pictures: string[] = [];
  if (passage) {
    const { data } = contiguous(passage.fields.meanTime);
    if (data.every(Number.isFinite)) pictures.push(densityPreview(grid, data, terminal, "mean time"));
    if (passage.density) pictures.push(whenPicture(passage.density, terminal));
  }
  if (committor) pictures.push(densityPreview(grid, contiguous(committor.committor).data, terminal, "committor"));
  return pictures
    .filter((picture) => picture !== "")
    .map((picture) => `\n${picture}`)
    .join("");
}

/** The density of passage times over time, where it is finite; nothing for a few frames. */
function whenPicture(density: PassageDensity, terminal: Terminal): string {
  const shown = density.total.flatMap((value, k) => (Number.isFinite(value) ? [k] : []));
  if (shown.length < 5) return "";
  const time = shown.map((k) => density.time[k]);
  const between = time.slice(1).map((at, k) => 0.5 * (at + time[k]));
  const axis = axisFromFaces("t", [time[0], ...between, time[time.length - 1]]);
  return linePlot(
    axis,
    Float64Array.from(shown, (k) => density.total[k]),
    terminal,
    "per time",
  );
}
