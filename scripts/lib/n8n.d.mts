import type { Installation } from './ensureN8n.mjs';
import type { N8nClient } from './n8nClient.mjs';

export interface N8n {
	url: string;
	port: number;
	pid: number;
	userFolder: string;
	encryptionKey: string;
	/** Path of its log. */
	log: string;
	client: N8nClient;
	logTail(lines?: number): Promise<string>;
	ended: Promise<number | null>;
	stop(): Promise<void>;
	/** SIGKILL. */
	kill(): Promise<void>;
}

export function startN8n(options: {
	installation: Installation;
	userFolder: string;
	command?: string[];
	port?: number;
	encryptionKey?: string;
	env?: NodeJS.ProcessEnv;
	log?: string;
}): Promise<N8n>;
