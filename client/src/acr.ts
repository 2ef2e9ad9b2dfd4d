import { type Acr, ACRS } from "../../functions/domain/acr.ts";

export type { Acr };

/** Whether what a token says is as much as what is asked for. What is unknown is too little, on either side. */
export function reaches(said: unknown, asked: Acr): boolean {
  const [reached, wanted] = [ACRS.findIndex((one) => one === said), ACRS.indexOf(asked)];
  return wanted >= 0 && reached >= wanted;
}
