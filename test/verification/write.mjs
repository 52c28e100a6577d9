// npm run verification: rewrites docs/verification.md. The measurements are TypeScript; they are bundled here to run on dist/.
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";
import { format } from "prettier";

const place = (path) => fileURLToPath(new URL(path, import.meta.url));
const bundle = place("../../node_modules/.cache/fokker-planck/verification.mjs");
const page = place("../../docs/verification.md");

/** Sources stand for what was built from them, and every file keeps its own place for the files it reads. */
const measureTheBuilt = {
  name: "measure-the-built",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /\/src\/.*\.js$/ }, ({ path }) => ({
      path: new URL(`../../dist/${path.replace(/^.*\/src\//, "")}`, import.meta.url).href,
      external: true,
    }));
    onLoad({ filter: /\.(ts|mjs)$/ }, async ({ path }) => ({
      contents: (await readFile(path, "utf8")).replaceAll("import.meta.url", JSON.stringify(pathToFileURL(path).href)),
      loader: path.endsWith(".ts") ? "ts" : "js",
    }));
  },
};

await mkdir(new URL(".", pathToFileURL(bundle)), { recursive: true });
await build({
  entryPoints: [place("document.ts")],
  outfile: bundle,
  bundle: true,
  format: "esm",
  platform: "node",
  packages: "external",
  plugins: [measureTheBuilt],
  logLevel: "warning",
});
const { verificationDocument } = await import(pathToFileURL(bundle).href);
await writeFile(page, await format(verificationDocument(), { parser: "markdown", printWidth: 120 }));
