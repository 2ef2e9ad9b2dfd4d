import { html, type Html } from "../../pages/html.ts";
import { isBack } from "./back.ts";
import { formAct, type FormActName, isFormAct } from "./form-acts.ts";
import { readActFields } from "./read-fields.ts";
import { say, type WordKey } from "./words.ts";

/** In the place of an act: screens that are files with whole addresses, and what each is called to who is to send its form. */
const ASKED_FILES = {
  "customers-csv": "heldCustomers",
  "person-json": "heldPerson",
} as const satisfies Readonly<Record<string, WordKey>>;
export type AskedFile = keyof typeof ASKED_FILES;

export function isAskedFile(name: string): name is AskedFile {
  return Object.hasOwn(ASKED_FILES, name);
}

/** The hidden field of a sign-in's forms that has a form which was filled before, and waits for it. */
export const HELD_FIELD = "held";

/** A form that was sent when its admin had to sign in first: one that does an act, or one that asks a screen for a file. */
export interface HeldForm {
  readonly act: FormActName | AskedFile;
  readonly back: string;
  /** The act's own fields, as they were filled. */
  readonly fields: Readonly<Record<string, string>>;
}

/** No answer of a function passes 6 MB: a page that would be longer than this has no form held, in bytes. */
export const MAX_HELD_PAGE_BYTES = 4 * 1024 * 1024;

/** How long a held form may be where who has sent it is not known, as it is written. */
export const MAX_STRANGERS_HELD = 64 * 1024;

/** The text of a held form as a browser sends it back, or undefined where it is none: a page repeats it, and nothing in it grows. */
export function heldText(text: string | undefined): string | undefined {
  return text !== undefined && /^[\w-]+$/.test(text) ? text : undefined;
}

/** What a held form is called between two pages. It is the browser's own: nothing of it is believed but what an act checks. */
export function writeHeld({ act, back, fields }: HeldForm): string {
  return Buffer.from(JSON.stringify({ act, back, fields })).toString("base64url");
}

/** The form that waits, or undefined where none does. */
export function readHeld(text: string | undefined): HeldForm | undefined {
  if (text === undefined || text === "") return undefined;
  try {
    const read: unknown = JSON.parse(Buffer.from(text, "base64url").toString());
    if (typeof read !== "object" || read === null) return undefined;
    const { act, back, fields } = read as Readonly<Record<string, unknown>>;
    if (typeof act !== "string" || typeof fields !== "object" || fields === null) return undefined;
    if (!isAskedFile(act) && !isFormAct(act)) return undefined;
    const { typed } = readActFields(fields as Readonly<Record<string, unknown>>);
    return { act, back: typeof back === "string" && isBack(back) ? back : "today", fields: typed };
  } catch {
    return undefined;
  }
}

/** What a held form does, for who is to send it: another site may have filled it. */
export function heldWords({ act, fields }: HeldForm): Html {
  const shown = Object.entries(fields).filter(([, text]) => text !== "");
  return html`<p class="lead">${say("heldLead")}</p>
    <dl>
      <div>
        <dt>${say("heldAct")}</dt>
        <dd>${isAskedFile(act) ? say(ASKED_FILES[act]) : formAct(act).what}</dd>
      </div>
      ${shown.map(
        ([name, text]) =>
          html`<div>
            <dt>${name.split(":")[0]}</dt>
            <dd>${text.length > 200 ? `${text.slice(0, 200)} …` : text}</dd>
          </div>`,
      )}
    </dl>`;
}
