import type { InboxEntry } from "../../functions/delivery/providers/inbox.ts";
import { problem, problemReply } from "../../functions/http/problem.ts";
import type { Reply } from "../../functions/http/reply.ts";
import type { Inbox } from "./inbox.ts";

/** As many are shown at once. */
const SHOWN = 50;

/** The newest messages that hold a text, as the page of this machine shows them: an HTML part by its address. */
export function newest(inbox: Inbox, text: string) {
  return inbox
    .search(text)
    .slice(0, SHOWN)
    .map(({ html, number, ...entry }) => ({
      ...entry,
      number,
      ...(html !== undefined && { page: `/_local/message?number=${number}` }),
    }));
}

/**
 * An e-mail as its reader sees it. What is in it runs nothing, asks for nothing, and is of no origin: a message may hold
 * what an app or a customer wrote.
 */
export function messagePage(entry: InboxEntry | undefined): Reply {
  if (entry?.html === undefined)
    return problemReply(problem("not-found", "That message has gone, or has no page of its own."));
  return {
    status: 200,
    headers: {
      "content-type": "text/html; charset=utf-8",
      "x-frame-options": "SAMEORIGIN",
      "content-security-policy":
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; sandbox allow-popups",
    },
    body: entry.html,
  };
}
