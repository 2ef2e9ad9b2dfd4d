import { ConditionalCheckFailedException, DeleteItemCommand } from "@aws-sdk/client-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";
import { withLane } from "../../domain/factors.ts";
import { Fault } from "../../domain/errors.ts";
import type { SubjectKey } from "../../domain/subject.ts";
import type { FactorChange, FactorStore } from "../port/factors.ts";
import type { Write } from "../port/write.ts";
import { Attributes } from "./attributes.ts";
import { factorsKey, totpItem } from "./factor-item.ts";
import { type Item, type ItemKey, iso, type Table, unavailable } from "./table.ts";

/** What has a subject's factors be another's, or none. */
export function movedFactors(
  table: Table,
): Pick<FactorStore, "takeOver" | "rename" | "release" | "clear" | "forget"> {
  return {
    async takeOver(at, { subject, version, from }, write) {
      const result =
        version === 0
          ? await table.put(
              { ...newItem(at, { subject }, write), takenFrom: from },
              { condition: "attribute_not_exists(pk)", values: {} },
            )
          : await table.update(factorsKey(at), changedAlone(version, write, "takenFrom = :new", from));
      return result.kind === "done" || result.item?.changedBy === write.by;
    },

    async rename(at, { subject, version }, write) {
      const update = changedAlone(version, write, "subject = :new", subject);
      const result = await table.update(factorsKey(at), update);
      return result.kind === "done" || result.item?.changedBy === write.by;
    },

    async release(at, from) {
      await table.update(factorsKey(at), {
        ...{ remove: "takenFrom", condition: "takenFrom = :from", values: { ":from": from } },
      });
    },

    async clear(at, version, write) {
      const { values, ...rest } = changedAlone(version, write, NOTHING, {});
      const result = await table.update(factorsKey(at), {
        ...{ ...rest, values: { ...values, ":none": [] } },
        remove: `takenFrom, codesSince, codesSinceIso, twoStepsSince, twoStepsSinceIso, ${RESET_ATTRIBUTES}`,
      });
      return result.kind === "done" || result.item?.changedBy === write.by;
    },

    async forget(at, subject) {
      const item = await table.get(factorsKey(at));
      const liesAt = item && takenFrom(item);
      // What says where they lie goes last, so that a repetition finds them.
      if (liesAt) await removeOf(table, liesAt, subject);
      if (item) await removeOf(table, at, subject);
    },
  };
}

/** What is another subject's by now stays. */
async function removeOf({ client, name }: Table, at: SubjectKey, subject: string): Promise<void> {
  const asked = new DeleteItemCommand({
    ...{ TableName: name, Key: marshall(factorsKey(at)) },
    ConditionExpression: "subject = :subject",
    ExpressionAttributeValues: marshall({ ":subject": subject }),
  });
  await client.send(asked).catch((error: unknown) => {
    if (!(error instanceof ConditionalCheckFailedException)) unavailable(error);
  });
}

/** The factors of the partition that an item has taken over, where it has. */
export function takenFrom(item: Item): SubjectKey | undefined {
  return new Attributes(item).optionalText("takenFrom") as SubjectKey | undefined;
}

export function lost(at: SubjectKey): Fault {
  const { pk } = factorsKey(at);
  return new Fault("damaged-item", "The factors that a subject has taken over are gone.", { item: pk });
}

/** One change of an item that is as it was read. */
function changedAlone(version: number, write: Write, set: string, value: unknown) {
  return {
    set: `${CHANGES}, ${set}`,
    condition: "version = :version AND NOT changedBy = :by",
    values: { ...changedBy(version, write), ":new": value },
  };
}

/** The attributes that a reset has, which whatever ends it removes. */
export const RESET_ATTRIBUTES =
  "resetAt, resetAtIso, resetId, resetAskedAt, resetAskedAtIso, resetBy, resetByOwner, resetEvidence, resetHours, resetCanceledAt, resetCanceledAtIso, resetCanceledBy";

/** No factor of any kind. */
export const NOTHING =
  "totps = :new, passkeys = :new, pushes = :new, proofs = :new, codes = :new, lanes = :none";

/** What an item has to be for a change of its factors: as it was read, its own, and not what a reset has made nothing. */
export const UNCHANGED =
  "version = :version AND NOT changedBy = :by AND attribute_not_exists(takenFrom) AND NOT resetAt <= :now";

export const CHANGES =
  "version = version + :one, changedAt = :now, changedAtIso = :nowIso, changedBy = :by, changedWithin = :within";

export function changedBy(version: number, { by, now, within }: Write) {
  return {
    ...{ ":one": 1, ":now": now, ":nowIso": iso(now), ":by": by, ":version": version },
    ":within": withinItem(within),
  };
}

/** Empty where what was written ends nothing, or all. */
function withinItem(within: Write["within"]): Item {
  return within ? { recipientKey: within.recipientKey, nonce: within.nonce } : {};
}

/** Every map is there from the first factor on, of whichever kind: a later change has a path to write to. */
export function newItem(
  at: SubjectKey,
  { subject, addTotp, contact, desk, codes = {}, twoSteps, lane }: Omit<FactorChange, "version">,
  { by, now, within }: Write,
): ItemKey & Item {
  return {
    ...factorsKey(at),
    subject,
    version: 1,
    totps: addTotp ? { [addTotp.id]: totpItem(addTotp) } : {},
    passkeys: {},
    proofs: {},
    codes,
    lanes: withLane([], lane),
    ...(contact && { contact }),
    ...(desk && { desk }),
    ...(Object.keys(codes).length > 0 && { codesSince: now, codesSinceIso: iso(now) }),
    ...(twoSteps === "on" && { twoStepsSince: now, twoStepsSinceIso: iso(now) }),
    ...{ changedAt: now, changedAtIso: iso(now), changedBy: by, changedWithin: withinItem(within) },
  };
}
