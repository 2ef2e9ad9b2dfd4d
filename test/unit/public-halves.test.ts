import type { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { create } from "../../functions/handlers/rotate-secrets.ts";
import { generateSecret, parseSecret, type SigningDocument } from "../../functions/keys/documents.ts";
import { fillSecrets } from "../../functions/keys/fill-secrets.ts";
import { verifyingDocument, verifyingKeys } from "../../functions/keys/verifying.ts";
import { MARGIN_SECONDS } from "../../functions/keys/retire.ts";
import { MAX_SESSION_SECONDS, MAX_TOKEN_SECONDS } from "../../functions/domain/challenge.ts";
import { type Secrets, startSecretsManager, valueOf } from "../support/secret-versions.ts";

const LONG_AGO = 1_700_000_000;
const A_DAY = 86_400;
const ids = { passcode: "arn:p", cookie: "arn:c", form: "arn:f", signing: "arn:s", verifying: "arn:v" };
const secrets: Secrets = new Map();
let client: SecretsManagerClient;
let first: string;

const held = () => parseSecret("verifying", valueOf(secrets, ids.verifying) ?? "");
const signing = () => parseSecret("signing", valueOf(secrets, ids.signing) ?? "");
const kids = () => held().keys.map(({ kid }) => kid);

beforeAll(async () => {
  first = await generateSecret("signing", LONG_AGO);
  ({ client } = await startSecretsManager(secrets));
});

/** A stage as the first deployment fills it, or one from before there were public halves. */
beforeEach(async () => {
  secrets.set(ids.signing, new Map([["v1", { labels: new Set(["AWSCURRENT"]), value: first }]]));
  secrets.set(ids.verifying, new Map());
  const { signing, verifying } = ids;
  expect(
    await fillSecrets(
      client,
      { signing, verifying },
      () => LONG_AGO,
      () => Promise.resolve(),
    ),
  ).toEqual(["verifying"]);
});

const rotate = async (version: string) => {
  secrets.get(ids.signing)?.set(version, { labels: new Set(["AWSPENDING"]) });
  for (const Step of ["createSecret", "setSecret", "testSecret", "finishSecret", "finishSecret"] as const)
    await create(client, ids)({ Step, SecretId: ids.signing, ClientRequestToken: version });
};

describe("the public halves of signing keys", () => {
  it("are those of the current and the next key at first, and no private part", () => {
    const { current, next } = signing();
    expect(held().keys).toEqual(
      [current, next].map((key) => ({ kid: key?.kid, kty: "RSA", n: key?.n, e: key?.e })),
    );
  });

  it("stay when their keys have signed their last, with the time of it", async () => {
    const { current: old } = signing();
    await rotate("v2");
    const { current, next } = signing();
    expect(kids()).toEqual([current.kid, next?.kid, old.kid]);
    expect(held().keys.at(-1)).toMatchObject({ n: old.n, retiredAt: expect.any(Number) });
    expect(held().keys[0]).not.toHaveProperty("retiredAt");
  });

  it("go with a key that has leaked, and with all before it", async () => {
    await rotate("v2");
    await create(client, ids)({ secret: "signing", revoke: true });
    const { current, next } = signing();
    expect(kids()).toEqual([current.kid, next?.kid]);
  });

  it("are written before the keys are known to be gone: a broken-off rotation loses none", async () => {
    const { next } = signing();
    const fail = secrets.get(ids.verifying);
    secrets.delete(ids.verifying);
    await expect(rotate("v2")).rejects.toThrow();
    expect(signing().next).toEqual(next);
    if (fail) secrets.set(ids.verifying, fail);
    await create(client, ids)({ Step: "finishSecret", SecretId: ids.signing, ClientRequestToken: "v2" });
    expect(signing().current).toEqual(next);
    expect(kids()).toContain(next?.kid);
  });

  it("are no part of a rotation of other keys", async () => {
    const before = valueOf(secrets, ids.verifying);
    secrets.set(
      ids.cookie,
      new Map([["v1", { labels: new Set(["AWSCURRENT"]), value: await generateSecret("cookie", LONG_AGO) }]]),
    );
    await create(client, ids)({ secret: "cookie", revoke: true });
    expect(valueOf(secrets, ids.verifying)).toBe(before);
  });
});

describe("a document of public halves", () => {
  const rotated = (times: number, every: number) => {
    const document = parseSecret("signing", first);
    const named = (kid: string) => ({ ...document.current, kid });
    const keyOf = (index: number): SigningDocument => ({
      current: named(`key-${index}`),
      next: named(`key-${index + 1}`),
      previous: [],
    });
    let made = verifyingDocument(keyOf(0), undefined, LONG_AGO);
    for (let index = 1; index <= times; index++)
      made = verifyingDocument(keyOf(index), made, LONG_AGO + index * every);
    return made;
  };

  it("forgets keys of which no session can be left", () => {
    const { keys } = rotated(12, 10 * A_DAY);
    expect(keys.map(({ kid }) => kid)).toEqual(["key-12", "key-13", "key-11", "key-10", "key-9", "key-8"]);
    const now = LONG_AGO + 12 * 10 * A_DAY;
    expect(verifyingKeys({ keys }, now + 29 * A_DAY).map(({ kid }) => kid)).toEqual([
      "key-12",
      "key-13",
      "key-11",
    ]);
  });

  it("forgets a key at the very second at which nothing of it can be left", () => {
    const life = MAX_SESSION_SECONDS + MAX_TOKEN_SECONDS + MARGIN_SECONDS;
    const signing = parseSecret("signing", first);
    const retired = LONG_AGO + A_DAY;
    const { kid: old } = signing.current;
    const [kid, next] = ["second", { ...signing.current, kid: "third" }];
    const at = (now: number, before = verifyingDocument(signing, undefined, LONG_AGO)) =>
      verifyingDocument({ current: { ...signing.current, kid }, next, previous: [] }, before, now);
    const kids = ({ keys }: ReturnType<typeof at>) => keys.map((key) => key.kid);
    const made = at(retired);
    expect(kids(made)).toContain(old);
    expect([kids(at(retired + life - 1, made)), kids(at(retired + life, made))]).toEqual([
      expect.arrayContaining([old]),
      [kid, "third"],
    ]);
    expect(verifyingKeys(made, retired + life - 1).map((key) => key.kid)).toContain(old);
    expect(verifyingKeys(made, retired + life).map((key) => key.kid)).toEqual([kid, "third"]);
  });

  it("keeps the time at which a key signed its last, whatever was written down before", () => {
    const signing = parseSecret("signing", first);
    const before = verifyingDocument(signing, undefined, LONG_AGO);
    const old = { ...signing.current, retiredAt: LONG_AGO + 5 };
    const current = { ...signing.current, kid: "second" };
    const { keys } = verifyingDocument({ current, previous: [old] }, before, LONG_AGO + 100);
    expect(keys.find(({ kid }) => kid === old.kid)?.retiredAt).toBe(LONG_AGO + 5);
  });

  it("has room in a secret, however often keys are rotated", () => {
    expect(JSON.stringify(rotated(400, 7200)).length).toBeLessThan(65_536);
  });
});
