import { customersCsv } from "../../functions/domain/csv/customers-csv.ts";
import type { AnsweredCustomer, Answers } from "./answers.ts";
import type { CallAct, CallAnswer } from "./call.ts";

/** Reads all customers with whole addresses, page by page, and writes a file that can be imported again. */
export async function exportCustomers(call: CallAct, [text = ""]: readonly string[]): Promise<CallAnswer> {
  const customers: AnsweredCustomer[] = [];
  for (let after: string | undefined; ;) {
    const answer = await call("customers-export", { text, ...(after !== undefined && { after }) });
    if (!answer.done) return answer;
    const page = answer.body as unknown as Answers["customers-find"];
    customers.push(...page.customers);
    after = page.next;
    if (after === undefined) break;
  }
  return {
    outcome: "found",
    done: true,
    body: { outcome: "found", customers, csv: customersCsv(customers) },
  };
}
