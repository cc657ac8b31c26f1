/** Ready constitutions of `examples/rules`, written into the build (`build.ts`), each fetched when it is chosen. */
declare module "virtual:constitutions" {
  import type { Constitution } from "@comity/rules";
  export const examples: {
    readonly [name: string]: {
      readonly name: string;
      readonly own: boolean;
      readonly load: () => Promise<{ readonly default: Constitution }>;
    };
  };
}
