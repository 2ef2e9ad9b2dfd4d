import { describe, expect, it } from "@jest/globals";
import { keyring } from "../../functions/keys/keyring.ts";
import type { SecretName } from "../../functions/routes.ts";
import { keyNamed, NOW } from "./builders.ts";

const symmetric = (current: number, ...kids: number[]) =>
  JSON.stringify({
    current,
    keys: Object.fromEntries(
      [current, ...kids].map((kid) => [kid, keyNamed(`${kid}`).toString("base64url")]),
    ),
  });

/** A keyring on a clock that stands still, over documents that a test changes; it counts what it reads. */
function keyringOver(documents: Partial<Record<SecretName, string | Error>>) {
  const state = { now: NOW, reads: [] as SecretName[] };
  const source = {
    read(name: SecretName) {
      state.reads.push(name);
      const document = documents[name] ?? new Error(`unexpected read of ${name}`);
      return typeof document === "string" ? Promise.resolve(document) : Promise.reject(document);
    },
  };
  return { state, documents, keys: keyring(source, () => state.now) };
}

describe("keys that have been read", () => {
  it("are read once in five minutes, by however many ask", async () => {
    const { keys, state } = keyringOver({ passcode: symmetric(1) });
    await Promise.all(Array.from({ length: 20 }, () => keys.current("passcode")));
    state.now += 299;
    await keys.current("passcode");
    expect(state.reads).toEqual(["passcode"]);
    state.now += 1;
    await keys.current("passcode");
    expect(state.reads).toEqual(["passcode", "passcode"]);
  });

  it("are read only when they are needed, each secret for itself", async () => {
    const { keys, state } = keyringOver({ passcode: symmetric(1), cookie: symmetric(2) });
    expect(state.reads).toEqual([]);
    await keys.current("cookie");
    await keys.find("passcode", 1);
    expect(state.reads).toEqual(["cookie", "passcode"]);
  });

  it("may be read before they are needed, once for all that need them; what fails is read again", async () => {
    const { keys, state, documents } = keyringOver({ passcode: symmetric(1), cookie: new Error("slow") });
    await keys.prefetch(["passcode", "cookie"]);
    documents.cookie = symmetric(2);
    expect((await keys.current("passcode")).kid).toBe(1);
    expect((await keys.current("cookie")).kid).toBe(2);
    expect(state.reads).toEqual(["passcode", "cookie", "cookie"]);
  });

  it("are found by their ids while new values get the current one", async () => {
    const { keys } = keyringOver({ cookie: symmetric(7, 0, 255) });
    expect(await keys.current("cookie")).toEqual({ kid: 7, key: keyNamed("7") });
    for (const kid of [0, 7, 255])
      expect(await keys.find("cookie", kid)).toEqual({ kid, key: keyNamed(`${kid}`) });
  });

  it("outlive an outage of their source", async () => {
    const { keys, state, documents } = keyringOver({ passcode: symmetric(1) });
    await keys.current("passcode");
    documents.passcode = new Error("out of reach");
    state.now += 301;
    expect(await keys.current("passcode")).toEqual({ kid: 1, key: keyNamed("1") });
    expect(await keys.find("passcode", 1)).toBeDefined();
    expect(await keys.find("passcode", 9)).toBeUndefined();
  });

  it("outlive a document that was broken", async () => {
    const { keys, state, documents } = keyringOver({ passcode: symmetric(1) });
    await keys.current("passcode");
    documents.passcode = "{";
    state.now += 301;
    expect(await keys.current("passcode")).toMatchObject({ kid: 1 });
    documents.passcode = symmetric(2, 1);
    state.now += 301;
    expect(await keys.current("passcode")).toMatchObject({ kid: 2 });
  });

  it("outlive an outage for everybody who asks while the source is being read", async () => {
    const { keys, state, documents } = keyringOver({ passcode: symmetric(1) });
    await keys.current("passcode");
    documents.passcode = new Error("out of reach");
    state.now += 301;
    const asked = await Promise.allSettled([keys.current("passcode"), keys.current("passcode")]);
    expect(asked.map(({ status }) => status)).toEqual(["fulfilled", "fulfilled"]);
  });
});

describe("a value that names an unknown key", () => {
  it("causes one more read, at most once a minute", async () => {
    const { keys, state } = keyringOver({ passcode: symmetric(1) });
    await keys.current("passcode");
    for (let second = 0; second < 60; second++) {
      await keys.find("passcode", 200);
      state.now += 1;
    }
    expect(state.reads).toHaveLength(1);
    await Promise.all(Array.from({ length: 20 }, (_, kid) => keys.find("passcode", 100 + kid)));
    expect(state.reads).toHaveLength(2);
  });

  it("is served as soon as the read has brought the key", async () => {
    const { keys, state, documents } = keyringOver({ passcode: symmetric(1) });
    await keys.current("passcode");
    documents.passcode = symmetric(2, 1);
    expect(await keys.find("passcode", 2)).toBeUndefined();
    state.now += 60;
    expect(await keys.find("passcode", 2)).toEqual({ kid: 2, key: keyNamed("2") });
    expect(await keys.current("passcode")).toMatchObject({ kid: 2 });
  });
});

describe("a source that fails at first", () => {
  it("is a fault, and is asked again by the next caller", async () => {
    const { keys, documents, state } = keyringOver({ recipient: new Error("out of reach") });
    await expect(keys.recipient()).rejects.toThrow("out of reach");
    documents.recipient = JSON.stringify({ key: keyNamed("r").toString("base64url") });
    expect(await keys.recipient()).toEqual(keyNamed("r"));
    expect(state.reads).toHaveLength(2);
  });

  it("with a bad document names the place and not the content", async () => {
    const { keys } = keyringOver({ recipient: JSON.stringify({ key: "planted" }) });
    const fault = (await keys.recipient().catch((error: unknown) => error)) as Error;
    expect(fault.message).toContain('"recipient" has the wrong shape: key:');
    expect(fault.message).not.toContain("planted");
  });
});

describe("a clock that went back", () => {
  it("does not keep old keys for ever", async () => {
    const { keys, state, documents } = keyringOver({ passcode: symmetric(1) });
    await keys.current("passcode");
    documents.passcode = symmetric(2, 1);
    state.now -= 10_000;
    expect(await keys.current("passcode")).toMatchObject({ kid: 2 });
  });
});
