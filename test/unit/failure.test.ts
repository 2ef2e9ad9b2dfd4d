import { describe, expect, it } from "@jest/globals";
import { httpFailure } from "../../functions/delivery/providers/http-post.ts";
import { awsCodes, sendFailure } from "../../functions/delivery/providers/failure.ts";

const codes = awsCodes(["Refused"], ["Paused"]);

const fault = (name: string, httpStatusCode?: number) => ({
  name,
  ...(httpStatusCode !== undefined && { $metadata: { httpStatusCode } }),
});

describe("a refusal by HTTP", () => {
  it.each([
    // A login, money or a permission is missing, whatever code an API has for it.
    [401, "new-code", "account"],
    [402, "new-code", "account"],
    [403, "new-code", "account"],
    [403, "Refused", "message"],
    [400, "new-code", "moment"],
    [404, undefined, "moment"],
    [503, "Refused", "moment"],
    [503, "Paused", "moment"],
    [429, "Refused", "moment"],
    [429, "Paused", "account"],
  ])("with %i and %p is the fault of the right one", (status, code, whose) => {
    expect(httpFailure(status, code, codes)).toMatchObject({ kind: "failed", fault: whose });
    expect(httpFailure(status, code, codes).maybeSent).toBe(status >= 500 ? true : undefined);
  });
});

describe("a fault of a provider", () => {
  it.each([
    ["is the message's below 500", fault("Refused", 400), "message", "Refused"],
    ["is the message's without a status", fault("Refused"), "message", "Refused"],
    ["is the account's below 500", fault("Paused", 400), "account", "Paused"],
    ["is the account's where AWS does not let it in", fault("AccessDenied", 403), "account", "AccessDenied"],
    ["passes when the server is at fault", fault("Refused", 500), "moment", "Refused"],
    ["passes when the server is at fault, whatever it says", fault("Paused", 503), "moment", "Paused"],
    ["passes when its name is unknown", fault("Other", 400), "moment", "Other"],
  ])("%s", (_, error, whose, reason) => {
    const status = error.$metadata?.httpStatusCode;
    expect(sendFailure(error, codes)).toEqual({
      ...{ kind: "failed", fault: whose, reason },
      // A server that is at fault may have sent it.
      ...(status !== undefined && status >= 500 && { maybeSent: true }),
    });
  });

  it("is named by its words where its name says too little, and keeps none of them", () => {
    const read = (name: string, words: string) =>
      name === "Other" && words.includes("paused") ? "Paused" : undefined;
    const error = { ...fault("Other", 400), message: "anna@example.com is paused" };
    expect(sendFailure(error, codes, read)).toEqual({ kind: "failed", fault: "account", reason: "Paused" });
    expect(sendFailure(fault("Other", 400), codes, read)).toMatchObject({ fault: "moment" });
  });

  it.each([[undefined], [null], ["text"], [{}], [{ name: 7 }]])("passes when %j was thrown", (error) => {
    expect(sendFailure(error, codes)).toEqual({
      ...{ kind: "failed", fault: "moment", reason: "unknown" },
      // No answer says that it was not sent.
      maybeSent: true,
    });
  });
});
