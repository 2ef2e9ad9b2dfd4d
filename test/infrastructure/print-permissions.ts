import { functionsOf } from "./functions.ts";
import { permissionsOf } from "./permissions.ts";
import { synthesize } from "./synthesize.ts";
import { reasonOf } from "./wildcards.ts";

/** Prints what each function of a stage may do: `npm run permissions`, or `npm run permissions -- dev`. */
const [, , stage = "prod"] = process.argv;
const app = await synthesize(stage);
for (const { name, template } of functionsOf(app)) {
  console.log(`\n${name}`);
  const byResource = Map.groupBy(permissionsOf(app, template, name), (grant) =>
    grant.replace(/^(Deny )?\S+ on /, "$1on "),
  );
  for (const [resource, grants] of byResource) {
    const actions = grants.map((grant) => grant.replace(/^Deny /, "").split(" ")[0]).join(", ");
    const [deny, rest] = resource.startsWith("Deny ") ? ["Deny ", resource.slice(5)] : ["", resource];
    const reason = grants.some((grant) => grant.includes("*"))
      ? `  (${reasonOf(grants[0] ?? "") ?? "NO REASON"})`
      : "";
    console.log(`  ${deny}${actions} ${rest}${reason}`);
  }
}
