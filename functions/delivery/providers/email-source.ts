import MimeNode from "nodemailer/lib/mime-node";
import { takeOutPictures } from "../inline-pictures.ts";
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

/** What keeps an answering machine from answering (RFC 3834; the second one is Microsoft's). */
export const NO_ANSWER = { "Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All" };

/**
 * Writes an e-mail (RFC 5322) with text and HTML as alternatives, and the pictures of the HTML as parts beside it. The
 * library encodes names and subjects, so that none of them can add a header. There is no `List-Unsubscribe`: nobody can
 * be on a list of codes.
 */
export async function emailSource(
  { brand, from }: EmailSender,
  { address, subject = "", text, html = "", order }: Message,
): Promise<EmailSource> {
  const domain = from.slice(from.lastIndexOf("@") + 1);
  const id = `${order.nonce}.${order.send}@${domain}`;
  const page = takeOutPictures(html, id);
  const root = new MimeNode("multipart/alternative", { disableFileAccess: true, disableUrlAccess: true });
  root.setHeader({
    From: { name: brand, address: from },
    To: { name: "", address },
    Subject: subject,
    // The same for each try of a send: a mailbox shows once what it was given twice.
    "Message-ID": `<${id}>`,
    ...NO_ANSWER,
  });
  root.createChild("text/plain; charset=utf-8").setContent(text);
  const related = page.pictures.length === 0 ? root : root.createChild("multipart/related");
  related.createChild("text/html; charset=utf-8").setContent(page.html);
  for (const picture of page.pictures) {
    const { type, base64, fileName } = picture;
    related
      .createChild(type, { filename: fileName })
      .setHeader({ "Content-ID": `<${picture.id}>`, "Content-Disposition": `inline; filename=${fileName}` })
      .setContent(Buffer.from(base64, "base64"));
  }
  return { source: await root.build(), messageId: root.messageId() };
}
