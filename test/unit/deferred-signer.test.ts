import { describe, expect, it } from "@jest/globals";
import { deferredSigner } from "../../functions/signing/deferred.ts";
import type { Signer } from "../../functions/signing/port.ts";

const signer: Signer = {
  prepare: () => Promise.resolve(() => Promise.resolve("token")),
  publicKeys: () => Promise.resolve([]),
  verify: () => Promise.resolve(undefined),
};

describe("a signer that is made when it is needed", () => {
  it("is made once, for all that is asked of it", async () => {
    let made = 0;
    const deferred = deferredSigner(() => {
      made += 1;
      return Promise.resolve(signer);
    });
    expect(made).toBe(0);
    await Promise.all([deferred.publicKeys(), deferred.verify("token", 0), deferred.prepare()]);
    expect(made).toBe(1);
  });

  it("is made again after it could not be made", async () => {
    let fails = true;
    const deferred = deferredSigner(() =>
      fails ? Promise.reject(new Error("no module")) : Promise.resolve(signer),
    );
    await expect(deferred.publicKeys()).rejects.toThrow("no module");
    fails = false;
    expect(await deferred.publicKeys()).toEqual([]);
  });
});
