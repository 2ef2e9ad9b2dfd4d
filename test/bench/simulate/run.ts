import { limitsTable, PUMPING_WORDS, pumpingTable, roundsTable } from "./report.ts";
import { raiseUntilHolds } from "./rounds.ts";
import { SCENARIOS } from "./scenarios.ts";

/**
 * Whether docs/scale.md's arithmetic is right: plays loads event by event against the limits of limits.ts, raises what
 * breaks first, and plays again. Nothing of it runs in AWS. `-- --limits` prints the limits, `-- "flash crowd"` plays one.
 */
const [wanted] = process.argv.slice(2);

if (wanted === "--limits") console.log(limitsTable());
else {
  const names = [...SCENARIOS.map(({ name }) => name), "pumping"];
  if (wanted !== undefined && !names.includes(wanted)) {
    console.error(`Name one of: ${names.join(", ")}; or --limits.`);
    process.exit(1);
  }
  for (const scenario of SCENARIOS) {
    if (wanted !== undefined && wanted !== scenario.name) continue;
    console.log(`\n${scenario.name}: ${scenario.what}\n`);
    console.log(roundsTable(scenario, raiseUntilHolds(scenario)));
  }
  if (wanted === undefined || wanted === "pumping")
    console.log(`\npumping: ${PUMPING_WORDS}\n\n${pumpingTable()}`);
}
