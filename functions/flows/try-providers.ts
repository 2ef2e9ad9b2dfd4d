import type { Message, Provider, SendResult } from "../delivery/port.ts";
import { Fault } from "../domain/errors.ts";
import { NO_PROVIDER } from "../domain/service-fault.ts";

/** A provider that refused the owner's account, and its code for that. */
export interface AccountFault {
  readonly provider: string;
  readonly reason: string;
}

interface Tried {
  readonly provider: string;
  readonly receipts?: Provider["receipts"];
  readonly result: SendResult;
}

/** The result that decides, by its provider, and what the owner has to know of the way there. */
interface Attempt extends Tried {
  readonly accountFaults: readonly AccountFault[];
  /** What providers threw in place of an answer: an operator should know. */
  readonly thrown: readonly unknown[];
}

/**
 * The next provider is asked after a fault of the moment or of the account: one of the message would most likely stay
 * there too. Where none takes it, a fault of the moment says more than one of an account: it may soon be over.
 *
 * A provider that throws is one of several: a login that is missing is the account's fault, anything else the moment's.
 */
export async function tryProviders(providers: readonly Provider[], message: Message): Promise<Attempt> {
  const tried: Tried[] = [];
  const thrown: unknown[] = [];
  for (const provider of providers) {
    const result = await send(provider, message, thrown);
    tried.push({ provider: provider.name, receipts: provider.receipts, result });
    if (result.kind === "sent" || result.fault === "message") break;
  }
  const accountFaults = tried.flatMap(({ provider, result }) =>
    result.kind === "failed" && result.fault === "account" ? [{ provider, reason: result.reason }] : [],
  );
  const last = tried.at(-1) ?? NONE_TRIED;
  const passing = tried.findLast(({ result }) => result.kind === "failed" && result.fault === "moment");
  const decides = last.result.kind === "failed" && last.result.fault === "account" ? (passing ?? last) : last;
  return { ...decides, accountFaults, thrown };
}

async function send(provider: Provider, message: Message, thrown: unknown[]): Promise<SendResult> {
  try {
    return await provider.send(message);
  } catch (error) {
    thrown.push(error);
    if (!(error instanceof Fault)) {
      const reason = error instanceof Error ? error.name : "unknown";
      return { kind: "failed", fault: "moment", reason, maybeSent: true };
    }
    const fault = error.code === "configuration" ? "account" : "moment";
    return { kind: "failed", fault, reason: error.code };
  }
}

const NONE_TRIED: Tried = {
  provider: "none",
  result: { kind: "failed", fault: "message", reason: NO_PROVIDER },
};
