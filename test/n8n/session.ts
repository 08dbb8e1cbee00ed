import { existsSync } from 'node:fs';
import path from 'node:path';
import { Cleanup } from '../../scripts/lib/cleanup.mjs';
import { addCredential, startN8nWithPackage } from '../../scripts/lib/demoSetup.mjs';
import { ensureN8n } from '../../scripts/lib/ensureN8n.mjs';
import { buildPackage } from '../../scripts/lib/packageInstall.mjs';
import { startExchangeServer, type ExchangeServer } from '../exchangeServer';
import type { Company } from '../exchangeServer/company';

/** Long enough to install n8n the first time. */
export const startTimeoutMs = 20 * 60_000;

/** A real n8n with the packed package, a test Exchange, and the credential that joins them. */
export interface Session extends Awaited<ReturnType<typeof startN8nWithPackage>> {
	exchange: ExchangeServer;
	credential: Awaited<ReturnType<typeof addCredential>>;
	stop(): Promise<void>;
}

/**
 * Starts everything; the tests run against the build that is there, or make one.
 * @param company default: the seed
 */
export async function startSession(company?: Company): Promise<Session> {
	const cleanup = new Cleanup();
	return await start(cleanup, company).catch(async (error: unknown) => {
		await cleanup.run();
		throw error;
	});
}

async function start(cleanup: Cleanup, company?: Company): Promise<Session> {
	if (!existsSync(path.resolve(__dirname, '../../dist/index.js'))) await buildPackage();
	const installation = await ensureN8n();
	const exchange = await startExchangeServer({ company });
	cleanup.add(async () => await exchange.close());
	const started = await startN8nWithPackage({ installation, cleanup });
	const credential = await addCredential(started.client, exchange);
	return { ...started, exchange, credential, stop: async () => await cleanup.run() };
}
