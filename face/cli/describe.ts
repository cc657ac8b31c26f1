/** What every command's help has: two examples, and words for its arguments. */
export const example = (first: string, second: string): string => `Examples:\n  ${first}\n  ${second}`;
export const word = (brief: string, placeholder: string) => ({ parse: String, brief, placeholder });
