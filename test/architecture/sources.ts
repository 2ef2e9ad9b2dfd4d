import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize, relative } from "node:path";
import { ANY_PACKAGE, type Group, type Pattern } from "./table.ts";

export const ROOT = join(import.meta.dirname, "../..");
const FOLDERS = ["attack", "bin", "lib", "functions", "client/src", "examples", "test"];

/** Every TypeScript file of ours, by its path from the root. */
export const files = FOLDERS.flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" }).map((name) => join(folder, name)),
).filter((name) => name.endsWith(".ts") && !name.includes("node_modules/"));

export const source = (file: string) => readFileSync(join(ROOT, file), "utf8");

/** What a file imports: paths from the root for our own files, package names for others. */
export function importsOf(file: string): string[] {
  const found = [
    ...source(file).matchAll(
      /^\s*(?:import|export)\b[^;]*?\bfrom\s+"([^"]+)"|^\s*import\s+"([^"]+)"|\bimport\("([^"]+)"\)/gm,
    ),
  ];
  return found.map((match) => {
    const target = match[1] ?? match[2] ?? match[3] ?? "";
    return target.startsWith(".") ? normalize(relative(ROOT, join(ROOT, dirname(file), target))) : target;
  });
}

/** What a file has loaded before it runs itself, of our own files: neither types, nor what it imports when it needs it. */
export function loadsAtOnce(file: string): string[] {
  const found = source(file).matchAll(
    /^(?:import|export) (?!type\b)(?:\{([^}]*)\}|[^;]*?) from "(\.[^"]+)"/gm,
  );
  return [...found].flatMap(([, names, target = ""]) => {
    const isOfTypes = names?.split(",").every((name) => /^\s*(type\b|$)/.test(name));
    return isOfTypes ? [] : [normalize(join(dirname(file), target))];
  });
}

/** Whether a pattern of the table means this path; see {@link Pattern}. */
export function means(pattern: Pattern, path: string): boolean {
  const words = pattern.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`).replaceAll("*", "[^/]+");
  return new RegExp(`^${words}${pattern.endsWith("/") ? "" : "$"}`).test(path);
}

/** Whether a row's imports allow this target. */
export function allows(imports: readonly (Pattern | Group)[], target: string): boolean {
  return imports.some((allowed) => {
    if (typeof allowed === "string") return means(allowed, target);
    if (allowed === ANY_PACKAGE)
      return !/^(attack|functions|lib|bin|client|latchkey-client|examples|test)(\/|$)/.test(target);
    return allowed.patterns.some((pattern) => means(pattern, target));
  });
}
