import { createHash, timingSafeEqual } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { type Customer, findCustomer, readCustomers } from "./customers.ts";
import type { Html } from "./html.ts";
import {
  billPage,
  billsPage,
  feedbackPage,
  layout,
  problemPage,
  strangerPage,
  welcomePage,
} from "./pages.ts";
import { type Session, Sessions, type SignedIn } from "./sessions.ts";
import { type SignIn, signIn } from "./sign-in.ts";
import { STYLE } from "./style.ts";

export interface PortalOptions {
  /** Where it listens, on localhost. */
  readonly port: number;
  /** Where Latchkey is reached. */
  readonly issuer: string;
}

export interface Portal {
  readonly url: string;
  /** What customers have written. */
  readonly feedback: readonly { readonly customer: string; readonly message: string }[];
  close(): Promise<void>;
}

interface Answer {
  readonly status: number;
  readonly location?: string;
  readonly cookie?: string;
  readonly page?: string;
}

type SignedInSession = Session & { readonly signedIn: SignedIn };

const MAX_BODY_BYTES = 8 * 1024;

/** Starts the customer portal: server-rendered, without scripts, on Node's own HTTP server. */
export async function startPortal({ port, issuer }: PortalOptions): Promise<Portal> {
  const url = `http://localhost:${port}`;
  const site = new Site(signIn(issuer, url), url);
  // Chromium counts the redirect to Latchkey after the form that signs out as part of that form.
  const policy = [
    "default-src 'none'",
    `style-src 'sha256-${createHash("sha256").update(STYLE).digest("base64")}'`,
    "img-src data:",
    `form-action 'self' ${new URL(issuer).origin}`,
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
  const server = createServer((request, response) => {
    site
      .answer(request)
      .catch(() =>
        page(
          502,
          undefined,
          "Out of order",
          problemPage("Something went wrong", "Please try again in a moment."),
        ),
      )
      .then((answer) => send(response, answer, policy))
      .catch(() => response.destroy());
  });
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  return {
    url,
    feedback: site.feedback,
    async close() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

class Site {
  readonly feedback: { customer: string; message: string }[] = [];
  readonly #customers = readCustomers();
  readonly #sessions = new Sessions();
  readonly #signIn: SignIn;
  readonly #url: string;

  constructor(signIn: SignIn, url: string) {
    this.#signIn = signIn;
    this.#url = url;
  }

  async answer(request: IncomingMessage): Promise<Answer> {
    const url = new URL(request.url ?? "/", this.#url);
    const session = this.#sessions.read(request.headers.cookie);
    const route = `${request.method ?? "GET"} ${url.pathname}`;
    if (route === "GET /sign-in") return this.#startSignIn(session);
    if (route === "GET /callback") return this.#finishSignIn(url, session);
    if (!isSignedIn(session)) {
      if (route === "GET /") return page(200, undefined, "Welcome", welcomePage());
      return request.method === "GET" ? { status: 303, location: "/" } : refused(undefined);
    }
    if (request.method === "POST") return this.#post(route, session, await readForm(request));
    const customer = findCustomer(this.#customers, session.signedIn.contact);
    if (!customer) return page(403, session, "Unknown contact", strangerPage(session.signedIn.contact));
    return this.#show(route, url, session, customer);
  }

  #show(route: string, url: URL, session: SignedInSession, customer: Customer): Answer {
    const today = new Date().toISOString().slice(0, 10);
    if (route === "GET /") return page(200, session, "Bills", billsPage(customer, today));
    if (route === "GET /feedback")
      return page(
        200,
        session,
        "Feedback",
        feedbackPage(session, url.searchParams.has("sent") ? "sent" : undefined),
      );
    const id = /^GET \/bills\/([\w-]+)$/.exec(route)?.[1];
    // Looked for among the customer's own bills: whose bill another number is must not be learned.
    const bill = customer.bills.find((one) => one.id === id);
    if (bill) return page(200, session, bill.period, billPage(bill, today));
    return page(
      404,
      session,
      "Not found",
      problemPage("There is nothing here", "We have no such page for you."),
    );
  }

  async #post(route: string, session: SignedInSession, fields: URLSearchParams): Promise<Answer> {
    if (!equal(fields.get("form") ?? "", session.formToken)) return refused(session);
    if (route === "POST /sign-out") {
      this.#sessions.end(session);
      return { status: 303, location: await this.#signIn.signOutAddress(session.signedIn.idToken) };
    }
    const customer = findCustomer(this.#customers, session.signedIn.contact);
    if (route !== "POST /feedback" || !customer) return refused(session);
    const message = (fields.get("message") ?? "").trim();
    if (message === "" || message.length > 1000)
      return page(400, session, "Error: feedback", feedbackPage(session, "empty"));
    this.feedback.push({ customer: customer.id, message });
    return { status: 303, location: "/feedback?sent" };
  }

  async #startSignIn(old: Session | undefined): Promise<Answer> {
    const { address, pending } = await this.#signIn.start();
    const session = this.#sessions.begin(old);
    session.pending = pending;
    return { status: 303, location: address, cookie: this.#sessions.cookie(session) };
  }

  async #finishSignIn(answer: URL, session: Session | undefined): Promise<Answer> {
    const pending = session?.pending;
    if (!session || !pending) return { status: 303, location: "/" };
    session.pending = undefined;
    try {
      const signedIn = await this.#signIn.finish(answer, pending);
      return {
        status: 303,
        location: "/",
        cookie: this.#sessions.cookie(this.#sessions.begin(session, signedIn)),
      };
    } catch {
      const text = "You are not signed in. Please start again from our page.";
      return page(400, undefined, "Not signed in", problemPage("That did not work", text));
    }
  }
}

function isSignedIn(session: Session | undefined): session is SignedInSession {
  return session?.signedIn !== undefined;
}

function refused(session: Session | undefined): Answer {
  const text = "The page was open for too long. Go back to the start and try again.";
  return page(403, session, "Not sent", problemPage("That did not work", text));
}

function page(status: number, session: Session | undefined, title: string, body: Html): Answer {
  return { status, page: layout(title, session, body) };
}

async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length <= MAX_BODY_BYTES) chunks.push(chunk);
  }
  return new URLSearchParams(length <= MAX_BODY_BYTES ? Buffer.concat(chunks).toString() : "");
}

function equal(a: string, b: string): boolean {
  const [mine, theirs] = [Buffer.from(a), Buffer.from(b)];
  return mine.length === theirs.length && timingSafeEqual(mine, theirs);
}

function send(
  response: ServerResponse,
  { status, location, cookie, page: body = "" }: Answer,
  policy: string,
): void {
  response.writeHead(status, {
    ...(location !== undefined && { location }),
    ...(cookie !== undefined && { "set-cookie": cookie }),
    "content-type": "text/html; charset=utf-8",
    "content-security-policy": policy,
    "cache-control": "no-store",
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
  });
  response.end(body);
}
