import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize, relative } from "node:path";
import { describe, expect, it } from "@jest/globals";
const ROOT = join(import.meta.dirname, "..");
const FOLDERS = ["bin", "lib", "functions", "client/src", "examples", "test"];

const files = FOLDERS.flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" }).map((name) => join(folder, name)),
).filter((name) => name.endsWith(".ts"));

const source = (file: string) => readFileSync(join(ROOT, file), "utf8");
/** What a file imports: paths from the root for our own files, package names for others. */
function importsOf(file: string): string[] {
  const text = source(file);
  const found = [
    ...text.matchAll(
      /^\s*(?:import|export)\b[^;]*?\bfrom\s+"([^"]+)"|^\s*import\s+"([^"]+)"|\bimport\("([^"]+)"\)/gm,
    ),
  ];
  return found.map((match) => {
    const target = match[1] ?? match[2] ?? match[3] ?? "";
    return target.startsWith(".") ? normalize(relative(ROOT, join(ROOT, dirname(file), target))) : target;
  });
}
const ports = /^functions\/[a-z]+\/port\.ts$/;
const domain = /^functions\/domain\//;
/** Names and shapes that the whole service shares: data, never behaviour. */
const shapes =
  /^functions\/(routes|routes\/[a-z-]+|settings|delivery\/(options|retries)|observability\/metric-names)\.ts$/;
