import { beforeAll, describe, expect, it } from "@jest/globals";
import { cancelTokenOf } from "../../support/passcodes.ts";
import { startTestService, type TestService } from "../../support/service.ts";

let service: TestService;
/** The links of the messages that went out, by recipient. */
const links = new Map<string, string | undefined>();
let serial = 0;
const somebody = () => `victim${++serial}@example.com`;

beforeAll(async () => {
  service = await startTestService(
    { limits: { originPerHour: 30, originPerRecipientPerDay: 10 } },
    {
      override: ({ compose }) => ({
        compose: (facts) => {
          links.set(facts.address, facts.cancelUrl);
          return compose(facts);
        },
      }),
    },
  );
});

/** A challenge, and the path of its link. */
async function opened(recipient = somebody()) {
  service.clock.advance(3600);
  const challenge = await service.challenge(recipient);
  const url = links.get(recipient) ?? "";
  const token = new URL(url).searchParams.get("t") ?? "";
  return { challenge, link: url.slice(service.url.length), token };
}

/** The networks that were struck, and when the last time. */
const struckHours = async () => {
  const items = JSON.parse((await service.get("/_local/items")).text) as {
    pk: string;
    sk: string;
    struckAtIso?: string;
  }[];
  return items.flatMap(({ pk, sk, struckAtIso }) => (struckAtIso ? [`${pk} ${sk} ${struckAtIso}`] : []));
};

describe("the link of a message", () => {
  it("stands in every e-mail, holds no challenge id, and in no text", async () => {
    const { challenge, link } = await opened();
    expect(link).toMatch(/^\/otp\/not-me\?t=[\w-]{67}$/);
    expect(link).not.toContain(challenge.challengeId.slice(0, 40));
    await service.challenge("+14155550199");
    expect(links.has("+14155550199")).toBe(true);
    expect(links.get("+14155550199")).toBeUndefined();
  });

  it("changes nothing when it is followed, however often, and sets no cookie", async () => {
    const { link, challenge } = await opened();
    for (let i = 0; i < 3; i++) {
      const page = await service.get(link);
      expect([page.status, page.headers.get("set-cookie")]).toEqual([200, null]);
      expect(page.text).toContain('<form method="post" action="/otp/not-me">');
      expect(page.headers.get("content-security-policy")).toContain("default-src 'none'");
      expect(page.headers.get("cache-control")).toBe("no-store");
    }
    expect((await service.post("/otp/verify", challenge)).status).toBe(200);
  });

  it.each(["", "?t=", "?t=x", `?t=${"A".repeat(67)}`])(
    "is not known when it is made up: %j",
    async (query) => {
      const page = await service.get(`/otp/not-me${query}`);
      expect(page.status).toBe(404);
      expect(page.text).toContain("There is nothing to stop");
    },
  );
});

describe("a click on the link's page", () => {
  it("cancels a pending challenge, without a cookie, and shows that it did", async () => {
    const { token, link, challenge } = await opened();
    const clicked = await service.form("/otp/not-me", { t: token });
    expect([clicked.status, clicked.headers.get("location")]).toEqual([303, link]);
    const after = await service.get(link);
    expect(after.status).toBe(200);
    expect(after.text).toContain("<h1>Stopped</h1>");
    expect(after.text).not.toContain("This was not me");
    const verified = await service.post("/otp/verify", challenge);
    expect(verified.body.type).toBe("urn:latchkey:problem:challenge-canceled");
  });

  it("ends a session that an attacker opened with the code, long after the code's life", async () => {
    const { token, challenge } = await opened();
    const { body } = await service.post("/otp/verify", challenge);
    const headers = { authorization: `Bearer ${String(body.sessionToken)}` };
    service.clock.advance(3 * 3600);
    expect((await service.get("/otp/session", headers)).status).toBe(200);
    expect((await service.post("/otp/not-me", { t: token })).status).toBe(204);
    expect((await service.get("/otp/session", headers)).status).toBe(401);
  });

  it("counts as ten sends of the network that asked, in this hour, once", async () => {
    const { token } = await opened();
    const before = await struckHours();
    for (let i = 0; i < 5; i++) expect((await service.post("/otp/not-me", { t: token })).status).toBe(204);
    expect((await struckHours()).filter((hour) => !before.includes(hour))).toHaveLength(1);
    const statuses = [];
    for (let i = 0; i < 20; i++)
      statuses.push((await service.post("/otp/request", { recipient: somebody() })).status);
    // One send and a strike of ten leave nineteen of thirty.
    expect(statuses.filter((status) => status === 202)).toHaveLength(19);
    const refused = await service.post("/otp/request", { recipient: somebody() });
    expect([refused.status, refused.body.limit]).toEqual([429, "origin"]);
    service.clock.advance(3600);
    expect((await service.post("/otp/request", { recipient: somebody() })).status).toBe(202);
  });

  it("counts in the hour of the click, not of the request", async () => {
    const { token } = await opened();
    service.clock.advance(3600);
    await service.post("/otp/not-me", { t: token });
    const statuses = [];
    for (let i = 0; i < 21; i++)
      statuses.push((await service.post("/otp/request", { recipient: somebody() })).status);
    expect(statuses.filter((status) => status === 202)).toHaveLength(20);
  });

  it("is answered once by many at the same time", async () => {
    const { token } = await opened();
    const before = await struckHours();
    const statuses = await Promise.all(
      Array.from({ length: 20 }, async () => (await service.post("/otp/not-me", { t: token })).status),
    );
    expect(new Set(statuses)).toEqual(new Set([204]));
    expect((await struckHours()).filter((hour) => !before.includes(hour))).toHaveLength(1);
    expect(service.observed.filter(({ event }) => event === "cancel-challenge").at(-1)?.fields).toMatchObject(
      {
        outcome: expect.stringMatching(/^(canceled|over)$/) as unknown,
        channel: "email",
      },
    );
  });

  it("finds nothing once the challenge's item is gone", async () => {
    const { token, link } = await opened();
    await service.post("/_local/clock", { advanceSeconds: 300 + 86_400 + 1 });
    expect((await service.get(link)).status).toBe(404);
    const { status, body } = await service.post("/otp/not-me", { t: token });
    expect([status, body.type]).toEqual([404, "urn:latchkey:problem:challenge-not-found"]);
  });
});

describe("a click with a token that is not one", () => {
  it("is taken to the link's page, which says so, for a form, and is a problem in JSON", async () => {
    const { challengeId } = (await opened()).challenge;
    for (const t of ["x", challengeId]) {
      const page = await service.form("/otp/not-me", { t });
      const link = `/otp/not-me?t=${t}`;
      expect([page.status, page.headers.get("location")]).toEqual([303, link]);
      expect((await service.get(link)).status).toBe(404);
      expect((await service.post("/otp/not-me", { t })).status).toBe(404);
    }
    expect((await service.form("/otp/not-me", {})).headers.get("location")).toBe("/otp/not-me");
    expect((await service.post("/otp/not-me", { t: 1 })).body.errors).toMatchObject([{ path: "t" }]);
  });

  it("is worth nothing where a challenge id or a session is asked for", async () => {
    const { challengeId } = (await opened()).challenge;
    const token = await cancelTokenOf(service.services, challengeId);
    expect((await service.post("/otp/status", { challengeId: token })).status).toBe(404);
    expect((await service.get("/otp/session", { authorization: `Bearer ${token}` })).status).toBe(401);
  });
});
