import Connection from "nodemailer/lib/smtp-connection";
import type { ReadCredentials } from "../credentials.ts";
import { type EmailSender, emailSource } from "./email-source.ts";
import type { OptionsOf } from "../options.ts";
import type { Provider, SendResult } from "../port.ts";

/** A server that is silent is given up in time to ask the next provider. In milliseconds. */
const TIMEOUTS = { connectionTimeout: 3000, greetingTimeout: 3000, socketTimeout: 5000, dnsTimeout: 3000 };

export interface SmtpConnection extends EmailSender {
  readonly credentials: ReadCredentials;
  /** The authority of the server's certificate (PEM), where it is not one that Node knows. */
  readonly authority?: string;
}

/**
 * E-mail through any SMTP server, never in the clear: STARTTLS must succeed (port 587), or the connection is TLS from
 * its first byte (port 465).
 * - Gmail: host `smtp.gmail.com`; user is the whole address, password an app password
 *   (https://support.google.com/mail/answer/185833).
 * - Office 365: host `smtp.office365.com`; the mailbox needs authenticated SMTP
 *   (https://learn.microsoft.com/exchange/clients-and-mobile-in-exchange-online/authenticated-client-smtp-submission).
 * @see https://www.rfc-editor.org/rfc/rfc5321 and https://www.rfc-editor.org/rfc/rfc8314
 */
export function smtpProvider(
  { host, port, security }: OptionsOf<"smtp">,
  { credentials, authority, ...sender }: SmtpConnection,
): Provider {
  return {
    name: "smtp",
    async send(message) {
      const { user, password } = await credentials("smtp");
      const { source, messageId } = await emailSource(sender, message);
      const connection = new Connection({
        host,
        port,
        secure: security === "tls",
        requireTLS: true,
        ...(authority !== undefined && { tls: { ca: authority } }),
        ...TIMEOUTS,
      });
      try {
        await new Promise<void>((done, fail) => {
          const next = (then: () => void) => (error?: Error | null) => {
            if (error) fail(error);
            else then();
          };
          connection.once("error", fail);
          connection.once("end", () => {
            fail(new Error("The server hung up."));
          });
          const send = () => {
            connection.send({ from: sender.from, to: [message.address] }, source, next(done));
          };
          connection.connect(
            next(() => {
              connection.login({ credentials: { user, pass: password } }, next(send));
            }),
          );
        });
        connection.quit();
        return { kind: "sent", messageId };
      } catch (error) {
        connection.close();
        return smtpFailure(error);
      }
    },
  };
}

/**
 * A message or an address refused with 5xx stays refused, one with 4xx passes (RFC 5321, 4.2.1). Everything else is
 * the connection, or a login that the owner has to mend: the next provider is asked.
 */
function smtpFailure(error: unknown): SendResult {
  const { code, responseCode } = (error ?? {}) as {
    readonly code?: unknown;
    readonly responseCode?: unknown;
  };
  const refused = (code === "EENVELOPE" || code === "EMESSAGE") && Number(responseCode) >= 500;
  const reason = typeof responseCode === "number" ? String(responseCode) : code;
  return { kind: "failed", retryable: !refused, reason: typeof reason === "string" ? reason : "unknown" };
}
