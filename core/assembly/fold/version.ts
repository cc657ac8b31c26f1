/** The version of the fold: named by the assembly record, changed only by decision (SEMANTICS A1). */
export const FOLD = "comity/fold/1";
