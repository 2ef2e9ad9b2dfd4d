import Connection, { type SMTPConnectionCustomAuthHandler } from "nodemailer/lib/smtp-connection";
import type { Clock } from "../../domain/ambient.ts";
import type { ProviderFault } from "../../domain/provider-fault.ts";
import { readReply, replyReason, smtpFault, type SmtpStep } from "./enhanced-status.ts";
import type { ReadCredentials } from "../credentials.ts";
import { type EmailSender, emailSource } from "./email-source.ts";
import { type AccessTokens, clientCredentialsTokens, type TokenResult } from "./oauth2-tokens.ts";
import type { OptionsOf } from "../options.ts";
import type { Provider, SendResult } from "../port.ts";

/** A server that is silent is given up in time to ask the next provider. In milliseconds. */
const TIMEOUTS = { connectionTimeout: 3000, greetingTimeout: 3000, socketTimeout: 5000, dnsTimeout: 3000 };

/** So is one that answers each command just in time. All of them together, in milliseconds. */
const PATIENCE = 12_000;

export interface SmtpConnection extends EmailSender {
  readonly credentials: ReadCredentials;
  readonly clock: Clock;
  /** The authority of the server's certificate (PEM), where it is not one that Node knows. */
  readonly authority?: string;
  /** How long the whole conversation may take, in milliseconds. @default 12000 */
  readonly patience?: number;
}

/**
 * E-mail through any SMTP server, never in the clear: STARTTLS must succeed (port 587), or the connection is TLS from
 * its first byte (port 465).
 * - Gmail: host `smtp.gmail.com`; user is the whole address, password an app password
 *   (https://support.google.com/mail/answer/185833).
 * - Office 365: host `smtp.office365.com`; the mailbox needs authenticated SMTP
 *   (https://learn.microsoft.com/exchange/clients-and-mobile-in-exchange-online/authenticated-client-smtp-submission),
 *   and `auth` `oauth2`, since Microsoft switches passwords off
 *   (https://learn.microsoft.com/exchange/client-developer/legacy-protocols/how-to-authenticate-an-imap-pop-smtp-application-by-using-oauth).
 * @see https://www.rfc-editor.org/rfc/rfc5321 and https://www.rfc-editor.org/rfc/rfc8314
 */
export function smtpProvider(
  options: OptionsOf<"smtp">,
  { credentials, authority, clock, patience = PATIENCE, ...sender }: SmtpConnection,
): Provider {
  const { host, port, security } = options;
  const tokens = clientCredentialsTokens(clock);
  return {
    name: "smtp",
    async send(message) {
      const login = await loginOf(options, credentials, tokens);
      if (login.kind === "failed") return login;
      const { source, messageId } = await emailSource(sender, message);
      const connection = new Connection({
        host,
        port,
        secure: security === "tls",
        requireTLS: true,
        ...(authority !== undefined && { tls: { ca: authority } }),
        ...(login.kind === "token" && { customAuth: { [TOKEN_LOGIN]: tokenLogin(login) } }),
        ...TIMEOUTS,
      });
      let limit: NodeJS.Timeout | undefined;
      try {
        await new Promise<void>((done, fail) => {
          limit = setTimeout(() => {
            fail(Object.assign(new Error("The server is too slow."), { code: "ETIMEDOUT" }));
          }, patience);
          const next = (then: () => void) => (error?: Error | null) => {
            if (error) fail(error);
            else then();
          };
          connection.once("error", fail);
          connection.once("end", () => {
            fail(new Error("The server hung up."));
          });
          const send = () => {
            // A server that says what it takes at most refuses a larger one before it is sent (RFC 1870).
            const envelope = { from: sender.from, to: [message.address], size: source.length };
            connection.send(envelope, source, next(done));
          };
          connection.connect(
            next(() => {
              connection.login(
                login.kind === "token"
                  ? { method: TOKEN_LOGIN, user: login.user }
                  : { credentials: { user: login.user, pass: login.password } },
                next(send),
              );
            }),
          );
        });
        connection.quit();
        return { kind: "sent", messageId };
      } catch (error) {
        connection.close();
        return error instanceof NoToken ? error.result : smtpFailure(error);
      } finally {
        clearTimeout(limit);
      }
    },
  };
}

