import { chromium, type Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type * as Library from "../../src/index.js";
import { findChromium, flags, required } from "./chromium.js";
import { measure, type Measurements } from "./measurements.js";
import { servedPage, type ServedPage } from "./served-page.js";

const executablePath = findChromium();
if (!executablePath && !required)
  console.warn("SKIPPED: no Chromium found (install one, or name it in FOKKER_PLANCK_CHROMIUM); see .ci/run");

describe.skipIf(!executablePath && !required)("the built library in a browser", () => {
  let page: ServedPage;
  let browser: Browser;
  const complaints: string[] = [];
  let found: Measurements;
  let expected: Measurements;

  beforeAll(async () => {
    if (!executablePath) throw new Error("FOKKER_PLANCK_BROWSER=required, but no Chromium was found.");
    page = await servedPage(new URL("page.ts", import.meta.url));
    browser = await chromium.launch({ executablePath, args: [...flags] });
    const tab = await browser.newPage();
    tab.on("pageerror", (error) => complaints.push(error.message));
    tab.on("console", (message) => complaints.push(message.text()));
    tab.on("request", (request) => {
      if (!request.url().startsWith(page.url)) complaints.push(`asked for ${request.url()}`);
    });
    await tab.goto(page.url);
    await tab
      .waitForFunction(() => "measurements" in globalThis, undefined, { timeout: 30_000 })
      .catch(() => {
        throw new Error(`The page did not finish. ${complaints.join("; ")}`);
      });
    found = await tab.evaluate(() => (globalThis as unknown as { measurements: Measurements }).measurements);
    const built = new URL("../../dist/index.js", import.meta.url).href;
    expected = measure((await import(built)) as typeof Library);
  });

  afterAll(async () => {
    await browser?.close();
    await page?.close();
  });

  it("runs without an error, a message or a request to anyone else", () => {
    expect(found.agent).toMatch(/Chrom(e|ium)/);
    expect(complaints).toEqual([]);
  });

  it("finds the numbers of Node", () => {
    expect(Object.keys(found.numbers)).toEqual(Object.keys(expected.numbers));
    for (const [name, values] of Object.entries(expected.numbers)) {
      const largest = values.reduce((top, value) => Math.max(top, Math.abs(value)), 1);
      expect(found.numbers[name], name).toHaveLength(values.length);
      // The kernels are the same to the last bit; exp and log of two engines may differ in it.
      const worst = values.reduce((top, value, k) => Math.max(top, Math.abs(value - found.numbers[name][k])), 0);
      expect(worst / largest, name).toBeLessThanOrEqual(1e-12);
    }
  });

  it("draws the noise of Node and moves particles by it, to the last bit", () => {
    expect(Object.keys(expected.bits)).toHaveLength(6);
    expect(new Set(Object.values(expected.bits)).size).toBe(6);
    expect(found.bits).toEqual(expected.bits);
  });
});
