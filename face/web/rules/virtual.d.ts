/** Ready constitutions of `examples/rules`, written into the build (`build.ts`), each fetched when it is chosen. */
declare module "virtual:constitutions" {
  export const examples: {
    readonly [name: string]: {
      readonly name: string;
      readonly own: boolean;
      readonly load: () => Promise<{ readonly default: import("@comity/rules").Constitution }>;
    };
  };
}
