import { Passcode } from "../domain/passcode.ts";
import type { Settings } from "../settings.ts";

/**
 * The fixed code that the settings give a test recipient, by its address as it is stored; undefined for every other.
 * Asked again at each verification: a recipient that was taken out of the settings has no code any more.
 */
export function testCode({ testRecipients }: Settings, address: string): Passcode | undefined {
  const found = testRecipients.find(({ recipient }) => recipient === address);
  return found && new Passcode(found.code);
}
