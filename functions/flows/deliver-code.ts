import { type Clock, invocationId, type Random } from "../domain/ambient.ts";
import { type Challenge, isTooLate, TOO_LATE } from "../domain/challenge.ts";
import { cancelToken } from "../domain/cancel-token.ts";
import { traitsOf } from "../domain/channel.ts";
import { challengeIdBytes } from "../domain/challenge-id.ts";
import { Fault } from "../domain/errors.ts";
import { derivePasscode } from "../domain/passcode.ts";
import type { RecipientKey } from "../domain/recipient.ts";
import type { Compose, Message, Provider, Providers, SendOrder } from "../delivery/port.ts";
import type { Keys } from "../keys/port.ts";
import type { Settings } from "../settings.ts";
import type { Stores } from "../storage/port.ts";

export interface DeliverCodeDependencies {
  readonly storage: Stores<{
    sends: "claim" | "settle" | "release";
    suppressions: "read";
    messages: "keep";
  }>;
  readonly keys: Pick<Keys, "find">;
  readonly providers: Providers;
  readonly compose: Compose;
  readonly settings: Settings;
  /** Where the service is reached, without a trailing slash. */
  readonly publicUrl: string;
  readonly clock: Clock;
  readonly random: Random;
}

export type DeliverCodeOutcome =
  | {
      readonly kind: "sent";
      readonly provider: string;
      readonly challenge: Challenge;
      /** From asking for this send until the provider accepted it. */
      readonly ageSeconds: number;
    }
  /** Recorded, and not tried again. */
  | { readonly kind: "failed"; readonly reason: string; readonly challenge: Challenge }
  /** Nothing goes there for a while: an e-mail came back, or was called spam. */
  | { readonly kind: "suppressed"; readonly reason: string; readonly challenge: Challenge }
  /** Another deliverer did it, or it is not needed any more. */
  | { readonly kind: "needless" }
  /** Worth another try: every provider had a passing fault, or another deliverer holds the lease. */
  | { readonly kind: "retry"; readonly reason: string }
  /** Too little of the code's life is left to send it: an operator should know. */
  | { readonly kind: "too-late" };

/** Claims a send, writes the words, tries the providers in order, and records the result. */
export async function deliverCode(
  deps: DeliverCodeDependencies,
  order: SendOrder,
): Promise<DeliverCodeOutcome> {
  const { storage, clock } = deps;
  const at = { recipientKey: order.recipientKey as RecipientKey, nonce: order.nonce };
  const claim = await storage.sends.claim(at, order.send, { by: invocationId(deps.random), now: clock() });
  if (claim.kind === "refused") {
    const { challenge } = claim;
    if (challenge?.status !== "pending" || challenge.decoy) return { kind: "needless" };
    if (challenge.doneSend >= order.send) {
      // Said again each time that the queue brings it, until it lies with the dead letters where an operator sees it.
      return { kind: challenge.delivery.reason === TOO_LATE ? "too-late" : "needless" };
    }
    if (!isTooLate(challenge, clock())) return { kind: "retry", reason: "busy" };
    await storage.sends.settle(at, order.send, { state: "failed", reason: TOO_LATE }, clock());
    return { kind: "too-late" };
  }

  const { challenge } = claim;
  const suppression = await storage.suppressions.read(at.recipientKey, clock());
  if (suppression) {
    const { reason } = suppression;
    await storage.sends.settle(at, order.send, { state: "suppressed", reason }, clock());
    return { kind: "suppressed", reason, challenge };
  }
  const { result, provider, receipts } = await tryProviders(
    providersFor(deps.providers, challenge, order),
    await write(deps, challenge, order),
  );
  if (result.kind === "sent") {
    const now = clock();
    await storage.sends.settle(at, order.send, { state: "sent", provider, messageId: result.messageId }, now);
    if (receipts) await storage.messages.keep(provider, result.messageId, { ...at, send: order.send }, now);
    const ageSeconds = Math.max(0, now - askedAt(challenge, order.send, deps.settings));
    return { kind: "sent", provider, challenge, ageSeconds };
  }
  if (result.retryable) {
    await storage.sends.release(
      at,
      order.send,
      { state: "delayed", provider, reason: result.reason },
      clock(),
    );
    return { kind: "retry", reason: result.reason };
  }
  await storage.sends.settle(at, order.send, { state: "failed", provider, reason: result.reason }, clock());
  return { kind: "failed", reason: result.reason, challenge };
}

/** When the n-th send was asked for. */
function askedAt({ issuedAt, nextSendAt }: Challenge, send: number, { passcode }: Settings): number {
  return send === 1 ? issuedAt : nextSendAt - passcode.resendAfterSeconds;
}

async function write(
  { keys, compose, clock, publicUrl }: DeliverCodeDependencies,
  challenge: Challenge,
  order: SendOrder,
): Promise<Message> {
  const key = await keys.find("passcode", challenge.kid);
  if (!key) throw new Fault("unknown-key", "No passcode key has the id that the challenge names.");
  const facts = {
    channel: order.channel,
    address: challenge.address,
    passcode: derivePasscode(key.key, challengeIdBytes(challenge, key.key), challenge.length),
    purpose: challenge.purpose,
    locale: challenge.locale,
    askedFrom: challenge.askedFrom,
    minutesLeft: Math.max(1, Math.round((challenge.expiresAt - clock()) / 60)),
    ...(challenge.transaction && { transaction: challenge.transaction }),
    ...(traitsOf(order.channel).writes === "mail" && {
      cancelUrl: `${publicUrl}/otp/not-me?t=${cancelToken(challenge, key.kid, key.key)}`,
    }),
  };
  return { ...facts, ...compose(facts), order };
}

/** A test recipient is sent nothing. */
const TEST_PROVIDER: Provider = {
  name: "test",
  send: ({ order }) => Promise.resolve({ kind: "sent", messageId: `${order.nonce}-${order.send}` }),
};

/** The channel's providers that serve the number's country. */
function providersFor(
  providers: Providers,
  { country, test }: Challenge,
  { channel }: SendOrder,
): readonly Provider[] {
  if (test) return [TEST_PROVIDER];
  return (providers[channel] ?? []).filter(
    ({ countries }) => countries === undefined || (country !== undefined && countries.includes(country)),
  );
}

/** The next provider is asked after a passing fault: one that stays would most likely stay there too. */
async function tryProviders(providers: readonly Provider[], message: Message) {
  let last = {
    provider: "none",
    receipts: undefined as Provider["receipts"],
    result: { kind: "failed", retryable: false, reason: "no-provider" } as Awaited<
      ReturnType<Provider["send"]>
    >,
  };
  for (const provider of providers) {
    last = { provider: provider.name, receipts: provider.receipts, result: await provider.send(message) };
    if (last.result.kind === "sent" || !last.result.retryable) break;
  }
  return last;
}
