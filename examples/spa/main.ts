import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { build } from "esbuild";

const {
  PORT = "4001",
  LATCHKEY_URL = "http://localhost:3000",
  API_URL = "http://localhost:4002",
} = process.env;

const read = (file: string) => readFileSync(join(import.meta.dirname, file), "utf8");

const { outputFiles } = await build({
  entryPoints: [join(import.meta.dirname, "app.ts")],
  bundle: true,
  minify: true,
  write: false,
  format: "esm",
  target: "es2022",
  conditions: ["latchkey-source"],
});

const page = read("index.html")
  .replaceAll("{{LATCHKEY_URL}}", LATCHKEY_URL)
  .replaceAll("{{API_URL}}", API_URL);

const files: Readonly<Record<string, readonly [type: string, body: string]>> = {
  "/": ["text/html; charset=utf-8", page],
  "/app.js": ["text/javascript; charset=utf-8", outputFiles[0]?.text ?? ""],
  "/style.css": ["text/css; charset=utf-8", read("style.css")],
};

/** As strict as a policy can be: nothing inline, no markup made by scripts, and two servers to talk to. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src data:",
  `connect-src ${LATCHKEY_URL} ${API_URL}`,
  "form-action 'none'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join("; ");

const server = createServer((request, response) => {
  const found = files[request.url ?? "/"];
  if (!found) {
    response.writeHead(404, { "content-type": "text/plain" }).end("There is nothing here.");
    return;
  }
  const [type, body] = found;
  response.writeHead(200, {
    "content-type": type,
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
  });
  response.end(body);
});

server.listen(Number(PORT), "localhost", () => {
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : PORT;
  console.log(`The page is ready: http://localhost:${port} signs in at ${LATCHKEY_URL}.`);
});
