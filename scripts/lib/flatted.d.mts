export function parseFlatted(text: string): unknown;
