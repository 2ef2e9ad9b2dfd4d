import { createHash, randomBytes } from "node:crypto";
import { type Attack, attackCase, Skipped, tally } from "../../case.ts";
import { HTML, leadsAway } from "../../cases/pages.ts";
import type { Answer, Client } from "../../client.ts";
import { isRefusal, settled } from "../../sign-in.ts";
import type { App } from "../../target.ts";
import { signInHere, withBearer } from "../sign-in.ts";
import { flipped, forgedTokens } from "./forgery.ts";

type Any = Pick<Attack<"app">, "target" | "address" | "can">;

const OWN = { "sec-fetch-site": "same-origin", "sec-fetch-mode": "navigate" };

const UNESCAPED: Readonly<Record<string, string>> = { amp: "&", quot: '"', lt: "<", gt: ">", "#39": "'" };

/** What the form of a page sends that asks for one click. */
function hiddenFields(page: string): Record<string, string> {
  const [, form = ""] = /<form method="post" action="[^"]*\/otp\/authorize">(.*?)<\/form>/s.exec(page) ?? [];
  const pairs = [...form.matchAll(/name="([^"]+)" value="([^"]*)"/g)].map(([, name = "", value = ""]) => [
    name,
    value.replace(/&(amp|quot|lt|gt|#39);/g, (_, sign: string) => UNESCAPED[sign] ?? ""),
  ]);
  return Object.fromEntries(pairs) as Record<string, string>;
}

/** Before an address that other programs of a machine may take, a person is asked for a click. */
async function clicked(client: Client, answer: Answer): Promise<Answer> {
  const fields = hiddenFields(answer.text);
  if (answer.status !== 200 || Object.keys(fields).length === 0) return answer;
  return client.form("/otp/authorize", fields, OWN);
}

/** Where a browser goes on to by itself. */
const placeOf = ({ headers }: Answer) =>
  headers.get("location") ?? headers.get("refresh")?.replace(/^0;url=/, "") ?? "";

const challengeOf = (verifier: string) => createHash("sha256").update(verifier).digest("base64url");

const authorizeAt = (app: App, more: object) =>
  `/otp/authorize?${new URLSearchParams({
    ...{
      client_id: app.id,
      redirect_uri: app.redirectUri,
      response_type: "code",
      scope: "openid offline_access",
    },
    ...{ state: "s", nonce: "n", code_challenge_method: "S256", ...more },
  }).toString()}`;

/** A browser that is signed in, and an authorization code that its app gets. @throws Skipped where none comes */
async function granted(attack: Any) {
  const { client } = await signInHere(attack);
  const verifier = randomBytes(32).toString("base64url");
  const path = authorizeAt(attack.can.app, { code_challenge: challengeOf(verifier) });
  const answer = await clicked(client, await client.ask(path, { headers: HTML }));
  const code = URL.parse(placeOf(answer))?.searchParams.get("code");
  if (typeof code !== "string")
    throw new Skipped(
      `the app got no authorization code (answered ${answer.status}): are --app and --redirect-uri right?`,
    );
  return { client, verifier, code };
}

function exchange(client: Client, { id, redirectUri }: App, code: string, verifier: string): Promise<Answer> {
  return client.form("/otp/token", {
    ...{ grant_type: "authorization_code", code, client_id: id, redirect_uri: redirectUri },
    ...(verifier !== "" && { code_verifier: verifier }),
  });
}

const refresh = (client: Client, { id }: App, token: string) =>
  client.form("/otp/token", { grant_type: "refresh_token", refresh_token: token, client_id: id });

/** What is about apps that send people here. */
export const appCases = [
  attackCase({
    name: "app-redirects",
    proves: "an authorization code goes to the app's registered address, letter by letter, and to no other",
    needs: ["latchkey", "app"],
    cost: { requests: 80, messages: 1 },
    async run(attack) {
      const { app } = attack.can;
      // An unknown app gets no code at any address.
      const { client } = await granted(attack);
      const uri = new URL(app.redirectUri);
      const rest = uri.pathname + uri.search;
      const places = [
        `https://attacker.example${rest}`,
        `${uri.protocol}//attacker.example@${uri.host}${rest}`,
        `${uri.protocol}//${uri.host}@attacker.example${rest}`,
        `${uri.protocol}//${uri.host}.attacker.example${rest}`,
        `${uri.protocol}//${uri.host}\\@attacker.example${rest}`,
        `${uri.protocol}//attacker.example#${app.redirectUri}`,
        `${app.redirectUri}/../../attacker`,
        `${app.redirectUri}?to=https://attacker.example`,
        `${app.redirectUri}#https://attacker.example`,
        app.redirectUri.toUpperCase(),
        "javascript:alert(1)//attacker.example",
        "//attacker.example",
        "",
      ];
      const challenge = { code_challenge: challengeOf("v".repeat(43)) };
      const answers = [];
      for (const place of places) {
        const path = authorizeAt(app, { ...challenge, redirect_uri: place });
        answers.push(await clicked(client, await client.ask(path, { headers: HTML })));
      }
      const twice = `${authorizeAt(app, challenge)}&redirect_uri=${encodeURIComponent("https://attacker.example/")}`;
      answers.push(await clicked(client, await client.ask(twice, { headers: HTML })));
      const bad = settled(answers).filter((answer) => {
        const place = placeOf(answer);
        return leadsAway(place) || /^javascript:/i.test(place) || /[?&]code=/.test(place);
      });
      return {
        held: bad.length === 0,
        did: `${answers.length} addresses that are not the app's, for a user who has signed in`,
        cameBack: `${bad.length} were gone to (${tally(answers.map(({ status }) => status))})`,
      };
    },
  }),
  attackCase({
    name: "app-code-races",
    proves: "an authorization code is exchanged once, however often it arrives, and only with its verifier",
    needs: ["latchkey", "app"],
    cost: { requests: 100, messages: 2 },
    async run(attack) {
      const { app } = attack.can;
      const thief = attack.target.client();
      const first = await granted(attack);
      const wrong = [];
      for (const verifier of ["", "v".repeat(43), challengeOf(first.verifier)])
        wrong.push(await exchange(thief, app, first.code, verifier));
      const second = await granted(attack);
      const answers = await Promise.all(
        Array.from({ length: 20 }, () => exchange(thief, app, second.code, second.verifier)),
      );
      const later = await exchange(thief, app, second.code, second.verifier);
      const right = answers.filter(({ status }) => status === 200).length;
      if (right === 0) throw new Skipped("no authorization code was exchanged");
      // A code that is shown twice may void what it gave: then one of twenty wins nothing that lasts.
      return {
        held: settled(wrong).every(isRefusal) && right <= 1 && later.status >= 400,
        did: "a code with no verifier, a wrong one and its challenge; another code 20 times at once, and once more",
        cameBack: `${tally(wrong.map(({ status }) => status))}; ${tally(answers.map(({ status }) => status))}; later ${later.status}`,
      };
    },
  }),
  attackCase({
    name: "app-tokens",
    proves: "an app's tokens open what is the app's alone, and a forged one opens nothing",
    needs: ["latchkey", "app"],
    cost: { requests: 260, messages: 1 },
    async run(attack) {
      const { app } = attack.can;
      const { target } = attack;
      const { code, verifier } = await granted(attack);
      const { body } = await exchange(target.client(), app, code, verifier);
      const token = String(body.access_token);
      const idToken = String(body.id_token);
      const visitor = target.client();
      const real = await withBearer(visitor, "/otp/userinfo", token);
      if (real.status !== 200) throw new Skipped(`the app's real token was answered ${real.status}`);
      const { body: published } = await visitor.ask("/.well-known/jwks.json");
      const forged = [
        ...forgedTokens(token, (published.keys ?? []) as Parameters<typeof forgedTokens>[1]),
        ...flipped(token, 12),
        idToken,
      ];
      const answers = await Promise.all(forged.map((one) => withBearer(visitor, "/otp/userinfo", one)));
      const elsewhere = await Promise.all(
        ["/otp/session", "/otp/account", "/otp/account/factors", "/admin", "/admin-api/stats"].map((path) =>
          path.startsWith("/admin-api")
            ? visitor.json(path, {}, { authorization: `Bearer ${token}`, origin: "https://attacker.example" })
            : withBearer(visitor, path, token),
        ),
      );
      return {
        held: settled(answers).every(isRefusal) && settled(elsewhere).every(isRefusal),
        did: `${forged.length} forged tokens where the real one opens, and the real one at ${elsewhere.length} other addresses`,
        cameBack: `${tally(answers.map(({ status }) => status))}; ${tally(elsewhere.map(({ status }) => status))}; the real one: ${real.status}`,
      };
    },
  }),
  attackCase({
    name: "refresh-replays",
    proves: "a refresh token that was used twice over is taken for stolen: then no token of its grant holds",
    needs: ["latchkey", "app"],
    cost: { requests: 80, messages: 1 },
    async run(attack) {
      const { app } = attack.can;
      const { code, verifier } = await granted(attack);
      const program = attack.target.client();
      const { body } = await exchange(program, app, code, verifier);
      if (typeof body.refresh_token !== "string") throw new Skipped("the app gets no refresh tokens");
      const tokens = [body.refresh_token];
      for (let turn = 0; turn < 3; turn++) {
        const answer = await refresh(program, app, tokens.at(-1) ?? "");
        if (answer.status !== 200) throw new Skipped(`a refresh was answered ${answer.status}`);
        tokens.push(String(answer.body.refresh_token));
      }
      const [oldest = "", newest = ""] = [tokens[0], tokens.at(-1)];
      if (oldest === newest) throw new Skipped("the app's refresh tokens do not change");
      const atOnce = await Promise.all(Array.from({ length: 20 }, () => refresh(program, app, newest)));
      const next = new Set(
        atOnce.flatMap(({ status, body: of }) => (status === 200 ? [String(of.refresh_token)] : [])),
      );
      const stolen = await refresh(program, app, oldest);
      const after = await refresh(program, app, [...next][0] ?? newest);
      return {
        held: next.size <= 1 && settled([stolen, after]).every(isRefusal),
        did: "three refreshes, a fourth 20 times at once, and the first token again",
        cameBack: `${next.size} different new tokens; the old one: ${stolen.status}; then the newest: ${after.status}`,
      };
    },
  }),
];
