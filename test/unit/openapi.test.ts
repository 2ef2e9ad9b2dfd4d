import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Validator } from "@seriousme/openapi-schema-validator";
import { describe, expect, it } from "@jest/globals";
import { routes, SERVER_PATH, type Route } from "../../functions/routes.ts";
import { openApiText } from "../../lib/openapi/document.ts";
import { description, DESCRIPTION_FILE, faultsOf, operations, resolved } from "../support/described.ts";

const manifest = JSON.parse(readFileSync(join(import.meta.dirname, "../../package.json"), "utf8")) as {
  version: string;
};

type Examples = Readonly<Record<string, { readonly value: unknown }>>;

interface Shown {
  readonly schema: object;
  readonly examples?: Examples;
}

/** Every body that the document shows an example of. */
const shown = operations().flatMap(([name, { requestBody, responses }]) =>
  [requestBody, ...Object.values(responses)].flatMap((part) =>
    Object.values((part?.content ?? {}) as Readonly<Record<string, Shown>>).map((body) => ({ name, body })),
  ),
);

describe("docs/openapi.json", () => {
  it("is what `npm run openapi` makes of the routes and the schemas", () => {
    const current = readFileSync(DESCRIPTION_FILE, "utf8") === openApiText(manifest.version);
    expect(current ? "current" : "stale: npm run openapi writes it anew").toBe("current");
  });

  it("is a valid OpenAPI 3.1 document", async () => {
    const validator = new Validator();
    expect(await validator.validate(structuredClone(description))).toEqual({ valid: true });
    expect(validator.version).toBe("3.1");
  });

  it("has every route, and those for servers a second time, and nothing else", () => {
    const all: readonly Route[] = routes;
    const expected = [
      ...all.map(({ method, path }) => `${method} ${path}`),
      ...all.filter((route) => route.forServers).map(({ method, path }) => `${method} ${SERVER_PATH}${path}`),
    ];
    expect(
      operations()
        .map(([name]) => name)
        .sort(),
    ).toEqual(expected.sort());
  });

  it("names each operation once, and says what it is for", () => {
    const ids = operations().map(([, { operationId }]) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [, { summary, description: text, tags }] of operations())
      expect([summary, text, tags]).toEqual([
        expect.stringMatching(/./),
        expect.stringMatching(/./),
        [expect.stringMatching(/./)],
      ]);
  });

  it("shows examples that its own schemas accept", () => {
    const faults = shown.flatMap(({ name, body: { schema, examples = {} } }) =>
      Object.entries(examples).flatMap(([example, told]) =>
        faultsOf(schema, resolved(told).value).map((fault) => `${name} ${example}: ${fault}`),
      ),
    );
    expect(faults).toEqual([]);
  });

  it("shows an example of every body in JSON, but of itself", () => {
    const without = operations().flatMap(([name, { responses, requestBody }]) =>
      [requestBody, ...Object.values(responses)].flatMap((part) =>
        Object.entries((part?.content ?? {}) as Readonly<Record<string, Shown>>)
          .filter(([type, { examples }]) => type.includes("json") && Object.keys(examples ?? {}).length === 0)
          .map(() => name),
      ),
    );
    expect(without).toEqual(["GET /openapi.json"]);
  });
});
