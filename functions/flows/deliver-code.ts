import { type Clock, invocationId, type Random } from "../domain/ambient.ts";
import { type Challenge, isTooLate, TOO_LATE } from "../domain/challenge.ts";
import { cancelToken } from "../domain/cancel-token.ts";
import { provesAddress, traitsOf } from "../domain/channel.ts";
import { codeLink, hasCodeLink } from "../domain/code-link.ts";
import { challengeIdBytes } from "../domain/challenge-id.ts";
import { Fault } from "../domain/errors.ts";
import { derivePasscode } from "../domain/passcode.ts";
import type { RecipientKey } from "../domain/recipient.ts";
import { accountReason, isAccountReason, type ProviderFault } from "../domain/provider-fault.ts";
import { confirmsTransaction, NAMES_NO_TRANSACTION } from "../domain/transaction.ts";
import type { Compose, Message, Provider, Providers, SendOrder } from "../delivery/port.ts";
import type { Keys } from "../keys/port.ts";
import { isEnabled, isSentTo, type Settings } from "../settings.ts";
import type { Stores } from "../storage/port.ts";
import { purseOf } from "./purse.ts";
import { type AccountFault, tryProviders } from "./try-providers.ts";

export interface DeliverCodeDependencies {
  readonly storage: Stores<{
    sends: "claim" | "settle" | "release";
    suppressions: "read";
    messages: "keep";
    spend: "add";
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

export type DeliverCodeOutcome = SendOutcome & {
  /** What the owner has to mend, whatever became of the send: in the order in which the providers were asked. */
  readonly accountFaults?: readonly AccountFault[];
  /** What providers threw in place of an answer, whatever became of the send: an operator should know. */
  readonly thrown?: readonly unknown[];
};

type SendOutcome =
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
  /** Worth another try: no provider took it, and the message is not to blame; or another deliverer holds the lease. */
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
    // A newer send of the same code is under way, and brings it.
    if (challenge?.status !== "pending" || challenge.decoy || claim.superseded) return { kind: "needless" };
    if (challenge.doneSend >= order.send) {
      // Said again each time that the queue brings it, until it lies with the dead letters where an operator sees it.
      return { kind: challenge.delivery.reason === TOO_LATE ? "too-late" : "needless" };
    }
    if (!isTooLate(challenge, clock())) return { kind: "retry", reason: "busy" };
    const { provider, reason = "" } = challenge.delivery;
    // Every provider refused the account, to the end: the owner was told each time, and no dead letter says it better.
    if (isAccountReason(reason)) {
      const delivery = { state: "failed", reason, ...(provider !== undefined && { provider }) } as const;
      await storage.sends.settle(at, order.send, delivery, clock());
      return { kind: "failed", reason, challenge };
    }
    await storage.sends.settle(at, order.send, { state: "failed", reason: TOO_LATE }, clock());
    return { kind: "too-late" };
  }

  const { challenge } = claim;
  // What came back from the address says nothing of the user's browsers.
  const suppression = provesAddress(order.channel)
    ? await storage.suppressions.read(at.recipientKey, clock())
    : undefined;
  if (suppression) {
    const { reason } = suppression;
    await storage.sends.settle(at, order.send, { state: "suppressed", reason }, clock());
    return { kind: "suppressed", reason, challenge };
  }
  const message = await write(deps, challenge, order);
  const purse = purseOf(deps, { ...challenge, channel: order.channel }, message, claim.maybeSent);
  const { result, provider, receipts, ...told } = await tryProviders(
    providersFor(deps, challenge, order).map(purse.paying),
    message,
  );
  if (result.kind === "sent") {
    const now = clock();
    await storage.sends.settle(at, order.send, { state: "sent", provider, messageId: result.messageId }, now);
    if (receipts) await storage.messages.keep(provider, result.messageId, { ...at, send: order.send }, now);
    const ageSeconds = Math.max(0, now - askedAt(challenge, order.send, deps.settings));
    return { kind: "sent", provider, challenge, ageSeconds, ...told };
  }
  const reason = result.fault === "account" ? accountReason(result.reason) : result.reason;
  if (result.fault !== "message") {
    const delivery = { state: "delayed", provider, reason } as const;
    await storage.sends.release(at, order.send, delivery, clock(), !purse.isSpent());
    return { kind: "retry", reason, ...told };
  }
  await storage.sends.settle(at, order.send, { state: "failed", provider, reason }, clock());
  return { kind: "failed", reason, challenge, ...told };
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
  const passcode = derivePasscode(key.key, challengeIdBytes(challenge, key.key), challenge);
  const facts = {
    channel: order.channel,
    address: challenge.address,
    passcode,
    purpose: challenge.purpose,
    locale: challenge.locale,
    askedFrom: challenge.askedFrom,
    app: challenge.app,
    askedAt: challenge.issuedAt,
    minutesLeft: Math.max(1, Math.round((challenge.expiresAt - clock()) / 60)),
    ...(challenge.transaction && { transaction: challenge.transaction }),
    ...(traitsOf(order.channel).writes === "mail" && {
      cancelUrl: `${publicUrl}/otp/not-me?t=${cancelToken(challenge, key.kid, key.key)}`,
      ...(hasCodeLink(challenge) && { codeUrl: codeLink(publicUrl, challenge, passcode) }),
    }),
  };
  const { subjectKey } = challenge;
  return {
    ...{ ...facts, ...compose(facts), secondsLeft: challenge.expiresAt - clock(), order },
    ...(!provesAddress(order.channel) && { subjectKey }),
  };
}

/** A test recipient is sent nothing. */
const TEST_PROVIDER: Provider = {
  name: "test",
  send: ({ order }) => Promise.resolve({ kind: "sent", messageId: `${order.nonce}-${order.send}` }),
};

/** The reason of a message that was stopped on its way: its channel or its country was taken away. */
const STOPPED = "stopped";

/** The reason of a message to a number that takes calls alone. */
const FIXED_LINE = "fixed-line";

/** What cannot say what its code confirms sends nothing: a person would confirm what an attacker wants. */
const refusing = (name: string, fault: ProviderFault, reason = NAMES_NO_TRANSACTION): Provider => ({
  name,
  send: () => Promise.resolve({ kind: "failed", fault, reason }),
});

/** The channel's providers that serve the number's country, and can say what the code confirms. */
function providersFor(
  { providers, settings }: DeliverCodeDependencies,
  { country, fixedLine, test, purpose, transaction }: Challenge,
  { channel }: SendOrder,
): readonly Provider[] {
  if (test) return [TEST_PROVIDER];
  if (!isEnabled(settings, channel) || !isSentTo(settings, { country, channel }))
    return [refusing("none", "message", STOPPED)];
  // A resend by another way: it costs something, and nothing arrives.
  if (fixedLine && !traitsOf(channel).reachesFixedLines) return [refusing("none", "message", FIXED_LINE)];
  if (!transaction && confirmsTransaction(purpose, settings)) return [refusing("none", "message")];
  const serving = (providers[channel] ?? []).filter(
    ({ countries }) => countries === undefined || (country !== undefined && countries.includes(country)),
  );
  const naming = transaction ? serving.filter(({ codeAlone }) => !codeAlone) : serving;
  // The owner is told as of an account that is not set up for this.
  return naming.length > 0 ? naming : serving.map(({ name }) => refusing(name, "account"));
}
