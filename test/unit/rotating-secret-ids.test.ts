import { describe, expect, it } from "@jest/globals";
import { readRotatingSecretIds } from "../../functions/config.ts";

describe("the function that rotates secrets", () => {
  it("knows those that its stage has", () => {
    const ids = { SECRET_ID_PASSCODE: "arn:p", SECRET_ID_COOKIE: "arn:c", SECRET_ID_FORM: "arn:f" };
    expect(readRotatingSecretIds(ids)).toEqual({ passcode: "arn:p", cookie: "arn:c", form: "arn:f" });
    expect(readRotatingSecretIds({ ...ids, SECRET_ID_SIGNING: "arn:s" }).signing).toBe("arn:s");
  });

  it("does not start without passcode and cookie keys, and says all that is missing", () => {
    const missing = ["PASSCODE", "COOKIE", "FORM"].map((name) => `- SECRET_ID_${name}: is not set`);
    expect(() => readRotatingSecretIds({})).toThrow(missing.join("\n"));
  });
});
