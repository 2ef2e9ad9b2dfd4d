import { backOffice } from "./back-office.ts";
import { readCustomers } from "./customers.ts";

const USAGE = `npm run example:office -- register | story CUSTOMER | block CUSTOMER | unblock CUSTOMER`;

/** The back office as a command. @param args what to do, and to whom */
export async function runOffice(latchkey: string, [what, customer = ""]: readonly string[]): Promise<void> {
  const office = backOffice(latchkey);
  try {
    if (what === "register") console.log(await office.register(readCustomers()));
    else if (what === "story" && customer !== "")
      console.table(await office.story(customer), ["at", "kind", "state"]);
    else if ((what === "block" || what === "unblock") && customer !== "")
      console.log(await office[what](customer));
    else throw new Error(USAGE);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