/** What a wing may know of the rest: it is a capability with its own rules, flows, replies and pages. */
const core = /^functions\/(domain|flows|http|pages)\//;
/** Words and what counts them: data and pure functions, which are checked at deployment too. */
const wording = /^functions\/(words\/[a-z-]+|delivery\/(segments|longest))\.ts$/;
const outside = /^(?!functions\/|lib\/|bin\/|client\/|latchkey-client|examples\/|test\/)/;
/** Whose imports may be what. The first rule that fits a file holds. */
const TABLE: readonly [name: string, files: RegExp, allowed: readonly RegExp[]][] = [
  ["routes are data", /^functions\/routes(\.ts$|\/)/, [/^functions\/routes\//]],
  ["metric-names.ts is data", /^functions\/observability\/metric-names\.ts$/, []],
  [
    "settings.ts is a schema",
    /^functions\/settings(\.ts$|\/)/,
    [/^zod/, /^functions\/(settings\/|domain\/(challenge|channel)\.ts$|delivery\/options\.ts$)/],
  ],
  ["retries.ts is data", /^functions\/delivery\/retries\.ts$/, []],
  ["a provider's options are a schema", /^functions\/delivery\/options\.ts$/, [/^zod\/mini$/]],
  ["config.ts reads the environment", /^functions\/config\.ts$/, [domain, shapes, /^node:(fs|path)$/]],
  [
    "what browsers read too imports nothing that they lack",
    /^functions\/domain\/typed\/(code|fold)\.ts$/,
    [/^functions\/domain\/typed\/fold\.ts$/],
  ],
  ["the domain is pure", domain, [domain, /^node:crypto$/, /^libphonenumber-js/, /^email-misspelled$/]],
  ["ports are shapes", ports, [domain, shapes]],
  ["flows are use cases over ports", /^functions\/flows\//, [domain, ports, shapes, /^functions\/flows\//]],
  [
    "storage is an adapter",
    /^functions\/storage\/dynamodb\//,
    [/^functions\/storage\//, domain, /^@aws-sdk\//, /^node:crypto$/],
  ],
  [
    "word-files.ts alone reads files of words",
    /^functions\/words\/word-files\.ts$/,
    [/^functions\/words\/locales\.ts$/, /^node:(fs|path)$/],
  ],
  [
    "words are data, and pure functions of them",
    /^functions\/words\//,
    [/^functions\/words\//, /^functions\/domain\/(locale|errors)\.ts$/],
  ],
  ["segments are counted by nothing else", /^functions\/delivery\/segments\.ts$/, []],
  [
    "delivery is adapters",
    /^functions\/delivery\//,
    [
      /^functions\/(delivery|words)\//,
      domain,
      /^(@aws-sdk\/|nodemailer\/lib\/|standardwebhooks$|zod\/mini$)/,
    ],
  ],
  [
    "signing is adapters",
    /^functions\/signing\//,
    [/^functions\/signing\//, domain, ports, /^jose$/, /^@aws-sdk\//, /^node:crypto$/],
  ],
  [
    "keys are adapters",
    /^functions\/keys\//,
    [/^functions\/keys\//, domain, shapes, /^@aws-sdk\//, /^zod/, /^node:(crypto|util)$/],
  ],
  [
    "observability is an adapter",
    /^functions\/observability\//,
    [/^functions\/(observability\/|config\.ts)/, /^@aws-lambda-powertools\//],
  ],
  [
    "receipts are read by their shapes",
    /^functions\/receipts\//,
    [/^functions\/receipts\//, domain, ports, /^(node:(crypto|zlib)|aws-lambda)$/],
  ],
  [
    "the stream's batches know ports",
    /^functions\/stream\//,
    [ports, shapes, /^functions\/domain\/channel\.ts$/, /^aws-lambda$/],
  ],
  [
    "what pages are made of is read from files",
    /^functions\/pages\/page-files\.ts$/,
    [/^functions\/(pages\/words|words\/word-book)\.ts$/, /^node:(crypto|fs|path)$/],
  ],
  [
    "pages are what a person is shown",
    /^functions\/pages\//,
    [/^functions\/(pages|words|http|flows)\//, domain, ports, shapes, /^node:crypto$/],
  ],
  [
    "http is the protocol, and shows nothing",
    /^functions\/http\//,
    [
      /^functions\/(http|flows)\//,
      domain,
      ports,
      shapes,
      /^(@middy\/core|zod\/mini|aws-lambda|node:crypto|bowser)$/,
    ],
  ],
  [
    "oidc is a wing",
    /^functions\/oidc\//,
    [/^functions\/oidc\//, core, ports, shapes, /^(node:crypto|zod\/mini)$/],
  ],
  [
    "fill-secrets and rotate-secrets run beside the service, without it around them",
    /^functions\/handlers\/(fill|rotate)-secrets\.ts$/,
    [
      /^functions\/(keys\/|routes\.ts|config\.ts|domain\/errors\.ts)/,
      /^@aws-sdk\/client-secrets-manager$/,
      /^aws-lambda$/,
    ],
  ],
  [
    "set-sms-account runs at deployment, without the service around it",
    /^functions\/handlers\/set-sms-account\.ts$/,
    [/^functions\/delivery\/sms-account\.ts$/, /^@aws-sdk\/client-sns$/, /^aws-lambda$/],
  ],
  [
    "deliver-code is one handler for each channel",
    /^functions\/handlers\/deliver-code-[a-z]+\.ts$/,
    [/^functions\/(compose\/|handlers\/deliver-code\.ts$)/],
  ],
  [
    "describe-api carries the API's description",
    /^functions\/handlers\/describe-api\.ts$/,
    [/^docs\/openapi\.json$/, /^functions\/(http\/(endpoint|reply)\.ts$|compose\/)/],
  ],
  [
    "handlers are thin",
    /^functions\/handlers\//,
    [
      /^functions\/(http|flows|pages|oidc|receipts|stream|compose)\//,
      /^functions\/settings\.ts$/,
      /^aws-lambda$/,
    ],
  ],
  ["compose is the composition root", /^functions\/compose\//, [/^functions\//, outside]],
  [
    "the description of the API knows what endpoints check and answer, and nothing that runs them",
    /^lib\/openapi\//,
    [
      /^lib\/openapi\//,
      shapes,
      /^functions\/(oidc\/(describe-issuer|oauth-error)|http\/(problem|schemas)|domain\/(challenge|channel|errors))\.ts$/,
      /^zod/,
    ],
  ],
  [
    "lib knows routes and configuration",
    /^lib\//,
    [
      /^lib\//,
      shapes,
      wording,
      /^functions\/(config|domain\/channel)\.ts$/,
      /^aws-cdk-lib/,
      /^constructs$/,
      /^zod/,
      /^esbuild$/,
      /^node:/,
    ],
  ],
  [
    "the example of a portal stands by itself, as a stranger's app would",
    /^examples\/waste-billing\//,
    [/^examples\/waste-billing\//, /^openid-client$/, /^node:/],
  ],
  [
    "the client is a package of its own, and reads codes as the service does",
    /^client\/src\//,
    [/^client\/src\//, /^functions\/domain\/typed\/code\.ts$/, /^jose$/],
  ],
  [
    "examples know the client's package alone",
    /^examples\//,
    [/^latchkey-client(\/|$)/, /^node:/, /^esbuild$/],
  ],
  ["nothing imports tests", /^bin\//, [/^(bin|lib|functions)\//, outside]],
  ["tests may use everything", /^test\//, [/./]],
];

describe("the architecture", () => {
  it.each(TABLE)("holds: %s", (name, mine, allowed) => {
    const first = (file: string) => TABLE.find(([, pattern]) => pattern.test(file))?.[0];
    const governed = files.filter((file) => mine.test(file) && first(file) === name);
    expect(governed).not.toEqual([]);
    const strays = governed.flatMap((file) =>
      importsOf(file)
        .filter((target) => !allowed.some((pattern) => pattern.test(target)))
        .map((target) => `${file} imports ${target}`),
    );
    expect(strays).toEqual([]);
  });

  it("composes adapters in compose/ and on the laptop alone", () => {
    const adapters =
      /^functions\/(storage\/dynamodb|delivery|signing|keys|observability)\/(?!port|options|retries|segments|longest|metric-names|documents|dynamodb\/port)/;
    const composers =
      /^(functions\/compose\/|functions\/handlers\/(fill-secrets|rotate-secrets|set-sms-account)\.ts|bin\/|test\/)/;
    const own = (file: string, target: string) =>
      dirname(file).startsWith(dirname(target)) || dirname(target).startsWith(dirname(file));
    const strays = files
      .filter((file) => !composers.test(file))
      .flatMap((file) =>
        importsOf(file)
          .filter((target) => adapters.test(target) && !own(file, target))
          .map((target) => `${file} imports ${target}`),
      );
    expect(strays).toEqual([]);
  });

  it("checks words where they are deployed or developed, and in no function", () => {
    const checkers = files.filter((file) =>
      importsOf(file).some((target) => target === "functions/words/check-words.ts"),
    );
    const running = checkers.filter((file) => !/^(lib|bin|test)\//.test(file));
    expect([checkers.length > 0, running]).toEqual([true, []]);
  });

  it("reads the environment in config.ts alone", () => {
    const readers = files.filter(
      (file) => file.startsWith("functions/") && /\bprocess\.env\b/.test(source(file)),
    );
    expect(readers).toEqual(["functions/config.ts"]);
  });

  it("never asks the system for the time or for chance in the domain and the flows", () => {
    const askers = files.filter(
      (file) =>
        /^functions\/(domain|flows)\//.test(file) &&
        /Date\.now|new Date\(\)|Math\.random|randomBytes|randomInt/.test(source(file)),
    );
    expect(askers).toEqual([]);
  });

  /** Files that are longer than 250 lines, and why that serves their readers. */
  const LONG: Readonly<Record<string, string>> = {
    "lib/constructs/alarm-list.ts": "one list, in the order of the runbook",
    "test/architecture.test.ts": "one table, which is read as a whole",
  };

  it("keeps files short", () => {
    const lengths = new Map(files.map((file) => [file, source(file).split("\n").length - 1]));
    const tooLong = [...lengths].filter(
      ([file, lines]) => lines > (file.startsWith("functions/handlers/") ? 40 : 250),
    );
    expect(tooLong.map(([file]) => file)).toEqual(Object.keys(LONG));
    const sorted = [...lengths.values()].sort((a, b) => a - b);
    expect(sorted[Math.floor(sorted.length / 2)]).toBeLessThan(80);
  });

  it("has no drawer for odds and ends", () => {
    const drawers = files.filter((file) =>
      /(^|\/)(utils?|helpers?|common|misc|services)\/|\/index\.ts$/.test(file),
    );
    expect(drawers).toEqual([]);
  });
});
