import type { Issuer } from "./issuer.ts";
import { cookieStore } from "./cookie-store.ts";
import { asForm, type Sent, wire } from "./wire.ts";

/** What a browser without scripts shows. */
export interface Shown {
  readonly url: URL;
  readonly status: number;
  readonly text: string;
  readonly headers: Headers;
}

/** A person with a browser that runs no scripts, but sends the forms that pages send by a script of their own. */
export interface Walker {
  /** Opens an address and follows where it leads, up to a page or to a host that is not here. */
  open(url: string): Promise<Shown>;
  /** Sends the form of a page that has this field. @param fields what the person fills in */
  submit(page: Shown, field: string, fields?: Readonly<Record<string, string>>): Promise<Shown>;
  /** Sends fields to an address, as a page of another site can have a browser do. */
  post(url: string, fields: Readonly<Record<string, string>>): Promise<Shown>;
  /** From the page that asks for an address: fills in this one and the right code. */
  signIn(page: Shown, recipient?: string): Promise<Shown>;
  forget(): void;
}

const MOST_STEPS = 20;
let serial = 0;

/** An address that no other person of this process has. */
export function freshRecipient(): string {
  return `stranger${process.pid}-${++serial}@example.com`;
}

export function walker({ url: issuerUrl, certificate, service }: Issuer): Walker {
  const cookies = cookieStore();
  const send = wire(certificate);

  const go = async (address: string, sent: Sent, steps = 0): Promise<Shown> => {
    const url = new URL(address);
    if (!["localhost", "127.0.0.1"].includes(url.hostname) || !/^https?:$/.test(url.protocol))
      return { url, status: 0, text: sent.body ?? "", headers: new Headers() };
    if (steps > MOST_STEPS) throw new Error(`the browser goes round in circles at ${address}`);
    const cookie = cookies.headerFor(url);
    const answer = await send(address, {
      ...sent,
      headers: {
        accept: "text/html,application/xhtml+xml,*/*;q=0.8",
        "sec-fetch-site": "same-origin",
        "sec-fetch-mode": "navigate",
        ...sent.headers,
        ...(cookie && { cookie }),
      },
    });
    cookies.keep(url, answer.headers);
    const location =
      answer.headers.get("location") ?? /^0;url=(.+)$/.exec(answer.headers.get("refresh") ?? "")?.[1];
    if (location !== undefined) return go(new URL(location, url).href, {}, steps + 1);
    const shown = { url, ...answer };
    const form = onwardForm(shown);
    return form ? go(form.action, asForm(form.fields), steps + 1) : shown;
  };

  const submit: Walker["submit"] = (page, field, fields = {}) => {
    const form = formsOf(page).find(({ names }) => names.includes(field));
    if (!form) throw new Error(`no form with ${field} at ${page.url.href}: ${page.status} ${page.text}`);
    return go(form.action, asForm({ ...form.fields, ...fields }));
  };

  return {
    open: (address) => go(address, {}),
    post: (address, fields) => go(address, asForm(fields)),
    submit,
    async signIn(page, recipient = freshRecipient()) {
      if (page.url.origin !== issuerUrl) throw new Error(`not at the sign-in: ${page.url.href} ${page.text}`);
      const channel = recipient.includes("@") ? "email" : "sms";
      const asked = await submit(page, channel, { channel, [channel]: recipient });
      await service.settled();
      return submit(asked, "code", { code: service.code(recipient) });
    },
    forget: () => cookies.clear(),
  };
}

interface Form {
  readonly action: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly names: readonly string[];
}

/** Every form of a page with its hidden fields. */
export function formsOf({ url, text }: Pick<Shown, "url" | "text">): Form[] {
  return [...text.matchAll(/<form\b([^>]*)>(.*?)<\/form>/gs)].map(([, head = "", body = ""]) => {
    const inputs = [...body.matchAll(/<(?:input|button)\b([^>]*)>/gs)].map(([, inside = ""]) => inside);
    const named = inputs.filter((inside) => attribute(inside, "name") !== undefined);
    const hidden = named.filter((inside) => attribute(inside, "type") === "hidden");
    return {
      action: new URL(attribute(head, "action") ?? "", url).href,
      fields: Object.fromEntries(
        hidden.map((inside) => [attribute(inside, "name") ?? "", attribute(inside, "value") ?? ""]),
      ),
      names: named.map((inside) => attribute(inside, "name") ?? ""),
    };
  });
}

/** The form of a page that does nothing but send it (OAuth's form_post, and the page of a library). */
function onwardForm(page: Shown): Form | undefined {
  const [only, ...more] = formsOf(page);
  const carries = only && ("code" in only.fields || "error" in only.fields);
  return carries && more.length === 0 ? only : undefined;
}

function attribute(inside: string, name: string): string | undefined {
  const found = new RegExp(`\\b${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`, "i").exec(inside);
  const value = found?.[1] ?? found?.[2];
  return value === undefined ? undefined : decoded(value);
}

function decoded(text: string): string {
  return text
    .replaceAll(/&#x([\da-f]+);/gi, (_, hex: string) => String.fromCodePoint(parseInt(hex, 16)))
    .replaceAll(/&#(\d+);/g, (_, digits: string) => String.fromCodePoint(Number(digits)))
    .replaceAll("&quot;", '"')
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&");
}
