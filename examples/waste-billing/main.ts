import { runOffice } from "./office.ts";
import { startPortal } from "./portal.ts";

const { PORT = "4000", LATCHKEY_URL = "http://localhost:3000" } = process.env;

const [program, ...args] = process.argv.slice(2);

if (program === "office") await runOffice(LATCHKEY_URL, args);
else {
  const portal = await startPortal({ port: Number(PORT), issuer: LATCHKEY_URL });
  console.log(`
Waste billing    ${portal.url}
Signs in at      ${LATCHKEY_URL}   (npm start, in another terminal)

Customers        anna@example.com or +1 415 555 0123
                 ben@example.com  or +1 415 555 0188
                 chen@example.com or +1 415 555 0177
Their codes      ${LATCHKEY_URL}/_local/
`);
}
