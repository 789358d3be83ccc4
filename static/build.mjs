// Builds what the pages are served (static/vendor/, never committed) from the npm packages and static/styles/.
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Logger, compile } from "sass";

const here = dirname(fileURLToPath(import.meta.url));
const vendor = join(here, "vendor");
const modules = join(here, "..", "node_modules");
const moj = join(modules, "@ministryofjustice", "frontend", "moj");

const { css: built } = compile(join(here, "styles", "app.scss"), {
  loadPaths: [modules, dirname(modules)], // MOJ names its GOV.UK files from the top folder
  logger: Logger.silent, // MOJ's styles still use mixins GOV.UK has deprecated
  style: "compressed",
});

// The royal crest and GDS Transport belong to GOV.UK, which this is not.
const css = built.replace(/url\(["']?[^)"']*govuk-crest\.svg["']?\)/g, "none");
for (const unwanted of ["GDS Transport", "@font-face", "crest.svg", "url(data:"]) {
  if (css.includes(unwanted)) throw new Error(`The stylesheet still holds ${unwanted}`);
}

rmSync(vendor, { recursive: true, force: true });
mkdirSync(join(vendor, "images"), { recursive: true });
writeFileSync(join(vendor, "app.css"), css);

const scripts = {
  "govuk.js": join(modules, "govuk-frontend", "dist", "govuk", "govuk-frontend.min.js"),
  "moj.js": join(moj, "moj-frontend.min.js"),
};
for (const [name, source] of Object.entries(scripts)) {
  const script = readFileSync(source, "utf8").replace(/^\/\/# sourceMappingURL=.*$/gm, "");
  writeFileSync(join(vendor, name), script);
}

// Only the icons: the same folder holds crests and logos.
const images = join(moj, "assets", "images");
for (const icon of readdirSync(images).filter((name) => /^icon-.*\.svg$/.test(name))) {
  cpSync(join(images, icon), join(vendor, "images", icon));
}
