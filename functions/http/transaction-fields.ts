import { CONFIRM_TRANSACTION, confirmsTransaction } from "../domain/transaction.ts";
import type { Settings } from "../settings.ts";
import { invalidRequest, isProblem, type Problem } from "./problem.ts";
import type { HttpRequest } from "./request.ts";
import { readServerFields, type ServerFields } from "./server-fields.ts";

interface AskedFields extends ServerFields {
  readonly purpose: string;
}

/** The network address that a request counts against, or why its body may not say what it says. */
export function readAskedFields(
  request: HttpRequest,
  body: AskedFields,
  settings: Pick<Settings, "transactionPurposes">,
): { readonly sourceIp: string | undefined } | Problem {
  const read = readServerFields(request, body);
  return isProblem(read) ? read : (transactionProblem(request, body, settings) ?? read);
}

/**
 * Why a body may not ask for its purpose. A purpose that confirms a transaction comes from the owner's servers alone, and
 * with the transaction; no other purpose has one: its message would not say what the code confirms.
 */
function transactionProblem(
  { fromServer }: HttpRequest,
  { purpose, transaction }: AskedFields,
  settings: Pick<Settings, "transactionPurposes">,
): Problem | undefined {
  const confirms = confirmsTransaction(purpose, settings);
  if (confirms && !fromServer)
    return refused("purpose", "Only servers may ask for this, on the paths that take their API key.");
  if (confirms && !transaction)
    return refused("transaction", "Say what the code confirms: its amount and its payee.");
  if (transaction && !confirms)
    return refused(
      "purpose",
      `This purpose confirms no transaction: use ${CONFIRM_TRANSACTION}, or name it in transactionPurposes.`,
    );
  return undefined;
}

function refused(path: string, message: string): Problem {
  return invalidRequest([{ path, message }]);
}
