import type { ChannelTraits } from "../channel-traits.ts";

export const email = {
  addressKind: "email",
  amr: ["otp"],
  writes: "mail",
  paid: false,
  title: "By e-mail",
} as const satisfies ChannelTraits;
