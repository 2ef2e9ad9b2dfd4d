import type { Asking, BotCheck } from "../bot-check/port.ts";
import type { Network } from "../domain/origin.ts";
import { mac } from "../domain/sealed.ts";
import type { NewReference } from "./claim-request.ts";

/** How many times its sends a network may ask for with a solution. */
const RAISED = 4;

/**
 * For whom a puzzle is, where one helps. A request with an `Idempotency-Key` has one of its own: its challenge keeps the
 * name that the key stands for, so that name has to be part of the puzzle, or one solution would open one for each key.
 */
export function askingOf(
  networks: readonly Network[],
  { nonce, recipientKey }: NewReference,
  idempotencyKey: string | undefined,
): Asking | undefined {
  const [network] = networks;
  const repeats = idempotencyKey === undefined ? undefined : nonce;
  return network && { origin: network.key, recipient: recipientKey, repeats };
}

/**
 * Raises the networks' sends where a solution is right. Its challenge is then named after the solution, or keeps the name
 * that the request's `Idempotency-Key` stands for: who shows it again asks for the same challenge, and gets no other. That
 * makes it good once, at no cost. The recipient is part of the name: ledgers and networks count each name once, so two
 * recipients must never share one.
 */
export async function passBotCheck(
  { botCheck }: { readonly botCheck?: BotCheck | undefined },
  secret: Uint8Array,
  solution: string | undefined,
  networks: readonly Network[],
  asking: Asking | undefined,
  now: number,
): Promise<{ readonly networks: readonly Network[]; readonly named?: { readonly nonce: string } }> {
  if (!botCheck || !asking || solution === undefined) return { networks };
  if (!(await botCheck.isSolved(solution, asking, now))) return { networks };
  const raised = networks.map((one) => ({ ...one, raised: RAISED }));
  if (asking.repeats !== undefined) return { networks: raised };
  const nonce = mac(secret, "bot-check-nonce", `${asking.recipient}|${solution}`).subarray(0, 16);
  return { networks: raised, named: { nonce: nonce.toString("base64url") } };
}
