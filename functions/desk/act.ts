import type * as z from "zod/mini";
import { checkInput } from "../check-input.ts";
import type { RecipientKey } from "../domain/recipient.ts";
import type { FieldError } from "../http/schemas.ts";
import { fieldErrors } from "../http/schemas.ts";
import type { LADDER } from "../settings/desk.ts";
import type { ActId, AuditedAct } from "../storage/port/audit.ts";
import type { Admin } from "./admins.ts";
import type { DeskServices, ReadingDesk } from "./services.ts";

/** What an act is answered: its outcome, and what belongs to it. Addresses are masked unless the act is to show them. */
export interface ActAnswer {
  readonly outcome: string;
}

/** Who may do it: from this role up, and the one beside the ladder where it says so. */
export interface Allowed {
  readonly least: (typeof LADDER)[number];
  /** The owner's billing system too. */
  readonly customersToo?: true;
  /** What it takes where it is about an admin. @default the least role */
  readonly leastOnAdmins?: (typeof LADDER)[number];
  /** Takes nothing from who it is about that they do not get back by signing in, so that it may be about the last owner. */
  readonly onLastOwnerToo?: true;
  /** Answers a secret: whoever sits at an owner's browser must not have it. */
  readonly byCommandAlone?: true;
}

/** The name of one act, its author and its instant: the same each time it is tried. */
export interface Doing {
  readonly id: ActId;
  readonly admin: Admin;
  /** When it was first begun, in epoch seconds. */
  readonly begunAt: number;
}

/** What an act is about, found before anything is written. */
export interface Aimed<Given extends ActAnswer> {
  readonly kind: "aimed";
  /** Whom it touches: none of them may be an admin above who acts, nor who acts. */
  readonly persons: readonly RecipientKey[];
  /** For the audit: pseudonyms, and the owner's ids. */
  readonly about: readonly string[];
  /** What is so now, in a few words without addresses. */
  readonly before?: string;
  /** Does it. Repeating it under the same id changes nothing more. */
  run(doing: Doing): Promise<Given>;
}

/** Where a longer act goes on. */
export interface ToGoOn {
  /** The next part; absent where this was the last one. */
  readonly next?: number;
}

/** What is left to say of an act that was done before. */
export interface RepeatedAnswer extends ActAnswer, ToGoOn {
  readonly doneBefore: true;
}

export function isRepeated(answer: ActAnswer): answer is RepeatedAnswer {
  return "doneBefore" in answer;
}

/** What an act is refused for, once it is known what it is about. */
export type NotAimed =
  | { readonly kind: "invalid"; readonly errors: readonly FieldError[] }
  /** It opens something, which is an owner's; or who acts is suspended. */
  | {
      readonly kind: "forbidden";
      readonly reason: "opens" | "suspended";
      readonly places?: readonly string[];
    };

/** What a question is answered, and whom that is about: pseudonyms, the owner's ids, or how many. */
export interface Seen<Given extends ActAnswer> {
  readonly answer: Given;
  readonly about?: readonly string[];
  /** Set where all that is kept of a person is given away, not looked at alone: the line in the log says so. */
  readonly shows?: "items";
}

/** An input that fits, ready to be aimed or read. */
export type Prepared<Given extends ActAnswer> =
  | { readonly kind: "invalid"; readonly errors: readonly FieldError[] }
  | {
      readonly kind: "acts";
      /** Its name, where what is asked for says it. */
      readonly id?: string | undefined;
      /** What is asked for, as it was read. */
      readonly wish: unknown;
      /**
       * Finds what it is about; an answer where there is nothing to do.
       * @param begun the act itself, where it was begun before and broke off
       */
      aim(begun?: AuditedAct): Promise<Aimed<Given> | Given | NotAimed>;
      /** What of its answer is said again, beside outcome and counts, where it was done before: what a client goes on by. */
      again?(): Promise<ToGoOn>;
    }
  | { readonly kind: "reads"; read(): Promise<Seen<Given>> };

/** One act of the desk, with what it takes hidden behind {@link DeskAct.prepare}. */
export interface DeskAct<Given extends ActAnswer = ActAnswer> extends Allowed {
  /** What its input is, for the description of the API. */
  readonly input: z.ZodMiniType;
  /** Whether it changes something, and stands in the audit. */
  readonly acts: boolean;
  readonly what: string;
  prepare(services: DeskServices, admin: Admin, input: unknown): Prepared<Given>;
}

/** A question among the acts: who answers it need not be able to write. */
export interface DeskQuestion<Given extends ActAnswer = ActAnswer> extends DeskAct<Given> {
  readonly acts: false;
  ask(
    services: ReadingDesk,
    admin: Admin,
    input: unknown,
  ): Exclude<Prepared<Given>, { readonly kind: "acts" }>;
}

interface Spec<Input> extends Allowed {
  readonly what: string;
  readonly input: z.ZodMiniType<Input>;
}

/** An act that changes something. */
export function acting<Input, Given extends ActAnswer>(
  spec: Spec<Input> & {
    /** Where its input names it, as a part of a longer one. */
    idOf?(input: Input): string | undefined;
    aim(
      services: DeskServices,
      input: Input,
      admin: Admin,
      begun?: AuditedAct,
    ): Promise<Aimed<Given> | Given | NotAimed>;
    again?(services: DeskServices, input: Input): Promise<ToGoOn> | ToGoOn;
  },
): DeskAct<Given> {
  return {
    ...spec,
    acts: true,
    prepare(services, admin, input) {
      const parsed = checkInput(spec.input, input);
      if (!parsed.success) return { kind: "invalid", errors: fieldErrors(parsed.error.issues) };
      return {
        kind: "acts",
        id: spec.idOf?.(parsed.data),
        wish: parsed.data,
        aim: (begun) => spec.aim(services, parsed.data, admin, begun),
        again: async () => (await spec.again?.(services, parsed.data)) ?? {},
      };
    },
  };
}

/** A question; it leaves a line in the log, with whom it was about, and nothing in the audit. */
export function reading<Input, Given extends ActAnswer>(
  spec: Spec<Input> & {
    read(services: ReadingDesk, input: Input, admin: Admin): Promise<Seen<Given>>;
  },
): DeskQuestion<Given> {
  const ask: DeskQuestion<Given>["ask"] = (services, admin, input) => {
    const parsed = checkInput(spec.input, input);
    if (!parsed.success) return { kind: "invalid", errors: fieldErrors(parsed.error.issues) };
    return { kind: "reads", read: () => spec.read(services, parsed.data, admin) };
  };
  return { ...spec, acts: false, ask, prepare: ask };
}
