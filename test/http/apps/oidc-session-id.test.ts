import { beforeAll, describe, expect, it } from "@jest/globals";
import { decodeJwt } from "jose";
import type { TokenClaims } from "../../../functions/domain/session.ts";
import { ALL_CLIENTS, basic, SECRET, STAYING_BACKEND } from "../../support/app.ts";
import { startTestService, type TestService } from "../../support/service.ts";
import { signInToStay } from "../../support/staying-app.ts";

let service: TestService;
beforeAll(async () => {
  service = await startTestService(ALL_CLIENTS);
});

/** The partitions that the table has of recipients, and the nonces of their sessions, as bytes. */
async function placesInTable(): Promise<Buffer[]> {
  const items = JSON.parse((await service.get("/_local/items")).text) as { pk: string; sk: string }[];
  const keys = items.flatMap(({ pk, sk }) => [
    ...(pk.startsWith("recipient#") ? [pk.slice("recipient#".length)] : []),
    ...(sk.startsWith("challenge#") ? [sk.slice("challenge#".length)] : []),
  ]);
  return [...new Set(keys)].map((key) => Buffer.from(key, "base64url"));
}

/** Every text in a value, as it is and read as base64url. */
function textsIn(value: unknown): Buffer[] {
  if (typeof value === "string") return [Buffer.from(value), Buffer.from(value, "base64url")];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

describe("what tokens say of a session", () => {
  it("names it by one sid in all of them, and never where it lies in the table", async () => {
    const { user, first, refresh } = await signInToStay(service, "sid@example.com", { secret: true });
    const bearer = { authorization: `Bearer ${user.cookies.get("latchkey-session") ?? ""}` };
    const own = (await service.get("/otp/session", bearer)).body.token;
    const again = (await refresh()).body;
    const { access_token: access, id_token: id } = first.body;
    const introspected = await service.form(
      "/otp/introspect",
      { token: String(access) },
      basic(STAYING_BACKEND.id, SECRET),
    );
    const said = [
      ...[own, access, id, again.access_token, again.id_token].map((token) => decodeJwt(String(token))),
      introspected.body,
    ];
    expect(new Set(said.map(({ sid }) => sid)).size).toBe(1);
    expect(said[0]?.sid).toMatch(/^[\w-]{22}$/);
    expect(introspected.body).not.toHaveProperty("ref");
    const places = await placesInTable();
    expect(places.length).toBeGreaterThan(1);
    for (const text of said.flatMap(textsIn))
      expect(places.filter((place) => text.includes(place))).toEqual([]);
  });

  it("finds it still: the session's own token at the API, and an app's at its endpoints", async () => {
    const { body } = await service.post("/otp/verify", await service.challenge("finds@example.com"));
    const bearer = { authorization: `Bearer ${String(body.token)}` };
    expect((await service.get("/otp/session", bearer)).status).toBe(200);
    expect((await service.get("/otp/userinfo", bearer)).body.email).toBe("finds@example.com");
    expect((await service.post("/otp/logout", {}, bearer)).status).toBe(204);
    expect((await service.get("/otp/session", bearer)).status).toBe(401);
  });

  it("is believed as 0.3.0 said it, for as long as such a token may live", async () => {
    const { body } = await service.post("/otp/verify", await service.challenge("old@example.com"));
    const { ref, ...claims } = decodeJwt(String(body.token));
    expect(ref).toEqual(expect.any(String));
    const reference = Buffer.from(String(body.sessionToken), "base64url").subarray(2, 34);
    const sign = await service.services.signer.prepare();
    const old = await sign({
      ...(claims as unknown as TokenClaims),
      sid: reference.toString("base64url"),
    });
    const bearer = { authorization: `Bearer ${old}` };
    expect((await service.get("/otp/session", bearer)).status).toBe(200);
  });
});
