import { existsSync } from 'node:fs';
import path from 'node:path';
import { Cleanup } from '../../scripts/lib/cleanup.mjs';
import { addCredential, startN8nWithPackage } from '../../scripts/lib/demoSetup.mjs';
import { ensureN8n, type Installation } from '../../scripts/lib/ensureN8n.mjs';
import { buildPackage, type installInN8n } from '../../scripts/lib/packageInstall.mjs';
import { startExchangeServer, type ExchangeServer } from '../exchangeServer';
import type { Company } from '../exchangeServer/company';

/** Long enough to install n8n the first time. */
export const startTimeoutMs = 20 * 60_000;

/** A real n8n with the packed package, a test Exchange, and the credential that joins them. */
export interface Session extends Awaited<ReturnType<typeof startN8nWithPackage>> {
	exchange: ExchangeServer;
	installation: Installation;
	credential: Awaited<ReturnType<typeof addCredential>>;
	stop(): Promise<void>;
}

/**
 * Starts everything; the tests run against the build that is there, or make one.
 * @param company default: the seed
 * @param options how the package is installed; default: as n8n's own installer does it
 */
export async function startSession(
	company?: Company,
	options: { install?: typeof installInN8n } = {},
): Promise<Session> {
	const cleanup = new Cleanup();
	return await start(cleanup, company, options).catch(async (error: unknown) => {
		await cleanup.run();
		throw error;
	});
}

async function start(
	cleanup: Cleanup,
	company: Company | undefined,
	{ install }: { install?: typeof installInN8n },
): Promise<Session> {
	if (!existsSync(path.resolve(__dirname, '../../dist/index.js'))) await buildPackage();
	const installation = await ensureN8n();
	const exchange = await startExchangeServer({ company });
	cleanup.add(async () => await exchange.close());
	const started = await startN8nWithPackage({ installation, cleanup, install });
	const credential = await addCredential(started.client, exchange);
	return { ...started, installation, exchange, credential, stop: async () => await cleanup.run() };
}
