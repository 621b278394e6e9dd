// Bundles the page into the folder named on the command line. Loads nothing from anywhere else:
// scripts, styles and fonts all come out of node_modules.
import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { build } from "esbuild";

const [, , out] = process.argv;

await rm(out, { recursive: true, force: true });
await mkdir(join(out, "assets"), { recursive: true });
const result = await build({
  entryPoints: { page: "app/main.tsx" },
  outdir: join(out, "assets"),
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  jsx: "automatic",
  metafile: true,
  sourcemap: process.env.SOURCEMAP ? "linked" : false,
  loader: { ".woff2": "file", ".woff": "empty" },
  define: { "process.env.NODE_ENV": '"production"' },
  legalComments: "external",
  logLevel: "warning",
});
for (const name of ["index.html", "icon.svg"]) {
  await cp(join("app", name), join(out, name));
}

// The licences of what was bundled go along with it.
const packages = new Set(
  Object.keys(result.metafile.inputs)
    .map((path) => path.match(/node_modules\/((?:@[^/]+\/)?[^/]+)/)?.[1])
    .filter(Boolean),
);
const notices = [];
for (const name of [...packages].sort()) {
  const about = JSON.parse(await readFile(join("node_modules", name, "package.json"), "utf8"));
  notices.push(`${name} ${about.version}: ${about.license}`);
}
await writeFile(join(out, "licences.txt"), `${notices.join("\n")}\n`);
