import { createPublicKey, type JsonWebKey, verify as hasSigned } from "node:crypto";
import { Skipped } from "../case.ts";
import { type Client, clientOf } from "../client.ts";
import { settledOne } from "../sign-in.ts";
import type { Connect } from "../prepare.ts";
import type { Begun, Judgement, Session } from "../target.ts";
import { harnessInbox, passHere } from "./harness.ts";

const APP = { client_id: "app", redirect_uri: "http://localhost/callback" };

const authorize = (redirectUri: string) =>
  `/authorize?${new URLSearchParams({ ...APP, redirect_uri: redirectUri, response_type: "code" }).toString()}`;

/** Checks a token as a backend does: by the published key that it names. The clock is not looked at. */
function subjectOf(token: string, keys: readonly JsonWebKey[]): string | undefined {
  const [head = "", claims = "", signature = ""] = token.split(".");
  const read = (part: string) =>
    JSON.parse(Buffer.from(part, "base64url").toString()) as Record<string, unknown>;
  try {
    const { kid, alg } = read(head);
    const key = keys.find((one) => one.kid === kid);
    if (!key || alg !== "ES256") return undefined;
    const isSigned = hasSigned(
      "sha256",
      Buffer.from(`${head}.${claims}`),
      { key: createPublicKey({ key, format: "jwk" }), dsaEncoding: "ieee-p1363" },
      Buffer.from(signature, "base64url"),
    );
    return isSigned ? String(read(claims).sub) : undefined;
  } catch {
    return undefined;
  }
}

/** OpenAuth's issuer with its provider of codes and its own page. The sign-in lies in a cookie of the browser. */
export const connect: Connect = ({ url, bounds, mailbox = harnessInbox(url, bounds), manyAddresses }) => {
  const client = () => clientOf(url, bounds);
  const token = (by: Client, fields: Readonly<Record<string, string>>) =>
    by.form("/token", { ...APP, ...fields });
  const sessionOf = (by: Client, body: Readonly<Record<string, unknown>>): Session => ({
    client: by,
    bearer: String(body.access_token),
    refreshToken: String(body.refresh_token),
  });
  return {
    name: "OpenAuth",
    url,
    client,
    async begin(by, address) {
      const messagesBefore = await mailbox.count(address);
      const led = await by.ask(authorize(APP.redirect_uri));
      if (led.status !== 302) return { kind: "refused", answer: led };
      const answer = await by.form("/code/authorize", { action: "request", email: address });
      if (answer.status !== 200 || !answer.text.includes('name="code"')) return { kind: "refused", answer };
      return { kind: "begun", answer, begun: { address, messagesBefore, state: {} } };
    },
    code: ({ address, messagesBefore }) => mailbox.code(address, messagesBefore),
    async verify(by, _begun, code): Promise<Judgement> {
      const answer = await by.form("/code/authorize", { action: "verify", code });
      const place = URL.parse(answer.headers.get("location") ?? "", url);
      const granted = place?.searchParams.get("code");
      if (answer.status === 302 && granted) {
        const exchanged = await token(by, { grant_type: "authorization_code", code: granted });
        if (exchanged.status === 200)
          return { kind: "approved", answer, session: sessionOf(by, exchanged.body) };
      }
      if (answer.status === 200 && answer.text.includes('name="code"')) return { kind: "incorrect", answer };
      // Without the cookie of a sign-in there is nothing to compare with.
      return { kind: answer.status === 400 ? "refused" : "unclear", answer };
    },
    async whose({ bearer }) {
      if (bearer === undefined) return undefined;
      const { body } = await client().ask("/.well-known/jwks.json");
      return subjectOf(bearer, body.keys as readonly JsonWebKey[]);
    },
    signOut: () => Promise.reject(new Skipped("the product has no address where a session is ended")),
    capabilities: {
      // It has one answer for a wrong code, and compares each.
      tellsRefusals: true,
      ...(mailbox.messages && { messages: mailbox.messages }),
      ...(manyAddresses && { manyAddresses: true as const }),
      pages: [authorize(APP.redirect_uri), "/code/authorize"],
      onward: (place) => [authorize(place)],
      pass: (seconds) => passHere(url, bounds, seconds),
      async resend(by: Client, { address }: Begun) {
        const { status } = settledOne(await by.form("/code/authorize", { action: "resend", email: address }));
        return status === 200;
      },
      async refresh({ refreshToken = "" }: Session) {
        const by = client();
        const { status, body } = await token(by, {
          grant_type: "refresh_token",
          refresh_token: refreshToken,
        });
        return status === 200 ? sessionOf(by, body) : undefined;
      },
    },
  };
};
