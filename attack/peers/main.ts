import { writeFileSync } from "node:fs";
import { attackOurs, attackPeer, PEER_NAMES } from "./run.ts";
import { asTable } from "./table.ts";

// Attacks Latchkey's local service and the products of this folder, and prints what holds where, side by side.
const [, , file] = process.argv;
const reports = [];
for (const name of ["Latchkey", ...PEER_NAMES]) {
  console.log(`\n== ${name}`);
  reports.push(await (name === "Latchkey" ? attackOurs(console.log) : attackPeer(name, console.log)));
}
if (file !== undefined) writeFileSync(file, `${JSON.stringify(reports, undefined, 2)}\n`);
console.log(`\n${asTable(reports)}`);
