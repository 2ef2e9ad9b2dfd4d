import { createHash } from "node:crypto";
import { describe, expect, it } from "@jest/globals";
import { parseSettings } from "../../../functions/settings/schema.ts";
import { startTestService } from "../../support/service.ts";

const PATH = "/.well-known/latchkey-attack";
const TOKEN = "k3Jq_2wYb8RzV5nXc7Tt-4Lm9Ss6Pd1G";

describe("what shows that an attack is the owner's own", () => {
  it("is the hash of the owner's token, which nobody else can show, and is not kept", async () => {
    const service = await startTestService({ attackToken: TOKEN });
    const { status, headers, body, text } = await service.get(PATH);
    expect(status).toBe(200);
    expect(headers.get("cache-control")).toBe("no-store");
    expect(body).toEqual({
      tokenSha256: createHash("sha256").update(TOKEN).digest("hex"),
      registration: "open",
    });
    expect(text).not.toContain(TOKEN);
  });

  it("says where only customers are sent codes", async () => {
    const service = await startTestService({ attackToken: TOKEN, registration: "registered" });
    expect((await service.get(PATH)).body).toMatchObject({ registration: "registered" });
  });

  it("is nothing where the owner lets no attack in", async () => {
    const service = await startTestService();
    expect((await service.get(PATH)).status).toBe(404);
  });

  it.each(["", "short", TOKEN.slice(0, 31), `${TOKEN} `, "x".repeat(129)])(
    "is no token that could be guessed or mistyped: %p",
    (attackToken) => {
      expect(parseSettings({ attackToken })).toHaveProperty("faults");
    },
  );
});
