import { describe, expect, it } from "@jest/globals";
import { sendFailure } from "../../functions/delivery/providers/failure.ts";

const permanent = new Set(["Refused"]);

const fault = (name: string, httpStatusCode?: number) => ({
  name,
  ...(httpStatusCode !== undefined && { $metadata: { httpStatusCode } }),
});

describe("a fault of a provider", () => {
  it.each([
    ["is refused for good below 500", fault("Refused", 400), false, "Refused"],
    ["is refused for good without a status", fault("Refused"), false, "Refused"],
    ["passes when the server is at fault", fault("Refused", 500), true, "Refused"],
    ["passes when its name is unknown", fault("Other", 400), true, "Other"],
  ])("%s", (_, error, retryable, reason) => {
    expect(sendFailure(error, permanent)).toEqual({ kind: "failed", retryable, reason });
  });

  it.each([[undefined], [null], ["text"], [{}], [{ name: 7 }]])("passes when %j was thrown", (error) => {
    expect(sendFailure(error, permanent)).toEqual({ kind: "failed", retryable: true, reason: "unknown" });
  });
});
