import Bowser from "bowser";
import { askedFromText } from "../domain/asked-from.ts";

/** What we read of a `User-Agent` header: an attacker can write it, and the longest real ones are half of this. */
const MAX_HEADER_LENGTH = 512;

/** An attacker can write the header, and its words go into a message: only names that are known get there. */
const BROWSERS = new Set(Object.values(Bowser.BROWSER_MAP));
const SYSTEMS = new Set(Object.values(Bowser.OS_MAP));

/** The browser and system of a request in words, like "Firefox on Windows"; undefined where neither is known. */
export function askedFrom(userAgent: string | undefined): string | undefined {
  const header = userAgent?.slice(0, MAX_HEADER_LENGTH).trim();
  // The library throws on nothing at all.
  if (!header) return undefined;
  const { browser, os } = Bowser.parse(header);
  return askedFromText(known(browser.name, BROWSERS), known(os.name, SYSTEMS));
}

function known(name: string | undefined, names: ReadonlySet<string>): string | undefined {
  return name !== undefined && names.has(name) ? name : undefined;
}
