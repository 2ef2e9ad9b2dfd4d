import MimeNode from "nodemailer/lib/mime-node";
import type { Message } from "../port.ts";

/** Who an e-mail is from. */
export interface EmailSender {
  readonly brand: string;
  readonly from: string;
}

/** An e-mail in Internet Message Format, and the id by which its server knows it. */
export interface EmailSource {
  readonly source: Buffer;
  readonly messageId: string;
}

/**
 * Writes an e-mail (RFC 5322) with text and HTML as alternatives. The library encodes names and subjects, so that none
 * of them can add a header.
 */
export async function emailSource(
  { brand, from }: EmailSender,
  { address, subject = "", text, html = "" }: Message,
): Promise<EmailSource> {
  const root = new MimeNode("multipart/alternative", { disableFileAccess: true, disableUrlAccess: true });
  root.setHeader({
    From: { name: brand, address: from },
    To: { name: "", address },
    Subject: subject,
    // Asks mailboxes for no automatic reply, like "on holiday" (RFC 3834).
    "Auto-Submitted": "auto-generated",
    "X-Auto-Response-Suppress": "All",
  });
  root.createChild("text/plain; charset=utf-8").setContent(text);
  root.createChild("text/html; charset=utf-8").setContent(html);
  return { source: await root.build(), messageId: root.messageId() };
}
