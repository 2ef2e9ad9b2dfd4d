/** The languages that are built in; apart from their words, so that whoever only has to choose one carries none. */
export const BUILT_IN_LOCALES = ["en", "es", "fr", "de", "pt", "hi", "ar", "zh"] as const;
