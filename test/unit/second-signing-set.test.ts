import type { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { create } from "../../functions/handlers/rotate-secrets.ts";
import {
  generateEllipticKey,
  generateSecret,
  parseSecret,
  type SigningDocument,
} from "../../functions/keys/documents.ts";
import { keyring } from "../../functions/keys/keyring.ts";
import { LIFE_SECONDS } from "../../functions/keys/retire.ts";
import { LEAD_SECONDS, type Rotation, rotateSecret } from "../../functions/keys/rotate.ts";
import { type Secrets, startSecretsManager, valueOf } from "../support/secret-versions.ts";
import { NOW } from "./builders.ts";

const DAY = 86_400;
const LONG_AGO = 1_700_000_000;
const SECOND = "arn:s";

let first: string;
let client: SecretsManagerClient;
const secrets: Secrets = new Map();
beforeAll(async () => {
  first = await generateSecret("signing", LONG_AGO);
  ({ client } = await startSecretsManager(secrets));
});

const read = (text: string) => parseSecret("signing", text);
const setOf = (text: string) => read(text).es256!;

/** What the release before makes of a document: it reads only the members that it knows, and writes only those. */
function byReleaseBefore(text: string): string {
  const { next, nextSince, current, previous } = JSON.parse(text) as SigningDocument;
  return JSON.stringify({ next, nextSince, current, previous });
}

function rotated(rotation: Rotation<string>): string {
  if (rotation.kind !== "rotated") throw new Error("the rotation was refused");
  return rotation.document;
}

const rotate = async (text: string, now: number) =>
  rotated(await rotateSecret("signing", text, { revoke: false, now }));
const revoke = async (text: string, now: number) =>
  rotated(await rotateSecret("signing", text, { revoke: true, now }));

describe("the second set of a new signing secret", () => {
  it("is of P-256, has a next key, and may sign at once", () => {
    const { current, next, nextSince, previous, signsFrom } = setOf(first);
    expect(current).toMatchObject({ kty: "EC", crv: "P-256", kid: expect.stringMatching(/^[\w-]{11}$/) });
    expect(next).toMatchObject({ kty: "EC", crv: "P-256" });
    expect([nextSince, previous, signsFrom]).toEqual([LONG_AGO, [], undefined]);
    expect(next).not.toEqual(current);
  });
});

describe("a rotation of the signing secret", () => {
  it("turns both sets, and keeps what signed before in both", async () => {
    const made = read(await rotate(first, NOW));
    const before = read(first);
    expect([made.current, made.es256?.current]).toEqual([before.next, before.es256?.next]);
    expect([made.previous, made.es256?.previous]).toEqual([
      [{ ...before.current, retiredAt: NOW }],
      [{ ...before.es256?.current, retiredAt: NOW }],
    ]);
    expect(made.es256?.next?.kid).not.toBe(before.es256?.next?.kid);
  });

  it("erases keys of both whose last token has expired", async () => {
    const later = read(await rotate(await rotate(first, NOW), NOW + DAY));
    const ages = (keys: readonly { retiredAt?: number | undefined }[]) => keys.map((key) => key.retiredAt);
    expect([ages(later.previous), ages(later.es256?.previous ?? [])]).toEqual([[NOW + DAY], [NOW + DAY]]);
  });

  it("waits for the younger of the two next keys", async () => {
    const young = JSON.stringify({ ...read(first), es256: { ...setOf(first), nextSince: NOW } });
    const asked = (now: number) => rotateSecret("signing", young, { revoke: false, now });
    expect(await asked(NOW + 7199)).toEqual({ kind: "too-young", readyAt: NOW + 7200 });
    expect((await asked(NOW + 7200)).kind).toBe("rotated");
  });

  it("gives a secret from before a second set, which signs once it is known everywhere", async () => {
    const made = setOf(await rotate(byReleaseBefore(first), NOW));
    expect(made).toMatchObject({ nextSince: NOW, previous: [], signsFrom: NOW + LEAD_SECONDS.signing });
    const later = setOf(await rotate(await rotate(byReleaseBefore(first), NOW), NOW + DAY));
    expect([later.current, later.signsFrom]).toEqual([expect.objectContaining({ kty: "EC" }), undefined]);
  });

  it("leaves the release before all that it needs: it rotates, and the next rotation makes the set anew", async () => {
    const byOlder = byReleaseBefore(await rotate(byReleaseBefore(first), NOW));
    const again = read(await rotate(byOlder, NOW + DAY));
    expect(again.current).toEqual(read(byOlder).next);
    expect(again.es256).toMatchObject({ nextSince: NOW + DAY, previous: [] });
    expect(again.es256?.current.kid).not.toBe(setOf(first).current.kid);
  });
});

describe("a revocation of the signing secret", () => {
  it("takes the current and all previous keys of both sets away", async () => {
    const before = read(await rotate(first, NOW));
    const made = read(await revoke(JSON.stringify(before), NOW + 1));
    expect([made.current, made.previous]).toEqual([before.next, []]);
    expect([made.es256?.current, made.es256?.previous]).toEqual([before.es256?.next, []]);
  });

  it("keeps a young set waiting, and makes one where there is none", async () => {
    const young = await rotate(byReleaseBefore(first), NOW);
    expect(setOf(await revoke(young, NOW + 60)).signsFrom).toBe(NOW + LEAD_SECONDS.signing);
    expect(setOf(await revoke(young, NOW + DAY)).signsFrom).toBeUndefined();
    const none = setOf(await revoke(byReleaseBefore(first), NOW));
    expect(none.signsFrom).toBe(NOW + LEAD_SECONDS.signing);
  });
});

describe("keys of both sets, as functions hold them", () => {
  const heldAt = (text: string, now: number) =>
    keyring({ read: () => Promise.resolve(text) }, () => now).signing();

  it("are there without those of which nothing can be left", async () => {
    const text = await rotate(first, NOW);
    const { es256 } = await heldAt(text, NOW + LIFE_SECONDS.signing - 1);
    expect(es256?.previous.map(({ kid }) => kid)).toEqual([setOf(first).current.kid]);
    const later = await heldAt(text, NOW + LIFE_SECONDS.signing);
    expect([later.previous, later.es256?.previous]).toEqual([[], []]);
  });

  it("are those of RSA alone where the secret has no others", async () => {
    expect(await heldAt(byReleaseBefore(first), NOW)).not.toHaveProperty("es256");
  });

  it("say from when on they sign", async () => {
    const held = await heldAt(await rotate(byReleaseBefore(first), NOW), NOW);
    expect(held.es256?.signsFrom).toBe(NOW + 7200);
  });
});

describe("the steps of a rotation, which Secrets Manager asks for", () => {
  const write = (value: string) =>
    secrets.set(SECOND, new Map([["v1", { labels: new Set(["AWSCURRENT"]), value }]]));
  beforeEach(() => {
    write(first);
    secrets.get(SECOND)?.set("v2", { labels: new Set(["AWSPENDING"]) });
  });
  const ids = { passcode: "arn:p", cookie: "arn:c", form: "arn:f", signing: SECOND };
  const take = (Step: "createSecret" | "testSecret" | "finishSecret") =>
    create(client, ids)({ Step, SecretId: SECOND, ClientRequestToken: "v2" });
  const pending = () => secrets.get(SECOND)!.get("v2")!;
  const change = (of: (made: SigningDocument) => object) =>
    (pending().value = JSON.stringify(of(read(pending().value ?? ""))));

  it("refuse a key of the second set that does not sign", async () => {
    await take("createSecret");
    const { x, y } = await generateEllipticKey();
    change((made) => ({ ...made, es256: { ...made.es256, next: { ...made.es256?.next, x, y } } }));
    await expect(take("testSecret")).rejects.toThrow("does not work");
  });

  it("refuse one id in both sets", async () => {
    await take("createSecret");
    const kid = read(first).next?.kid;
    change((made) => ({ ...made, es256: { ...made.es256, next: { ...made.es256?.next, kid } } }));
    await expect(take("testSecret")).rejects.toThrow("holds one key twice");
  });

  it("refuse a second set that was not made from the current one", async () => {
    await take("createSecret");
    const old = setOf(first);
    change((made) => ({ ...made, es256: { ...made.es256, current: old.current } }));
    await expect(take("finishSecret")).rejects.toThrow("were changed while they were rotated");
    expect(valueOf(secrets, SECOND)).toBe(first);
  });

  it.each([
    ["the pending one", (text: string) => text, byReleaseBefore],
    ["the current one", byReleaseBefore, (text: string) => text],
  ])(
    "finish where the release before wrote one of the two documents, without the set: %s",
    async (_, held, made) => {
      write(held(first));
      secrets.get(SECOND)?.set("v2", { labels: new Set(["AWSPENDING"]) });
      await take("createSecret");
      pending().value = made(pending().value ?? "");
      await take("testSecret");
      await take("finishSecret");
      expect(read(valueOf(secrets, SECOND) ?? "").current).toEqual(read(first).next);
    },
  );
});
