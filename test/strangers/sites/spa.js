import { join } from "node:path";
import { build } from "esbuild";
import express from "express";
import { issuer, port, ready } from "./site.js";

// React runs its effects twice in development alone.
const { outputFiles } = await build({
  entryPoints: [join(import.meta.dirname, "spa/main.jsx")],
  bundle: true,
  write: false,
  format: "esm",
  jsx: "automatic",
  define: { "process.env.NODE_ENV": '"development"', __ISSUER__: JSON.stringify(issuer) },
});
const script = outputFiles[0].text;
const app = express();
app.get("/main.js", (_, response) => void response.type("js").send(script));
app.get(["/", "/callback", "/popup"], (_, response) => {
  response.send('<!doctype html><div id="root"></div><script type="module" src="/main.js"></script>');
});
app.listen(port, ready);
