import type { ExchangeServer } from '../../test/exchangeServer';
import type { Cleanup } from './cleanup.mjs';
import type { AddedWorkflow } from './demoWorkflows.mjs';
import type { Installation } from './ensureN8n.mjs';
import type { N8n } from './n8n.mjs';
import type { installInN8n } from './packageInstall.mjs';
import type { Credential, N8nClient } from './n8nClient.mjs';

export const owner: { email: string; password: string };
export function credentialData(exchange: ExchangeServer): Record<string, unknown>;
export function startN8nWithPackage(options: {
	installation: Installation;
	cleanup: Cleanup;
	env?: NodeJS.ProcessEnv;
	/** Default: as n8n's own installer does it. */
	install?: typeof installInN8n;
}): Promise<{
	n8n: N8n;
	client: N8nClient;
	/** package.json as installed. */
	manifest: Record<string, unknown> & { name: string; version: string };
	/** Paths in the tarball. */
	files: string[];
	installedIn: string;
	/** What was installed. */
	tarball: string;
}>;
export function addCredential(
	client: N8nClient,
	exchange: ExchangeServer,
	changes?: Record<string, unknown>,
): Promise<Credential & { id: string }>;
export function addExamples(
	client: N8nClient,
	credential: { id: string; name: string },
): Promise<Record<'resolve' | 'test' | 'sync', AddedWorkflow>>;
export function switchScheduleOn(
	client: N8nClient,
	workflow: AddedWorkflow,
	credential: { id: string; name: string },
): Promise<void>;
