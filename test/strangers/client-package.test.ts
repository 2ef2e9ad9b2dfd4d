import { execFile } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { beforeAll, describe, expect, it } from "@jest/globals";
import { WITHOUT_COLOURS } from "../support/without-colours.ts";
import { type EmptyProject, installClient, STRANGERS } from "./support/installed-client.ts";

let project: EmptyProject;
beforeAll(() => {
  project = installClient();
}, 120_000);

const run = async (...args: string[]) => {
  const { stdout } = await promisify(execFile)(process.execPath, args, {
    cwd: project.folder,
    env: WITHOUT_COLOURS,
    timeout: 60_000,
  }).catch((error: unknown) => error as { stdout: string });
  return stdout.trim();
};

const namesOf = (...entries: string[]) =>
  run(
    "--input-type=module",
    "-e",
    `for (const name of ${JSON.stringify(entries)}) console.log(Object.keys(await import(name)).join(" "));`,
  );

const MANIFEST = join(import.meta.dirname, "../../client/package.json");
const { exports, files } = JSON.parse(readFileSync(MANIFEST, "utf8")) as {
  exports: Record<string, unknown>;
  files: string[];
};

describe("the client in an empty project", () => {
  it("gives its calls and the tag without any other package", async () => {
    expect(await namesOf("latchkey-client", "latchkey-client/account", "latchkey-client/element")).toBe(
      [
        "createClient readCode",
        "createAccountClient credentialJson makeVerifier parseCreationOptions parseRequestOptions",
        "LatchkeySignIn",
      ].join("\n"),
    );
  });

  it("is good to publish, says publint", async () => {
    expect(files).toEqual(["dist", "CHANGELOG.md"]);
    const said = await run(join(STRANGERS, "publint/src/cli.js"), "run", project.client, "--strict");
    expect(said).toMatch(/All good!$/);
  });

  it("is published with a statement of where it was built", () => {
    const { publishConfig } = JSON.parse(readFileSync(join(project.client, "package.json"), "utf8")) as {
      publishConfig: object;
    };
    expect(publishConfig).toEqual({ access: "public", provenance: true });
  });
});

describe("the client beside the packages that it works with", () => {
  const entries = Object.keys(exports).filter((entry) => !entry.endsWith(".json"));
  beforeAll(() => {
    const types = ["react", "express", "express-serve-static-core", "node"].map((name) => `@types/${name}`);
    const others = ["body-parser", "connect", "http-errors", "qs", "range-parser", "send", "serve-static"];
    project.add("jose", "express", "hono", "react", "react-dom", "csstype", "undici-types", ...types);
    project.add(...others.map((name) => `@types/${name}`));
  });

  it("can be imported in Node by every entry", async () => {
    expect(entries).toHaveLength(8);
    expect(await namesOf(...entries.map((entry) => entry.replace(".", "latchkey-client")))).toBe(
      [
        "createClient readCode",
        "createAccountClient credentialJson makeVerifier parseCreationOptions parseRequestOptions",
        "LatchkeySignIn",
        "SignIn useSecondsLeft useSignIn",
        "verifyToken",
        "claimsOf requireToken",
        "claimsOf requireToken",
        "authorizer simpleAuthorizer",
      ].join("\n"),
    );
  });

  it("is rendered by a server as an empty form", async () => {
    writeFileSync(
      join(project.folder, "server.js"),
      `import { createElement } from "react";
       import { renderToString } from "react-dom/server";
       import { SignIn, useSignIn } from "latchkey-client/react";
       const Form = () => useSignIn({ baseUrl: "https://otp.example.com", keepSession: true }).step;
       console.log(renderToString(createElement(Form)));
       console.log(renderToString(createElement(SignIn, { baseUrl: "https://otp.example.com", channels: ["sms"], keepSession: true })));`,
    );
    expect(await run("server.js")).toBe(
      'address\n<latchkey-sign-in base-url="https://otp.example.com" channels="sms" keep-session=""></latchkey-sign-in>',
    );
  });

  it.each([
    ["node16", "node16"],
    ["esnext", "bundler"],
  ])("has types for all of them, %s", async (module, moduleResolution) => {
    const imports = entries.map(
      (entry, at) => `import * as e${at} from "${entry.replace(".", "latchkey-client")}";`,
    );
    const all = entries.map((_, at) => `e${at}`).join(", ");
    writeFileSync(
      join(project.folder, `${moduleResolution}.tsx`),
      `${imports.join("\n")}
       export const all = [${all}];
       import { useRef } from "react";
       import type { LatchkeySignIn } from "latchkey-client/element";
       import { SignIn, useSignIn } from "latchkey-client/react";
       export function Page() {
         const tag = useRef<LatchkeySignIn>(null);
         const flow = useSignIn({ baseUrl: "", keepSession: true });
         if (flow.step === "code") return <p>{flow.challenge.recipient} {flow.delivery.state} {flow.expiresAt}</p>;
         if (flow.step === "signed-in") return <p>{flow.approval.token}</p>;
         // @ts-expect-error there is no challenge before it was asked for
         flow.challenge;
         // @ts-expect-error no such channel
         const wrong = <SignIn channels={["pigeon"]} />;
         return <>{wrong}<SignIn ref={tag} id="in" channels={["email"]} onSignedIn={({ token }) => token.length}
           onError={(error) => error.type === "rate-limited" && error.retryAfter} /></>;
       }`,
    );
    writeFileSync(
      join(project.folder, `tsconfig.${moduleResolution}.json`),
      JSON.stringify({
        compilerOptions: {
          ...{ module, moduleResolution, target: "es2022", lib: ["es2023", "dom", "dom.iterable"] },
          ...{
            jsx: "react-jsx",
            strict: true,
            exactOptionalPropertyTypes: true,
            noEmit: true,
            types: ["node"],
          },
          preserveSymlinks: true,
        },
        files: [`${moduleResolution}.tsx`],
      }),
    );
    const tsc = join(STRANGERS, "typescript/bin/tsc");
    expect(await run(tsc, "-p", `tsconfig.${moduleResolution}.json`)).toBe("");
  });
});
