import {
  createHmac,
  createPublicKey,
  generateKeyPairSync,
  type JsonWebKey,
  type KeyPairKeyObjectResult,
  sign,
} from "node:crypto";
import { attackCase, Skipped, tally } from "../../case.ts";
import { isRefusal, known, settled, wrongCodes } from "../../sign-in.ts";
import { guess, openHere, problemOf, signInHere, withBearer } from "../sign-in.ts";

/** A text with one character of base64url changed, at each of so many places. */
export function flipped(text: string, places: number): string[] {
  const step = Math.max(1, Math.floor(text.length / places));
  return Array.from({ length: Math.min(places, text.length) }, (_, index) => {
    const at = Math.min(text.length - 2, index * step);
    return text.slice(0, at) + (text[at] === "A" ? "B" : "A") + text.slice(at + 1);
  });
}

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");

const parsed = (text: string) =>
  JSON.parse(Buffer.from(text, "base64url").toString() || "{}") as Readonly<Record<string, unknown>>;

const ZEROS = Buffer.alloc(64).toString("base64url");

type Algorithm = "RS256" | "ES256";

/** A stranger's keys of both kinds. */
function strangersKeys(): Readonly<Record<Algorithm, KeyPairKeyObjectResult>> {
  return {
    RS256: generateKeyPairSync("rsa", { modulusLength: 2048 }),
    ES256: generateKeyPairSync("ec", { namedCurve: "P-256" }),
  };
}

/** Tokens that look like this one, and that only a mistake would believe. @param keys as the target publishes them */
export function forgedTokens(token: string, keys: readonly JsonWebKey[]): string[] {
  const [head = "", payload = "", signature = ""] = token.split(".");
  const header = parsed(head);
  const claims = parsed(payload);
  const alg = header.alg === "ES256" ? "ES256" : "RS256";
  const other = alg === "ES256" ? "RS256" : "ES256";
  const strangers = strangersKeys();
  const signed = (by: object, kind: Algorithm = alg) => {
    const text = `${part(by)}.${payload}`;
    // ES256 wants both numbers one behind the other (RFC 7518, 3.4); RSA does not look at this.
    const key = { key: strangers[kind].privateKey, dsaEncoding: "ieee-p1363" } as const;
    return `${text}.${sign("sha256", Buffer.from(text), key).toString("base64url")}`;
  };
  const secrets = keys.flatMap((key) => {
    const pem = createPublicKey({ key, format: "jwk" }).export({ type: "spki", format: "pem" }).toString();
    return [pem, pem.trim(), String(key.n ?? key.x), JSON.stringify(key)];
  });
  const byPublicKey = secrets.map((secret) => {
    const text = `${part({ ...header, alg: "HS256" })}.${payload}`;
    return `${text}.${createHmac("sha256", secret).update(text).digest("base64url")}`;
  });
  return [
    ...["none", "None", "NONE", ""].map((alg) => `${part({ ...header, alg })}.${payload}.`),
    `${part({ alg: "none" })}.${payload}.${signature}`,
    ...byPublicKey,
    `${head}.${part({ ...claims, sub: "A".repeat(22) })}.${signature}`,
    `${head}.${part({ ...claims, exp: 4_102_444_800 })}.${signature}`,
    `${head}.${payload}.${flipped(signature, 1)[0] ?? ""}`,
    `${head}.${payload}.`,
    // Zeros, which a library that left out a check once took for a signature of any text (CVE-2022-21449).
    ...keys.map(({ kid }) => `${part({ ...header, kid, alg: "ES256" })}.${payload}.${ZEROS}`),
    // A key of the other kind under the target's own names.
    signed(header, other),
    ...keys.map(({ kid, kty }) => {
      const foreign = kty === "EC" ? "RS256" : "ES256";
      return signed({ ...header, kid, alg: foreign }, foreign);
    }),
    // A key of the attacker's under the target's own name, under none, in the header, and at a place of theirs.
    signed(header),
    signed({ ...header, kid: "made-up" }),
    signed({ ...header, kid: "../../../../dev/null" }),
    signed({ ...header, jwk: strangers[alg].publicKey.export({ format: "jwk" }) }),
    signed({ ...header, jku: "https://attacker.example/jwks.json" }),
    signed({ ...header, x5u: "https://attacker.example/cert.pem", crit: ["x5u"] }),
  ];
}

