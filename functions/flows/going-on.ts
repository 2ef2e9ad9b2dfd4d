import { Fault } from "../domain/errors.ts";

/** Steps that are done one after the other although one of them fails: none must keep the next from being done. */
export interface GoingOn {
  /** @returns what the step gives; undefined where it failed */
  step<T>(act: () => Promise<T>): Promise<T | undefined>;
  /** Notes faults of items that a step has passed over. */
  note(faults: readonly Fault[]): void;
  /** Whether nothing failed that a repetition could mend: a damaged item stays so until an admin has mended it. */
  isLasting(): boolean;
  /**
   * @throws the first fault, so that an operator learns of it; rather one that a repetition may mend, so that who calls
   * repeats it
   */
  tell(): void;
}

/** Begins such steps. The last of them is {@link GoingOn.tell}. */
export function goingOn(): GoingOn {
  const met: Error[] = [];
  return {
    async step(act) {
      try {
        return await act();
      } catch (error) {
        met.push(error instanceof Error ? error : new Error(String(error)));
        return undefined;
      }
    },
    note(faults) {
      met.push(...faults);
    },
    isLasting: () => met.every(isLasting),
    tell() {
      const first = met.find((one) => !isLasting(one)) ?? met[0];
      if (first) throw first;
    },
  };
}

function isLasting(error: Error): boolean {
  return error instanceof Fault && error.code === "damaged-item";
}
