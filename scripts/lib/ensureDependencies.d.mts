export const projectFolder: string;
export function dependenciesAreStale(folder?: string): boolean;
export function ensureDependencies(folder?: string, options?: { quiet?: boolean }): Promise<void>;
