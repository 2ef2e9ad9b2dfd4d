import type { Totp } from "../../functions/domain/factors.ts";
import type { SubjectKey } from "../../functions/domain/subject.ts";
import { freshKey } from "./challenge.ts";
import { START } from "./service.ts";

/** A partition of factors that no other subject has. */
export function freshSubject(): SubjectKey {
  return freshKey() as string as SubjectKey;
}

/** An authenticator that was enrolled at {@link START}. */
export function aTotp(over: Partial<Totp> = {}): Totp {
  return { id: freshKey(), name: "Phone", secret: "sealed", enrolledAt: START, lastStep: 0, ...over };
}
