/** Whether a name lies in the trees that follow the holdings of addresses (RFC 1035 section 3.5, RFC 3596 section 2.5). */
export const isReverse = (name: string): boolean => /(?:^|\.)(?:in-addr|ip6)\.arpa$/.test(name);
