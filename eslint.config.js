import js from "@eslint/js";
import tseslint from "typescript-eslint";

export default tseslint.config(
  {
    ignores: [
      "node_modules/",
      "cdk.out/",
      "**/dist/",
      "coverage/",
      "functions/pages/page-files/typed-code.js",
    ],
  },
  js.configs.recommended,
  { files: ["**/*.js"], languageOptions: { globals: { process: "readonly", console: "readonly" } } },
  {
    files: ["test/strangers/sites/*.js"],
    languageOptions: {
      globals: Object.fromEntries(
        ["URL", "URLSearchParams", "Request", "Headers", "fetch"].map((name) => [name, "readonly"]),
      ),
    },
  },
  {
    files: [
      "functions/pages/page-files/script.js",
      "functions/pages/page-files/puzzle.js",
      "functions/pages/page-files/passkeys.js",
      "functions/pages/page-files/push.js",
      "functions/pages/page-files/backup-codes.js",
      "bin/local/page/console.js",
    ],
    // It runs in a browser as it is.
    languageOptions: {
      globals: Object.fromEntries(
        [
          ...[
            "document",
            "window",
            "location",
            "navigator",
            "addEventListener",
            "removeEventListener",
            "fetch",
            "DOMParser",
            "FormData",
          ],
          ...["setTimeout", "setInterval", "clearInterval", "AbortController", "performance"],
          // Of typed-code.js, which comes before it.
          "readCode",
          "foldDigits",
        ].map((name) => [name, "readonly"]),
      ),
    },
  },
  {
    files: ["functions/pages/page-files/push-worker.js"],
    languageOptions: {
      globals: Object.fromEntries(["self", "URL", "setTimeout"].map((name) => [name, "readonly"])),
    },
  },
  {
    files: ["**/*.ts"],
    extends: [...tseslint.configs.strictTypeChecked, ...tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      // Template literals of numbers are how keys and headers are written here.
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/switch-exhaustiveness-check": [
        "error",
        { considerDefaultExhaustiveForUnions: true },
      ],
      "@typescript-eslint/consistent-type-imports": ["error", { fixStyle: "inline-type-imports" }],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      // The environment is parsed once, with every fault listed; see functions/config.ts.
      "no-restricted-properties": [
        "error",
        { object: "process", property: "env", message: "Read the environment in functions/config.ts." },
      ],
      "@typescript-eslint/no-import-type-side-effects": "error",
      // An empty variable, cookie or header counts as none.
      "@typescript-eslint/prefer-nullish-coalescing": ["error", { ignorePrimitives: { string: true } }],
      // Services are records of closures: nothing here has a \`this\` to lose.
      "@typescript-eslint/unbound-method": "off",
      eqeqeq: "error",
    },
  },
  {
    files: [
      "functions/config.ts",
      "test/**",
      "bin/latchkey.ts",
      "bin/guard/synthesize-checkout.ts",
      "attack/main.ts",
      "examples/*/main.ts",
    ],
    rules: { "no-restricted-properties": "off" },
  },
  { files: ["test/**"], rules: { "@typescript-eslint/no-non-null-assertion": "off" } },
);
