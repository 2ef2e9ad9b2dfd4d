import * as z from "zod/mini";

/** A scheme, a host and perhaps a port, without a pattern or a path: nothing in it would have to be escaped anywhere. */
const ORIGIN = /^[a-z][a-z\d+.-]*:\/\/([a-z\d_.-]+|\[[a-f\d:.]+\])(:\d{1,5})?$/;

/** What no page's own origin begins with: these are anybody's, or no pages at all. */
const NEVER = new Set("file data javascript blob filesystem about view-source ftp ws wss".split(" "));

/** `htps:` or `htttp:` would be taken for a scheme of somebody's own. */
const MISSPELT = /^[htps]+:$/;

function isOrigin(text: string): boolean {
  const url = ORIGIN.test(text) ? URL.parse(text) : null;
  if (!url || NEVER.has(url.protocol.slice(0, -1))) return false;
  // The rules of URLs know no origin for the schemes of web views and extensions, and call it "null", which every sandboxed
  // page of anybody sends too. Browsers send the scheme and what follows it.
  if (url.origin === "null") return url.href === text && !MISSPELT.test(url.protocol);
  return url.origin === text;
}

/** An origin whose scripts may call the API. It is compared letter by letter with what a browser sends. */
export const corsOrigin = z.string().check(
  z.refine(isOrigin, {
    error: "must be an origin like https://app.example.com, or capacitor://localhost for an app's web view",
  }),
);
