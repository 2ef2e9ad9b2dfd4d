import { LIFE_SECONDS } from "../../functions/keys/retire.ts";
import { beforeAll, describe, expect, it } from "@jest/globals";
import {
  generateSecret,
  generateSigningKey,
  type SigningDocument,
  type SymmetricDocument,
} from "../../functions/keys/documents.ts";
import type { SigningKey } from "../../functions/keys/port.ts";
import { withoutOldKeys } from "../../functions/keys/retire.ts";
import {
  revokeKeys,
  revokeSigningKeys,
  rotateKeys,
  rotateSecret,
  rotateSigningKeys,
  tooYoung,
} from "../../functions/keys/rotate.ts";
import { keyNamed, NOW } from "./builders.ts";

const text = (name: string) => keyNamed(name).toString("base64url");

const first: SymmetricDocument = {
  current: 1,
  next: 2,
  nextSince: NOW,
  retiredAt: {},
  keys: { "1": text("one"), "2": text("two") },
};

const DAY = 86_400;

let [one, two, three, four] = [] as SigningKey[] as [SigningKey, SigningKey, SigningKey, SigningKey];
beforeAll(async () => {
  const made = await Promise.all([1, 2, 3, 4].map(() => generateSigningKey()));
  [one, two, three, four] = made as [SigningKey, SigningKey, SigningKey, SigningKey];
});

function rotated<D>(rotation: { kind: "rotated"; document: D } | { kind: "too-young"; readyAt: number }): D {
  if (rotation.kind !== "rotated") throw new Error("the rotation was refused");
  return rotation.document;
}

describe("a rotation of symmetric keys", () => {
  it("makes the next key the current one, keeps the old one, and publishes another", () => {
    expect(rotated(rotateKeys("cookie", first, text("three"), NOW + DAY))).toEqual({
      current: 2,
      next: 3,
      nextSince: NOW + DAY,
      retiredAt: { "1": NOW + DAY },
      keys: { "1": text("one"), "2": text("two"), "3": text("three") },
    });
  });

  it.each(["passcode", "cookie"] as const)(
    "waits ten minutes after the next key was published: %s",
    (name) => {
      expect(rotateKeys(name, first, text("three"), NOW + 599)).toEqual({
        kind: "too-young",
        readyAt: NOW + 600,
      });
      expect(rotateKeys(name, first, text("three"), NOW + 600).kind).toBe("rotated");
    },
  );

  it("erases keys of which nothing can be left", () => {
    const second = rotated(rotateKeys("passcode", first, text("three"), NOW + DAY));
    const life = NOW + DAY + LIFE_SECONDS.passcode;
    const third = rotated(rotateKeys("passcode", second, text("four"), life - 1));
    expect(Object.keys(third.keys)).toEqual(["1", "2", "3", "4"]);
    const later = rotated(rotateKeys("passcode", third, text("five"), life + 600));
    expect(Object.keys(later.keys)).toEqual(["2", "3", "4", "5"]);
    expect(later.retiredAt).toEqual({ "2": life - 1, "3": life + 600 });
  });

  it("only publishes a first next key where there was none", () => {
    const old: SymmetricDocument = { current: 255, keys: { "255": text("old") }, retiredAt: {} };
    expect(rotated(rotateKeys("cookie", old, text("new"), NOW))).toEqual({
      current: 255,
      next: 0,
      nextSince: NOW,
      retiredAt: {},
      keys: { "255": text("old"), "0": text("new") },
    });
  });

  it("is refused rather than take an id that still counts", () => {
    const keys = Object.fromEntries(Array.from({ length: 256 }, (_, kid) => [kid, text(`${kid}`)]));
    const full = { ...first, keys };
    expect(() => rotateKeys("cookie", full, text("more"), NOW + DAY)).toThrow("Every key id is taken");
  });
});

describe("a rotation of signing keys", () => {
  it("makes the next key sign, keeps the old one published, and publishes another", () => {
    const held: SigningDocument = { next: two, nextSince: NOW, current: one, previous: [] };
    expect(rotated(rotateSigningKeys(held, three, NOW + DAY))).toEqual({
      next: three,
      nextSince: NOW + DAY,
      current: two,
      previous: [{ ...one, retiredAt: NOW + DAY }],
    });
  });

  it("waits two hours after the next key was published", () => {
    const held: SigningDocument = { next: two, nextSince: NOW, current: one, previous: [] };
    expect(rotateSigningKeys(held, three, NOW + 7199)).toEqual({ kind: "too-young", readyAt: NOW + 7200 });
    expect(rotateSigningKeys(held, three, NOW + 7200).kind).toBe("rotated");
  });

  it("erases keys whose last token has expired", () => {
    const held: SigningDocument = { next: two, nextSince: NOW, current: one, previous: [] };
    const second = rotated(rotateSigningKeys(held, three, NOW + DAY));
    const later = rotated(rotateSigningKeys(second, four, NOW + 2 * DAY));
    expect(later.previous.map(({ kid, retiredAt }) => [kid, retiredAt])).toEqual([[two.kid, NOW + 2 * DAY]]);
  });

  it("only publishes a first next key where there was none", () => {
    expect(rotated(rotateSigningKeys({ current: one, previous: [] }, two, NOW))).toEqual({
      next: two,
      nextSince: NOW,
      current: one,
      previous: [],
    });
  });
});

describe("revoked keys", () => {
  it("are gone with all previous ones, and the next one takes over, however young", () => {
    const held = rotated(rotateKeys("cookie", first, text("three"), NOW + DAY));
    expect(revokeKeys(held, [text("four"), text("five")], NOW + DAY + 1)).toEqual({
      current: 3,
      next: 4,
      nextSince: NOW + DAY + 1,
      retiredAt: {},
      keys: { "3": text("three"), "4": text("four") },
    });
    const signing: SigningDocument = {
      next: two,
      nextSince: NOW,
      current: one,
      previous: [{ ...three, retiredAt: NOW }],
    };
    expect(revokeSigningKeys(signing, [four, one], NOW + 1)).toEqual({
      next: four,
      nextSince: NOW + 1,
      current: two,
      previous: [],
    });
  });

  it("are gone also where no next key was published", () => {
    const held: SymmetricDocument = { current: 1, keys: { "1": text("one") }, retiredAt: {} };
    expect(revokeKeys(held, [text("two"), text("three")], NOW).keys).toEqual({
      "2": text("three"),
      "3": text("two"),
    });
    const { current } = revokeSigningKeys({ current: one, previous: [] }, [two, three], NOW);
    expect(current).toEqual(three);
  });
});

describe("a refusal", () => {
  it("says in words from when on there can be a rotation, and what to do about a leak", async () => {
    const refused = await rotateSecret("signing", await generateSecret("signing", NOW), {
      revoke: false,
      now: NOW,
    });
    expect(refused).toEqual({ kind: "too-young", readyAt: NOW + 7200 });
    expect(tooYoung("signing", NOW + 7200)).toBe(
      "The next signing key is not known everywhere yet: it is used 120 minutes after it was published. Rotate it from 2026-11-23T11:10:00.000Z on, or revoke the keys if one has leaked.",
    );
  });
});

describe("a document that is read", () => {
  it("never loses its current or next key, whatever it says of their retirement", () => {
    const odd = { ...first, retiredAt: { "1": 0, "2": 0 } };
    expect(withoutOldKeys("cookie", odd, NOW).keys).toEqual(first.keys);
  });
});
