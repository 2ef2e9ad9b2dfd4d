import { type Bounds, clientOf } from "../client.ts";
import type { Addresses } from "../addresses.ts";
import { Skipped } from "../case.ts";
import type { Mailbox } from "../mailbox.ts";
import {
  type App,
  type Capabilities,
  type Judgement,
  MOST_AT_ONCE,
  type Session,
  type Target,
} from "../target.ts";
import { settledOne } from "../sign-in.ts";
import { guess, problemOf, request, sent, withBearer } from "./sign-in.ts";

/** Problems that say that a guess was not compared any more. */
const NOT_COMPARED: ReadonlySet<string> = new Set([
  "too-many-attempts",
  "challenge-used",
  "challenge-expired",
  "challenge-canceled",
  "challenge-not-found",
]);

const PAGES = ["/otp/request", "/otp/verify", "/otp/session", "/otp/not-me?t=x"];

/** What takes an address to go on to, with an attacker's in each spelling that has tricked somebody. */
function onward(place: string): readonly string[] {
  const { host } = new URL(place);
  const places = [place, `//${host}`, `/\\${host}`, `https:${host}`, `https://${host}%2f@x`, `\t//${host}`];
  const queries = places.map((to) =>
    new URLSearchParams({
      ...{ client_id: "made-up", redirect_uri: to, response_type: "code", state: "s", scope: "openid" },
      ...{ client: "made-up", return_to: to, post_logout_redirect_uri: to, back: to, next: to, resume: to },
    }).toString(),
  );
  const paths = ["request", "verify", "session", "logout", "authorize", "end-session"];
  return [
    ...queries.flatMap((query) => paths.map((path) => `/otp/${path}?${query}`)),
    ...[`//${host}/`, `/otp//${host}`, `/otp/%2f%2f${host}`, `/%5c${host}`],
  ];
}

export interface LatchkeyOptions {
  readonly url: string;
  readonly bounds: Bounds;
  readonly mailbox: Mailbox;
  /** Whether the mailbox gets what any new address is sent. */
  readonly manyAddresses: boolean;
  /** Addresses of strangers, where only customers are sent codes. */
  readonly strangers?: Addresses | undefined;
  /** Phone numbers that are sent codes by SMS. */
  readonly numbers?: Addresses | undefined;
  /** Of `/.well-known/openid-configuration`. */
  readonly configuration: Readonly<Record<string, unknown>>;
  /** Whether it is the local service. */
  readonly isLocal: boolean;
  /** Whether its clock may be moved; only the local service has one. */
  readonly movesClock: boolean;
  /** An app of the stage whose requests are answered at this address. */
  readonly app?: App;
}

/** Latchkey by its API, local or deployed. */
export function latchkeyTarget(options: LatchkeyOptions): Target {
  const { url, bounds, mailbox, isLocal, configuration, strangers, numbers } = options;
  const client = () => clientOf(url, bounds);
  const own = client();
  const sessionAnswer = ({ bearer, client: by }: Session) =>
    bearer === undefined
      ? by.ask("/otp/session", { headers: { accept: "application/json" } })
      : withBearer(client(), "/otp/session", bearer);
  const capabilities: Partial<Capabilities> = {
    tellsRefusals: true,
    pages: PAGES,
    latchkey: { configuration, isLocal },
    onward,
    ...(options.app && { app: options.app }),
    resend: async (by, { state }) => {
      const { status } = settledOne(await by.json("/otp/resend", { challengeId: state.challengeId }));
      return status === 202;
    },
    sessionId: async (session) => {
      const { status } = await sessionAnswer(session);
      return status === 200 ? session.bearer : undefined;
    },
    ...(mailbox.messages && { messages: mailbox.messages }),
    ...(options.manyAddresses && { manyAddresses: true as const }),
    ...(strangers && { strangers: () => strangers.next() }),
    ...(numbers && { numbers: () => numbers.next() }),
    ...(numbers?.isEndless === true && { manyNumbers: true as const }),
    ...(options.movesClock && {
      async pass(advanceSeconds: number) {
        const { status } = await own.json("/_local/clock", { advanceSeconds });
        if (status !== 200) throw new Skipped("the target's clock cannot be moved");
      },
    }),
  };
  return {
    name: "Latchkey",
    url,
    ...(!isLocal && { mostAtOnce: MOST_AT_ONCE }),
    client,
    async begin(by, address, more) {
      const messagesBefore = await mailbox.count(address);
      const answer = await request(by, address, more);
      if (answer.status !== 202) return { kind: "refused", answer };
      const { challengeId, codeFormat, attemptsLeft } = answer.body;
      const begun = {
        address,
        messagesBefore,
        state: { challengeId: String(challengeId), codeFormat: String(codeFormat) },
        ...(typeof attemptsLeft === "number" && { attempts: attemptsLeft }),
      };
      return { kind: "begun", answer, begun };
    },
    async code({ address, messagesBefore, state }) {
      const code = await mailbox.code(address, messagesBefore);
      if (isLocal) await sent(own, state.challengeId ?? "");
      return code;
    },
    async verify(by, { state }, code): Promise<Judgement> {
      const answer = await guess(by, state.challengeId ?? "", code);
      if (answer.status === 200)
        return {
          kind: "approved",
          answer,
          session: { client: by, bearer: String(answer.body.sessionToken) },
        };
      const problem = problemOf(answer);
      if (problem === "incorrect-code") return { kind: "incorrect", answer };
      return { kind: NOT_COMPARED.has(problem) ? "refused" : "unclear", answer };
    },
    async whose(session) {
      const { status, body } = await sessionAnswer(session);
      if (status === 200) return String(body.subject);
      if (status === 401) return undefined;
      throw new Skipped(`the target does not say who is signed in (answered ${status})`);
    },
    async signOut({ bearer = "" }) {
      const { status } = await client().json("/otp/logout", {}, { authorization: `Bearer ${bearer}` });
      if (status !== 204 && status !== 200) throw new Skipped(`a sign-out was answered ${status}`);
    },
    capabilities,
  };
}
