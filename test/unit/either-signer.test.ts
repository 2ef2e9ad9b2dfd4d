import { describe, expect, it } from "@jest/globals";
import type { TokenClaims } from "../../functions/domain/session.ts";
import { eitherSigner } from "../../functions/signing/either.ts";
import type { PublicKey, Sign, Signer } from "../../functions/signing/port.ts";

/** A signer whose tokens say whose they are. */
function signerOf(name: string): Signer {
  const key = { kid: name } as PublicKey;
  return {
    prepare: () => Promise.resolve((() => Promise.resolve(`${name}.token`)) as Sign),
    publicKeys: () => Promise.resolve([key]),
    verify: (token) =>
      Promise.resolve(token === `${name}.token` ? ({ sub: name } as unknown as TokenClaims) : undefined),
  };
}

describe("two sources of keys, one of which takes the other's place", () => {
  const signer = eitherSigner(signerOf("new"), signerOf("old"));

  it("are both published, so that backends know a key before it signs", async () => {
    expect((await signer.publicKeys()).map(({ kid }) => kid)).toEqual(["new", "old"]);
  });

  it("are both believed, so that tokens hold until they expire", async () => {
    expect(await signer.verify("new.token", 1)).toEqual({ sub: "new" });
    expect(await signer.verify("old.token", 1)).toEqual({ sub: "old" });
    expect(await signer.verify("other.token", 1)).toBeUndefined();
  });

  it("are signed with by the first", async () => {
    const sign = await signer.prepare();
    expect(await sign({} as TokenClaims)).toBe("new.token");
  });
});
