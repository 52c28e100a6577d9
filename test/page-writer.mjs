import { mkdir, readFile, writeFile } from "node:fs/promises";
import { basename } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";
import { format } from "prettier";

/** Sources stand for what was built from them, and every file keeps its own place for the files it reads. */
const measureTheBuilt = {
  name: "measure-the-built",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /\/src\/.*\.js$/ }, ({ path }) => ({
      path: new URL(`../dist/${path.replace(/^.*\/src\//, "")}`, import.meta.url).href,
      external: true,
    }));
    onLoad({ filter: /\.(ts|mjs)$/ }, async ({ path }) => ({
      contents: (await readFile(path, "utf8")).replaceAll("import.meta.url", JSON.stringify(pathToFileURL(path).href)),
      loader: path.endsWith(".ts") ? "ts" : "js",
    }));
  },
};

/**
 * Rewrites a page of docs/ from what is measured on dist/. The measurements are TypeScript; they are bundled to run.
 * @param entry URL of the module whose `documentName` gives the text
 */
export async function writePage(entry, documentName, page) {
  const bundle = fileURLToPath(new URL(`../node_modules/.cache/fokker-planck/${basename(page)}.mjs`, import.meta.url));
  await mkdir(new URL(".", pathToFileURL(bundle)), { recursive: true });
  await build({
    entryPoints: [fileURLToPath(entry)],
    outfile: bundle,
    bundle: true,
    format: "esm",
    platform: "node",
    packages: "external",
    plugins: [measureTheBuilt],
    logLevel: "warning",
  });
  const { [documentName]: text } = await import(pathToFileURL(bundle).href);
  const place = new URL(`../docs/${page}`, import.meta.url);
  await writeFile(place, await format(await text(), { parser: "markdown", printWidth: 120 }));
}
