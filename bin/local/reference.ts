import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Reply } from "../../functions/http/reply.ts";
import { ICON } from "../../functions/pages/assets.ts";

/** Swagger UI's own files, from where npm has put them: nothing is loaded from anywhere else, fonts included. */
const FILES: Readonly<Record<string, string>> = {
  "/docs/swagger-ui.css": "text/css; charset=utf-8",
  "/docs/swagger-ui-bundle.js": "text/javascript; charset=utf-8",
};

const STYLE = `
body{margin:0}
nav{max-width:1460px;margin:0 auto;padding:8px 20px;font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
nav a{display:inline-flex;align-items:center;min-height:44px;margin-right:24px}
`;

/** The page is read by whatever address the service is reached by here, so requests are tried there too. */
const SCRIPT = `
const answer = await fetch("/openapi.json");
const spec = { ...(await answer.json()), servers: [{ url: location.origin }] };
SwaggerUIBundle({ spec, dom_id: "#reference", deepLinking: true, tryItOutEnabled: true, displayRequestDuration: true, validatorUrl: null, defaultModelsExpandDepth: 0 });
`;

const PAGE = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Latchkey's API</title><link rel="icon" href="${ICON}"><link rel="stylesheet" href="/docs/swagger-ui.css"><style>${STYLE}</style></head>
<body>
<nav><a href="/_local/">Inbox</a><a href="/openapi.json">OpenAPI document</a></nav>
<main id="reference"></main>
<script src="/docs/swagger-ui-bundle.js"></script>
<script type="module">${SCRIPT}</script>
</body>
</html>`;

const hash = (text: string) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

/** The reference of the API, made of the document that the service itself serves, in which each request can be tried. */
export function referencePage(): Reply {
  const policy = [
    ...["default-src 'none'", "connect-src 'self'", "img-src 'self' data:", "base-uri 'none'"],
    ...[`script-src 'self' ${hash(SCRIPT)}`, `style-src 'self' ${hash(STYLE)}`, "frame-ancestors 'none'"],
  ].join("; ");
  return {
    status: 200,
    headers: { "content-type": "text/html; charset=utf-8", "content-security-policy": policy },
    body: PAGE,
  };
}

/** A file that the page loads; undefined for any other path. */
export function referenceFile(path: string): Reply | undefined {
  const contentType = FILES[path];
  if (contentType === undefined) return undefined;
  const file = createRequire(import.meta.url).resolve(path.replace("/docs", "swagger-ui-dist"));
  return {
    status: 200,
    headers: { "content-type": contentType, "cache-control": "private, max-age=3600" },
    body: readFileSync(file, "utf8"),
  };
}
