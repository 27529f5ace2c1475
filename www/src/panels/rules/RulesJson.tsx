export function RulesJson() { return null; }
