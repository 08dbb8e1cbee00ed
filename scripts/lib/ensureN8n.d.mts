export interface Installation {
	/** The Node that n8n runs on. */
	node: string;
	/** n8n's command script. */
	n8n: string;
	folder: string;
	version: string;
	/** Settings that this release needs here. */
	env: NodeJS.ProcessEnv;
}
export function cacheFolder(): string;
export function ensureNode(options?: { quiet?: boolean }): Promise<string>;
export function ensureN8n(options?: { quiet?: boolean }): Promise<Installation>;
