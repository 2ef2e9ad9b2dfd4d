import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { generate } from "selfsigned";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";
import { closeLater } from "./close-later.ts";

/** A message as a mail server took it. */
export interface TakenMail {
  readonly user: string;
  readonly from: string;
  readonly to: readonly string[];
  readonly secure: boolean;
  readonly source: string;
}

export type MailStep = "login" | "sender" | "recipient" | "data";

/** A mail server on a socket, with a certificate of its own for localhost. */
export interface MailServer {
  readonly port: number;
  /** What a client has to trust. */
  readonly authority: string;
  readonly mails: TakenMail[];
  /** The access tokens that it takes, and those that it was shown. */
  readonly tokens: Set<string>;
  readonly shown: string[];
  /** The step that answers with this reply code. */
  refuse:
    | {
        readonly step: MailStep;
        readonly code: number;
        /** What follows the code. */
        readonly text?: string;
      }
    | undefined;
  close(): Promise<void>;
}

export const LOGIN = { user: "mailer@example.com", password: "app-password" };

/**
 * @param mode STARTTLS on demand, TLS from the first byte, or a server that knows no encryption
 * @param more what else the server is told, like the size of the largest message that it takes
 */
export async function startMailServer(
  mode: "starttls" | "tls" | "clear",
  more: SMTPServerOptions = {},
): Promise<MailServer> {
  const { private: key, cert } = await generate([{ name: "commonName", value: "localhost" }], {
    extensions: [
      { name: "basicConstraints", cA: true },
      { name: "subjectAltName", altNames: [{ type: 2, value: "localhost" }] },
    ],
  });
  const refusal = (step: string, done: (error?: Error | null) => void) => {
    const { refuse } = started;
    if (refuse?.step !== step) return false;
    const { code, text = "about anna@example.com" } = refuse;
    done(Object.assign(new Error(text), { responseCode: code }));
    return true;
  };
  const server = new SMTPServer({
    key,
    cert,
    secure: mode === "tls",
    authOptional: false,
    ...(mode === "clear" && { disabledCommands: ["STARTTLS"] }),
    ...more,
    authMethods: ["PLAIN", "LOGIN", "XOAUTH2"],
    onAuth({ method, username, password, accessToken = "" }, _session, done) {
      if (refusal("login", done)) return;
      if (method === "XOAUTH2") {
        started.shown.push(accessToken);
        const good = username === LOGIN.user && started.tokens.has(accessToken);
        // Google's way of saying no: a reason first, and a status once that was read.
        const no = { data: { status: "401", schemes: "bearer", scope: "mail" } };
        done(null, good ? { user: username } : no);
        return;
      }
      const known = username === LOGIN.user && password === LOGIN.password;
      done(known ? null : new Error("who is that?"), { user: username ?? "" });
    },
    onMailFrom(_address, _session, done) {
      if (!refusal("sender", done)) done();
    },
    onRcptTo(_address, _session, done) {
      if (!refusal("recipient", done)) done();
    },
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        if (refusal("data", done)) return;
        const { mailFrom, rcptTo } = session.envelope;
        started.mails.push({
          user: String(session.user),
          from: mailFrom ? mailFrom.address : "",
          to: rcptTo.map(({ address }) => address),
          secure: session.secure,
          source: Buffer.concat(chunks).toString(),
        });
        done();
      });
    },
  });
  // A client that hangs up is what some tests are about.
  server.on("error", () => undefined);
  server.listen(0, "localhost");
  await once(server.server, "listening");
  const started: MailServer = {
    port: (server.server.address() as AddressInfo).port,
    authority: cert,
    mails: [],
    tokens: new Set(),
    shown: [],
    refuse: undefined,
    close: closeLater("the mail server", () => new Promise<void>((closed) => server.close(closed))),
  };
  return started;
}
