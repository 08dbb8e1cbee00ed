export function buildPackage(): Promise<void>;
export function packPackage(folder: string): Promise<{ tarball: string; files: string[] }>;
export function installInN8n(tarball: string, userFolder: string, node?: string): Promise<string>;
export function temporaryFolder(
	name: string,
): Promise<{ folder: string; remove: () => Promise<void> }>;
