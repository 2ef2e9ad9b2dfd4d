import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import type { Account } from "./account.ts";
import { type Answered, type Calls, PAUSE_MILLISECONDS } from "./calls.ts";

/** How a sign-in goes: of each hundred, so many. */
const WAYS = [
  ["plain", 55],
  ["typo", 12],
  ["guesses", 4],
  ["resend", 7],
  ["abandon", 8],
  ["not-me", 5],
  ["sign-out", 5],
  ["twice", 4],
] as const;
type Way = (typeof WAYS)[number][0];

const MESSAGE_TRIES = 1200;
const COOLDOWN_MILLISECONDS = 1100;

/** Every fifth by SMS. */
const SMS_EVERY = 5;

export function wayOf(serial: number): Way {
  // A step that shares no factor with a hundred: each hundred has its ways, mixed.
  let rest = (serial * 37) % 100;
  for (const [way, share] of WAYS) {
    if (rest < share) return way;
    rest -= share;
  }
  return "plain";
}

function recipientOf(serial: number): string {
  if (serial % SMS_EVERY === 0) return `+49151${String(10_000_000 + serial).slice(-8)}`;
  return `person-${serial}@example.com`;
}

/** One person's whole sign-in, written into the account by the answers. @param approved each challenge that was approved */
export async function signIn(calls: Calls, account: Account, serial: number, approved: Map<string, string>) {
  const say = (what: string, { status, body }: Answered) =>
    account.faults.push(`${what}: ${status} ${typeof body.type === "string" ? body.type : ""}`);
  const recipient = recipientOf(serial);
  const way = wayOf(serial);
  const key = { "idempotency-key": randomUUID() };
  const asked = await patiently(() => calls.send("POST", "/otp/request", { recipient }, key));
  if (asked.status !== 202) return say("request", asked);
  account.sure.requested += 1;
  const challengeId = String(asked.body.challengeId);
  if (way === "resend") await resend(calls, account, challengeId);
  const message = await messageFor(calls, recipient, challengeId, way === "resend");
  if (message === "failed") {
    account.failed += 1;
    return undefined;
  }
  if (message === undefined) return account.faults.push("a code neither arrived nor failed");
  account.delivered += 1;
  if (way === "abandon") return undefined;
  const verify = (code: string) => calls.send("POST", "/otp/verify", { challengeId, code });
  const code = /\d{6}/.exec(message)?.[0] ?? "";
  if (way === "not-me") {
    const t = /not-me\?t=([\w-]+)/.exec(message)?.[1];
    if (t === undefined) return undefined;
    const canceled = await calls.send("POST", "/otp/not-me", { t });
    if (canceled.status !== 204) return say("not-me", canceled);
    account.sure.canceled += 1;
    const late = await verify(code);
    return late.status === 410 ? undefined : say("a canceled code", late);
  }
  const wrongs = way === "typo" ? 1 : way === "guesses" ? 5 : 0;
  for (let n = 0; n < wrongs; n += 1) {
    const answer = await verify(code === "123456" ? "654321" : "123456");
    account.unsure.wrong += answer.earlier;
    const isLast = answer.status === 403 || answer.body.attemptsLeft === 0;
    if (answer.status === 401) account.sure.wrong += 1;
    else if (answer.status !== 403 || answer.earlier === 0) return say("a wrong code", answer);
    if (isLast) account.sure.locked += 1;
    if (!isLast) continue;
    const shut = await verify(code);
    return shut.status === 403 ? undefined : say("a locked code", shut);
  }
  const right = await verify(code);
  const answerWasLost = right.status === 410 && right.earlier > 0;
  if (right.status !== 200 && !answerWasLost) return say("the right code", right);
  account.sure.approved += 1;
  approved.set(challengeId, code);
  if (way === "twice") {
    const second = await verify(code);
    if (second.status !== 410) return say("approved twice", second);
  }
  if (way === "sign-out" && right.status === 200) {
    const authorization = `Bearer ${String(right.body.sessionToken)}`;
    const out = await calls.send("POST", "/otp/logout", {}, { authorization });
    if (out.status !== 204) return say("sign-out", out);
    const after = await calls.send("GET", "/otp/session", undefined, { authorization });
    if (after.status !== 401 && after.body.active !== false) return say("a session after its end", after);
  }
  return undefined;
}

/** A try that broke off may have begun the pause between two sends. */
async function patiently(call: () => Promise<Answered>): Promise<Answered> {
  let earlier = 0;
  for (let tries = 0; ; tries += 1) {
    const answer = await call();
    earlier += answer.earlier;
    if (answer.status !== 429 || tries === 5) return { ...answer, earlier };
    await pause(COOLDOWN_MILLISECONDS);
  }
}

async function resend(calls: Calls, account: Account, challengeId: string): Promise<void> {
  await pause(COOLDOWN_MILLISECONDS);
  const answer = await patiently(() => calls.send("POST", "/otp/resend", { challengeId }));
  account.unsure.resent += answer.earlier;
  if (answer.status === 202) account.sure.resent += 1;
  else account.faults.push(`resend: ${answer.status}`);
}

/** What arrived; or that the service says it will not. Of a code that was sent again, the newest send has to be settled. */
async function messageFor(calls: Calls, recipient: string, challengeId: string, isSentAgain: boolean) {
  for (let tries = 0; tries < MESSAGE_TRIES; tries += 1) {
    const { body } = await calls.send("GET", `/_local/inbox?recipient=${encodeURIComponent(recipient)}`);
    const [message] = body as unknown as readonly { readonly text: string }[];
    if (message && !isSentAgain) return message.text;
    if (message || tries % 10 === 9) {
      const state = await stateOf(calls, challengeId);
      if (state === "failed") return "failed";
      if (message && state !== undefined && state !== "queued") return message.text;
    }
    await pause(PAUSE_MILLISECONDS);
  }
  return undefined;
}

async function stateOf(calls: Calls, challengeId: string): Promise<string | undefined> {
  const { status, body } = await calls.send("POST", "/otp/status", { challengeId });
  return status === 200 ? (body.delivery as { readonly state?: string } | undefined)?.state : undefined;
}
