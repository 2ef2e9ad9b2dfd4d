interface Readers<Challenge, Factors> {
  readonly readChange: (record: object) => Challenge | undefined;
  readonly readFactorChange: (record: object) => Factors | undefined;
}

/** Reads what the stream brings: a challenge's change, or one of a subject's factors. */
export function eitherChange<Challenge, Factors>(readers: Readers<Challenge, Factors>) {
  return (record: object) => {
    const challenge = readers.readChange(record);
    if (challenge) return { of: "challenge", change: challenge } as const;
    const factors = readers.readFactorChange(record);
    return factors && ({ of: "factors", change: factors } as const);
  };
}
