import type { EndedSession } from "../domain/logout-token.ts";

export type { EndedSession } from "../domain/logout-token.ts";

/** Where calls to apps wait: who waits for an answer of ours does not wait for theirs. */
export interface OutboundQueue {
  /** @throws when some order could not be queued: all of them may then be queued again */
  order(orders: readonly EndedSession[]): Promise<void>;
}

export type CallResult =
  | { readonly kind: "answered"; readonly status: number }
  /** Nothing was answered. `forbidden`: nothing was called, since the address is not one of the internet. */
  | { readonly kind: "failed"; readonly reason: "timeout" | "unreachable" | "forbidden" };

/** Posts to an address. A redirect is an answer, and is not followed. */
export type Post = (
  url: string,
  headers: Readonly<Record<string, string>>,
  body: string | Uint8Array,
) => Promise<CallResult>;

/** Posts a form to an address of the owner's settings. A redirect is an answer, and is not followed. */
export type PostForm = (url: string, fields: Readonly<Record<string, string>>) => Promise<CallResult>;
