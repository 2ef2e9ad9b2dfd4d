import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { subjectKey } from "../../functions/domain/subject.ts";
import { readUserHandle, userHandle } from "../../functions/domain/user-handle.ts";
import { keyNamed } from "./builders.ts";

const secret = keyNamed("recipient");
const handleOf = (subject: string) => userHandle(secret, subjectKey(secret, subject));

describe("a user handle", () => {
  it("names its subject's partition, and is always the same", () => {
    fc.assert(
      fc.property(fc.string(), (subject) => {
        const handle = handleOf(subject);
        expect(readUserHandle(secret, handle)).toBe(subjectKey(secret, subject));
        expect(handleOf(subject)).toBe(handle);
        expect(Buffer.from(handle, "base64url").length).toBeLessThanOrEqual(64);
      }),
    );
  });

  it("says neither the partition nor the subject", () => {
    const text = Buffer.from(handleOf("anna"), "base64url").toString("latin1");
    const partition = Buffer.from(subjectKey(secret, "anna"), "base64url").toString("latin1");
    expect(text).not.toContain(partition);
    expect(text).not.toContain("anna");
  });

  it("is nothing where it was made up, changed, cut, or made with another secret", () => {
    const bytes = Buffer.from(handleOf("anna"), "base64url");
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, by) => {
        const changed = Buffer.from(bytes);
        changed[at] = (changed[at] ?? 0) ^ by;
        expect(readUserHandle(secret, changed.toString("base64url"))).toBeUndefined();
      }),
    );
    for (const text of ["", "anna", bytes.subarray(1).toString("base64url"), `${handleOf("anna")}=`])
      expect(readUserHandle(secret, text)).toBeUndefined();
    expect(readUserHandle(keyNamed("other"), handleOf("anna"))).toBeUndefined();
  });
});
