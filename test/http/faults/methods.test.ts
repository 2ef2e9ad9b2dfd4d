import { beforeAll, describe, expect, it } from "@jest/globals";
import { startTestService, type TestService } from "../../support/service.ts";

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});

describe("the methods of an address", () => {
  it.each(["token", "revoke", "introspect"])("names them to apps in OAuth's form: %s", async (name) => {
    for (const method of ["GET", "PUT"]) {
      const response = await fetch(`${service.url}/otp/${name}`, { method });
      expect([response.status, response.headers.get("allow")]).toEqual([405, "POST"]);
      expect(await response.json()).toEqual({ error: "invalid_request", error_description: "Use POST." });
    }
  });

  it("names them to servers", async () => {
    for (const method of ["GET", "DELETE", "OPTIONS"]) {
      const response = await fetch(`${service.url}/server/otp/request`, { method });
      expect([response.status, response.headers.get("allow")]).toEqual([405, "POST"]);
      expect(await response.json()).toMatchObject({ type: "urn:latchkey:problem:method-not-allowed" });
    }
    expect((await service.get("/server/otp/session")).status).toBe(404);
  });
});
