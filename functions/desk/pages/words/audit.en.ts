/** What the desk says of its audit. */
export const AUDIT = {
  audit: "Audit",
  "audit.lead":
    "What admins have done, for 400 days. People are named by pseudonyms and by your ids; who only looked stands in the log.",
  "audit.month": "Month",
  "audit.show": "Show",
  "audit.csv": "This month as CSV",
  "audit.acts": "Acts of {month}",
  "audit.begun": "Begun",
  "audit.act": "Act",
  "audit.by": "By",
  "audit.role": "Role",
  "audit.about": "About",
  "audit.before": "Before",
  "audit.result": "Result",
  "audit.unfinished": "not finished: the same act again goes on with it",
  "audit.said": "calls itself {name}",
  "audit.none": "Nothing was done in this month. Choose another one.",
  "audit.older": "Older",
} as const;