interface TokenLogin {
  readonly kind: "token";
  readonly user: string;
  readonly token: string;
  /** Another token, in the place of one that the server did not take. */
  readonly renew: (refused: string) => Promise<TokenResult>;
}

type Login =
  | { readonly kind: "password"; readonly user: string; readonly password: string }
  | TokenLogin
  | Extract<SendResult, { kind: "failed" }>;

async function loginOf(
  { auth, tokenUrl, scope }: OptionsOf<"smtp">,
  credentials: ReadCredentials,
  tokens: AccessTokens,
): Promise<Login> {
  if (auth !== "oauth2" || tokenUrl === undefined)
    return { kind: "password", ...(await credentials("smtp")) };
  const { user, clientId, clientSecret } = await credentials("smtp-oauth2");
  const request = { tokenUrl, scope, clientId, clientSecret };
  const result = await tokens(request);
  return result.kind === "failed"
    ? result
    : { ...result, user, renew: (refused) => tokens(request, refused) };
}

/** What the library is told to log in by; its own XOAUTH2 wants to fetch tokens itself. */
const TOKEN_LOGIN = "LATCHKEY-TOKEN";

/**
 * A server refuses a token with an answer that wants an empty line before it says so with a status, or with the status
 * at once. A token that was kept may have been taken back: it is fetched anew, once.
 * @see https://developers.google.com/workspace/gmail/imap/xoauth2-protocol
 */
function tokenLogin({ user, token, renew }: TokenLogin): SMTPConnectionCustomAuthHandler {
  return async ({ sendCommand }) => {
    const takes = async (one: string) => {
      const secret = Buffer.from(`user=${user}\u0001auth=Bearer ${one}\u0001\u0001`).toString("base64");
      let { status } = await sendCommand(`AUTH XOAUTH2 ${secret}`);
      if (status === 334) ({ status } = await sendCommand(""));
      return status === 235;
    };
    if (await takes(token)) return;
    const fresh = await renew(token);
    if (fresh.kind === "failed") throw new NoToken(fresh);
    if (fresh.token === token || !(await takes(fresh.token)))
      throw new Error("The server did not take the token.");
  };
}

/** No other token was to be had: what its endpoint said counts, and not the server's no to the old one. */
class NoToken extends Error {
  readonly result: Extract<TokenResult, { kind: "failed" }>;

  constructor(result: Extract<TokenResult, { kind: "failed" }>) {
    super(result.reason);
    this.result = result;
  }
}

/** What the library throws, as far as we look at it. Its message quotes the address. */
interface SmtpError {
  readonly code?: unknown;
  readonly responseCode?: unknown;
  /** The server's own words. */
  readonly response?: unknown;
  /** The command that was refused. */
  readonly command?: unknown;
}

/** What stays of what the library refuses before it is sent. */
const UNSENT: Readonly<Record<string, ProviderFault | undefined>> = {
  EAUTH: "account", // the server offers no login that we know
  EENVELOPE: "message", // an address that could not be written into a command
  EMESSAGE: "message", // larger than the server says that it takes
};

/** A refusal by the server's own words, or by the library, which knows what the server takes; or the connection, which passes. */
function smtpFailure(error: unknown): SendResult {
  const { code, responseCode, response, command } = (error ?? {}) as SmtpError;
  if (typeof responseCode !== "number") {
    const reason = typeof code === "string" ? code : "unknown";
    return { kind: "failed", fault: UNSENT[reason] ?? "moment", reason };
  }
  const reply = readReply(responseCode, typeof response === "string" ? response : "");
  const fault = smtpFault(stepOf(code, command), reply);
  return { kind: "failed", fault, reason: replyReason(reply) };
}

function stepOf(code: unknown, command: unknown): SmtpStep {
  if (code === "EAUTH") return "login";
  if (code === "EMESSAGE") return "data";
  if (code !== "EENVELOPE") return "greeting";
  return command === "MAIL FROM" ? "sender" : command === "DATA" ? "data" : "recipient";
}
