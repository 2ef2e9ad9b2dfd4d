import { exampleAddresses } from "../../../lib/stage-warnings.ts";
import { type Check, fine, stop } from "../check.ts";

/** Addresses that cdk.json came with. They need no account to be found. */
export const examplesCheck: Check = {
  looksAt: "addresses of the example",
  actions: [],
  run(_account, { config }) {
    const findings = exampleAddresses(config).map(({ setting, value, todo }) =>
      stop(`${setting} is ${value}, which belongs to no owner`, todo),
    );
    return Promise.resolve(findings.length > 0 ? findings : [fine("none is left")]);
  },
};