/** What is made up, cut or changed. */
export const forgeryCases = [
  attackCase({
    name: "forged-challenge-ids",
    proves: "a challenge id with any character changed names nothing, and costs the user no attempt",
    needs: ["latchkey"],
    cost: { requests: 80, messages: 1 },
    async run(attack) {
      const client = attack.target.client();
      const { challengeId, code } = await openHere(attack, client);
      const [wrong = ""] = wrongCodes(code, 1);
      const forged = [...flipped(challengeId, 24), challengeId.slice(0, -4), "x", ""];
      const answers = await Promise.all(forged.map((one) => guess(client, one, wrong)));
      const right = await guess(client, challengeId, code);
      if (problemOf(right) === "incorrect-code") known({ kind: "incorrect" });
      return {
        held:
          settled([...answers, right])
            .slice(0, -1)
            .every(isRefusal) && right.status === 200,
        did: `${forged.length} forged ids with a wrong code, then the right one with its own`,
        cameBack: `${tally(answers.map(({ status }) => status))}; its own: ${right.status}`,
      };
    },
  }),
  attackCase({
    name: "forged-session-tokens",
    proves: "a session token with any character changed opens no session, and nothing else passes for one",
    needs: ["latchkey"],
    cost: { requests: 100, messages: 1 },
    async run(attack) {
      const { challengeId, sessionToken } = await signInHere(attack);
      const visitor = attack.target.client();
      const forged = [
        ...flipped(sessionToken, 24),
        ...[sessionToken.slice(0, -4), `${sessionToken}A`, challengeId, "x"],
      ];
      const answers = await Promise.all(forged.map((one) => withBearer(visitor, "/otp/session", one)));
      const own = await withBearer(visitor, "/otp/session", sessionToken);
      return {
        held: settled(answers).every(isRefusal) && own.status === 200,
        did: `${forged.length} forged and foreign texts, then the real one`,
        cameBack: `${tally(answers.map(({ status }) => status))}; the real one: ${own.status}`,
      };
    },
  }),
  attackCase({
    name: "forged-access-tokens",
    proves:
      "a token that is unsigned, signed with a public key or a stranger's, or changed, is believed nowhere",
    needs: ["latchkey"],
    cost: { requests: 300, messages: 1 },
    async run(attack) {
      const { token } = await signInHere(attack);
      const visitor = attack.target.client();
      const { body } = await visitor.ask("/.well-known/jwks.json");
      const forged = forgedTokens(token, (body.keys ?? []) as readonly JsonWebKey[]);
      const answers = await Promise.all(
        ["/otp/userinfo", "/otp/session", "/otp/account"].flatMap((path) =>
          forged.map((one) => withBearer(visitor, path, one)),
        ),
      );
      const real = await withBearer(visitor, "/otp/session", token);
      if (real.status !== 200) throw new Skipped(`the real token was answered ${real.status}`);
      return {
        held: settled(answers).every(isRefusal),
        did: `${forged.length} forged tokens at three addresses, then the real one`,
        cameBack: `${tally(answers.map(({ status }) => status))}; the real one: ${real.status}`,
      };
    },
  }),
  attackCase({
    name: "expired-tokens",
    proves: "an access token is believed no longer than it says, also while its session lasts",
    needs: ["latchkey", "pass"],
    cost: { requests: 60, messages: 1 },
    async run(attack) {
      const { token, sessionToken } = await signInHere(attack);
      const { exp, iat } = parsed(token.split(".")[1] ?? "");
      if (typeof exp !== "number" || typeof iat !== "number") throw new Skipped("the token says no times");
      const visitor = attack.target.client();
      const before = await withBearer(visitor, "/otp/session", token);
      await attack.can.pass(exp - iat + 1);
      const after = await withBearer(visitor, "/otp/session", token);
      const session = await withBearer(visitor, "/otp/session", sessionToken);
      if (before.status !== 200 || session.status !== 200)
        throw new Skipped("no token was believed, or its session was over first");
      return {
        held: settled([after]).every(isRefusal),
        did: `a token before and after its ${exp - iat} seconds`,
        cameBack: `${before.status}, then ${after.status}; the session: ${session.status}`,
      };
    },
  }),
  attackCase({
    name: "published-keys",
    proves: "what is published holds no private half and no shared secret, and only strong keys",
    needs: ["latchkey"],
    cost: { requests: 5, messages: 0 },
    async run({ target }) {
      const { body } = await target.client().ask("/.well-known/jwks.json");
      const keys = (body.keys ?? []) as readonly JsonWebKey[];
      if (keys.length === 0) throw new Skipped("the target publishes no keys");
      const bad = keys.filter(
        (key) =>
          ["d", "p", "q", "dp", "dq", "qi", "k"].some((member) => key[member] !== undefined) ||
          (key.kty === "RSA" ? Buffer.from(String(key.n), "base64url").length < 256 : key.kty === "oct"),
      );
      return {
        held: bad.length === 0,
        did: `${keys.length} published keys`,
        cameBack: bad.length === 0 ? "public halves alone" : `${bad.length} should not be there`,
      };
    },
  }),
  attackCase({
    name: "other-purposes",
    proves: "a code for another purpose opens no session, and nobody asks for the desk's purposes",
    needs: ["latchkey"],
    cost: { requests: 80, messages: 1 },
    async run(attack) {
      const { target } = attack;
      const desk = await Promise.all(
        ["desk", "enrol", "open"].map((purpose) =>
          target.client().json("/otp/request", { recipient: "nobody@example.com", purpose }),
        ),
      );
      const client = target.client();
      const recipient = await attack.address();
      const { challengeId, code } = await openHere(attack, client, recipient, { purpose: "change-address" });
      const { status, body, headers } = await guess(client, challengeId, code);
      if (status !== 200) throw new Skipped(`a right code for another purpose was answered ${status}`);
      const opened = await withBearer(target.client(), "/otp/session", String(body.token));
      return {
        held:
          settled(desk).every(isRefusal) &&
          body.sessionToken === undefined &&
          headers.getSetCookie().every((line) => !/session=[^;]/.test(line)) &&
          opened.status === 401,
        did: "a code for a purpose of its own, its token as a session's, and three requests for the desk's purposes",
        cameBack: `${body.sessionToken === undefined ? "no session" : "a session"}, ${opened.status}; the desk's: ${tally(desk.map((one) => one.status))}`,
      };
    },
  }),
];
